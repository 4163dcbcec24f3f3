"""What a command leaves behind that was cancelled or crashed: nothing."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from segcr_qgis.core.errors import Cancelled, SegcrError
from segcr_qgis.engine_client import command
from tests.engine_side import engine_python
from tests.watching import left_in

#: Stands in for the engine: begins every target, and is given a script to go on with.
ENGINE = """
import os, signal, sys, time
from pathlib import Path
finals = [Path(word) for word in sys.argv if word.endswith(".tif")]
parts = [p.with_name(f".{p.name}.{os.getpid()}.part{p.suffix}") for p in finals]
for part in parts:
    part.write_bytes(b"half")
    Path(f"{part}.aux.xml").write_bytes(b"half")
Path(sys.argv[0]).with_name("begun").touch()
"""


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "results é"
    folder.mkdir()
    return folder


@pytest.fixture
def words(folder):
    """The words of a command with three targets."""
    names = {"--out": "o.tif", "--mask": "m.tif", "--thickness": "t.tif"}
    pairs = [(option, str(folder / name)) for option, name in names.items()]
    return ["simulate-clouds", "--optical", "clear", *(word for pair in pairs for word in pair)]


@pytest.fixture
def odd(tmp_path, monkeypatch, words):
    """Run a script in the engine's place; it is cancelled once it has begun."""

    def run(script: str) -> None:
        entry, begun = tmp_path / "engine.py", tmp_path / "begun"
        entry.write_text(ENGINE + script)
        monkeypatch.setattr(command, "engine_entry", lambda: entry)
        command.run_command(Path(sys.executable), words, begun.exists)

    return run


@pytest.mark.parametrize(
    "deaf", ["", "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"], ids=["obedient", "deaf"]
)
def test_a_cancelled_command_leaves_no_half_written_file(odd, folder, monkeypatch, deaf):
    monkeypatch.setattr(command, "TERMINATE_SECONDS", 0.3)
    with pytest.raises(Cancelled):
        odd(deaf + "time.sleep(60)")
    assert left_in(folder) == []


def test_cancelled_among_its_last_files_it_leaves_none_of_them(odd, folder):
    kept = folder / "t.tif"
    kept.write_bytes(b"of an earlier run")
    with pytest.raises(Cancelled):
        odd("os.replace(parts[0], finals[0])\ntime.sleep(60)")
    assert left_in(folder) == ["t.tif"]
    assert kept.read_bytes() == b"of an earlier run"


def test_a_crashed_command_leaves_no_half_written_file(odd, folder, tmp_path, monkeypatch):
    with pytest.raises(SegcrError) as raised:
        odd("Path(sys.argv[0]).with_name('begun').unlink(); os.kill(os.getpid(), signal.SIGKILL)")
    assert raised.value.code == "engine_crashed"
    assert left_in(folder) == []


def test_parts_of_others_are_left_to_them(odd, folder):
    other = folder / ".another.tif.1.part.tif"
    other.touch()
    with pytest.raises(Cancelled):
        odd("time.sleep(60)")
    assert left_in(folder) == [other.name]


def test_simulating_clouds_is_cancelled_while_it_writes(large, folder, words):
    words[2] = str(large[0])
    writing = threading.Event()

    def cancelled() -> bool:
        if any(folder.iterdir()):
            writing.set()
        return writing.is_set()

    with pytest.raises(Cancelled):
        command.run_command(engine_python(), [*words, "--kind", "mixed"], cancelled)
    assert left_in(folder) == []
