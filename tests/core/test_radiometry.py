from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import BandFacts, LayerFacts, SampleStatistics
from segcr_qgis.core.radiometry import (
    check_threshold,
    optical_units,
    parse_mask_values,
    sar_units,
)

SIX = {"B2": 1, "B3": 2, "B4": 3, "B8": 4, "B11": 5, "B12": 6}


def statistics(low, median, high, negative=0.0):
    return SampleStatistics(low, low, median, high, high, negative, 1.0)


def layer(dtype, bands, tags=None, **values):
    facts = tuple(BandFacts("", dtype, statistics=statistics(*band), **values) for band in bands)
    return LayerFacts(
        "scene", "/d/scene.tif", "GTiff", 9, 9, (0, 1, 0, 0, 0, -1), "x", (10, 10), facts,
        tags or {},
    )  # fmt: skip


def kind(facts, bands=None):
    present = {c: n for c, n in SIX.items() if n <= len(facts.bands)}
    return optical_units(facts, bands or present, "auto").kind


def test_the_choice_wins():
    facts = layer("float32", [(0, 0.1, 0.5)] * 6)
    units = optical_units(facts, SIX, "dn10000_offset1000")
    assert (units.kind, units.assumed) == ("dn10000_offset1000", False)
    assert units.to_reflectance(np.array([3000], np.uint16), "B2")[0] == pytest.approx(0.2)


def test_the_ladder_of_statistics():
    assert kind(layer("float32", [(0, 0.1, 0.9)] * 6)) == "reflectance"
    assert kind(layer("uint16", [(80, 900, 4000)] * 6)) == "dn10000"
    assert kind(layer("int16", [(1080, 1900, 5000)] * 6)) == "dn10000_offset1000"
    assert kind(layer("float32", [(80, 900, 4000)] * 6)) == "dn10000"
    desert = optical_units(layer("uint16", [(2600, 3900, 6000)] * 6), SIX, "auto")
    assert desert.kind == "dn10000" and "none assumed" in desert.reason and desert.assumed


def test_dark_water_with_many_bands_is_reflectance():
    assert kind(layer("int16", [(1, 40, 195)] * 12)) == "dn10000"


def test_cirrus_tells_the_offset_best():
    dark, bright = (1006, 1009, 1030), (1300, 2000, 5000)
    bands = [bright] * 10 + [dark] + [bright] * 2
    full = {"B2": 2, "B3": 3, "B4": 4, "B8": 8, "B11": 12, "B12": 13}
    units = optical_units(layer("uint16", bands), full, "auto")
    assert units.kind == "dn10000_offset1000" and "B10" in units.reason
    bands[10] = (6, 11, 18)
    assert optical_units(layer("uint16", bands), full, "auto").kind == "dn10000"


def test_metadata_decides_and_disagreement_is_refused():
    bright = [(2600, 3900, 6000)] * 6
    units = optical_units(layer("uint16", bright, {"RADIO_ADD_OFFSET": "-1000"}), SIX, "auto")
    assert units.kind == "dn10000_offset1000" and not units.assumed
    assert kind(layer("uint16", bright, {"PROCESSING_BASELINE": "02.14"})) == "dn10000"
    with pytest.raises(SegcrError, match="metadata says with an offset"):
        kind(layer("uint16", [(80, 900, 4000)] * 6, {"PROCESSING_BASELINE": "05.09"}))


def test_scale_tags_are_honoured():
    facts = layer("uint16", [(1080, 1900, 5000)] * 6, scale=1e-4, offset=-0.1)
    assert kind(facts) == "dn10000_offset1000"
    landsat = layer("uint16", [(8000, 9000, 20000)] * 6, scale=2.75e-5, offset=-0.2)
    units = optical_units(landsat, SIX, "auto")
    assert units.kind == "reflectance"
    assert units.to_reflectance([10000], "B4")[0] == pytest.approx(0.075)
    chosen = optical_units(landsat, SIX, "reflectance")
    assert (chosen.kind, chosen.of("B4")) == ("reflectance", (2.75e-5, -0.2))


def test_what_cannot_be_reflectance_is_refused():
    for facts in (
        layer("uint16", [(10, 90, 255)] * 4),
        layer("uint16", [(10, 20000, 60000)] * 6),
        layer("float32", [(-20, -12, -3, 1.0)] * 6),
        layer("uint16", [(float("nan"),) * 3] * 6),
    ):
        broken = facts
        if np.isnan(facts.bands[0].statistics.median):
            empty = dataclasses.replace(facts.bands[0].statistics, valid_share=0.0)
            band = dataclasses.replace(facts.bands[0], statistics=empty)
            broken = dataclasses.replace(facts, bands=(band,) * 6)
        with pytest.raises(SegcrError) as caught:
            kind(broken)
        assert caught.value.code in ("units_unknown", "nothing_valid")


def test_a_sample_of_all_of_a_layer_says_that_it_is_empty():
    nothing = dataclasses.replace(statistics(0, 0, 0), valid_share=0.0)
    band = BandFacts("", "uint16", statistics=nothing)
    facts = dataclasses.replace(layer("uint16", []), bands=(band,) * 6)
    large = dataclasses.replace(facts, width=5000)
    for found, expected in ((facts, "nothing_valid"), (large, "units_unknown")):
        with pytest.raises(SegcrError) as caught:
            kind(found)
        assert caught.value.code == expected


def test_what_can_be_no_measurement():
    facts = layer("int16", [(80, 900, 4000)] * 6)
    for choice, least in (("reflectance", -0.5), ("dn10000", -5000), ("display8bit", -np.inf)):
        assert optical_units(facts, SIX, choice).least("B4") == pytest.approx(least)
    assert sar_units(facts, {"VV": 1}, "db").least("VV") == -90
    assert sar_units(facts, {"VV": 1}, "power").least("VV") == -np.inf


def test_eight_bit_pictures_use_the_stretch_of_the_training_pictures():
    units = optical_units(layer("uint8", [(30, 130, 255)] * 3), {"B4": 1, "B3": 2, "B2": 3}, "auto")
    assert units.kind == "display8bit" and units.assumed and "0.29" in units.reason
    assert units.to_reflectance(255, "B4") == pytest.approx(0.29)
    assert units.to_reflectance(255, "B8") == pytest.approx(0.4)


@given(
    value=st.integers(0, 65535),
    choice=st.sampled_from(["reflectance", "dn10000", "dn10000_offset1000", "display8bit"]),
)
def test_units_and_back_is_the_same_number(value, choice):
    units = optical_units(layer("uint16", [(0, 1, 2)]), {"B2": 1}, choice)
    back = units.from_reflectance(units.to_reflectance(value, "B2"), "B2")
    assert back == pytest.approx(value, rel=1e-5, abs=1e-2)


@pytest.mark.parametrize(
    ("dtype", "band", "tags", "expected"),
    [
        ("float32", (-25.0, -15.0, 2.0, 0.99), {}, "db"),
        ("float32", (0.001, 0.08, 1.5), {}, "power"),
        ("uint8", (31, 100, 255), {}, "display8bit"),
        ("uint16", (1500, 4000, 9000), {"scaling": "20*log10(DN)-83"}, "db_uint16"),
    ],
)
def test_radar_units(dtype, band, tags, expected):
    assert sar_units(layer(dtype, [band], tags), {"VV": 1}, "auto").kind == expected


@pytest.mark.parametrize(
    ("dtype", "band"),
    [("uint16", (1500, 4000, 9000)), ("int16", (-2500, -1500, 0, 0.9)), ("float32", (0, 150, 900))],
)
def test_radar_units_that_need_a_choice(dtype, band):
    with pytest.raises(SegcrError) as caught:
        sar_units(layer(dtype, [band]), {"VV": 1}, "auto")
    assert caught.value.code == "units_unknown"


def test_decibels_of_every_unit():
    facts = layer("float32", [(0, 1, 2)])

    def decibel(choice, value, channel="VV"):
        return float(sar_units(facts, {channel: 1}, choice).to_decibel(value, channel))

    assert decibel("db", -13.5) == pytest.approx(-13.5, abs=1e-4)
    assert decibel("power", 0.05) == pytest.approx(-13.0103, abs=1e-3)
    assert decibel("amplitude", 0.1) == pytest.approx(-20, abs=1e-3)
    assert decibel("db_uint16", 5000) == pytest.approx(20 * np.log10(5000) - 83, abs=1e-3)
    assert decibel("display8bit", 255, "VH") == pytest.approx(-8.5, abs=1e-3)
    assert decibel("display8bit", 51, "VV") == pytest.approx(20 * np.log10(0.2) - 2, abs=1e-3)
    assert decibel("db", -np.inf) == pytest.approx(-50)
    assert decibel("power", 0) == pytest.approx(-50)
    assert np.isnan(decibel("db", np.nan))


def test_scaled_decibels():
    facts = layer("int16", [(-2500, -1500, 0, 0.9)], scale=0.01)
    units = sar_units(facts, {"VV": 1}, "auto")
    assert units.kind == "db"
    assert units.to_decibel(np.int16(-1234), "VV") == pytest.approx(-12.34, abs=1e-3)


def test_mask_values_and_threshold():
    assert parse_mask_values(" 3, 8;9,8 ") == (3, 8, 9)
    assert parse_mask_values("") == ()
    for text in ("x", "1.5", "3,,y"):
        with pytest.raises(SegcrError):
            parse_mask_values(text)
    check_threshold(None)
    check_threshold(0.2)
    for value in (0.0, 1.0, -1.0, 2.0, float("nan")):
        with pytest.raises(SegcrError):
            check_threshold(value)
