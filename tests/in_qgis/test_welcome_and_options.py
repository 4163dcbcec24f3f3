from __future__ import annotations

from pathlib import Path

import pytest
from qgis.core import Qgis, QgsProject, QgsSettings
from qgis.PyQt.QtGui import QIcon

from segcr_qgis.core.guide import guide_address
from segcr_qgis.core.places import resources, user_data
from segcr_qgis.environments.locate import SETTING
from segcr_qgis.processing.engine import IDLE_SETTING, engine, keep_engine_warm


@pytest.fixture
def settings(qgis_app):
    yield QgsSettings()
    QgsSettings().remove("segcr_qgis")
    keep_engine_warm()


def test_options_are_shown_stored_and_used(settings):
    from segcr_qgis.gui.options_page import OptionsPage

    opened = []
    page = OptionsPage(lambda: opened.append("engine"), lambda: opened.append("models"))
    assert page.python.filePath() == "" and page.idle.value() == 5
    page.python.setFilePath("/nowhere/python")
    assert "does not exist" in page.state.text()
    page.idle.setValue(0)
    page.apply()
    assert settings.value(SETTING) == "/nowhere/python"
    assert float(settings.value(IDLE_SETTING)) == 0 and engine().patience.idle == 0
    page.python.setFilePath("")
    page.apply()
    assert settings.value(SETTING) is None and "In use: " in page.state.text()
    page.set_up.click()
    page.models.click()
    assert opened == ["engine", "models"]


def test_a_broken_setting_does_not_break_the_page(settings):
    from segcr_qgis.gui.options_page import OptionsPage

    settings.setValue(IDLE_SETTING, "soon")
    page = OptionsPage(lambda: None, lambda: None)
    assert page.idle.value() == 5


def test_the_welcome_says_whether_the_engine_is_there(settings, monkeypatch):
    from segcr_qgis.gui.welcome import WelcomeDialog, first_time, remember_welcome

    assert first_time()
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", "/nowhere")
    dialog = WelcomeDialog()
    assert "One click, once" in dialog.engine_state.text() and dialog.engine.isDefault()
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", __file__)
    dialog.show_state()
    assert dialog.engine_state.text() == "The engine is set up." and dialog.demo.isDefault()
    asked = []
    dialog.engine_wanted.connect(lambda: asked.append("engine"))
    dialog.demo_wanted.connect(lambda: asked.append("demo"))
    dialog.guide_wanted.connect(lambda: asked.append("guide"))
    for button in (dialog.engine, dialog.demo, dialog.guide):
        button.click()
    assert asked == ["engine", "demo", "guide"]
    remember_welcome()
    assert not first_time()


def test_the_demo_project_opens_with_both_layers_outside_the_plugin(qgis_iface, monkeypatch):
    from segcr_qgis.gui.demo_project import open_demo_project

    monkeypatch.setattr(qgis_iface, "newProject", lambda ask: False, raising=False)
    assert not open_demo_project(qgis_iface)
    assert not QgsProject.instance().mapLayers()
    monkeypatch.setattr(qgis_iface, "newProject", lambda ask: True, raising=False)
    assert open_demo_project(qgis_iface)
    layers = list(QgsProject.instance().mapLayers().values())
    assert len(layers) == 2 and all(layer.isValid() for layer in layers)
    assert all(Path(layer.source()).parent == user_data() / "demo" for layer in layers)
    assert "synthetic" in QgsProject.instance().title()
    QgsProject.instance().clear()


def test_the_guide_is_the_shipped_one_or_the_one_on_the_web(tmp_path, monkeypatch):
    import segcr_qgis.core.guide as module

    monkeypatch.setattr(module, "resources", lambda: tmp_path)
    assert guide_address("results").startswith("https://")
    page = tmp_path / "help" / "guide" / "results.html"
    page.parent.mkdir(parents=True)
    page.touch()
    assert guide_address("results") == page.as_uri()


@pytest.mark.parametrize("name", ["segcr", "engine", "models"])
def test_icons_are_drawn_at_every_size(qgis_app, name):
    icon = QIcon(str(resources() / "icons" / f"{name}.svg"))
    for size in (16, 24, 32, 64):
        picture = icon.pixmap(size, size).toImage()
        painted = sum(
            picture.pixelColor(x, y).alpha() > 128 for x in range(size) for y in range(size)
        )
        assert painted > 0.3 * size * size


def test_a_demo_scene_that_cannot_be_copied_is_said(qgis_iface, monkeypatch, tmp_path):
    from segcr_qgis.gui import demo_project

    (tmp_path / "full").write_text("no folder")
    monkeypatch.setattr(demo_project, "user_data", lambda: tmp_path / "full")
    monkeypatch.setattr(qgis_iface, "newProject", lambda ask: True, raising=False)
    assert not demo_project.open_demo_project(qgis_iface)
    said = qgis_iface.messageBar().get_messages(Qgis.MessageLevel.Warning)
    assert any("could not be copied to" in text for text in said), said
    assert not QgsProject.instance().mapLayers()
