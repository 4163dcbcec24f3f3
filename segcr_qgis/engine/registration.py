"""How far the radar image lies beside the optical one: an estimate from a few patches.

Radar and optical brightness have nothing in common, edges have: the orientation of gradients is
compared, as in CFOG (Ye et al., IEEE TGRS 57(11), 2019), by correlation in the frequency domain.
The correlation surfaces of all patches are averaged before a peak is looked for: what one patch
shows by chance the others do not.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Callable, NamedTuple, Optional

import numpy as np

from ..core.tiling import Window
from .prepare import RunPlan
from .scene import Scene

#: Side of a patch and how many a side of the area, in pixels; the largest shift that is sought,
#: and how far around the correlation is looked at to tell a peak from chance.
PATCH, PATCHES_A_SIDE, FARTHEST, AROUND = 256, 3, 12, 32
ORIENTATIONS = 6
#: Slow changes, such as town beside fields, make a broad hill of correlation that leans to a side:
#: what is smoother than this many pixels does not count.
SMOOTHEST = 6.0
#: Share of a patch that must hold both images, and patches that must be left.
LEAST_VALID, LEAST_PATCHES = 0.9, 3
#: Pixels a side below which an area shows no shift.
LEAST_SIDE = 16
#: A peak counts that stands so many standard deviations above the correlation around it, so many
#: times above the next one farther than so many pixels away, and in both halves of the patches
#: within so many pixels of the same place.
LEAST_PEAK, LEAST_LEAD, APART, AGREEMENT = 6.0, 1.25, 4, 2
#: Shift from which the user is told, in pixels, where the best correlation of any smaller shift is
#: at most this share of the peak's.
PIXELS_BESIDE, MOST_WITHIN = 2.0, 0.85


class Shift(NamedTuple):
    """Pixels by which the radar content lies right of and below the optical one.

    ``beside`` tells that it surely does, by more than :data:`PIXELS_BESIDE` of the pixels that the
    network works on.
    """

    columns: float
    rows: float
    beside: bool


def estimate_shift(plan: RunPlan, stopped: Callable[[], bool] = lambda: False) -> Optional[Shift]:
    """Return the shift between radar and optical content.

    None where there is no radar, too little ground or structure to tell, or ``stopped`` said so: it
    is asked before every patch.
    """
    if plan.sar is None or min(plan.work_area.width, plan.work_area.height) < LEAST_SIDE:
        return None
    surfaces = []
    with Scene(plan) as scene:
        for window in _patches(plan.work_area):
            if stopped():
                return None
            strip = scene.strip(window)
            seen = strip.stored_valid.all(axis=0), strip.sar_valid.any(axis=0)
            if min(part.mean() for part in seen) < LEAST_VALID:
                continue
            optical = strip.stored.astype(np.float64).mean(axis=0)
            surfaces.append(correlation(optical, strip.sar.mean(axis=0)))
    found = find_shift(surfaces)
    if found is None:
        return None
    # The network's pixels may be others than the layer's.
    columns, rows = found.columns * plan.work.across, found.rows * plan.work.down
    return found._replace(columns=columns, rows=rows)


def correlation(optical: np.ndarray, radar: np.ndarray) -> np.ndarray:
    """Return how alike two images (H, W) are when one is shifted, from -1 to 1.

    The middle stands for no shift, to the right and below lie radar contents shifted to there.
    """
    first, second = (_orientations(np.nan_to_num(image)) for image in (optical, radar))
    height, width = first.shape[-2:]
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    fine = 1 - np.exp(-2 * (np.pi * SMOOTHEST) ** 2 * (down**2 + across**2))
    spectra = [np.fft.rfft2(image) * fine for image in (first, second)]
    surface = np.fft.fftshift(np.fft.irfft2((np.conj(spectra[0]) * spectra[1]).sum(axis=0),
                                            (height, width)))  # fmt: skip
    scale = np.sqrt(np.prod([(np.fft.irfft2(s, (height, width)) ** 2).sum() for s in spectra]))
    row, column = height // 2, width // 2
    reach = min(AROUND, (min(height, width) - 1) // 2)
    near = surface[row - reach : row + reach + 1, column - reach : column + reach + 1]
    return np.asarray(near / scale if scale > 0 else np.zeros_like(near))


def find_shift(surfaces: Sequence[np.ndarray]) -> Optional[Shift]:
    """Return the shift that :func:`correlation` of several patches agrees on, None without one."""
    if len(surfaces) < LEAST_PATCHES:
        return None
    mean = np.mean(surfaces, axis=0)
    row, column = _peak(mean)
    if FARTHEST in (abs(row), abs(column)):
        # A peak on the rim belongs to something farther away, or to nothing.
        return None
    middle = mean.shape[0] // 2
    down, across = np.ogrid[-middle : middle + 1, -middle : middle + 1]
    elsewhere = mean[np.maximum(abs(down - row), abs(across - column)) > APART]
    highest = mean[middle + row, middle + column]
    clear = highest - elsewhere.mean() >= LEAST_PEAK * elsewhere.std() > 0
    if not clear or highest < LEAST_LEAD * elsewhere.max():
        return None
    for half in (surfaces[::2], surfaces[1::2]):
        if np.abs(np.subtract(_peak(np.mean(half, axis=0)), (row, column))).max() > AGREEMENT:
            return None
    within = mean[np.hypot(down, across) <= PIXELS_BESIDE].max()
    beside = math.hypot(row, column) > PIXELS_BESIDE and within <= MOST_WITHIN * highest
    return Shift(float(column), float(row), bool(beside))


def _peak(surface: np.ndarray) -> tuple[int, int]:
    """Return rows and columns from the middle to the highest value not too far from it."""
    middle = surface.shape[0] // 2
    reach = min(FARTHEST, middle)
    near = surface[middle - reach : middle + reach + 1, middle - reach : middle + reach + 1]
    row, column = np.unravel_index(int(near.argmax()), near.shape)
    return int(row) - reach, int(column) - reach


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
