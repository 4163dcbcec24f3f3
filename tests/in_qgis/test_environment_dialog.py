"""The set-up dialog, with a look at this machine that is given and plans that are small."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsSettings
from qgis.gui import QgsCollapsibleGroupBoxBasic
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.environments.engines import LIGHT
from segcr_qgis.environments.locate import SETTING
from segcr_qgis.environments.managed import managed_python, write_marker
from segcr_qgis.environments.plan import Command, Plan
from segcr_qgis.environments.probe import EngineVersions
from tests.engine_side import engine_python
from tests.environments.machines import LINUX, MAC, RTX
from tests.watching import wait_for


@pytest.fixture
def dialog(qgis_app, tmp_path, monkeypatch):
    from segcr_qgis.gui.environment_dialog import EnvironmentDialog

    monkeypatch.setenv("SEGCR_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SEGCR_ENGINE_PYTHON", raising=False)
    QgsSettings().remove(SETTING)
    made = EnvironmentDialog()
    yield made
    made.end()
    made.close()
    made.deleteLater()
    QgsSettings().remove(SETTING)


def seen(dialog, facts):
    dialog._seen(facts, None)
    return dialog


def ended(dialog):
    def check():
        QgsApplication.processEvents()
        return dialog._task is None and dialog._checking is None

    wait_for(check)


def small(dialog, folder, code):
    steps = (Command("installing", (sys.executable, "-c", code)),)
    dialog._plan = Plan(LIGHT, str(folder), sys.executable, "python3", steps, 1, 1)


def test_nothing_starts_by_itself(dialog, tmp_path):
    seen(dialog, LINUX)
    assert dialog._task is None and not (tmp_path / "home").exists()
    assert dialog.status.text() == "No engine is set up yet."


def test_size_place_and_command_are_said_before(dialog):
    seen(dialog, replace(LINUX, nvidia=RTX))
    assert dialog.choice.key() == "cuda"
    words = " ".join(label.text() for label in dialog.choice.findChildren(type(dialog.place)))
    assert "GB" in words and "GeForce RTX 4070" in words
    dialog.choice.choose("light")
    assert f"{LINUX.home}/light-" in dialog.place.text()
    assert "-m venv" in dialog.commands.toPlainText()
    assert "-m pip install" in dialog.commands.toPlainText()
    assert dialog.set_up.isEnabled()


def test_wheels_and_a_mirror_change_the_command(dialog):
    seen(dialog, LINUX)
    dialog.wheels.setFilePath("/media/wheels")
    assert "--no-index --find-links /media/wheels" in dialog.commands.toPlainText()
    dialog.wheels.setFilePath("")
    dialog.index.setText("https://ada:secret@mirror.example/simple")
    dialog.index.editingFinished.emit()
    shown = dialog.commands.toPlainText()
    assert "--index-url https://***@mirror.example/simple" in shown


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_in_a_field_starts_no_download(dialog, monkeypatch, key):
    started = []
    monkeypatch.setattr(QgsApplication.taskManager(), "addTask", started.append)
    dialog.show()
    seen(dialog, LINUX)
    for group in dialog.findChildren(QgsCollapsibleGroupBoxBasic):
        group.setCollapsed(False)
    started.clear()
    for field in (dialog.index, dialog.wheels.lineEdit()):
        field.setFocus()
        QTest.keyClicks(field, "/mirror")
        QTest.keyClick(field, key)
        assert "/mirror" in dialog.commands.toPlainText()
        assert not started and dialog.isVisible() and dialog.set_up.isEnabled()
    dialog.set_up.setFocus()
    QTest.keyClick(dialog.set_up, key)
    assert started == [dialog._task]
    dialog._task = None


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (replace(LINUX, free_bytes=10**8), "make room"),
        (replace(MAC, release=(13, 0)), "use an existing Python"),
    ],
)
def test_what_cannot_be_is_said_and_cannot_be_started(dialog, facts, words):
    seen(dialog, facts)
    assert words in dialog.messages._label.text()
    assert not dialog.set_up.isEnabled()


def test_a_failure_is_advice_with_another_try(dialog, tmp_path):
    seen(dialog, LINUX)
    folder = tmp_path / "made"
    small(dialog, folder, "print('ProxyError: 407 Proxy Authentication Required'); exit(1)")
    dialog.start()
    assert not dialog.set_up.isVisibleTo(dialog) and dialog.stop.isVisibleTo(dialog)
    ended(dialog)
    assert dialog.messages._label.text().startswith("The proxy refused the connection")
    assert dialog.set_up.text() == "Try again" and dialog.set_up.isEnabled()
    assert "407" in dialog.diagnostics() and not folder.exists()


def test_cancelling_leaves_nothing(dialog, tmp_path):
    seen(dialog, LINUX)
    folder = tmp_path / "made"
    small(dialog, folder, "import time; time.sleep(60)")
    dialog.start()
    wait_for(lambda: QgsApplication.processEvents() or folder.exists())
    dialog.stop.click()
    ended(dialog)
    assert not folder.exists()
    assert dialog.messages._label.text().startswith("Cancelled")


def test_when_it_is_ready_it_says_so_and_tells_others(dialog, tmp_path, monkeypatch):
    import segcr_qgis.gui.setup_task as module

    found = EngineVersions({"python": "3.11.2", "onnxruntime": "1.30"})
    monkeypatch.setattr(module, "require", lambda python: found)
    seen(dialog, LINUX)
    folder = tmp_path / "home" / "engine" / "light-x"
    python = managed_python(folder)
    code = (
        f"import pathlib; p = pathlib.Path({str(python)!r}); p.parent.mkdir(parents=True);p.touch()"
    )
    small(dialog, folder, code)
    told = []
    dialog.engine_ready.connect(lambda: told.append(True))
    dialog.start()
    ended(dialog)
    assert told and dialog.status.text().startswith("Ready: ONNX Runtime 1.30, Python 3.11.2")


def test_an_existing_python_is_checked_before_it_is_taken(dialog):
    dialog.use_python(sys.executable)
    assert not dialog.existing.isEnabled()
    ended(dialog)
    assert dialog.existing.isEnabled()
    assert "lacks" in dialog.messages._label.text()
    assert not QgsSettings().value(SETTING)
    dialog.use_python(str(engine_python()))
    assert not QgsSettings().value(SETTING)
    ended(dialog)
    assert QgsSettings().value(SETTING) == str(engine_python())
    assert "PyTorch" in dialog.status.text()


def old_engine(tmp_path, name="cpu-00000000") -> Path:
    folder = tmp_path / "home" / "engine" / name
    python = managed_python(folder)
    python.parent.mkdir(parents=True)
    python.touch()
    write_marker(folder, "cpu", "00000000", "2026-01-01T00:00:00+00:00")
    return folder


def looked_for_old(dialog):
    wait_for(lambda: QgsApplication.processEvents() or dialog._old is None)


def test_old_engines_can_be_removed(dialog, tmp_path):
    folder = old_engine(tmp_path)
    assert not dialog.clean.isVisibleTo(dialog)
    seen(dialog, LINUX)
    looked_for_old(dialog)
    assert dialog.clean.isVisibleTo(dialog) and dialog.clean.isEnabled()
    assert "MB" in dialog.clean.text()
    dialog.clean.click()
    assert not dialog.clean.isEnabled()
    looked_for_old(dialog)
    assert not folder.exists() and not dialog.clean.isVisibleTo(dialog)


def test_an_old_engine_in_use_stays_and_is_told(dialog, tmp_path, monkeypatch):
    import segcr_qgis.gui.setup_task as module

    def refuse(made):
        raise SegcrError("setup_in_use", folder=made.folder)

    folder = old_engine(tmp_path)
    monkeypatch.setattr(module, "remove_environment", refuse)
    dialog.remove_old()
    looked_for_old(dialog)
    assert folder.exists() and dialog.clean.isVisibleTo(dialog) and dialog.clean.isEnabled()
    assert str(folder) in dialog.messages._label.text()


def test_files_of_old_engines_are_walked_and_deleted_beside_qgis(dialog, tmp_path, monkeypatch):
    import segcr_qgis.gui.setup_task as module

    threads = {}

    def noted(name, work):
        def doing(given):
            threads[name] = threading.current_thread()
            return work(given)

        return doing

    for name in ("size_of", "remove_environment"):
        monkeypatch.setattr(module, name, noted(name, getattr(module, name)))
    old_engine(tmp_path)
    seen(dialog, LINUX)
    looked_for_old(dialog)
    dialog.clean.click()
    looked_for_old(dialog)
    assert set(threads) == {"size_of", "remove_environment"}
    assert threading.main_thread() not in threads.values()


def test_diagnostics_are_markdown_without_secrets(dialog):
    seen(dialog, replace(LINUX, index="https://ada:secret@mirror.example", proxy="http://a:b@p"))
    dialog.copy.click()
    text = QgsApplication.clipboard().text()
    assert text.startswith("### SegCR engine diagnostics")
    for words in ("QGIS:", "Python 3.11.2: `/usr/bin/python3`", "Proxy of QGIS: set", "-m venv"):
        assert words in text
    assert "secret" not in text and "a:b" not in text


def test_the_real_look_at_this_machine_ends_and_offers_something(dialog):
    dialog.look_around()
    wait_for(lambda: QgsApplication.processEvents() or dialog._facts is not None)
    assert dialog.choice.key() in ("cpu", "cuda")
    assert Path(dialog._facts.home).name == "engine"
