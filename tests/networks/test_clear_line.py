"""The line on which blue and red of clear ground lie, and what lies above it."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.networks import registry
from segcr_qgis.networks.clear_line import MOST, NOISE, clear_line, doubtful, plain
from segcr_qgis.networks.inputs import prepare

SIZE, BANDS = 128, 4
CELLS = SIZE // 4


def ground(slope, offset, deviation, seed=0):
    """Return ground whose blue follows from red in cells of four pixels, (1, BANDS, SIZE, SIZE)."""
    chance = torch.Generator().manual_seed(seed)
    image = 0.2 + 0.2 * torch.rand(1, BANDS, CELLS, CELLS, generator=chance)
    noise = deviation * torch.randn(1, CELLS, CELLS, generator=chance)
    image[:, 0] = offset + slope * image[:, 2] + noise
    return image.repeat_interleave(4, -1).repeat_interleave(4, -2)


def fitted(image, clear=None, valid=None):
    clear = torch.ones(1, 1, CELLS, CELLS) if clear is None else clear
    valid = torch.ones_like(image) if valid is None else valid
    x = prepare(image, image[:, :1], valid, None, None, (image.shape[1], 1), True)
    bands = (0, 2) if image.shape[1] > 2 else None
    line = clear_line(x.cells((CELLS, CELLS)), clear, bands)
    return line, line.haze(x.optical, valid)


@given(st.floats(0.2, 1.2), st.floats(0.0, 0.2), st.floats(0.006, 0.03))
def test_the_line_of_clear_ground_is_found(slope, offset, deviation):
    line, haze = fitted(ground(slope, offset, deviation))
    assert float(line.slope) == pytest.approx(slope, abs=0.2)
    # Without what lies off, a normal distribution is a tenth narrower.
    assert float(line.deviation) == pytest.approx((deviation**2 + NOISE**2) ** 0.5, rel=0.2)
    assert (haze.abs() > 4).float().mean() < 0.002


@given(st.floats(0.0, 0.09), st.integers(0, 5))
def test_haze_counts_in_deviations_even_where_it_was_taken_for_ground(light, seed):
    image = ground(0.5, 0.1, 0.01, seed)
    image[..., :32, :32] += light
    line, haze = fitted(image)
    # A line of slope one half leaves half of what lies on both bands alike.
    wanted = 0.5 * light / float(line.deviation)
    assert float(haze[..., :32, :32].mean()) == pytest.approx(wanted, rel=0.3, abs=0.6)
    assert haze[..., 64:, :].mean().abs() < 0.5


def test_cloud_has_no_say_in_the_line():
    image, clear = ground(0.5, 0.1, 0.01), torch.ones(1, 1, CELLS, CELLS)
    alone = fitted(image)[0]
    image[..., 32:] = 0.8
    clear[..., 8:] = 0
    line, haze = fitted(image, clear)
    assert float(line.slope) == pytest.approx(float(alone.slope), abs=0.1)
    assert (haze[..., 32:] == MOST).all()


def test_without_blue_or_red_nothing_is_haze():
    image = ground(0.5, 0.1, 0.01)
    for missing in (0, 2):
        valid = torch.ones_like(image)
        valid[:, missing] = 0
        assert not fitted(image * valid, valid=valid)[1].any()
    assert not fitted(image[:, :2])[1].any()


@pytest.mark.parametrize("value", [0.0, 0.5, 1.0])
def test_even_and_wholly_clouded_images_stay_finite(value):
    image = torch.full((1, BANDS, SIZE, SIZE), value)
    for clear in (torch.zeros(1, 1, CELLS, CELLS), torch.ones(1, 1, CELLS, CELLS)):
        line, haze = fitted(image, clear)
        assert all(x.isfinite().all() for x in (*line[:3], haze))
    assert float(haze.abs().max()) < 0.1


def test_what_no_network_suspects_is_never_haze():
    haze, impact = torch.linspace(-8, 8, 65), torch.linspace(0, 1, 51)
    haze, impact = torch.meshgrid(haze, impact, indexing="ij")
    sure, doubt = plain(haze, impact), doubtful(haze, impact)
    assert (doubt >= sure).all() and not doubt[:, 0].any() and not doubt[haze[:, 0] <= 2].any()
    assert sure[-1, -1] == doubt[-1, -1] == 1


@pytest.mark.parametrize("name", ["segcr-tiny", "cgm2net-tiny"])
def test_haze_and_shade_are_seen_and_begin_without_a_say(name):
    torch.manual_seed(0)
    network = registry.build(name).eval()
    torch.nn.init.normal_(network.removal.contradiction.judge.weight, std=0.3)
    torch.nn.init.normal_(network.removal.refine_impact.judge.weight, std=0.3)
    torch.nn.init.normal_(network.removal.out.weight, std=0.3)
    optical, sar = torch.rand(1, 6, 64, 64), torch.rand(1, 2, 64, 64)
    seen = ("look_at_haze", "look_at_shade")
    learners = [m for n, m in network.named_modules() if n.endswith(seen)]
    # Impact, decoder and blend see haze, the impact shade as well.
    assert len(learners) == 4 and not any(m.weight.any() for m in learners)
    with torch.inference_mode():
        before = network(optical, sar)
        for learner in learners:
            torch.nn.init.normal_(learner.weight, std=0.5)
            after = network(optical, sar)
            assert (after.cloud - before.cloud).abs().max() > 1e-4
            before = after


def test_the_line_is_that_of_the_bands_that_are_blue_and_red():
    optical, sar = torch.rand(1, 6, 64, 64), torch.rand(1, 2, 64, 64)
    order = torch.tensor([3, 1, 0, 4, 2, 5])
    optical[:, 0] = 0.2 + 0.5 * optical[:, 2]
    optical[..., :16, :16] = 0.6

    def haze(image, bands):
        x = prepare(image, sar, None, None, None, (6, 2), True)
        return clear_line(x.cells((16, 16)), torch.ones(1, 1, 16, 16), bands).haze(
            *x.cells((16, 16))
        )

    there = (order.tolist().index(0), order.tolist().index(2))
    torch.testing.assert_close(haze(optical[:, order], there), haze(optical, (0, 2)))
    assert not haze(optical, None).any()
    network = registry.build("segcr-tiny", blue_red=[2, 4])
    assert network.removal.blue_red == (2, 4)
    assert registry.build("segcr-tiny", optical_channels=2).removal.blue_red is None
