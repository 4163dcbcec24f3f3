"""The tile loop: numpy only, whatever runs the network.

Three threads overlap: one reads and cuts tiles ahead, the caller's runs the network, one blends
and writes behind it. Whatever order they finish in, tiles are blended in the order of the grid,
so that two runs give the same bits.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Callable, NamedTuple, Union

import numpy as np

from ..core.errors import Cancelled, SegcrError
from ..core.report import Notice, Progress
from ..core.run_memory import ROWS_A_STEP, TILES_WAITING
from ..core.tiling import Window
from .backend import Answer, Backend, BackendOutOfMemory, Batch
from .blending import StripBlender
from .memory import give_back
from .prepare import RunPlan
from .rasters import gdal_settings
from .scene import Scene, Strip
from .stopwatch import Stopwatch
from .threads import Ahead, Behind


@dataclass(frozen=True)
class FinishedRows:
    """Rows of the area that no further tile touches, on the grid the network works on.

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


class _Work(NamedTuple):
    """Tiles on their way to the network; ``skipped`` empty ones go with them."""

    tiles: tuple[Window, ...]
    batch: Batch
    skipped: int


class _Done(NamedTuple):
    tile: Window
    parts: tuple[np.ndarray, ...]


class _StripEnd(NamedTuple):
    strip: Strip
    skipped: int


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
    watch : Stopwatch
    """

    def __init__(
        self,
        plan: RunPlan,
        scene: Scene,
        backend: Backend,
        batch_size: int,
        emit: Callable[[object], None],
        cancelled: Callable[[], bool],
        watch: Stopwatch,
    ) -> None:
        self._plan = plan
        self._scene = scene
        self._backend = backend
        self.batch_size = batch_size
        self.notices: list[Notice] = []
        self._emit = emit
        self._cancelled = cancelled
        self._watch = watch
        self._done = 0
        self._under_way: deque[tuple[tuple[Window, ...], Callable[[], Answer]]] = deque()
        self._started = time.monotonic()
        channels = plan.package.optical_channels
        self._places = [channels.index(channel) for channel in plan.optical.bands]

    def run(self, consume: Callable[[FinishedRows], None]) -> None:
        """Give finished rows from top to bottom to ``consume``, in a thread of its own.

        Raises
        ------
        SegcrError
            ``cancelled``, ``out_of_memory`` or whatever reading and consuming run into.
        """
        self._started = time.monotonic()
        depth = max(1, TILES_WAITING // self.batch_size)
        assembly = _Assembly(self._plan, len(self._places), consume, self._watch)
        with (
            Behind(assembly.take, TILES_WAITING, gdal_settings, "segcr-writer") as results,
            Ahead(self._work(), depth, gdal_settings, "segcr-reader") as work,
        ):
            items = iter(work)
            while True:
                self._stop_if_cancelled()
                with self._watch.measure("waiting for pixels"):
                    item = next(items, None)
                if item is None:
                    return
                if isinstance(item, _StripEnd):
                    self._finish(results, 0)
                    results.put(item.strip)
                else:
                    self._predict(item, results)
                self._count(item.skipped)
                # Not held while waiting for the next one.
                del item

    def _work(self) -> Iterator[Union[_Work, _StripEnd]]:
        """Yield the batches of every strip, then the strip itself."""
        grid = self._plan.grid
        left = grid.columns[0]
        width = grid.columns[-1] + grid.tile_width - left
        for row in grid.rows:
            strip = self._scene.strip(Window(left, row, width, grid.tile_height))
            tiles = [Window(c, row, grid.tile_width, grid.tile_height) for c in grid.columns]
            full = [tile for tile in tiles if strip.holds_data(tile)]
            skipped = len(tiles) - len(full)
            while full:
                # Asked anew each time: memory may have run short meanwhile.
                taken, full = full[: self.batch_size], full[self.batch_size :]
                with self._watch.measure("cutting tiles"):
                    batch = strip.batch(taken, self._plan)
                yield _Work(tuple(taken), batch, 0)
            yield _StripEnd(strip, skipped)
            del strip

    def _predict(self, work: _Work, results: Behind[Union[_Done, Strip]]) -> None:
        tiles, batch = work.tiles, work.batch
        if self._done == 0:
            # Said when the network starts, not when its first tile is done.
            self._emit(Progress(0.0, "predicting"))
        first = 0
        while first < len(tiles):
            self._stop_if_cancelled()
            last = min(first + self.batch_size, len(tiles))
            try:
                with self._watch.measure("network"):
                    answer = self._backend.begin(_part(batch, first, last))
            except BackendOutOfMemory as problem:
                if self._under_way:
                    # What is under way holds memory, too: once more without it.
                    self._finish(results, 0)
                else:
                    self._halve(last - first, problem)
                continue
            self._under_way.append((tiles[first:last], answer))
            self._finish(results, self._backend.ahead)
            first = last

    def _finish(self, results: Behind[Union[_Done, Strip]], left: int) -> None:
        """Hand answers on, the first begun first, until ``left`` batches are under way."""
        while len(self._under_way) > left:
            tiles, waiting = self._under_way.popleft()
            with self._watch.measure("network"):
                answer = waiting()
            with self._watch.measure("waiting for the disk"):
                for index, tile in enumerate(tiles):
                    results.put(_Done(tile, self._parts(answer, index)))
            self._count(len(tiles))

    def _parts(self, answer: Answer, index: int) -> tuple[np.ndarray, ...]:
        return (
            answer.probabilities[index],
            answer.clear[index][self._places],
            answer.cloud[index],
            answer.expected_error[index],
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

    def _stop_if_cancelled(self) -> None:
        if self._cancelled():
            raise Cancelled()

    def _count(self, tiles: int) -> None:
        if tiles == 0:
            return
        self._done += tiles
        total = len(self._plan.grid)
        passed = time.monotonic() - self._started
        left = passed / self._done * (total - self._done)
        self._emit(Progress(self._done / total, "predicting", left))


class _Assembly:
    """Blends tiles and hands out the rows that no further tile touches."""

    def __init__(
        self,
        plan: RunPlan,
        bands: int,
        consume: Callable[[FinishedRows], None],
        watch: Stopwatch,
    ) -> None:
        self._plan = plan
        self._classes, self._bands = len(plan.package.classes), bands
        self._consume = consume
        self._watch = watch
        values = self._classes + bands + 2
        self._blender = StripBlender(plan.work_area, plan.grid, values, plan.overlap)
        self._first = plan.work_area.row
        self._strips = 0

    def take(self, item: Union[_Done, Strip]) -> None:
        """Blend a tile, or finish the strip that all its tiles have come of."""
        if isinstance(item, _Done):
            with self._watch.measure("blending"):
                self._blender.add(item.tile, item.parts)
            return
        rows, area = self._plan.grid.rows, self._plan.work_area
        self._strips += 1
        last = self._strips == len(rows)
        until = area.bottom if last else min(rows[self._strips], area.bottom)
        for first in range(self._first, until, ROWS_A_STEP):
            end = min(first + ROWS_A_STEP, until)
            with self._watch.measure("blending"):
                means = self._blender.means(first, end)
            with self._watch.measure("writing"):
                self._consume(self._finished(first, end, means, item))
        if until > self._first and not last:
            with self._watch.measure("blending"):
                self._blender.advance(until)
        self._first = max(until, self._first)
        give_back()

    def _finished(self, first: int, until: int, means: np.ndarray, strip: Strip) -> FinishedRows:
        area = self._plan.work_area
        rows = slice(first - strip.inside.row, until - strip.inside.row)
        start = area.column - strip.inside.column
        columns = slice(start, start + area.width)
        stored_valid = strip.stored_valid[:, rows, columns]
        radar_seen = np.asarray(strip.sar_valid[:, rows, columns].any(axis=0))
        return FinishedRows(
            row=first - area.row,
            probabilities=means[: self._classes],
            clear=means[self._classes : self._classes + self._bands],
            cloud=means[-2],
            expected_error=means[-1],
            stored=strip.stored[:, rows, columns],
            stored_valid=stored_valid,
            seen=stored_valid.any(axis=0) | radar_seen,
            radar_seen=radar_seen,
        )


def _part(batch: Batch, first: int, last: int) -> Batch:
    if first == 0 and last == len(batch.optical):
        return batch
    return Batch(
        batch.optical[first:last],
        batch.sar[first:last],
        batch.optical_valid[first:last],
        batch.sar_valid[first:last],
        None if batch.cloud_mask is None else batch.cloud_mask[first:last],
    )
