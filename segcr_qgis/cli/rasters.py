"""Small GeoTIFFs of synthetic scenes: whole arrays, final at once."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio

from ..core.errors import SegcrError
from ..core.part_files import part_path


def write_geotiff(
    path: Path,
    values: np.ndarray,
    grid: dict[str, Any],
    names: Sequence[str],
    nodata: Optional[float] = None,
    colormap: Optional[dict[int, tuple[int, int, int]]] = None,
    **tags: str,
) -> None:
    """Write ``values`` (C, H, W) as a compressed GeoTIFF that appears complete or not at all.

    ``grid`` holds ``crs`` and ``transform``; ``names`` are the band names. Raises
    :class:`SegcrError` (``write_failed``).
    """
    part = part_path(str(path), os.getpid())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        predictor = 3 if values.dtype.kind == "f" else 2
        with rasterio.open(
            part,
            "w",
            driver="GTiff",
            count=values.shape[0],
            height=values.shape[1],
            width=values.shape[2],
            dtype=values.dtype,
            nodata=nodata,
            compress="deflate",
            zlevel=9,
            predictor=predictor,
            tiled=values.shape[1] >= 512,
            **grid,
        ) as target:
            target.write(values)
            target.update_tags(**tags)
            for number, name in enumerate(names, 1):
                target.set_band_description(number, name)
            if colormap:
                target.write_colormap(1, colormap)
        part.replace(path)
    except (OSError, rasterio.errors.RasterioError) as problem:
        raise SegcrError("write_failed", path=path, reason=problem) from problem
    finally:
        # Whatever ended it, Ctrl+C too; a whole file has its final name by now.
        if part.is_file():
            part.unlink()
