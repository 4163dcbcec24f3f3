"""What a map is compared with: rasters on other grids, and points."""

from __future__ import annotations

import csv
import math
from typing import Any, Optional

import numpy as np

from ..core.alignment import check_georeferenced, check_overlap
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.longitudes import turns_of

#: A code that no legend has: nothing is known.
UNKNOWN = 255


def as_codes(values: np.ndarray, nodata: Optional[float] = None) -> np.ndarray:
    """Return class codes as uint8, :data:`UNKNOWN` for nodata and for what can be no code."""
    known = np.isfinite(values) & (values >= 0) & (values < UNKNOWN)
    if nodata is not None:
        known &= values != nodata
    return np.where(known, values, UNKNOWN).astype(np.uint8)


def missing_value(facts: LayerFacts, codes: bool = False) -> float:
    """Return what stands for nothing: nodata; where a raster has none 0, of ``codes`` no code."""
    first = facts.bands[0]
    if first.nodata is not None:
        return first.nodata
    return (-1 if first.dtype.startswith("int") else UNKNOWN) if codes else 0


def read_on_grid(
    dataset: Any, facts: LayerFacts, grid: LayerFacts, codes: bool = False
) -> np.ndarray:
    """Return every band of a raster on the pixels of another, (bands, H, W), nearest neighbour.

    Ground that the raster does not cover gets its :func:`missing_value`; 0 may be one of ``codes``.

    Raises
    ------
    SegcrError
        ``no_crs``, ``no_transform`` or ``no_overlap``.
    """
    from rasterio import Affine
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT

    from ..engine.grids import joined
    from ..engine.rasters import bounds_to

    for layer in (facts, grid):
        check_georeferenced(layer)
    check_overlap(grid, facts, lambda box: bounds_to(facts.crs, grid.crs, box))
    options = {
        "crs": grid.crs,
        "transform": Affine.from_gdal(*grid.transform),
        "width": grid.width,
        "height": grid.height,
        "resampling": Resampling.nearest,
    }
    if facts.bands[0].nodata is None:
        options["nodata"] = missing_value(facts, codes)
    found = None
    # Longitudes may be counted from another side: where nothing lies, nothing is read.
    for west in turns_of(facts.crs):
        placed = joined(Affine.translation(west, 0), dataset.transform)
        with WarpedVRT(dataset, src_transform=placed, **options) as moved:
            values, nodata = np.asarray(moved.read()), moved.nodata
        missing = np.isnan(values) if nodata != nodata else values == nodata
        found = values if found is None else np.where(missing, found, values)
    return np.asarray(found)


def _code(text: str) -> int:
    """Return a class code; one that no legend has is :data:`UNKNOWN`, however long it is."""
    code = int(text)
    return code if 0 <= code < UNKNOWN else UNKNOWN


def read_points(path: str, grid: LayerFacts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return code, row and column of the reference points that lie on a grid.

    Parameters
    ----------
    path : str
        CSV with the columns x and y, in the grid's CRS, and code.
    grid : LayerFacts

    Raises
    ------
    SegcrError
        ``request_invalid`` where the file holds something else, or no point lies on the grid.
    """
    try:
        # Spreadsheets begin with a byte order mark and end with rows of nothing.
        with open(path, encoding="utf-8-sig", newline="") as stream:
            filled = [row for row in csv.DictReader(stream) if any(row.values())]
        rows = [(float(r["x"]), float(r["y"]), _code(r["code"])) for r in filled]
    except (OSError, KeyError, TypeError, ValueError, csv.Error) as problem:
        told = f"it has no column {problem}" if isinstance(problem, KeyError) else problem
        reason = f"the reference points are no table of x, y and code ({told})"
        raise SegcrError("request_invalid", reason=reason) from problem
    rows = [row for row in rows if math.isfinite(row[0]) and math.isfinite(row[1])]
    x, y, codes = (np.array(column) for column in zip(*rows)) if rows else (np.zeros(0),) * 3
    x0, dx, rx, y0, ry, dy = grid.transform
    determinant = dx * dy - rx * ry
    if determinant == 0:
        raise SegcrError("no_transform", layer=grid.name)
    for turn in turns_of(grid.crs):
        east, south = x + turn - x0, y - y0
        column = np.floor((east * dy - south * rx) / determinant).astype(int)
        row = np.floor((south * dx - east * ry) / determinant).astype(int)
        inside = (column >= 0) & (column < grid.width) & (row >= 0) & (row < grid.height)
        if inside.any():
            break
    else:
        reason = f"no reference point lies on layer '{grid.name}'"
        raise SegcrError("request_invalid", reason=reason)
    return codes[inside].astype(int), row[inside], column[inside]
