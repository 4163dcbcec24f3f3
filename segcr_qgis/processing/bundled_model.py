"""A model that comes with the plugin: an ordinary one, shown under a readable name."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from ..core.places import resources
from .messages import tr

ICONS = {
    "landcoverpolygons": "polygons.svg",
    "landcoverchange": "change.svg",
    "floodextent": "flood.svg",
}


def title(name: str) -> str:
    """Return the name of a bundled model as shown."""
    titles = {
        "landcoverpolygons": tr("Land-cover polygons"),
        "landcoverchange": tr("Land-cover change between two dates"),
        "floodextent": tr("Flood extent"),
    }
    return titles.get(name, name)


class BundledModel(QgsProcessingModelAlgorithm):
    """Model whose id (its name in the file) and display name differ."""

    def createInstance(self) -> BundledModel:  # noqa: N802 - QGIS's name
        """Return a copy that keeps its name; QGIS would make an ordinary model of it."""
        copy = BundledModel()
        copy.loadVariant(self.toVariant())
        copy.setSourceFilePath(self.sourceFilePath())
        return copy

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return title(self.name())

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        """Return the icon's file."""
        return str(resources() / "icons" / ICONS.get(self.name(), "segcr.svg"))
