"""Many scenes: one by one, in processes, on a Dask cluster; what is finished, lost, refused."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from concurrent.futures import Future

import pytest
import rasterio
from conftest import write_optical, write_sar

from segcr_qgis.cli import scenes
from segcr_qgis.cli.main import main
from segcr_qgis.cli.manifest import SceneJob
from segcr_qgis.cli.scenes import run_scenes
from segcr_qgis.cli.workers import LocalWorkers, WorkerDied
from segcr_qgis.core.part_files import part_path
from segcr_qgis.core.request import Outputs, PredictRequest

COUNT = 3


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive é")
    for number in range(COUNT):
        write_optical(folder / f"o{number}.tif", 64 + number, 70)
        write_sar(folder / f"s{number}.tif", 40, 40, pixel=20.0)
    return folder


def manifest(archive, target, extra=""):
    target.mkdir(exist_ok=True)
    lines = ["name,optical,sar,classes,restored"]
    for number in range(COUNT):
        out = [target / f"{role}{number}.tif" for role in ("c", "r")]
        lines.append(f"scene {number},o{number}.tif,s{number}.tif,{out[0]},{out[1]}")
    path = archive / f"{target.name}.csv"
    path.write_text("\n".join(lines) + "\n" + extra, encoding="utf-8")
    return path


def predict(path, package, *more):
    fixed = ["--model", package, "--threads", "1", "--device", "cpu", "--json"]
    return main(["predict", "--scenes", str(path), *fixed, *more])


def pixels(folder):
    found = {}
    for path in sorted(folder.glob("*.tif")):
        with rasterio.open(path) as dataset:
            found[path.name] = (dataset.read().tobytes(), str(dataset.profile))
    return found


def states(capsys):
    return [scene["state"] for scene in json.loads(capsys.readouterr().out)["scenes"]]


def test_one_by_one_two_workers_and_dask_give_the_same_files(archive, package, tmp_path, capsys):
    ways = {"one": ["--workers", "1"], "two": ["--workers", "2"]}
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:
        ways["dask"] = ["--dask", cluster.scheduler_address]
        found = {}
        for name, options in ways.items():
            path = manifest(archive, tmp_path / name)
            assert predict(path, package, *options) == 0
            assert states(capsys) == ["done"] * COUNT
            found[name] = pixels(tmp_path / name)
    assert len(found["one"]) == 2 * COUNT
    assert found["one"] == found["two"] == found["dask"]


def test_finished_scenes_are_skipped_and_failed_ones_tried_again(
    archive, package, tmp_path, capsys
):
    target = tmp_path / "again"
    path = manifest(archive, target, f"late,late.tif,,{target / 'late.tif'},\n")
    (archive / "late.tif").unlink(missing_ok=True)
    assert predict(path, package) == 1
    captured = json.loads(capsys.readouterr().out)["scenes"]
    assert [s["state"] for s in captured] == ["done"] * COUNT + ["failed"]
    assert "no such file" in captured[-1]["text"] and captured[-1]["attempts"] == 1
    write_optical(archive / "late.tif", 40, 40)
    before = (target / "c0.tif").stat().st_mtime_ns
    assert predict(path, package) == 0
    assert states(capsys) == ["skipped"] * COUNT + ["done"]
    assert (target / "c0.tif").stat().st_mtime_ns == before
    # Another wish, a lost output, a newer input: these are not finished.
    (target / "r1.tif").unlink()
    os.utime(archive / "s2.tif", (time.time() + 60, time.time() + 60))
    assert predict(path, package) == 0
    assert states(capsys) == ["skipped", "done", "done", "skipped"]
    assert predict(path, package, "--threshold", "0.7") == 0
    assert "skipped" not in states(capsys)


def test_a_killed_worker_costs_its_scene_only(archive, package, tmp_path, monkeypatch):
    target = tmp_path / "killed"
    target.mkdir()
    jobs = []
    for number in range(COUNT):
        outputs = Outputs(classes=str(target / f"c{number}.tif"))
        # Small tiles make the runs long enough to be met in the middle.
        request = PredictRequest(
            str(archive / f"o{number}.tif"), package, outputs, tile_size=32, overlap=8, threads=1
        )
        jobs.append(SceneJob(f"scene {number}", request))
    pools = []
    start = LocalWorkers._one_process
    monkeypatch.setattr(
        LocalWorkers, "_one_process", lambda self: pools.append(start(self)) or pools[-1]
    )
    workers = LocalWorkers(2)
    stop = threading.Event()

    def kill_one():
        while not stop.is_set():
            parts = list(target.glob(".*.part.tif"))
            if parts:
                os.kill(int(parts[0].name.split(".")[-3]), signal.SIGKILL)
                return
            time.sleep(0.005)

    killer = threading.Thread(target=kill_one)
    killer.start()
    try:
        lines = []
        found = run_scenes(jobs, workers, tmp_path / "s.json", 0, lambda: False, lines.append)
    finally:
        stop.set()
        killer.join()
        workers.close()
    assert sorted(o.state for o in found) == ["done", "done", "failed"], lines
    lost = next(o for o in found if o.state == "failed")
    assert "died" in lost.text and len(pools) == 3
    assert len(list(target.glob("c*.tif"))) == 2
    # The next start takes up what is left, over the remains of the dead one.
    workers = LocalWorkers(1)
    try:
        found = run_scenes(jobs, workers, tmp_path / "s.json", 0, lambda: False, lines.append)
    finally:
        workers.close()
    assert sorted(o.state for o in found) == ["done", "skipped", "skipped"]
    assert not list(target.glob(".*.part*"))


def test_a_killed_dask_worker_loses_nothing(archive, package, tmp_path, capsys):
    """The real engine on a real cluster; one worker is killed while it writes its scene."""
    distributed = pytest.importorskip("distributed")
    target = tmp_path / "cluster"
    path = manifest(archive, target)
    killed = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, processes=True
    ) as cluster:

        def kill_one():
            until = time.monotonic() + 100
            while not killed and time.monotonic() < until:
                for part in target.glob(".*.part.tif"):
                    process = int(part.name.split(".")[-3])
                    os.kill(process, signal.SIGKILL)
                    killed.append(process)
                    return
                time.sleep(0.002)

        killer = threading.Thread(target=kill_one)
        killer.start()
        # Small tiles make the runs long enough to be met in the middle.
        code = predict(path, package, "--dask", cluster.scheduler_address, "--tile", "32")
        killer.join()
    assert killed and code == 0
    assert states(capsys) == ["done"] * COUNT
    assert not list(target.glob(".*.part*"))
    alone = manifest(archive, tmp_path / "alone")
    assert predict(alone, package, "--tile", "32") == 0
    capsys.readouterr()
    ours, theirs = pixels(tmp_path / "alone"), pixels(target)
    assert ours == theirs and len(ours) == 2 * COUNT


class Flaky:
    """Workers of which every first attempt at a scene is lost."""

    def __init__(self):
        self.seen = set()

    def submit(self, document):
        future = Future()
        if document["optical"] in self.seen:
            future.set_result({"report": {}})
        else:
            self.seen.add(document["optical"])
            future.set_exception(WorkerDied("gone"))
        return future


def test_a_lost_worker_is_replaced_as_often_as_allowed(tmp_path):
    jobs = [SceneJob("a", PredictRequest("a.tif", "m", Outputs(classes="c.tif")))]
    for retries, state in ((0, "failed"), (1, "done")):
        found = run_scenes(
            jobs, Flaky(), tmp_path / "s.json", retries, lambda: False, lambda t: None
        )
        assert found[0].state == state


def test_scenes_of_one_name_are_told_apart(archive, package, tmp_path, capsys):
    """The names of the guide's example: every folder holds an ``s2.tif``."""
    lines = ["optical,classes", ",", ","]
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
        lines.append(f"{folder}/s2.tif,{folder}/classes.tif")
    for folder in ("a", "c"):
        write_optical(tmp_path / folder / "s2.tif", 40, 40)
    path = tmp_path / "list.csv"
    path.write_text("\n".join(lines) + "\n")
    assert predict(path, package) == 1
    found = json.loads(capsys.readouterr().out)["scenes"]
    assert [s["state"] for s in found] == ["done", "failed", "done"]
    assert [s["name"] for s in found] == [f"s2 (line {number})" for number in (4, 5, 6)]
    write_optical(tmp_path / "b" / "s2.tif", 40, 40)
    assert predict(path, package) == 0
    assert states(capsys) == ["skipped", "done", "skipped"]


def test_a_summary_that_cannot_be_written_is_said_before_the_first_scene(
    archive, package, tmp_path, capsys
):
    target = tmp_path / "early"
    path = manifest(archive, target)
    assert predict(path, package, "--summary", str(tmp_path / "nowhere" / "done.json")) == 2
    assert "could not be written" in capsys.readouterr().err
    assert not list(target.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no polite kill")
@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_scenes_under_way_are_given_up(package, tmp_path, engine, asked):
    write_optical(tmp_path / "big.tif", 1600, 1600)
    (tmp_path / "list.csv").write_text("optical,classes\nbig.tif,c.tif\n")
    words = ["predict", "--scenes", tmp_path / "list.csv", "--model", package, "--tile", "32"]
    process = engine(*words, "--threads", "1", popen=True, start_new_session=True)
    try:
        until = time.monotonic() + 120
        while not list(tmp_path.glob(".c.tif.*")) and time.monotonic() < until:
            time.sleep(0.1)
        # Ctrl+C reaches all processes of a terminal, a kill the one that is named.
        kill = os.killpg if asked == signal.SIGINT else os.kill
        kill(process.pid, asked)
        _, said = process.communicate(timeout=20)
    finally:
        process.kill()
    assert process.returncode == 130 and b"cancelled" in said and b"wrong" not in said
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "big.tif", "list.csv", "list_summary.json",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("sar\nx.tif\n", "no column 'optical'"),
        ("optical,colour\nx.tif,red\n", "column 'colour' is unknown"),
        ("optical,tile\nx.tif,big\n", "line 2 has an unusable value"),
        ("optical,classes,bands\nx.tif,c.tif,B2\n", "line 2: The band map 'B2'"),
        ("optical,classes\nx.tif,c.tif\ny.tif,c.tif\n", "both write"),
        ("optical,sar,sar,classes\nx.tif,v.tif,h.tif,c.tif\n", "'sar' comes twice"),
        ("optical,classes\nx, y.tif,c.tif\n", "line 2 has more cells than columns"),
        ("optical,sar_units\nx.tif,dB\n", "line 2: 'dB' is none"),
    ],
)
def test_a_bad_list_gets_one_sentence(tmp_path, capsys, text, sentence):
    path = tmp_path / "list.csv"
    path.write_text(text)
    assert main(["predict", "--scenes", str(path), "--model", "m"]) == 2
    error = capsys.readouterr().err
    assert sentence in error and error.count("\n") == 1
    assert ".." not in error and error.count("run again") == 1
    assert sorted(os.listdir(tmp_path)) == ["list.csv"]


def test_an_unreachable_cluster_gets_one_sentence(archive, tmp_path, capsys, monkeypatch):
    pytest.importorskip("distributed")
    from segcr_qgis.cli import dask_workers

    monkeypatch.setattr(dask_workers, "PATIENCE", 0.5)
    path = manifest(archive, tmp_path / "x")
    assert main(["predict", "--scenes", str(path), "--model", "m", "--dask", "tcp://127.0.0.1:9"])
    assert "no scheduler answers" in capsys.readouterr().err


def test_runs_of_one_list_leave_each_other_their_unfinished_summary(tmp_path):
    summary = tmp_path / "s.json"
    other = part_path(str(summary), 1)
    other.write_text("half of another process's")
    scenes._write(summary, [])
    assert json.loads(summary.read_text()) == {"scenes": []}
    assert {path.name for path in tmp_path.iterdir()} == {"s.json", other.name}
