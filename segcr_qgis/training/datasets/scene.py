"""One training sample, whatever it was read from."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

OPTICAL = ("B2", "B3", "B4", "B8", "B11", "B12")
SAR = ("VV", "VH")
#: Label that no loss and no score looks at.
IGNORE = 255
#: Groups of the open data whose labels are guessed from spectra: never scored by.
PSEUDO_LABELLED = frozenset({"multiband", "falsecolor", "rgb"})


class BrokenSample(Exception):  # noqa: N818 - the file's fault: named and skipped, no failure
    """A sample that cannot be read; ``file`` is what is wrong, ``reason`` how."""

    def __init__(self, file: object, reason: str) -> None:
        super().__init__(f"{file}: {reason}")
        self.file, self.reason = str(file), reason


@dataclass(frozen=True)
class Scene:
    """A clear optical image with radar and labels, and where there is one, a clouded image.

    Attributes
    ----------
    name : str
        Public source and file, such as ``volkov/003``.
    group : str
        Kind of source, by which training mixes: ``multiband``, ``mapped`` (with the labels of a
        land-cover map), ``falsecolor``, ``rgb``, ``procedural``, ``pair``, or a dataset's name.
    optical : (C, H, W) float
        Reflectance of ``bands``; NaN where a band or pixel is missing.
    sar : (S, H, W) float
        Decibels of ``polarisations`` on the optical grid; NaN where missing.
    labels : (h, w) uint8
        Class index from 0, or :data:`IGNORE`; on its own grid where ``label_ratio`` is not 1:1.
    cloudy : (C, H, W) float or None
        A really clouded image of the same place; without one, clouds are simulated.
    bands, polarisations : tuple of str
    mask : (H, W) bool or None
        Where ``cloudy`` is clouded, as the source says.
    label_ratio : (int, int)
        Label pixels for optical pixels along a side, such as (3, 10) for 10 m and 3 m.
    place : str
        What may never be on both sides of a split.
    """

    name: str
    group: str
    optical: NDArray[np.floating]
    sar: NDArray[np.floating]
    labels: NDArray[np.uint8]
    cloudy: NDArray[np.floating] | None = None
    bands: tuple[str, ...] = OPTICAL
    polarisations: tuple[str, ...] = SAR
    mask: NDArray[np.bool_] | None = None
    label_ratio: tuple[int, int] = (1, 1)
    place: str = ""

    @property
    def pixels(self) -> int:
        """Return the number of pixels."""
        return int(self.optical.shape[1] * self.optical.shape[2])

    @property
    def scored(self) -> bool:
        """Return whether the labels are good enough to score by."""
        return self.group not in PSEUDO_LABELLED

    def middle(self, side: int) -> Scene:
        """Return the middle of the scene, at most ``side`` pixels a side; itself where smaller.

        A copy: the pixels around it are not kept in memory. Where labels have a grid of their own,
        it is a whole number of their pixels.
        """
        height, width = self.optical.shape[1:]
        if max(height, width) <= side:
            return self
        over, under = self.label_ratio
        rows, columns = (min(length, side) // under * under for length in (height, width))
        top, left = ((height - rows) // 2 // under * under, (width - columns) // 2 // under * under)

        def take(array: np.ndarray, over: int = 1, under: int = 1) -> np.ndarray:
            first, last = top * over // under, (top + rows) * over // under
            start, end = left * over // under, (left + columns) * over // under
            return array[..., first:last, start:end].copy()

        return replace(
            self,
            optical=take(self.optical),
            sar=take(self.sar),
            labels=take(self.labels, over, under),
            cloudy=None if self.cloudy is None else take(self.cloudy),
            mask=None if self.mask is None else take(self.mask),
        )

    def load(self) -> Scene:
        """Return itself: scenes and entries that are yet to be read are drawn alike."""
        return self


def scene(
    name: str,
    group: str,
    optical: np.ndarray,
    sar: np.ndarray | None = None,
    codes: np.ndarray | None = None,
    cloudy: np.ndarray | None = None,
) -> Scene:
    """Build a scene: missing radar becomes NaN, class codes (0 = unknown) become label indices."""
    shape = optical.shape[1:]
    radar = np.full((2, *shape), np.nan) if sar is None else sar
    codes = np.zeros(shape, np.uint8) if codes is None else codes
    labels = np.where(codes == 0, IGNORE, codes.astype(int) - 1).astype(np.uint8)
    return Scene(
        name,
        group,
        optical.astype(np.float16),
        radar.astype(np.float16),
        labels,
        None if cloudy is None else cloudy.astype(np.float16),
    )
