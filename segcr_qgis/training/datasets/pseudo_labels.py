"""Labels for training only, where a source has none; no score ever uses them."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from ...simulation.materials import DECIBEL_UNIT, log_likelihoods

#: Posterior from which a pixel's class is trusted: all bands known, or near and short-wave
#: infrared completed from three.
TRUSTED, TRUSTED_COMPLETED = 0.6, 0.8
#: Share of town pixels that keep their label: towns are most of what is plain in these tiles.
TOWN_SHARE = 0.3


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


def from_rgb_and_vh(optical: np.ndarray, sar: np.ndarray) -> np.ndarray:
    """Label what is plain from colour and VH alone: open water, dense towns, dark green woods.

    Arguments and result as in :func:`from_materials`.
    """
    blue, green, red = optical[:3]
    radar = 10 * np.log10(ndimage.uniform_filter(10 ** (sar[1] / 10), 9))
    brightness = ndimage.uniform_filter((blue + green + red) / 3, 5)
    rough = np.sqrt(
        np.maximum(ndimage.uniform_filter(green**2, 7) - ndimage.uniform_filter(green, 7) ** 2, 0)
    )
    greenness = ndimage.uniform_filter(green - 0.5 * (red + blue), 5)
    codes = np.zeros(red.shape, np.uint8)
    low = np.percentile(radar, 2)
    codes[(radar < min(low + 3, -21.5)) & (rough < 0.012) & (brightness < 0.13)] = 1
    # Slopes that face the radar are as bright as towns, but brown where roofs are grey.
    brown = ndimage.uniform_filter(red - blue, 9)
    rng = np.random.default_rng(int(green.sum() * 1e3) % 2**32)
    blobs = ndimage.gaussian_filter(rng.standard_normal(red.shape), 12)
    kept = blobs > np.quantile(blobs, 1 - TOWN_SHARE)
    town = (radar > -13.0) & (rough > 0.012) & (greenness < 0.004) & (brown < 0.005)
    codes[town & kept] = 5
    codes[(brown > 0.012) & (rough > 0.006) & (radar > -22) & (radar < -12)] = 8
    green = (greenness > 0.003) & (radar > -21) & (radar < -12)
    codes[green & (brightness < 0.09)] = 2
    codes[green & (brightness > 0.1) & (brightness < 0.16)] = 8
    return codes
