"""What the tile loop asks of a network, whatever library runs it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Callable, NamedTuple, Optional, Protocol

import numpy as np


class Batch(NamedTuple):
    """Tiles on their way into a network, float32.

    ``optical`` (B, Co, H, W): square root of reflectance; ``sar`` (B, Cs, H, W): scaled decibels;
    both 0 where ``optical_valid`` and ``sar_valid`` (same shapes) are 0. ``cloud_mask``
    (B, 1, H, W) in [0, 1] or None.
    """

    optical: np.ndarray
    sar: np.ndarray
    optical_valid: np.ndarray
    sar_valid: np.ndarray
    cloud_mask: Optional[np.ndarray]


class Answer(NamedTuple):
    """What comes out, float32.

    ``probabilities`` (B, K, H, W) sum to 1; ``clear`` (B, Co, H, W): square root of reflectance;
    ``cloud`` (B, 1, H, W) in [0, 1]; ``expected_error`` (B, 1, H, W): reflectance, at least 0.
    """

    probabilities: np.ndarray
    clear: np.ndarray
    cloud: np.ndarray
    expected_error: np.ndarray


class BackendOutOfMemory(Exception):  # noqa: N818 - a condition to be answered, not an error yet
    """The device could not hold the batch; a smaller one may fit."""


class Backend(Protocol):
    """A network ready to run.

    ``device``, ``precision`` and ``runtime`` (the library and its version) say what is really used;
    ``batch_size`` how many tiles of the model's own size are worth a step; ``ahead`` how many
    batches may be begun before the results of an earlier one are asked for: 0 where they are there
    at once.
    """

    device: str
    precision: str
    runtime: str
    batch_size: int
    ahead: int

    def begin(self, batch: Batch) -> Callable[[], Answer]:
        """Start on a batch; the returned function waits for its answer.

        Raises :class:`BackendOutOfMemory`.
        """

    def run(self, batch: Batch) -> Answer:
        """Run the network and wait for its answer; raises :class:`BackendOutOfMemory`."""

    def release(self) -> None:
        """Give back what the device keeps between batches."""


class AtOnce(ABC):
    """The part of a backend whose answer is there as soon as it has run."""

    ahead = 0
    runtime = ""

    @abstractmethod
    def run(self, batch: Batch) -> Answer:
        """Run the network; raises :class:`BackendOutOfMemory`."""

    def begin(self, batch: Batch) -> Callable[[], Answer]:
        """Run the network now."""
        answer = self.run(batch)
        return lambda: answer
