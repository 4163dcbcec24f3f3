"""Faults in mid-run, with the real engine: nothing lost, nothing half-written, the next run works.

After every one: inputs byte-identical, no file under a final or temporary name, no process left
over, one sentence that says what happened, and a run that succeeds.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from segcr_qgis.core.errors import Cancelled, SegcrError
from segcr_qgis.core.places import engine_entry
from segcr_qgis.core.protocol import Predict, encode
from segcr_qgis.core.report import PredictReport, Progress
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine_client.client import EngineClient, Patience
from tests.engine_side import engine_python, write_scene
from tests.faults.effort import note, thorough
from tests.watching import Watcher, left_in, run_in_thread, wait_for

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and limits are POSIX's")
LIMITED = """
import resource, runpy, sys
resource.setrlimit(resource.{limit}, ({size}, {size}))
runpy.run_path({entry!r}, run_name="__main__")
"""
COMMA = """
import locale, runpy
locale.setlocale(locale.LC_ALL, "")
if locale.localeconv()["decimal_point"] != ",":
    raise SystemExit("the locale did not take")
runpy.run_path({entry!r}, run_name="__main__")
"""


def digests(scene):
    return [hashlib.sha256(Path(path).read_bytes()).hexdigest() for path in scene]


def running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().split()[2] != "Z"


class Saboteur(Watcher):
    """Does something once, when a run comes to a phase and a fraction."""

    def __init__(self, deed, phase="predicting", fraction=0.0):
        super().__init__()
        self.deed, self.phase, self.fraction, self.done = deed, phase, fraction, False

    def __call__(self, event):
        super().__call__(event)
        now = isinstance(event, Progress) and event.phase == self.phase
        if now and event.fraction >= self.fraction and not self.done:
            self.done = True
            self.deed()


def outcome_of(client, request, watcher, cancelled=lambda: False):
    try:
        return client.predict(engine_python(), request, watcher, cancelled)
    except SegcrError as problem:
        assert "\n" not in str(problem)
        return problem


@pytest.fixture(scope="module")
def warm():
    client = EngineClient(Patience(cancel=30.0))
    yield client
    client.close()


@pytest.fixture(autouse=True)
def inputs_stay_the_same(small, large):
    """Whatever a drill does, the inputs are byte-identical after it, as is their folder."""
    folders = [Path(scene[0]).parent for scene in (small, large)]
    before = [digests(scene) for scene in (small, large)], [left_in(folder) for folder in folders]
    yield
    after = [digests(scene) for scene in (small, large)], [left_in(folder) for folder in folders]
    assert after == before


@pytest.fixture
def scene_copy(large, tmp_path):
    """The large scene, to be spoilt."""
    return tuple(Path(shutil.copy(path, tmp_path / Path(path).name)) for path in large)


def works_again(client, small, request_for):
    report = outcome_of(client, request_for(small, "next"), Watcher())
    assert isinstance(report, PredictReport)
    for path in report.outputs.values():
        Path(path).unlink()
        Path(path + ".aux.xml").unlink(missing_ok=True)


@pytest.mark.parametrize("phase", ["loading", "predicting", "writing"])
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSEGV])
@thorough
def test_engine_killed(client, small, large, request_for, phase, number):
    pids = []

    def kill():
        pids.append(client.pid)
        os.kill(client.pid, number)

    found = outcome_of(client, request_for(large), Saboteur(kill, phase))
    if isinstance(found, SegcrError):
        assert found.code == "engine_crashed" and signal.Signals(number).name in str(found)
        assert left_in(request_for.folder) == []
    else:
        assert phase == "writing", "only the very end may be faster than the signal"
    assert not running(pids[0])
    works_again(client, small, request_for)
    note(f"Engine ended by {signal.Signals(number).name} while {phase}", "a run of 1024 x 1024",
         "one sentence, nothing left, the next run works")  # fmt: skip


@pytest.mark.parametrize("fraction", [0.0, 0.01, 0.5, 0.99])
def test_cancelled(warm, small, large, request_for, fraction):
    stop = threading.Event()
    found = outcome_of(warm, request_for(large), Saboteur(stop.set, fraction=fraction), stop.is_set)
    assert isinstance(found, Cancelled)
    assert left_in(request_for.folder) == []
    works_again(warm, small, request_for)
    note(f"Cancelled at {fraction:.0%}", "a run of 1024 x 1024", "nothing left, engine warm")


def test_input_changed(warm, small, large, scene_copy, request_for):
    def touch():
        with scene_copy[0].open("ab") as stream:
            stream.write(b"\0")

    found = outcome_of(warm, request_for(scene_copy), Saboteur(touch))
    assert isinstance(found, SegcrError) and found.code == "input_changed"
    assert scene_copy[0].name in str(found)
    assert digests(scene_copy[1:]) == digests(large[1:])
    with scene_copy[0].open("rb") as stream:
        assert stream.read()[:-1] == Path(large[0]).read_bytes(), "but for what the drill did"
    assert left_in(request_for.folder) == []
    works_again(warm, small, request_for)
    note("Input changed in mid-run", "a byte appended", "refused by name, nothing written")


def test_input_cut_in_mid_run(warm, small, large, scene_copy, request_for):
    size = scene_copy[0].stat().st_size
    found = outcome_of(
        warm, request_for(scene_copy), Saboteur(lambda: os.truncate(scene_copy[0], size // 3))
    )
    assert isinstance(found, SegcrError) and found.code in ("layer_unreadable", "input_changed")
    assert left_in(request_for.folder) == []
    assert digests(scene_copy[1:]) == digests(large[1:])
    assert scene_copy[0].read_bytes() == Path(large[0]).read_bytes()[: size // 3]
    works_again(warm, small, request_for)
    note("Read error in the middle of a raster", "file cut to a third", f"{found.code}")


def test_output_folder_removed(warm, small, large, request_for):
    found = outcome_of(
        warm, request_for(large), Saboteur(lambda: shutil.rmtree(request_for.folder))
    )
    assert isinstance(found, SegcrError) and found.code in ("write_failed", "output_folder")
    assert not request_for.folder.exists()
    request_for.folder.mkdir()
    works_again(warm, small, request_for)
    note("Output folder removed in mid-run", "rmtree while predicting", f"{found.code}")


def test_two_runs_on_one_output(warm, small, large, request_for):
    first, stop = Watcher(), threading.Event()
    request = request_for(large)
    thread, outcome = run_in_thread(warm, request, first, stop.is_set)
    assert first.predicting.wait(60)
    # Held still, so that it outlasts the second however fast the machine is.
    os.kill(warm.pid, signal.SIGSTOP)
    try:
        other = EngineClient(Patience(idle=0))
        second = outcome_of(other, replace(request_for(small), outputs=request.outputs), Watcher())
    finally:
        os.kill(warm.pid, signal.SIGCONT)
    stop.set()
    thread.join(60)
    assert isinstance(second, SegcrError) and second.code == "output_busy"
    assert isinstance(outcome[0], Cancelled), "the first is not disturbed"
    assert left_in(request_for.folder) == []
    works_again(warm, small, request_for)
    note("Two runs at once on one output", "two engines", "the second is refused")


def limited(tmp_path, limit, size) -> EngineClient:
    entry = tmp_path / "limited.py"
    entry.write_text(LIMITED.format(limit=limit, size=size, entry=str(engine_entry())))
    return EngineClient(Patience(idle=0), entry)


def test_disk_full(warm, tmp_path, small, large, request_for):
    found = outcome_of(limited(tmp_path, "RLIMIT_FSIZE", 100_000), request_for(large), Watcher())
    assert isinstance(found, SegcrError) and found.code in ("write_failed", "disk_full"), found
    assert left_in(request_for.folder) == []
    works_again(warm, small, request_for)
    note("Disk full: no file may exceed 100 kB", "RLIMIT_FSIZE", f"{found.code}, nothing left")


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 8 MB; where none can be made, the drill says so."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or os.geteuid() != 0 or not mount or not unmount:
        pytest.skip("only root can make a small file system, on Linux")
    words = [mount, "-t", "tmpfs", "-o", "size=8m,nr_inodes=64", "tmpfs", str(folder)]
    made = subprocess.run(words, capture_output=True, text=True, check=False)
    if made.returncode:
        pytest.skip(f"no small file system can be made here: {made.stderr.strip()}")
    yield folder
    subprocess.run([unmount, str(folder)], check=True)


@pytest.mark.parametrize("free", [4 << 20, 0], ids=["4 MB free", "nothing free"])
def test_a_real_disk_runs_full(warm, small_disk, small, large, request_for, free):
    ballast = small_disk / "ballast"
    room = shutil.disk_usage(small_disk).free
    with ballast.open("wb") as stream:
        stream.write(os.urandom(room - free))
    weight, made_before = hashlib.sha256(ballast.read_bytes()).hexdigest(), left_in(small_disk)
    paths = (str(small_disk / name) for name in ("c.tif", "r.tif", "i.tif", "p.tif"))
    request = replace(request_for(large), outputs=Outputs(*paths))
    found = outcome_of(warm, request, Watcher())
    assert isinstance(found, SegcrError) and found.code == "disk_full", found
    assert "make room" in str(found) and str(small_disk) in str(found)
    assert left_in(small_disk) == made_before
    assert hashlib.sha256(ballast.read_bytes()).hexdigest() == weight, "other files are not touched"
    ballast.unlink()
    fits = replace(request_for(small), outputs=Outputs(str(small_disk / "c.tif")))
    assert isinstance(outcome_of(warm, fits, Watcher()), PredictReport)
    works_again(warm, small, request_for)
    held = f"{found.code}, nothing left, other files untouched, works once there is room"
    note(f"Disk full: a file system of 8 MB, {free >> 20} MB free", "tmpfs", held)


MEGABYTES = [40, 300, *(pytest.param(n, marks=thorough) for n in (80, 150, 600, 750, 900, 1500))]


@pytest.mark.parametrize("megabytes", MEGABYTES)
def test_memory_limit(warm, tmp_path, small, large, request_for, megabytes):
    """Whichever library is the first to lack memory, the advice is the same."""
    client, watcher = limited(tmp_path, "RLIMIT_AS", megabytes << 20), Watcher()
    found = outcome_of(client, request_for(large), watcher)
    assert client.pid is None
    # A library whose thread finds no memory may abort; the sentence on that has the same advice.
    told = memory_told(found, watcher, request_for, crash="SIGABRT")
    assert megabytes > 600 or "a result" not in told, "torch alone needs more"
    works_again(warm, small, request_for)
    note(f"Memory limited to {megabytes:4d} MB", "RLIMIT_AS", told)


@thorough
@pytest.mark.skipif(sys.platform != "linux", reason="limits of another process are Linux's")
@pytest.mark.parametrize("phase", ["loading", "predicting", "writing"])
def test_no_more_memory_from_a_phase_on(client, small, large, request_for, phase):
    endless = resource.RLIM_INFINITY

    def take_away():
        status = Path(f"/proc/{client.pid}/statm").read_text()
        size = int(status.split()[0]) * resource.getpagesize()
        resource.prlimit(client.pid, resource.RLIMIT_AS, (size, endless))

    watcher = Saboteur(take_away, phase)
    found = outcome_of(client, request_for(large), watcher)
    assert watcher.done
    if client.pid is not None:
        # It managed with what it had; before the next run, others give memory back.
        resource.prlimit(client.pid, resource.RLIMIT_AS, (endless, endless))
    # Libraries that do not look what they were given may end with SIGSEGV.
    told = memory_told(found, watcher, request_for, crash="SIGSEGV")
    assert phase != "loading" or "a result" not in told
    works_again(client, small, request_for)
    note(f"No more memory from {phase} on", "RLIMIT_AS of the running engine", told)


def memory_told(found, watcher, request_for, crash="no crash") -> str:
    """Return what a run with too little memory told; remove what it wrote, if it succeeded."""
    if isinstance(found, PredictReport):
        for path in list(request_for.folder.iterdir()):
            path.unlink()
        return "a result"
    crashed = found.code == "engine_crashed" and crash in str(found)
    codes = ("memory_exhausted", "out_of_memory")
    assert crashed or found.code in codes, f"{found}\n{found.detail}"
    assert "smaller tile size" in str(found) and "batch size 1" in str(found)
    assert left_in(request_for.folder) == []
    phases = [event.phase for event in watcher.events if isinstance(event, Progress)]
    return f"{found.code}, {'while ' + phases[-1] if phases else 'while starting'}; nothing left"


def test_the_other_side_is_gone(large, request_for):
    process = subprocess.Popen(
        [str(engine_python()), "-I", "-X", "utf8", str(engine_entry()), "serve"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    process.stdin.write(encode(Predict(request_for(large))).encode())
    process.stdin.flush()
    wait_for(lambda: any(".part" in name for name in left_in(request_for.folder)), 90)
    process.stdin.close()
    process.stdout.close()
    began = time.monotonic()
    process.wait(60)
    assert left_in(request_for.folder) == []
    held = f"the engine ended itself after {time.monotonic() - began:.1f} s, nothing left"
    note("QGIS gone (its pipes closed)", "in mid-run", held)


NAMES = ["with spaces", 'it\'s "quoted"', "\U0001f6f0\ufe0f \u96f2 \u00e9", "x" * 200]


@pytest.mark.parametrize("name", NAMES, ids=["spaces", "quotes", "emoji", "200 characters"])
def test_paths(warm, small, tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    scene = [str(shutil.copy(path, folder / f"{n}.tif")) for n, path in enumerate(small)]
    outputs = Outputs(str(folder / "c.tif"), str(folder / "r.tif"), report=str(folder / "r.html"))
    request = PredictRequest(scene[0], "segcr-tiny", outputs, sar=scene[1])
    assert isinstance(outcome_of(warm, request, Watcher()), PredictReport)
    assert digests(scene) == digests(small)
    note(f"Path with {name[:12]!r}", "inputs and outputs", "a result")


@thorough
def test_a_home_that_cannot_be_written_to(monkeypatch, small, request_for):
    for name in ("HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, "/proc")
    client = EngineClient(Patience(idle=0))
    assert isinstance(outcome_of(client, request_for(small), Watcher()), PredictReport)
    note("Home that cannot be written to", "HOME and XDG_DATA_HOME in /proc", "a result")


@thorough
def test_a_decimal_comma(tmp_path, small, request_for):
    """The whole process works with a decimal comma, C libraries included."""
    compiled = tmp_path / "de_DE.UTF-8"
    compiler = shutil.which("localedef")
    words = [compiler or "", "-i", "de_DE", "-f", "UTF-8", str(compiled)]
    if not compiler or subprocess.run(words, capture_output=True, check=False).returncode > 1:
        pytest.skip("no locale with a decimal comma can be made here")
    entry = tmp_path / "comma.py"
    entry.write_text(COMMA.format(entry=str(engine_entry())))
    request = request_for(small)
    command = [str(engine_python()), "-I", "-X", "utf8", str(entry), "predict", "--json"]
    command += ["--optical", request.optical, "--sar", request.sar, "--model", request.model]
    command += ["--restored", request.outputs.restored, "--threshold", "0.25"]
    variables = {**os.environ, "LOCPATH": str(tmp_path), "LC_ALL": "de_DE.UTF-8"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=200, env=variables, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cloud_threshold"] == 0.25
    note("Locale with a decimal comma", "de_DE in the whole engine process", "a result")


@thorough
def test_without_a_network(small, request_for):
    unshare = shutil.which("unshare")
    probe = [unshare or "", "-rn", "true"]
    if not unshare or subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("no namespace without a network can be made here")
    request = request_for(small)
    command = [unshare, "-rn", str(engine_python()), "-I", "-X", "utf8", str(engine_entry())]
    command += ["predict", "--optical", request.optical, "--model", request.model]
    command += ["--classes", request.outputs.classes]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    note("Offline", "a namespace without any network", "a result")


@thorough
@pytest.mark.skipif(sys.platform != "linux", reason="counts in /proc")
def test_two_hundred_runs_grow_nothing(tmp_path_factory, request_for, monkeypatch):
    tiny = write_scene(tmp_path_factory.mktemp("tiny"), 48, 64)
    client = EngineClient(Patience())
    temporary = tmp_path_factory.mktemp("temporary")
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def state():
        engine = Path(f"/proc/{client.pid}")
        status = (engine / "status").read_text()
        resident = next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))
        return {
            "memory of the engine in MB": resident / 1024,
            "handles of the engine": len(list((engine / "fd").iterdir())),
            "threads of the engine": len(list((engine / "task").iterdir())),
            "our handles": len(list(Path("/proc/self/fd").iterdir())),
            "our threads": threading.active_count(),
            "temporary folders": len(list(temporary.rglob("*"))),
        }

    try:
        for number in range(200):
            found = outcome_of(client, request_for(tiny, tile_size=64, overlap=8), Watcher())
            assert isinstance(found, PredictReport)
            if number == 19:
                first = state()
        last = state()
    finally:
        client.close()
    growth = {key: last[key] - first[key] for key in first}
    note("200 runs in a row", "run 20 compared with run 200",
         "; ".join(f"{key} {value:+.0f}" for key, value in growth.items()))  # fmt: skip
    assert growth.pop("memory of the engine in MB") < 50
    assert all(value <= 1 for value in growth.values()), growth
