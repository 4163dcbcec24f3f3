"""A panel to click on, and patience for what it does beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from qgis.PyQt.QtWidgets import QApplication

from segcr_qgis.gui.dock import SegcrDock
from tests.watching import wait_for


def wait(condition, seconds=90):
    """Let Qt work until ``condition`` holds."""
    wait_for(lambda: QApplication.processEvents() or condition(), seconds)


@contextmanager
def shown(panel: SegcrDock) -> Iterator[SegcrDock]:
    """Show a panel as narrow as users keep it; it ends, and so does what it runs."""
    panel.resize(330, 900)
    panel.show()
    yield panel
    panel.end()
    wait(lambda: panel._run is None)
    panel.close()
    panel.deleteLater()


@contextmanager
def shown_over(canvas, layer) -> Iterator[SegcrDock]:
    """Show a panel beside a canvas that holds one layer."""
    canvas.setDestinationCrs(layer.crs())
    canvas.setLayers([layer])
    canvas.setExtent(layer.extent())
    with shown(SegcrDock(canvas)) as panel:
        yield panel
