"""What is known of a raster layer before any decision is taken about it.

Two thin readers fill :class:`LayerFacts`: GDAL's in QGIS, rasterio's in the engine. Every
decision (bands, units, overlap) is a pure function of these facts, so that the dock, the
algorithm and the engine can never disagree.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Optional


@dataclass(frozen=True)
class SampleStatistics:
    """Statistics of the valid values in a coarse sample of one band (stored units).

    ``negative_share`` and ``valid_share`` lie in [0, 1]; ``valid_share`` counts finite values
    that are neither nodata nor ``fill``: the value, far below all others, that stands for nodata
    without the file saying so; None where there is none.
    """

    minimum: float
    p01: float
    median: float
    p99: float
    maximum: float
    negative_share: float
    valid_share: float
    fill: Optional[float] = None


@dataclass(frozen=True)
class BandFacts:
    """One band: its name ('' where the file has none), storage type and value tags.

    A ``scale`` or ``offset`` that can be none (a scale of 0, NaN) counts as not given.
    """

    name: str
    dtype: str
    nodata: Optional[float] = None
    scale: float = 1.0
    offset: float = 0.0
    wavelength_nm: Optional[float] = None
    statistics: Optional[SampleStatistics] = None

    def __post_init__(self) -> None:
        # Here, so that both readers agree: writers leave 0 or NaN where they know no scale.
        if not math.isfinite(self.scale) or self.scale == 0:
            object.__setattr__(self, "scale", 1.0)
            object.__setattr__(self, "offset", 0.0)
        elif not math.isfinite(self.offset):
            object.__setattr__(self, "offset", 0.0)


@dataclass(frozen=True)
class LayerFacts:
    """One raster source.

    Attributes
    ----------
    name : str
        What the user calls the layer; used in every message about it.
    path : str
        Local file (or GDAL source) the engine can open.
    driver : str
        GDAL short driver name, such as ``GTiff``.
    width, height : int
        Size in pixels.
    transform : tuple of 6 float
        GDAL geotransform ``(x0, dx, rx, y0, ry, dy)``; all zero where the file has none.
    crs : str
        WKT of the coordinate reference system, '' where there is none.
    ground_pixel_size : tuple of 2 float
        Pixel width and height on the ground at the scene centre, in metres.
    bands : tuple of BandFacts
    tags : dict
        Dataset metadata of the default domain.
    date : str or None
        Acquisition date, ISO 8601, where a tag or the file name gives it.
    document : str
        What to open instead of ``path`` where the bands come from several rasters: a virtual
        raster as XML, or one of a product's files.
    parts : tuple of LayerFacts
        Where the bands come from several rasters, all of these: ``bands`` are theirs, one raster's
        after the other's.
    """

    name: str
    path: str
    driver: str
    width: int
    height: int
    transform: tuple[float, float, float, float, float, float]
    crs: str
    ground_pixel_size: tuple[float, float]
    bands: tuple[BandFacts, ...]
    tags: dict[str, str] = field(default_factory=dict)
    date: Optional[str] = None
    document: str = ""
    parts: tuple[LayerFacts, ...] = ()

    @property
    def source(self) -> str:
        """Return what GDAL opens."""
        return self.document or self.path
