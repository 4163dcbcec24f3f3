"""The clear line: how blue and red of clear ground go together in this very image.

Zhang, Guindon and Cihlar, "An image transform to characterize and compensate for spatial
variations in thin cloud contamination of Landsat images", Remote Sensing of Environment 82, 2002
(the haze optimized transform): of most ground blue follows from red, along a line, and haze lifts
blue from that line long before the eye finds it elsewhere. The line is fitted anew to each image,
in closed form; nothing is learnt here.
"""

from __future__ import annotations

from typing import NamedTuple, Optional

import torch
from torch import Tensor

from .blocks import ramp
from .inputs import Cells

#: How often the line is fitted again without what lies more than so many deviations from it.
FITS, FAR_OFF = 3, 2.5
#: Deviation of blue (square-root reflectance) and slope where no ground is clear, and how many
#: clear cells, as a share of the image, have as much of a say.
USUAL, USUAL_SLOPE, LITTLE = 0.03, 0.6, 0.002
#: Deviation below which noise and rounding lie, and variance of red below which it tells no slope.
NOISE, FLAT = 0.003, 1e-5
#: Deviations beyond which more says nothing more.
MOST = 8.0
#: Deviations above the line, and impact that a network finds itself, from where to where haze is
#: plain. Blue water and roofs lie above the line too, but without any impact.
PLAIN, PLAIN_IMPACT = (4.0, 7.0), (0.02, 0.08)
#: The same from where to where ground is not asked for its colour: where much else is clear, what
#: may be hazy is not missed.
DOUBTFUL, DOUBTFUL_IMPACT = (2.0, 3.0), (0.01, 0.04)


class ClearLine(NamedTuple):
    """Blue = ``offset`` + ``slope`` x red of clear ground, +- ``deviation``; (B, 1, 1, 1) each.

    ``bands``: places of blue and red among the optical channels, None without such a line.
    """

    slope: Tensor
    offset: Tensor
    deviation: Tensor
    bands: Optional[tuple[int, int]]

    def above(self, optical: Tensor, valid: Tensor) -> Tensor:
        """Return how far blue lies above the line, (B, 1, H, W) float32, square-root reflectance.

        0 where blue or red is missing. ``optical`` and ``valid`` are (B, bands, H, W), of pixels
        or of cells.
        """
        if self.bands is None:
            return torch.zeros_like(optical[:, :1], dtype=torch.float32)
        blue, red, known = _pair(optical, valid, self.bands)
        return (blue - self.offset - self.slope * red) * (known > 0)

    def haze(self, optical: Tensor, valid: Tensor) -> Tensor:
        """Return the same in deviations, within +-:data:`MOST`."""
        return self.in_deviations(self.above(optical, valid))

    def in_deviations(self, above: Tensor) -> Tensor:
        """Return what :meth:`above` found in deviations, within +-:data:`MOST`."""
        return (above / self.deviation).clamp(-MOST, MOST)


def plain(haze: Tensor, impact: Tensor) -> Tensor:
    """Return how plain haze is, in [0, 1], (B, 1, H, W), where a network is not sure of it.

    ``haze`` is what :meth:`ClearLine.haze` returns, ``impact`` in [0, 1]; both (B, 1, H, W).
    """
    return ramp(haze, *PLAIN) * ramp(impact, *PLAIN_IMPACT)


def doubtful(haze: Tensor, impact: Tensor) -> Tensor:
    """Return how doubtful the colour of ground is, in [0, 1]; arguments as of :func:`plain`."""
    return ramp(haze, *DOUBTFUL) * ramp(impact, *DOUBTFUL_IMPACT)


def clear_line(cells: Cells, clear: Tensor, bands: Optional[tuple[int, int]]) -> ClearLine:
    """Fit the line to the clear ground of each image.

    ``clear`` (B, 1, h, w) is what each of the ``cells`` weighs as ground, in [0, 1]; ``bands`` as
    in :class:`ClearLine`.
    """
    if bands is None:
        one = torch.ones_like(clear[:, :, :1, :1], dtype=torch.float32)
        return ClearLine(0 * one, 0 * one, one, bands)
    blue, red, known = _pair(*cells, bands)
    ground = known * clear.detach().float()
    weight = ground
    for _ in range(FITS):
        count = weight.mean((2, 3), keepdim=True)

        def mean(x: Tensor, weight: Tensor = weight, count: Tensor = count) -> Tensor:
            return (weight * x).mean((2, 3), keepdim=True) / count.clamp(min=1e-6)

        of_red, of_blue = mean(red), mean(blue)
        spread = mean((red - of_red).square())
        together = mean((red - of_red) * (blue - of_blue))
        slope = (count * together + LITTLE * FLAT * USUAL_SLOPE) / (count * spread + LITTLE * FLAT)
        offset = of_blue - slope * of_red
        off = blue - offset - slope * red
        variance = (count * mean(off.square()) + LITTLE * USUAL**2) / (count + LITTLE)
        deviation = (variance + NOISE**2).sqrt()
        weight = ground * (off.abs() < FAR_OFF * deviation)
    return ClearLine(slope, offset, deviation, bands)


def _pair(optical: Tensor, valid: Tensor, bands: tuple[int, int]) -> tuple[Tensor, Tensor, Tensor]:
    """Return blue, red, and how far both are known, (B, 1, H, W) float32 each."""
    (blue, red), (of_blue, of_red) = (
        [x[:, band : band + 1].detach().float() for band in bands] for x in (optical, valid)
    )
    return blue, red, torch.minimum(of_blue, of_red)
