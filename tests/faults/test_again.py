"""The same request gives the same bytes; a raster tells how to make it again."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio

from segcr_qgis.cli.main import main
from segcr_qgis.core.places import resources, shipped_models
from segcr_qgis.core.request import PredictRequest
from segcr_qgis.engine.backends import torch_backend
from segcr_qgis.engine.outputs import REQUEST_TAG
from segcr_qgis.networks import products
from tests.faults.effort import note

DEMO = resources() / "demo"


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    """A corner of the demo scene: 256 pixels each way."""
    with rasterio.open(DEMO / "optical_cloudy.tif") as dataset:
        t = dataset.transform
        return (t.c, t.f + 256 * t.e, t.c + 256 * t.a, t.f)


def predict(folder, window, precision="float32", name="c"):
    outputs = {"--classes": folder / f"{name}.tif", "--restored": folder / f"{name}_r.tif",
               "--cloud": folder / f"{name}_i.tif"}  # fmt: skip
    words = ["predict", "--optical", DEMO / "optical_cloudy.tif", "--sar", DEMO / "sar.tif"]
    words += ["--model", shipped_models() / "segcr-tiny", "--device", "cpu", "--quiet"]
    words += ["--precision", precision, "--threads", 1, "--extent", *window]
    words += [word for pair in outputs.items() for word in pair]
    assert main([str(word) for word in words]) == 0
    return outputs


def pixels(path):
    with rasterio.open(path) as dataset:
        return dataset.read()


@pytest.fixture(scope="module")
def made(tmp_path_factory, window):
    folder = tmp_path_factory.mktemp("made")
    return folder, predict(folder, window)


def test_the_raster_holds_the_resolved_request(made):
    with rasterio.open(made[1]["--classes"]) as dataset:
        request = PredictRequest.from_json(json.loads(dataset.tags()[REQUEST_TAG]))
    assert (request.device, request.precision, request.threads) == ("cpu", "float32", 1)
    assert request.tile_size and request.batch_size and request.overlap is not None
    assert request.optical_units != "auto" and request.optical_bands and request.sar_bands


def test_rerun_is_identical(made, capsys):
    for role in ("--classes", "--restored"):
        assert main(["rerun", str(made[1][role])]) == 0
        assert "identical" in capsys.readouterr().out


def test_a_run_by_relative_paths_can_be_repeated_from_anywhere(
    tmp_path, window, monkeypatch, capsys
):
    folder = tmp_path / "there"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(sys.modules[__name__], "DEMO", Path(os.path.relpath(DEMO)))
    made = predict(Path("."), window)
    monkeypatch.chdir(tmp_path)
    assert main(["rerun", str(folder / made["--classes"])]) == 0
    assert "identical" in capsys.readouterr().out


def test_what_is_repeated_is_not_compared_with_itself(made, capsys):
    result = made[1]["--classes"]
    before = result.read_bytes()
    assert main(["rerun", str(result), "--keep", str(result)]) == 2
    assert "never overwritten" in capsys.readouterr().err
    assert result.read_bytes() == before


def test_rerun_notices_a_changed_raster(made, tmp_path, capsys):
    changed = tmp_path / "c.tif"
    shutil.copy(made[1]["--classes"], changed)
    with rasterio.open(changed, "r+") as dataset:
        values = dataset.read(1)
        values[5, 7] = values[5, 7] % 8 + 1
        dataset.write(values, 1)
    assert main(["rerun", str(changed)]) == 3
    assert "different: 1 of" in capsys.readouterr().out


def test_rerun_of_a_foreign_raster_is_one_sentence(capsys):
    assert main(["rerun", str(DEMO / "sar.tif")]) == 2
    said = capsys.readouterr().err.strip()
    assert "does not tell how it was made" in said and "\n" not in said


@pytest.mark.parametrize("precision", ["bfloat16", "float16"])
def test_half_precision_says_the_same(made, tmp_path, window, monkeypatch, precision):
    """float16 is for graphics cards; what it does to the answer shows on the processor too."""
    monkeypatch.setitem(torch_backend._WORKING, "cpu", ("float32", "bfloat16", "float16"))
    monkeypatch.setattr(torch_backend, "has_bfloat16", lambda cpu: True)
    if precision == "float16":
        # No graphics card computes by oneDNN, nor does oneDNN float16 on every processor.
        monkeypatch.setattr(products, "_onednn_agrees", lambda dtype: False)
    half = predict(tmp_path, window, precision, "half")
    with rasterio.open(half["--classes"]) as dataset:
        told = PredictRequest.from_json(json.loads(dataset.tags()[REQUEST_TAG]))
    assert told.precision == precision
    whole = made[1]
    classes = pixels(half["--classes"]) == pixels(whole["--classes"])
    impact = np.abs(pixels(half["--cloud"]).astype(int) - pixels(whole["--cloud"]))
    restored = np.abs(
        pixels(half["--restored"]).astype(float) - pixels(whole["--restored"]).astype(float)
    )
    print(f"same class {classes.mean():.4f}, impact {impact.mean():.3f}, {restored.mean():.1f}")
    assert classes.mean() > 0.97
    assert impact.mean() < 1.0, "cloud impact, in hundredths"
    assert restored.mean() < 40, "reflectance x 10000"
    note(
        f"Half precision: {precision} beside float32", "a corner of the demo scene, on the CPU",
        f"{100 * classes.mean():.2f} % of the classes the same, cloud impact {impact.mean():.3f}"
        f" hundredths apart, restored reflectance {restored.mean() / 10_000:.5f} apart (means)",
    )  # fmt: skip


def test_float16_asked_for_on_the_processor_is_not_passed_off(tmp_path, window):
    """It would be slower than float32 there: that is what is used, and what the result says."""
    made = predict(tmp_path, window, "float16", "asked")
    with rasterio.open(made["--classes"]) as dataset:
        told = PredictRequest.from_json(json.loads(dataset.tags()[REQUEST_TAG]))
    assert told.precision == "float32"
