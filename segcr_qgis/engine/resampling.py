"""Brings what a network says on its working grid onto the layer's own, rows at a time."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any, Callable, Optional

import numpy as np

from ..core.run_memory import ROWS_A_STEP
from ..core.tiling import Window
from .predict import FinishedRows
from .prepare import RunPlan
from .rasters import open_layer, read_valid


class OntoLayer:
    """Takes finished rows of the working grid and hands out those of the layer's grid.

    The layer's own values are read again, as they are in the file: wherever nothing is replaced,
    they pass untouched. A context manager; rows are handed out as soon as all that they lie
    between are there, so that memory does not depend on the height of the image.

    Parameters
    ----------
    plan : RunPlan
        Whose working grid is another than the layer's.
    consume : callable
        Takes :class:`FinishedRows` of the layer's grid, from top to bottom.
    """

    def __init__(self, plan: RunPlan, consume: Callable[[FinishedRows], None]) -> None:
        self._plan = plan
        self._consume = consume
        self._stack = ExitStack()
        self._dataset: Any = None
        work, area, image = plan.work, plan.area, plan.work_area
        self._down = Taps(area.row, area.height, work.down, image.row, image.height)
        self._across = Taps(area.column, area.width, work.across, image.column, image.width)
        self._held: Optional[np.ndarray] = None
        #: First row that is held, counted from the top of the working area; next one to hand out.
        self._top = self._next = 0

    def __enter__(self) -> OntoLayer:
        facts = self._plan.optical.facts
        self._dataset = self._stack.enter_context(open_layer(facts.source, facts.name))
        return self

    def __exit__(self, *problem: object) -> None:
        self._stack.close()

    def take(self, rows: FinishedRows) -> None:
        """Take the next rows of the working grid."""
        values = [rows.probabilities, rows.clear]
        values += [part[None] for part in (rows.cloud, rows.expected_error, rows.radar_seen)]
        new = np.concatenate(values, axis=0, dtype=np.float32)
        held = new if self._held is None else np.concatenate([self._held, new], axis=1)
        below = self._top + held.shape[1]
        height = self._plan.area.height
        while self._next < height:
            ready = self._down.ready(self._next, below)
            last = min(self._next + ROWS_A_STEP, ready)
            if last == self._next:
                break
            rows_down = self._down.apply(held, self._next, last, self._top, axis=1)
            across = self._across
            self._hand_out(across.apply(rows_down, 0, self._plan.area.width, 0, axis=2))
        # A copy: what is done with must not be kept alive.
        needed = self._down.first(self._next) if self._next < height else below
        self._held = held[:, needed - self._top :].copy()
        self._top = needed

    def _hand_out(self, values: np.ndarray) -> None:
        plan = self._plan
        area, count = plan.area, values.shape[1]
        window = Window(area.column, area.row + self._next, area.width, count)
        optical = plan.optical
        numbers = list(optical.bands.values())
        stored, stored_valid = read_valid(
            self._dataset, numbers, optical.nodata, window, optical.least
        )
        classes, bands = len(plan.package.classes), len(plan.optical.bands)
        probabilities = values[:classes]
        radar_seen = values[-1] >= 0.5
        # Where no tile was computed the network has said nothing.
        seen = (stored_valid.any(axis=0) | radar_seen) & (probabilities.sum(axis=0) > 0)
        self._consume(
            FinishedRows(
                row=self._next,
                probabilities=probabilities,
                clear=values[classes : classes + bands],
                cloud=values[-3],
                expected_error=values[-2],
                stored=stored,
                stored_valid=stored_valid,
                seen=seen,
                radar_seen=radar_seen,
            )
        )
        self._next += count


class Taps:
    """Which pixels of the working grid make up those of the layer, along one axis, and how much.

    A finer layer lies between two of them, a coarser one is the mean of those it covers.

    Parameters
    ----------
    start, length : int
        Pixels of the layer.
    ratio : float
        Pixels of the layer that make one of the working grid.
    offset, count : int
        Pixels of the working grid that are there; beyond, the outermost counts.
    """

    def __init__(self, start: int, length: int, ratio: float, offset: int, count: int) -> None:
        edges = np.arange(start, start + length + 1) / ratio - offset
        if ratio >= 1:
            middles = (edges[:-1] + edges[1:]) / 2 - 0.5
            first = np.floor(middles)
            share = middles - first
            weights = np.stack([1 - share, share])
        else:
            first = np.floor(edges[:-1])
            pixels = first + np.arange(int(np.ceil(1 / ratio)) + 1)[:, None]
            covered = np.minimum(edges[1:], pixels + 1) - np.maximum(edges[:-1], pixels)
            weights = np.maximum(covered, 0) * ratio
        places = first + np.arange(len(weights))[:, None]
        self._places = np.clip(places, 0, count - 1).astype(np.intp)
        self._weights = weights.astype(np.float32)

    def first(self, pixel: int) -> int:
        """Return the first pixel of the working grid that a pixel of the layer needs."""
        return int(self._places[0, pixel])

    def ready(self, start: int, below: int) -> int:
        """Return the first pixel from ``start`` on that needs one at or behind ``below``."""
        return start + int(np.searchsorted(self._places[-1, start:], below))

    def apply(self, values: np.ndarray, first: int, last: int, top: int, axis: int) -> np.ndarray:
        """Return pixels ``first`` to before ``last`` of the layer along ``axis``.

        ``values`` begin at pixel ``top`` of the working grid.
        """
        shape = [1] * values.ndim
        shape[axis] = last - first
        parts = (
            values.take(places - top, axis=axis) * weights.reshape(shape)
            for places, weights in zip(self._places[:, first:last], self._weights[:, first:last])
        )
        total: np.ndarray = next(parts)
        for part in parts:
            total += part
        return total
