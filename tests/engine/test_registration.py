"""The estimated shift between radar and optical content, and what the run says about it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
from conftest import SIX, FakeBackend, run_with, write_raster

from segcr_qgis.core.report import PredictReport
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.core.tiling import Window
from segcr_qgis.engine.prepare import prepare
from segcr_qgis.engine.registration import correlation, estimate_shift, find_shift
from segcr_qgis.engine.scene import Scene


def fields(rows, columns, seed=0):
    """Optical and radar image of the same fields: unlike in brightness, alike in their edges."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns]
    seeds = random.uniform(0, 1, (90, 2)) * (rows, columns)
    nearest = np.argmin([(y - a) ** 2 + (x - b) ** 2 for a, b in seeds], axis=0)
    optical = random.uniform(600, 4000, 90)[nearest] + random.normal(0, 40, (rows, columns))
    radar = random.uniform(-18, -6, 90)[nearest] + random.normal(0, 1.2, (rows, columns))
    return optical, radar


DATA = os.environ.get("SEGCR_DATA")


def patches(moves, seed=0):
    """Correlations of patches of different fields, each moved by (columns, rows)."""
    surfaces = []
    for number, (columns, rows) in enumerate(moves):
        optical, radar = fields(256, 256, seed + number)
        surfaces.append(correlation(optical, np.roll(radar, (rows, columns), axis=(0, 1))))
    return surfaces


@pytest.mark.parametrize("shift", [(0, 0), (3, -2), (-5, 6), (7, 0)])
def test_a_shift_is_found_across_sensors(shift):
    found = find_shift(patches([shift] * 4))
    assert np.abs(np.subtract(found[:2], shift)).max() <= 1
    assert found.beside == (shift != (0, 0))


def test_nothing_is_found_where_nothing_is():
    random = np.random.default_rng(0)
    noise = random.normal(size=(9, 2, 256, 256))
    assert find_shift([correlation(*pair) for pair in noise]) is None
    empty = [correlation(pair[0], np.zeros((256, 256))) for pair in noise[:4]]
    assert find_shift(empty) is None
    assert find_shift([]) is None and find_shift(patches([(5, 5)] * 2)) is None


def test_patches_that_disagree_say_nothing():
    assert find_shift(patches([(-6, 0), (6, 0)] * 3)) is None


def test_hardly_more_than_two_pixels_is_no_news():
    """A peak that leans beyond the bar, as good as its neighbour within it: no notice."""
    found = find_shift(patches([(2, 1)] * 4))
    assert found.columns == 2 and not found.beside


@pytest.mark.skipif(not DATA, reason="needs SEGCR_DATA")
@pytest.mark.parametrize("pair", ["187.jpg", "252.jpg", "273.jpg"])
@pytest.mark.parametrize(("moved", "told"), [((0, 0), False), ((-7, 6), True)])
def test_real_pairs(pair, moved, told):
    """Los Angeles and Austin: these lie within two pixels or so, until they are moved."""
    optical, radar = (_real(kind, pair) for kind in ("opt", "sar"))
    rows = np.roll(radar, moved[::-1], axis=(0, 1))
    windows = [(slice(r, r + 256), slice(c, c + 256)) for r in (0, 380, 760) for c in (0, 760)]
    still = find_shift([correlation(optical[w], radar[w]) for w in windows])
    found = find_shift([correlation(optical[w], rows[w]) for w in windows])
    assert found.beside == told
    assert np.abs(np.subtract(found[:2], np.add(still[:2], moved))).max() <= 1


def _real(kind, pair):
    with rasterio.open(Path(DATA) / "train" / "volkov" / kind / pair) as image:
        return image.read().astype(float).mean(axis=0)


@pytest.mark.skipif(not DATA, reason="needs SEGCR_DATA")
def test_a_pair_that_does_not_tell_gets_no_notice(tmp_path, package):
    folder = Path(DATA) / "demo" / "long_beach"
    optical, radar = (str(next(folder.glob(name))) for name in ("*_rgb_clear.tif", "*_vh.tif"))
    outputs = Outputs(classes=str(tmp_path / "x.tif"))
    found = estimate_shift(prepare(PredictRequest(optical, package, outputs, radar)))
    assert found is None or not found.beside


@pytest.mark.parametrize(("shift", "told"), [((0, 0), False), ((5, -4), True)])
def test_the_run_reports_the_alignment(tmp_path, package, shift, told):
    optical, radar = fields(768, 768)
    values = np.stack([optical * (1 + 0.1 * band) for band in range(6)]).astype("uint16")
    path = write_raster(tmp_path / "S2A_20230601.tif", values, names=SIX)
    moved = np.roll(radar, (shift[1], shift[0]), axis=(0, 1))[:, : 768 - 192]
    sar = np.stack([moved, moved - 7]).astype("float32")
    radar_path = write_raster(tmp_path / "S1A_20230610.tif", sar, ("VV", "VH"))
    report, _ = run_with(FakeBackend(), path, tmp_path, sar=radar_path, model=package)
    found = report.alignment
    assert found.overlap_percent == 75 and found.resolution_ratio == 1 and found.days_apart == 9
    assert np.abs(np.subtract(found.shift, shift)).max() <= 1
    codes = {notice.code for notice in report.notices}
    assert ("shifted" in codes) == told and "dates_apart" in codes
    assert PredictReport.from_json(report.to_json()).alignment == found


def test_patches_beside_each_other_are_read_each_for_itself(tmp_path, package):
    """Patches in one row, radar on a grid of its own: strips must not share what is not theirs."""
    optical, radar = fields(600, 900)
    values = np.stack([optical * (1 + 0.1 * band) for band in range(6)]).astype("uint16")
    path = write_raster(tmp_path / "o.tif", values, names=SIX)
    sar = np.stack([radar, radar - 7])[:, ::2, ::2].astype("float32")
    radar_path = write_raster(
        tmp_path / "s.tif", sar, ("VV", "VH"), pixel=20.0, origin=(500003, 5000002)
    )
    report, arrays = run_with(FakeBackend(), path, tmp_path, sar=radar_path, model=package)
    assert report.alignment.resolution_ratio == 2
    assert (arrays["restored"] == values).all()
    request = PredictRequest(
        path, package, Outputs(classes=str(tmp_path / "x.tif")), sar=radar_path
    )
    with Scene(prepare(request)) as scene:
        for window in (
            Window(0, 50, 200, 200),
            Window(300, 50, 200, 200),
            Window(300, 40, 200, 90),
        ):
            strip = scene.strip(window)
            rows, columns = slice(window.row, window.bottom), slice(window.column, window.right)
            assert (strip.stored == values[:, rows, columns]).all()
