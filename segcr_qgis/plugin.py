"""What QGIS loads: the Processing provider, and with a desktop the dock and its action."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from .core.places import resources
from .processing.engine import close_engine, keep_engine_warm
from .processing.log import log_to_qgis, log_to_qgis_no_more
from .processing.provider import SegcrProvider

MENU = "SegCR"


class SegcrPlugin:
    """The plugin: everything added in ``initGui`` is removed in ``unload``."""

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider: Optional[SegcrProvider] = None
        self.action: Optional[QAction] = None
        self.dock = None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS calls it by this name
        """Register the provider; all that ``qgis_process`` needs."""
        log_to_qgis()
        self.provider = SegcrProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS calls it by this name
        """Add the provider and the action that opens the panel."""
        self.initProcessing()
        keep_engine_warm()
        text = QCoreApplication.translate("SegcrPlugin", "Land cover and cloud removal panel")
        icon = QIcon(str(resources() / "icons" / "segcr.svg"))
        self.action = QAction(icon, text, self.iface.mainWindow())
        self.action.setObjectName("SegcrPanelAction")
        self.action.setCheckable(True)
        self.action.toggled.connect(self._show_dock)
        self.iface.addToolBarIcon(self.action)
        self.iface.addPluginToRasterMenu(MENU, self.action)

    def unload(self) -> None:
        """Remove everything and wait for the engine, whose files an upgrade replaces."""
        if self.dock is not None:
            self.dock.end()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        if self.action is not None:
            self.iface.removePluginRasterMenu(MENU, self.action)
            self.iface.removeToolBarIcon(self.action)
            self.action.deleteLater()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        close_engine()
        log_to_qgis_no_more()

    def _show_dock(self, shown: bool) -> None:
        if self.dock is None:
            if not shown:
                return
            # Imported on first use: QGIS starts without our widgets.
            from .gui.dock import SegcrDock

            self.dock = SegcrDock(self.iface.mapCanvas(), self.iface.mainWindow())
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            # Closing it by its cross lifts the button; a hidden tab of a stack does not.
            self.dock.closed.connect(lambda: self.action.setChecked(False))
        self.dock.setUserVisible(shown)
