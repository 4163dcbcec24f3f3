"""The grid a network works on: the layer's own, or one with the pixels the model was trained at."""

from __future__ import annotations

import math
from typing import NamedTuple

from .alignment import check_resolution
from .facts import LayerFacts
from .model_package import ModelPackage
from .tiling import Window

#: Ratios of pixel sizes this near to a whole one are taken for it.
NEAR_WHOLE = 0.02


class WorkingGrid(NamedTuple):
    """Pixels that begin where the layer's first pixel does.

    ``across`` and ``down`` are the pixels of the layer along a side of one of this grid;
    ``width`` and ``height`` the size of the image on it.
    """

    across: float
    down: float
    width: int
    height: int

    @property
    def resampled(self) -> bool:
        """Return whether the grid is another than the layer's."""
        return (self.across, self.down) != (1.0, 1.0)

    @property
    def image(self) -> Window:
        """Return the whole image."""
        return Window(0, 0, self.width, self.height)

    def window(self, area: Window) -> Window:
        """Return the pixels that are needed for a window of the layer, inside the image."""
        if not self.resampled:
            return area
        column, width = _reach(area.column, area.width, self.across, self.width)
        row, height = _reach(area.row, area.height, self.down, self.height)
        return Window(column, row, width, height)


def working_grid(facts: LayerFacts, package: ModelPackage) -> WorkingGrid:
    """Return the grid on which ``package`` works through a layer.

    Raises
    ------
    SegcrError
        ``resolution_unsuitable`` where resampling would be no use.
    """
    if not check_resolution(facts, package):
        return WorkingGrid(1.0, 1.0, facts.width, facts.height)
    across, down = (_even(package.resolution / pixel) for pixel in facts.ground_pixel_size)
    # Rounded: the middle of the last pixel lies on the layer still.
    width, height = (
        max(1, round(length / ratio))
        for length, ratio in ((facts.width, across), (facts.height, down))
    )
    return WorkingGrid(across, down, width, height)


def _even(ratio: float) -> float:
    """Return the whole ratio, or whole part, near by: projections stretch the ground a little.

    Then pixels lie in pixels, and radar at the model's resolution need not be interpolated.
    """
    whole = round(ratio) if ratio > 1 else 1 / round(1 / ratio)
    return float(whole) if abs(ratio / whole - 1) < NEAR_WHOLE else ratio


def _reach(start: int, length: int, ratio: float, image: int) -> tuple[int, int]:
    """Return first and number of pixels between whose middles those of the layer lie."""
    first = min(max(0, math.floor(start / ratio - 0.5)), image - 1)
    last = min(max(first + 1, math.ceil((start + length) / ratio + 0.5)), image)
    return first, last - first
