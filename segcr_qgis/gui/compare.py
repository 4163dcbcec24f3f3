"""Flicker between the cloudy and the restored image on the canvas, without touching the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Optional

from qgis.core import QgsMapLayer, QgsProject
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QObject, QTimer

#: Long enough to see what changes, short enough that the eye remembers.
FLICKER_MS = 900
#: Where the canvas never says that it has drawn, the other image comes after this time.
LONGEST_MS = 3000


class Comparison(QObject):
    """While it is on, the canvas shows both images in turn, the cloudy one first."""

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._ids: tuple[str, str] = ("", "")
        self._hidden: set[str] = set()
        #: Ids, not layers: the user may remove a layer meanwhile.
        self._before: Optional[list[str]] = None
        self._cloudy = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flicker)

    def set_layers(self, cloudy: str, restored: str, results: Sequence[str]) -> None:
        """Say which layers (ids) are compared, and which results lie over them."""
        self.stop()
        self._ids = (cloudy, restored)
        self._hidden = {cloudy, *results}

    def ready(self) -> bool:
        """Return whether both layers are still in the project."""
        return all(QgsProject.instance().mapLayer(layer) is not None for layer in self._ids)

    def running(self) -> bool:
        """Return whether the canvas shows the comparison now."""
        return self._before is not None

    def start(self) -> None:
        """Show the cloudy image, then both in turn."""
        if self.running() or not self.ready():
            return
        self._before = [layer.id() for layer in self._canvas.layers()]
        self._cloudy = False
        self._canvas.mapCanvasRefreshed.connect(self._drawn)
        self._flicker()

    def stop(self) -> None:
        """Show again what was there before."""
        self._timer.stop()
        if self._before is None:
            return
        self._canvas.mapCanvasRefreshed.disconnect(self._drawn)
        there, self._before = _layers(self._before), None
        self._canvas.setLayers(there)
        self._canvas.refresh()

    def _flicker(self) -> None:
        self._cloudy = not self._cloudy
        if not self.ready():
            self.stop()
            return
        shown = QgsProject.instance().mapLayer(self._ids[0 if self._cloudy else 1])
        above = [layer in self._hidden for layer in self._before]
        position = above.index(True) if any(above) else len(above)
        layers = _layers(layer for layer in self._before if layer not in self._hidden)
        layers.insert(min(position, len(layers)), shown)
        self._canvas.setLayers(layers)
        self._canvas.refresh()
        self._timer.start(LONGEST_MS)

    def _drawn(self) -> None:
        """Count from when an image stands, not from when it was asked for."""
        self._timer.start(FLICKER_MS)


def _layers(ids: Iterable[str]) -> list[QgsMapLayer]:
    """Return the layers that are still in the project."""
    found = (QgsProject.instance().mapLayer(layer) for layer in ids)
    return [layer for layer in found if layer is not None]
