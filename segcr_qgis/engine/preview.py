"""Small pictures of a run for its report, gathered while the rows go by."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .predict import FinishedRows
from .prepare import RunPlan

SIDE = 480


@dataclass(frozen=True)
class Pictures:
    """Pictures of a run, uint8 (height, width, 3): input, restored image, class map."""

    before: np.ndarray
    after: np.ndarray
    classes: np.ndarray


class Preview:
    """Every n-th pixel of the rows that pass."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._step = max(1, -(-max(plan.area.width, plan.area.height) // SIDE))
        self._before: list[np.ndarray] = []
        self._after: list[np.ndarray] = []
        self._valid: list[np.ndarray] = []
        self._classes: list[np.ndarray] = []

    def add(self, rows: FinishedRows, classes: np.ndarray, restored: np.ndarray) -> None:
        """Take what is needed of finished rows."""
        step = self._step
        picked = slice(-rows.row % step, None, step)
        across = slice(None, None, step)
        self._before.append(rows.stored[:, picked, across].astype(np.float32))
        self._valid.append(rows.stored_valid[:, picked, across])
        self._after.append(restored[:, picked, across].astype(np.float32))
        self._classes.append(classes[picked, across].copy())

    def pictures(self) -> Pictures:
        """Return the pictures; both images share one stretch, that of the restored one."""
        before = np.concatenate(self._before, axis=1)
        after = np.concatenate(self._after, axis=1)
        valid = np.concatenate(self._valid, axis=1)
        channels = list(self._plan.optical.bands)
        red_green_blue = [c for c in ("B4", "B3", "B2") if c in channels]
        shown = red_green_blue if len(red_green_blue) == 3 else [channels[0]] * 3
        indices = [channels.index(channel) for channel in shown]
        table = np.zeros((256, 3), np.uint8)
        for entry in self._plan.package.classes:
            table[entry.code] = entry.rgb()
        # Nodata such as -9999 would take all contrast.
        stretch = [_limits(after[index][valid[index]]) for index in indices]
        return Pictures(
            _picture(before[indices], stretch),
            _picture(after[indices], stretch),
            table[np.concatenate(self._classes)],
        )


def _limits(values: np.ndarray) -> tuple[float, float]:
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    low, high = (float(v) for v in np.percentile(finite, (2, 98)))
    return low, max(high, low + 1e-6)


def _picture(bands: np.ndarray, stretch: list[tuple[float, float]]) -> np.ndarray:
    scaled = [
        np.clip((np.nan_to_num(band) - low) / (high - low), 0, 1)
        for band, (low, high) in zip(bands, stretch)
    ]
    return np.asarray((np.stack(scaled, axis=-1) * 255).round(), np.uint8)
