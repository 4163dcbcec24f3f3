"""Scenes as wide as a Sentinel-2 tile, made of the demo's synthetic scene, mirrored over and over.

The radar image lies in the next UTM zone, so that every row of it has to be warped. Content
repeats, size and storage do not: six bands uint16 with ZSTD, two bands float32.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin
from rasterio.warp import transform_bounds
from rasterio.windows import Window

WIDTH = 10_980
OPTICAL_CRS, RADAR_CRS = CRS.from_epsg(32631), CRS.from_epsg(32630)
ORIGIN = (300_000, 5_500_020)
PIXEL = 10
ROWS = 512
BLOCK = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "zstd", "zstd_level": 1}


def make(folder: Path, source: Path, height: int, width: int = WIDTH) -> tuple[Path, Path]:
    """Return optical and radar image of ``height`` rows, written where they are missing.

    Parameters
    ----------
    folder : Path
    source : Path
        Folder of a synthetic scene: ``optical_cloudy.tif`` and ``sar.tif``.
    height, width : int
        In pixels.
    """
    folder.mkdir(parents=True, exist_ok=True)
    optical = folder / f"optical_{width}x{height}.tif"
    radar = folder / f"radar_{width}x{height}.tif"
    if not optical.exists():
        grid = from_origin(*ORIGIN, PIXEL, PIXEL)
        _mirror(source / "optical_cloudy.tif", optical, (height, width), OPTICAL_CRS, grid)
    if not radar.exists():
        right, bottom = ORIGIN[0] + width * PIXEL, ORIGIN[1] - height * PIXEL
        box = transform_bounds(OPTICAL_CRS, RADAR_CRS, ORIGIN[0], bottom, right, ORIGIN[1])
        size = (round((box[3] - box[1]) / PIXEL), round((box[2] - box[0]) / PIXEL))
        grid = from_origin(box[0] + 3, box[3] - 4, PIXEL, PIXEL)
        _mirror(source / "sar.tif", radar, size, RADAR_CRS, grid)
    return optical, radar


def _mirror(source: Path, target: Path, size: tuple[int, int], crs: CRS, grid: object) -> None:
    with rasterio.open(source) as dataset:
        pattern, names = dataset.read(), dataset.descriptions
    height, width = size
    columns = _bounce(width, pattern.shape[2])
    part = target.with_suffix(".part.tif")
    predictor = 3 if pattern.dtype.kind == "f" else 2
    with rasterio.open(
        part, "w", driver="GTiff", width=width, height=height, count=len(pattern), crs=crs,
        dtype=pattern.dtype, transform=grid, nodata=0 if predictor == 2 else None,
        predictor=predictor, bigtiff="if_safer", **BLOCK,
    ) as dataset:  # fmt: skip
        for number, name in enumerate(names, 1):
            dataset.set_band_description(number, name)
        for row in range(0, height, ROWS):
            rows = _bounce(height, pattern.shape[1])[row : row + ROWS]
            values = pattern[:, rows][:, :, columns]
            dataset.write(values, window=Window(0, row, width, len(rows)))
    part.rename(target)


def _bounce(length: int, period: int) -> np.ndarray:
    """Return indices 0, 1 .. period-1, period-1 .. 0, 0, 1 .. of a mirrored repetition."""
    position = np.arange(length) % (2 * period)
    return np.minimum(position, 2 * period - 1 - position)
