"""The part of the dock that chooses the optical and the radar layer."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from ..core.request import OPTICAL_UNITS, SAR_UNITS
from ..processing.styling import is_result
from .facts_row import FactsRow
from .further_layers import FurtherLayers
from .recognition import (
    CHANNELS,
    Recognition,
    looks_like_optical,
    suggest_optical,
    suggest_radar,
)
from .texts import caption, let_shrink, remark, tr

#: By then QGIS has styled what it has loaded, and results say what they are.
LATER_MS = 300

Recogniser = Callable[[QgsRasterLayer], Recognition]


class LayersBox(QGroupBox):
    """Two layers, each with one line that says what was recognised."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Layers"), parent)
        self.setObjectName("SegcrLayers")
        project = QgsProject.instance()
        # Before the lists are made, which go on to a neighbour once they have heard of a removal.
        project.layersWillBeRemoved.connect(self._layers_leave)
        self.optical = _layer_combo("SegcrOptical", False)
        self.radar = _layer_combo("SegcrRadar", True)
        self.further = FurtherLayers()
        self.optical_facts = FactsRow("Optical", CHANNELS[0], OPTICAL_UNITS, self.further)
        self.radar_facts = FactsRow("Radar", CHANNELS[1], SAR_UNITS)
        self.empty = remark("SegcrNoLayers")
        self.empty.setText(
            tr("Add a cloudy optical image to the project, and a radar image of the same place.")
        )
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(LATER_MS)
        self._later.timeout.connect(self._offer_further)
        self._suggested: Optional[str] = None
        #: Id of the optical layer that the user chose, '' where the list did.
        self._chosen = ""
        self._suggesting = False
        #: Ids of layers that are still in the project, but being removed.
        self._leaving: set[str] = set()
        layout = QVBoxLayout(self)
        layout.addWidget(self.empty)
        layout.addWidget(caption(tr("&Optical layer"), self.optical))
        layout.addWidget(self.optical)
        layout.addWidget(self.optical_facts)
        layout.addSpacing(4)
        layout.addWidget(caption(tr("&Radar layer"), self.radar))
        layout.addWidget(self.radar)
        layout.addWidget(self.radar_facts)
        self.radar.setLayer(None)
        self.optical.layerChanged.connect(self._optical_changed)
        self.optical.activated.connect(self._optical_chosen)
        self.radar.layerChanged.connect(self._radar_changed)
        for row in (self.optical_facts, self.radar_facts):
            row.changed.connect(self.changed)
        self.further.changed.connect(self.changed)
        project.layersAdded.connect(self._layers_added)
        project.layersRemoved.connect(self._layers_left)
        self._layers_added(list(project.mapLayers().values()))

    def optical_layer(self) -> Optional[QgsRasterLayer]:
        """Return the chosen optical layer."""
        return self.optical.currentLayer()

    def radar_layer(self) -> Optional[QgsRasterLayer]:
        """Return the chosen radar layer."""
        return self.radar.currentLayer()

    def choose(self, optical: Optional[QgsMapLayer], radar: Optional[QgsMapLayer]) -> None:
        """Choose both layers, as the user would."""
        self.optical.setLayer(optical)
        self.radar.setLayer(radar)
        self._optical_chosen()

    def forget_other_layers(self) -> None:
        """Let go of what was corrected for layers that are no longer chosen."""
        self.optical_facts.turn_to(self.optical_layer())
        self.radar_facts.turn_to(self.radar_layer())

    def show_recognised(self, optical: Recogniser, radar: Recogniser) -> None:
        """Write the line below each layer."""
        for row, layer, recognise in (
            (self.optical_facts, self.optical_layer(), optical),
            (self.radar_facts, self.radar_layer(), radar),
        ):
            row.show_recognised(layer, recognise(layer) if layer is not None else None)
        self.empty.setVisible(self.optical_layer() is None)

    def end(self) -> None:
        """Let go of the project."""
        self._later.stop()
        project = QgsProject.instance()
        project.layersWillBeRemoved.disconnect(self._layers_leave)
        project.layersAdded.disconnect(self._layers_added)
        project.layersRemoved.disconnect(self._layers_left)

    def _layers_added(self, layers: list[QgsMapLayer]) -> None:
        """Suggest layers as long as the user has not chosen any."""
        added = [layer for layer in layers if isinstance(layer, QgsRasterLayer)]
        if not added:
            return
        for layer in added:
            # Such as the right file of a layer whose file had been moved.
            layer.dataSourceChanged.connect(self.changed)
        current = self.optical_layer()
        if current in added or not self._stays(current):
            suggestion = suggest_optical(self._project_layers())
            if suggestion is not None and current is not suggestion:
                self.optical.setLayer(suggestion)
        if self.radar_layer() is None:
            self._suggest_radar()
        self._offer_further()
        self._later.start()
        self.changed.emit()

    def _stays(self, optical: Optional[QgsRasterLayer]) -> bool:
        """Return whether the optical layer is one: the list begins with whatever came first.

        What the user has chosen stays in any case.
        """
        return optical is not None and (optical.id() == self._chosen or looks_like_optical(optical))

    def _layers_leave(self, names: list[str]) -> None:
        """Choose nothing in place of a layer that goes, but a radar layer that suits as well."""
        self._leaving.update(names)
        optical, radar = self.optical_layer(), self.radar_layer()
        if optical is not None and optical.id() in names:
            self.optical.setLayer(None)
        if radar is not None and radar.id() in names:
            self.radar.setLayer(None)
            self._suggest_radar()

    def _layers_left(self, names: list[str]) -> None:
        self._leaving.difference_update(names)
        self._offer_further()
        # One of them may have supplied further bands.
        self.changed.emit()

    def _optical_chosen(self, *_: object) -> None:
        optical = self.optical_layer()
        self._chosen = optical.id() if optical is not None else ""

    def _optical_changed(self, layer: Optional[QgsMapLayer]) -> None:
        radar = self.radar_layer()
        if radar is None or radar.id() == self._suggested:
            self._suggest_radar()
        self._offer_further()
        self.changed.emit()

    def _radar_changed(self, layer: Optional[QgsMapLayer]) -> None:
        if not self._suggesting:
            self._suggested = None
        self._offer_further()
        self.changed.emit()

    def _suggest_radar(self) -> None:
        optical = self.optical_layer()
        if optical is None:
            return
        context = QgsProject.instance().transformContext()
        suggestion = suggest_radar(optical, self._project_layers(), context)
        self._suggesting = True
        self.radar.setLayer(suggestion)
        self._suggesting = False
        self._suggested = suggestion.id() if suggestion is not None else None

    def _offer_further(self, *_: object) -> None:
        """Offer the rasters that are neither of the two layers for further bands."""
        taken = (self.optical_layer(), self.radar_layer())
        others = (layer for layer in self._project_layers() if layer not in taken)
        local = [n for n in others if n.providerType() == "gdal" and not is_result(n)]
        self.further.offer(sorted(local, key=lambda layer: layer.name().lower()))

    def _project_layers(self) -> list[QgsRasterLayer]:
        layers = QgsProject.instance().mapLayers().items()
        staying = (layer for name, layer in layers if name not in self._leaving)
        return [layer for layer in staying if isinstance(layer, QgsRasterLayer)]


def _layer_combo(name: str, may_be_empty: bool) -> QgsMapLayerComboBox:
    box = QgsMapLayerComboBox()
    box.setObjectName(name)
    box.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
    box.setAllowEmptyLayer(may_be_empty)
    box.setShowCrs(False)
    let_shrink(box)
    return box
