"""A model that comes with the plugin: an ordinary one, shown under a readable name."""

from __future__ import annotations

from qgis.core import QgsProcessingModelAlgorithm
from qgis.PyQt.QtGui import QIcon

from ..core.places import resources
from .messages import tr


class BundledModel(QgsProcessingModelAlgorithm):
    """Model whose id (its name in the file) and display name differ."""

    TITLES = {"landcoverpolygons": "Land-cover polygons"}  # noqa: RUF012 - never changed

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return tr(self.TITLES.get(self.name(), self.name()))

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        """Return the icon's file."""
        return str(resources() / "icons" / "polygons.svg")
