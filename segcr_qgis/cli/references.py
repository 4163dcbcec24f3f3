"""What a map is compared with: rasters on other grids, and points."""

from __future__ import annotations

import csv
import math
from typing import Any, Optional

import numpy as np

from ..core.alignment import check_georeferenced, check_overlap
from ..core.errors import SegcrError
from ..core.facts import LayerFacts

#: A code that no legend has: nothing is known.
UNKNOWN = 255


def as_codes(values: np.ndarray, nodata: Optional[float] = None) -> np.ndarray:
    """Return class codes as uint8, :data:`UNKNOWN` for nodata and for what can be no code."""
    known = np.isfinite(values) & (values >= 0) & (values < UNKNOWN)
    if nodata is not None:
        known &= values != nodata
    return np.where(known, values, UNKNOWN).astype(np.uint8)


def read_on_grid(
    dataset: Any, facts: LayerFacts, grid: LayerFacts, codes: bool = False
) -> np.ndarray:
    """Return every band of a raster on the pixels of another, (bands, H, W), nearest neighbour.

    Ground that the raster does not cover gets its nodata; where it has none 0, of ``codes``, of
    which 0 may be one, none that :func:`as_codes` knows.

    Raises
    ------
    SegcrError
        ``no_crs``, ``no_transform`` or ``no_overlap``.
    """
    from rasterio import Affine
    from rasterio.enums import Resampling
    from rasterio.vrt import WarpedVRT

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
        signed = facts.bands[0].dtype.startswith("int")
        options["nodata"] = (-1 if signed else UNKNOWN) if codes else 0
    with WarpedVRT(dataset, **options) as moved:
        return np.asarray(moved.read())


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
        rows = [(float(r["x"]), float(r["y"]), int(r["code"])) for r in filled]
    except (OSError, KeyError, TypeError, ValueError) as problem:
        told = f"it has no column {problem}" if isinstance(problem, KeyError) else problem
        reason = f"the reference points are no table of x, y and code ({told})"
        raise SegcrError("request_invalid", reason=reason) from problem
    rows = [row for row in rows if math.isfinite(row[0]) and math.isfinite(row[1])]
    x, y, codes = (np.array(column) for column in zip(*rows)) if rows else (np.zeros(0),) * 3
    x0, dx, rx, y0, ry, dy = grid.transform
    determinant = dx * dy - rx * ry
    if determinant == 0:
        raise SegcrError("no_transform", layer=grid.name)
    column = np.floor(((x - x0) * dy - (y - y0) * rx) / determinant).astype(int)
    row = np.floor(((y - y0) * dx - (x - x0) * ry) / determinant).astype(int)
    inside = (column >= 0) & (column < grid.width) & (row >= 0) & (row < grid.height)
    if not inside.any():
        reason = f"no reference point lies on layer '{grid.name}'"
        raise SegcrError("request_invalid", reason=reason)
    return codes[inside].astype(int), row[inside], column[inside]
