"""Fractal noise: the raw material of clouds, relief, patches and texture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Image = NDArray[np.float32]


def fractal(
    rng: np.random.Generator,
    shape: tuple[int, int],
    exponent: float,
    longest: float | None = None,
) -> Image:
    """Return Gaussian noise whose power falls as frequency to the power ``-exponent``.

    Parameters
    ----------
    rng : numpy Generator
    shape : (height, width)
    exponent : float
        2 is rough, 4 is smooth.
    longest : float, optional
        Longest wavelength in pixels; longer ones are held at its power, so that a large image
        shows many structures instead of one.

    Returns
    -------
    (H, W) float32 with mean 0 and standard deviation 1
    """
    height, width = shape
    # Twice the size, cropped: the Fourier transform would otherwise join opposite edges.
    rows, columns = fft.next_fast_len(height + height // 4), fft.next_fast_len(width + width // 4)
    fy = fft.fftfreq(rows).astype(np.float32)[:, None]
    fx = fft.rfftfreq(columns).astype(np.float32)[None]
    frequency = np.sqrt(fy * fy + fx * fx)
    floor = 1.0 / max(rows, columns) if longest is None else 1.0 / longest
    amplitude = np.maximum(frequency, floor) ** (-exponent / 2)
    amplitude[0, 0] = 0
    spectrum = rng.standard_normal((rows, frequency.shape[1]), dtype=np.float32) + 1j * (
        rng.standard_normal((rows, frequency.shape[1]), dtype=np.float32)
    )
    noise = fft.irfft2(spectrum * amplitude, s=(rows, columns))[:height, :width]
    noise = noise - noise.mean()
    return np.asarray(noise / (noise.std() + 1e-9), np.float32)
