"""What the chapters of a story share, inside QGIS Desktop: clicks, expectations, pictures, order.

Loaded by the story's own file, which QGIS executes: the standard library and qgis only.
"""

import json
import time
import traceback
from pathlib import Path

from qgis.core import Qgis, QgsProject
from qgis.PyQt.QtCore import QObject, Qt, QTimer
from qgis.PyQt.QtGui import QDesktopServices, QGuiApplication
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDialog, QMenu, QMenuBar, QMessageBox, QToolBar
from qgis.utils import iface, plugins

PLUGIN = "segcr_qgis"
PATIENCE = 180.0
LEFT = Qt.MouseButton.LeftButton


class Once(QObject):
    """Does something soon after a widget's first event of a kind."""

    def __init__(self, widget, kind, deed):
        super().__init__(widget)
        self.kind, self.deed, self.done = kind, deed, False

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        """Take the event, let it pass."""
        if event.type() == self.kind and not self.done:
            self.done = True
            QTimer.singleShot(80, self.deed)
        return False


class Stage:
    """What the chapters share: pictures, clicks, expectations."""

    def __init__(self, task):
        self.task = task
        self.answer = {"pictures": [], "steps": [], "problem": "", "figures": {}}
        self.opened = []
        QDesktopServices.openUrl = lambda url: self.opened.append(url.toLocalFile() or url.url())

    @property
    def plugin(self):
        """Return the running plugin."""
        return plugins[PLUGIN]

    @property
    def dock(self):
        """Return the panel, None before it was opened."""
        return self.plugin.dock

    def picture(self, name):
        """Save the whole screen."""
        QGuiApplication.processEvents()
        number = len(self.answer["pictures"]) + 1
        path = Path(self.task["pictures"]) / f"{self.task['prefix']}{number:02d}_{name}.png"
        QGuiApplication.primaryScreen().grabWindow(0).save(str(path))
        self.answer["pictures"].append(str(path))

    def expect(self, condition, what):
        """Note a fact of the story, or end it."""
        if not condition:
            raise AssertionError(f"expected: {what}")
        self.answer["steps"].append(what)

    def expect_no_error(self):
        """Expect no warning and no error in QGIS's message bar or in the panel."""
        bad = (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)
        for item in iface.messageBar().items():
            if item.level() in bad:
                raise AssertionError(f"QGIS's message bar says: {item.text()}")
        said = self.dock.messages.text() if self.dock is not None else ""
        if said and self.dock.messages.level in bad:
            raise AssertionError(f"the panel says: {said}")
        boxes = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]
        if any(box.isVisible() for box in boxes):
            raise AssertionError(f"a box asks: {boxes[0].text()}")

    def click(self, widget):
        """Click a widget in its middle; what it opens may be modal, hence later."""
        if widget is None or not widget.isVisible() or not widget.isEnabled():
            name = widget.objectName() if widget is not None else "a missing widget"
            raise AssertionError(f"cannot click {name}")
        QTimer.singleShot(0, lambda: QTest.mouseClick(widget, LEFT))
        return 200

    def tool_of(self, action):
        """Return the button of an action in a toolbar."""
        for bar in iface.mainWindow().findChildren(QToolBar):
            button = bar.widgetForAction(action)
            if button is not None and button.isVisible():
                return button
        return None

    def choose(self, action):
        """Open the menus that lead to an action, one after the other, and click it."""
        path = [action]
        holder = _menu_of(action)
        while isinstance(holder, QMenu):
            path.insert(0, holder.menuAction())
            holder = _menu_of(holder.menuAction())
        for step in path:
            where = holder.actionGeometry(step).center()
            # What the last click opens may be modal, hence later.
            QTimer.singleShot(0, lambda w=holder, at=where: QTest.mouseClick(w, LEFT, pos=at))
            yield 300
            holder = step.menu()
            if holder is not None:
                yield holder.isVisible

    def window(self, name):
        """Return a visible window by its object name."""
        for widget in QApplication.topLevelWidgets():
            if widget.objectName() == name and widget.isVisible():
                return widget
        return None

    def dialog_with(self, kind):
        """Return a visible dialog of a class."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, kind) and widget.isVisible():
                return widget
        return None


def _menu_of(action):
    """Return the menu or the menu bar that shows an action."""
    return next(w for w in action.associatedWidgets() if isinstance(w, (QMenu, QMenuBar)))


class Teller:
    """Goes through a story without ever blocking QGIS, modal dialogs or not."""

    def __init__(self, stage, chapters):
        self.stage = stage
        self.chapters = list(chapters)
        self.current = None
        self.waiting_for = None
        self.since = 0.0
        self.patience = PATIENCE

    def go_on(self):
        """Do the next piece and come back; whatever goes wrong, QGIS is left in order."""
        try:
            wait = self.step()
        except Exception:
            self.stage.answer["problem"] = traceback.format_exc()
            self.stage.picture("problem")
            self.leave()
            return
        if wait is not None:
            QTimer.singleShot(wait, self.go_on)

    def step(self):
        """Do the next piece; return the milliseconds to wait, None at the end."""
        if self.waiting_for is not None:
            if not self.waiting_for():
                if time.monotonic() - self.since > self.patience:
                    raise AssertionError(f"{self.name()}: it did not happen in time")
                return 50
            self.waiting_for = None
        if self.current is None:
            if not self.chapters:
                self.leave()
                return None
            self.current = self.chapters[0](self.stage)
        try:
            wanted = next(self.current)
        except StopIteration:
            self.current = None
            self.chapters.pop(0)
            return 100
        if callable(wanted):
            wanted = (wanted, PATIENCE)
        if isinstance(wanted, tuple):
            self.waiting_for, self.patience = wanted
            self.since = time.monotonic()
            return 50
        return wanted

    def name(self):
        """Return the chapter that is being told."""
        return self.chapters[0].__name__

    def leave(self):
        """Write the answer and end QGIS; leaving with layers loaded would crash it."""
        Path(self.stage.task["answer"]).write_text(json.dumps(self.stage.answer))
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.close()
        QgsProject.instance().setDirty(False)
        iface.newProject(False)
        QTimer.singleShot(500, iface.actionExit().trigger)
