"""Rasters as pictures: natural colours with one stretch for all, radar, classes."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import numpy as np
import rasterio
from rasterio.enums import Resampling
from rasterio.vrt import WarpedVRT
from rasterio.windows import Window

from segcr_qgis.core.classes import CLASSES

Stretch = list[tuple[float, float]]


def read_bands(path: Path, bands: Optional[tuple[int, ...]] = None) -> np.ndarray:
    """Return bands as float32 ``(band, row, column)``; nodata becomes NaN."""
    with rasterio.open(path) as source:
        pixels = source.read(bands).astype(np.float32)
        nodata = source.nodata
    if nodata is not None:
        pixels[pixels == nodata] = np.nan
    return pixels


def read_impact(path: Path) -> np.ndarray:
    """Return the cloud impact 0..1 ``(row, column)``; it is stored in whole percent."""
    with rasterio.open(path) as source:
        percent = source.read(1)
    return np.where(percent == 255, 0, percent.astype(np.float32) / 100)


def stretch_of(pixels: np.ndarray) -> Stretch:
    """Return what to show as black and white, per band."""
    return [tuple(float(v) for v in np.nanpercentile(band, (1, 99))) for band in pixels]  # type: ignore[misc]


def natural_colours(pixels: np.ndarray, stretch: Stretch) -> np.ndarray:
    """Return uint8 ``(row, column, 3)``."""
    shown = []
    for band, (low, high) in zip(pixels, stretch):
        scaled = (band - low) / max(high - low, 1e-6)
        # A little gamma: a linear stretch of reflectance leaves forests black.
        shown.append(np.clip(np.nan_to_num(scaled), 0, 1) ** 0.8)
    return (np.stack(shown, -1) * 255).round().astype(np.uint8)


def radar_picture(radar: Path, grid: Path) -> np.ndarray:
    """Return the first radar band on the optical grid as grey uint8 ``(row, column, 3)``."""
    with rasterio.open(grid) as target, rasterio.open(radar) as source:
        options = {
            "crs": target.crs,
            "transform": target.transform,
            "width": target.width,
            "height": target.height,
            "resampling": Resampling.bilinear,
        }
        with WarpedVRT(source, **options) as warped:
            band = warped.read(1).astype(np.float32)
    low, high = np.nanpercentile(band, (2, 98))
    return grey((band - low) / max(high - low, 1e-6))


def grey(values: np.ndarray) -> np.ndarray:
    """Return 0..1 as uint8 ``(row, column, 3)`` from black to white."""
    shade = (np.clip(np.nan_to_num(values), 0, 1) * 255).astype(np.uint8)
    return np.repeat(shade[..., None], 3, axis=2)


def class_picture(codes: np.ndarray) -> np.ndarray:
    """Return uint8 ``(row, column, 3)`` in the classes' colours; nodata is white."""
    table = np.full((256, 3), 255, np.uint8)
    for entry in CLASSES:
        table[entry.code] = entry.rgb()
    return table[codes]


def read_classes(path: Path) -> np.ndarray:
    """Return the class codes ``(row, column)``."""
    with rasterio.open(path) as source:
        codes: np.ndarray = source.read(1)
    return codes


def busiest_window(share: np.ndarray, size: int) -> Window:
    """Return the ``size`` x ``size`` window whose mean of ``share`` is nearest to one half."""
    height, width = share.shape
    step = max(size // 4, 1)
    best, window = 2.0, Window(0, 0, min(size, width), min(size, height))
    for row in range(0, max(height - size, 0) + 1, step):
        for column in range(0, max(width - size, 0) + 1, step):
            mean = float(share[row : row + size, column : column + size].mean())
            if abs(mean - 0.5) < best:
                best, window = abs(mean - 0.5), Window(column, row, size, size)
    return window
