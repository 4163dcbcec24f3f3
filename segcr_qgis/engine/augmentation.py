"""Test-time augmentation: the mean of the answers to mirrored and turned copies of a tile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

import numpy as np

from .backend import Answer, AtOnce, Backend, Batch

#: (quarter turns, whether mirrored) of the copies, the untouched tile first.
VIEWS: dict[str, tuple[tuple[int, bool], ...]] = {
    "none": ((0, False),),
    # Mirrored left-right, up-down, both.
    "flips": ((0, False), (0, True), (2, True), (2, False)),
    "rotations": tuple((turns, mirrored) for turns in range(4) for mirrored in (False, True)),
}


class AugmentedBackend(AtOnce):
    """A backend that asks another one for every view of a batch and averages in the tile's frame.

    Parameters
    ----------
    backend : Backend
    views : sequence of (int, bool)
        Quarter turns and mirroring of each copy.
    """

    def __init__(self, backend: Backend, views: Sequence[tuple[int, bool]]) -> None:
        self._backend = backend
        self._views = views
        self.device = backend.device
        self.precision = backend.precision
        self.runtime = backend.runtime
        self.batch_size = backend.batch_size

    def run(self, batch: Batch) -> Answer:
        """Return the mean answer; raises :class:`BackendOutOfMemory`."""
        total: Optional[list[np.ndarray]] = None
        for turns, mirrored in self._views:
            view = Batch(*(_turned(v, turns, mirrored) for v in batch))  # type: ignore[arg-type]
            parts = [_returned(v, turns, mirrored) for v in self._backend.run(view)]
            if total is None:
                total = [part.copy() for part in parts]
            else:
                for whole, part in zip(total, parts):
                    whole += part
        share = np.float32(1 / len(self._views))
        return Answer(*(whole * share for whole in total or ()))

    def release(self) -> None:
        """Give back what the device keeps between batches."""
        self._backend.release()


def augmented(backend: Backend, augment: str) -> Backend:
    """Return ``backend`` as the request's ``augment`` wants it."""
    views = VIEWS[augment]
    return backend if len(views) == 1 else AugmentedBackend(backend, views)


def _turned(values: Optional[np.ndarray], turns: int, mirrored: bool) -> Optional[np.ndarray]:
    if values is None:
        return None
    view = values[..., ::-1] if mirrored else values
    # Libraries take no negative strides.
    return np.ascontiguousarray(np.rot90(view, turns, axes=(2, 3)))


def _returned(values: np.ndarray, turns: int, mirrored: bool) -> np.ndarray:
    view = np.rot90(values, -turns, axes=(2, 3))
    return np.asarray(view[..., ::-1] if mirrored else view)
