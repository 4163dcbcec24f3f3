"""Which band of a layer is which channel, as one list a channel: to correct what was recognised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from qgis.core import QgsRasterLayer
from qgis.gui import QgsRasterBandComboBox
from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFormLayout, QWidget

from ..core.bands import parse_band_map
from ..core.errors import SegcrError
from .texts import let_shrink, tr


def channel_text(channel: str) -> str:
    """Return what a channel shows, '' where its name says it."""
    words = {
        "B2": tr("Blue"),
        "B3": tr("Green"),
        "B4": tr("Red"),
        "B8": tr("Near infrared"),
        "B11": tr("Short-wave infrared, 1.6 \u00b5m"),
        "B12": tr("Short-wave infrared, 2.2 \u00b5m"),
    }
    return words.get(channel, "")


class BandTable(QWidget):
    """One band list a channel; ``text`` is '' until the user corrects one."""

    changed = pyqtSignal()

    def __init__(self, channels: Sequence[str], parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._layer: Optional[QgsRasterLayer] = None
        #: Names of the bands that other layers supply; None where they are not known yet.
        self._further: Optional[tuple[str, ...]] = ()
        self._corrected: Optional[dict[str, int]] = None
        self._filling = False
        self.boxes: dict[str, QgsRasterBandComboBox] = {}
        self.set_channels(channels)

    def set_channels(self, channels: Sequence[str]) -> None:
        """Show one list for each of ``channels``."""
        if list(self.boxes) == list(channels):
            return
        while self._form.rowCount():
            self._form.removeRow(0)
        self.boxes = {}
        for channel in channels:
            box = QgsRasterBandComboBox()
            box.setObjectName(f"SegcrBand{channel}")
            box.setShowNotSetOption(True, tr("not in the layer"))
            box.setToolTip(channel_text(channel))
            let_shrink(box, 6)
            box.bandChanged.connect(self._changed)
            self._form.addRow(channel, box)
            self.boxes[channel] = box
        self._fill({})

    def turn_to(self, layer: Optional[QgsRasterLayer]) -> None:
        """Go over to a layer that is not recognised yet, or to none: QGIS deletes what leaves."""
        if layer is not self._layer:
            self._corrected = None
            self._layer, self._further = layer, ()
            if layer is None:
                self._fill({})

    def show_bands(
        self, layer: Optional[QgsRasterLayer], bands: Mapping[str, int], further: Sequence[str] = ()
    ) -> None:
        """Show what was recognised of a layer; corrections of another layer are forgotten.

        ``further`` names the bands of other layers, which go on counting where the layer's end.
        """
        other = self._further not in (None, tuple(further))
        if layer is not self._layer or other:
            self._corrected = None
        self._layer, self._further = layer, tuple(further)
        self._fill(bands if self._corrected is None else self._corrected)

    def text(self) -> str:
        """Return the corrected bands such as ``B2=1,B3=2``, '' where nothing was corrected."""
        bands = self._corrected or {}
        return ",".join(f"{channel}={number}" for channel, number in bands.items() if number > 0)

    def set_text(self, layer: Optional[QgsRasterLayer], text: str) -> None:
        """Take over bands that were corrected earlier; '' or unreadable text corrects nothing."""
        try:
            bands = parse_band_map(text, "")
        except SegcrError:
            bands = {}
        self._layer, self._further = layer, None
        self._corrected = bands or None
        self._fill(bands)

    def forget(self) -> None:
        """Go back to what is recognised."""
        self._corrected = None
        self.changed.emit()

    def _fill(self, bands: Mapping[str, int]) -> None:
        self._filling = True
        own = self._layer.bandCount() if self._layer is not None else 0
        for channel, box in self.boxes.items():
            box.setLayer(self._layer)
            for number, name in enumerate(self._further or (), own + 1):
                box.addItem(f"{number}: {name}", number)
            box.setBand(bands.get(channel, -1))
        self._filling = False

    def _changed(self, _band: int) -> None:
        if not self._filling:
            self._corrected = {channel: box.currentBand() for channel, box in self.boxes.items()}
            self.changed.emit()
