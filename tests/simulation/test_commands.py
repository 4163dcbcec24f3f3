import argparse
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from segcr_qgis.cli import simulate_clouds
from segcr_qgis.cli.main import main
from segcr_qgis.cli.rasters import write_geotiff
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.places import resources
from segcr_qgis.engine.writer import OutputSet
from segcr_qgis.engine_client.command import TARGETS

BANDS = ("B2", "B3", "B4", "B8", "B11", "B12")


def read(path):
    with rasterio.open(path) as source:
        return source.read()


def test_a_scene_is_whole_says_it_is_synthetic_and_repeats(tmp_path):
    for name in ("one", "two"):
        assert main(["simulate-scene", "--out", str(tmp_path / name), "--size", "64"]) == 0
    for relative in (
        "optical_cloudy.tif",
        "sar.tif",
        "truth/optical_clear.tif",
        "truth/landcover.tif",
        "truth/cloud_mask.tif",
    ):
        assert np.array_equal(read(tmp_path / "one" / relative), read(tmp_path / "two" / relative))
    with rasterio.open(tmp_path / "one" / "optical_cloudy.tif") as source:
        assert source.descriptions == BANDS and source.dtypes[0] == "uint16"
        assert "simulated" in source.tags()["SEGCR_SYNTHETIC"]
    assert json.loads((tmp_path / "one" / "scene.json").read_text())["synthetic"] is True
    mask = read(tmp_path / "one" / "truth" / "cloud_mask.tif")[0]
    cloudy, clear = (
        read(tmp_path / "one" / n) for n in ("optical_cloudy.tif", "truth/optical_clear.tif")
    )
    assert (cloudy != clear).any(0)[mask == 1].mean() > 0.99


def test_clouds_on_an_8_bit_image_keep_units_and_untouched_pixels(tmp_path):
    clear = np.full((3, 128, 128), 90, np.uint8)
    clear[:, :4] = 255
    grid = {"crs": "EPSG:3395", "transform": rasterio.transform.from_origin(0, 0, 10, 10)}
    path = tmp_path / "clear.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=3, height=128, width=128, dtype="uint8", **grid
    ) as target:
        target.write(clear)
    out, mask = tmp_path / "out.tif", tmp_path / "mask.tif"
    command = ["simulate-clouds", "--optical", str(path), "--out", str(out), "--mask", str(mask)]
    assert main([*command, "--kind", "thick", "--seed", "4"]) == 0
    cloudy, labels = read(out), read(mask)[0]
    assert cloudy.dtype == np.uint8
    assert (cloudy[:, labels == 1].mean() > clear[:, labels == 1].mean()) and (labels == 1).any()
    assert np.array_equal(read(path), clear)


def written(path, values, names, **options):
    grid = {"crs": "EPSG:32631", "transform": rasterio.transform.from_origin(0, 0, 10, 10)}
    count, height, width = values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=count,
        height=height,
        width=width,
        dtype=values.dtype,
        **grid,
        **options,
    ) as target:
        target.write(values)
        for number, name in enumerate(names, 1):
            target.set_band_description(number, name)
    return str(path)


def test_shapes_and_donor_lend_their_clouds(tmp_path, capsys):
    clear = written(tmp_path / "clear.tif", np.full((3, 64, 64), 900, np.uint16), BANDS[:3])
    shapes = np.zeros((1, 40, 40), np.uint8)
    shapes[:, 10:30, 10:30] = 1
    mask = written(tmp_path / "shapes.tif", shapes, ["mask"])
    thick = np.where(shapes > 0, 7000, 500).repeat(3, 0).astype(np.uint16)
    donor = written(tmp_path / "donor.tif", thick, BANDS[:3])
    out, found = tmp_path / "out.tif", tmp_path / "thickness.tif"
    command = ["simulate-clouds", "--optical", clear, "--out", str(out), "--shapes", mask]
    for extra in ([], ["--donor", donor]):
        assert main([*command, "--thickness", str(found), *extra, "--json"]) == 0
        shares = json.loads(capsys.readouterr().out)
        cloudy, thickness = read(out), read(found)[0]
        assert shares["cloud_percent"] > 5
        assert (thickness[14:26, 14:26] > 0.5).all() and not thickness[:4, :4].any()
        assert cloudy[:, 20, 20].min() > 2500 and (cloudy[:, 2, 2] == 900).all()


def test_a_failure_is_also_told_in_the_protocol(tmp_path, capsys):
    missing = str(tmp_path / "nothing.tif")
    command = ["simulate-clouds", "--optical", missing, "--out", str(tmp_path / "o.tif"), "--json"]
    assert main(command) == 2
    said = capsys.readouterr()
    failure = json.loads(said.out)
    assert failure["type"] == "failure" and failure["code"] == "layer_unreadable"
    assert said.err.count("\n") == 1 and not (tmp_path / "o.tif").exists()


def test_scale_tags_go_along_with_the_values_they_belong_to(tmp_path):
    values = np.random.default_rng(0).integers(1200, 4000, (6, 128, 128)).astype(np.uint16)
    clear = written(tmp_path / "clear.tif", values, BANDS)
    with rasterio.open(clear, "r+") as target:
        target.scales, target.offsets = (1e-4,) * 6, (-0.1,) * 6
    out = tmp_path / "cloudy.tif"
    assert main(["simulate-clouds", "--optical", str(clear), "--out", str(out)]) == 0
    with rasterio.open(out) as made:
        assert set(zip(made.scales, made.offsets)) == {(1e-4, -0.1)}


@pytest.mark.parametrize("nodata", [None, 0])
@pytest.mark.parametrize("inside", [True, False])
def test_what_a_files_mask_hides_stays_hidden_and_as_it_was(tmp_path, nodata, inside):
    values = np.random.default_rng(0).integers(1200, 4000, (6, 300, 128)).astype(np.uint16)
    clear = written(tmp_path / "clear.tif", values, BANDS, nodata=nodata)
    shown = np.ones((300, 128), bool)
    shown[:, 40:80] = False
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=inside), rasterio.open(clear, "r+") as target:
        target.write_mask(shown)
    out = tmp_path / "cloudy.tif"
    command = ["simulate-clouds", "--optical", clear, "--out", str(out), "--cover", "0.9"]
    assert main(command) == 0
    with rasterio.open(out) as made:
        assert np.array_equal(made.dataset_mask() > 0, shown) and made.nodata == nodata
        assert np.array_equal(made.read()[:, ~shown], values[:, ~shown])
        assert (made.read()[:, shown] != values[:, shown]).any()
    assert not (tmp_path / "cloudy.tif.msk").exists()


def test_where_a_mask_of_cloud_shapes_knows_nothing_there_is_no_cloud(tmp_path):
    clear = written(tmp_path / "clear.tif", np.full((3, 64, 64), 900, np.uint16), BANDS[:3])
    shapes = np.full((1, 64, 64), 255, np.uint8)
    shapes[:, 20:40, 20:40] = 1
    mask = written(tmp_path / "shapes.tif", shapes, ["mask"], nodata=255)
    out = tmp_path / "out.tif"
    assert main(["simulate-clouds", "--optical", clear, "--out", str(out), "--shapes", mask]) == 0
    assert (read(out)[:, :6, :6] == 900).all()


def test_an_image_is_never_overwritten_by_its_clouds(tmp_path, capsys):
    path = tmp_path / "clear.tif"
    path.write_bytes(b"not read")
    assert main(["simulate-clouds", "--optical", str(path), "--out", str(path)]) == 2
    assert "inputs are never overwritten" in capsys.readouterr().err
    assert path.read_bytes() == b"not read"


def test_the_embedded_scene_is_what_its_command_makes(tmp_path):
    shipped = resources() / "demo"
    command = json.loads((shipped / "scene.json").read_text())["command"].split()
    assert main([*command[1:], "--out", str(tmp_path)]) == 0
    for name in ("optical_cloudy.tif", "truth/optical_clear.tif"):
        made, kept = read(tmp_path / name).astype(int), read(shipped / name).astype(int)
        # Another FFT may round otherwise here and there.
        assert (np.abs(made - kept) > 2).mean() < 0.01


def test_clouds_mask_and_thickness_appear_together_or_not_at_all(tmp_path, capsys, monkeypatch):
    clear = written(tmp_path / "clear.tif", np.full((3, 64, 64), 900, np.uint16), BANDS[:3])
    results = tmp_path / "results"
    command = ["simulate-clouds", "--optical", clear, "--out", str(results / "out.tif")]
    command += ["--mask", str(results / "mask.tif")]
    add = OutputSet.add_raster

    def full(files, role, final, layout):
        if final.endswith("tau.tif"):
            raise SegcrError("disk_full", path=final, reason="no space")
        add(files, role, final, layout)

    with monkeypatch.context() as patched:
        patched.setattr(OutputSet, "add_raster", full)
        assert main([*command, "--thickness", str(results / "tau.tif")]) == 2
    assert "is full" in capsys.readouterr().err
    assert list(results.iterdir()) == []
    assert main(command) == 0
    assert sorted(path.name for path in results.iterdir()) == ["mask.tif", "out.tif"]


@pytest.mark.parametrize(
    ("option", "name", "said"),
    [
        ("--out", "out.png", "not a GeoTIFF"),
        ("--mask", "mask.jpg", "not a GeoTIFF"),
        ("--thickness", "file/deeper/tau.tif", "it is a file, not a folder"),
        ("--out", "folder.tif", "it is a folder"),
        ("--mask", "out.tif", "same name"),
    ],
)
def test_what_cannot_be_written_is_said_before_any_work(
    tmp_path, capsys, monkeypatch, option, name, said
):
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder.tif").mkdir()
    monkeypatch.setattr(simulate_clouds, "_read", lambda *_: pytest.fail("work was begun"))
    words = {"--optical": "clear.tif", "--out": "out.tif", option: name}
    command = [w for key, value in words.items() for w in (key, str(tmp_path / value))]
    assert main(["simulate-clouds", *command]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_the_caller_knows_every_file_that_simulating_clouds_writes():
    parser = argparse.ArgumentParser()
    simulate_clouds.add_arguments(parser)
    written_to = {a.option_strings[0] for a in parser._actions if a.type is Path}
    assert written_to == set(TARGETS["simulate-clouds"])


def test_a_raster_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(rasterio.io.DatasetWriter, "write", interrupt)
    grid = {"crs": "EPSG:32631", "transform": rasterio.transform.from_origin(0, 0, 10, 10)}
    with pytest.raises(KeyboardInterrupt):
        write_geotiff(tmp_path / "o.tif", np.zeros((1, 8, 8), np.uint8), grid, ["codes"])
    assert list(tmp_path.iterdir()) == []
