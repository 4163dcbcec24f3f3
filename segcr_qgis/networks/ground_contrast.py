"""How far what is seen lies above the guessed ground, measured by how much the ground varies."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn import functional

from .blocks import pool_to, ramp, resize
from .inputs import Cells

#: Contrast (deviation of square-root reflectance) where no ground is clear, and how much clear
#: ground, as a share of the surroundings, has as much of a say.
USUAL, LITTLE = 0.06, 0.002
#: Cells of stride 4 in one of those whose moments are summed, and such cells a side of the
#: surroundings: 144 pixels.
CELL, AROUND = 4, 9
#: Share of the surroundings that must be clear for the ground to be known well enough to hide what
#: is seen: under a closed cloud, faint traces of the ground are all there is.
ENOUGH = 0.05
#: Deviations below the surroundings, and impact that a network finds itself, from where to where
#: ground is not asked for its colour: as haze, shade would be carried under the cloud.
SHADY, SHADY_IMPACT = (1.0, 2.0), (0.01, 0.04)
#: Deviations beyond which more says nothing more.
MOST = 8.0


class Height(NamedTuple):
    """What :func:`above_ground` finds, (B, bands, H/4, W/4) float32.

    ``difference`` in square-root reflectance, 0 where nothing is seen; ``seen`` the share of valid
    pixels; ``variance`` of the clear ground around, and ``clear``, how much of the surroundings
    that is. Nothing is learnt here, and nothing behind it learns from it: over dim even ground
    simulated clouds show more of it than real ones.
    """

    difference: Tensor
    seen: Tensor
    variance: Tensor
    clear: Tensor

    def times_contrast(self) -> Tensor:
        """Return by how many deviations the image is brighter, all bands alike, at least 0.

        (B, 1, H/4, W/4); fewer where less than :data:`ENOUGH` around is clear. Light of a cloud
        varies from place to place by some tenths. Where that is as much as the ground varies, what
        can be seen is the cloud.
        """
        known = (self.seen > 0).float()
        brighter = self.difference.sum(1, keepdim=True) / (self.seen.sum(1, keepdim=True) + 1e-4)
        variance = (self.variance * known).sum(1, keepdim=True)
        deviation = (variance / known.sum(1, keepdim=True).clamp(min=1) + 1e-6).sqrt()
        return self._enough() * brighter.clamp(min=0) / deviation

    def darker(self) -> Tensor:
        """Return by how many deviations the image is darker, mean over the bands, at least 0.

        (B, 1, H/4, W/4). Each band in its own deviations: shade is dark in all of them. Fewer
        where less than :data:`ENOUGH` around is clear.
        """
        return self._enough() * (-self.by_band()[:, :1]).clamp(min=0)

    def _enough(self) -> Tensor:
        """Return how well the clear ground around is known, (B, 1, H/4, W/4) in [0, 1]."""
        return (self.clear.amax(1, keepdim=True) / ENOUGH).clamp(max=1)

    def by_band(self) -> Tensor:
        """Return mean, least and most over the bands, each in its own deviations, (B, 3, ...).

        Within +-:data:`MOST`. Haze is plain in blue, in which ground hardly varies.
        """
        known = self.seen > 0
        heights = self.difference / (self.seen + 1e-4) / (self.variance + 1e-6).sqrt()
        heights = heights.clamp(-MOST, MOST)
        mean = heights.sum(1, keepdim=True) / known.float().sum(1, keepdim=True).clamp(min=1)
        # A band that is missing is neither the lowest nor the highest.
        heights = torch.where(known, heights, mean)
        return torch.cat([mean, heights.amin(1, keepdim=True), heights.amax(1, keepdim=True)], 1)


def above_ground(cells: Cells, clear: Tensor, ground: Tensor) -> Height:
    """Compare the image with the ground that is guessed below.

    Parameters
    ----------
    cells : Cells, (B, bands, H/4, W/4)
    clear : Tensor, (B, 1, H/4, W/4)
        Weight of ground in [0, 1], 0 under cloud.
    ground : Tensor, (B, bands, H/4, W/4)
        Square-root reflectance.
    """
    (colors, seen), clear, ground = cells, clear.detach().float(), ground.detach().float()
    _, variance, share = _moments(colors, seen * clear.square())
    return Height((colors - ground) * seen, seen, variance, share)


def below_surroundings(cells: Cells, clear: Tensor) -> Tensor:
    """Return by how many deviations the image is darker than the clear ground around it.

    Mean over the bands, (B, 1, H/4, W/4) float32, at least 0; before any ground is guessed.
    Arguments as of :func:`above_ground`.
    """
    (colors, seen), clear = cells, clear.detach().float()
    mean, variance, share = _moments(colors, seen * clear.square())
    return Height((colors - mean) * seen, seen, variance, share).darker()


def shady(below: Tensor, impact: Tensor) -> Tensor:
    """Return how far ground may lie in shade, in [0, 1], (B, 1, H/4, W/4).

    ``below`` is what :func:`below_surroundings` returns, ``impact`` in [0, 1], of its shape.
    """
    return ramp(below, *SHADY) * ramp(impact, *SHADY_IMPACT)


def _moments(colors: Tensor, weights: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Return mean, variance and share of the clear ground around each cell, of each band."""
    size = (colors.shape[-2], colors.shape[-1])
    coarse = (size[0] // CELL, size[1] // CELL)

    def around(x: Tensor) -> Tensor:
        x = pool_to(x, coarse)
        return functional.avg_pool2d(x, AROUND, 1, AROUND // 2, count_include_pad=False)

    weight, mean, square = (around(x) for x in (weights, weights * colors, weights * colors**2))
    spread = (square - mean.square() / weight.clamp(min=1e-6)).clamp(min=0)
    variance = (spread + LITTLE * USUAL**2) / (weight + LITTLE)
    mean = mean / weight.clamp(min=1e-6)
    return resize(mean, size), resize(variance, size), resize(weight, size)
