"""Blend overlapping tiles in a strip of rows; finished rows leave, memory stays flat."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..core.tiling import TileGrid, Window


def tile_weights(length: int, overlap: int) -> np.ndarray:
    """Return weights (length,) float32: 1 inside, falling smoothly to almost 0 at both ends.

    The ramps are as long as ``overlap``; sin^2 ramps of two neighbours sum to 1.
    """
    weights = np.ones(length)
    ramp = min(overlap, length // 2)
    if ramp > 0:
        rise = np.sin(np.pi / 2 * (np.arange(ramp) + 0.5) / ramp) ** 2
        weights[:ramp] = rise
        weights[length - ramp :] = rise[::-1]
    return np.maximum(weights, 1e-4).astype(np.float32)


class StripBlender:
    """Weighted sums of tiles over the rows in work.

    Parameters
    ----------
    area : Window
        What is to be covered, in image coordinates.
    grid : TileGrid
    channels : int
        Values a pixel.
    overlap : int
        Length of the ramps in pixels.
    """

    def __init__(self, area: Window, grid: TileGrid, channels: int, overlap: int) -> None:
        self._area = area
        self._row = area.row
        height = min(grid.tile_height, area.height)
        self._sums = np.zeros((channels, height, area.width), np.float32)
        self._weights = np.zeros((height, area.width), np.float32)
        rows = tile_weights(grid.tile_height, overlap)
        columns = tile_weights(grid.tile_width, overlap)
        self._tile_weights = rows[:, None] * columns[None, :]

    def add(self, tile: Window, parts: Sequence[np.ndarray]) -> None:
        """Add a tile's values, each part (channels, height, width), in the order of the channels.

        The tile's first row is the strip's.
        """
        inside = tile.intersection(self._area)
        top, left = inside.row - tile.row, inside.column - tile.column
        part = (slice(top, top + inside.height), slice(left, left + inside.width))
        row, column = inside.row - self._row, inside.column - self._area.column
        place = (slice(row, row + inside.height), slice(column, column + inside.width))
        weights = self._tile_weights[part]
        first = 0
        for values in parts:
            last = first + values.shape[0]
            self._sums[first:last, place[0], place[1]] += values[:, part[0], part[1]] * weights
            first = last
        self._weights[place] += weights

    def means(self, first: int, last: int) -> np.ndarray:
        """Return the means of the image rows from ``first`` to before ``last``.

        (channels, rows, width) float32, 0 where no tile was added.
        """
        rows = slice(first - self._row, last - self._row)
        weights = self._weights[rows]
        return np.asarray(self._sums[:, rows] / np.where(weights > 0, weights, np.float32(1)))

    def advance(self, row: int) -> None:
        """Forget all rows above image row ``row`` and make room below."""
        count = row - self._row
        remaining = self._weights.shape[0] - count
        for rows in (*self._sums, self._weights):
            rows[:remaining] = rows[count:].copy()
            rows[remaining:] = 0
        self._row = row
