"""Layers with other pixels than the model's: worked on at the model's, handed back on their own."""

from __future__ import annotations

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
from rasterio import Affine
from rasterio.transform import from_origin

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.run_memory import ROWS_A_STEP
from segcr_qgis.engine.resampling import OntoLayer, Taps

PIXELS = (3.0, 5.0, 20.0, 30.0)


def cloudy(batch, answer):
    return answer._replace(cloud=np.ones_like(answer.cloud))


def partly(batch, answer):
    """Cloud where it is bright; there everything is darker, and the class another."""
    cloud = np.clip(batch.optical[:, :1] * 12 - 3.4, 0, 1)
    probabilities = np.where(cloud > 0.5, answer.probabilities[:, ::-1], answer.probabilities)
    return answer._replace(cloud=cloud, clear=batch.optical * 0.8, probabilities=probabilities)


def ramp(rows, columns, pixel):
    """Reflectance x 10000 that rises evenly: what is resampled right stays what it was."""
    y, x = (np.arange(n) + 0.5 for n in (rows, columns))
    plane = 2000 + 2 * pixel * x[None, :] + 1.3 * pixel * y[:, None]
    return np.stack([plane + 100 * band for band in range(6)]).astype("float32")


@pytest.mark.parametrize("pixel", PIXELS)
def test_clear_pixels_are_the_input_bit_for_bit(tmp_path, package, pixel):
    optical = write_optical(tmp_path / "o.tif", 203, 171, pixel=pixel)
    backend = FakeBackend(partly)
    report, arrays = run_with(
        backend, optical, tmp_path, model=package, tile_size=64, overlap=8, cloud_threshold=0.4
    )
    with rasterio.open(optical) as source, rasterio.open(report.outputs["restored"]) as restored:
        assert (restored.transform, restored.crs) == (source.transform, source.crs)
        values = source.read()
    impact = arrays["cloud_impact"][0]
    below = impact / 100 < 0.4
    assert 0.05 < below.mean() < 0.95
    assert (arrays["restored"][:, below] == values[:, below]).all()
    changed = (arrays["restored"] != values).any(axis=0)
    assert not (changed & below).any() and changed[impact > 60].mean() > 0.9
    assert set(np.unique(arrays["classes"])) == {2, 7}
    notices = {notice.code: notice.text() for notice in report.notices}
    assert notices["resolution_differs"] == (
        f"Layer 'o' has pixels of {pixel:g} m, the model works at 10 m: the layer was resampled"
        " for it, and the results back onto the layer's own pixels."
    )
    # The network saw the ground at ten metres.
    tiles = report.tiles * 64 * 64 * 100
    assert 1 <= tiles / (203 * 171 * pixel**2) < 2.6


@pytest.mark.parametrize("pixel", PIXELS)
def test_nothing_moves(tmp_path, package, pixel):
    values = ramp(120, 90, pixel)
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, pixel=pixel)
    _, arrays = run_with(
        FakeBackend(cloudy), optical, tmp_path, model=package, optical_units="dn10000"
    )
    # Within a hundredth of the layer's pixel, but for the rim, where nothing lies beyond.
    inner = (slice(None), slice(8, -8), slice(8, -8))
    moved = np.abs(arrays["restored"] - values)[inner] / (2 * pixel)
    assert moved.max() < 0.02
    assert np.abs(arrays["restored"] - values).max() < 60


@pytest.mark.parametrize("kind", ["degrees", "turned"])
def test_nothing_moves_on_grids_of_other_kinds(tmp_path, package, kind):
    """Pixels that are wider than high on the ground, and a grid that is turned by 30 degrees."""
    if kind == "degrees":
        crs, grid = "EPSG:4326", Affine.translation(7, 45) @ Affine.scale(4e-5, -3e-5)
    else:
        corner = Affine.translation(500000, 5000000)
        crs, grid = "EPSG:32631", corner @ Affine.rotation(30) @ Affine.scale(3, -3)
    values = ramp(130, 110, 3.0)
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, crs=crs, transform=grid)
    report, arrays = run_with(
        FakeBackend(cloudy), optical, tmp_path, model=package, optical_units="dn10000"
    )
    assert "resolution_differs" in {notice.code for notice in report.notices}
    inner = (slice(None), slice(8, -8), slice(8, -8))
    assert (np.abs(arrays["restored"] - values)[inner] / 6).max() < 0.05


@pytest.mark.parametrize("pixel", PIXELS)
def test_part_of_a_layer_is_what_the_whole_has_there(tmp_path, package, pixel):
    optical = write_optical(tmp_path / "o.tif", 160, 150, pixel=pixel)
    options = {"model": package, "tile_size": 64, "overlap": 8}
    _, whole = run_with(FakeBackend(partly), optical, tmp_path, **options)
    left, top = 500000 + 41 * pixel, 5000000 - 37 * pixel
    extent = (left, top - 70 * pixel, left + 60 * pixel, top)
    report, part = run_with(FakeBackend(partly), optical, tmp_path, extent=extent, **options)
    window = (slice(None), slice(37, 107), slice(41, 101))
    assert part["restored"].shape == (6, 70, 60)
    difference = part["restored"].astype(int) - whole["restored"][window]
    assert np.abs(difference).max() <= 1
    assert (part["classes"] == whole["classes"][window]).mean() > 0.999
    with rasterio.open(report.outputs["classes"]) as classes:
        assert classes.transform.c == left and classes.transform.f == top


def test_one_pixel_and_a_strip_of_a_few(tmp_path, package):
    for rows, columns in ((1, 1), (2, 90), (90, 2)):
        optical = write_optical(tmp_path / "o.tif", rows, columns, pixel=3.0)
        _, arrays = run_with(FakeBackend(), optical, tmp_path, model=package)
        assert (arrays["restored"] == landscape(rows, columns)).all()
        assert (arrays["classes"] == 2).all()


def test_holes_stay_holes(tmp_path, package):
    values = landscape(150, 160)
    values[:, 40:80, 50:110] = 0
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, pixel=3.0, nodata=0)
    _, arrays = run_with(FakeBackend(cloudy), optical, tmp_path, model=package, tile_size=32,
                         overlap=8)  # fmt: skip
    hole = values[0] == 0
    assert (arrays["restored"][:, hole] == 0).all() and (arrays["restored"][:, ~hole] > 0).all()
    assert (arrays["classes"][0][hole] == 0).all() and (arrays["classes"][0][~hole] == 2).all()
    assert (arrays["cloud_impact"][0][hole] == 255).all()


def test_radar_comes_onto_the_grid_of_the_network(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 48, 64, pixel=20.0)
    sar = write_sar(tmp_path / "s.tif", 96, 128, pixel=10.0)
    seen = []

    def keep(batch, answer):
        seen.append(batch.sar[0, 0])
        return answer

    report, _ = run_with(FakeBackend(keep), optical, tmp_path, sar=sar, model=package)
    with rasterio.open(sar) as source:
        vv = source.read(1)
    assert seen[0].shape == (96, 128) and report.alignment.overlap_percent == 100
    order = np.argsort(vv, axis=None)
    inside = np.diff(seen[0].ravel()[order])
    # Scaled and clipped, nothing else: ten metres lie on ten metres.
    assert (inside >= 0).all() and np.ptp(seen[0]) > 0.3


@pytest.mark.parametrize(
    ("across", "down", "said"),
    [
        (0.5, 0.5, "0.5 m"),
        (60, 60, "60 m"),
        (12000, 12000, "1[12][0-9]{3} m"),
        (1, 100, "1 x 100 m"),
        (25, 60, "25 x 60 m"),
    ],
)
def test_what_resampling_cannot_help_is_refused(tmp_path, package, across, down, said):
    grid = from_origin(500000, 5000000, across, down)
    optical = write_optical(tmp_path / "o.tif", transform=grid)
    with pytest.raises(SegcrError, match=f"has pixels of {said} on the ground") as problem:
        run_with(FakeBackend(), optical, tmp_path, model=package)
    assert problem.value.code == "resolution_unsuitable"
    assert {p.name for p in tmp_path.iterdir()} == {"o.tif"}


def test_pixels_that_are_not_square_are_resampled_even_if_their_mean_fits(tmp_path, package):
    grid = from_origin(500000, 5000000, 6, 16)
    optical = write_optical(tmp_path / "o.tif", 60, 150, transform=grid)
    backend = FakeBackend()
    report, arrays = run_with(backend, optical, tmp_path, model=package)
    told = [n.values["pixel"] for n in report.notices if n.code == "resolution_differs"]
    assert told == ["6 x 16"] and arrays["classes"].shape == (1, 60, 150)
    # 900 x 960 m of ground: the network saw it in pixels of ten metres.
    assert backend.sizes[0][2] < backend.sizes[0][3] + 32 and backend.sizes[0][2] >= 84


def test_few_rows_are_held(tmp_path, package, monkeypatch):
    held = []
    take = OntoLayer.take

    def watched(self, rows):
        take(self, rows)
        held.append(self._held.shape[1])

    monkeypatch.setattr(OntoLayer, "take", watched)
    for pixel in (3.0, 30.0):
        optical = write_optical(tmp_path / "o.tif", 700, 30, pixel=pixel)
        run_with(FakeBackend(), optical, tmp_path, model=package, tile_size=32, overlap=4)
    assert len(held) > 20 and max(held) <= ROWS_A_STEP


@pytest.mark.parametrize("ratio", [3.3, 1.0, 0.5, 1 / 3])
def test_the_weights_of_every_pixel_sum_to_one(ratio):
    taps = Taps(5, 40, ratio, int(5 / ratio), int(40 / ratio) + 2)
    ones = np.ones((int(40 / ratio) + 2, 1), np.float32)
    np.testing.assert_allclose(taps.apply(ones, 0, 40, 0, axis=0), 1, atol=1e-5)
