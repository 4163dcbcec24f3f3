"""A run that failed for a cause that can be mended here has the button that mends it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

import segcr_qgis
from segcr_qgis.core.errors import FAILURES, SegcrError
from segcr_qgis.core.line_faults import line_fault
from segcr_qgis.core.model_package import file_digest
from segcr_qgis.environments.managed import managed_python, write_marker
from segcr_qgis.gui.dock import SegcrDock
from segcr_qgis.gui.mending import CURES
from segcr_qgis.processing.engine import close_engine, engine, keep_engine_warm
from tests.engine_side import engine_python, home_with_model
from tests.in_qgis.panels import shown, wait

SET_UP, MODELS, TILE, LOG = "Set up the engine…", "Manage models…", "Show the tile size", "Show log"
FAILED = [
    (SegcrError("engine_outdated", python="p", reason="it was set up for another version"), SET_UP),
    (SegcrError("engine_missing", reason="its Python lacks torch"), SET_UP),
    (line_fault("line_cut"), SET_UP),
    (SegcrError("plugin_protocol", reason="x"), SET_UP),
    (SegcrError("model_digest", file="weights.safetensors", model="segcr-tiny"), MODELS),
    (SegcrError("model_invalid", folder="f", reason="r"), MODELS),
    (SegcrError("network_unknown", name="n", available="a"), MODELS),
    (SegcrError("memory_exhausted"), TILE),
    (SegcrError("out_of_memory", device="cpu", tile=256), TILE),
    (SegcrError("disk_full", path="p", reason="r"), LOG),
]


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.fixture
def asked():
    return []


@pytest.fixture
def dock(qgis_canvas, layers, asked):
    panel = SegcrDock(qgis_canvas)
    panel.engine_wanted.connect(lambda: asked.append(SET_UP))
    panel.models_wanted.connect(lambda: asked.append(MODELS))
    panel.log_wanted.connect(lambda: asked.append(LOG))
    with shown(panel):
        QApplication.processEvents()
        yield panel


@pytest.fixture
def home(monkeypatch, tmp_path):
    """A home of its own, with a model that a test may spoil; the engine starts with it."""
    folder = Path(shutil.copytree(home_with_model(), tmp_path / "home"))
    close_engine()
    monkeypatch.setenv("SEGCR_HOME", str(folder))
    yield folder
    close_engine()
    keep_engine_warm()


@pytest.fixture
def added(home, dock):
    """A model the user added, chosen in the panel; its folder."""
    folder = home / "models" / "added"
    shutil.copytree(home / "models" / "segcr-tiny", folder)
    card, sums = folder / "model.json", folder / "SHA256SUMS"
    before = file_digest(card)
    card.write_text(card.read_text().replace('"id": "segcr-tiny"', '"id": "added"'))
    sums.write_text(sums.read_text().replace(before, file_digest(card)))
    dock.task.list_models()
    dock.task.model.setCurrentIndex(dock.task.model.findData("added"))
    assert dock.task.model.currentData() == "added"
    return folder


def run_and_wait(panel):
    click(panel.bar.run)
    wait(lambda: panel._run is None)


@pytest.mark.parametrize(("problem", "button"), FAILED, ids=[p.code for p, _ in FAILED])
def test_every_failure_has_the_button_that_mends_it(dock, asked, monkeypatch, problem, button):
    def fail(*given):
        raise problem

    monkeypatch.setattr(engine(), "predict", fail)
    run_and_wait(dock)
    assert dock.messages.text() == str(problem)
    assert dock.messages.button.isVisible() and dock.messages.button.text() == button
    click(dock.messages.button)
    if button == TILE:
        assert not dock.advanced.isCollapsed() and dock.advanced.tile_size.isVisible()
    else:
        assert asked == [button]


def test_every_cure_is_of_a_failure_there_is():
    assert set(CURES) <= set(FAILURES)
    codes = {problem.code for problem, button in FAILED if button != LOG}
    # What a run cannot start without is asked for before: the next tests.
    assert set(CURES) - codes == {"model_missing", "network_config"}


def test_weights_that_were_changed(added, dock, asked):
    """The real engine, a real model of which one byte differs."""
    weights = added / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    run_and_wait(dock)
    assert "digest is wrong" in dock.messages.text(), dock.messages.text()
    click(dock.messages.button)
    assert asked == [MODELS]
    assert len(QgsProject.instance().mapLayers()) == 2


def test_a_model_that_went_away(added, dock, asked):
    shutil.rmtree(added)
    run_and_wait(dock)
    assert "Model 'added' was not found" in dock.messages.text(), dock.messages.text()
    click(dock.messages.button)
    assert asked == [MODELS]


def test_an_engine_of_another_version(home, dock, asked, monkeypatch):
    """The libraries' lock is of another version of the plugin: refused before it is started."""
    monkeypatch.delenv("SEGCR_ENGINE_PYTHON")
    folder = home / "engine" / "cpu-old"
    python = managed_python(folder)
    python.parent.mkdir(parents=True)
    python.symlink_to(engine_python())
    write_marker(folder, "cpu", "00000000", "2026-01-01T00:00:00+00:00")
    click(dock.bar.run)
    assert "was set up for another version" in dock.messages.text() and dock._run is None
    click(dock.messages.button)
    assert asked == [SET_UP] and engine().pid is None


def test_the_buttons_lead_to_the_windows(processing, qgis_iface, monkeypatch):
    """With the whole plugin: each button opens its window, and what it mends ends the message."""
    for name in ("addDockWidget", "removeDockWidget", "registerOptionsWidgetFactory",
                 "unregisterOptionsWidgetFactory", "addPluginToRasterMenu",
                 "removePluginRasterMenu", "addToolBarIcon", "removeToolBarIcon",
                 "openMessageLog"):  # fmt: skip
        monkeypatch.setattr(qgis_iface, name, lambda *given: None, raising=False)
    monkeypatch.setattr("segcr_qgis.plugin.SegcrPlugin.initProcessing", lambda plugin: None)
    plugin = segcr_qgis.classFactory(qgis_iface)
    plugin.initGui()
    try:
        plugin.action.setChecked(True)
        plugin.dock.show()
        for cure, name in (("engine", "SegcrEnvironmentDialog"), ("models", "SegcrModelsDialog")):
            text, deed = plugin.dock._mending_action(cure)
            plugin.dock._tell("It failed.", plugin.dock.messages.level, 0, (text, deed))
            click(plugin.dock.messages.button)
            dialog = plugin._dialogs[cure]
            assert dialog.isVisible() and dialog.objectName() == name
            (dialog.engine_ready if cure == "engine" else dialog.models_changed).emit()
            assert plugin.dock.messages.text() == ""
            dialog.close()
    finally:
        plugin.unload()
        keep_engine_warm()
