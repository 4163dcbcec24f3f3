"""How near a restored image is to the truth; images are reflectance, (bands, H, W)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Optional

import numpy as np
from scipy.ndimage import correlate1d

SSIM_RADIUS = 5
SSIM_SIGMA = 1.5
_C1, _C2 = 0.01**2, 0.03**2


@dataclass(frozen=True)
class ImageScores:
    """PSNR in dB (range 1), SSIM in [-1, 1], SAM in degrees, MAE in reflectance; NaN if empty."""

    psnr: float
    ssim: float
    sam: float
    mae: float
    pixels: int

    def to_json(self) -> dict[str, float]:
        """Return the scores as a dict."""
        return asdict(self)


def image_scores(
    truth: np.ndarray, restored: np.ndarray, mask: Optional[np.ndarray] = None
) -> ImageScores:
    """Score ``restored`` against ``truth`` where ``mask`` is set.

    Parameters
    ----------
    truth, restored : array, (bands, H, W)
        Reflectance; ``restored`` is clipped to [0, 1], the truth is not. Pixels that are NaN in
        either do not count.
    mask : array of bool, (H, W), optional
    """
    truth = np.asarray(truth, np.float64)
    restored = np.clip(np.asarray(restored, np.float64), 0, 1)
    counts = np.isfinite(truth).all(axis=0) & np.isfinite(restored).all(axis=0)
    if mask is not None:
        counts &= np.asarray(mask, bool)
    pixels = int(counts.sum())
    if pixels == 0:
        return ImageScores(*(float("nan"),) * 4, pixels=0)
    return ImageScores(
        psnr(truth, restored, counts),
        float(ssim_map(np.nan_to_num(truth), np.nan_to_num(restored))[counts].mean()),
        spectral_angle(truth, restored, counts),
        float(np.abs(truth - restored)[:, counts].mean()),
        pixels,
    )


def psnr(truth: np.ndarray, restored: np.ndarray, counts: np.ndarray) -> float:
    """Return the peak signal-to-noise ratio in dB for a range of 1; infinite where equal."""
    error = float(np.square(truth - restored)[:, counts].mean())
    return float("inf") if error == 0 else float(-10 * np.log10(error))


def ssim_map(truth: np.ndarray, restored: np.ndarray, off_centre: float = 0.0) -> np.ndarray:
    """Return the structural similarity of every pixel, averaged over bands, (H, W).

    A Gaussian window of 11 x 11 pixels with sigma 1.5, centred on the pixel; zeros beyond the
    border, as in the code the benchmarks use. Some of that code centres its window half a pixel
    off: ``off_centre`` 0.5.
    """

    def _smooth(image: np.ndarray) -> np.ndarray:
        return smooth(image, off_centre)

    mean_t, mean_r = _smooth(truth), _smooth(restored)
    spread_t = _smooth(truth * truth) - mean_t**2
    spread_r = _smooth(restored * restored) - mean_r**2
    common = _smooth(truth * restored) - mean_t * mean_r
    above = (2 * mean_t * mean_r + _C1) * (2 * common + _C2)
    below = (mean_t**2 + mean_r**2 + _C1) * (spread_t + spread_r + _C2)
    return np.asarray((above / below).mean(axis=0))


def spectral_angle(truth: np.ndarray, restored: np.ndarray, counts: np.ndarray) -> float:
    """Return the mean angle between spectra in degrees."""
    t, r = truth[:, counts], restored[:, counts]
    lengths = np.linalg.norm(t, axis=0) * np.linalg.norm(r, axis=0)
    cosine = (t * r).sum(axis=0) / np.maximum(lengths, 1e-12)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean())


def smooth(image: np.ndarray, off_centre: float = 0.0) -> np.ndarray:
    """Return ``image`` (C, H, W) averaged by the Gaussian window, centred or not."""
    offsets = np.arange(-SSIM_RADIUS, SSIM_RADIUS + 1) - off_centre
    window = np.exp(-(offsets**2) / (2 * SSIM_SIGMA**2))
    window /= window.sum()
    for axis in (1, 2):
        image = correlate1d(image, window, axis=axis, mode="constant")
    return image
