"""What CGM2Net's modules promise about cloudy pixels, and SegCR's impact map about clouds."""

import pytest
import torch
from torch.nn import functional

from segcr_qgis.networks.cloud_guidance import CloudGuidedInteraction, CloudGuidedRestoration
from segcr_qgis.networks.cloud_impact import CloudImpactMap

CHANNELS, SIZE = 32, (24, 40)


def features(seed=0):
    chance = torch.Generator().manual_seed(seed)
    return [torch.randn(1, CHANNELS, *SIZE, generator=chance) for _ in range(2)]


def square():
    mask = torch.zeros(1, 1, *SIZE)
    mask[..., 6:18, 10:28] = 1
    return mask


def masks():
    few = torch.ones(1, 1, *SIZE)
    few[..., 3, 5] = 0
    half = (torch.rand(1, 1, *SIZE, generator=torch.Generator().manual_seed(2)) > 0.5).float()
    return {
        "square": square(),
        "half": half,
        "one clear pixel": few,
        "all ones": torch.ones(1, 1, *SIZE),
    }


def randomised(x, mask, seed=7):
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(seed))
    return torch.where(mask > 0, 3 * noise, x)


@pytest.mark.parametrize("name", list(masks()))
def test_restoration_never_reads_what_the_mask_hides(name):
    torch.manual_seed(0)
    module = CloudGuidedRestoration(CHANNELS)
    optical, sar = features()
    mask = masks()[name]
    with torch.inference_mode():
        rebuilt = module.rebuild(optical, sar, mask)
        again = module.rebuild(randomised(optical, mask), sar, mask)
        unmasked = module.rebuild(randomised(optical, torch.ones_like(mask)), sar, square() * 0)
        clear = module.rebuild(optical, sar, square() * 0)
    change = float((again - rebuilt).norm() / rebuilt.norm())
    assert torch.isfinite(rebuilt).all() and rebuilt.any()
    assert change < 0.01
    # The same change in clear sky does reach the rebuilt feature: the test can fail.
    assert float((unmasked - clear).norm() / clear.norm()) > 0.05


def test_restoration_replaces_cloudy_features_and_leaves_most_of_clear_ones():
    torch.manual_seed(0)
    module = CloudGuidedRestoration(CHANNELS)
    optical, sar = features()
    mask = square()
    with torch.inference_mode():
        restored, calm = module(optical, sar, mask)
        moved = (restored - optical).abs().mean(1, keepdim=True)
        speckle = (calm - functional.avg_pool2d(calm, 5, 1, 2)).std()
    assert moved[mask > 0].mean() > 5 * moved[mask == 0].mean()
    assert speckle < (sar - functional.avg_pool2d(sar, 5, 1, 2)).std()


@pytest.mark.parametrize("kappa", [2.0, 50.0])
def test_hushed_tokens_do_not_reach_clear_pixels(kappa):
    torch.manual_seed(0)
    module = CloudGuidedInteraction(CHANNELS)
    with torch.no_grad():
        module.hush_optical.fill_(kappa)
        module.exchange_slope.fill_(10.0)
    optical, sar = features()
    mask = square()
    seen = torch.ones_like(mask)
    with torch.inference_mode():
        before = module(optical, sar, mask, seen)
        after = module(randomised(optical, mask), sar, mask, seen)
    # The depthwise 3x3 looks one pixel across the border.
    near = functional.max_pool2d(mask, 3, 1, 1) > 0
    change = max(
        float(((a - b).abs() * ~near).max() / a.abs().max()) for a, b in zip(before, after)
    )
    assert change < 1e-6 if kappa == 50 else change > 1e-6


def test_without_radar_nothing_is_read_with_its_query():
    torch.manual_seed(0)
    module = CloudGuidedInteraction(CHANNELS)
    optical, sar = features()
    mask, none = square(), torch.zeros(1, 1, *SIZE)
    with torch.inference_mode():
        before, _ = module(optical, sar, mask, none)
        after, _ = module(optical, features(seed=5)[1], mask, none)
    assert torch.equal(before, after)


def test_the_impact_map_rises_inside_an_opaque_cloud():
    torch.manual_seed(0)
    module = CloudImpactMap(16)
    optimiser = torch.optim.AdamW(module.parameters(), lr=5e-3)
    chance = torch.Generator().manual_seed(3)

    def scene():
        """Rough ground that both sensors see, and a smooth bright cloud over one of them."""
        ground = torch.randn(4, 16, 32, 32, generator=chance)
        optical = ground + 0.3 * torch.randn(4, 16, 32, 32, generator=chance)
        mask = torch.zeros(4, 1, 32, 32)
        for member in mask:
            top, left = torch.randint(0, 18, (2,), generator=chance).tolist()
            member[:, top : top + 14, left : left + 14] = 1
        return torch.where(mask > 0, torch.full_like(optical, 0.8), optical), ground, mask

    for _ in range(120):
        optical, sar, mask = scene()
        loss = functional.binary_cross_entropy_with_logits(module(optical, sar), mask)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    optical, sar, mask = scene()
    with torch.inference_mode():
        impact = torch.sigmoid(module(optical, sar))
    assert impact.min() >= 0 and impact.max() <= 1
    assert impact[mask > 0].mean() > 0.8 and impact[mask == 0].mean() < 0.2
