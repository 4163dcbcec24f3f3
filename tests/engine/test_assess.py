"""``segcr assess`` and the small commands, on files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from conftest import SIX, landscape, write_raster

from segcr_qgis.cli.main import COMMANDS, main


def test_assess_prints_scores_by_region(tmp_path, capsys):
    truth = landscape(60, 60)
    cloudy, restored = truth.copy(), truth.copy()
    cloudy[:, 20:40, 20:40] = 9000
    restored[:, 20:40, 20:40] += 100
    mask = np.zeros((1, 60, 60), "uint8")
    mask[0, 20:40, 20:40] = 1
    reference = np.full((1, 60, 60), 10, "uint8")
    classes = np.full((1, 60, 60), 2, "uint8")
    classes[0, :30] = 1
    paths = {
        "truth": write_raster(tmp_path / "t.tif", truth, SIX),
        "restored": write_raster(tmp_path / "r.tif", restored, SIX),
        "cloudy": write_raster(tmp_path / "c.tif", cloudy, SIX),
        "mask": write_raster(tmp_path / "m.tif", mask),
        "reference": write_raster(tmp_path / "wc.tif", reference),
        "classes": write_raster(tmp_path / "k.tif", classes),
    }
    words = ["assess", "--legend", "worldcover", "--json"]
    for name, path in paths.items():
        words += [f"--{name}", path]
    assert main(words) == 0
    found = json.loads(capsys.readouterr().out)
    cloud = found["images"]["cloud"]
    assert cloud["restored"]["mae"] == pytest.approx(0.01)
    assert cloud["restored"]["psnr"] == pytest.approx(40)
    assert cloud["restored"]["psnr"] > cloud["nearest clear pixel"]["psnr"]
    assert cloud["mean clear colour"]["psnr"] > cloud["cloudy input"]["psnr"]
    assert found["images"]["clear"]["restored"]["psnr"] is None
    assert found["images"]["clear"]["restored"]["mae"] == 0
    assert found["classes"]["all"]["overall_accuracy"] == 0.5
    words.remove("--json")
    assert main(words) == 0
    assert "nearest clear pixel" in capsys.readouterr().out


def test_assess_says_what_it_needs(tmp_path, capsys):
    assert main(["assess"]) == 2
    assert "--truth" in capsys.readouterr().err
    one = write_raster(tmp_path / "a.tif", landscape(20, 20), SIX)
    two = write_raster(tmp_path / "b.tif", landscape(20, 30), SIX)
    assert main(["assess", "--restored", one, "--truth", two]) == 2


def test_doctor_and_models(capsys, monkeypatch, package, tmp_path):
    import shutil

    monkeypatch.setenv("SEGCR_HOME", str(tmp_path))
    shutil.copytree(package, tmp_path / "models" / "tiny")
    assert main(["doctor"]) == 0
    said = capsys.readouterr().out
    assert "rasterio" in said and "cpu (" in said and "tiny" in said
    assert main(["models"]) == 0
    assert "Tiny" in capsys.readouterr().out
    assert main(["models", "--card", "tiny"]) == 0
    assert main(["models", "--card", "none"]) == 2
    (tmp_path / "models" / "tiny" / "model.json").write_text("{}")
    assert main(["models"]) == 1
    assert "digest is wrong" in capsys.readouterr().out


def test_commands_without_their_module_are_not_offered(monkeypatch, capsys):
    monkeypatch.setitem(COMMANDS, "absent", ("absent_module", "nothing"))
    with pytest.raises(SystemExit) as caught:
        main(["absent"])
    assert caught.value.code == 2
    assert "absent" in capsys.readouterr().err
