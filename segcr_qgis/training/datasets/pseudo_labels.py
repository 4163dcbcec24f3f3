"""Labels for training only, where a source has none; no score ever uses them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...simulation.materials import DECIBEL_UNIT, log_likelihoods

#: Posterior from which a pixel's class is trusted: all bands known, or near and short-wave
#: infrared completed from three.
TRUSTED, TRUSTED_COMPLETED = 0.6, 0.8
CROPS, BARE, RANGELAND = 4, 6, 8


def from_materials(optical: np.ndarray, sar: np.ndarray, trusted: float = TRUSTED) -> np.ndarray:
    """Classify pixels by the table of materials, keeping confident and locally agreed ones.

    ``optical`` (6, H, W) reflectance, ``sar`` (2, H, W) dB, NaN where missing -> codes (H, W),
    0 where unsure. Needs near and short-wave infrared: without them cities look like trees.
    """
    shape = optical.shape[1:]
    features = np.concatenate([np.sqrt(np.clip(optical, 0, 1.5)), sar / DECIBEL_UNIT])
    used = [k for k in range(8) if np.isfinite(features[k]).mean() > 0.9]
    flat = np.nan_to_num(features.reshape(8, -1).T.astype(np.float64))
    density = log_likelihoods(flat, used)
    density -= density.max(1, keepdims=True)
    posterior = np.exp(density)
    posterior /= posterior.sum(1, keepdims=True)
    smooth = np.stack([ndimage.uniform_filter(posterior[:, k].reshape(shape), 5) for k in range(8)])
    codes = smooth.argmax(0) + 1
    agreed = (smooth.max(0) > trusted) & np.isfinite(features[used]).all(0)
    return np.where(agreed, codes, 0).astype(np.uint8)


def plain(codes: np.ndarray) -> np.ndarray:
    """Forget what one date's spectrum cannot tell: a bare field is cropland, a meadow rangeland."""
    return np.where(np.isin(codes, (BARE, RANGELAND)), 0, codes).astype(np.uint8)


def with_cropland(codes: np.ndarray, cropland: np.ndarray) -> np.ndarray:
    """Return ``codes`` (H, W) with the crops of a product: where it says so, and nowhere else.

    What looks like crops or a meadow and is no cropland is grassland: rangeland in our classes.
    """
    elsewhere = np.where(codes == CROPS, RANGELAND, np.where(codes == BARE, 0, codes))
    return np.where(cropland, CROPS, elsewhere).astype(np.uint8)


def from_rgb_and_vh(optical: np.ndarray, sar: np.ndarray) -> np.ndarray:
    """Label what is plain from colour, VH and above all texture: water, towns, woods, open land.

    Streets and roofs vary from pixel to pixel; slopes, bright as towns on the side that faces the
    radar, do not. Thresholds were read off places that the eye knows in the Los Angeles tiles.

    Arguments and result as in :func:`from_materials`.
    """
    blue, green, red = (band.astype(np.float64) for band in optical[:3])
    mean = (blue + green + red) / 3
    radar = 10 * np.log10(ndimage.uniform_filter(10 ** (sar[1].astype(np.float64) / 10), 15))
    fine = mean - ndimage.uniform_filter(mean, 5)
    grain = np.sqrt(np.maximum(ndimage.uniform_filter(fine**2, 21), 0))
    near = np.maximum(ndimage.uniform_filter(mean**2, 7) - ndimage.uniform_filter(mean, 7) ** 2, 0)
    smoothness = np.sqrt(near)
    greenness = ndimage.uniform_filter(green - 0.5 * (red + blue), 9)
    brightness = ndimage.uniform_filter(mean, 9)
    codes = np.zeros(mean.shape, np.uint8)
    codes[(grain < 0.010) & (smoothness > 0.006) & (greenness < 0) & (radar > -19)] = 8
    codes[(grain > 0.0145) & (greenness < 0) & (radar > -16.5)] = 5
    green_land = (greenness > 0.003) & (radar > -21) & (radar < -12) & (smoothness > 0.003)
    codes[green_land & (brightness < 0.09)] = 2
    codes[green_land & (brightness > 0.1) & (brightness < 0.16)] = 8
    codes[(radar < -19) & (smoothness < 0.004) & (brightness < 0.13)] = 1
    return codes
