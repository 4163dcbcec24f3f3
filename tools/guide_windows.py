"""Runs inside QGIS Desktop (``--code``): takes pictures of single windows for the user guide."""

import json
import os
import traceback
from pathlib import Path

from qgis.core import QgsProject
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtWidgets import QApplication
from qgis.utils import iface, plugins

TASK = json.loads(Path(os.environ["SEGCR_DEMO_TASK"]).read_text())
ANSWER = {"pictures": [], "problem": ""}


def take(window, name):
    """Save a window under its name."""
    path = str(Path(TASK["pictures"]) / f"{name}.png")
    window.grab().save(path)
    ANSWER["pictures"].append(path)


def plugin():
    """Return the plugin."""
    return plugins["segcr_qgis"]


def open_set_up():
    """Open the set-up window; it looks at this computer."""
    plugin().set_up_engine()
    return 6000


def take_set_up():
    """Take it, with what will be run unfolded; then the models."""
    take(plugin()._dialogs["engine"], "environment_dialog")
    plugin()._dialogs["engine"].close()
    plugin().manage_models()
    plugin()._dialogs["models"].start_verification()
    return 3000


def take_models():
    """Take the models; then QGIS's options, which are modal."""
    take(plugin()._dialogs["models"], "models_dialog")
    plugin()._dialogs["models"].close()
    QTimer.singleShot(6000, take_options)
    plugin().show_options()
    return 500


def take_options():
    """Take the options from within their own loop, and close them."""
    window = QApplication.activeModalWidget()
    take(window, "options_page")
    window.reject()


def leave():
    """Write the answer and end QGIS."""
    Path(TASK["answer"]).write_text(json.dumps(ANSWER))
    QgsProject.instance().setDirty(False)
    iface.newProject(False)
    QTimer.singleShot(500, iface.actionExit().trigger)
    return 0


STEPS = [open_set_up, take_set_up, take_models, leave]


def go_on():
    """Do the next step; whatever goes wrong, QGIS is left in an orderly way."""
    step = STEPS.pop(0)
    try:
        wait = step()
    except Exception:
        ANSWER["problem"] = traceback.format_exc()
        STEPS[:] = [leave] if step is not leave else []
        wait = 100
    if STEPS:
        QTimer.singleShot(wait, go_on)


QTimer.singleShot(4000, go_on)
