"""The demo project: the embedded scene, opened as an analyst would look at it."""

from __future__ import annotations

import shutil
from pathlib import Path

from qgis.core import (
    Qgis,
    QgsContrastEnhancement,
    QgsLayerTreeLayer,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QTimer

from ..core.places import resources, user_data
from .texts import tr

FILES = ("optical_cloudy.tif", "sar.tif")
#: Red, green, blue, each from black to white: stretched for the ground, so that clouds burn out.
NATURAL_COLOURS = (3, 2, 1)
STRETCH = (0, 2600)


def demo_files() -> list[Path]:
    """Return the scene's files, copied out of the plugin's folder, which QGIS must not write to."""
    folder = user_data() / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    copies = []
    for name in FILES:
        copy = folder / name
        shutil.copyfile(resources() / "demo" / name, copy)
        copies.append(copy)
    return copies


def open_demo_project(iface) -> bool:
    """Open the scene in a new project; False where the user kept the present one.

    Where the scene cannot be copied, a message says so.
    """
    if not iface.newProject(True):
        return False
    try:
        optical_file, radar_file = demo_files()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        text = tr("The demo scene could not be copied to {folder} ({reason}).")
        folder = user_data() / "demo"
        level = Qgis.MessageLevel.Warning
        iface.messageBar().pushMessage("SegCR", text.format(folder=folder, reason=reason), level)
        return False
    optical = QgsRasterLayer(str(optical_file), tr("Demo scene, cloudy"))
    radar = QgsRasterLayer(str(radar_file), tr("Demo scene, radar"))
    project = QgsProject.instance()
    project.setTitle(tr("SegCR demo (synthetic landscape, simulated clouds)"))
    project.setCrs(optical.crs())
    optical.setRenderer(natural_colours(optical))
    root = project.layerTreeRoot()
    for layer in (radar, optical):
        project.addMapLayer(layer, False)
        node: QgsLayerTreeLayer = root.insertLayer(0, layer)
        node.setExpanded(False)
    iface.mapCanvas().setDestinationCrs(optical.crs())
    iface.mapCanvas().setExtent(optical.extent())
    iface.mapCanvas().refresh()
    # Once the canvas has taken its extent: that counts as a change of the project.
    QTimer.singleShot(0, lambda: project.setDirty(False))
    return True


def natural_colours(layer: QgsRasterLayer) -> QgsMultiBandColorRenderer:
    """Return a renderer in natural colours."""
    provider = layer.dataProvider()
    renderer = QgsMultiBandColorRenderer(provider, *NATURAL_COLOURS)
    enhancements = []
    for band in NATURAL_COLOURS:
        enhancement = QgsContrastEnhancement(provider.dataType(band))
        enhancement.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        enhancement.setMinimumValue(STRETCH[0])
        enhancement.setMaximumValue(STRETCH[1])
        enhancements.append(enhancement)
    renderer.setRedContrastEnhancement(enhancements[0])
    renderer.setGreenContrastEnhancement(enhancements[1])
    renderer.setBlueContrastEnhancement(enhancements[2])
    return renderer
