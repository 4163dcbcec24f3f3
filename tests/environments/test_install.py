"""Small plans that really run: a Python stands for pip and says what pip would."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path

import pytest

from segcr_qgis.core.errors import Cancelled, SegcrError
from segcr_qgis.environments.engines import LIGHT
from segcr_qgis.environments.install import Installation
from segcr_qgis.environments.managed import MARKER
from segcr_qgis.environments.plan import Command, Plan


def step(code, phase="installing", otherwise=None, **variables):
    return Command(phase, (sys.executable, "-c", code), tuple(variables.items()), otherwise)


def plan(folder, *steps):
    return Plan(LIGHT, str(folder), sys.executable, "python3", steps, 1, 1)


def refused(folder, *steps, **options):
    work = Installation(plan(folder, *steps), lambda told: None, lambda: False, **options)
    with pytest.raises(SegcrError) as raised:
        work.run()
    assert not folder.exists()
    return raised.value, work


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "with a space" / "light-0"


def test_progress_is_told_and_the_marker_comes_last(folder):
    told = []
    marker = folder / MARKER
    steps = (
        step("print('Collecting scipy')", "installing"),
        step(f"import pathlib; assert not pathlib.Path({str(marker)!r}).exists()", "checking"),
    )
    work = Installation(plan(folder, *steps), told.append, lambda: False)
    assert work.run() == Path(sys.executable)
    assert marker.is_file()
    assert told[0].phase == "installing" and told[-1].share == 1.0
    assert "Collecting scipy" in [t.line for t in told]
    shares = [t.share for t in told]
    assert shares == sorted(shares)


def test_leftovers_of_an_earlier_try_are_cleared(folder):
    folder.mkdir(parents=True)
    (folder / "half").touch()
    Installation(plan(folder, step("")), lambda told: None, lambda: False).run()
    assert not (folder / "half").exists()


def test_a_failure_becomes_advice_and_leaves_nothing(folder):
    said = "print('OSError: [Errno 28] No space left on device'); raise SystemExit(1)"
    problem, work = refused(folder, step(said))
    assert problem.code == "setup_disk_full" and "No space left" in problem.detail
    assert "No space left" in work.output()


def test_another_index_is_asked_only_where_the_first_does_not_carry_the_pin(folder):
    missing = "print('ERROR: No matching distribution found for torch==2.13.0+cpu'); exit(1)"
    Installation(
        plan(folder, step(missing, otherwise=step("print('found')"))), lambda t: None, lambda: False
    ).run()
    problem, _ = refused(folder.with_name("b"), step(missing, otherwise=step(missing)))
    assert problem.code == "setup_not_carried" and "torch==2.13.0+cpu" in str(problem)
    broken = "print('ProxyError'); exit(1)"
    marker = folder.with_name("asked")
    second = step(f"open({str(marker)!r}, 'w')")
    problem, _ = refused(folder.with_name("c"), step(broken, otherwise=second))
    assert problem.code == "setup_proxy" and not marker.exists()


def test_cancelling_ends_the_installer_and_what_it_started(folder, tmp_path):
    beat = tmp_path / "beat"
    child = f"import time\nwhile True:\n open({str(beat)!r}, 'a').write('x'); time.sleep(0.02)"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    cancel = threading.Event()
    work = Installation(plan(folder, step(code)), lambda told: None, cancel.is_set)
    ended = []
    thread = threading.Thread(target=lambda: ended.append(_outcome(work)))
    thread.start()
    deadline = time.monotonic() + 20
    while not beat.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    cancel.set()
    thread.join(20)
    assert isinstance(ended[0], Cancelled) and not folder.exists()
    size = beat.stat().st_size
    time.sleep(0.2)
    assert beat.stat().st_size == size


def _outcome(work):
    try:
        return work.run()
    except SegcrError as problem:
        return problem


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    work = Installation(plan(tmp_path / "file" / "x", step("")), lambda t: None, lambda: False)
    with pytest.raises(SegcrError) as raised:
        work.run()
    assert raised.value.code.startswith("setup_")


def test_the_proxy_reaches_the_installer_and_no_message(folder, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    code = "import os; print(os.environ['HTTPS_PROXY']); exit(1)"
    problem, work = refused(folder, step(code), proxy="http://ada:secret@proxy.example:8080")
    assert "***@proxy.example" in work.output()
    assert "secret" not in work.output() + str(problem) + problem.detail
