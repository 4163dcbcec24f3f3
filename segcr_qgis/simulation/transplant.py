"""Transplanted clouds: real cloud taken from one image and laid over another."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .clouds import CloudyScene
from .noise import Image

#: Pixels over which the colour of the clear surroundings is carried under the donor's cloud.
GROUND_PIXELS = 24.0
#: Shares of the donor's pixels that stand for its brightest cloud, band by band.
TOP_QUANTILE = 0.98


def transplant_clouds(
    reflectance: Image, donor: Image, donor_mask: np.ndarray, feather: float = 1.5
) -> CloudyScene:
    """Lay the real cloud of another image over a clear one.

    The donor is read as ``ground (1 - a) + cloud a``: ``a`` follows from how far each pixel lies
    between the donor's clear surroundings and its brightest cloud, so that texture and thin rims
    of the real cloud stay; only the ground that shows through is exchanged.

    Parameters
    ----------
    reflectance : (C, H, W) float32
        Clear surface; may hold NaN, which stays.
    donor : (C, H, W) float32
        Really clouded image with the same bands; NaN counts as clear.
    donor_mask : (H, W) bool
        Where the donor is clouded.
    feather : float
        Pixels over which the cloud fades at the rim of the mask.

    Returns
    -------
    CloudyScene
        ``shade`` is 0: the donor's shadows stay behind.
    """
    known = np.isfinite(donor).all(axis=0)
    inside = np.asarray(donor_mask, bool) & known
    shape = inside.shape
    empty = np.zeros(shape, np.float32)
    if not inside.any():
        return CloudyScene(reflectance.astype(np.float32), empty, empty, empty)
    values = np.where(known, donor, 0)
    ground = _surroundings(values, known & ~np.asarray(donor_mask, bool))
    top = np.quantile(values[:, inside], TOP_QUANTILE, axis=1)[:, None, None]
    contrast = np.maximum(top - ground, 1e-3)
    # The bands agree on one opacity; the short waves, where ground is dark, know it best.
    weight = contrast / contrast.sum(axis=0)
    opacity = np.clip(((values - ground) / contrast * weight).sum(axis=0), 0, 1)
    opacity *= ndimage.gaussian_filter(inside.astype(np.float32), feather)
    opacity = np.where(inside | (opacity > 0.02), opacity, 0).astype(np.float32)
    cloud_light = np.clip(values - (1 - opacity) * ground, 0, None) * (opacity > 0)
    cloudy = reflectance * (1 - opacity) + cloud_light
    thickness = -np.log1p(-np.minimum(opacity, 0.9999))
    return CloudyScene(cloudy.astype(np.float32), opacity, empty, np.asarray(thickness, np.float32))


def _surroundings(values: Image, clear: np.ndarray) -> Image:
    """Return the colour of the clear surroundings everywhere, (C, H, W)."""
    if not clear.any():
        dark = np.quantile(values.reshape(len(values), -1), 0.02, axis=1)
        return np.broadcast_to(dark[:, None, None], values.shape).astype(np.float32)
    weight = ndimage.gaussian_filter(clear.astype(np.float32), GROUND_PIXELS) + 1e-6
    mean = values[:, clear].mean(axis=1)
    spread = [
        (ndimage.gaussian_filter(np.where(clear, band, 0), GROUND_PIXELS) + 1e-6 * middle) / weight
        for band, middle in zip(values, mean)
    ]
    return np.asarray(np.stack(spread), np.float32)
