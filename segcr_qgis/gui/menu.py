"""The menu and the toolbar button: every action has a name and goes when the plugin goes."""

from __future__ import annotations

from typing import Callable

from qgis.core import QgsApplication
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..core.places import resources
from .texts import tr

#: The menu's name in the Raster menu; a name, so not translated.
MENU = "SegCR"


def own_icon(name: str) -> QIcon:
    """Return one of our icons."""
    return QIcon(str(resources() / "icons" / f"{name}.svg"))


class Menu:
    """Our entries of the Raster menu, the first of them in the toolbar too."""

    def __init__(self, iface) -> None:
        self._iface = iface
        window = iface.mainWindow()
        self.panel = QAction(own_icon("segcr"), tr("Land cover and cloud removal panel"), window)
        self.panel.setObjectName("SegcrPanelAction")
        self.panel.setCheckable(True)
        self.engine = self._action("SegcrEngineAction", "engine", tr("Set up engine\u2026"))
        self.models = self._action("SegcrModelsAction", "models", tr("Manage models\u2026"))
        self.demo = self._action("SegcrDemoAction", "segcr", tr("Open the demo project"))
        self.options = self._action(
            "SegcrOptionsAction", "/mActionOptions.svg", tr("Options\u2026")
        )
        self.guide = self._action("SegcrGuideAction", "/mActionHelpContents.svg", tr("User guide"))
        self.welcome = self._action("SegcrWelcomeAction", "/mActionTip.svg", tr("Welcome\u2026"))
        self._all = (
            *(self.panel, self.engine, self.models, self.options),
            *(self.demo, self.guide, self.welcome),
        )
        iface.addToolBarIcon(self.panel)
        for action in self._all:
            iface.addPluginToRasterMenu(MENU, action)

    def connect(self, **slots: Callable[[], None]) -> None:
        """Connect actions by their attribute's name."""
        for name, slot in slots.items():
            getattr(self, name).triggered.connect(lambda *_, slot=slot: slot())

    def remove(self) -> None:
        """Take everything back."""
        self._iface.removeToolBarIcon(self.panel)
        for action in self._all:
            self._iface.removePluginRasterMenu(MENU, action)
            action.deleteLater()

    def _action(self, name: str, icon: str, text: str) -> QAction:
        themed = icon.startswith("/")
        picture = QgsApplication.getThemeIcon(icon) if themed else own_icon(icon)
        action = QAction(picture, text, self._iface.mainWindow())
        action.setObjectName(name)
        return action
