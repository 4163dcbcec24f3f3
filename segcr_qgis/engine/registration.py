"""How far the radar image lies beside the optical one: an estimate from a few patches.

Radar and optical brightness have nothing in common, edges have: the orientation of gradients is
compared, as in CFOG (Ye et al., IEEE TGRS 57(11), 2019), by correlation in the frequency domain.
"""

from __future__ import annotations

from typing import Callable, Optional

import numpy as np

from ..core.tiling import Window
from .prepare import RunPlan
from .scene import Scene

#: Side of a patch and how many a side of the area, in pixels; the largest shift that is sought.
PATCH, PATCHES_A_SIDE, FARTHEST = 256, 3, 12
ORIENTATIONS = 6
#: Share of a patch that must hold both images.
LEAST_VALID = 0.9
#: Peaks this many standard deviations above the rest count; so many must, and agree within so
#: many pixels, or nothing is said.
LEAST_PEAK, LEAST_PATCHES, AGREEMENT = 2.5, 3, 1.5


def estimate_shift(
    plan: RunPlan, stopped: Callable[[], bool] = lambda: False
) -> Optional[tuple[float, float]]:
    """Return columns and rows by which the radar content lies right of and below the optical one.

    None where there is no radar, too little structure to tell, or ``stopped`` said so: it is
    asked before every patch.
    """
    if plan.sar is None:
        return None
    shifts = []
    with Scene(plan) as scene:
        for window in _patches(plan.area):
            if stopped():
                return None
            strip = scene.strip(window)
            seen = strip.stored_valid.all(axis=0), strip.sar_valid.any(axis=0)
            if min(part.mean() for part in seen) < LEAST_VALID:
                continue
            optical = strip.stored.astype(np.float64).mean(axis=0)
            found = patch_shift(optical, strip.sar.mean(axis=0))
            if found is not None:
                shifts.append(found)
    if len(shifts) < LEAST_PATCHES:
        return None
    middle = np.median(shifts, axis=0)
    near = np.abs(np.asarray(shifts) - middle).max(axis=1) <= AGREEMENT
    if near.sum() * 2 <= len(shifts):
        return None
    return float(middle[0]), float(middle[1])


def patch_shift(optical: np.ndarray, radar: np.ndarray) -> Optional[tuple[float, float]]:
    """Return the shift of ``radar`` against ``optical`` (both (H, W)), None without a clear peak.

    Columns to the right, rows down, in pixels.
    """
    first, second = (_orientations(np.nan_to_num(image)) for image in (optical, radar))
    spectrum = (np.conj(np.fft.rfft2(first)) * np.fft.rfft2(second)).sum(axis=0)
    surface = np.fft.fftshift(np.fft.irfft2(spectrum, first.shape[-2:]))
    row, column = (size // 2 for size in surface.shape)
    reach = min(FARTHEST, row - 1, column - 1)
    near = surface[row - reach : row + reach + 1, column - reach : column + reach + 1]
    top, left = np.unravel_index(int(near.argmax()), near.shape)
    if (near.max() - near.mean()) < LEAST_PEAK * near.std() or near.std() == 0:
        return None
    if reach in (abs(left - reach), abs(top - reach)):
        # A peak on the rim belongs to something farther away, or to nothing.
        return None
    return float(left - reach), float(top - reach)


def _patches(area: Window) -> list[Window]:
    """Return patches spread over the area, from top to bottom."""

    def starts(first: int, length: int) -> list[int]:
        side = min(PATCH, length)
        count = max(1, min(PATCHES_A_SIDE, length // side))
        return [first + round((i + 0.5) * length / count - side / 2) for i in range(count)]

    width, height = min(PATCH, area.width), min(PATCH, area.height)
    columns, rows = starts(area.column, area.width), starts(area.row, area.height)
    return [Window(column, row, width, height) for row in rows for column in columns]


def _orientations(image: np.ndarray) -> np.ndarray:
    """Return how strongly every pixel's gradient points each way, smoothed, mean 0, (O, H, W)."""
    low, high = np.percentile(image, (2, 98))
    smooth = _smooth(np.clip(image, low, high), 1.5)
    down, right = np.gradient(smooth)
    angles = np.arange(ORIENTATIONS) * np.pi / ORIENTATIONS
    channels = np.stack([np.abs(np.cos(a) * right + np.sin(a) * down) for a in angles])
    channels = np.stack([_smooth(channel, 1.0) for channel in channels])
    norm = np.sqrt((channels**2).sum(axis=0)) + 1e-6 + 0.05 * channels.max()
    channels = channels / norm
    channels = channels - channels.mean(axis=(1, 2), keepdims=True)
    window = np.outer(np.hanning(image.shape[0]), np.hanning(image.shape[1]))
    return np.asarray(channels * window)


def _smooth(image: np.ndarray, sigma: float) -> np.ndarray:
    """Convolve with a Gaussian, mirrored at the edges."""
    radius = int(3 * sigma + 0.5)
    offsets = np.arange(-radius, radius + 1)
    kernel = np.exp(-0.5 * (offsets / sigma) ** 2)
    kernel /= kernel.sum()
    for axis in (0, 1):
        room = [(0, 0), (0, 0)]
        room[axis] = (radius, radius)
        padded = np.pad(image, room, mode="symmetric")
        length = image.shape[axis]
        image = sum(
            weight * np.take(padded, range(k, k + length), axis=axis)
            for k, weight in enumerate(kernel)
        )
    return np.asarray(image)
