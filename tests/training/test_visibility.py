from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.training.augment import Batch
from segcr_qgis.training.losses import FULL_IMPACT, NO_IMPACT, impact_target
from segcr_qgis.training.visibility import (
    LEAST_WEIGHT,
    MOST_WEIGHT,
    USUAL_CONTRAST,
    contrast,
    visible_weight,
)

SIDE = 96


def ground(deviation: float, seed: int = 0) -> torch.Tensor:
    """Square-root reflectance (1, 3, SIDE, SIDE) around 0.3 with that deviation."""
    noise = torch.randn(1, 3, SIDE, SIDE, generator=torch.Generator().manual_seed(seed))
    return 0.3 + deviation * noise


def pair(target: torch.Tensor, light: float = 0.0) -> Batch:
    """``target`` under a cloud that adds ``light`` to every pixel."""
    known, one = torch.ones_like(target), torch.ones_like(target[:, :1])
    return Batch(
        optical=target + light,
        sar=one,
        optical_valid=known,
        sar_valid=one,
        target=target,
        target_known=known,
        labels=torch.zeros(1, SIDE, SIDE, dtype=torch.int64),
        opacity=one,
    )


def test_narrow_crops_have_a_contrast_too():
    strip = pair(ground(0.05)[..., :4, :])
    found = contrast(strip)
    assert found.shape == (1, 1, 4, SIDE) and torch.allclose(found, torch.tensor(0.05), rtol=0.3)


@given(st.floats(0.01, 0.1), st.integers(0, 50))
def test_contrast_is_the_deviation_of_the_ground_whatever_lies_above(deviation, seed):
    target = ground(deviation, seed)
    found = contrast(pair(target, light=0.4))
    assert found.shape == (1, 1, SIDE, SIDE)
    assert torch.allclose(found, torch.full_like(found, deviation), rtol=0.15)
    assert torch.equal(found, contrast(pair(target)))


def test_contrast_is_that_of_the_surroundings_and_of_known_bands():
    target = ground(0.0)
    target[..., : SIDE // 4] = ground(0.1)[..., : SIDE // 4]
    found = contrast(pair(target))
    assert found[..., 0].min() > 10 * found[..., -1].max()
    batch = pair(ground(0.05))
    some = batch.target_known.clone()
    some[:, 1:] = 0
    wild = torch.where(some > 0, batch.target, 9 * batch.target)
    unknown = Batch(**{**vars(batch), "target": wild, "target_known": some})
    assert torch.allclose(contrast(unknown).mean(), torch.tensor(0.05), rtol=0.1)
    nothing = Batch(**{**vars(batch), "target_known": torch.zeros_like(some)})
    assert torch.isfinite(contrast(nothing)).all() and contrast(nothing).max() < 1e-3


def test_an_error_over_even_ground_counts_more_within_limits():
    levels = torch.tensor([1e-4, 0.03, USUAL_CONTRAST, 0.1, 1.0])[:, None, None, None]
    weights = visible_weight(levels).flatten().tolist()
    assert weights == sorted(weights, reverse=True)
    assert weights[0] == MOST_WEIGHT and weights[2] == 1.0 and weights[-1] == LEAST_WEIGHT


def test_a_small_change_is_a_whole_one_over_even_ground():
    def impact(deviation: float, light: float) -> float:
        batch = pair(ground(deviation), light)
        return float(impact_target(batch, contrast(batch)).mean())

    least, most = FULL_IMPACT
    assert impact(0.005, least) > 0.999 > impact(0.1, least)
    assert impact(0.1, most) > 0.999
    assert impact(0.005, NO_IMPACT / 2) == 0.0
