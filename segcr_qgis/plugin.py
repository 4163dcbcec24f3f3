"""What QGIS loads: the Processing provider, and with a desktop the panel, menu and options."""

from __future__ import annotations

from typing import Optional

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QApplication, QDialog, QPushButton

from .core.guide import guide_address
from .processing.engine import close_engine, keep_engine_warm
from .processing.log import log_to_qgis, log_to_qgis_no_more
from .processing.provider import SegcrProvider
from .translation import install_translation, remove_translation


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("SegcrPlugin", text)


class SegcrPlugin:
    """The plugin: everything added in ``initGui`` is removed in ``unload``.

    Dialogs are imported on first use: QGIS starts without our widgets.
    """

    def __init__(self, iface) -> None:
        self.iface = iface
        self.provider: Optional[SegcrProvider] = None
        self.menu = None
        self.dock = None
        self._options = None
        self._dialogs: dict[str, object] = {}
        self._greeting = None
        self._translator = install_translation()

    @property
    def action(self):
        """Return the action that opens the panel."""
        return self.menu.panel if self.menu is not None else None

    def initProcessing(self) -> None:  # noqa: N802 - QGIS calls it by this name
        """Register the provider; all that ``qgis_process`` needs."""
        log_to_qgis()
        self.provider = SegcrProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self) -> None:  # noqa: N802 - QGIS calls it by this name
        """Add the provider, the menu and the page of options."""
        from .gui.menu import Menu
        from .gui.options_page import OptionsFactory

        self.initProcessing()
        keep_engine_warm()
        self.menu = Menu(self.iface)
        self.menu.panel.toggled.connect(self._show_dock)
        self.menu.connect(
            engine=self.set_up_engine,
            models=self.manage_models,
            demo=self.open_demo,
            options=self.show_options,
            guide=self.open_guide,
            welcome=self.welcome,
        )
        self._options = OptionsFactory(self.set_up_engine, self.manage_models)
        self.iface.registerOptionsWidgetFactory(self._options)
        # Once QGIS stands: its message bar would be cleared by then.
        QTimer.singleShot(0, self._greet)

    def unload(self) -> None:
        """Remove everything and wait for the engine, whose files an upgrade replaces."""
        if self.dock is not None:
            self.dock.end()
            self.iface.removeDockWidget(self.dock)
            self.dock.deleteLater()
            self.dock = None
        for dialog in self._dialogs.values():
            if hasattr(dialog, "end"):
                dialog.end()
            dialog.close()
            dialog.deleteLater()
        self._dialogs = {}
        self._end_greeting()
        if self._options is not None:
            self.iface.unregisterOptionsWidgetFactory(self._options)
            self._options = None
        if self.menu is not None:
            self.menu.remove()
            self.menu = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        close_engine()
        log_to_qgis_no_more()
        remove_translation(self._translator)
        self._translator = None

    def set_up_engine(self) -> None:
        """Open the dialog that sets the engine up."""
        from .gui.environment_dialog import EnvironmentDialog

        dialog = self._dialog("engine", EnvironmentDialog)
        if not dialog.isVisible():
            dialog.look_around()
        _bring_up(dialog)

    def manage_models(self) -> None:
        """Open the list of models."""
        from .gui.models_dialog import ModelsDialog

        dialog = self._dialog("models", ModelsDialog)
        dialog.show_models()
        _bring_up(dialog)

    def open_demo(self) -> None:
        """Open the demo project and the panel."""
        from .gui.demo_project import open_demo_project

        self._end_greeting()
        if open_demo_project(self.iface):
            self.action.setChecked(True)

    def show_options(self) -> None:
        """Open QGIS's options at our page."""
        self.iface.showOptionsDialog(self.iface.mainWindow(), "SegcrOptionsPage")

    def open_guide(self) -> None:
        """Open the user guide in the browser."""
        QDesktopServices.openUrl(QUrl(guide_address()))

    def welcome(self) -> None:
        """Open the welcome."""
        from .gui.welcome import WelcomeDialog, remember_welcome

        self._end_greeting()
        dialog = self._dialog("welcome", WelcomeDialog)
        dialog.show_state()
        _bring_up(dialog)
        remember_welcome()

    def _dialog(self, name: str, kind: type):
        """Return the one dialog of that kind, made on first use."""
        if name not in self._dialogs:
            dialog = kind(self.iface.mainWindow())
            self._dialogs[name] = dialog
            if name == "engine":
                dialog.engine_ready.connect(self._engine_ready)
            elif name == "models":
                dialog.models_changed.connect(self._models_changed)
            elif name == "welcome":
                dialog.engine_wanted.connect(self.set_up_engine)
                dialog.demo_wanted.connect(self.open_demo)
                dialog.guide_wanted.connect(self.open_guide)
        return self._dialogs[name]

    def _engine_ready(self) -> None:
        if self.dock is not None:
            self.dock.messages.clear()
        if "welcome" in self._dialogs:
            self._dialogs["welcome"].show_state()

    def _models_changed(self) -> None:
        if self.dock is not None:
            self.dock.messages.clear()
            self.dock.task.list_models()

    def _greet(self) -> None:
        """Offer the welcome once, in the message bar: no window opens by itself."""
        from .gui.welcome import first_time

        bar = self.iface.messageBar()
        if self.menu is None or bar is None or not first_time():
            return
        item = bar.createMessage("SegCR", tr("Map land cover through clouds. New here?"))
        button = QPushButton(tr("Get started"))
        button.setObjectName("SegcrGetStarted")
        button.clicked.connect(self.welcome)
        item.layout().addWidget(button)
        self._greeting = bar.pushWidget(item, Qgis.MessageLevel.Info)
        self._greeting.destroyed.connect(self._forget_greeting)

    def _end_greeting(self) -> None:
        if self._greeting is not None:
            self.iface.messageBar().popWidget(self._greeting)
            self._greeting = None

    def _forget_greeting(self) -> None:
        self._greeting = None

    def _show_dock(self, shown: bool) -> None:
        if self.dock is None:
            if not shown:
                return
            from .gui.dock import SegcrDock

            self.dock = SegcrDock(self.iface.mapCanvas(), self.iface.mainWindow())
            self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
            # Closing it by its cross lifts the button; a hidden tab of a stack does not.
            self.dock.closed.connect(lambda: self.action.setChecked(False))
            self.dock.engine_wanted.connect(self.set_up_engine)
            self.dock.models_wanted.connect(self.manage_models)
            self.dock.log_wanted.connect(self.iface.openMessageLog)
        self.dock.setUserVisible(shown)


def _bring_up(dialog: QDialog) -> None:
    """Show a dialog; over another one that is modal, such as QGIS's options, it is so too."""
    above = QApplication.activeModalWidget() not in (None, dialog)
    modality = Qt.WindowModality.ApplicationModal if above else Qt.WindowModality.NonModal
    if not dialog.isVisible():
        dialog.setWindowModality(modality)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
