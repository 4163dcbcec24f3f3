"""The part of the dock for what seldom needs a hand, folded away."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsMapLayerProxyModel, QgsProject
from qgis.gui import QgsCollapsibleGroupBox, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QComboBox, QFormLayout, QWidget

from ..processing import parameters as ids
from ..processing.messages import units_text
from ..processing.parameters import DEVICES
from .texts import caption, let_shrink, text_line, tr


class AdvancedBox(QgsCollapsibleGroupBox):
    """A cloud mask of one's own, and how the network runs."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Advanced"), parent)
        self.setObjectName("SegcrAdvanced")
        # Before the list is made, which goes on to a neighbour once it has heard of a removal.
        QgsProject.instance().layersWillBeRemoved.connect(self._layers_leave)
        self.mask = QgsMapLayerComboBox()
        self.mask.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.mask.setAllowEmptyLayer(True)
        self.mask.setLayer(None)
        self.mask_values = text_line("3,8,9,10")
        self.device = _devices()
        self.threshold = text_line(tr("from the model"))
        self.tile_size = text_line(tr("from the model"))
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, text, tip, widget in (
            (
                "SegcrMask",
                tr("Cloud mask"),
                tr("A raster that says where clouds are. Without it, the network finds them."),
                self.mask,
            ),
            (
                "SegcrMaskValues",
                tr("Mask values that mean cloud"),
                tr("Empty: the mask holds 0 and 1, or a probability."),
                self.mask_values,
            ),
            (
                "SegcrThreshold",
                tr("Cloud threshold"),
                tr("Between 0 and 1: where the cloud impact is lower, the input stays as it is."),
                self.threshold,
            ),
            (
                "SegcrTileSize",
                tr("Tile size in pixels"),
                tr("Smaller tiles need less memory."),
                self.tile_size,
            ),
            ("SegcrDevice", tr("Device"), tr("Where the network runs."), self.device),
        ):
            widget.setObjectName(name)
            widget.setToolTip(tip)
            if isinstance(widget, QComboBox):
                let_shrink(widget)
            form.addRow(caption(text, widget), widget)
        self.tile_size.editingFinished.connect(self.changed)
        self.device.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self.setCollapsed(True)

    def values(self) -> dict[str, Any]:
        """Return the algorithm's parameters that are set here."""
        values: dict[str, Any] = {
            ids.CLOUD_MASK_VALUES: self.mask_values.text(),
            ids.DEVICE: self.device.currentData(),
        }
        if self.mask.currentLayer() is not None:
            values[ids.CLOUD_MASK] = self.mask.currentLayer().id()
        for name, line in ((ids.CLOUD_THRESHOLD, self.threshold), (ids.TILE_SIZE, self.tile_size)):
            if line.text().strip():
                values[name] = line.text().strip()
        return values

    def tile(self) -> int:
        """Return the tile size, 0 where it is the model's or no number."""
        text = self.tile_size.text().strip()
        return int(text) if text.isdecimal() else 0

    def state(self) -> dict[str, Any]:
        """Return what :meth:`restore` takes."""
        mask = self.mask.currentLayer()
        return {
            "mask": mask.id() if mask is not None else "",
            "mask_values": self.mask_values.text(),
            "threshold": self.threshold.text(),
            "tile_size": self.tile_size.text(),
            "device": self.device.currentData(),
        }

    def restore(self, values: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned earlier."""
        self.mask.setLayer(QgsProject.instance().mapLayer(str(values.get("mask") or "")))
        for name in ("mask_values", "threshold", "tile_size"):
            getattr(self, name).setText(str(values.get(name) or ""))
        self.device.setCurrentIndex(max(self.device.findData(values.get("device")), 0))

    def end(self) -> None:
        """Let go of the project."""
        QgsProject.instance().layersWillBeRemoved.disconnect(self._layers_leave)

    def _layers_leave(self, names: list[str]) -> None:
        mask = self.mask.currentLayer()
        if mask is not None and mask.id() in names:
            self.mask.setLayer(None)


def _devices() -> QComboBox:
    box = QComboBox()
    names = {
        "cpu": tr("Processor"),
        "cuda": tr("NVIDIA graphics card"),
        "mps": tr("Apple graphics"),
    }
    for option in DEVICES:
        box.addItem(names.get(option) or units_text(option), option)
    return box
