"""Read rasters: facts, and windows in stored values with their validity."""

from __future__ import annotations

import math
import os
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import ColorInterp, MaskFlags
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.warp import transform, transform_bounds
from rasterio.windows import Window as RasterioWindow

from ..core.alignment import Bounds
from ..core.errors import SegcrError
from ..core.facts import BandFacts, LayerFacts
from ..core.longitudes import full_turn
from ..core.run_memory import LARGEST_CACHE, SMALLEST_CACHE
from ..core.sampling import (
    find_date,
    find_wavelength,
    ground_distance,
    holds_nothing,
    plausible_grid,
    sample_statistics,
    sample_windows,
)
from ..core.tiling import Window
from .grids import place

#: What rasterio raises: its own errors, and GDAL's as they come.
GDAL_ERRORS = (RasterioError, CPLE_BaseError)
_NOT_LOCAL = re.compile(r"^(/vsi(?!zip|gzip|tar|sparse|subfile)|[a-z][a-z0-9+.-]+://|<)", re.I)
#: Start of the virtual rasters that are made of several files; no user can pass one.
VIRTUAL = "<VRTDataset "
_SERVICES = {"WMS", "WMTS", "WCS", "TMS", "XYZ", "MEM", "PLMosaic", "EEDAI", "NGW"}


def gdal_settings() -> rasterio.Env:
    """Return GDAL's settings for this thread: remote file systems stay shut."""
    return rasterio.Env(
        GDAL_DISABLE_READDIR_ON_OPEN="FALSE",
        GDAL_PAM_ENABLED="YES",
        CPL_VSIL_CURL_ALLOWED_EXTENSIONS=".none",
    )


def block_cache(size: int) -> rasterio.Env:
    """Limit the block cache, which all threads share, to about ``size`` bytes.

    rasterio takes the limit in bytes, GDAL's own option megabytes.
    """
    return rasterio.Env(GDAL_CACHEMAX=min(max(size, SMALLEST_CACHE), LARGEST_CACHE))


def block_row_bytes(dataset: Any, bands: int, rows: int) -> int:
    """Return the bytes of the blocks that ``rows`` rows of ``bands`` bands touch."""
    height = dataset.block_shapes[0][0]
    if dataset.interleaving is not None and dataset.interleaving.name == "pixel":
        bands = dataset.count
    deep = min((rows - 1) // height + 2, -(-dataset.height // height)) * height
    return int(dataset.width * deep * bands * np.dtype(dataset.dtypes[0]).itemsize)


@contextmanager
def raster_environment() -> Iterator[None]:
    """Set GDAL up for a run; other threads of the run need :func:`gdal_settings` besides."""
    with gdal_settings(), block_cache(SMALLEST_CACHE), warnings.catch_warnings():
        # A layer without georeference gets a sentence of ours.
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


@contextmanager
def open_layer(path: str, name: str) -> Iterator[Any]:
    """Open a local raster for reading.

    Raises
    ------
    SegcrError
        ``layer_not_local`` or ``layer_unreadable``.
    """
    if _NOT_LOCAL.match(path) and not path.startswith(VIRTUAL):
        raise SegcrError("layer_not_local", layer=name, kind=path.split(":")[0][:40])
    try:
        with rasterio.open(path) as dataset:
            if dataset.driver in _SERVICES:
                raise SegcrError("layer_not_local", layer=name, kind=dataset.driver)
            yield dataset
    except GDAL_ERRORS as problem:
        reason = "no such file" if not os.path.exists(path) else "damaged or no raster"
        raise SegcrError(
            "layer_unreadable", detail=repr(problem), layer=name, reason=reason
        ) from problem


def read_facts(path: str, name: str = "") -> LayerFacts:
    """Return the facts of a raster, statistics of a sample included.

    Raises
    ------
    SegcrError
        ``layer_not_local`` or ``layer_unreadable``.
    """
    name = name or Path(path).stem
    if path.startswith("<"):
        raise SegcrError("layer_not_local", layer=name[:40], kind="XML")
    with open_layer(path, name) as dataset:
        if dataset.count == 0:
            inside = ", ".join(dataset.subdatasets[:3])
            reason = f"it holds no bands of its own; choose one of the layers in it: {inside}"
            raise SegcrError("layer_unreadable", layer=name, reason=reason)
        x0, dx, rx, y0, ry, dy = (float(v) for v in dataset.transform.to_gdal())
        tags = {str(k): str(v) for k, v in dataset.tags().items()}
        samples, shown = _samples(dataset, name)
        bands = []
        for number in dataset.indexes:
            nodata = dataset.nodatavals[number - 1]
            band_tags = {**dataset.tags(number), **dataset.tags(number, ns="IMAGERY")}
            bands.append(
                BandFacts(
                    name=dataset.descriptions[number - 1] or "",
                    dtype=str(dataset.dtypes[number - 1]),
                    nodata=None if nodata is None else float(nodata),
                    scale=float(dataset.scales[number - 1]),
                    offset=float(dataset.offsets[number - 1]),
                    wavelength_nm=find_wavelength(band_tags),
                    statistics=sample_statistics(samples[number - 1][shown], nodata),
                )
            )
        return LayerFacts(
            name=name,
            path=path,
            driver=dataset.driver,
            width=dataset.width,
            height=dataset.height,
            transform=(x0, dx, rx, y0, ry, dy),
            crs=dataset.crs.to_wkt() if dataset.crs else "",
            ground_pixel_size=_ground_pixel_size(dataset),
            bands=tuple(bands),
            tags=tags,
            date=find_date(tags, path),
        )


def _samples(dataset: Any, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a sample of all bands, (bands, rows, columns), and where the file shows its pixels.

    Several windows stand one under the other.
    """
    thin = bool(dataset.overviews(1))
    sample, shown = _sampled(dataset, name, thin)
    if not thin and (not shown.any() or holds_nothing(sample[:, shown], dataset.nodatavals)):
        sample, shown = _sampled(dataset, name, True)
    return sample, shown


def _sampled(dataset: Any, name: str, thin: bool) -> tuple[np.ndarray, np.ndarray]:
    parts, masks = [], []
    # Opacity may be near infrared by a wrong name: it is a band until the bands are decided.
    flags = dataset.mask_flag_enums[0]
    masked = MaskFlags.per_dataset in flags and MaskFlags.alpha not in flags
    for window, size in sample_windows(dataset.width, dataset.height, thin):
        inside = RasterioWindow(window.column, window.row, window.width, window.height)
        try:
            parts.append(_read(dataset, dataset.indexes, inside, size))
            shown = np.ones(size, bool)
            if masked:
                shown = dataset.read_masks(1, window=inside, out_shape=size) > 0
            masks.append(shown)
        except GDAL_ERRORS as problem:
            reason = "its pixels cannot be read"
            raise SegcrError(
                "layer_unreadable", detail=repr(problem), layer=name, reason=reason
            ) from problem
    return np.concatenate(parts, axis=1), np.concatenate(masks)


def _read(
    dataset: Any, bands: Sequence[int], window: RasterioWindow, size: tuple[int, int]
) -> np.ndarray:
    """Return (len(bands), *size) stored values, of the type that holds all where theirs differ."""
    if len({dataset.dtypes[number - 1] for number in bands}) == 1:
        return np.asarray(dataset.read(list(bands), window=window, out_shape=(len(bands), *size)))
    return np.stack([dataset.read(number, window=window, out_shape=size) for number in bands])


def bounds_to(source_crs: str, target_crs: str, box: Bounds) -> Optional[Bounds]:
    """Return ``box`` in another CRS (both as WKT), None where it has no image there."""
    if source_crs == target_crs:
        return box
    try:
        moved = transform_bounds(CRS.from_wkt(source_crs), CRS.from_wkt(target_crs), *box)
    except GDAL_ERRORS:
        # A projection is not defined everywhere: no image, hence no overlap.
        return None
    west, south, east, north = (float(v) for v in moved)
    moved = (west, south, east, north)
    if west >= east:
        # Across the date line; somewhere within all longitudes it lies.
        line = full_turn(target_crs) / 2
        moved = (-line, south, line, north)
    return moved if all(math.isfinite(v) for v in moved) else None


def read_window(dataset: Any, bands: Sequence[int], window: Window) -> np.ndarray:
    """Return stored values (len(bands), height, width) of a window inside the raster."""
    with _reading(dataset, window) as inside:
        return _read(dataset, bands, inside, (window.height, window.width))


def hides_pixels(dataset: Any, bands: Sequence[int]) -> bool:
    """Return whether a file has a mask, or an opacity that is none of ``bands``."""
    flags = dataset.mask_flag_enums[bands[0] - 1]
    if MaskFlags.per_dataset not in flags:
        return False
    if MaskFlags.alpha not in flags:
        return True
    return dataset.colorinterp.index(ColorInterp.alpha) + 1 not in bands


def read_shown(dataset: Any, bands: Sequence[int], window: Window) -> Optional[np.ndarray]:
    """Return where a file's mask or opacity shows its pixels, (height, width) bool.

    None where it has neither, or where the opacity is read as a band: 8-bit files with near
    infrared in band 4 often call it opacity.
    """
    if not hides_pixels(dataset, bands):
        return None
    with _reading(dataset, window) as inside:
        return np.asarray(dataset.read_masks(bands[0], window=inside) > 0)


def read_valid(
    dataset: Any,
    bands: Sequence[int],
    nodata: Sequence[Optional[float]],
    window: Window,
    least: Sequence[float] = (),
) -> tuple[np.ndarray, np.ndarray]:
    """Return stored values of a window and which of them mean something, (C, H, W) both."""
    stored = read_window(dataset, bands, window)
    valid = validity(stored, nodata, least)
    shown = read_shown(dataset, bands, window)
    return stored, valid if shown is None else valid & shown


@contextmanager
def _reading(dataset: Any, window: Window) -> Iterator[RasterioWindow]:
    """Give rasterio's window, and a sentence to what GDAL cannot read of it."""
    try:
        yield RasterioWindow(window.column, window.row, window.width, window.height)
    except GDAL_ERRORS as problem:
        raise SegcrError(
            "layer_unreadable",
            detail=repr(problem),
            layer=Path(dataset.name).stem,
            reason=f"its pixels cannot be read at row {window.row}",
        ) from problem


def validity(
    values: np.ndarray, nodata: Sequence[Optional[float]], least: Sequence[float] = ()
) -> np.ndarray:
    """Return which stored values mean something.

    Parameters
    ----------
    values : array, (C, H, W)
    nodata : sequence of float or None
        One a band. Where no band has any, pixels that are 0 in all bands are the border around
        the scene.
    least : sequence of float, optional
        One a band: what lies below can be no measurement. An infinite one is no limit.

    Returns
    -------
    array of bool, (C, H, W)
    """
    valid = np.isfinite(values)
    for band, value in enumerate(nodata):
        if value is not None and not math.isnan(value):
            valid[band] &= values[band] != value
    for band, limit in enumerate(least):
        if math.isfinite(limit) and values.dtype.kind != "u":
            valid[band] &= values[band] >= limit
    if all(value is None for value in nodata):
        valid &= (values != 0).any(axis=0)
    return np.asarray(valid)


def _ground_pixel_size(dataset: Any) -> tuple[float, float]:
    """Return pixel width and height in metres on the ground at the centre; 0 where unknown."""
    grid = dataset.transform.to_gdal()
    if not dataset.crs or not plausible_grid(grid, dataset.width, dataset.height):
        return 0.0, 0.0
    column, row = dataset.width / 2, dataset.height / 2
    pixels = ((column, row), (column + 1, row), (column, row + 1))
    points = [place(dataset.transform, *pixel) for pixel in pixels]
    try:
        longitudes, latitudes = transform(
            dataset.crs, CRS.from_epsg(4326), [p[0] for p in points], [p[1] for p in points]
        )[:2]
    except GDAL_ERRORS:
        return 0.0, 0.0
    middle, right, below = zip(longitudes, latitudes)
    return ground_distance(middle, right), ground_distance(middle, below)
