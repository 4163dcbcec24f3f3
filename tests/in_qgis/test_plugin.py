"""Loading and unloading, what the code may import, and conventions a machine can check."""

from __future__ import annotations

import ast
import configparser
import gc
import logging
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QAction, QApplication, QDockWidget, QWidget

import segcr_qgis
from tests.engine_side import ROOT, write_scene
from tests.watching import wait_for

CODE = Path(segcr_qgis.__file__).parent
#: Providers that outlive the test that made them, as the plugin keeps its own.
KEPT = []
QGIS_SIDE = ("processing", "gui", "environments", "engine_client", "core")


def sources(*packages):
    for package in packages:
        yield from (CODE / package).rglob("*.py")
    yield CODE / "plugin.py"


def actions(window):
    return [a.objectName() for a in window.findChildren(QAction) if "Segcr" in a.objectName()]


def docks(window):
    return [d for d in window.findChildren(QDockWidget) if d.objectName() == "SegcrDock"]


@pytest.fixture
def calls(processing, qgis_iface, monkeypatch):
    """What was asked of QGIS's window; our own provider makes room for the plugin's."""
    from segcr_qgis.processing.engine import keep_engine_warm
    from segcr_qgis.processing.provider import SegcrProvider

    registry = QgsApplication.processingRegistry()
    registry.removeProvider("segcr")
    calls = []
    for name in (
        "addToolBarIcon",
        "addPluginToRasterMenu",
        "removePluginRasterMenu",
        "removeToolBarIcon",
        "addDockWidget",
        "removeDockWidget",
        "registerOptionsWidgetFactory",
        "unregisterOptionsWidgetFactory",
        "openMessageLog",
    ):
        record = lambda *given, name=name: calls.append(name)  # noqa: E731
        monkeypatch.setattr(qgis_iface, name, record, raising=False)
    yield calls
    KEPT.append(SegcrProvider())
    registry.addProvider(KEPT[-1])
    keep_engine_warm()


def delete_what_is_due():
    deferred = QEvent.Type.DeferredDelete
    # A number in Qt 5, an enumeration member in Qt 6.
    QgsApplication.sendPostedEvents(None, int(getattr(deferred, "value", deferred)))


ACTIONS = [
    *("SegcrPanelAction", "SegcrEngineAction", "SegcrModelsAction", "SegcrDemoAction"),
    *("SegcrOptionsAction", "SegcrGuideAction", "SegcrWelcomeAction"),
]


def ours(window):
    """Return the class names of our widgets, whether below a window or on their own."""
    widgets = {*window.findChildren(QWidget), *QApplication.topLevelWidgets()}
    return sorted(
        type(widget).__name__
        for widget in widgets
        if type(widget).__module__.startswith("segcr_qgis")
    )


def test_load_unload_reload_ten_times_leaves_nothing(calls, qgis_iface):
    from segcr_qgis.processing.engine import close_engine

    registry = QgsApplication.processingRegistry()
    tasks = QgsApplication.taskManager()
    window = qgis_iface.mainWindow()
    # Of the tests before: unloading ends it.
    close_engine()
    threads, children = threading.active_count(), child_processes()
    before = ours(window)
    for _ in range(10):
        plugin = segcr_qgis.classFactory(qgis_iface)
        plugin.initGui()
        assert registry.providerById("segcr") is not None
        assert actions(window) == ACTIONS
        plugin.action.setChecked(True)
        assert plugin.dock is not None and len(docks(window)) == 1
        plugin.set_up_engine()
        plugin.welcome()
        assert len(ours(window)) > len(before) + 3
        plugin.unload()
        delete_what_is_due()
        assert registry.providerById("segcr") is None
        assert actions(window) == [] and docks(window) == []
        del plugin
    wait_for(lambda: QgsApplication.processEvents() or not tasks.activeTasks())
    gc.collect()
    delete_what_is_due()
    assert ours(window) == before
    wait_for(lambda: threading.active_count() <= threads)
    assert child_processes() == children
    for added, removed, times in (
        ("addToolBarIcon", "removeToolBarIcon", 10),
        ("addPluginToRasterMenu", "removePluginRasterMenu", 10 * len(ACTIONS)),
        ("addDockWidget", "removeDockWidget", 10),
        ("registerOptionsWidgetFactory", "unregisterOptionsWidgetFactory", 10),
    ):
        assert calls.count(added) == calls.count(removed) == times


def child_processes():
    """Return the ids of this process's children."""
    told = Path(f"/proc/self/task/{threading.main_thread().native_id}/children")
    return told.read_text().split()


def test_unloading_in_mid_run_waits_for_the_engine(calls, qgis_iface, tmp_path):
    from segcr_qgis.processing.engine import engine

    optical, _ = write_scene(tmp_path / "large", 1024, 1024)
    QgsProject.instance().addMapLayer(QgsRasterLayer(str(optical), "Large"))
    target = tmp_path / "results"
    target.mkdir()
    plugin = segcr_qgis.classFactory(qgis_iface)
    plugin.initGui()
    plugin.action.setChecked(True)
    plugin.dock.results.folder.setFilePath(str(target))
    plugin.dock.start()

    def computing():
        QgsApplication.processEvents()
        return plugin.dock.bar.progress.value() > 0

    wait_for(computing)
    pid = engine().pid
    plugin.unload()
    assert not Path(f"/proc/{pid}").exists()
    gc.collect()
    delete_what_is_due()
    tasks = QgsApplication.taskManager()

    def finished():
        QgsApplication.processEvents()
        return not tasks.activeTasks()

    wait_for(finished)
    assert list(target.iterdir()) == []
    assert [layer.name() for layer in QgsProject.instance().mapLayers().values()] == ["Large"]
    QgsProject.instance().removeAllMapLayers()


def own_environment() -> dict[str, str]:
    """Return our variables, with the tested copy first on Python's path."""
    path = os.pathsep.join(p for p in (str(CODE.parent), os.environ.get("PYTHONPATH")) if p)
    return {**os.environ, "PYTHONPATH": path}


def test_log_records_reach_the_log_tab(qgis_app):
    from segcr_qgis.processing.log import log_to_qgis, log_to_qgis_no_more

    seen = []
    messages = QgsApplication.messageLog()
    listen = lambda text, tab, level: seen.append((text, tab))  # noqa: E731
    messages.messageReceived[str, str, Qgis.MessageLevel].connect(listen)
    log_to_qgis()
    log_to_qgis()
    logging.getLogger("segcr_qgis.engine_client.client").error("it ended\nlast words")
    logging.getLogger("segcr_qgis.engine_client.client").debug("chatter")
    log_to_qgis_no_more()
    logging.getLogger("segcr_qgis.engine_client.client").info("afterwards")
    messages.messageReceived[str, str, Qgis.MessageLevel].disconnect(listen)
    assert seen == [("it ended\nlast words", "SegCR")]


BLOCKED = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        kept_out = ("torch", "rasterio", "safetensors", "onnxruntime", "openvino", "scipy")
        if name.split(".")[0] in kept_out:
            raise ImportError(name + " must not be needed here")
sys.meta_path.insert(0, Blocked())
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEvent
app = QgsApplication([], True)
app.initQgis()
import segcr_qgis, segcr_qgis.plugin, segcr_qgis.gui.dock, segcr_qgis.processing.provider
provider = segcr_qgis.processing.provider.SegcrProvider()
QgsApplication.processingRegistry().addProvider(provider)
algorithm = QgsApplication.processingRegistry().createAlgorithmById("segcr:segmentandremoveclouds")
assert algorithm is not None
loaded = [name for name in sys.modules if name.startswith(("segcr_qgis.engine.",
          "segcr_qgis.networks", "segcr_qgis.training"))]
assert not loaded, loaded
print("imported", algorithm.canExecute()[0])
QgsApplication.processingRegistry().removeProvider(provider)
del algorithm
app.exitQgis()
"""


def test_imports_need_neither_torch_nor_rasterio():
    environment = {**own_environment(), "SEGCR_ENGINE_PYTHON": "/none"}
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "imported False" in done.stdout, done.stderr


def test_nothing_heavy_is_loaded_with_the_plugin():
    script = (
        # QGIS 3.40 brings numpy by itself.
        "import sys, qgis.core, qgis.gui; before = set(sys.modules); "
        "import segcr_qgis.plugin; heavy = ('segcr_qgis.gui', 'torch', 'rasterio', 'numpy');"
        "print([m for m in set(sys.modules) - before if m.startswith(heavy)])"
    )
    environment = own_environment()
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "[]", done.stdout + done.stderr


@pytest.mark.parametrize("path", list(sources(*QGIS_SIDE)), ids=lambda p: str(p.relative_to(CODE)))
def test_conventions(path):
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    name = path.relative_to(CODE).as_posix()
    for node in ast.walk(tree):
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name):
            assert called.id not in ("print", "eval", "exec"), f"{name}: {called.id}"
        assert not isinstance(node, ast.Assert), f"{name}: assert in shipped code"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{name}: bare except"
            silent = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
            assert not silent, f"{name}: silent except"
        if isinstance(node, ast.keyword):
            shell = node.arg == "shell" and getattr(node.value, "value", False)
            assert not shell, f"{name}: shell"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            modules = [a.name for a in node.names]
            modules.append(getattr(node, "module", None) or "")
            assert not any(m.split(".")[0] in ("PyQt5", "PyQt6", "pickle") for m in modules), name
        if isinstance(node, (ast.Assign, ast.AugAssign, ast.Delete)):
            targets = node.targets if not isinstance(node, ast.AugAssign) else [node.target]
            changed = " ".join(ast.unparse(target) for target in targets)
            assert not re.search(r"os\.environ|sys\.path", changed), f"{name}: {changed}"
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno < 60, f"{name}: {node.name} is long"
    assert not re.search(r"os\.putenv|os\.environ\.(update|pop|setdefault)|sys\.path\.", text), name
    assert ".exec_(" not in text, f"{name}: exec_()"
    assert len(text.splitlines()) <= 500, name
    if name.startswith("processing/") and name != "processing/styling.py":
        assert "QgsProject" not in text, f"{name}: the worker must not reach for the project"


# Enums whose unscoped spelling is gone in Qt 6.
UNSCOPED = re.compile(
    r"\b(Qt\.(Left|Right|Align|Text|Scroll|Horizontal|Vertical|User)\w*(?!\w*\.)"
    r"|QgsMapLayerProxyModel\.(?!Filter)[A-Z]\w+|QgsProcessingParameterNumber\.(?!Type)[A-Z]\w+"
    r"|Qgis\.(Info|Warning|Critical|Success)\b|QSizePolicy\.(?!Policy)[A-Z]\w+"
    r"|QFrame\.(?!Shape|Shadow)[A-Z]\w+|QComboBox\.(?!SizeAdjust|Insert)[A-Z]\w+)"
)
SCOPES = ("Qt.TextFormat.", "Qt.TextInteractionFlag.", "Qt.ScrollBarPolicy.", "Qt.AlignmentFlag.")


@pytest.mark.parametrize("path", list(sources("processing", "gui")), ids=lambda p: p.name)
def test_enums_are_scoped(path):
    text = path.read_text(encoding="utf-8")
    for scope in SCOPES:
        text = text.replace(scope, "")
    assert not UNSCOPED.findall(text), UNSCOPED.findall(text)


def metadata() -> configparser.SectionProxy:
    inside = CODE / "metadata.txt"
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(inside if inside.is_file() else ROOT / "metadata.txt", encoding="utf-8")
    return parser["general"]


def test_metadata_is_complete():
    general = metadata()
    assert general["qgisMinimumVersion"] == "3.22" and general["qgisMaximumVersion"] == "4.99"
    assert general["hasProcessingProvider"] == "yes" and general["category"] == "Raster"
    for key in ("name", "description", "about", "author", "email", "tracker", "repository"):
        assert general[key].strip(), key
    assert "plugin" not in general["name"].lower()
    for library in ("PyTorch", "rasterio", "safetensors"):
        assert library in general["about"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", general["version"])
    icon = CODE / general["icon"]
    assert icon.is_file() or (ROOT / general["icon"]).is_file()
