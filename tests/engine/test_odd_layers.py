"""Layers as users have them: masked, mixed, sparse, tiny, across the date line."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
import rasterio
from conftest import (
    SIX,
    FakeBackend,
    landscape,
    run_with,
    write_optical,
    write_raster,
    write_sar,
)
from rasterio.transform import from_origin
from rasterio.warp import transform

from segcr_qgis.core.classes import NODATA
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.model_package import find_package
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.backend import BackendOutOfMemory
from segcr_qgis.engine.rasters import read_facts
from segcr_qgis.engine.run import run


def masked(path, values, shown, **options):
    """Write a raster with a mask inside the file."""
    write_raster(path, values, **options)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as dataset:
        dataset.write_mask(shown)
    return str(path)


def left_part(rows=80, columns=100, shown=40):
    plane = np.zeros((rows, columns), bool)
    plane[:, :shown] = True
    return plane


@pytest.mark.parametrize("pixel", [10.0, 30.0])
def test_what_a_files_mask_hides_is_no_ground(tmp_path, package, pixel):
    optical = masked(
        tmp_path / "optical.tif", landscape(80, 100), left_part(), names=SIX, pixel=pixel
    )
    report, arrays = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert report.valid_percent == pytest.approx(40, abs=3)
    assert (arrays["classes"][0][:, 45:] == NODATA).all()


def test_what_a_radar_files_mask_hides_is_no_echo(tmp_path, package):
    optical = write_optical(tmp_path / "optical.tif")
    echoes = np.stack([np.full((80, 100), level) for level in (-12.0, -19.0)]).astype("float32")
    radar = masked(tmp_path / "radar.tif", echoes, left_part(), names=("VV", "VH"))
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == pytest.approx(40)


@pytest.mark.parametrize("shown", [40, 80])
def test_opacity_is_no_infrared_however_little_it_shows(tmp_path, package, shown):
    values = np.zeros((4, 80, 100), "uint8")
    values[:3] = landscape(80, 100, bands=3) // 20
    values[3] = 255 * left_part(shown=shown)
    optical = write_raster(tmp_path / "rgba.tif", values, photometric="RGB", alpha="YES")
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert report.optical_bands == {"B4": 1, "B3": 2, "B2": 3}
    assert report.valid_percent == pytest.approx(shown)


def test_infrared_that_a_writer_calls_opacity_is_infrared(tmp_path, package):
    values = (landscape(80, 100, bands=4) // 20).astype("uint8")
    optical = write_raster(tmp_path / "rgbn.tif", values, photometric="RGB", alpha="YES")
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert "B8" in report.optical_bands and report.valid_percent == 100


def test_bands_may_be_of_several_types(tmp_path, package):
    values = landscape(80, 100)
    first = write_raster(tmp_path / "a.tif", values[:4], names=SIX[:4])
    second = write_raster(tmp_path / "b.tif", values[4:].astype("float32"), names=SIX[4:])
    report, arrays = run_with(
        FakeBackend(), first, tmp_path, model=package, optical_extra=(second,)
    )
    assert list(report.optical_bands) == list(SIX)
    assert (arrays["restored"] == values).all()


def test_a_file_of_several_rasters_says_what_is_in_it(tmp_path):
    path, grid = tmp_path / "two.gpkg", from_origin(500000, 5000000, 10, 10)
    for table, append in (("first", "NO"), ("second", "YES")):
        with rasterio.open(
            path, "w", driver="GPKG", width=20, height=20, count=1, dtype="uint8",
            crs="EPSG:32631", transform=grid, RASTER_TABLE=table, APPEND_SUBDATASET=append,
        ) as dataset:  # fmt: skip
            dataset.write(np.ones((1, 20, 20), "uint8"))
    with pytest.raises(SegcrError, match=r"choose one of the layers in it: .*first"):
        read_facts(str(path))


@pytest.mark.parametrize("rows", [1, 8])
def test_too_few_rows_to_see_a_shift_in(tmp_path, package, rows):
    optical = write_optical(tmp_path / "optical.tif", rows, 100)
    radar = write_sar(tmp_path / "radar.tif", rows, 100)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.shift is None


def test_the_few_values_of_a_sparse_mosaic_are_found(tmp_path, package):
    values = np.zeros((6, 2500, 2500), "uint16")
    values[:, 200:400, 200:400] = landscape(200, 200)
    options = {"names": SIX, "nodata": 0, "compress": "deflate", "tiled": True}
    optical = write_raster(tmp_path / "sparse.tif", values, **options)
    place = (502000, 4996000, 504000, 4998000)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, extent=place)
    assert report.optical_units == "dn10000" and report.valid_percent == 100


@pytest.mark.parametrize(("west", "covered"), [(179.9, 50), (-180.0, 50), (179.0, 0)])
def test_radar_in_degrees_beside_the_date_line(tmp_path, package, west, covered):
    (x,), (y,) = transform("EPSG:4326", "EPSG:32660", [180.0], [-17.0])
    optical = write_raster(
        tmp_path / "optical.tif", landscape(60, 400), names=SIX, crs="EPSG:32660",
        transform=from_origin(x - 2000, y + 300, 10, 10),
    )  # fmt: skip
    radar = write_sar(
        tmp_path / "radar.tif", 100, 1000, crs="EPSG:4326",
        transform=from_origin(west, -17 + 0.005, 0.0001, 0.0001),
    )  # fmt: skip
    if not covered:
        with pytest.raises(SegcrError) as caught:
            run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
        assert caught.value.code == "no_overlap"
        return
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == pytest.approx(covered, abs=1)


@pytest.mark.parametrize(("centre", "west"), [(-170.0, 189.9), (180.0, 179.9), (5.0, 364.9)])
def test_radar_in_degrees_that_go_on_beyond_the_date_line(tmp_path, package, centre, west):
    crs = f"EPSG:{32600 + int((centre + 180) % 360 // 6) + 1}"
    (x,), (y,) = transform("EPSG:4326", crs, [centre], [17.0])
    optical = write_raster(
        tmp_path / "optical.tif", landscape(60, 400), names=SIX, crs=crs,
        transform=from_origin(x - 2000, y + 300, 10, 10),
    )  # fmt: skip
    radar = write_sar(
        tmp_path / "radar.tif", 200, 2000, crs="EPSG:4326",
        transform=from_origin(west, 17 + 0.01, 0.0001, 0.0001),
    )  # fmt: skip
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == 100


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4269"])
@pytest.mark.parametrize(("west", "other"), [(-170.0, 190.0), (190.0, -170.0), (179.998, -180.002)])
@pytest.mark.parametrize("beside", [0, 0.37])
def test_two_layers_in_degrees_that_count_them_from_another_side(
    tmp_path, package, crs, west, other, beside
):
    pixel = 0.0001
    optical = write_raster(
        tmp_path / "optical.tif", landscape(64, 64), names=SIX, crs="EPSG:4326",
        transform=from_origin(west, 17, pixel, pixel),
    )  # fmt: skip
    # Decibels that grow to the east and to the south, on a grid ``beside`` pixels further on.
    rows, columns = np.mgrid[0:84, 0:84] - 9.5 + beside
    echoes = np.stack([columns / 8 - 20, rows / 8 - 20]).astype("float32")
    shift = (beside - 10) * pixel
    radar = write_raster(
        tmp_path / "radar.tif", echoes, names=("VV", "VH"), crs=crs,
        transform=from_origin(other + shift, 17 - shift, pixel, pixel),
    )  # fmt: skip
    seen = []

    def see(batch, answer):
        seen.append(batch.sar[0])
        return answer

    report, _ = run_with(FakeBackend(change=see), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == 100
    low, high = find_package(package).sar_clip_db["VV"]
    expected = ((np.arange(64) + 0.5) / 8 - 20 - low) / (high - low)
    np.testing.assert_allclose(seen[0][0], np.tile(expected, (64, 1)), atol=3e-3)


@pytest.mark.parametrize(("west", "other"), [(0.0, 400.0), (399.998, -0.002), (199.998, -200.002)])
def test_two_layers_in_grads_that_count_them_from_another_side(tmp_path, package, west, other):
    """A turn is 400 of them: the maps of old France, and longitudes from Paris."""
    values = landscape(64, 64)
    grid = {"crs": "EPSG:4807", "pixel": 1e-4}
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, origin=(west, 54.2), **grid)
    columns = np.mgrid[0:64, 0:64][1] / 8 - 20
    echoes = np.stack([columns, columns - 7]).astype("float32")
    radar = write_raster(
        tmp_path / "s.tif", echoes, names=("VV", "VH"), origin=(other, 54.2), **grid
    )
    seen = []

    def see(batch, answer):
        seen.append(batch.sar[0, 0])
        return answer

    report, _ = run_with(FakeBackend(change=see), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == 100
    low, high = find_package(package).sar_clip_db["VV"]
    np.testing.assert_allclose(seen[0], (columns - low) / (high - low), atol=1e-3)


def test_radar_in_metres_under_grads(tmp_path, package):
    (x,), (y,) = transform("EPSG:4807", "EPSG:27572", [0.0], [54.2])
    optical = write_raster(
        tmp_path / "o.tif", landscape(40, 40), names=SIX, crs="EPSG:4807", origin=(400.0, 54.2),
        pixel=1e-4,
    )  # fmt: skip
    radar = write_sar(
        tmp_path / "s.tif", 100, 100, crs="EPSG:27572", origin=(x - 200, y + 200), pixel=10
    )
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == 100


def test_radar_in_metres_under_degrees_beyond_the_date_line(tmp_path, package):
    (x,), (y,) = transform("EPSG:4326", "EPSG:32602", [-170.0], [17.0])
    optical = write_raster(
        tmp_path / "optical.tif", landscape(40, 40), names=SIX, crs="EPSG:4326",
        transform=from_origin(190, 17, 0.0001, 0.0001),
    )  # fmt: skip
    radar = write_sar(
        tmp_path / "radar.tif", 100, 100, crs="EPSG:32602",
        transform=from_origin(x - 200, y + 200, 10, 10),
    )  # fmt: skip
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.alignment.overlap_percent == 100


def test_a_layer_in_a_local_system_is_told_what_is_wrong_not_0_m(tmp_path, package):
    local = 'LOCAL_CS["building site",UNIT["metre",1]]'
    site = write_optical(tmp_path / "site.tif", crs=local)
    with pytest.raises(SegcrError, match="no place on Earth") as caught:
        run_with(FakeBackend(), site, tmp_path, model=package)
    assert caught.value.code == "no_place" and " 0 m" not in str(caught.value)
    optical, echoes = write_optical(tmp_path / "o.tif"), write_sar(tmp_path / "s.tif", crs=local)
    with pytest.raises(SegcrError, match="'site' has no place on Earth"):
        radar = write_sar(tmp_path / "radar.tif")
        run_with(FakeBackend(), site, tmp_path, model=package, sar=radar)
    with pytest.raises(SegcrError, match="'s' has no place on Earth"):
        run_with(FakeBackend(), optical, tmp_path, model=package, sar=echoes)


@pytest.mark.parametrize("role", ["optical", "radar"])
def test_an_image_is_not_its_own_cloud_mask(tmp_path, package, role):
    reflectance = (landscape(80, 100) / 10000).astype("float32")
    optical = write_raster(tmp_path / "optical.tif", reflectance, names=SIX)
    power = 10 ** (np.random.default_rng(1).normal(-12, 1, (2, 80, 100)).astype("float32") / 10)
    radar = write_raster(tmp_path / "radar.tif", power, names=("VV", "VH"))
    mask = {"optical": optical, "radar": radar}[role]
    with pytest.raises(SegcrError, match=f"'{role}' was given as an image and as the cloud mask"):
        run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar, cloud_mask=mask)
    assert not (tmp_path / "classes.tif").exists()


@pytest.mark.parametrize("role", ["swir", "vh"])
def test_a_further_file_of_an_image_is_not_its_cloud_mask(tmp_path, package, role):
    reflectance = (landscape(80, 100) / 10000).astype("float32")
    power = 10 ** (np.random.default_rng(1).normal(-12, 1, (2, 80, 100)).astype("float32") / 10)
    paths = {
        name: write_raster(tmp_path / f"{name}.tif", values, names=names)
        for name, values, names in (
            ("fine", reflectance[:4], SIX[:4]),
            ("swir", reflectance[4:], SIX[4:]),
            ("vv", power[:1], ("VV",)),
            ("vh", power[1:], ("VH",)),
        )
    }
    layers = {
        "optical_extra": (paths["swir"],), "sar": paths["vv"], "sar_extra": (paths["vh"],),
        "model": package,
    }  # fmt: skip
    with pytest.raises(SegcrError, match=f"'{role}' was given as an image and as the cloud mask"):
        run_with(FakeBackend(), paths["fine"], tmp_path, cloud_mask=paths[role], **layers)
    if role == "swir":
        # Its first band is no band of the image, then.
        bands = {"B2": 1, "B12": 6}
        run_with(
            FakeBackend(), paths["fine"], tmp_path, cloud_mask=paths[role], optical_bands=bands,
            **layers,
        )  # fmt: skip


def test_the_first_band_of_an_image_may_be_its_cloud_mask(tmp_path, package):
    plane = left_part(64, 64, 20)
    values = np.concatenate([plane[None].astype("uint16"), landscape(64, 64)])
    optical = write_raster(tmp_path / "optical.tif", values, names=("clouds", *SIX))
    bands = {channel: number for number, channel in enumerate(SIX, 2)}
    given = []

    def see(batch, answer):
        given.append(batch.cloud_mask[0, 0])
        return answer

    run_with(
        FakeBackend(change=see), optical, tmp_path, model=package, cloud_mask=optical,
        optical_bands=bands,
    )  # fmt: skip
    assert (given[0] == plane).all()


def with_border(values, columns=40, fill=0):
    """Return values with a border at the left."""
    values = values.copy()
    values[:, :, :columns] = fill
    return values


@pytest.mark.parametrize("tags", [{}, {"PROCESSING_BASELINE": "05.09"}])
def test_a_border_of_zeros_is_no_proof_of_no_offset(tmp_path, package, tags):
    values = with_border(landscape(80, 100) + 1000)
    optical = write_raster(tmp_path / "optical.tif", values, names=SIX, tags=tags)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert report.optical_units == "dn10000_offset1000"


@pytest.mark.parametrize("kind", ["db", "power"])
def test_radar_with_a_border_of_zeros_is_recognised(tmp_path, package, kind):
    optical = write_optical(tmp_path / "optical.tif")
    decibel = np.random.default_rng(1).normal(-12, 2, (2, 80, 100)).astype("float32")
    values = with_border(decibel if kind == "db" else 10 ** (decibel / 10), 70)
    radar = write_raster(tmp_path / "radar.tif", values, names=("VV", "VH"))
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, sar=radar)
    assert report.sar_units == kind and report.alignment.overlap_percent == 30


@pytest.mark.parametrize("hidden", [1, 65535])
def test_what_a_files_mask_hides_says_nothing_of_the_units(tmp_path, package, hidden):
    values = with_border(landscape(80, 100) + 1000, fill=hidden)
    optical = masked(tmp_path / "optical.tif", values, ~left_part(), names=SIX)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert report.optical_units == "dn10000_offset1000"


def test_the_pictures_of_a_report_do_not_stretch_over_nodata(tmp_path, package):
    values = with_border((landscape(80, 100) / 10000).astype("float32"), fill=-9999)
    optical = write_raster(tmp_path / "optical.tif", values, names=SIX, nodata=-9999)
    outputs = Outputs(classes=str(tmp_path / "c.tif"), report=str(tmp_path / "r.html"))
    request = PredictRequest(optical, package, outputs)
    seen = []

    def render(request, report, pictures, classes, card):
        seen.append(pictures)
        return ""

    run(request, lambda plan: (FakeBackend(), ()), lambda event: None, lambda: False, render)
    for picture in (seen[0].before, seen[0].after):
        ground = picture[:, 40:]
        assert ground.min() == 0 and ground.max() == 255 and not picture[:, :40].any()


def test_an_extent_may_reach_beyond_the_image_and_begin_at_any_corner(tmp_path, package):
    optical, radar = write_optical(tmp_path / "o.tif"), write_sar(tmp_path / "r.tif")
    apart = write_sar(tmp_path / "apart.tif", origin=(502000, 5000000))
    turned = (500400, 4999900, 500100, 4999600)
    _, arrays = run_with(
        FakeBackend(), optical, tmp_path, model=package, sar=radar, extent=turned
    )  # fmt: skip
    assert arrays["classes"].shape == (1, 30, 30)
    beyond = (499000, 4990000, 505000, 5001000)
    with pytest.raises(SegcrError, match="do not overlap"):
        run_with(FakeBackend(), optical, tmp_path, model=package, sar=apart, extent=beyond)


MASKS = {
    "part of the image": (np.ones((1, 80, 40), "uint8"), {}, ()),
    "holes": (np.where(left_part(), 1, np.nan)[None].astype("float32"), {"nodata": np.nan}, ()),
    "classes": (np.where(left_part(), 9, 0)[None].astype("uint8"), {"nodata": 0}, (8, 9)),
}


@pytest.mark.parametrize("kind", MASKS)
def test_where_a_cloud_mask_knows_nothing_the_network_is_asked(tmp_path, package, kind):
    values, options, codes = MASKS[kind]
    optical = write_optical(tmp_path / "optical.tif")
    mask = write_raster(tmp_path / "mask.tif", values, **options)
    given = []

    def see(batch, answer):
        given.append(batch.cloud_mask[0, 0])
        return answer

    report, _ = run_with(
        FakeBackend(change=see), optical, tmp_path, model=package, cloud_mask=mask,
        cloud_mask_values=codes,
    )  # fmt: skip
    unknown = np.isnan(given[0])
    assert (given[0][~unknown] == 1).all() and 0.4 < unknown.mean() < 0.8
    assert [n.values["percent"] for n in report.notices if n.code == "mask_partial"] == ["40"]


def test_a_mask_that_calls_its_zeros_nodata_still_means_clear(tmp_path, package):
    optical = write_optical(tmp_path / "optical.tif")
    mask = write_raster(tmp_path / "mask.tif", left_part()[None].astype("uint8"), nodata=0)

    def see(batch, answer):
        assert not np.isnan(batch.cloud_mask).any()
        return answer

    report, _ = run_with(FakeBackend(change=see), optical, tmp_path, model=package, cloud_mask=mask)
    assert "mask_partial" not in [n.code for n in report.notices]


@pytest.mark.parametrize("scaling", [(2.75e-5, -0.2), (1e-4, 0.0), (1.0, 0.0)])
def test_a_run_repeated_from_its_tags_sees_the_same_numbers(tmp_path, package, scaling):
    scales, offsets = ((value,) * 6 for value in scaling)
    values = landscape(60, 90) + (7000 if scaling[1] else 0)
    optical = write_raster(
        tmp_path / "optical.tif", values, names=SIX, scales=scales, offsets=offsets
    )
    seen = []

    def see(batch, answer):
        seen.append(batch.optical.copy())
        return answer

    run_with(FakeBackend(change=see), optical, tmp_path, model=package)
    with rasterio.open(tmp_path / "classes.tif") as dataset:
        request = PredictRequest.from_json(json.loads(dataset.tags()["SEGCR_REQUEST"]))
    request = replace(request, outputs=Outputs(classes=str(tmp_path / "again.tif")))
    run(request, lambda plan: (FakeBackend(change=see), ()), lambda e: None, lambda: False)
    assert (seen[0] == seen[1]).all()


def test_smaller_tiles_after_a_shortage_of_memory_have_a_smaller_overlap(tmp_path, package):
    optical = write_optical(tmp_path / "optical.tif", 300, 300)
    sizes = []

    def fail_when_large(batch, answer):
        sizes.append(batch.optical.shape[-1])
        if sizes[-1] > 128:
            raise BackendOutOfMemory("no room")
        return answer

    report, _ = run_with(
        FakeBackend(change=fail_when_large), optical, tmp_path, model=package, overlap=64
    )
    assert report.tile_size == 128 and report.overlap == 32
