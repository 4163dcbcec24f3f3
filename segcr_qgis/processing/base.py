"""What every algorithm of ours has in common: translation, group, icon, help."""

from __future__ import annotations

from qgis.core import QgsProcessingAlgorithm
from qgis.PyQt.QtGui import QIcon

from ..core.guide import guide_address
from ..core.places import resources
from .messages import tr

#: Page of the user guide that tells of the algorithms.
HELP_PAGE = "toolbox"


class SegcrAlgorithm(QgsProcessingAlgorithm):
    """Base of our algorithms; a subclass names its ``ID``, ``ICON`` and ``HELP`` file."""

    ID = ""
    ICON = "segcr.svg"
    HELP = ""

    def tr(self, text: str) -> str:
        """Return ``text`` in the user's language."""
        return tr(text)

    def createInstance(self) -> SegcrAlgorithm:  # noqa: N802 - QGIS's name
        """Return a fresh copy, as every run gets its own."""
        return type(self)()

    def name(self) -> str:
        """Return the frozen id."""
        return self.ID

    def group(self) -> str:
        """Return the group as shown."""
        return self.tr("Land cover and clouds")

    def groupId(self) -> str:  # noqa: N802 - QGIS's name
        """Return the frozen id of the group."""
        return "landcoverandclouds"

    def icon(self) -> QIcon:
        """Return the icon."""
        return QIcon(self.svgIconPath())

    def svgIconPath(self) -> str:  # noqa: N802 - QGIS's name
        """Return the icon's file."""
        return str(resources() / "icons" / self.ICON)

    def helpUrl(self) -> str:  # noqa: N802 - QGIS's name
        """Return where the manual is."""
        return guide_address(HELP_PAGE)

    def shortHelpString(self) -> str:  # noqa: N802 - QGIS's name
        """Return the short help, from the same file the manual is made of."""
        source = resources() / "help" / self.HELP
        try:
            paragraphs = source.read_text(encoding="utf-8").strip().split("\n\n")
        except OSError:
            return self.shortDescription()
        return "".join(f"<p>{self.tr(' '.join(p.split()))}</p>" for p in paragraphs)
