"""The part of the dock for the model, its card and the area."""

from __future__ import annotations

from typing import Optional

from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QGroupBox, QHBoxLayout, QVBoxLayout, QWidget

from ..core.model_package import ModelPackage
from ..processing.parameters import model_choices
from .area_chooser import AreaChooser
from .model_card import ModelCardDialog
from .recognition import package_of
from .texts import caption, let_shrink, remark, tool_button, tr


class TaskBox(QGroupBox):
    """Which model works on which area."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Model and area"), parent)
        self.setObjectName("SegcrTask")
        self.model = QComboBox()
        self.model.setObjectName("SegcrModel")
        let_shrink(self.model)
        self.card = tool_button("/mActionPropertiesWidget.svg", tr("Model card"), "SegcrCard")
        self.summary = remark("SegcrModelSummary")
        self.chooser = AreaChooser(canvas)
        self.area = self.chooser.box
        self.size = remark("SegcrAreaSize")
        self._shown: Optional[ModelCardDialog] = None
        row = QHBoxLayout()
        row.setSpacing(2)
        row.addWidget(self.model, 1)
        row.addWidget(self.card)
        layout = QVBoxLayout(self)
        layout.addWidget(caption(tr("&Model"), self.model))
        layout.addLayout(row)
        layout.addWidget(self.summary)
        layout.addSpacing(4)
        layout.addWidget(caption(tr("&Area"), self.area))
        layout.addWidget(self.chooser)
        layout.addWidget(self.size)
        self.model.currentIndexChanged.connect(self._model_changed)
        self.card.clicked.connect(self.show_card)
        self.list_models()

    def list_models(self) -> None:
        """List the installed models; the chosen one stays chosen."""
        chosen = self.model.currentData()
        self.model.blockSignals(True)
        self.model.clear()
        for choice in model_choices():
            package = package_of(choice)
            self.model.addItem(package.name if package else choice, choice)
        self.model.setCurrentIndex(max(self.model.findData(chosen), 0))
        self.model.blockSignals(False)
        if self.model.currentData() != chosen:
            self._model_changed()

    def package(self) -> Optional[ModelPackage]:
        """Return the chosen model's package, None where it cannot be read."""
        return package_of(self.model.currentData())

    def show_size(self, text: str) -> None:
        """Say how large the chosen area is."""
        self.size.setText(text)
        self.size.setVisible(bool(text))

    def show_card(self) -> None:
        """Open the card of the chosen model, in place of the one that is open."""
        package = self.package()
        if package is not None:
            self._close_card()
            # Kept, as Python forgets the class of what only C++ holds on to.
            self._shown = ModelCardDialog(package, self.window())
            self._shown.finished.connect(self._card_closed)
            self._shown.show()

    def end(self) -> None:
        """Let go of the canvas, and close the card: its window is QGIS's, not the panel's."""
        self._close_card()
        self.chooser.end()

    def _close_card(self) -> None:
        if self._shown is not None:
            self._shown.close()
            self._shown = None

    def _card_closed(self, _result: int) -> None:
        # Qt deletes it now.
        self._shown = None

    def _model_changed(self, *_: int) -> None:
        package = self.package()
        self.card.setEnabled(package is not None)
        if package is not None:
            text = tr("{optical} and {radar} · {low}-{high} m pixels · {count} classes").format(
                optical=" ".join(package.optical_channels),
                radar=" ".join(package.sar_channels),
                low=f"{package.accepted_pixels[0]:g}",
                high=f"{package.accepted_pixels[1]:g}",
                count=len(package.classes),
            )
            self.summary.setText(text)
        self.summary.setVisible(package is not None)
        self.changed.emit()
