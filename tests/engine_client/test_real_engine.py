"""The client with the engine as users have it: runs, waits, cancels, crashes."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from segcr_qgis.core.errors import Cancelled, SegcrError
from segcr_qgis.core.report import PredictReport
from segcr_qgis.engine_client.client import EngineClient, Patience, Waiting
from tests.engine_side import engine_python
from tests.watching import Watcher, left_in, run_in_thread, wait_for


def running(pid) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_two_runs_share_a_warm_engine(client, small, request_for):
    reports, pids, seconds = [], [], []
    for name in ("first", "second"):
        started = time.monotonic()
        reports.append(
            client.predict(engine_python(), request_for(small, name), Watcher(), lambda: False)
        )
        seconds.append(time.monotonic() - started)
        pids.append(client.pid)
    assert pids[0] == pids[1] and running(pids[0])
    assert seconds[1] < seconds[0]
    assert reports[0].class_areas == reports[1].class_areas
    assert len(left_in(request_for.folder)) == 8  # three files and a side-car each


def test_a_failed_run_leaves_a_sound_engine(client, small, request_for):
    client.predict(engine_python(), request_for(small), Watcher(), lambda: False)
    pid = client.pid
    with pytest.raises(SegcrError) as raised:
        request = request_for(small, "bad", model="unknown")
        client.predict(engine_python(), request, Watcher(), lambda: False)
    assert raised.value.code == "model_missing"
    client.predict(engine_python(), request_for(small, "again"), Watcher(), lambda: False)
    assert client.pid == pid


def test_cancel_is_obeyed_soon_and_leaves_nothing(client, large, request_for):
    watcher, stop = Watcher(), threading.Event()
    thread, outcome = run_in_thread(client, request_for(large), watcher, stop.is_set)
    assert watcher.predicting.wait(60)
    assert any(".part" in name for name in left_in(request_for.folder))
    started = time.monotonic()
    stop.set()
    thread.join(30)
    assert time.monotonic() - started < 10
    assert isinstance(outcome[0], Cancelled)
    assert left_in(request_for.folder) == []
    assert client.pid is not None, "a cancelled engine is warm for the next run"


def test_killed_in_mid_run(client, large, small, request_for):
    watcher = Watcher()
    thread, outcome = run_in_thread(client, request_for(large), watcher)
    assert watcher.predicting.wait(60)
    os.kill(client.pid, signal.SIGKILL)
    thread.join(30)
    assert isinstance(outcome[0], SegcrError) and outcome[0].code == "engine_crashed"
    assert "SIGKILL" in str(outcome[0])
    assert left_in(request_for.folder) == []
    # The next run starts a new engine by itself.
    report = client.predict(engine_python(), request_for(small), Watcher(), lambda: False)
    assert isinstance(report, PredictReport)


def test_killed_between_runs(client, small, request_for):
    client.predict(engine_python(), request_for(small), Watcher(), lambda: False)
    pid = client.pid
    os.kill(pid, signal.SIGKILL)
    client.predict(engine_python(), request_for(small, "next"), Watcher(), lambda: False)
    assert client.pid not in (None, pid)


def test_second_run_waits_and_says_so(client, large, small, request_for):
    first, second, stop = Watcher(), Watcher(), threading.Event()
    long, long_outcome = run_in_thread(client, request_for(large), first, stop.is_set)
    assert first.predicting.wait(60)
    short, short_outcome = run_in_thread(client, request_for(small, "short"), second)
    wait_for(lambda: second.events)
    assert second.events == [Waiting()]
    assert short.is_alive()
    stop.set()
    long.join(30)
    short.join(60)
    assert isinstance(long_outcome[0], Cancelled)
    assert isinstance(short_outcome[0], PredictReport)


def test_a_waiting_run_can_be_cancelled(client, large, small, request_for):
    first, second = Watcher(), Watcher()
    stop_first, stop_second = threading.Event(), threading.Event()
    long, _ = run_in_thread(client, request_for(large), first, stop_first.is_set)
    assert first.predicting.wait(60)
    short, outcome = run_in_thread(client, request_for(small, "short"), second, stop_second.is_set)
    wait_for(lambda: second.events)
    stop_second.set()
    short.join(5)
    assert isinstance(outcome[0], Cancelled)
    assert long.is_alive()
    stop_first.set()
    long.join(30)


def test_closing_ends_a_run_under_way_and_waits(client, large, request_for):
    watcher = Watcher()
    thread, outcome = run_in_thread(client, request_for(large), watcher)
    assert watcher.predicting.wait(60)
    pid = client.pid
    client.close()
    assert not running(pid)
    thread.join(5)
    assert isinstance(outcome[0], Cancelled)
    assert left_in(request_for.folder) == []


def test_closing_starts_no_engine_for_runs_that_waited(client, large, small, request_for):
    first, second = Watcher(), Watcher()
    long, _ = run_in_thread(client, request_for(large), first)
    assert first.predicting.wait(60)
    short, outcome = run_in_thread(client, request_for(small, "short"), second)
    wait_for(lambda: second.events)
    client.close()
    # An upgrade replaces the plugin's files now.
    short.join(5)
    assert isinstance(outcome[0], Cancelled) and client.pid is None
    assert second.events == [Waiting()] and left_in(request_for.folder) == []
    long.join(5)
    assert client.predict(engine_python(), request_for(small), Watcher(), lambda: False)


def test_headless_runs_end_their_engine(small, request_for):
    client = EngineClient(Patience(idle=0))
    seen = []
    report = client.predict(
        engine_python(), request_for(small), lambda event: seen.append(client.pid), lambda: False
    )
    assert report.valid_percent == 100
    assert client.pid is None and not running(seen[0])


def test_idle_engine_ends(small, request_for):
    client = EngineClient(Patience(idle=0.3))
    client.predict(engine_python(), request_for(small), Watcher(), lambda: False)
    wait_for(lambda: client.pid is None, 10)


def test_an_engine_that_waits_goes_by_the_new_setting(client, small, request_for):
    client.predict(engine_python(), request_for(small), Watcher(), lambda: False)
    assert client.pid is not None
    client.set_patience(Patience(idle=0))
    wait_for(lambda: client.pid is None, 10)


def test_a_python_without_torch_says_what_it_lacks(small, request_for, tmp_path):
    client = EngineClient()
    with pytest.raises(SegcrError) as raised:
        client.predict(tmp_path / "absent", request_for(small), Watcher(), lambda: False)
    assert raised.value.code == "engine_missing"
