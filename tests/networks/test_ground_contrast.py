from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.networks.ground_contrast import (
    ENOUGH,
    MOST,
    USUAL,
    above_ground,
    below_surroundings,
    shady,
)
from segcr_qgis.networks.inputs import prepare

SIZE, BANDS = 128, 3
CELLS = SIZE // 4
BELOW = torch.full((1, BANDS, CELLS, CELLS), 0.3)


def scene(deviation, light, seed=0):
    """Ground of that deviation, half of it under a cloud that adds ``light``; what is clear."""
    chance = torch.Generator().manual_seed(seed)
    ground = 0.3 + deviation * torch.randn(1, BANDS, CELLS, CELLS, generator=chance)
    optical = ground.repeat_interleave(4, -1).repeat_interleave(4, -2)
    clear = torch.ones(1, 1, CELLS, CELLS)
    optical[..., SIZE // 2 :] = 0.3 + light
    clear[..., CELLS // 2 :] = 0
    return optical, clear


def cells(optical, valid=None):
    x = prepare(optical, optical[:, :1], valid, None, None, (BANDS, 1), True)
    return x.cells((CELLS, CELLS))


def times(deviation, light):
    optical, clear = scene(deviation, light)
    return float(above_ground(cells(optical), clear, BELOW).times_contrast()[..., -4:].mean())


@given(st.floats(0.03, 0.15), st.floats(0.0, 0.6))
def test_brightness_above_the_ground_is_counted_in_deviations_of_clear_ground(deviation, light):
    assert times(deviation, light) == pytest.approx(light / deviation, rel=0.1, abs=0.02)


def test_shadow_drowns_nothing():
    assert times(0.02, -0.2) == 0.0


def test_without_clear_ground_nothing_drowns_and_contrast_is_as_usual():
    optical, clear = scene(0.02, 0.25)
    found = above_ground(cells(optical), 0 * clear, BELOW)
    assert not found.times_contrast().any()
    assert float(found.by_band()[..., -1].mean()) == pytest.approx(0.25 / USUAL, rel=0.02)


def test_a_missing_band_tells_nothing():
    optical, clear = scene(0.05, 0.3)
    valid = torch.ones_like(optical)
    valid[:, 2] = 0
    found = above_ground(cells(optical, valid), clear, BELOW)
    optical[:, 2] = 7.0
    other = above_ground(cells(optical, valid), clear, BELOW)
    nothing = above_ground(cells(optical, torch.zeros_like(valid)), clear, BELOW)
    for ask in (lambda height: height.times_contrast(), lambda height: height.by_band()):
        torch.testing.assert_close(ask(other), ask(found))
        assert torch.isfinite(ask(nothing)).all() and not ask(nothing).any()


def test_every_band_is_measured_by_its_own_contrast():
    optical, clear = scene(0.08, 0.0)
    optical[:, 0] = 0.3 + (optical[:, 0] - 0.3) / 4
    optical[..., SIZE // 2 :] = 0.3 + 0.1
    found = above_ground(cells(optical), clear, BELOW).by_band()[..., -4:]
    mean, least, most = found.mean((0, 2, 3)).tolist()
    assert least == pytest.approx(0.1 / 0.08, rel=0.15)
    assert most == pytest.approx(0.1 / 0.02, rel=0.15)
    assert mean == pytest.approx((2 * least + most) / 3, rel=0.02)
    far = above_ground(cells(3 + optical), clear, BELOW).by_band()
    assert far.max() == MOST


def test_the_guess_below_learns_nothing_from_it():
    optical, clear = scene(0.05, 0.3)
    below = BELOW.clone().requires_grad_()
    height = above_ground(cells(optical), clear, below)
    assert not height.times_contrast().requires_grad and not height.by_band().requires_grad


@given(st.floats(0.03, 0.08), st.floats(0.0, 0.2))
def test_shade_is_counted_in_deviations_of_the_ground_around(deviation, dark):
    optical, clear = scene(deviation, -dark)
    below = below_surroundings(cells(optical), clear)
    # Where nothing is clear any more, the nearest clear ground counts.
    assert float(below[..., CELLS // 2 + 2].mean()) == pytest.approx(dark / deviation, abs=0.4)
    found = above_ground(cells(optical), clear, BELOW).darker()
    assert float(found[..., -4:].mean()) == pytest.approx(dark / deviation, rel=0.1, abs=0.05)


def test_light_is_no_shade_and_under_a_closed_cloud_nothing_is():
    optical, clear = scene(0.04, 0.3)
    assert not below_surroundings(cells(optical), clear)[..., CELLS // 2 + 2 :].any()
    optical[..., SIZE // 2 :] = 0.05
    assert not below_surroundings(cells(optical), 0 * clear).any()
    scarce = 0 * clear
    scarce[..., :1, :1] = ENOUGH
    assert below_surroundings(cells(optical), scarce).max() < 1


def test_dark_ground_without_any_impact_is_asked_for_its_colour():
    below = torch.linspace(0, 8, 33)
    assert not shady(below, torch.zeros(33)).any()
    assert not shady(torch.ones(9), torch.linspace(0, 1, 9)).any()
    assert shady(torch.tensor(2.0), torch.tensor(0.04)) == 1
