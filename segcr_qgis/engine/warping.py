"""Bring another raster onto the optical grid, a strip at a time, with flat memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, Callable, Optional

import numpy as np
from rasterio import Affine
from rasterio.crs import CRS
from rasterio.enums import Resampling
from rasterio.warp import reproject, transform, transform_bounds

from ..core.longitudes import full_turn, turns_of
from ..core.run_memory import CHUNK_VALUES
from ..core.tiling import Window
from .grids import joined, place
from .rasters import GDAL_ERRORS, block_row_bytes, read_shown, read_window

#: Source pixels around a window that interpolation may look at.
_MARGIN = 3
#: Pixels by which a position may be interpolated rather than computed: GDAL's own eighth of a
#: pixel would differ from strip to strip.
_TOLERANCE = 0.01
#: Columns warped at once: under a wide strip that is turned against the source lie many more rows
#: of it than the strip has.
_COLUMNS = 1024
#: Grids closer than this share of a pixel are one grid.
_SAME_GRID = 1e-3

Convert = Callable[[np.ndarray], np.ndarray]


class AlignedReader:
    """Reads windows of the optical grid from a raster on any grid.

    Values are converted *before* they are interpolated, because only linear power can be
    averaged: the mean of decibels is not the decibels of the mean. A source finer than the grid
    is first averaged over blocks, so that memory does not depend on its resolution.

    Parameters
    ----------
    dataset : rasterio dataset
    bands : sequence of int
        Band numbers, from 1.
    grid : Affine
        Pixel to CRS transform of the optical raster.
    crs : CRS
        Of the optical raster.
    convert : callable
        Stored values (C, H, W) to float32 values, NaN where they mean nothing.
    resampling : Resampling
        How to interpolate, for sources not finer than the grid.
    widen : bool
        Whether interpolation reaches as far as a pixel of the grid does, where blocks are smaller:
        less noise, but slopes are kept to a tenth of a pixel only.
    """

    def __init__(
        self,
        dataset: Any,
        bands: Sequence[int],
        grid: Affine,
        crs: CRS,
        convert: Convert,
        resampling: Resampling = Resampling.bilinear,
        widen: bool = True,
    ) -> None:
        self._dataset = dataset
        self._bands = list(bands)
        self._grid = grid
        self._crs = crs
        self._convert = convert
        self._resampling = resampling
        self._image = Window(0, 0, dataset.width, dataset.height)
        source = dataset.crs.to_wkt()
        self._turns = turns_of(source)
        self._date_line = full_turn(source) / 2
        ratio = self._pixel_ratio()
        self._factor = max(1, int(ratio + 0.25))
        self._kernel_scale = min(1.0, self._factor / ratio) if widen else 1.0

    def read(self, window: Window) -> np.ndarray:
        """Return (C, height, width) float32 of a window of the optical grid, NaN where nothing."""
        target = np.full((len(self._bands), window.height, window.width), np.nan, np.float32)
        for turn in self._turns:
            shift = self._whole_pixel_shift(turn)
            if shift is not None:
                self._read_shifted(window, shift, target)
                continue
            for part in _columns(window):
                start = part.column - window.column
                for source in self._source_windows(part, turn):
                    self._warp(source, turn, part, target[:, :, start : start + part.width])
        return target

    def _turned(self, turn: float) -> Affine:
        """Return the source's transform as if it lay ``turn`` further west."""
        return joined(Affine.translation(-turn, 0), self._dataset.transform)

    def _warp(self, source: Window, turn: float, window: Window, target: np.ndarray) -> None:
        values = self._read_blocks(source, self._factor)
        placed = joined(self._turned(turn), Affine.translation(source.column, source.row))
        found = np.full(target.shape, np.nan, np.float32)
        reproject(
            values,
            found,
            src_transform=joined(placed, Affine.scale(self._factor)),
            src_crs=self._dataset.crs,
            src_nodata=np.nan,
            dst_transform=joined(self._grid, Affine.translation(window.column, window.row)),
            dst_crs=self._crs,
            dst_nodata=np.nan,
            resampling=self._resampling,
            num_threads=1,
            tolerance=_TOLERANCE,
            # GDAL would guess the ratio of the pixel sizes from each window: seams between strips.
            XSCALE=self._kernel_scale,
            YSCALE=self._kernel_scale,
        )
        np.copyto(target, found, where=np.isfinite(found))

    def cache_bytes(self, window: Window) -> int:
        """Return the bytes of the source's blocks that a window of the grid touches."""
        size = 0
        for part in _columns(window):
            for source in (s for turn in self._turns for s in self._source_windows(part, turn)):
                rows = block_row_bytes(self._dataset, len(self._bands), source.height)
                size += rows * source.width // self._dataset.width
        return size

    def _whole_pixel_shift(self, turn: float) -> Optional[tuple[int, int]]:
        """Return columns and rows between the two grids where they are one grid, else None."""
        if self._dataset.crs != self._crs:
            return None
        relative = joined(~self._turned(turn), self._grid)
        linear = (relative.a - 1, relative.b, relative.d, relative.e - 1)
        far = max(self._image.width, self._image.height)
        column, row = round(relative.c), round(relative.f)
        drift = max(abs(v) for v in linear) * far
        apart = max(abs(relative.c - column), abs(relative.f - row), drift)
        return (column, row) if apart < _SAME_GRID else None

    def _read_shifted(self, window: Window, shift: tuple[int, int], target: np.ndarray) -> None:
        wanted = Window(
            window.column + shift[0], window.row + shift[1], window.width, window.height
        )
        inside = wanted.intersection(self._image)
        if inside.width and inside.height:
            top, left = inside.row - wanted.row, inside.column - wanted.column
            part = target[:, top : top + inside.height, left : left + inside.width]
            found = self._values(inside)
            np.copyto(part, found, where=np.isfinite(found))

    def _source_windows(self, window: Window, turn: float) -> list[Window]:
        """Return the source pixels under a window of the grid: two where it spans the date line.

        ``turn`` says how far round the world the source writes them: 360 degrees where its
        longitudes go on beyond 180 and those of the grid do not.
        """
        corners = [
            place(self._grid, c, r)
            for c in (window.column, window.right)
            for r in (window.row, window.bottom)
        ]
        xs, ys = zip(*corners)
        box = (min(xs), min(ys), max(xs), max(ys))
        try:
            box = transform_bounds(self._crs, self._dataset.crs, *box)
        except GDAL_ERRORS:
            return []
        if not all(math.isfinite(v) for v in box):
            return []
        west, south, east, north = box
        if west <= east:
            boxes = [box]
        else:
            line = self._date_line
            boxes = [(west, south, line, north), (-line, south, east, north)]
        if turn:
            first, _, last, _ = self._dataset.bounds
            turned = [(w + turn, s, e + turn, n) for w, s, e, n in boxes]
            boxes = [one for one in turned if one[0] < last and one[2] > first]
        found = [self._pixels_of(one) for one in boxes]
        return [source for source in found if source.width and source.height]

    def _pixels_of(self, box: Sequence[float]) -> Window:
        """Return the part of the source in a box of its own CRS, and what interpolation needs."""
        back = ~self._dataset.transform
        pixels = [place(back, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        columns, rows = zip(*pixels)
        # Blocks must lie alike in every strip, or neighbouring strips would differ.
        factor, margin = self._factor, _MARGIN * self._factor
        column = math.floor((min(columns) - margin) / factor) * factor
        row = math.floor((min(rows) - margin) / factor) * factor
        width = math.ceil(max(columns)) + margin - column
        height = math.ceil(max(rows)) + margin - row
        return Window(column, row, width, height).intersection(self._image)

    def _pixel_ratio(self) -> float:
        """Return how many source pixels a side make one pixel of the grid."""
        column, row = self._image.width / 2, self._image.height / 2
        pixels = ((column, row), (column + 1, row), (column, row + 1))
        points = [place(self._dataset.transform, *pixel) for pixel in pixels]
        xs, ys = transform(
            self._dataset.crs, self._crs, [p[0] for p in points], [p[1] for p in points]
        )[:2]
        right, below = xs[1] - xs[0], xs[2] - xs[0]
        turn = full_turn(self._crs.to_wkt())
        if turn:
            # The middle may lie on the date line.
            right, below = ((x + turn / 2) % turn - turn / 2 for x in (right, below))
        pixel = abs(right * (ys[2] - ys[0]) - below * (ys[1] - ys[0]))
        if not (math.isfinite(pixel) and pixel > 0):
            return 1.0
        return math.sqrt(abs(self._grid.determinant) / pixel)

    def _values(self, window: Window) -> np.ndarray:
        """Read and convert a window of the source; NaN, too, where its mask hides it."""
        values = self._convert(read_window(self._dataset, self._bands, window))
        shown = read_shown(self._dataset, self._bands, window)
        if shown is not None:
            values[:, ~shown] = np.nan
        return values

    def _read_blocks(self, source: Window, factor: int) -> np.ndarray:
        """Read and convert a window, averaged over ``factor`` x ``factor`` valid pixels."""
        if factor == 1:
            return self._values(source)
        height, width = -(-source.height // factor), -(-source.width // factor)
        means = np.full((len(self._bands), height, width), np.nan, np.float32)
        step = max(1, CHUNK_VALUES // (source.width * factor * len(self._bands)))
        for first in range(0, height, step):
            last = min(height, first + step)
            rows = min(source.bottom, source.row + last * factor) - source.row - first * factor
            part = Window(source.column, source.row + first * factor, source.width, rows)
            values = self._values(part)
            means[:, first:last] = _block_means(values, factor, last - first, width)
        return means


def _columns(window: Window) -> Iterator[Window]:
    """Cut a window into narrower ones, at the same columns of the grid in every strip."""
    first = window.column
    while first < window.right:
        last = min(window.right, (first // _COLUMNS + 1) * _COLUMNS)
        yield Window(first, window.row, last - first, window.height)
        first = last


def _block_means(values: np.ndarray, factor: int, height: int, width: int) -> np.ndarray:
    bands, rows, columns = values.shape
    room = ((0, 0), (0, height * factor - rows), (0, width * factor - columns))
    padded = np.pad(values, room, constant_values=np.nan)
    blocks = padded.reshape(bands, height, factor, width, factor)
    valid = np.isfinite(blocks)
    count = valid.sum(axis=(2, 4))
    total = np.where(valid, blocks, 0).sum(axis=(2, 4), dtype=np.float64)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.nan), np.float32)
