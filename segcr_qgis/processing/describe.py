"""Read the facts of a raster with GDAL: what the engine reads with rasterio, in QGIS."""

from __future__ import annotations

import functools
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Optional

from osgeo import gdal, osr

from ..core.errors import SegcrError
from ..core.facts import BandFacts, LayerFacts
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

if TYPE_CHECKING:
    # Imported where it is used: QGIS starts faster without it.
    import numpy as np

Stamp = tuple[int, int]
#: GDAL drivers whose pixels are not a file on this machine.
SERVICES = {"WMS", "WMTS", "WCS", "TMS", "OGCAPI", "EEDAI", "NGW", "PLMosaic", "PostGISRaster"}
NO_TRANSFORM = (0.0,) * 6


def describe(path: str, name: str = "") -> LayerFacts:
    """Return the facts of a raster, statistics of a sample included.

    The answer is kept until the file changes, as the dock and the dialogs ask often.

    Raises
    ------
    SegcrError
        ``layer_not_local`` or ``layer_unreadable``.
    """
    name = name or Path(path).stem
    stamp = file_stamp(path)
    return _describe(path, name) if stamp is None else _remembered(path, name, stamp)


def file_stamp(path: str) -> Optional[Stamp]:
    """Return time (ns) and size of a file, or of that which a GDAL source lies in, else None.

    A table of a GeoPackage, a variable of a NetCDF file or an image in an archive has no date of
    its own.
    """
    place = re.sub(r"^(?:/vsi[a-z0-9]+/|[A-Za-z0-9_]{2,}:)+", "", path)
    for candidate in (path, *_shorter(place)):
        try:
            status = os.stat(candidate)
        except (OSError, ValueError):
            continue
        return status.st_mtime_ns, status.st_size
    return None


def _shorter(text: str) -> Iterator[str]:
    """Yield a text and its beginnings, cut where a path or a GDAL name has its joints."""
    text = text.lstrip('"')
    while text:
        if os.path.isfile(text):
            yield text
        cut = max(text.rfind(joint) for joint in '/\\:"')
        text = text[: max(cut, 0)]


@functools.lru_cache(maxsize=32)
def _remembered(path: str, name: str, stamp: Stamp) -> LayerFacts:
    return _describe(path, name)


def _describe(path: str, name: str) -> LayerFacts:
    dataset = _open(path, name)
    transform = dataset.GetGeoTransform(can_return_null=True)
    tags = {str(key): str(value) for key, value in (dataset.GetMetadata() or {}).items()}
    sample, shown = _samples(dataset, name)
    bands = tuple(
        _describe_band(dataset.GetRasterBand(number), values[shown])
        for number, values in enumerate(sample, 1)
    )
    return LayerFacts(
        name=name,
        path=path,
        driver=dataset.GetDriver().ShortName,
        width=dataset.RasterXSize,
        height=dataset.RasterYSize,
        transform=tuple(float(v) for v in transform or NO_TRANSFORM),
        crs=dataset.GetProjection() or "",
        ground_pixel_size=_ground_pixel_size(dataset, transform),
        bands=bands,
        tags=tags,
        date=find_date(tags, path),
    )


def _open(path: str, name: str) -> Any:
    try:
        dataset = gdal.OpenEx(path, gdal.OF_RASTER | gdal.OF_READONLY)
    except RuntimeError as problem:  # where another plugin has switched GDAL's exceptions on
        raise _unreadable(path, name, str(problem)) from problem
    if dataset is None or dataset.RasterCount == 0:
        raise _unreadable(path, name, gdal.GetLastErrorMsg())
    driver = dataset.GetDriver().ShortName
    if driver in SERVICES or (driver == "MEM" and path):
        raise SegcrError("layer_not_local", layer=name, kind=driver)
    return dataset


def _unreadable(path: str, name: str, detail: str) -> SegcrError:
    reason = "damaged or no raster" if os.path.exists(path) else "no such file"
    return SegcrError("layer_unreadable", detail, layer=name, reason=reason)


def _samples(dataset: Any, layer: str) -> tuple[np.ndarray, np.ndarray]:
    """Return a sample of all bands, (bands, rows, columns), and where the file shows its pixels.

    Several windows stand one under the other.
    """
    thin = dataset.GetRasterBand(1).GetOverviewCount() > 0
    nodata = [dataset.GetRasterBand(n + 1).GetNoDataValue() for n in range(dataset.RasterCount)]
    sample, shown = _sampled(dataset, layer, thin)
    if not thin and (not shown.any() or holds_nothing(sample[:, shown], nodata)):
        sample, shown = _sampled(dataset, layer, True)
    return sample, shown


def _sampled(dataset: Any, layer: str, thin: bool) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    parts, masks = [], []
    first = dataset.GetRasterBand(1)
    flags = first.GetMaskFlags()
    # Opacity may be near infrared by a wrong name: it is a band until the bands are decided.
    masked = flags & gdal.GMF_PER_DATASET and not flags & gdal.GMF_ALPHA
    size = (dataset.RasterXSize, dataset.RasterYSize)
    for window, (rows, columns) in sample_windows(*size, thin):
        part = _read(dataset, window, (rows, columns), layer)
        parts.append(part.reshape(dataset.RasterCount, rows, columns))
        shown = np.ones((rows, columns), bool)
        if masked:
            shown = _read(first.GetMaskBand(), window, (rows, columns), layer) > 0
        masks.append(shown)
    return np.concatenate(parts, axis=1), np.concatenate(masks)


def _read(source: Any, window: Window, size: tuple[int, int], layer: str) -> np.ndarray:
    """Return a window of a dataset or of one band, thinned out to ``size`` (rows, columns)."""
    try:
        values = source.ReadAsArray(*window, buf_xsize=size[1], buf_ysize=size[0])
    except RuntimeError as problem:
        values, detail = None, str(problem)
    else:
        detail = gdal.GetLastErrorMsg()
    if values is None:
        reason = "its pixels cannot be read"
        raise SegcrError("layer_unreadable", detail, layer=layer, reason=reason)
    return values


def _describe_band(band: Any, sample: np.ndarray) -> BandFacts:
    import numpy as np
    from osgeo import gdal_array

    nodata = band.GetNoDataValue()
    scale, offset = band.GetScale(), band.GetOffset()
    tags = {**(band.GetMetadata() or {}), **(band.GetMetadata("IMAGERY") or {})}
    return BandFacts(
        name=band.GetDescription() or "",
        dtype=np.dtype(gdal_array.GDALTypeCodeToNumericTypeCode(band.DataType)).name,
        nodata=None if nodata is None else float(nodata),
        scale=1.0 if scale is None else float(scale),
        offset=0.0 if offset is None else float(offset),
        wavelength_nm=find_wavelength(tags),
        statistics=sample_statistics(sample, nodata),
    )


def _ground_pixel_size(dataset: Any, transform: Any) -> tuple[float, float]:
    """Return pixel width and height in metres on the ground at the centre; 0 where unknown."""
    source = dataset.GetSpatialRef()
    size = (dataset.RasterXSize, dataset.RasterYSize)
    if source is None or transform is None or not plausible_grid(transform, *size):
        return 0.0, 0.0
    degrees = osr.SpatialReference()
    degrees.ImportFromEPSG(4326)
    source = source.Clone()
    for reference in (source, degrees):
        reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    column, row = dataset.RasterXSize / 2, dataset.RasterYSize / 2
    try:
        to_degrees = osr.CoordinateTransformation(source, degrees)
        middle, right, below = (
            to_degrees.TransformPoint(*gdal.ApplyGeoTransform(list(transform), *pixel))[:2]
            for pixel in ((column, row), (column + 1, row), (column, row + 1))
        )
    except (RuntimeError, TypeError):
        # A local or broken system has no way to degrees; the checks say what is wrong with it.
        return 0.0, 0.0
    return ground_distance(middle, right), ground_distance(middle, below)
