"""The real engine: command line, server, cancel, kill."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import rasterio
from conftest import ENTRY, ROOT, SIX, landscape, write_optical, write_raster, write_sar

from segcr_qgis.cli.main import main
from segcr_qgis.core.estimate import estimate
from segcr_qgis.core.model_package import read_package
from segcr_qgis.core.protocol import Cancel, Hello, Predict, Shutdown, decode, encode
from segcr_qgis.core.report import Failure, PredictReport, Progress
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.core.tiling import Window
from segcr_qgis.engine.rasters import read_facts


@pytest.fixture
def layers(tmp_path):
    folder = tmp_path / "dir with spaces é"
    folder.mkdir()
    return folder, write_optical(folder / "o.tif"), write_sar(folder / "s.tif", 40, 50, pixel=20.0)


def files(folder):
    return sorted(os.listdir(folder))


def test_predict_by_arguments(engine, layers, package):
    folder, optical, sar = layers
    done = engine(
        "predict", "--optical", optical, "--sar", sar, "--model", package,
        "--classes", folder / "c.tif", "--restored", folder / "r.tif", "--cloud", folder / "i.tif",
        "--confidence", folder / "p.tif", "--report", folder / "r.html", "--device", "cpu",
        "--precision", "float32", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = PredictReport.from_json(json.loads(done.stdout))
    assert report.sar_bands == {"VV": 1, "VH": 2}
    assert report.device == "cpu" and report.precision == "float32"
    assert sum(a.pixels for a in report.class_areas) == 8000
    assert sum(a.hectares for a in report.class_areas) == pytest.approx(80, rel=0.01)
    assert files(folder) == [
        "c.tif", "c.tif.aux.xml", "i.tif", "o.tif", "p.tif", "r.html", "r.tif", "s.tif",
    ]  # fmt: skip
    # What QGIS's panel says beforehand comes from the same model of the memory.
    facts = read_facts(str(optical))
    said = estimate(facts, Window(0, 0, facts.width, facts.height), read_package(Path(package)))
    assert said.megabytes == pytest.approx(report.predicted_memory_mb, rel=0.15)
    assert report.peak_memory_mb < 1.1 * said.megabytes
    html = (folder / "r.html").read_text(encoding="utf-8")
    assert "data:image/png;base64," in html and report.model_digest in html
    with rasterio.open(folder / "r.tif") as restored:
        assert restored.count == 6 and restored.descriptions[0] == "B2"


def test_predict_by_request_file_from_a_copy_under_another_name(layers, package, tmp_path):
    folder, optical, _ = layers
    request = PredictRequest(optical, package, Outputs(classes=str(folder / "c.tif")))
    (folder / "request.json").write_text(json.dumps(request.to_json()))
    # A plugin folder beside others, one of which is called like a library.
    plugins = tmp_path / "plugins"
    shutil.copytree(ROOT / "segcr_qgis", plugins / "segcr_qgis")
    (plugins / "numpy").mkdir()
    (plugins / "numpy" / "__init__.py").write_text("raise RuntimeError('the wrong numpy')")
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(plugins / "segcr_qgis" / "engine_entry.py"),
         "predict", "--request", str(folder / "request.json")],
        capture_output=True, text=True, timeout=60, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "No radar was given" in done.stderr
    assert "% clouded" in done.stdout


def test_bands_of_several_files_from_the_command_line(engine, package, tmp_path):
    values = landscape(80, 100)
    fine = write_raster(tmp_path / "ten.tif", values[:4], names=SIX[:4])
    coarse = write_raster(
        tmp_path / "twenty.tif", values[4:, ::2, ::2].copy(), names=SIX[4:], pixel=20.0
    )
    done = engine(
        "predict", "--optical", fine, "--optical", coarse, "--model", package, "--restored",
        tmp_path / "r.tif", "--device", "cpu", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = PredictReport.from_json(json.loads(done.stdout))
    assert report.optical_bands == {name: number for number, name in enumerate(SIX, 1)}
    with rasterio.open(tmp_path / "r.tif") as restored:
        assert restored.count == 6 and restored.shape == (80, 100)
        assert restored.descriptions == SIX


def test_another_resolution_from_the_command_line(engine, package, tmp_path):
    """PlanetScope's three metres: the real network at ten, the outputs at three, and it says so."""
    optical = write_optical(tmp_path / "planet.tif", 210, 190, pixel=3.0)
    sar = write_sar(tmp_path / "s.tif", 70, 70)
    done = engine(
        "predict", "--optical", optical, "--sar", sar, "--model", package, "--restored",
        tmp_path / "r.tif", "--cloud", tmp_path / "i.tif", "--device", "cpu", "--threshold",
        "0.5", "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = "Layer 'planet' has pixels of 3 m, the model works at 10 m: the layer was resampled"
    assert said in done.stderr
    with rasterio.open(tmp_path / "r.tif") as restored, rasterio.open(optical) as source:
        assert restored.transform == source.transform and restored.shape == source.shape
        same = (restored.read() == source.read()).all(axis=0)
    with rasterio.open(tmp_path / "i.tif") as impact:
        below = impact.read(1) < 50
    assert same[below].all()
    assert json.loads(done.stdout)["tiles"] == 1


def broken_package(package, folder):
    shutil.copytree(package, folder)
    weights = folder / "weights.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    return str(folder)


def bad_inputs(folder, optical, sar, package):
    """Arguments to replace, and what the sentence must hold."""
    six = np.ones((6, 40, 40), "uint16")
    names = ("B2", "B3", "B4", "B8", "B11", "B12")
    far = write_sar(folder / "far.tif", origin=(700000, 5100000))
    no_crs = write_raster(folder / "nocrs.tif", six, names, crs=None)
    nowhere = write_raster(folder / "nowhere.tif", six, names, transform=rasterio.Affine.identity())
    ten = write_raster(folder / "ten.tif", np.ones((10, 9, 9), "uint16"))
    dark = write_raster(folder / "dark.tif", six[:4], names[:4])
    coarse = write_optical(folder / "coarse.tif", pixel=300.0)
    return [
        ({"sar": optical}, "both the optical and the radar layer"),
        ({"optical": no_crs}, "'nocrs' has no coordinate reference system"),
        ({"optical": nowhere}, "'nowhere' is not georeferenced"),
        ({"sar": far}, "'o' and 'far' do not overlap"),
        ({"optical": ten}, "bands of layer 'ten' cannot be matched"),
        ({"optical": dark}, "units of layer 'dark' cannot be recognised"),
        ({"optical": coarse}, "'coarse' has pixels of 300 m"),
        ({"optical": "/vsicurl/http://x/o.tif"}, "not a local raster file"),
        ({"optical": str(folder / "none.tif")}, "cannot be read (no such file)"),
        ({"model": "no-such-model"}, "Model 'no-such-model' was not found"),
        ({"model": broken_package(package, folder / "broken")}, "its digest is wrong"),
        ({"classes": optical}, "is one of the input files"),
        ({"restored": str(folder / "c.tif")}, "Two outputs have the same name"),
        ({"classes": str(folder / "no" / "c.tif")}, "cannot be written to"),
        ({"classes": str(folder / "c.png")}, "is not a GeoTIFF"),
        ({"classes": None}, "No output was asked for"),
        ({"tile": "100"}, "Tile size 100"),
        ({"threshold": "1.5"}, "must lie between 0 and 1"),
        ({"extent": ("0", "0", "9", "9")}, "does not touch layer 'o'"),
        ({"bands": "B2=99"}, "no band 99"),
        ({"sar-bands": "VV=1,VV=2"}, "VV is given twice"),
        ({"mask": sar, "mask-values": "x"}, "mask values 'x' cannot be used"),
        ({"device": "abacus"}, "Device 'abacus'"),
        ({"request": str(folder / "o.tif")}, "request cannot be used"),
    ]


def test_bad_input_gets_one_sentence_and_leaves_nothing(layers, package, capsys):
    folder, optical, sar = layers
    cases = bad_inputs(folder, optical, sar, package)
    before = files(folder)
    kept = {path: Path(path).read_bytes() for path in (optical, sar)}
    for change, sentence in cases:
        options = {"optical": optical, "sar": sar, "model": package,
                   "classes": str(folder / "c.tif"), **change}  # fmt: skip
        words = ["predict", "--quiet"]
        for name, value in options.items():
            if value is not None:
                words += [f"--{name}", *(value if isinstance(value, tuple) else [value])]
        assert main(words) == 2, change
        said = capsys.readouterr().err.strip()
        lines = [line for line in said.splitlines() if not line.startswith("note: ")]
        assert len(lines) == 1 and sentence in lines[0], (change, said)
        assert files(folder) == before, change
    assert all(Path(path).read_bytes() == content for path, content in kept.items())


def test_the_process_says_it_too(engine, layers, package):
    folder, optical, _ = layers
    done = engine("predict", "--optical", optical, "--sar", optical, "--model", package,
                  "--classes", folder / "c.tif")  # fmt: skip
    assert done.returncode == 2
    assert "both the optical and the radar layer" in done.stderr
    assert "Traceback" not in done.stderr
    bare = write_raster(folder / "bare.tif", np.ones((6, 9, 9), "uint16"), crs=None,
                        transform=rasterio.Affine.identity())  # fmt: skip
    done = engine("predict", "--optical", bare, "--model", package, "--classes", folder / "c.tif")
    assert done.returncode == 2 and done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("missing", ["rasterio", "torch"])
def test_a_missing_library_is_a_sentence(layers, package, missing):
    folder, optical, _ = layers
    code = (
        "import sys, runpy\n"
        f"sys.modules[{missing!r}] = None\n"
        f"sys.argv = ['x', 'predict', '--optical', {optical!r}, '--model', {package!r},"
        f" '--classes', {str(folder / 'c.tif')!r}]\n"
        f"runpy.run_path({str(ENTRY)!r}, run_name='__main__')\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 2, done.stderr
    assert "engine is not set up" in done.stderr and missing in done.stderr
    assert "Traceback" not in done.stderr
    assert files(folder) == ["o.tif", "s.tif"]


def receive(process):
    line = process.stdout.readline().decode("ascii")
    return decode(line) if line else None


def send(process, message):
    process.stdin.write(encode(message).encode("ascii"))
    process.stdin.flush()


def last_of_run(process, on_progress=None):
    while True:
        message = receive(process)
        if isinstance(message, (PredictReport, Failure)) or message is None:
            return message
        if on_progress and isinstance(message, Progress) and message.phase == "predicting":
            on_progress()
            on_progress = None


def test_serve_stays_warm_cancels_and_ends(engine, package, tmp_path):
    optical = write_optical(tmp_path / "o.tif", 300, 300)
    small = write_optical(tmp_path / "small.tif", 40, 40)
    process = engine("serve", popen=True)
    try:
        hello = receive(process)
        assert isinstance(hello, Hello) and hello.pid == process.pid
        assert set(hello.versions) == {"python", "numpy", "rasterio", "torch"}
        quick = PredictRequest(small, package, Outputs(classes=str(tmp_path / "c.tif")), threads=1)
        send(process, Predict(quick))
        first = last_of_run(process)
        assert isinstance(first, PredictReport), first
        send(process, Predict(quick))
        second = last_of_run(process)
        # The model is warm: nothing is loaded again.
        assert second.seconds["loading"] < 0.5 * first.seconds["loading"]
        outputs = Outputs(classes=str(tmp_path / "d.tif"), restored=str(tmp_path / "r.tif"))
        long = PredictRequest(optical, package, outputs, tile_size=64, overlap=16, threads=1)
        before = files(tmp_path)
        send(process, Predict(long))
        failure = last_of_run(process, lambda: send(process, Cancel()))
        assert isinstance(failure, Failure) and failure.code == "cancelled"
        assert files(tmp_path) == before
        bad = PredictRequest("none.tif", package, Outputs(classes=str(tmp_path / "e.tif")))
        send(process, Predict(bad))
        assert last_of_run(process).code == "layer_unreadable"
        process.stdin.write(b"nonsense\n")
        process.stdin.flush()
        assert last_of_run(process).code == "plugin_protocol"
        send(process, Shutdown())
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.communicate()


def test_serve_ends_with_its_stdin_even_in_mid_run(engine, package, tmp_path):
    optical = write_optical(tmp_path / "o.tif", 300, 300)
    process = engine("serve", popen=True)
    receive(process)
    outputs = Outputs(classes=str(tmp_path / "c.tif"))
    request = PredictRequest(optical, package, outputs, tile_size=64, overlap=16, threads=1)
    send(process, Predict(request))
    last_of_run(process, process.stdin.close)
    assert process.wait(20) == 0
    process.stdout.close()
    process.stderr.close()
    assert files(tmp_path) == ["o.tif"]


def test_serve_ends_when_idle(engine):
    process = engine("serve", "--idle", "0.2", popen=True)
    assert process.wait(20) == 0
    process.communicate()


def test_only_the_protocol_reaches_stdout():
    code = (
        f"import sys, os; sys.path.insert(0, {str(ROOT)!r})\n"
        "from segcr_qgis.engine.server import serve_process\n"
        "def runner(request, emit, cancelled):\n"
        "    print('noise'); os.system('echo more noise'); os.write(1, b'raw noise')\n"
        "    raise ZeroDivisionError\n"
        "serve_process(runner)\n"
    )
    request = encode(Predict(PredictRequest("o", "m", Outputs(classes="c"))))
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", code], **pipes) as process:
        assert isinstance(receive(process), Hello)
        process.stdin.write(request.encode("ascii"))
        process.stdin.flush()
        failure = receive(process)
        rest, said = process.communicate(timeout=30)
    assert isinstance(failure, Failure) and failure.code == "unexpected" and rest == b""
    assert "ZeroDivisionError" in failure.detail
    for noise in (b"more noise", b"raw noise"):
        assert noise in said


@pytest.mark.parametrize(("number", "exit_code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130)])
def test_a_killed_engine_leaves_nothing_under_a_final_name(
    engine, package, tmp_path, number, exit_code
):
    if sys.platform == "win32":
        pytest.skip("signals are POSIX")
    optical = write_optical(tmp_path / "o.tif", 400, 400)
    words = ["predict", "--optical", optical, "--model", package, "--tile", "64", "--overlap", "24",
             "--classes", tmp_path / "c.tif", "--restored", tmp_path / "r.tif"]  # fmt: skip
    process = engine(*words, popen=True)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob(".r.tif.*")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.3)
    process.send_signal(number)
    assert process.wait(20) == exit_code
    process.communicate()
    assert not (tmp_path / "c.tif").exists() and not (tmp_path / "r.tif").exists()
    if number == signal.SIGINT:
        assert files(tmp_path) == ["o.tif"]
    else:
        # The next run of the same output sweeps up what the killed one could not.
        assert len(list(tmp_path.glob(".*.part.tif"))) == 2
        small = write_optical(tmp_path / "small.tif", 32, 32)
        words[words.index(optical)] = small
        assert engine(*words, "--quiet").returncode == 0
        assert files(tmp_path) == ["c.tif", "c.tif.aux.xml", "o.tif", "r.tif", "small.tif"]
