"""The facts of real layers, and what is decided from them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from conftest import landscape, write_raster

from segcr_qgis.core.bands import match_optical, match_sar
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.radiometry import optical_units, sar_units
from segcr_qgis.engine.rasters import read_facts

SIX = ("B2", "B3", "B4", "B8", "B11", "B12")
RADAR = ("VV", "VH")
DATA = os.environ.get("SEGCR_DATA", "")
# ruff: noqa: E501 - a table reads best with one line a layer
#: Layer, kind, band of the first channel, units: the table of the data folder, as a test.
REAL = [
    ("demo/long_beach/S2A_20201104_T11SLT_long_beach_rgb_clear.tif", "o", {"B4": 1, "B3": 2, "B2": 3}, "display8bit"),
    ("demo/long_beach/S1A_20201107_long_beach_vh.tif", "s", {"VH": 1}, "display8bit"),
    ("demo/sen12mscr_p30/ROIs1868_summer_19_p30_s2_cloudy.tif", "o", {"B2": 2, "B12": 13}, "dn10000"),
    ("demo/sen12mscr_p30/ROIs1868_summer_19_p30_s1.tif", "s", {"VV": 1, "VH": 2}, "db"),
    ("test/mol_real_clouds/ref_input_S2_B08.tif", "o", {"B8": 1}, "dn10000"),
    ("test/terramesh/S2L2A/637U_59R_1_3.tif", "o", {"B8": 8, "B11": 11}, "dn10000"),
    ("test/terramesh/S2L1C/637U_59R_1_3.tif", "o", {"B8": 8, "B11": 12}, "dn10000"),
    ("test/terramesh/S1RTC/637U_59R_1_3.tif", "s", {"VV": 1, "VH": 2}, "db"),
    ("train/new_zealand/*.tif", "o", {"B2": 2, "B12": 13}, "dn10000"),
    ("train/luojiaset/p*/s2_clear.tif", "o", {"B2": 2, "B12": 13}, "dn10000_offset1000"),
    ("train/luojiaset/p*/s1.tif", "s", {"VV": 1, "VH": 2}, "db"),
    ("train/bigearthnet/**/*_B8A.tif", "o", None, "dn10000"),
    ("train/bigearthnet/**/*_B08.tif", "o", {"B8": 1}, "dn10000"),
    ("train/bigearthnet/**/*_VH.tif", "s", {"VH": 1}, "db"),
    ("train/boadella/*2020*.tif", "o", {"B2": 2, "B11": 11}, "dn10000"),
    ("train/danish_waters/**/*.tif", "o", {"B2": 2, "B11": 11}, "dn10000"),
    ("train/terramesh/S2L2A/*.tif", "o", {"B8": 8, "B11": 11}, None),
    ("train/terramesh/S1RTC/*.tif", "s", {"VV": 1, "VH": 2}, "db"),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "kind", "bands", "units"), REAL, ids=[r[0] for r in REAL])
def test_real_layers_are_read_right(pattern, kind, bands, units):
    if not DATA:
        pytest.skip("SEGCR_DATA names no folder with real scenes")
    paths = sorted(Path(DATA).glob(pattern))[:3]
    if not paths:
        pytest.skip(f"no {pattern} in SEGCR_DATA")
    for path in paths:
        facts = read_facts(str(path))
        if bands is None:
            # B8A is not B8: this model has no use for it.
            with pytest.raises(SegcrError, match="it has B8A"):
                match_optical(facts, SIX, {})
            continue
        if kind == "o":
            match = match_optical(facts, SIX, {})
            found = optical_units(facts, match.bands, "auto")
        else:
            match = match_sar(facts, RADAR, {})
            found = sar_units(facts, match.bands, "auto")
        assert {c: match.bands.get(c) for c in bands} == bands, path
        if units:
            assert found.kind == units, (path, found.reason)


def test_the_dates_and_ground_pixels_of_long_beach():
    if not DATA or not (Path(DATA) / "demo/long_beach").is_dir():
        pytest.skip("SEGCR_DATA names no folder with the Long Beach scene")
    optical, sar = (
        read_facts(str(p)) for p in sorted((Path(DATA) / "demo/long_beach").glob("S*.tif"))
    )
    assert {optical.date, sar.date} == {"2020-11-04", "2020-11-07"}
    assert optical.ground_pixel_size[0] == pytest.approx(8.3, abs=0.1)


@pytest.mark.parametrize("crs", ["EPSG:4807", "EPSG:4901"])
def test_pixels_in_grads_are_measured_on_the_ground(tmp_path, crs):
    """A ten thousandth of a grad is 10 m; as a degree it would be 11."""
    values = landscape(64, 64, 1)
    paris = write_raster(tmp_path / "p.tif", values, crs=crs, origin=(0, 54.2), pixel=1e-4)
    assert read_facts(paris).ground_pixel_size == pytest.approx((6.615, 10.008), abs=0.001)


def test_facts_of_a_small_layer(tmp_path):
    values = landscape(30, 40, bands=2)
    path = write_raster(
        tmp_path / "S2A_20210203_x.tif", values, ("B2", ""), nodata=0, crs="EPSG:4326",
        origin=(5, 60), pixel=1e-4, scales=(0.5, 1), offsets=(3, 0), tags={"a": "b"},
    )  # fmt: skip
    facts = read_facts(path, "my layer")
    assert (facts.name, facts.width, facts.height, facts.driver) == ("my layer", 40, 30, "GTiff")
    assert facts.date == "2021-02-03"
    assert facts.tags["a"] == "b"
    first = facts.bands[0]
    assert (first.name, first.dtype, first.nodata, first.scale, first.offset) == (
        "B2", "uint16", 0.0, 0.5, 3.0,
    )  # fmt: skip
    assert first.statistics.median == pytest.approx(float(np.median(values[0])))
    assert facts.ground_pixel_size == (
        pytest.approx(5.58, abs=0.02), pytest.approx(11.14, abs=0.02),
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/vsicurl/http://x/y.tif", "https://x/y.tif", "<GDAL_WMS/>"])
def test_remote_sources_are_refused(path):
    with pytest.raises(SegcrError) as caught:
        read_facts(path)
    assert caught.value.code == "layer_not_local"


def test_damaged_files_are_refused(tmp_path):
    path = tmp_path / "x.tif"
    path.write_bytes(b"II*\0 nonsense")
    for wrong in (path, tmp_path / "none.tif"):
        with pytest.raises(SegcrError) as caught:
            read_facts(str(wrong))
        assert caught.value.code == "layer_unreadable"
