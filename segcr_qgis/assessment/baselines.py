"""What anyone could put under a cloud without a network; both are told the true mask."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt, uniform_filter


def mean_clear_colour(image: np.ndarray, cloudy: np.ndarray) -> np.ndarray:
    """Fill ``cloudy`` pixels with the mean of the clear ones, band by band.

    Parameters
    ----------
    image : array, (bands, H, W)
    cloudy : array of bool, (H, W)

    Returns
    -------
    array, (bands, H, W) float64; unchanged where nothing is clear.
    """
    filled = np.array(image, np.float64)
    if cloudy.any() and not cloudy.all():
        filled[:, cloudy] = filled[:, ~cloudy].mean(axis=1, keepdims=True)
    return filled


def nearest_clear_pixel(image: np.ndarray, cloudy: np.ndarray) -> np.ndarray:
    """Fill ``cloudy`` pixels with the nearest clear one; arguments as in the mean."""
    filled = np.array(image, np.float64)
    if cloudy.any() and not cloudy.all():
        nearest = distance_transform_edt(cloudy, return_distances=False, return_indices=True)
        filled = filled[:, nearest[0], nearest[1]]
    return filled


def radar_regression(image: np.ndarray, sar: np.ndarray, cloudy: np.ndarray) -> np.ndarray:
    """Fill ``cloudy`` pixels with what radar says in this scene: least squares on its clear pixels.

    Parameters
    ----------
    image : array, (bands, H, W)
    sar : array, (polarisations, H, W)
        Decibels; smoothed over 5 pixels, with squares and products, NaN counts as the mean.
    cloudy : array of bool, (H, W)

    Returns
    -------
    array, (bands, H, W) float64; unchanged where nothing is clear or there is no radar.
    """
    filled = np.array(image, np.float64)
    seen = [plane for plane in np.asarray(sar, np.float64) if np.isfinite(plane).any()]
    if not seen or not cloudy.any() or cloudy.all():
        return filled
    planes = []
    for plane in seen:
        known = np.where(np.isfinite(plane), plane, np.nanmean(plane))
        smooth = uniform_filter(known, 5)
        planes.append((smooth - smooth.mean()) / max(float(smooth.std()), 1e-6))
    products = [a * b for i, a in enumerate(planes) for b in planes[i:]]
    features = np.stack([np.ones(cloudy.shape), *planes, *products])
    clear = ~cloudy
    coefficients, *_ = np.linalg.lstsq(features[:, clear].T, filled[:, clear].T, rcond=None)
    filled[:, cloudy] = np.clip(features[:, cloudy].T @ coefficients, 0, None).T
    return filled
