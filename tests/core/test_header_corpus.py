"""Synthetic headers and value patterns as products have them: how each is read, or refused.

Every line is what a known product or tool writes: file name, band names, type, tags and the
(darkest percentile, median, brightest percentile) of its values.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import pytest

from segcr_qgis.core.bands import match_optical, match_sar
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import BandFacts, LayerFacts, SampleStatistics
from segcr_qgis.core.radiometry import optical_units, sar_units
from segcr_qgis.core.reasons import translated
from segcr_qgis.core.sampling import find_date
from segcr_qgis.core.sensors import profiles

SIX = ("B2", "B3", "B4", "B8", "B11", "B12")
LAND, OFFSET, BRIGHT = (90, 900, 4000), (1080, 1900, 5000), (2600, 3900, 6000)
PLAIN, PICTURE = (0.009, 0.09, 0.4), (12, 90, 255)
DECIBEL, POWER, AMPLITUDE, CODED = (-26, -13, 2), (0.002, 0.05, 1.1), (0.04, 0.22, 1.0), (1800, 4000, 9000)  # fmt: skip
S2 = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"]
L2A = [name for name in S2 if name != "B10"]
ZERO = [f"B{int(n[1:]):02d}" if n[1:].isdigit() else n for n in L2A]
ALL6 = {"B2": 2, "B3": 3, "B4": 4, "B8": 8, "B11": 11, "B12": 12}
FIRST6 = {name: number for number, name in enumerate(SIX, 1)}
REFUSED = None


class Header(NamedTuple):
    product: str
    bands: list
    dtype: str
    values: tuple
    expected: Optional[tuple]
    file: str = "scene"
    tags: dict = {}  # noqa: RUF012 - read only
    scale: tuple = (1.0, 0.0)
    wavelengths: tuple = ()
    cirrus: tuple = ()


def H(*fields, **named):  # a table reads best with one line a header
    return Header(*fields, **named)


# ruff: noqa: E501
# fmt: off
OPTICAL = [
    H("Earth Engine S2_SR export", [*L2A, "AOT", "WVP", "SCL"], "uint16", LAND, (ALL6, "dn10000")),
    H("Earth Engine S2_SR_HARMONIZED export", L2A, "uint16", BRIGHT, (ALL6, "dn10000"), file="S2_SR_HARMONIZED_2023"),
    H("harmonised by a tag, dark values near 1000", L2A, "uint16", OFFSET, (ALL6, "dn10000"), tags={"collection": "COPERNICUS/S2_SR_HARMONIZED"}),
    H("Earth Engine S2_SR export of 2023, offset kept", L2A, "uint16", OFFSET, (ALL6, "dn10000_offset1000")),
    H("Planetary Computer stack", ZERO, "uint16", OFFSET, (ALL6, "dn10000_offset1000"), tags={"s2:processing_baseline": "05.09"}),
    H("Planetary Computer stack, old baseline", ZERO, "uint16", LAND, (ALL6, "dn10000"), tags={"s2:processing_baseline": "02.12"}),
    H("common names of STAC", ["blue", "green", "red", "nir", "swir16", "swir22"], "uint16", LAND, (FIRST6, "dn10000")),
    H("common names with nir08 beside nir", ["nir08", "nir", "red", "green", "blue"], "uint16", LAND, ({"B8": 2, "B4": 3, "B3": 4, "B2": 5}, "dn10000")),
    H("Sentinel Hub reflectance", ["B02", "B03", "B04", "B08"], "float32", PLAIN, ({"B2": 1, "B3": 2, "B4": 3, "B8": 4}, "reflectance")),
    H("Sentinel Hub DN of a new product, offset by tag", ["B02", "B03", "B04"], "uint16", BRIGHT, ({"B2": 1, "B3": 2, "B4": 3}, "dn10000_offset1000"), tags={"BOA_ADD_OFFSET": "-1000"}),
    H("SNAP BEAM-DIMAP to GeoTIFF", ["B2", "B3", "B4", "B8", "B11", "B12"], "float32", PLAIN, (FIRST6, "reflectance")),
    H("sen2r: 11 bands named with wavelengths", ["B02 (490 nm)", "B03 (560 nm)", "B04 (665 nm)", "B08 (842 nm)"], "int16", LAND, ({"B2": 1, "B3": 2, "B4": 3, "B8": 4}, "dn10000")),
    H("GDAL's SENTINEL2 driver, 10 m", ["B4, central wavelength 665 nm", "B3, central wavelength 560 nm", "B2, central wavelength 490 nm", "B8, central wavelength 842 nm"], "uint16", LAND, ({"B4": 1, "B3": 2, "B2": 3, "B8": 4}, "dn10000")),
    H("ENVI with wavelengths only", ["a", "b", "c", "d"], "uint16", LAND, ({"B2": 1, "B3": 2, "B4": 3, "B8": 4}, "dn10000"), wavelengths=(492.4, 559.8, 664.6, 832.8)),
    H("13 unnamed bands, L1C before 2022", [""] * 13, "uint16", LAND, ({**ALL6, "B11": 12, "B12": 13}, "dn10000"), cirrus=(8, 11, 60)),
    H("13 unnamed bands, L1C since 2022", [""] * 13, "uint16", OFFSET, ({**ALL6, "B11": 12, "B12": 13}, "dn10000_offset1000"), cirrus=(1004, 1009, 1060)),
    H("SEN12MS: names all alike", ["bands"] * 13, "uint16", LAND, ({**ALL6, "B11": 12, "B12": 13}, "dn10000"), cirrus=(7, 12, 40)),
    H("12 unnamed bands, L2A", [""] * 12, "int16", LAND, (ALL6, "dn10000")),
    H("bands counted by rasterio", [f"band_{n}" for n in range(1, 7)], "uint16", LAND, (FIRST6, "dn10000")),
    H("single SAFE image with offset, by its name", [""], "uint16", BRIGHT, ({"B8": 1}, "dn10000_offset1000"), file="S2A_MSIL2A_20230601T105031_N0509_R051_T31UFS_B08"),
    H("single SAFE image of 2019", [""], "uint16", OFFSET, ({"B4": 1}, "dn10000"), file="S2A_MSIL1C_20190601T105031_N0207_R051_T31UFS_B04"),
    H("Sentinel-2 by name and day, before the offset", ["B2", "B3"], "uint16", OFFSET, ({"B2": 1, "B3": 2}, "dn10000"), file="S2A_20200601_hazy"),
    H("PlanetScope 4 band SR", [""] * 4, "uint16", LAND, ({"B2": 1, "B3": 2, "B4": 3, "B8": 4}, "dn10000"), file="20230601_101112_1_2461_3B_AnalyticMS_SR_clip"),
    H("PlanetScope 8 band SR", [""] * 8, "uint16", LAND, ({"B2": 2, "B3": 4, "B4": 6, "B8": 8}, "dn10000"), file="20230601_101112_1_2461_3B_AnalyticMS_SR_8b_clip"),
    H("PlanetScope 8 band, named", ["coastal_blue", "blue", "green_i", "green", "yellow", "red", "rededge", "nir"], "uint16", BRIGHT, ({"B2": 2, "B3": 4, "B4": 6, "B8": 8}, "dn10000")),
    H("PlanetScope ortho_analytic_8b_sr", [""] * 8, "uint16", LAND, ({"B2": 2, "B3": 4, "B4": 6, "B8": 8}, "dn10000"), file="20230601_1011_ortho_analytic_8b_sr"),
    H("Landsat 9 SR, Earth Engine export", ["SR_B1", "SR_B2", "SR_B3", "SR_B4", "SR_B5", "SR_B6", "SR_B7", "QA_PIXEL"], "uint16", (7600, 9300, 20000), ({"B2": 2, "B3": 3, "B4": 4, "B8": 5, "B11": 6, "B12": 7}, "reflectance")),
    H("Landsat 8 SR with scale tags", ["SR_B2", "SR_B3", "SR_B4"], "uint16", (7600, 9300, 20000), ({"B2": 1, "B3": 2, "B4": 3}, "reflectance"), scale=(2.75e-5, -0.2)),
    H("reflectance scaled by tags", ["B02", "B03", "B04"], "int16", LAND, ({"B2": 1, "B3": 2, "B4": 3}, "dn10000"), scale=(1e-4, 0.0)),
    H("offset by tags", ["B02", "B03", "B04"], "uint16", OFFSET, ({"B2": 1, "B3": 2, "B4": 3}, "dn10000_offset1000"), scale=(1e-4, -0.1)),
    H("true colour picture", [""] * 3, "uint8", PICTURE, ({"B4": 1, "B3": 2, "B2": 3}, "display8bit")),
    H("reflectance x 10000 stored as float", ["B2", "B3", "B4"], "float32", LAND, ({"B2": 1, "B3": 2, "B4": 3}, "dn10000")),
    H("unnamed values of ten bands", [""] * 10, "uint16", LAND, REFUSED),
    H("names B1 to B6, positions or bands", [f"B{n}" for n in range(1, 7)], "uint16", LAND, REFUSED),
    H("PlanetScope radiance", [""] * 4, "uint16", (900, 4000, 12000), REFUSED, file="20230601_101112_1_2461_3B_AnalyticMS"),
    H("Landsat level 1 counts without their scale", ["B2", "B3", "B4", "B5"], "uint16", (7600, 9300, 20000), REFUSED, file="LC08_L1TP_199026_20200601_T1_stack"),
    H("picture stored in 16 bits", ["red", "green", "blue"], "uint16", (10, 90, 255), REFUSED),
    H("radiance counts", ["B2", "B3", "B4"], "uint16", (4000, 20000, 61000), REFUSED),
    H("offset promised, values deny it", ["B2", "B3", "B4"], "uint16", LAND, REFUSED, tags={"PROCESSING_BASELINE": "05.10"}),
    H("offset denied, cirrus proves it", S2, "uint16", OFFSET, REFUSED, tags={"PROCESSING_BASELINE": "02.05"}, cirrus=(1003, 1010, 1050)),
    H("two bands of one name", ["B4", "red", "B3"], "uint16", LAND, REFUSED),
    H("elevation model", ["elevation"], "float32", (3, 200, 900), REFUSED),
    H("radar given as optical", ["VV", "VH"], "float32", DECIBEL, REFUSED),
]
RADAR = [
    H("Earth Engine S1_GRD export", ["VV", "VH", "angle"], "float32", DECIBEL, ({"VV": 1, "VH": 2}, "db")),
    H("Planetary Computer RTC", ["vv", "vh"], "float32", POWER, ({"VV": 1, "VH": 2}, "power")),
    H("SNAP sigma nought in decibels", ["Sigma0_VH_db", "Sigma0_VV_db"], "float32", DECIBEL, ({"VH": 1, "VV": 2}, "db")),
    H("SNAP gamma nought, linear", ["Gamma0_VV"], "float32", POWER, ({"VV": 1}, "power")),
    H("amplitude by its band names", ["Amplitude_VV", "Amplitude_VH"], "float32", AMPLITUDE, ({"VV": 1, "VH": 2}, "amplitude")),
    H("HyP3 in power", [""], "float32", POWER, ({"VV": 1}, "power"), file="S1A_IW_20230601T101112_DVP_RTC10_G_gpuned_1A2B_VV"),
    H("HyP3 in amplitude", [""], "float32", AMPLITUDE, ({"VH": 1}, "amplitude"), file="S1A_IW_20230601T101112_DVP_RTC10_G_gauned_1A2B_VH"),
    H("HyP3 in decibels", [""], "float32", DECIBEL, ({"VH": 1}, "db"), file="S1A_IW_20230601T101112_DVP_RTC10_G_gduned_1A2B_VH"),
    H("two unnamed negative bands", ["", ""], "float64", DECIBEL, ({"VV": 1, "VH": 2}, "db")),
    H("decibels coded in 16 bits", ["VH", "VV"], "uint16", CODED, ({"VH": 1, "VV": 2}, "db_uint16"), tags={"scaling": "dB = 20 * log10(DN) - 83"}),
    H("decibels x 100 with scale tag", ["VV", "VH"], "int16", (-2600, -1300, 200), ({"VV": 1, "VH": 2}, "db"), scale=(0.01, 0.0)),
    H("8-bit picture", [""], "uint8", PICTURE, ({"VH": 1}, "display8bit")),
    H("16 bits without a word about them", ["VV", "VH"], "uint16", CODED, REFUSED),
    H("raw amplitude counts of GRD", ["Amplitude_VV"], "uint16", (20, 150, 900), REFUSED),
    H("one unnamed band", [""], "float32", DECIBEL, REFUSED),
    H("other polarisations", ["HH", "HV"], "float32", DECIBEL, REFUSED),
    H("decibels scaled by hundred, untagged", ["VV", "VH"], "int16", (-2600, -1300, 200), REFUSED),
    H("coherence", ["coh_VV", "phase_VV"], "float32", (0.02, 0.4, 0.95), REFUSED),
]
# fmt: on


def facts_of(header):
    def statistics(low, median, high):
        negative = 0.99 if high <= 25 and low < 0 else 0.0
        return SampleStatistics(low, low, median, high, high, negative, 1.0)

    bands = []
    for index, name in enumerate(header.bands):
        cirrus = header.cirrus and index == 10
        bands.append(
            BandFacts(
                name,
                header.dtype,
                scale=header.scale[0],
                offset=header.scale[1],
                wavelength_nm=header.wavelengths[index] if header.wavelengths else None,
                statistics=statistics(*(header.cirrus if cirrus else header.values)),
            )
        )
    path = f"/data/{header.file}.tif"
    return LayerFacts(
        header.file, path, "GTiff", 9, 9, (0, 10, 0, 0, 0, -10), "x", (10, 10), tuple(bands),
        header.tags, find_date(header.tags, path),
    )  # fmt: skip


def read(header, kind):
    facts = facts_of(header)
    if kind == "optical":
        match = match_optical(facts, SIX, {})
        units = optical_units(facts, match.bands, "auto")
    else:
        match = match_sar(facts, ("VV", "VH"), {})
        units = sar_units(facts, match.bands, "auto")
    assert match.reason and units.reason, "every decision has a reason"
    return match.bands, units.kind


CORPUS = [("optical", header) for header in OPTICAL] + [("radar", header) for header in RADAR]


@pytest.mark.parametrize(("kind", "header"), CORPUS, ids=[h.product for _, h in CORPUS])
def test_how_it_is_read(kind, header):
    if header.expected is not None:
        assert read(header, kind) == header.expected
        return
    with pytest.raises(SegcrError) as caught:
        read(header, kind)
    assert caught.value.code in ("bands_unmatched", "units_unknown")
    assert header.file in str(caught.value)


def test_the_corpus_is_as_large_as_promised():
    assert len({header.product for _, header in CORPUS}) == len(CORPUS) >= 40
    assert sum(header.expected is None for _, header in CORPUS) >= 8


def test_the_choice_of_the_user_goes_before_every_profile():
    facts = facts_of(OPTICAL[2])
    assert optical_units(facts, {"B2": 2}, "dn10000_offset1000").kind == "dn10000_offset1000"
    landsat = facts_of(next(h for h in OPTICAL if h.product.startswith("Landsat 9")))
    assert match_optical(landsat, SIX, {"B2": 1}).bands == {"B2": 1}


def test_every_profile_is_used_by_the_corpus_and_says_where_it_is_written():
    seen = set()
    for _, header in CORPUS:
        seen |= {p.id for p in profiles() if p.recognises(facts_of(header))}
    # The Planetary Computer's single files and level 1 counts stand for themselves.
    assert {p.id for p in profiles()} - seen <= {"sentinel1_planetary_computer"}
    for profile in profiles():
        assert profile.source and profile.title and profile.kind in ("optical", "sar")


def reasons_of(kind, header):
    """Return why a header is read as it is, or why it is refused."""
    facts = facts_of(header)
    try:
        if kind == "optical":
            match = match_optical(facts, SIX, {})
            return [match.reason, optical_units(facts, match.bands, "auto").reason]
        match = match_sar(facts, ("VV", "VH"), {})
        return [match.reason, sar_units(facts, match.bands, "auto").reason]
    except SegcrError as problem:
        return [problem.values["reason"]]


def test_reasons_are_worded_so_that_they_can_be_translated():
    found = {reason for kind, header in CORPUS for reason in reasons_of(kind, header)}
    unknown = {reason for reason in found if translated(reason, lambda text: "") == reason}
    refusals = {profile.refuse for profile in profiles()}
    # Of two pieces, or a rare shape of radar values: these stay English.
    left = {r for r in unknown - refusals if "metadata says" not in r and "median" not in r}
    assert len(found) > 20 and not left


def test_numbers_and_names_of_a_reason_stay():
    french = {"there is no band {number}, only 1 to {count}": "pas de bande {number} (1 à {count})"}
    assert translated("there is no band 9, only 1 to 6", french.get) == "pas de bande 9 (1 à 6)"
    assert translated("words nobody wrote", french.get) == "words nobody wrote"
