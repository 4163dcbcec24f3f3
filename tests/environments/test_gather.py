from __future__ import annotations

import sys

from segcr_qgis.environments.gather import (
    PYTHON_PLACES,
    ask_python,
    free_bytes,
    gather,
    places,
    read_nvidia,
)
from segcr_qgis.environments.machine import Nvidia


def test_this_machine_answers(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGCR_HOME", str(tmp_path / "not yet"))
    facts = gather(proxy="http://proxy.example")
    assert facts.platform == sys.platform and facts.free_bytes > 0
    assert facts.home == str(tmp_path / "not yet" / "engine")
    assert not (tmp_path / "not yet").exists()
    assert facts.proxy == "http://proxy.example"


def test_a_python_is_asked_and_what_is_none_does_not_answer(tmp_path):
    found = ask_python(sys.executable)
    assert found.version == sys.version_info[:3] and found.wide and not found.bundled
    assert ask_python(str(tmp_path / "none")) is None
    liar = tmp_path / "python3"
    liar.write_text("#!/bin/sh\necho hello\n")
    liar.chmod(0o755)
    assert ask_python(str(liar)) is None


def test_places_are_filled_in_and_unset_ones_left_out():
    variables = {"LocalAppData": "C:/Users/Ada/AppData/Local"}
    found = places(PYTHON_PLACES["win32"], variables)
    assert "C:/Users/Ada/AppData/Local/Programs/Python/Python31?/python.exe" in found
    assert not [path for path in found if "{" in path]
    # Apple's stub opens a dialog instead of answering.
    assert "/usr/bin/python3" not in PYTHON_PLACES["darwin"]


def test_nvidia_smi_is_read():
    said = "NVIDIA GeForce RTX 4070, 581.29, 8.9\nNVIDIA T4, 581.29, 7.5\n"
    assert read_nvidia(said) == Nvidia("NVIDIA GeForce RTX 4070", 581, (8, 9))
    assert read_nvidia("NVIDIA-SMI has failed because it couldn't communicate") is None
    assert read_nvidia("") is None


def test_room_is_that_of_the_nearest_folder_there_is(tmp_path):
    assert free_bytes(tmp_path / "a" / "b") == free_bytes(tmp_path) > 0
