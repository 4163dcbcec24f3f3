"""Our windows on real Qt 6, with a stand-in for QGIS's own classes."""

from __future__ import annotations

import importlib
import os
import sys
import types
from pathlib import Path
from typing import Any

from .places import ROOT

MODULES = ("QtCore", "QtGui", "QtWidgets", "QtNetwork", "QtSvg", "QtXml")


def install_stand_in() -> None:
    """Put a ``qgis`` into ``sys.modules``: its PyQt is the real PyQt6, the rest is made up."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    qt = types.ModuleType("qgis.PyQt")
    root = types.ModuleType("qgis")
    root.PyQt = qt
    sys.modules.update({"qgis": root, "qgis.PyQt": qt})
    for name in MODULES:
        module = importlib.import_module(f"PyQt6.{name}")
        sys.modules[f"qgis.PyQt.{name}"] = module
        setattr(qt, name, module)
    from . import qt6_stand_ins

    for name in ("core", "gui", "utils"):
        module = types.ModuleType(f"qgis.{name}")
        stand_ins = vars(qt6_stand_ins)

        def find(wanted: str, stand_ins: dict[str, Any] = stand_ins) -> Any:
            if wanted.startswith("__"):
                raise AttributeError(wanted)
            return stand_ins.get(wanted) or qt6_stand_ins.anything(wanted)

        module.__getattr__ = find
        sys.modules[f"qgis.{name}"] = module
        setattr(root, name, module)
    osgeo = types.ModuleType("osgeo")
    osgeo.__getattr__ = lambda wanted: (
        None if wanted.startswith("__") else qt6_stand_ins.anything(wanted)
    )
    sys.modules["osgeo"] = osgeo


def show_windows(folder: Path) -> list[Path]:
    """Show every window, take its picture and return the pictures; raises where one fails."""
    install_stand_in()
    sys.path.insert(0, str(ROOT))
    from PyQt6.QtWidgets import QApplication

    application = QApplication.instance() or QApplication([])
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name, window in _windows():
        window.show()
        application.processEvents()
        picture = folder / f"{name}.png"
        if not window.grab().save(str(picture)):
            raise RuntimeError(f"no picture of {name}")
        pictures.append(picture)
        window.close()
    return pictures


def _windows():
    from segcr_qgis.environments.machine import FoundPython, MachineFacts
    from segcr_qgis.gui.dock import SegcrDock
    from segcr_qgis.gui.environment_dialog import EnvironmentDialog
    from segcr_qgis.gui.options_page import OptionsPage
    from segcr_qgis.gui.welcome import WelcomeDialog

    from .qt6_stand_ins import Canvas

    yield "welcome", WelcomeDialog()
    dialog = EnvironmentDialog()
    pythons = (FoundPython("/usr/bin/python3", (3, 12, 1)),)
    facts = MachineFacts("linux", "x86_64", "/home/ada/.local/share/segcr/engine", 10**11)
    dialog._seen(MachineFacts(**{**vars(facts), "pythons": pythons}), None)
    yield "environment", dialog
    yield "options", OptionsPage(lambda: None, lambda: None)
    yield "dock", SegcrDock(Canvas())
    from segcr_qgis.gui.models_dialog import ModelsDialog

    yield "models", ModelsDialog()
