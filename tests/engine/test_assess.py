"""``segcr assess`` and the small commands, on files."""

from __future__ import annotations

import json

import numpy as np
import pytest
import rasterio
from conftest import SIX, landscape, write_raster

from segcr_qgis.cli.main import COMMANDS, main
from segcr_qgis.core.layers import combine
from segcr_qgis.engine.rasters import read_facts


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
    page = tmp_path / "page.html"
    assert main([*words, "--html", str(page)]) == 0
    html = page.read_text("utf-8")
    assert "<td>Restored image</td>" in html and "50.0 %" in html and "Trees" in html
    assert main([*words, "--html", str(page), "--language", "fr"]) == 0
    html = page.read_text("utf-8")
    assert "<td>Image restaurée</td>" in html and "50,0 %" in html and "Arbres" in html
    assert '<html lang="fr">' in html and "Overall" not in html and "cloud" not in html.lower()
    assert found["classes"]["all"]["matrix"][1][:2] == [1800, 1800]
    assert "nearest clear pixel" in capsys.readouterr().out


def test_assess_moves_the_reference_to_the_grid_of_the_map(tmp_path, capsys):
    classes = np.full((1, 20, 20), 2, "uint8")
    classes[0, :, :10] = 1
    # Half as many pixels, and only the western half: water there, nothing known elsewhere.
    reference = np.full((1, 10, 5), 1, "uint8")
    map_path = write_raster(tmp_path / "k.tif", classes)
    other = write_raster(tmp_path / "r.tif", reference, pixel=20.0)
    assert main(["assess", "--classes", map_path, "--reference", other, "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["classes"]["all"]
    assert scores["pixels"] == 200 and scores["overall_accuracy"] == 1


def test_assess_against_points(tmp_path, capsys):
    classes = np.full((1, 20, 20), 2, "uint8")
    classes[0, :, :10] = 1
    map_path = write_raster(tmp_path / "k.tif", classes)
    points = tmp_path / "points.csv"
    points.write_text("x,y,code\n500005,4999995,1\n500195,4999995,2\n500196,4999990,1\n0,0,1\n")
    words = ["assess", "--classes", map_path, "--points", str(points), "--json"]
    assert main(words) == 0
    scores = json.loads(capsys.readouterr().out)["classes"]["all"]
    assert scores["pixels"] == 3
    assert scores["matrix"][0][:2] == [1, 1] and scores["matrix"][1][:2] == [0, 1]
    points.write_text(f"x,y,code\n500005,4999995,1\n500195,4999995,{10**30}\n")
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["classes"]["all"]["pixels"] == 1
    for table in ("east,north\n1,2\n", f"x,y,code\n1,2,{'1' * 200_000}\n"):
        points.write_text(table)
        assert main(words) == 2
        assert "x, y and code" in capsys.readouterr().err


def test_points_as_a_spreadsheet_writes_them(tmp_path, capsys):
    map_path = write_raster(tmp_path / "k.tif", np.full((1, 20, 20), 2, "uint8"))
    points = tmp_path / "points.csv"
    points.write_bytes(b"\xef\xbb\xbfx,y,code\r\n500005,4999995,2\r\nnan,nan,1\r\n,,\r\n")
    words = ["assess", "--classes", map_path, "--points", str(points), "--json"]
    assert main(words) == 0
    assert json.loads(capsys.readouterr().out)["classes"]["all"]["pixels"] == 1
    points.write_text("x;y;code\n500005;4999995;2\n")
    assert main(words) == 2
    assert "no column 'x'" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["uint8", "int16", "float32"])
def test_ground_without_a_reference_is_no_water_of_dynamic_world(tmp_path, capsys, kind):
    classes = np.full((1, 20, 20), 2, "uint8")
    classes[0, :, :10] = 1
    map_path = write_raster(tmp_path / "k.tif", classes)
    western = write_raster(tmp_path / "w.tif", np.zeros((1, 20, 10), kind))
    words = ["assess", "--classes", map_path, "--legend", "dynamic-world", "--json"]
    assert main([*words, "--reference", western]) == 0
    holes = np.where(classes == 1, 0, np.nan if kind == "float32" else 200).astype(kind)
    options = {} if kind == "float32" else {"nodata": 200}
    holed = write_raster(tmp_path / "h.tif", holes, **options)
    assert main([*words, "--reference", holed]) == 0
    for line in capsys.readouterr().out.splitlines():
        scores = json.loads(line)["classes"]["all"]
        assert scores["pixels"] == 200 and scores["overall_accuracy"] == 1


def test_nodata_of_a_mask_is_no_cloud(tmp_path, capsys):
    map_path = write_raster(tmp_path / "k.tif", np.full((1, 20, 20), 2, "uint8"))
    mask = np.zeros((1, 20, 10), "uint8")
    mask[0, :4], mask[0, 4:8] = 1, 255
    mask_path = write_raster(tmp_path / "m.tif", mask, nodata=255)
    words = ["assess", "--classes", map_path, "--reference", map_path, "--mask", mask_path]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["classes"]
    assert found["cloud"]["pixels"] == 40 and found["clear"]["pixels"] == 360


@pytest.mark.parametrize("beside", [0, 0.3])
def test_a_reference_that_counts_longitudes_from_another_side(tmp_path, capsys, beside):
    classes = (np.arange(400).reshape(1, 20, 20) // 40 % 8 + 1).astype("uint8")
    options = {"crs": "EPSG:4326", "pixel": 1e-4}
    map_path = write_raster(tmp_path / "k.tif", classes, origin=(-170, 17), **options)
    other = write_raster(
        tmp_path / "r.tif", classes, origin=(190 + beside * 1e-4, 17), **options
    )  # fmt: skip
    assert main(["assess", "--classes", map_path, "--reference", other, "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["classes"]["all"]
    assert scores["pixels"] == 400 and scores["overall_accuracy"] == 1
    table = tmp_path / "points.csv"
    table.write_text("x,y,code\n190.00105,16.99995,1\n190.00105,16.99805,2\n")
    assert main(["assess", "--classes", map_path, "--points", str(table), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)["classes"]["all"]
    assert scores["pixels"] == 2 and scores["overall_accuracy"] == 1


def test_what_a_files_mask_hides_is_not_scored(tmp_path, capsys):
    truth = landscape(40, 40)
    restored, shown = truth.copy(), np.zeros((40, 40), bool)
    shown[:, :10] = True
    restored[:, ~shown] = 9000
    paths = [write_raster(tmp_path / f"{n}.tif", v, SIX) for n, v in zip("tr", (truth, restored))]
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(paths[1], "r+") as dataset:
        dataset.write_mask(shown)
    assert main(["assess", "--truth", paths[0], "--restored", paths[1], "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["images"]["all"]["restored"]["mae"] == 0


def test_the_same_numbers_in_another_system_are_another_place(tmp_path, capsys):
    values = np.full((1, 20, 20), 2, "uint8")
    here = write_raster(tmp_path / "here.tif", values)
    there = write_raster(tmp_path / "there.tif", values, crs="EPSG:32632")
    assert main(["assess", "--classes", here, "--reference", there]) == 2
    assert "do not overlap" in capsys.readouterr().err


def test_bands_of_several_types(tmp_path, capsys):
    parts = [
        write_raster(tmp_path / f"{name}.tif", plane[None].astype(kind), names=(name,))
        for name, plane, kind in zip(SIX, landscape(40, 40), ["float32", *["uint16"] * 5])
    ]
    facts = [read_facts(part) for part in parts]
    mixed = tmp_path / "mixed.vrt"
    mixed.write_text(combine(facts).document)
    plain = write_raster(tmp_path / "plain.tif", landscape(40, 40), SIX)
    assert main(["assess", "--restored", str(mixed), "--truth", plain, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["images"]["all"]["restored"]["mae"] == 0
    target = tmp_path / "cloudy.tif"
    assert main(["simulate-clouds", "--optical", str(mixed), "--out", str(target)]) == 0
    assert target.is_file()


def test_a_page_takes_no_inputs_place(tmp_path, capsys):
    map_path = write_raster(tmp_path / "k.tif", np.full((1, 20, 20), 2, "uint8"))
    words = ["assess", "--classes", map_path, "--reference", map_path, "--html"]
    before = (tmp_path / "k.tif").read_bytes()
    assert main([*words, map_path]) == 2
    assert "inputs are never overwritten" in capsys.readouterr().err
    assert (tmp_path / "k.tif").read_bytes() == before
    assert main([*words, str(tmp_path / "nowhere" / "page.html")]) == 2
    assert "does not exist" in capsys.readouterr().err
    assert main([*words, str(tmp_path / "k")]) == 0


def test_assess_says_what_it_needs(tmp_path, capsys):
    assert main(["assess"]) == 2
    assert "--truth" in capsys.readouterr().err
    one = write_raster(tmp_path / "a.tif", landscape(20, 20), SIX)
    two = write_raster(tmp_path / "b.tif", landscape(20, 30), SIX, origin=(700000, 5000000))
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
