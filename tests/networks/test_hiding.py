"""What of the image is hidden from the removal decoder, and so replaced."""

from __future__ import annotations

import pytest
import torch

from segcr_qgis.networks import registry
from segcr_qgis.networks.decoders import Finding
from segcr_qgis.networks.ground_contrast import Height
from segcr_qgis.networks.hiding import (
    BRIGHT_RIM,
    DROWNED,
    HAZY_RIM,
    SHADED,
    WIDTH,
    Suspicion,
    hide,
)

CELLS, MIDDLE, CONTRAST = 24, 12, 0.05


def height(deviations):
    """Return what lies ``deviations`` (CELLS, CELLS) above the ground, in three bands."""
    difference = CONTRAST * deviations.expand(1, 3, CELLS, CELLS)
    whole = torch.ones_like(difference)
    return Height(difference, whole, CONTRAST**2 * whole, whole)


def suspicion(impact=0.0, opacity=0.0, plain=0.0, haze=0.0, shade=0.0, telling=1.0):
    maps = (
        torch.as_tensor(x).expand(1, 1, CELLS, CELLS) for x in (impact, opacity, plain, haze, shade)
    )
    return Suspicion(*maps, telling=torch.full((1, 1, 1, 1), telling))


def spot(value, elsewhere=0.0):
    x = torch.full((CELLS, CELLS), elsewhere)
    x[MIDDLE, MIDDLE] = value
    return x


def test_bright_and_dark_ground_that_no_network_suspects_is_seen():
    for deviations in (8.0, -8.0):
        assert not hide(suspicion(), height(torch.full((CELLS, CELLS), deviations))).any()


@pytest.mark.parametrize(
    ("above", "found"),
    [
        (1.01 * DROWNED[1], suspicion(impact=1.0)),
        (-1.01 * SHADED[1], suspicion(impact=0.5)),
        (0.0, suspicion(opacity=0.95)),
        # A guess can be as dark as the shade itself; the clear ground around is not.
        (0.0, suspicion(impact=0.5, shade=1.01 * SHADED[1])),
    ],
)
def test_what_drowns_the_ground_is_hidden(above, found):
    hidden = hide(found, height(torch.full((CELLS, CELLS), above)))
    torch.testing.assert_close(hidden, torch.ones_like(hidden))


def test_a_cloud_through_which_the_ground_is_seen_is_not():
    assert not hide(suspicion(impact=1.0, opacity=0.5), height(spot(0.0, DROWNED[0]))).any()


def test_the_rim_is_hidden_as_far_as_it_looks_like_one():
    opaque = suspicion(opacity=spot(1.0))
    around = hide(opaque, height(spot(9.0, BRIGHT_RIM[1] + 0.01)))[0, 0]
    rows, columns = torch.meshgrid(torch.arange(CELLS), torch.arange(CELLS), indexing="ij")
    away = torch.maximum((rows - MIDDLE).abs(), (columns - MIDDLE).abs())
    torch.testing.assert_close(around, (away <= WIDTH).float())
    # Ground of its own brightness beside a cloud is left alone.
    alone = hide(opaque, height(spot(9.0)))[0, 0]
    torch.testing.assert_close(alone, (away == 0).float())
    hazy = hide(
        opaque._replace(haze=torch.full((1, 1, CELLS, CELLS), HAZY_RIM[1])), height(spot(9))
    )
    torch.testing.assert_close(hazy[0, 0], (away <= WIDTH).float())


def test_in_few_bands_neither_darkness_nor_blue_is_a_sign():
    few = suspicion(impact=0.9, haze=8.0, shade=8.0, opacity=spot(1.0), telling=0.0)
    hidden = hide(few, height(spot(0.0, -8.0)))[0, 0]
    assert hidden[MIDDLE, MIDDLE] == 1 and hidden.sum() == 1


@pytest.mark.parametrize("name", ["segcr-tiny", "cgm2net-tiny"])
def test_what_is_hidden_is_replaced_whatever_the_blend_says(name):
    torch.manual_seed(0)
    network = registry.build(name).eval()
    optical, sar = torch.rand(1, 6, 96, 96), torch.rand(1, 2, 96, 96)
    with torch.no_grad():
        network.removal.refine_impact.judge.bias.copy_(torch.tensor([-10.0, 10.0]))
        network.removal.out.bias[-1] = -20
        whole = network(optical, sar)
        mask = torch.zeros(1, 1, 96, 96)
        # A given mask is believed instead.
        masked = network(optical, sar, cloud_mask=mask)
    assert (whole.cloud == 1).all() and not masked.cloud.any()
    torch.testing.assert_close(masked.clear, optical)


@pytest.mark.parametrize(("deviations", "left"), [(-3.0, 0.0), (3.0, 0.3)])
def test_in_hidden_shade_texture_is_added_to_the_prior_but_no_colour(deviations, left):
    removal = registry.build("segcr-tiny").removal
    cells, bands = 32, 3
    difference = CONTRAST * torch.full((1, bands, cells, cells), deviations)
    whole = torch.ones_like(difference)
    seen = Height(difference, whole, CONTRAST**2 * whole, whole)
    found = Finding(None, None, torch.ones(1, 1, cells, cells), seen, None, None)
    texture = 0.1 * torch.tensor([1.0, -1.0]).repeat(2 * cells).expand(1, bands, 4 * cells, -1)
    kept = removal._texture(0.3 + texture, found)
    torch.testing.assert_close(kept, left + texture)
