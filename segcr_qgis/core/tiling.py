"""Where tiles lie: pure arithmetic on pixel windows."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from .errors import SegcrError
from .facts import LayerFacts
from .longitudes import turns


class Window(NamedTuple):
    """A rectangle of pixels; ``column`` and ``row`` may lie outside the image."""

    column: int
    row: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return the first column behind the window."""
        return self.column + self.width

    @property
    def bottom(self) -> int:
        """Return the first row below the window."""
        return self.row + self.height

    def intersection(self, other: Window) -> Window:
        """Return the common part; width or height is 0 where there is none."""
        column, row = max(self.column, other.column), max(self.row, other.row)
        width = max(0, min(self.right, other.right) - column)
        height = max(0, min(self.bottom, other.bottom) - row)
        return Window(column, row, width, height)


class TileGrid(NamedTuple):
    """Tiles over an area: first columns and rows (image coordinates), and the tile's size."""

    columns: tuple[int, ...]
    rows: tuple[int, ...]
    tile_width: int
    tile_height: int

    def __len__(self) -> int:
        return len(self.columns) * len(self.rows)

    def tiles(self) -> Iterator[Window]:
        """Yield the tiles row by row."""
        for row in self.rows:
            for column in self.columns:
                yield Window(column, row, self.tile_width, self.tile_height)


def check_tile(tile: int, overlap: int, stride: int) -> None:
    """Raise ``tile_invalid`` unless tiles are a multiple of ``stride`` and > 2 overlaps."""
    if tile < stride or tile % stride or overlap < 0 or tile <= 2 * overlap:
        raise SegcrError("tile_invalid", tile=tile, overlap=overlap, multiple=stride)


def default_overlap(overlap: int, tile: int) -> int:
    """Return the overlap of tiles: the model's, which belongs to its own size, or a quarter."""
    return min(overlap, tile // 4)


def lay_tiles(
    area: Window, image: tuple[int, int], tile: int, overlap: int, stride: int, shrink: bool = True
) -> TileGrid:
    """Lay tiles over ``area``, evenly spaced, inside the image wherever it is large enough.

    Parameters
    ----------
    area : Window
        What must be covered; lies inside the image.
    image : (width, height)
        Size of the image in pixels: tiles reach beyond ``area`` before they reach beyond it.
    tile, overlap, stride : int
        Wanted size, least common part of neighbours, divisor of the size; all in pixels.
    shrink : bool
        Whether a tile may be smaller than ``tile`` where the image is.
    """
    columns, width = _starts(area.column, area.width, image[0], tile, overlap, stride, shrink)
    rows, height = _starts(area.row, area.height, image[1], tile, overlap, stride, shrink)
    return TileGrid(columns, rows, width, height)


#: Farther than any coordinate on earth, in any unit.
BEYOND = 1e12


def window_of_extent(facts: LayerFacts, extent: tuple[float, float, float, float]) -> Window:
    """Return the pixels of ``facts`` that ``extent`` touches, snapped outwards to its grid.

    Parameters
    ----------
    facts : LayerFacts
        Georeferenced; rotated grids give the box around the extent's corners.
    extent : (xmin, ymin, xmax, ymax)
        In the layer's CRS.

    Raises
    ------
    SegcrError
        ``extent_outside`` where no pixel is touched.
    """
    # The whole earth in another CRS has corners at infinity (QGIS 3.40 hands them on).
    xmin, ymin, xmax, ymax = (max(-BEYOND, min(BEYOND, value)) for value in extent)
    boxes = turns((xmin, ymin, xmax, ymax), facts.crs)
    windows = [one for box in boxes if (one := _touched(facts, box)).width and one.height]
    if not windows:
        raise SegcrError("extent_outside", layer=facts.name)
    column, row = min(one.column for one in windows), min(one.row for one in windows)
    right, bottom = max(one.right for one in windows), max(one.bottom for one in windows)
    return Window(column, row, right - column, bottom - row)


def _touched(facts: LayerFacts, box: tuple[float, float, float, float]) -> Window:
    """Return the pixels of a layer in a box of its CRS, snapped outwards; empty for none."""
    x0, dx, rx, y0, ry, dy = facts.transform
    determinant = dx * dy - rx * ry
    xmin, ymin, xmax, ymax = box
    corners = [(x - x0, y - y0) for x in (xmin, xmax) for y in (ymin, ymax)]
    columns = [(x * dy - y * rx) / determinant for x, y in corners]
    rows = [(y * dx - x * ry) / determinant for x, y in corners]
    # An extent drawn along pixel edges must not gain a row through rounding errors.
    slack = 1e-6
    column, row = math.floor(min(columns) + slack), math.floor(min(rows) + slack)
    right, bottom = math.ceil(max(columns) - slack), math.ceil(max(rows) - slack)
    wanted = Window(column, row, max(0, right - column), max(0, bottom - row))
    return wanted.intersection(Window(0, 0, facts.width, facts.height))


def _starts(
    start: int, length: int, image: int, tile: int, overlap: int, stride: int, shrink: bool
) -> tuple[tuple[int, ...], int]:
    if shrink:
        tile = min(tile, -(-length // stride) * stride)
    if length <= tile:
        if image >= tile:
            # Real surroundings are better than padding.
            first = min(max(0, start - (tile - length) // 2), image - tile)
        else:
            first = -((tile - image) // 2)
        return (first,), tile
    count = max(2, math.ceil((length - overlap) / (tile - overlap)))
    room = length - tile
    return tuple(start + round(i * room / (count - 1)) for i in range(count)), tile
