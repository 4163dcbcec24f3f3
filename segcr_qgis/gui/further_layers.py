"""The list of layers that supply further bands of the optical image, such as those of 20 m."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Optional

from qgis.core import QgsProject, QgsRasterLayer
from qgis.gui import QgsCheckableComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QVBoxLayout, QWidget

from .texts import caption, let_shrink, tr

CHECKED = Qt.CheckState.Checked
UNCHECKED = Qt.CheckState.Unchecked


class FurtherLayers(QWidget):
    """A list to tick layers in; hidden while there is none to tick."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.box = QgsCheckableComboBox()
        self.box.setObjectName("SegcrFurther")
        self.box.setDefaultText(tr("none"))
        self.box.setToolTip(
            tr(
                "Other files of the same scene that hold bands, such as those of 20 m. They are"
                " brought onto the grid of the optical layer."
            )
        )
        let_shrink(self.box)
        #: Ids of what is ticked, kept while a layer is not offered.
        self._wanted: list[str] = []
        self._filling = False
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(caption(tr("Further bands from"), self.box))
        layout.addWidget(self.box)
        # Not checkedItemsChanged: it is silent where a tick is set by a program.
        self.box.model().itemChanged.connect(self._ticked)

    def offer(self, layers: Iterable[QgsRasterLayer]) -> None:
        """List the layers that may be ticked; what was ticked stays so."""
        self._filling = True
        self.box.clear()
        for layer in layers:
            state = CHECKED if layer.id() in self._wanted else UNCHECKED
            self.box.addItemWithCheckState(layer.name(), state, layer.id())
        self._filling = False
        self.setVisible(self.box.count() > 0)

    def layers(self) -> list[QgsRasterLayer]:
        """Return the layers that are ticked."""
        project = QgsProject.instance()
        found = (project.mapLayer(str(name)) for name in self.box.checkedItemsData())
        return [layer for layer in found if isinstance(layer, QgsRasterLayer)]

    def ids(self) -> list[str]:
        """Return the ids of the layers that are ticked."""
        return [layer.id() for layer in self.layers()]

    def tick(self, names: Iterable[str]) -> None:
        """Tick the layers with these ids, and no others."""
        self._wanted = [str(name) for name in names]
        self._filling = True
        for row in range(self.box.count()):
            ticked = self.box.itemData(row) in self._wanted
            self.box.setItemCheckState(row, CHECKED if ticked else UNCHECKED)
        self._filling = False
        self.changed.emit()

    def _ticked(self, *_: object) -> None:
        ticked = [str(name) for name in self.box.checkedItemsData()]
        if not self._filling and ticked != self._wanted:
            self._wanted = ticked
            self.changed.emit()
