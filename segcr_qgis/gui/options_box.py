"""The parts of the dock for model, area and results, and the advanced settings folded away."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsMapLayerProxyModel
from qgis.gui import QgsCollapsibleGroupBox, QgsFileWidget, QgsMapLayerComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..core.request import OPTICAL_UNITS, SAR_UNITS
from ..processing import parameters as ids
from ..processing.messages import units_text
from ..processing.parameters import DEVICES, model_choices
from .recognition import package_of
from .texts import caption, let_shrink, tr

WHOLE_LAYER = "layer"
CANVAS = "canvas"


class TaskBox(QGroupBox):
    """Which model works on which area."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Model and area"), parent)
        self.setObjectName("SegcrTask")
        self.model = QComboBox()
        self.model.setObjectName("SegcrModel")
        for choice in model_choices():
            package = package_of(choice)
            self.model.addItem(package.name if package else choice, choice)
        self.area = QComboBox()
        self.area.setObjectName("SegcrArea")
        self.area.addItem(tr("Whole optical layer"), WHOLE_LAYER)
        self.area.addItem(tr("Map canvas"), CANVAS)
        layout = QVBoxLayout(self)
        for text, box in ((tr("&Model"), self.model), (tr("&Area"), self.area)):
            let_shrink(box)
            layout.addWidget(caption(text, box))
            layout.addWidget(box)
        self.model.currentIndexChanged.connect(lambda *_: self.changed.emit())


class ResultsBox(QGroupBox):
    """Which layers come out, and where they are kept."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Results"), parent)
        self.setObjectName("SegcrResults")
        self.checks = {
            ids.OUTPUT: _check(tr("Land cover"), True, ids.OUTPUT),
            ids.RESTORED: _check(tr("Cloud-free image"), True, ids.RESTORED),
            ids.CLOUD_IMPACT: _check(tr("Cloud impact"), False, ids.CLOUD_IMPACT),
            ids.CONFIDENCE: _check(tr("Confidence"), False, ids.CONFIDENCE),
        }
        self.folder = QgsFileWidget()
        self.folder.setObjectName("SegcrFolder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.lineEdit().setPlaceholderText(tr("Temporary folder"))
        layout = QVBoxLayout(self)
        for check in self.checks.values():
            layout.addWidget(check)
        layout.addSpacing(4)
        layout.addWidget(caption(tr("&Save to"), self.folder))
        layout.addWidget(self.folder)


class AdvancedBox(QgsCollapsibleGroupBox):
    """What is recognised by itself and seldom needs a hand."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Advanced"), parent)
        self.setObjectName("SegcrAdvanced")
        self.mask = QgsMapLayerComboBox()
        self.mask.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.mask.setAllowEmptyLayer(True)
        self.mask.setLayer(None)
        self.mask_values = _line("3,8,9,10")
        self.band_map = _line("B2=1,B3=2,B4=3,B8=4")
        self.sar_band_map = _line("VV=1,VH=2")
        self.optical_units = _choice(OPTICAL_UNITS)
        self.sar_units = _choice(SAR_UNITS)
        self.device = _choice(DEVICES)
        self.threshold = _line(tr("from the model"))
        self.tile_size = _line(tr("from the model"))
        form = QFormLayout(self)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        for name, text, widget in (
            ("SegcrMask", tr("Cloud mask"), self.mask),
            ("SegcrMaskValues", tr("Mask values that mean cloud"), self.mask_values),
            ("SegcrBandMap", tr("Bands of the optical layer"), self.band_map),
            ("SegcrOpticalUnits", tr("Units of the optical layer"), self.optical_units),
            ("SegcrSarBandMap", tr("Bands of the radar layer"), self.sar_band_map),
            ("SegcrSarUnits", tr("Units of the radar layer"), self.sar_units),
            ("SegcrThreshold", tr("Cloud threshold"), self.threshold),
            ("SegcrTileSize", tr("Tile size in pixels"), self.tile_size),
            ("SegcrDevice", tr("Device"), self.device),
        ):
            widget.setObjectName(name)
            if isinstance(widget, QComboBox):
                let_shrink(widget)
            form.addRow(caption(text, widget), widget)
        for line in (self.band_map, self.sar_band_map):
            line.editingFinished.connect(self.changed)
        for box in (self.optical_units, self.sar_units):
            box.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self.setCollapsed(True)

    def values(self) -> dict[str, Any]:
        """Return the algorithm's parameters that are set here."""
        values: dict[str, Any] = {
            ids.CLOUD_MASK_VALUES: self.mask_values.text(),
            ids.BAND_MAP: self.band_map.text(),
            ids.SAR_BAND_MAP: self.sar_band_map.text(),
            ids.OPTICAL_UNITS_CHOICE: self.optical_units.currentData(),
            ids.SAR_UNITS_CHOICE: self.sar_units.currentData(),
            ids.DEVICE: self.device.currentData(),
        }
        if self.mask.currentLayer() is not None:
            values[ids.CLOUD_MASK] = self.mask.currentLayer().id()
        for name, line in ((ids.CLOUD_THRESHOLD, self.threshold), (ids.TILE_SIZE, self.tile_size)):
            if line.text().strip():
                values[name] = line.text().strip()
        return values


def _check(text: str, checked: bool, name: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName("SegcrWant" + name.title().replace("_", ""))
    box.setChecked(checked)
    return box


def _line(placeholder: str) -> QLineEdit:
    line = QLineEdit()
    line.setPlaceholderText(placeholder)
    line.setClearButtonEnabled(True)
    return line


def _choice(options: tuple[str, ...]) -> QComboBox:
    box = QComboBox()
    devices = {
        "cpu": tr("Processor"),
        "cuda": tr("NVIDIA graphics card"),
        "mps": tr("Apple graphics"),
    }
    for option in options:
        box.addItem(devices.get(option) or units_text(option), option)
    return box
