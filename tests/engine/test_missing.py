"""What holds no measurement: fill values nobody declared, masks, tags that are none, nothing."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from conftest import SIX, FakeBackend, landscape, run_with, write_optical, write_raster

from segcr_qgis.core.classes import NODATA
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import BandFacts
from segcr_qgis.engine.rasters import read_facts, validity

LEFT = np.zeros((80, 100), bool)
LEFT[:, :40] = True


def cloudy(batch, answer):
    return answer._replace(cloud=np.ones_like(answer.cloud), clear=answer.clear * 0.5)


def filled(values, fill, where=LEFT):
    return np.where(where, values.dtype.type(fill), values)


def run_of(path, values, folder, package, backend=None, options=None, **request):
    optical = write_raster(path, values, names=SIX, **(options or {}))
    backend = backend or FakeBackend(cloudy)
    return run_with(backend, optical, folder, model=package, **request)


def told(report, code="values_missing"):
    return [notice.text() for notice in report.notices if notice.code == code]


@pytest.mark.parametrize(
    ("dtype", "fill", "units"),
    [
        ("float32", -9999, "reflectance"),
        ("float32", -3.4e38, "reflectance"),
        ("int16", -9999, "dn10000"),
        ("int16", -32768, "dn10000"),
        ("float32", -9999, "dn10000"),
    ],
)
def test_an_undeclared_fill_value_is_read_like_nodata(tmp_path, package, dtype, fill, units):
    values = landscape(80, 100)
    values = (values / 1e4 if units == "reflectance" else values).astype(dtype)
    values = filled(values, fill, ~LEFT)
    report, arrays = run_of(tmp_path / "o.tif", values, tmp_path, package)
    with rasterio.open(report.outputs["restored"]) as restored:
        assert restored.nodata == float(np.dtype(dtype).type(fill))
    assert report.optical_units == units and report.valid_percent == pytest.approx(40)
    assert len(told(report)) == 1 and "'o' holds values such as -" in told(report)[0]
    assert report.optical_outside_percent == 0
    (tmp_path / "told").mkdir()
    declared, same = run_of(
        tmp_path / "d.tif", values, tmp_path / "told", package, options={"nodata": fill}
    )
    assert not told(declared)
    for role, written in arrays.items():
        np.testing.assert_array_equal(written, same[role])
    assert (arrays["classes"][0][:, 40:] == NODATA).all()


@pytest.mark.parametrize("pixel", [10.0, 30.0])
def test_values_no_optical_product_has_are_no_ground(tmp_path, package, pixel):
    values = filled((landscape(80, 100) / 1e4).astype("float32"), -5)
    report, arrays = run_of(tmp_path / "o.tif", values, tmp_path, package, options={"pixel": pixel})
    assert report.valid_percent == pytest.approx(60, abs=3)
    assert (arrays["restored"][:, LEFT] == -5).all() and told(report)


def test_dark_noise_is_ground(tmp_path, package):
    values = filled((landscape(80, 100) / 1e4).astype("float32"), -0.05)
    report, _ = run_of(tmp_path / "o.tif", values, tmp_path, package)
    assert report.valid_percent == 100 and not told(report)


@pytest.mark.parametrize("units", ["auto", "db"])
def test_a_fill_value_in_decibels_is_no_echo(tmp_path, package, units):
    optical = write_optical(tmp_path / "optical.tif")
    echoes = np.random.default_rng(1).normal(-12, 2, (2, 80, 100)).astype("float32")
    radar = write_raster(tmp_path / "radar.tif", filled(echoes, -9999), names=("VV", "VH"))
    report, _ = run_with(
        FakeBackend(), optical, tmp_path, model=package, sar=radar, sar_units=units
    )
    assert report.sar_units == "db" and report.alignment.overlap_percent == pytest.approx(60)
    assert "'radar'" in told(report)[0]


def test_thousandths_of_a_decibel_are_no_fill(tmp_path):
    values = np.random.default_rng(1).normal(-12000, 900, (1, 60, 60)).astype("int16")
    facts = read_facts(write_raster(tmp_path / "r.tif", values, scales=(1e-3,), offsets=(0,)))
    assert facts.bands[0].statistics.fill is None
    assert facts.bands[0].statistics.valid_share == 1


def test_what_limits_are_for():
    values = np.array([[[-9999, -4999, 0]]], np.int16)
    assert validity(values, [None], [-5000]).tolist() == [[[False, True, False]]]
    assert validity(values, [-1.0], [-np.inf]).all()
    assert validity(values.astype("uint16"), [9.0], [-5000.0]).all()


@pytest.mark.parametrize("scaling", [(0, 0), (0, 5), (np.nan, 0), (np.inf, 1), (np.nan, np.nan)])
def test_scale_tags_that_are_none_count_as_none(tmp_path, package, scaling):
    assert BandFacts("", "uint16", scale=scaling[0], offset=scaling[1]) == BandFacts("", "uint16")
    options = {"scales": (scaling[0],) * 6, "offsets": (scaling[1],) * 6}
    values = landscape(80, 100)
    report, arrays = run_of(tmp_path / "o.tif", values, tmp_path, package, FakeBackend(), options)
    assert report.optical_units == "dn10000" and (arrays["restored"] == values).all()
    with rasterio.open(report.outputs["restored"]) as restored:
        assert set(zip(restored.scales, restored.offsets)) == {(1.0, 0.0)}


def test_an_offset_that_is_none_leaves_the_scale(tmp_path):
    band = BandFacts("", "uint16", scale=1e-4, offset=float("nan"))
    assert (band.scale, band.offset) == (1e-4, 0.0)


@pytest.mark.parametrize("inside", [True, False])
def test_what_the_inputs_mask_hides_the_restored_layer_hides(tmp_path, package, inside):
    values = landscape(600, 1100)
    shown = np.ones((600, 1100), bool)
    shown[100:, :400] = False
    optical = write_raster(tmp_path / "o.tif", values, names=SIX)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=inside), rasterio.open(optical, "r+") as dataset:
        dataset.write_mask(shown)
    report, arrays = run_with(FakeBackend(), optical, tmp_path, model=package)
    with rasterio.open(report.outputs["restored"]) as restored:
        assert restored.nodata is None
        assert (restored.dataset_mask() > 0).tolist() == shown.tolist()
        thin = restored.read_masks(1, out_shape=(150, 275)) > 0
        assert thin[:, 105:].all() and not thin[30:, :95].any()
    assert (arrays["restored"] == values).all()
    assert not list(tmp_path.glob("*.msk")) or not inside
    assert not (tmp_path / "restored.tif.msk").exists()


def test_what_a_mask_hides_is_nodata_where_there_is_one(tmp_path, package):
    optical = write_raster(tmp_path / "o.tif", landscape(80, 100), names=SIX, nodata=7)
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(optical, "r+") as dataset:
        dataset.write_mask(~LEFT)
    report, arrays = run_with(FakeBackend(), optical, tmp_path, model=package)
    with rasterio.open(report.outputs["restored"]) as restored:
        assert restored.nodata == 7 and (restored.dataset_mask() > 0)[~LEFT].all()
    assert (arrays["restored"][:, LEFT] == 7).all() and (arrays["restored"][:, ~LEFT] != 7).all()


def test_what_opacity_hides_stays_hidden_without_it(tmp_path, package):
    values = np.zeros((4, 80, 100), "uint8")
    values[:3] = landscape(80, 100, bands=3) // 20
    values[3] = 255 * LEFT
    optical = write_raster(tmp_path / "rgba.tif", values, photometric="RGB", alpha="YES")
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    with rasterio.open(report.outputs["restored"]) as restored:
        assert restored.count == 3
        assert (restored.dataset_mask() > 0).tolist() == LEFT.tolist()


EMPTY = {
    "zeros": (np.zeros((6, 80, 100), "uint16"), {"nodata": 0}),
    "border": (np.zeros((6, 80, 100), "uint16"), {}),
    "fill": (np.full((6, 80, 100), -9999, "int16"), {}),
    "not a number": (np.full((6, 80, 100), np.nan, "float32"), {}),
    "larger than the sample": (np.zeros((6, 700, 100), "uint16"), {"nodata": 0}),
}


@pytest.mark.parametrize("units", ["auto", "dn10000"])
@pytest.mark.parametrize("kind", EMPTY)
def test_an_image_of_nothing_is_one_sentence(tmp_path, package, kind, units):
    values, options = EMPTY[kind]
    with pytest.raises(SegcrError, match="'o' holds no valid pixel") as caught:
        run_of(tmp_path / "o.tif", values, tmp_path, package, options=options, optical_units=units)
    assert caught.value.code == "nothing_valid"
    assert {path.name for path in tmp_path.iterdir()} == {"o.tif"}


def test_an_extent_of_nothing_is_the_same_sentence(tmp_path, package):
    values = landscape(80, 100)
    values[:, LEFT] = 0
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, nodata=0)
    beside = (500000, 4999300, 500390, 4999900)
    with pytest.raises(SegcrError) as caught:
        run_with(FakeBackend(), optical, tmp_path, model=package, extent=beside)
    assert caught.value.code == "nothing_valid"
    touching = (500000, 4999300, 500410, 4999900)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package, extent=touching)
    assert 0 < report.valid_percent < 5


def test_the_little_that_a_sample_misses_is_found(tmp_path, package):
    values = np.zeros((6, 2600, 1800), "uint16")
    values[:, 1, 1] = landscape(1, 1)[:, 0, 0]
    report, _ = run_of(
        tmp_path / "o.tif", values, tmp_path, package,
        options={"nodata": 0, "compress": "deflate", "tiled": True},
        optical_units="dn10000", extent=(500000, 4999000, 500300, 5000000),
    )  # fmt: skip
    assert report.valid_percent > 0
