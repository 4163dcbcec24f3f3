from __future__ import annotations

import sys
from pathlib import Path

import pytest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.environments import probe as probing
from segcr_qgis.environments.engines import CPU
from segcr_qgis.environments.locate import locate
from segcr_qgis.environments.managed import managed_python, write_marker
from tests.engine_side import engine_python


@pytest.fixture
def pythons(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGCR_HOME", str(tmp_path / "home"))
    managed = managed_python(tmp_path / "home" / "engine" / "cpu")
    found = {"setting": tmp_path / "a", "variable": tmp_path / "b", "managed": managed}
    for path in found.values():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    write_marker(managed.parents[1], "cpu", CPU.lock_hash(), "2026-01-01T00:00:00+00:00")
    return found


def test_setting_then_variable_then_managed(pythons):
    variables = {"SEGCR_ENGINE_PYTHON": str(pythons["variable"])}
    assert locate(str(pythons["setting"]), variables) == pythons["setting"]
    assert locate("", variables) == pythons["variable"]
    assert locate("", {}) == pythons["managed"]


def test_a_named_python_that_is_not_there_is_told_not_skipped(pythons):
    with pytest.raises(SegcrError, match=r"'/absent/python', named by setting segcr_qgis"):
        locate("/absent/python", {"SEGCR_ENGINE_PYTHON": str(pythons["variable"])})
    with pytest.raises(SegcrError, match="named by SEGCR_ENGINE_PYTHON"):
        locate("", {"SEGCR_ENGINE_PYTHON": "/absent/python"})


def test_nothing_anywhere_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGCR_HOME", str(tmp_path))
    with pytest.raises(SegcrError, match="Set up engine") as raised:
        locate("", {})
    assert raised.value.code == "engine_missing"


def test_links_of_virtual_environments_are_kept(tmp_path):
    link = tmp_path / "python"
    link.symlink_to(sys.executable)
    assert locate(str(link), {}) == link


def test_managed_python_on_windows():
    assert managed_python(Path("e"), "win32") == Path("e/Scripts/python.exe")


def test_engine_python_has_everything():
    found = probing.require(engine_python())
    assert not found.missing
    assert {"python", "numpy", "rasterio", "torch", "safetensors"} <= set(found.versions)


def test_a_python_without_torch_is_named_with_what_it_lacks(tmp_path):
    # QGIS's own Python, isolated from the checkout.
    with pytest.raises(SegcrError, match=r"lacks .*torch") as raised:
        probing.require(Path(sys.executable))
    assert raised.value.code == "engine_missing"


def test_what_is_no_python_is_told(tmp_path):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)
    with pytest.raises(SegcrError, match="cannot be started"):
        probing.probe(broken)


def test_the_answer_is_kept_until_the_environment_changes(monkeypatch):
    asked = []
    monkeypatch.setattr(probing, "_answers", {})
    monkeypatch.setattr(
        probing, "_ask", lambda python: asked.append(python) or probing.EngineVersions()
    )
    probing.probe(engine_python())
    probing.probe(engine_python())
    assert len(asked) == 1
    monkeypatch.setattr(probing, "_stamp", lambda python: 1.0)
    probing.probe(engine_python())
    assert len(asked) == 2
