"""The first impact map, judged again by the decoder's feature."""

from __future__ import annotations

import pytest
import torch

from segcr_qgis.networks import registry
from segcr_qgis.networks.impact_refinement import ImpactRefinement
from segcr_qgis.networks.inputs import prepare

CHANNELS, SIZE = 8, 64
CELLS = SIZE // 4


def random(*shape, seed=2):
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


def inputs(mask=None, valid=None):
    optical, sar = random(1, 6, SIZE, SIZE), random(1, 2, SIZE, SIZE, seed=3)
    return prepare(optical, sar, valid, None, mask, (6, 2), True)


def test_begins_as_the_first_map():
    impact = 0.01 + 0.98 * random(1, 1, CELLS, CELLS)
    feature, haze = random(1, CHANNELS, CELLS, CELLS), random(1, 1, CELLS, CELLS)
    refined = torch.sigmoid(ImpactRefinement(CHANNELS)(impact, feature, haze, 2 * haze))
    torch.testing.assert_close(refined, impact.expand(-1, 2, -1, -1))


def test_a_feature_can_overrule_a_map_that_is_wholly_sure():
    refinement = ImpactRefinement(CHANNELS)
    torch.nn.init.constant_(refinement.judge.bias, -9.0)
    certain = torch.ones(1, 1, CELLS, CELLS)
    feature = random(1, CHANNELS, CELLS, CELLS)
    refined = torch.sigmoid(refinement(certain, feature, 0 * certain, 0 * certain))
    assert refined.max() < 0.2


def test_no_impact_is_lower_than_a_given_mask_and_unseen_ground_is_covered():
    mask = torch.zeros(1, 1, SIZE, SIZE)
    mask[..., :16, :16], mask[..., 16:32, :16] = 0.75, torch.nan
    valid = torch.ones(1, 6, SIZE, SIZE)
    valid[..., 48:, 48:] = 0
    impact = torch.full((1, 2, CELLS, CELLS), 0.5)
    covered = inputs(mask, valid).covered(impact)
    assert (covered[..., :4, :4] == 0.75).all()
    assert (covered[..., 12:, 12:] == 1).all()
    # Where the mask knows nothing, and where it says clear, the finding stands.
    assert (covered[..., 4:12, :] == 0.5).all()


@pytest.mark.parametrize("name", ["segcr-tiny", "cgm2net-tiny"])
def test_both_maps_are_taught_and_only_opacity_hides(name):
    torch.manual_seed(0)
    network = registry.build(name).train()
    x = inputs()
    out = network(x.optical, x.sar)
    first, opacity = out.auxiliary.impact_logits[-1], out.auxiliary.opacity_logits
    assert first.shape == opacity.shape == (1, 1, CELLS, CELLS)
    judge = network.removal.refine_impact.judge
    (gradient,) = torch.autograd.grad(opacity.square().mean(), judge.bias, retain_graph=True)
    assert gradient[0] == 0 and gradient[1] != 0
    (gradient,) = torch.autograd.grad(first.square().mean(), judge.bias)
    assert gradient[0] != 0 and gradient[1] == 0


def test_what_is_opaque_is_hidden_from_the_decoder_and_no_clearer_cloud_is():
    torch.manual_seed(0)
    network = registry.build("segcr-tiny").eval()
    removal = network.removal
    torch.nn.init.normal_(removal.out.weight, std=0.2)
    x, other = inputs(), inputs()
    other = other._replace(optical=random(1, 6, SIZE, SIZE, seed=9))
    stages = [random(1, c, SIZE // s, SIZE // s) for c, s in zip((24, 48, 96, 160), (4, 8, 16, 32))]
    query = random(1, 64, CELLS, CELLS)

    def surface(seen):
        # No clear ground: the prior's colours come from radar alone.
        cloudy = torch.ones(1, 1, CELLS, CELLS)
        return removal(seen, stages, stages[0], cloudy, query).surface

    with torch.inference_mode():
        removal.refine_impact.judge.bias.copy_(torch.tensor([10.0, 10.0]))
        torch.testing.assert_close(surface(x), surface(other))
        removal.refine_impact.judge.bias.copy_(torch.tensor([10.0, -10.0]))
        assert (surface(x) - surface(other)).abs().mean() > 1e-3
