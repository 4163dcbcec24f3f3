"""The rules of the restored layer: clear pixels stay the input, bit for bit."""

from __future__ import annotations

from typing import Optional

import numpy as np

from ..core.radiometry import Units

#: Impact above the threshold over which the input passes into the network's value.
FEATHER = 0.1
IMPACT_NODATA = 255


def written_impact(cloud: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Return cloud impact as written: whole percent, uint8, 255 where not ``valid``.

    Parameters
    ----------
    cloud : array, (H, W) float32 in [0, 1]
    valid : array of bool, (H, W)
    """
    percent: np.ndarray = np.rint(np.clip(cloud, 0, 1) * 100).astype(np.uint8)
    percent[~valid] = IMPACT_NODATA
    return percent


def clouded(impact: np.ndarray, threshold: float) -> np.ndarray:
    """Return where ``impact`` (as written) is at or above ``threshold``; never at nodata."""
    levels = np.arange(256) / 100
    table = levels >= threshold
    table[IMPACT_NODATA] = False
    return np.asarray(table[impact])


def replacement_share(cloud: np.ndarray, impact: np.ndarray, threshold: float) -> np.ndarray:
    """Return how much of the network's value is taken, (H, W) float32 in [0, 1].

    0 wherever the written impact is below the threshold, then a smooth step over ``FEATHER``.
    """
    t = np.clip((cloud - threshold) / FEATHER, 0, 1)
    share = t * t * (3 - 2 * t)
    return np.asarray(np.where(clouded(impact, threshold), share, 0), np.float32)


def restore_band(
    stored: np.ndarray,
    valid: np.ndarray,
    clear: np.ndarray,
    share: np.ndarray,
    units: Units,
    channel: str,
    nodata: Optional[float],
) -> np.ndarray:
    """Return a restored band in the dtype and units of its input.

    Parameters
    ----------
    stored : array, (H, W)
        The input.
    valid : array of bool, (H, W)
        Input that is not valid (nodata) stays as it is.
    clear : array, (H, W) float32
        The network's square root of reflectance.
    share : array, (H, W) float32
        From :func:`replacement_share`.
    units : Units
    channel : str
    nodata : float or None
        A restored value never equals it. None: never 0, which would read as the border around
        the scene.
    """
    change = valid & (share > 0)
    restored: np.ndarray = stored.copy()
    if not change.any():
        return restored
    old = stored[change].astype(np.float64)
    new = units.from_reflectance(np.square(np.maximum(clear[change], 0), dtype=np.float64), channel)
    mixed = old + share[change] * (new - old)
    restored[change] = _as_stored(mixed, stored.dtype, nodata)
    return restored


def _as_stored(values: np.ndarray, dtype: np.dtype, nodata: Optional[float]) -> np.ndarray:
    forbidden = 0.0 if nodata is None else nodata
    if not np.issubdtype(dtype, np.integer):
        result: np.ndarray = values.astype(dtype)
        if np.isfinite(forbidden):
            near = dtype.type(forbidden)
            result[result == near] = np.nextafter(near, dtype.type(np.inf))
        return result
    limits = np.iinfo(dtype)
    whole: np.ndarray = np.clip(np.rint(values), limits.min, limits.max).astype(dtype)
    if limits.min <= forbidden <= limits.max:
        step = -1 if forbidden >= limits.max else 1
        whole[whole == forbidden] = int(forbidden) + step
    return whole
