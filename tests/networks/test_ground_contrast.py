from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.networks.ground_contrast import MOST, USUAL, above_ground

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


def times(deviation, light):
    optical, clear = scene(deviation, light)
    return float(
        above_ground(optical, torch.ones_like(optical), clear, BELOW)
        .times_contrast()[..., -4:]
        .mean()
    )


@given(st.floats(0.03, 0.15), st.floats(0.0, 0.6))
def test_brightness_above_the_ground_is_counted_in_deviations_of_clear_ground(deviation, light):
    assert times(deviation, light) == pytest.approx(light / deviation, rel=0.1, abs=0.02)


def test_shadow_drowns_nothing():
    assert times(0.02, -0.2) == 0.0


def test_without_clear_ground_nothing_drowns_and_contrast_is_as_usual():
    optical, clear = scene(0.02, 0.25)
    found = above_ground(optical, torch.ones_like(optical), 0 * clear, BELOW)
    assert not found.times_contrast().any()
    assert float(found.by_band()[..., -1].mean()) == pytest.approx(0.25 / USUAL, rel=0.02)


def test_a_missing_band_tells_nothing():
    optical, clear = scene(0.05, 0.3)
    valid = torch.ones_like(optical)
    valid[:, 2] = 0
    found = above_ground(optical, valid, clear, BELOW)
    optical[:, 2] = 7.0
    other = above_ground(optical, valid, clear, BELOW)
    nothing = above_ground(optical, torch.zeros_like(valid), clear, BELOW)
    for ask in (lambda height: height.times_contrast(), lambda height: height.by_band()):
        torch.testing.assert_close(ask(other), ask(found))
        assert torch.isfinite(ask(nothing)).all() and not ask(nothing).any()


def test_every_band_is_measured_by_its_own_contrast():
    optical, clear = scene(0.08, 0.0)
    optical[:, 0] = 0.3 + (optical[:, 0] - 0.3) / 4
    optical[..., SIZE // 2 :] = 0.3 + 0.1
    found = above_ground(optical, torch.ones_like(optical), clear, BELOW).by_band()[..., -4:]
    mean, least, most = found.mean((0, 2, 3)).tolist()
    assert least == pytest.approx(0.1 / 0.08, rel=0.15)
    assert most == pytest.approx(0.1 / 0.02, rel=0.15)
    assert mean == pytest.approx((2 * least + most) / 3, rel=0.02)
    far = above_ground(3 + optical, torch.ones_like(optical), clear, BELOW).by_band()
    assert far.max() == MOST


def test_the_guess_below_learns_nothing_from_it():
    optical, clear = scene(0.05, 0.3)
    below = BELOW.clone().requires_grad_()
    height = above_ground(optical, torch.ones_like(optical), clear, below)
    assert not height.times_contrast().requires_grad and not height.by_band().requires_grad
