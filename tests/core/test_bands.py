from __future__ import annotations

import pytest

from segcr_qgis.core.bands import (
    SENTINEL2,
    channel_of_name,
    match_optical,
    match_sar,
    parse_band_map,
)
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import BandFacts, LayerFacts, SampleStatistics

SIX = ("B2", "B3", "B4", "B8", "B11", "B12")
RADAR = ("VV", "VH")


def layer(names, dtype="uint16", path="/data/scene.tif", wavelengths=None, statistics=None):
    bands = tuple(
        BandFacts(
            name,
            dtype,
            wavelength_nm=wavelengths[i] if wavelengths else None,
            statistics=statistics,
        )
        for i, name in enumerate(names)
    )
    return LayerFacts(
        "scene", path, "GTiff", 10, 10, (0, 10, 0, 0, 0, -10), "EPSG:32631", (10, 10), bands
    )


@pytest.mark.parametrize(
    ("name", "channel"),
    [
        ("B2", "B2"),
        ("B02", "B2"),
        ("b12", "B12"),
        ("B8A", "B8A"),
        ("B08", "B8"),
        ("S2_B8A", "B8A"),
        ("blue", "B2"),
        ("Blue", "B2"),
        ("B02 (490 nm)", "B2"),
        ("B4, central wavelength 665 nm", "B4"),
        ("Red Edge 1", "B5"),
        ("red edge", None),
        ("SWIR 1 (1610 nm)", "B11"),
        ("Near infrared", "B8"),
        ("narrow NIR", "B8A"),
        ("SR_B4", None),
        ("B13", None),
        ("Sigma0_VV_db", "VV"),
        ("VV VH", None),
        ("bands", None),
    ],
)
def test_a_name_speaks_of_one_channel(name, channel):
    assert channel_of_name(name) == channel


def test_named_bands_in_any_order_with_strangers_between():
    match = match_optical(layer(["QA60", "B12", "B8A", "red", "B02"]), SIX, {})
    assert match.bands == {"B12": 2, "B4": 4, "B2": 5}
    assert match.left_out == (1, 3)
    assert match.missing == ("B3", "B8", "B11")
    assert not match.assumed


def test_a_single_band_file_is_known_by_its_name():
    match = match_optical(layer([""], path="/x/ref_input_S2_B02.tif"), SIX, {})
    assert match.bands == {"B2": 1}
    with pytest.raises(SegcrError, match="cannot be matched"):
        match_optical(layer([""], path="/x/red_sea.tif"), SIX, {})


def test_wavelengths_where_there_are_no_names():
    facts = layer(["a", "b", "c"], wavelengths=[664.6, 842.0, 864.7])
    assert match_optical(facts, ("B4", "B8", "B8A"), {}).bands == {"B4": 1, "B8": 2, "B8A": 3}


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (4, {"B2": 1, "B3": 2, "B4": 3, "B8": 4}),
        (6, {"B2": 1, "B3": 2, "B4": 3, "B8": 4, "B11": 5, "B12": 6}),
        (12, {"B2": 2, "B3": 3, "B4": 4, "B8": 8, "B11": 11, "B12": 12}),
        (13, {"B2": 2, "B3": 3, "B4": 4, "B8": 8, "B11": 12, "B12": 13}),
    ],
)
@pytest.mark.parametrize("name", ["", "bands"])
def test_unnamed_bands_by_their_count(count, expected, name):
    match = match_optical(layer([name] * count), SIX, {})
    assert match.bands == expected
    assert match.assumed


def test_counted_names_are_no_names():
    assert match_optical(layer([f"Band {i}" for i in range(1, 14)]), SIX, {}).bands["B12"] == 13
    assert match_optical(layer([f"B{i}" for i in range(1, 13)]), SIX, {}).bands["B11"] == 11


@pytest.mark.parametrize("count", [1, 2, 3, 5, 7, 8, 9, 10, 11, 14])
def test_ambiguous_counts_are_refused(count):
    with pytest.raises(SegcrError) as caught:
        match_optical(layer([""] * count), SIX, {})
    assert caught.value.code == "bands_unmatched"


def test_positions_that_look_like_sentinel2_are_refused():
    with pytest.raises(SegcrError, match="positions or Sentinel-2"):
        match_optical(layer(["B1", "B2", "B3", "B4"]), SIX, {})


def test_eight_bit_pictures():
    assert match_optical(layer([""] * 3, "uint8"), SIX, {}).bands == {"B4": 1, "B3": 2, "B2": 3}
    opaque = SampleStatistics(255, 255, 255, 255, 255, 0, 1)
    four = layer([""] * 4, "uint8")
    assert "B8" in match_optical(four, SIX, {}).bands
    four = layer([""] * 4, "uint8", statistics=opaque)
    assert match_optical(four, SIX, {}).left_out == (4,)


def test_letters_are_colours_only_together():
    assert match_optical(layer(["R", "G", "B"]), SIX, {}).bands == {"B4": 1, "B3": 2, "B2": 3}
    with pytest.raises(SegcrError):
        match_optical(layer(["a", "b", "c"]), SIX, {})


def test_two_bands_of_one_name_are_refused():
    with pytest.raises(SegcrError, match="both look like B4"):
        match_optical(layer(["B4", "red", "B2"]), SIX, {})


def test_a_radar_layer_is_no_optical_layer_and_the_other_way_round():
    with pytest.raises(SegcrError):
        match_optical(layer(["VV", "VH"], "float32"), SIX, {})
    with pytest.raises(SegcrError, match="those of an optical image"):
        match_sar(layer(["B2", "B3"]), RADAR, {})


def test_radar_bands():
    assert match_sar(layer(["VH", "VV"], "float32"), RADAR, {}).bands == {"VH": 1, "VV": 2}
    two = match_sar(layer(["", ""], "float32"), RADAR, {})
    assert two.bands == {"VV": 1, "VH": 2} and two.assumed
    assert match_sar(layer(["bands", "bands"], "float64"), RADAR, {}).bands["VH"] == 2
    by_file = match_sar(layer([""], "float32", "/x/S1A_2020_vh.tif"), RADAR, {})
    assert by_file.bands == {"VH": 1} and by_file.missing == ("VV",)
    picture = match_sar(layer([""], "uint8"), RADAR, {})
    assert picture.bands == {"VH": 1} and picture.assumed
    for names in ([""], ["", "", ""], ["HH", "HV"], ["angle", "ratio"]):
        with pytest.raises(SegcrError) as caught:
            match_sar(layer(names, "float32"), RADAR, {})
        assert caught.value.code == "bands_unmatched"


def test_band_maps():
    assert parse_band_map("", "x") == {}
    assert parse_band_map(" B02=1; red : 3,vv=2", "x") == {"B2": 1, "B4": 3, "VV": 2}
    for text in ("B2", "B2=0", "B2=x", "B2=1,B02=2", "B2=1,B3=1", "=1"):
        with pytest.raises(SegcrError) as caught:
            parse_band_map(text, "layer one")
        assert caught.value.code == "band_map_invalid"
        assert "layer one" in str(caught.value)


def test_a_band_map_decides_alone():
    facts = layer(["B2", "B3", "B4"])
    match = match_optical(facts, SIX, {"B4": 1, "B10": 2})
    assert match.bands == {"B4": 1}
    assert match.left_out == (2, 3)
    with pytest.raises(SegcrError, match="no band 9"):
        match_optical(facts, SIX, {"B4": 9})
    with pytest.raises(SegcrError, match="B99 is none of"):
        match_optical(facts, SIX, {"B99": 1})


def test_sentinel2_order_is_that_of_the_product():
    assert SENTINEL2.index("B8A") == SENTINEL2.index("B8") + 1
