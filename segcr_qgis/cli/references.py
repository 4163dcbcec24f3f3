"""What a map is compared with: rasters on other grids, and points."""

from __future__ import annotations

import csv
from typing import Any

import numpy as np

from ..core.alignment import check_georeferenced, check_overlap
from ..core.errors import SegcrError
from ..core.facts import LayerFacts


def read_on_grid(dataset: Any, facts: LayerFacts, grid: LayerFacts) -> np.ndarray:
    """Return every band of a raster on the pixels of another, (bands, H, W), nearest neighbour.

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
        # Ground that the raster does not cover counts as 0, no data, not as a value.
        options["nodata"] = 0
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
        with open(path, encoding="utf-8", newline="") as stream:
            rows = [(float(r["x"]), float(r["y"]), int(r["code"])) for r in csv.DictReader(stream)]
    except (OSError, KeyError, TypeError, ValueError) as problem:
        reason = f"the reference points are no table of x, y and code ({problem})"
        raise SegcrError("request_invalid", reason=reason) from problem
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
