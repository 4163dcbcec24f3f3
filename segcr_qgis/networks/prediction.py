"""What every network returns, and how the cloud impact is settled."""

from __future__ import annotations

from typing import NamedTuple, Optional

import torch
from torch import Tensor
from torch.nn import functional

from . import clear_line
from .blocks import ramp

#: Impact between which cloud or shadow becomes sure, and how far, in pixels, it vouches for
#: fainter impact.
SURE, REACH = (0.6, 0.8), 8
#: The same where no more optical channels than :data:`FEW` are there, as in RGB. Roofs and sand are
#: as white as cloud then: it must be surer, and vouches farther.
FEW, SURE_OF_FEW, REACH_OF_FEW = 3, (0.75, 0.9), 20
#: Excess over the guessed ground that makes impact of :data:`FAINT` on as much surer, and within
#: how many pixels of sure cloud: its shreds are brighter than any ground the network would put
#: there. So many times the excess of clear ground, within limits in square-root reflectance: over
#: even ground faint haze is plain. Not where :data:`FEW` channels are: a white roof is, too.
EXCESS_TIMES, EXCESS, FAINT, SURER, REACH_OF_EXCESS = 3.0, (0.02, 0.1), (0.05, 0.12), 0.7, 32
#: What remains is raised by this power: beside a cloud, faint impact is its rim. By the second as
#: far as the image is too bright.
RISE, RISE_OF_EXCESS = 0.6, 0.3


class Auxiliary(NamedTuple):
    """What only training looks at.

    ``impact_logits``: (B, 1, H/s, W/s) at one or more strides s. ``opacity_logits``:
    (B, 1, H/4, W/4), or None without a removal decoder. ``blend_logits``: (B, 1, H, W).
    ``simulated_optical``: (B, bands, H, W), the optical image translated from radar alone, or None
    from networks that do not translate.
    ``surface``: (B, bands, H, W), the ground as guessed without keeping anything of the input.
    ``prior``: (B, bands, H, W), the clear-sky prior alone, or None without a removal decoder.
    """

    impact_logits: tuple[Tensor, ...]
    opacity_logits: Optional[Tensor]
    blend_logits: Tensor
    simulated_optical: Optional[Tensor]
    surface: Tensor
    prior: Optional[Tensor]


class Prediction(NamedTuple):
    """What a network returns.

    Attributes
    ----------
    logits : Tensor, (B, K, H, W)
    clear : Tensor, (B, bands, H, W)
        Cloud-free image, square root of reflectance.
    cloud : Tensor, (B, 1, H, W)
        Cloud impact in [0, 1]: how much of the input was replaced.
    expected_error : Tensor, (B, 1, H, W)
        Expected absolute error of ``clear`` in reflectance, at least 0.
    auxiliary : Auxiliary or None
        In training mode only.
    """

    logits: Tensor
    clear: Tensor
    cloud: Tensor
    expected_error: Tensor
    auxiliary: Optional[Auxiliary]

    def cropped(self, height: int, width: int) -> Prediction:
        """Return what belongs to the image, without the padding right and below."""

        def crop(x: Tensor) -> Tensor:
            return x[..., :height, :width]

        auxiliary = self.auxiliary
        if auxiliary is not None:
            simulated, prior = auxiliary.simulated_optical, auxiliary.prior
            auxiliary = auxiliary._replace(
                blend_logits=crop(auxiliary.blend_logits),
                simulated_optical=None if simulated is None else crop(simulated),
                surface=crop(auxiliary.surface),
                prior=None if prior is None else crop(prior),
            )
        return Prediction(
            crop(self.logits),
            crop(self.clear),
            crop(self.cloud),
            crop(self.expected_error),
            auxiliary,
        )


def settle(impact: Tensor, channels: Tensor, excess: Tensor, haze: Tensor) -> Tensor:
    """Keep weak impact only near strong impact.

    Hysteresis as in Canny's edges: what could be faint haze or bright ground is believed within
    :data:`REACH` pixels of what is surely cloud or shadow. Impact is surer where the image is
    brighter than the ground guessed there.

    What is believed is raised by :data:`RISE`. Beside sure cloud, plain haze counts as such
    whatever its impact.

    Parameters
    ----------
    impact : Tensor, (B, 1, H, W)
        In [0, 1].
    channels : Tensor, (B, 1, 1, 1)
        Number of optical channels there are.
    excess : Tensor, (B, 1, H, W)
        Mean of image less guessed ground over the bands, in square-root reflectance.
    haze : Tensor, (B, 1, H, W)
        Deviations above the clear line.

    Returns
    -------
    Tensor, (B, 1, H, W)
        In [0, 1].
    """
    few = channels <= FEW
    low, high = (torch.where(few, a, b) for a, b in zip(SURE_OF_FEW, SURE))
    strong = _without_specks(ramp(impact, low, high))
    plain = (EXCESS_TIMES * _usual(excess, impact)).clamp(*EXCESS)
    vouched = torch.where(few, 0.0, _greatest(strong, REACH_OF_EXCESS))
    shred = vouched * ramp(excess, 0, plain) * ramp(impact, *FAINT)
    hazy = vouched * clear_line.plain(haze, impact)
    bright = torch.maximum(shred, hazy)
    strong = _without_specks(ramp(impact + SURER * bright, low, high))
    near = _greatest(strong, REACH)
    near = torch.where(few, _greatest(near, REACH_OF_FEW - REACH), near)
    for window in ((5, 1), (1, 5)):
        reach = (window[0] // 2, window[1] // 2)
        near = functional.avg_pool2d(near, window, 1, reach, count_include_pad=False)
    power = RISE - (RISE - RISE_OF_EXCESS) * bright
    # A power by its logarithm: runtimes of graphs raise pixel by pixel, ten times as slowly.
    settled = near * torch.exp(power * torch.log(impact.clamp(min=1e-30)))
    return torch.maximum(settled, hazy)


def _usual(excess: Tensor, impact: Tensor) -> Tensor:
    """Return the deviation of ``excess`` over ground without impact, (B, 1, 1, 1)."""
    clear = (1 - impact) ** 8
    count = clear.sum((2, 3), keepdim=True).clamp(min=1)
    mean = (clear * excess).sum((2, 3), keepdim=True) / count
    return ((clear * (excess - mean).square()).sum((2, 3), keepdim=True) / count).sqrt()


def _without_specks(strong: Tensor) -> Tensor:
    """Take away single bright pixels: they are roofs, not clouds."""
    return 1 - _greatest(1 - strong, 1)


def _greatest(x: Tensor, reach: int) -> Tensor:
    """Return the greatest value up to ``reach`` pixels away, in an octagon; ``x`` at least 0.

    A square reaches farther over its corners, and its sides show in the image. An octagon is a
    line along rows, widened along columns and both diagonals.
    """
    # In a regular octagon the slanted lines have 0.29 of the reach each; a diagonal alone, without
    # any row or column, would leave every second pixel out.
    slanted = (3 * reach + 2) // 10
    across = reach - 2 * slanted
    x = functional.pad(x, (reach, reach, reach, reach))
    for down, right in ((0, 1), (1, 0)):
        x = _greatest_along(x, across, down, right)
    for right in (1, -1):
        x = _greatest_along(x, slanted, 1, right)
    return x


def _greatest_along(x: Tensor, reach: int, down: int, right: int) -> Tensor:
    """Return the greatest value up to ``reach`` steps away, less the margin where some are missing.

    By maxima of windows that double: a tenth of the time of PyTorch's pooling, which visits every
    value of a window.
    """
    window = 1
    while window < 2 * reach + 1:
        step = min(window, 2 * reach + 1 - window)
        rows, columns = x.shape[-2] - step * down, x.shape[-1] - step * abs(right)
        here = x.narrow(-1, step if right < 0 else 0, columns).narrow(-2, 0, rows)
        there = x.narrow(-1, step if right > 0 else 0, columns).narrow(-2, step * down, rows)
        x = torch.maximum(here, there)
        window += step
    return x
