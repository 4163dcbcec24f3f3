"""The client with engines that misbehave: small scripts in the engine's place."""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path

import pytest

from segcr_qgis.core.errors import Cancelled, SegcrError
from segcr_qgis.core.part_files import part_path
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine_client.client import EngineClient, Patience
from segcr_qgis.engine_client.leftovers import remove_finished, remove_unfinished
from tests.watching import Watcher

HELLO = json.dumps({"type": "hello", "protocol": 1, "pid": 1, "versions": {}})
PROGRESS = json.dumps({"type": "progress", "fraction": 0.5, "phase": "predicting"})


@pytest.fixture
def odd(tmp_path):
    """Return what a client says of an engine that is a script."""
    clients = []

    def predict(script: str, cancelled=lambda: False, **patience):
        entry = tmp_path / "engine.py"
        entry.write_text(
            "import os, signal, sys, time\n"
            "say = lambda line: print(line, flush=True)\n"
            f"HELLO = {HELLO!r}\nPROGRESS = {PROGRESS!r}\n" + script
        )
        client = EngineClient(Patience(**{"cancel": 0.3, **patience}), entry)
        clients.append(client)
        request = PredictRequest("o.tif", "m", Outputs(str(tmp_path / "map.tif")))
        return client.predict(Path(sys.executable), request, Watcher(), cancelled)

    yield predict
    for client in clients:
        client.close()


def test_ending_without_a_word(odd):
    with pytest.raises(SegcrError, match="exit code 3") as raised:
        odd("sys.stderr.write('ImportError: no torch\\n'); sys.exit(3)")
    assert raised.value.code == "engine_crashed"
    assert "no torch" in raised.value.detail


def test_ended_by_the_system_for_want_of_memory(odd, tmp_path, monkeypatch):
    table = tmp_path / "vmstat"
    table.write_text("oom_kill 3\n")
    monkeypatch.setattr("segcr_qgis.core.memory_signs._LINUX_COUNTER", table)
    end = "os.kill(os.getpid(), signal.SIGKILL)"
    with pytest.raises(SegcrError, match="SIGKILL") as raised:
        odd(f"say(HELLO); {end}")
    assert raised.value.code == "engine_crashed", "somebody else may have ended it"
    with pytest.raises(SegcrError, match="ran out of memory") as raised:
        odd(f"open({str(table)!r}, 'w').write('oom_kill 4\\n'); say(HELLO); {end}")
    assert raised.value.code == "memory_exhausted"


def test_ended_by_a_library_without_memory(odd):
    with pytest.raises(SegcrError, match="ran out of memory"):
        odd("say(HELLO); sys.stderr.write('terminate called: std::bad_alloc\\n'); os.abort()")


@pytest.mark.parametrize(
    ("lines", "check"),
    [
        ("say(PROGRESS)", "out_of_order"),
        ("say(HELLO); say(HELLO)", "out_of_order"),
        ('say(HELLO); say(\'{"type": "cancel"}\')', "wrong_side"),
        ("say(HELLO); say(PROGRESS[:20])", "line_cut"),
    ],
)
def test_a_conversation_that_makes_no_sense_is_ended(odd, lines, check):
    with pytest.raises(SegcrError) as raised:
        odd(f"{lines}; time.sleep(60)")
    assert (raised.value.code, raised.value.values["check"]) == ("engine_protocol", check)


def test_nonsense_on_stdout(odd):
    with pytest.raises(SegcrError) as raised:
        odd("say(HELLO); sys.stdin.readline(); say('Segmentation fault'); time.sleep(60)")
    assert raised.value.code == "engine_protocol"


def test_another_version_of_the_protocol(odd):
    with pytest.raises(SegcrError, match=r"version 2.*Set up engine"):
        odd("say(HELLO.replace('\"protocol\": 1', '\"protocol\": 2')); time.sleep(60)")


def test_silence_at_the_start(odd):
    with pytest.raises(SegcrError, match="does not answer"):
        odd("time.sleep(60)", start=0.3)


def test_deaf_to_cancel_and_to_terminate(odd):
    watched = threading.Event()
    threading.Timer(0.5, watched.set).start()
    started = time.monotonic()
    with pytest.raises(Cancelled):
        odd(
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "say(HELLO); say(PROGRESS); time.sleep(60)",
            cancelled=watched.is_set,
        )
    assert time.monotonic() - started < 15


def test_children_are_killed_too(odd, tmp_path):
    watched = threading.Event()
    threading.Timer(0.5, watched.set).start()
    with pytest.raises(Cancelled):
        odd(
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "child = os.fork()\n"
            "if child == 0:\n    time.sleep(60)\n"
            f"open({str(tmp_path / 'child')!r}, 'w').write(str(child))\n"
            "say(HELLO); time.sleep(60)",
            cancelled=watched.is_set,
        )
    child = int((tmp_path / "child").read_text())
    status = Path(f"/proc/{child}/stat")
    assert not status.exists() or status.read_text().split()[2] == "Z"


def test_much_on_stderr_does_not_block(odd):
    with pytest.raises(SegcrError) as raised:
        odd("say(HELLO); sys.stdin.readline(); sys.stderr.write('x' * 3_000_000 + '\\nlast\\n')")
    assert raised.value.detail.endswith("last")


def test_the_child_sees_none_of_our_variables(odd, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("GDAL_DATA", "/nowhere")
    with pytest.raises(SegcrError) as raised:
        odd(
            "sys.stderr.write(' '.join(sorted(os.environ)) + '|' + os.getcwd() + '|' +"
            " ' '.join(sys.argv[1:2]))"
        )
    names, folder, command = raised.value.detail.split("|")
    assert "GDAL_DATA" not in names and "PYTHONPATH" not in names and "QT_" not in names
    assert "segcr-" in folder and not Path(folder).exists()
    assert command == "serve"


def test_leftovers_of_one_engine_only(tmp_path):
    final = str(tmp_path / "map [1].tif")
    ours = [part_path(final, 41), Path(f"{part_path(final, 41)}.aux.xml")]
    ours.append(part_path(final + ".aux.xml", 41))
    others = [part_path(final, 42), Path(final)]
    for path in (*ours, *others):
        path.touch()
    assert sorted(remove_unfinished([final], 41)) == sorted(ours)
    assert all(path.exists() for path in others)
    Path(final + ".aux.xml").touch()
    assert len(remove_finished([final])) == 2
