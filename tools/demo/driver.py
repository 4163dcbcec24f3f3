"""Runs inside QGIS Desktop (``--code``): drives the dock panel and takes pictures.

The task comes as a JSON file named by ``SEGCR_DEMO_TASK``; the answer is written to the file that
the task names. QGIS executes this file in its own Python: the standard library and qgis only.
"""

import json
import os
import time
import traceback
from pathlib import Path

from qgis.core import (
    QgsContrastEnhancement,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtGui import QGuiApplication
from qgis.PyQt.QtWidgets import QDockWidget, QPushButton
from qgis.utils import iface, plugins

TASK = json.loads(Path(os.environ["SEGCR_DEMO_TASK"]).read_text())
PLUGIN = "segcr_qgis"
RUN_SECONDS = 180
#: Long enough for the canvas to be drawn on a slow machine.
SETTLE_MS = 2500


class Tour:
    """A chain of steps; each returns the milliseconds to wait, or None to be called again."""

    def __init__(self):
        self.answer = {"pictures": [], "problem": ""}
        self.steps = [self.prepare, self.open_panel, self.press_run, self.wait]
        self.steps += [self.show_classes, self.show_restored, self.end_tour, self.leave]
        self.began = 0.0
        self.optical = self.radar = self.panel = None

    def go_on(self):
        """Do the next step; whatever goes wrong, QGIS is left in an orderly way."""
        step = self.steps[0]
        try:
            wait = step()
        except Exception:
            self.answer["problem"] = traceback.format_exc()
            self.photograph("problem")
            if step != self.leave:
                self.steps = [self.leave]
                QTimer.singleShot(100, self.go_on)
            return
        if wait is None:
            wait = 200
        else:
            self.steps.pop(0)
        if self.steps:
            QTimer.singleShot(wait, self.go_on)

    def photograph(self, name):
        """Save the whole screen under the scene's key."""
        iface.messageBar().clearWidgets()
        QGuiApplication.processEvents()
        path = Path(TASK["pictures"]) / f"qgis_{TASK['key']}_{name}.png"
        QGuiApplication.primaryScreen().grabWindow(0).save(str(path))
        self.answer["pictures"].append(str(path))

    def prepare(self):
        """Load both layers as a user would, the optical one in natural colours."""
        window = iface.mainWindow()
        window.showMaximized()
        for name in ("Browser", "LayerOrder", "BrowserDock"):
            for dock in window.findChildren(QDockWidget, name):
                dock.hide()
        self.optical = QgsRasterLayer(TASK["optical"], TASK["optical_name"])
        self.radar = QgsRasterLayer(TASK["sar"], TASK["sar_name"])
        project = QgsProject.instance()
        project.setCrs(self.optical.crs())
        project.addMapLayer(self.radar)
        project.addMapLayer(self.optical)
        self.optical.setRenderer(self.natural_colours())
        self.optical.triggerRepaint()
        iface.mapCanvas().setExtent(self.optical.extent())
        iface.mapCanvas().refresh()
        return SETTLE_MS

    def natural_colours(self):
        """Return a renderer stretched for the ground, as an analyst sets it: clouds burn out."""
        provider = self.optical.dataProvider()
        renderer = QgsMultiBandColorRenderer(provider, *TASK["rgb"])
        enhancements = []
        for band, (low, high) in zip(TASK["rgb"], TASK["stretch"]):
            enhancement = QgsContrastEnhancement(provider.dataType(band))
            enhancement.setContrastEnhancementAlgorithm(
                QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
            )
            enhancement.setMinimumValue(low)
            enhancement.setMaximumValue(high)
            enhancements.append(enhancement)
        renderer.setRedContrastEnhancement(enhancements[0])
        renderer.setGreenContrastEnhancement(enhancements[1])
        renderer.setBlueContrastEnhancement(enhancements[2])
        return renderer

    def open_panel(self):
        """Open the dock from its own button and choose the two layers."""
        plugin = plugins[PLUGIN]
        plugin.action.setChecked(True)
        self.panel = plugin.dock
        self.panel.layers.optical.setLayer(self.optical)
        self.panel.layers.radar.setLayer(self.radar)
        iface.mapCanvas().setExtent(self.optical.extent())
        iface.mapCanvas().refresh()
        return SETTLE_MS

    def press_run(self):
        """Take the picture before, then press the button."""
        self.photograph("1_panel")
        self.panel.findChild(QPushButton, "SegcrRun").click()
        self.began = time.monotonic()
        return 1000

    def wait(self):
        """Wait for the run to end."""
        if not self.panel.findChild(QPushButton, "SegcrRun").isEnabled():
            if time.monotonic() - self.began > RUN_SECONDS:
                raise RuntimeError("the run did not end in time")
            return None
        self.answer["seconds"] = time.monotonic() - self.began
        if len(self.results()) < 2:
            raise RuntimeError(f"no results: {self.panel.messages.text() or 'no message'}")
        iface.mapCanvas().refresh()
        return SETTLE_MS

    def results(self):
        """Return the layers the run added."""
        layers = QgsProject.instance().mapLayers().values()
        return [layer for layer in layers if layer not in (self.optical, self.radar)]

    def is_class_map(self, layer):
        """Return whether a layer shows classes."""
        return layer.renderer().type() == "paletted"

    def show_only(self, wanted):
        """Show the layers that ``wanted`` accepts, and open their legends."""
        root = QgsProject.instance().layerTreeRoot()
        for node in root.findLayers():
            layer = node.layer()
            # Not the parents too: that would hide the root and with it everything.
            node.setItemVisibilityChecked(wanted(layer))
            node.setExpanded(wanted(layer))
        for group in root.findGroups():
            group.setItemVisibilityChecked(True)
        iface.mapCanvas().refresh()

    def show_classes(self):
        """Bring the land-cover map to the front, with its legend."""
        self.answer["layers"] = [layer.name() for layer in self.results()]
        self.show_only(self.is_class_map)
        return SETTLE_MS

    def show_restored(self):
        """Picture of the land-cover map; then the cloud-free image to the front."""
        self.photograph("2_landcover")
        self.show_only(lambda layer: layer in self.results() and not self.is_class_map(layer))
        return SETTLE_MS

    def end_tour(self):
        """Picture of the cloud-free image."""
        self.photograph("3_restored")
        return 100

    def leave(self):
        """Write the answer and end QGIS; leaving with layers loaded would crash it."""
        Path(TASK["answer"]).write_text(json.dumps(self.answer))
        self.optical = self.radar = self.panel = None
        QgsProject.instance().setDirty(False)
        iface.newProject(False)
        QTimer.singleShot(500, iface.actionExit().trigger)
        return 0


TOUR = Tour()
QTimer.singleShot(4000, TOUR.go_on)
