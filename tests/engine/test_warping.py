"""Radar of any grid lands on the optical grid: where, and averaged in linear power."""

from __future__ import annotations

import numpy as np
import pytest
import rasterio
from conftest import FakeBackend, run_with, write_optical, write_raster
from rasterio.transform import from_origin
from rasterio.warp import transform

from segcr_qgis.core.tiling import Window
from segcr_qgis.engine.warping import AlignedReader

CENTRE = (500640.0, 4999360.0)
GRID = from_origin(500000, 5000000, 10, 10)
CRS = rasterio.crs.CRS.from_epsg(32631)


def blob(path, crs, pixel, size):
    """A Gaussian of power, 60 m wide, at CENTRE whatever the grid it is drawn on."""
    (x,), (y,) = transform(CRS, crs, [CENTRE[0]], [CENTRE[1]])
    origin = (x - pixel * size / 2 + 0.31 * pixel, y + pixel * size / 2 + 0.17 * pixel)
    grid = from_origin(*origin, pixel, pixel)
    columns, rows = np.meshgrid(np.arange(size) + 0.5, np.arange(size) + 0.5)
    xs, ys = grid.c + columns * pixel, grid.f - rows * pixel
    utm = transform(crs, CRS, xs.ravel(), ys.ravel())
    distance = np.hypot(np.array(utm[0]) - CENTRE[0], np.array(utm[1]) - CENTRE[1])
    power = np.exp(-((distance / 60) ** 2) / 2).reshape(size, size)
    return write_raster(path, power[None].astype("float32"), crs=crs, transform=grid)


def centroid(values):
    rows, columns = np.mgrid[0 : values.shape[0], 0 : values.shape[1]] + 0.5
    total = np.nansum(values)
    return np.nansum(values * columns) / total, np.nansum(values * rows) / total


@pytest.mark.parametrize(
    ("crs", "pixel", "size"),
    [
        ("EPSG:32631", 10.0, 140),
        ("EPSG:32631", 3.3, 400),
        ("EPSG:32631", 25.0, 60),
        ("EPSG:32630", 10.0, 150),
        ("EPSG:4326", 1e-4, 160),
        ("EPSG:3395", 14.0, 150),
    ],
)
def test_every_grid_lands_within_a_tenth_of_a_pixel(tmp_path, crs, pixel, size):
    path = blob(tmp_path / "s.tif", rasterio.crs.CRS.from_string(crs), pixel, size)
    with rasterio.open(path) as dataset:
        reader = AlignedReader(dataset, [1], GRID, CRS, lambda v: v.astype(np.float32))
        whole = reader.read(Window(0, 0, 128, 128))
        strips = np.concatenate(
            [reader.read(Window(0, row, 128, 32)) for row in range(0, 128, 32)], axis=1
        )
    column, row = centroid(whole[0])
    assert abs(column - 64) < 0.1 and abs(row - 64) < 0.1
    both = np.isfinite(whole) & np.isfinite(strips)
    assert (np.isfinite(whole) == np.isfinite(strips)).mean() > 0.99
    assert np.abs(whole - strips)[both].max() < 2e-3


def test_the_same_grid_is_read_without_resampling(tmp_path):
    values = np.random.default_rng(0).random((2, 40, 40)).astype("float32")
    path = write_raster(tmp_path / "s.tif", values, origin=(500100, 4999900))
    with rasterio.open(path) as dataset:
        reader = AlignedReader(dataset, [2, 1], GRID, CRS, lambda v: v)
        found = reader.read(Window(0, 0, 60, 60))
    assert (found[:, 10:50, 10:50] == values[::-1]).all()
    assert np.isnan(found[:, :10]).all() and np.isnan(found[:, :, 50:]).all()


@pytest.mark.parametrize(
    ("values", "units"),
    [((-5.0, -25.0), "db"), ((10**-0.5, 10**-2.5), "power"), ((10**-0.25, 10**-1.25), "amplitude")],
)
def test_averages_are_those_of_power_in_every_unit(tmp_path, package, values, units):
    checkers = np.indices((160, 160)).sum(axis=0) % 2
    sar = np.where(checkers, values[0], values[1])[None].astype("float32")
    path = write_raster(tmp_path / "s.tif", np.concatenate([sar, sar]), ("VV", "VH"), pixel=5.0)
    optical = write_optical(tmp_path / "o.tif", 80, 80)
    seen = []

    def keep(batch, answer):
        seen.append(batch.sar[0, 0])
        return answer

    run_with(FakeBackend(keep), optical, tmp_path, sar=path, model=package, sar_units=units)
    power = (10**-0.5 + 10**-2.5) / 2
    expected = (10 * np.log10(power) + 25) / 25
    np.testing.assert_allclose(seen[0][8:72, 8:72], expected, atol=2e-3)


def test_a_finer_source_in_the_middle_of_the_date_line_is_averaged_too(tmp_path):
    (x,), (y,) = transform("EPSG:4326", "EPSG:32660", [180.0], [0.0005])
    values = np.random.default_rng(0).random((1, 60, 60)).astype("float32")
    path = write_raster(
        tmp_path / "s.tif", values, crs="EPSG:32660", transform=from_origin(x - 60, y + 60, 2, 2)
    )
    grid = from_origin(180 - 3e-4, 8e-4, 1e-4, 1e-4)
    with rasterio.open(path) as dataset:
        reader = AlignedReader(dataset, [1], grid, rasterio.crs.CRS.from_epsg(4326), lambda v: v)
        found = reader.read(Window(0, 0, 6, 6))
    # The mean of 25 values or more each.
    assert np.isfinite(found).all() and np.abs(found - 0.5).max() < 0.25


def test_gaps_stay_gaps_and_do_not_darken_their_surroundings(tmp_path):
    values = np.full((1, 60, 60), 0.5, "float32")
    values[0, 20:40, 20:40] = np.nan
    path = write_raster(tmp_path / "s.tif", values, pixel=15.0, origin=(500003, 4999995))
    with rasterio.open(path) as dataset:
        reader = AlignedReader(dataset, [1], GRID, CRS, lambda v: v)
        found = reader.read(Window(0, 0, 80, 80))[0]
    assert np.isnan(found[32:58, 32:58]).all()
    np.testing.assert_allclose(found[np.isfinite(found)], 0.5, atol=1e-6)


@pytest.mark.parametrize("hole", [np.nan, -np.inf, 0.0])
def test_what_is_no_measurement_is_not_valid(tmp_path, package, hole):
    values = np.full((2, 64, 64), -12.0, "float32")
    values[:, :10] = hole
    path = write_raster(tmp_path / "s.tif", values, ("VV", "VH"))
    optical = write_optical(tmp_path / "o.tif", 64, 64)
    seen = []

    def keep(batch, answer):
        seen.append((batch.sar_valid[0], batch.sar[0]))
        return answer

    report, _ = run_with(FakeBackend(keep), optical, tmp_path, sar=path, model=package)
    assert (seen[0][0][:, :10] == 0).all() and (seen[0][0][:, 10:] == 1).all()
    assert (seen[0][1][:, :10] == 0).all()
    assert [n.values["percent"] for n in report.notices if n.code == "sar_partial"] == ["84"]
