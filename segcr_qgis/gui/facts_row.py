"""One line that says what was recognised of a layer, with a fold-out to correct it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsRasterLayer
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..processing.messages import units_text
from .band_table import BandTable
from .recognition import Recognition
from .texts import caption, let_shrink, remark, tr, warning_color


class FactsRow(QWidget):
    """The line, the arrow beside it, and below it the bands and the units.

    ``above`` is shown on top of the bands.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        name: str,
        channels: Sequence[str],
        units: Sequence[str],
        above: Optional[QWidget] = None,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.line = remark(f"Segcr{name}Facts")
        self.arrow = QToolButton()
        self.arrow.setObjectName(f"Segcr{name}Correct")
        self.arrow.setAutoRaise(True)
        self.arrow.setCheckable(True)
        self.arrow.setArrowType(Qt.ArrowType.RightArrow)
        self.arrow.setToolTip(tr("Correct bands and units"))
        self.arrow.setAccessibleName(tr("Correct bands and units"))
        #: Id of the layer the fold-out was opened for by itself, '' otherwise.
        self._opened_for = ""
        #: Id of the layer that the corrections are meant for, '' for none.
        self._layer = ""
        self.bands = BandTable(channels)
        self.units = QComboBox()
        self.units.setObjectName(f"Segcr{name}Units")
        for unit in units:
            self.units.addItem(units_text(unit), unit)
        let_shrink(self.units)
        self.fold = self._fold(name, above)
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.arrow, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.line, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.fold)
        self.arrow.toggled.connect(self._unfold)
        self.bands.changed.connect(self.changed)
        self.units.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self._unfold(False)
        self.show_recognised(None, None)

    def turn_to(self, layer: Optional[QgsRasterLayer]) -> None:
        """Let go of what was corrected for another layer, before this one is recognised."""
        name = layer.id() if layer is not None else ""
        if name == self._layer:
            return
        self._layer = name
        self.bands.turn_to(layer)
        self.units.blockSignals(True)
        self.units.setCurrentIndex(0)
        self.units.blockSignals(False)

    def show_recognised(
        self, layer: Optional[QgsRasterLayer], found: Optional[Recognition]
    ) -> None:
        """Write what was found of ``layer``; where a run could not use it, offer to correct it."""
        self.setVisible(found is not None)
        self.turn_to(layer)
        if found is None:
            return
        self.line.setText(found.text)
        self.line.setToolTip(found.reason)
        color = "" if found.sound else f"color: {warning_color(self._caption)};"
        self.line.setStyleSheet(color)
        self.line.setVisible(True)
        self.bands.show_bands(layer, found.bands, found.further)
        if not found.sound and not self.arrow.isChecked():
            self.arrow.setChecked(True)
            self._opened_for = layer.id() if layer is not None else ""
        elif found.sound and self._opened_for and layer.id() != self._opened_for:
            # It had opened by itself, for a layer that is no longer the matter.
            self.arrow.setChecked(False)

    def corrections(self) -> dict[str, str]:
        """Return the corrected bands and units, '' and ``auto`` where nothing was corrected."""
        return {"bands": self.bands.text(), "units": str(self.units.currentData())}

    def set_corrections(self, layer: Optional[QgsRasterLayer], values: dict[str, str]) -> None:
        """Take over what :meth:`corrections` returned earlier."""
        self.turn_to(layer)
        self.bands.set_text(layer, str(values.get("bands", "")))
        self.units.setCurrentIndex(max(self.units.findData(values.get("units")), 0))

    def _fold(self, name: str, above: Optional[QWidget]) -> QFrame:
        fold = QFrame()
        fold.setObjectName(f"Segcr{name}Fold")
        layout = QVBoxLayout(fold)
        layout.setContentsMargins(18, 2, 0, 4)
        if above is not None:
            layout.addWidget(above)
        layout.addWidget(self.bands)
        self._caption = caption(tr("Units"), self.units)
        layout.addWidget(self._caption)
        layout.addWidget(self.units)
        again = QPushButton(tr("Recognise again"))
        again.setObjectName(f"Segcr{name}Recognise")
        again.clicked.connect(self._recognise_again)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(again)
        layout.addLayout(row)
        return fold

    def _recognise_again(self) -> None:
        self.units.setCurrentIndex(0)
        self.bands.forget()

    def _unfold(self, shown: bool) -> None:
        self.arrow.setArrowType(Qt.ArrowType.DownArrow if shown else Qt.ArrowType.RightArrow)
        self.fold.setVisible(shown)
        self._opened_for = ""
