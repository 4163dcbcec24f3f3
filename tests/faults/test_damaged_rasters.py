"""Rasters with random damage: a result, or one clear sentence; never a traceback or half a file."""

from __future__ import annotations

import os
import time
from collections import Counter
from pathlib import Path
from random import Random

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.places import shipped_models
from segcr_qgis.core.report import PredictReport
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.run import run
from tests.faults.effort import cases, note, note_table
from tests.faults.pointwise import Pointwise, landscape

CASES = cases(1000, 40)
MODEL = str(shipped_models() / "segcr-tiny")
BANDS = ("B2", "B3", "B4", "B8")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    """Rasters of several makes: compressed or not, tiled or in strips."""
    folder = tmp_path_factory.mktemp("sound")
    made = []
    for number, options in enumerate(
        [{}, {"compress": "deflate"}, {"compress": "lzw", "tiled": True, "blockxsize": 32,
         "blockysize": 32}, {"compress": "deflate", "predictor": 2, "interleave": "band"}]
    ):  # fmt: skip
        path = folder / f"sound{number}.tif"
        with rasterio.open(
            path, "w", driver="GTiff", width=70, height=66, count=4, dtype="uint16",
            crs="EPSG:32631", transform=from_origin(500000, 5000000, 10, 10), **options,
        ) as dataset:  # fmt: skip
            dataset.write(landscape(66, 70, 4))
            for band, name in enumerate(BANDS, 1):
                dataset.set_band_description(band, name)
        made.append(path.read_bytes())
    return made


def damaged(content: bytes, random: Random) -> bytes:
    way = random.randrange(5)
    spoilt = bytearray(content)
    if way == 0:
        return bytes(spoilt[: random.randrange(len(spoilt))])
    if way == 1:
        # The header and the directory: what readers believe.
        for _ in range(random.randrange(1, 6)):
            spoilt[random.randrange(min(400, len(spoilt)))] = random.randrange(256)
    elif way == 2:
        for _ in range(random.randrange(1, 60)):
            spoilt[random.randrange(len(spoilt))] = random.randrange(256)
    elif way == 3:
        begin = random.randrange(len(spoilt))
        end = min(len(spoilt), begin + random.randrange(1, 5000))
        spoilt[begin:end] = bytes(end - begin)
    else:
        begin = random.randrange(len(spoilt))
        del spoilt[begin : begin + random.randrange(1, 300)]
    return bytes(spoilt)


def test_a_thousand_damaged_rasters(sound, tmp_path):
    codes: Counter[str] = Counter()
    optical, out = tmp_path / "damaged.tif", tmp_path / "map.tif"
    request = PredictRequest(str(optical), MODEL, Outputs(classes=str(out)), tile_size=64)
    longest = 0.0
    for seed in range(CASES):
        random = Random(seed)
        content = damaged(random.choice(sound), random)
        optical.write_bytes(content)
        began = time.monotonic()
        try:
            report = run(request, lambda plan: (Pointwise(), ()), lambda event: None, lambda: False)
            assert isinstance(report, PredictReport)
            with rasterio.open(out) as written:
                assert np.isin(written.read(1), range(9)).all()
            codes["result"] += 1
        except SegcrError as problem:
            assert "\n" not in str(problem) and "?" not in str(problem)
            assert not out.exists()
            codes[problem.code] += 1
        longest = max(longest, time.monotonic() - began)
        assert optical.read_bytes() == content, "inputs are never written to"
        for name in os.listdir(tmp_path):
            assert ".part" not in name
            if name != optical.name:
                (tmp_path / name).unlink()
    note_table("rasters", dict(codes))
    held = (
        f"{codes['result']} results, {CASES - codes['result']} sentences of {len(codes) - 1} codes"
    )
    note("Rasters with random damage", f"{CASES} rasters", f"{held}; longest {longest:.1f} s")
    assert codes["result"] and codes["layer_unreadable"]


@pytest.mark.parametrize("filling", ["nan", "inf", "zero", "nodata", "huge"])
def test_tiles_of_nothing_and_of_nonsense(filling, tmp_path):
    values = landscape(130, 130, 4).astype("float32") / 10000
    value = {"nan": np.nan, "inf": np.inf, "zero": 0, "nodata": -9999, "huge": 3e38}[filling]
    values[:, :64, :64] = value
    optical = tmp_path / "o.tif"
    with rasterio.open(
        optical, "w", driver="GTiff", width=130, height=130, count=4, dtype="float32",
        crs="EPSG:32631", transform=from_origin(500000, 5000000, 10, 10), nodata=-9999,
    ) as dataset:  # fmt: skip
        dataset.write(values)
        for band, name in enumerate(BANDS, 1):
            dataset.set_band_description(band, name)
    outputs = Outputs(classes=str(tmp_path / "c.tif"), restored=str(tmp_path / "r.tif"))
    request = PredictRequest(
        str(optical), MODEL, outputs, tile_size=64, optical_units="reflectance"
    )
    report = run(request, lambda plan: (Pointwise(), ()), lambda event: None, lambda: False)
    with rasterio.open(outputs.restored) as written:
        restored = written.read()
    assert np.isfinite(restored[:, 70:, 70:]).all(), "nonsense does not spread"
    told = [n for n in report.notices if n.code == "outside_experience"]
    share = 100 * 64 * 64 / 130**2
    if filling == "huge":
        assert report.optical_outside_percent == pytest.approx(share, rel=0.01)
        assert len(told) == 1
    else:
        assert report.optical_outside_percent == 0 and told == []


def test_radar_outside_is_counted(tmp_path):
    optical, radar = tmp_path / "o.tif", tmp_path / "s.tif"
    decibels = np.full((2, 66, 70), -12, "float32")
    decibels[:, :33] = -90
    for path, values, names in (
        (optical, landscape(66, 70, 4), BANDS), (radar, decibels, ("VV", "VH")),
    ):  # fmt: skip
        with rasterio.open(
            path, "w", driver="GTiff", width=70, height=66, count=len(values), dtype=values.dtype,
            crs="EPSG:32631", transform=from_origin(500000, 5000000, 10, 10),
        ) as dataset:  # fmt: skip
            dataset.write(values)
            for band, name in enumerate(names, 1):
                dataset.set_band_description(band, name)
    outputs = Outputs(classes=str(tmp_path / "c.tif"))
    request = PredictRequest(
        str(optical), MODEL, outputs, sar=str(radar), tile_size=64, sar_units="db"
    )
    report = run(request, lambda plan: (Pointwise(), ()), lambda event: None, lambda: False)
    assert 40 < report.sar_outside_percent < 60
    assert Path(outputs.classes).exists()
