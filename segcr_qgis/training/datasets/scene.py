"""One training scene in the network's own units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OPTICAL = ("B2", "B3", "B4", "B8", "B11", "B12")
SAR = ("VV", "VH")
#: Label that no loss and no score looks at.
IGNORE = 255


@dataclass(frozen=True)
class Scene:
    """A clear optical image with radar and labels.

    Attributes
    ----------
    name : str
        Public source and file, such as ``volkov/003``.
    group : str
        Kind of source, by which training mixes: ``multiband``, ``falsecolor``, ``rgb``,
        ``procedural`` or ``pair``.
    optical : (6, H, W) float16
        Reflectance of B2 B3 B4 B8 B11 B12; NaN where a band or pixel is missing.
    sar : (2, H, W) float16
        VV, VH in decibels; NaN where missing.
    labels : (H, W) uint8
        Class index 0..7 (code - 1), or :data:`IGNORE`.
    cloudy : (6, H, W) float16 or None
        A really clouded image of the same place, for ``pair``.
    """

    name: str
    group: str
    optical: NDArray[np.float16]
    sar: NDArray[np.float16]
    labels: NDArray[np.uint8]
    cloudy: NDArray[np.float16] | None = None


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
