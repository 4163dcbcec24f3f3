"""What anyone could put under a cloud without a network; both are told the true mask."""

from __future__ import annotations

import numpy as np
from scipy.ndimage import distance_transform_edt


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
