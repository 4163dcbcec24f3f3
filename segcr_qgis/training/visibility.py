"""How well an error would be seen: by the contrast of the ground around it."""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional

from ..networks.blocks import resize
from .augment import Batch

#: Deviation of square-root reflectance at which an error counts once, and how many times less or
#: more it may count. Viewers stretch an image between its own extremes: over forest or sea a
#: quarter of the error over a town shows as much.
USUAL_CONTRAST, LEAST_WEIGHT, MOST_WEIGHT = 0.06, 0.5, 3.0
#: Side of the cells, in pixels, in which moments are taken, and cells a side of the surroundings.
CELL, SURROUNDINGS = 8, 9


def contrast(batch: Batch) -> Tensor:
    """Return the deviation of clear ground around each pixel, (B, 1, H, W).

    In square-root reflectance, over the 72 pixels around; bands count by their variance. Tiny
    where nothing is known.
    """
    height, width = batch.target.shape[-2:]
    cells = (max(1, height // CELL), max(1, width // CELL))
    known = _around(batch.target_known, cells)
    seen = known > 0
    values = batch.target * batch.target_known
    mean = _around(values, cells) / known.clamp(min=1e-6)
    square = _around(values.square(), cells) / known.clamp(min=1e-6)
    variance = ((square - mean.square()).clamp(min=0) * seen).sum(1, keepdim=True)
    deviation = (variance / seen.sum(1, keepdim=True).clamp(min=1) + 1e-8).sqrt()
    return resize(deviation, (height, width))


def visible_weight(contrast: Tensor) -> Tensor:
    """What an error counts by how well it would be seen, (B, 1, H, W); 1 at usual contrast."""
    return (USUAL_CONTRAST / contrast).clamp(LEAST_WEIGHT, MOST_WEIGHT)


def _around(values: Tensor, cells: tuple[int, int]) -> Tensor:
    """Return the mean of what lies around each cell; beyond the border there is nothing."""
    # Cells of any shape: a narrow crop has fewer than eight rows or columns.
    pooled = functional.adaptive_avg_pool2d(values, cells)
    half = SURROUNDINGS // 2
    return functional.avg_pool2d(pooled, SURROUNDINGS, 1, padding=half, count_include_pad=False)
