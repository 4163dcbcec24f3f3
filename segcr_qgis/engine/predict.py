"""The tile loop: numpy only, whatever runs the network."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Callable, Optional

import numpy as np

from ..core.errors import Cancelled, SegcrError
from ..core.report import Notice, Progress
from ..core.tiling import Window
from .backend import Answer, Backend, BackendOutOfMemory, Batch
from .blending import StripBlender
from .prepare import RunPlan
from .scene import Scene, Strip


@dataclass(frozen=True)
class FinishedRows:
    """Rows of the area that no further tile touches.

    Attributes
    ----------
    row : int
        First row, counted from the top of the area.
    probabilities : array, (K, rows, width) float32
    clear : array, (bands, rows, width) float32
        Square root of reflectance of the bands in use, in band order.
    cloud, expected_error : array, (rows, width) float32
    stored : array, (bands, rows, width)
        Optical input, as in the file.
    stored_valid : array of bool
        Same shape.
    seen : array of bool, (rows, width)
        Where there is optical or radar data.
    radar_seen : array of bool, (rows, width)
    """

    row: int
    probabilities: np.ndarray
    clear: np.ndarray
    cloud: np.ndarray
    expected_error: np.ndarray
    stored: np.ndarray
    stored_valid: np.ndarray
    seen: np.ndarray
    radar_seen: np.ndarray


class TileLoop:
    """Runs all tiles of a plan and hands out finished rows.

    Parameters
    ----------
    plan : RunPlan
    scene : Scene
        Open.
    backend : Backend
    batch_size : int
        Tiles a step; halved where memory runs out.
    emit : callable
        Takes :class:`Progress` and :class:`Notice`.
    cancelled : callable
        Asked before every batch.
    """

    def __init__(
        self,
        plan: RunPlan,
        scene: Scene,
        backend: Backend,
        batch_size: int,
        emit: Callable[[object], None],
        cancelled: Callable[[], bool],
    ) -> None:
        self._plan = plan
        self._scene = scene
        self._backend = backend
        self.batch_size = batch_size
        self.notices: list[Notice] = []
        self._emit = emit
        self._cancelled = cancelled
        self._done = 0
        self._started = time.monotonic()
        channels = plan.package.optical_channels
        self._places = [channels.index(channel) for channel in plan.optical.bands]

    def rows(self) -> Iterator[FinishedRows]:
        """Yield finished rows from top to bottom.

        Raises
        ------
        SegcrError
            ``cancelled``, ``out_of_memory`` or whatever reading runs into.
        """
        grid, area = self._plan.grid, self._plan.area
        left = grid.columns[0]
        width = grid.columns[-1] + grid.tile_width - left
        values = len(self._plan.package.classes) + len(self._places) + 2
        blender = StripBlender(area, grid, values, self._plan.overlap)
        first = area.row
        self._started = time.monotonic()
        for index, row in enumerate(grid.rows):
            self._stop_if_cancelled()
            strip = self._scene.strip(Window(left, row, width, grid.tile_height))
            self._run_strip(strip, blender)
            last = index + 1 == len(grid.rows)
            until = area.bottom if last else min(grid.rows[index + 1], area.bottom)
            if until > first:
                means, _ = blender.finish(until)
                yield self._finished(first, until, means, strip)
                first = until
                del means
            # Two strips at once would be the peak of the run.
            del strip

    def _run_strip(self, strip: Strip, blender: StripBlender) -> None:
        grid = self._plan.grid
        waiting: list[Window] = []
        for column in grid.columns:
            tile = Window(column, strip.window.row, grid.tile_width, grid.tile_height)
            part = slice(column - strip.window.column, tile.right - strip.window.column)
            if strip.optical_valid[:, :, part].any() or strip.sar_valid[:, :, part].any():
                waiting.append(tile)
            else:
                self._count(1)
        while waiting:
            self._stop_if_cancelled()
            tiles = waiting[: self.batch_size]
            try:
                answer = self._backend.run(_batch(strip, tiles))
            except BackendOutOfMemory as problem:
                self._halve(len(tiles), problem)
                continue
            for index, tile in enumerate(tiles):
                blender.add(tile, self._stack(answer, index))
            waiting = waiting[len(tiles) :]
            self._count(len(tiles))

    def _stack(self, answer: Answer, index: int) -> np.ndarray:
        return np.concatenate(
            [
                answer.probabilities[index],
                answer.clear[index][self._places],
                answer.cloud[index],
                answer.expected_error[index],
            ]
        )

    def _halve(self, tried: int, problem: Exception) -> None:
        if tried == 1:
            tile = max(self._plan.grid.tile_width, self._plan.grid.tile_height)
            device = self._backend.device
            raise SegcrError("out_of_memory", device=device, tile=tile) from problem
        self.batch_size = max(1, tried // 2)
        notice = Notice("batch_reduced", {"batch": str(self.batch_size)})
        self.notices = [notice]
        self._emit(notice)

    def _finished(self, first: int, until: int, means: np.ndarray, strip: Strip) -> FinishedRows:
        area = self._plan.area
        rows = slice(first - strip.inside.row, until - strip.inside.row)
        start = area.column - strip.inside.column
        columns = slice(start, start + area.width)
        seen_rows = slice(first - strip.window.row, until - strip.window.row)
        start = area.column - strip.window.column
        seen_columns = slice(start, start + area.width)
        optical_seen = np.asarray(strip.optical_valid[:, seen_rows, seen_columns].any(axis=0))
        radar_seen = np.asarray(strip.sar_valid[:, seen_rows, seen_columns].any(axis=0))
        classes, bands = len(self._plan.package.classes), len(self._places)
        return FinishedRows(
            row=first - area.row,
            probabilities=means[:classes],
            clear=means[classes : classes + bands],
            cloud=means[-2],
            expected_error=means[-1],
            stored=strip.stored[:, rows, columns],
            stored_valid=strip.stored_valid[:, rows, columns],
            seen=optical_seen | radar_seen,
            radar_seen=radar_seen,
        )

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled()

    def _count(self, tiles: int) -> None:
        self._done += tiles
        total = len(self._plan.grid)
        passed = time.monotonic() - self._started
        left: Optional[float] = passed / self._done * (total - self._done)
        self._emit(Progress(self._done / total, "predicting", left))


def _batch(strip: Strip, tiles: list[Window]) -> Batch:
    """Cut tiles out of a strip."""

    def cut(values: np.ndarray) -> np.ndarray:
        left = strip.window.column
        return np.stack([values[:, :, t.column - left : t.right - left] for t in tiles])

    mask = None if strip.cloud_mask is None else cut(strip.cloud_mask)
    return Batch(
        cut(strip.optical), cut(strip.sar), cut(strip.optical_valid), cut(strip.sar_valid), mask
    )
