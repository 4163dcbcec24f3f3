"""Reads the files of a sample: numbers, what of them means nothing, and where they lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.errors import RasterioError
from rasterio.transform import Affine
from rasterio.warp import transform

from ...engine.grids import place
from .layout import Role
from .scene import BrokenSample


@dataclass(frozen=True)
class Raster:
    """A file as it is stored.

    Attributes
    ----------
    values : (C, H, W) array
    nodata : tuple of float
        Stored values that mean nothing, by the file and by the layout.
    crs : CRS or None
        None where the file does not say where it lies.
    grid : Affine
        Column and row to coordinates of ``crs``.
    """

    values: np.ndarray
    nodata: tuple[float, ...] = ()
    crs: CRS | None = None
    grid: Affine = field(default_factory=Affine.identity)

    def missing(self) -> np.ndarray:
        """Return (C, H, W) bool: nodata or NaN. Infinite values are not missing."""
        missing = np.asarray(np.isnan(self.values))
        for value in self.nodata:
            missing |= self.values == value
        return missing

    def empty(self) -> np.ndarray:
        """Return (H, W) bool: pixels that are 0 in every band, the rim of an image."""
        return np.asarray((self.values == 0).all(0))

    def corners(self, crs: CRS) -> np.ndarray:
        """Return (4, 2) coordinates of the first corner and on around, in ``crs``."""
        height, width = self.values.shape[1:]
        around = ((0, 0), (width, 0), (width, height), (0, height))
        places = [place(self.grid, *pixel) for pixel in around]
        if self.crs != crs:
            east, north = transform(self.crs, crs, *zip(*places))[:2]
            places = list(zip(east, north))
        return np.array(places, float)


def read(path: Path, role: Role) -> Raster:
    """Return what a file holds; raises :class:`BrokenSample`."""
    nodata = [] if role.nodata is None else [role.nodata]
    crs, grid = None, Affine.identity()
    try:
        if path.suffix == ".npy":
            stored = np.load(path, allow_pickle=False)
            stored = stored[None] if stored.ndim == 2 else stored
        else:
            with rasterio.open(path) as source:
                stored = source.read()
                nodata += [value for value in source.nodatavals if value is not None]
                if source.crs and not source.transform.is_identity:
                    crs, grid = source.crs, source.transform
    except (OSError, ValueError, RasterioError) as problem:
        raise BrokenSample(path, f"it cannot be read ({problem})") from problem
    if role.bands and stored.shape[0] != len(role.bands):
        raise BrokenSample(path, f"{stored.shape[0]} bands instead of {len(role.bands)}")
    if role.shape and stored.shape[1:] != role.shape:
        have, wanted = (" x ".join(str(n) for n in s) for s in (stored.shape[1:], role.shape))
        raise BrokenSample(path, f"{have} pixels instead of {wanted}")
    if role.dtypes and stored.dtype.name not in role.dtypes:
        raise BrokenSample(path, f"{stored.dtype} values instead of {' or '.join(role.dtypes)}")
    return Raster(stored, tuple(dict.fromkeys(nodata)), crs, grid)


def elsewhere(raster: Raster, clear: Raster) -> bool:
    """Return whether a file's corners are more than a pixel (of the coarser) off the clear image's.

    Only what both files say counts. Two systems are compared where both are registered ones: an
    unnamed one, as of LuojiaSET's land cover, may be the same ground by another spelling.
    """
    if raster.crs is None or clear.crs is None:
        return False
    if raster.crs != clear.crs and None in (raster.crs.to_epsg(), clear.crs.to_epsg()):
        return False
    try:
        corners = [one.corners(clear.crs) for one in (raster, clear)]
    except RasterioError:
        return False
    pixels = [_pixel(at, one.values) for at, one in zip(corners, (raster, clear))]
    apart = float(np.abs(corners[0] - corners[1]).max())
    # Not finite: the file's place does not exist in the clear image's system.
    return not apart <= max(pixels) * (1 + 1e-6)


def _pixel(corners: np.ndarray, values: np.ndarray) -> float:
    """Return the longer side of a pixel, in the units of ``corners``."""
    height, width = values.shape[1:]
    across, along = corners[1] - corners[0], corners[3] - corners[0]
    return float(max(np.hypot(*across) / width, np.hypot(*along) / height))
