"""What each output raster of a run looks like and what goes into it."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any, Optional

import numpy as np
from rasterio import Affine
from rasterio.enums import Resampling

from ..core.classes import NODATA
from ..core.model_package import model_folders
from ..core.request import Outputs, PredictRequest
from .backend import Backend
from .experience import Experience, stored_range
from .grids import joined
from .predict import FinishedRows
from .prepare import RunPlan
from .rasters import hides_pixels
from .restore import (
    IMPACT_NODATA,
    clouded,
    replacement_share,
    restore_band,
    written_impact,
)
from .writer import OutputSet, RasterLayout

#: Holds the resolved request: what ``segcr rerun`` repeats.
REQUEST_TAG = "SEGCR_REQUEST"


class Tally:
    """Counts over the finished rows: pixels a class, valid, clouded, covered by radar.

    ``clouded_classes`` counts a class's pixels under cloud, ``confidence`` sums its confidence.
    """

    def __init__(self) -> None:
        self.classes = np.zeros(256, np.int64)
        self.clouded_classes = np.zeros(256, np.int64)
        self.confidence = np.zeros(256, np.float64)
        self.valid = 0
        self.optical = 0
        self.clouded = 0
        self.radar = 0
        self.experience = Experience()
        self.all = 0

    def share(self, count: int, of: int) -> float:
        """Return ``count`` in percent of ``of``; 0 where there is nothing."""
        return 100.0 * count / of if of else 0.0


def open_outputs(files: OutputSet, plan: RunPlan, dataset: Any, tags: dict[str, str]) -> None:
    """Open every raster the request asks for.

    Parameters
    ----------
    files : OutputSet
    plan : RunPlan
    dataset : rasterio dataset
        The optical input, open.
    tags : dict
        What ran, from :func:`run_tags`.
    """
    wanted = plan.request.outputs
    grid = {
        "width": plan.area.width,
        "height": plan.area.height,
        "crs": dataset.crs,
        "transform": joined(dataset.transform, Affine.translation(plan.area.column, plan.area.row)),
        "tags": tags,
    }
    if wanted.classes:
        colors = {c.code: (*c.rgb(), 255) for c in plan.package.classes}
        colors[NODATA] = (0, 0, 0, 0)
        layout = RasterLayout(
            dtype="uint8",
            nodata=NODATA,
            names=["land cover class"],
            colors=colors,
            # Codes cannot be averaged.
            overviews=Resampling.mode,
            **grid,
        )
        files.add_raster("classes", wanted.classes, layout)
    if wanted.restored:
        files.add_raster("restored", wanted.restored, _restored_layout(plan, dataset, grid))
    if wanted.cloud_impact:
        layout = RasterLayout(
            dtype="uint8",
            nodata=IMPACT_NODATA,
            names=["cloud impact"],
            scales=[0.01],
            offsets=[0.0],
            **grid,
        )
        files.add_raster("cloud_impact", wanted.cloud_impact, layout)
    if wanted.confidence:
        names = ["class confidence", "expected error of the restored reflectance"]
        layout = RasterLayout(dtype="float32", nodata=float("nan"), names=names, **grid)
        files.add_raster("confidence", wanted.confidence, layout)


def resolved_request(plan: RunPlan, backend: Backend, batch_size: int) -> PredictRequest:
    """Return the request with everything that was left open filled in as it was decided."""
    sar = plan.sar
    return replace(
        _wherever(plan.request),
        optical_bands=dict(plan.optical.bands),
        optical_units=plan.optical.units.kind,
        sar_bands=dict(sar.bands) if sar else {},
        sar_units=sar.units.kind if sar else "auto",
        tile_size=plan.tile_size,
        overlap=plan.overlap,
        cloud_threshold=plan.threshold,
        device=backend.device,
        precision=backend.precision,
        batch_size=batch_size,
        threads=getattr(backend, "threads", None) or plan.request.threads,
    )


def _wherever(request: PredictRequest) -> PredictRequest:
    """Return the request with whole paths: whoever repeats it may be in another folder."""
    outputs = {role: path and os.path.abspath(path) for role, path in vars(request.outputs).items()}
    return replace(
        request,
        optical=_whole(request.optical),
        optical_extra=tuple(map(_whole, request.optical_extra)),
        sar=request.sar and _whole(request.sar),
        sar_extra=tuple(map(_whole, request.sar_extra)),
        cloud_mask=request.cloud_mask and _whole(request.cloud_mask),
        outputs=Outputs(**outputs),
        model=request.model if request.model in model_folders() else _whole(request.model),
    )


def _whole(source: str) -> str:
    """Return a file's whole path; names that only GDAL knows (``NETCDF:...``) as they are."""
    return os.path.abspath(source) if os.path.exists(source) else source


def run_tags(
    plan: RunPlan, device: str, precision: str, resolved: PredictRequest
) -> dict[str, str]:
    """Return what a raster says of the run that made it."""
    sar = plan.sar
    parameters = {
        "cloud_threshold": plan.threshold,
        "tile_size": [plan.grid.tile_width, plan.grid.tile_height],
        "overlap": plan.overlap,
        "optical_bands": plan.optical.bands,
        "optical_units": plan.optical.units.kind,
        "sar_bands": sar.bands if sar else {},
        "sar_units": sar.units.kind if sar else "",
        "cloud_mask_values": list(plan.mask_values),
        "device": device,
        "precision": precision,
        "augment": resolved.augment,
    }
    inputs = {"optical": resolved.optical, "sar": resolved.sar, "cloud_mask": resolved.cloud_mask}
    return {
        "SEGCR_MODEL": plan.package.id,
        "SEGCR_MODEL_VERSION": plan.package.version,
        "SEGCR_MODEL_SHA256": plan.package.digest,
        "SEGCR_INPUTS": json.dumps({key: path for key, path in inputs.items() if path}),
        "SEGCR_PARAMETERS": json.dumps(parameters),
        REQUEST_TAG: json.dumps(resolved.to_json()),
        "SEGCR_DATE": datetime.now(timezone.utc).isoformat(timespec="seconds"),
    }


def write_rows(
    files: OutputSet, plan: RunPlan, rows: FinishedRows, tally: Tally
) -> tuple[np.ndarray, np.ndarray]:
    """Write finished rows to every wanted raster and count them.

    Returns
    -------
    classes : array, (rows, width) uint8
    restored : array, (bands, rows, width) in the input's dtype
    """
    codes = np.array([c.code for c in plan.package.classes], np.uint8)
    classes = np.where(rows.seen, codes[rows.probabilities.argmax(axis=0)], NODATA)
    classes = classes.astype(np.uint8)
    optical_valid = np.asarray(rows.stored_valid.any(axis=0))
    impact = written_impact(rows.cloud, optical_valid)
    share = replacement_share(rows.cloud, impact, plan.threshold)
    nodata = _nodata(plan)
    restored = np.stack(
        [
            restore_band(
                rows.stored[index],
                rows.stored_valid[index],
                rows.clear[index],
                share,
                plan.optical.units,
                channel,
                nodata,
            )
            for index, channel in enumerate(plan.optical.bands)
        ]
    )
    if nodata is not None and _holds(restored.dtype, nodata):
        # A GeoTIFF has one nodata value for all bands, and what a mask hid has other values.
        restored[~rows.stored_valid] = nodata
    for index, channel in enumerate(plan.optical.bands):
        span = stored_range(plan.optical.units, channel)
        tally.experience.count(rows.stored[index], rows.stored_valid[index], span)
    files.write("classes", classes[None])
    files.write("restored", restored, optical_valid)
    files.write("cloud_impact", impact[None])
    confidence = rows.probabilities.max(axis=0)
    if files.wants("confidence"):
        values = np.stack([confidence, rows.expected_error])
        files.write("confidence", np.where(rows.seen, values, np.nan).astype(np.float32))
    under_cloud = clouded(impact, plan.threshold)
    tally.classes += np.bincount(classes.ravel(), minlength=256)
    tally.clouded_classes += np.bincount(classes[under_cloud], minlength=256)
    tally.confidence += np.bincount(classes.ravel(), confidence.ravel(), minlength=256)
    tally.valid += int(rows.seen.sum())
    tally.optical += int(optical_valid.sum())
    tally.clouded += int(under_cloud.sum())
    tally.radar += int(rows.radar_seen.sum())
    tally.all += classes.size
    return classes, restored


def _nodata(plan: RunPlan) -> Optional[float]:
    """Return nodata of the restored layer: that of the first band that has one."""
    return next((value for value in plan.optical.nodata if value is not None), None)


def _holds(dtype: np.dtype, value: float) -> bool:
    """Return whether a stored value can be ``value``."""
    if np.issubdtype(dtype, np.floating):
        return True
    limits = np.iinfo(dtype)
    return math.isfinite(value) and value == int(value) and limits.min <= value <= limits.max


def _restored_layout(plan: RunPlan, dataset: Any, grid: dict[str, Any]) -> RasterLayout:
    numbers = list(plan.optical.bands.values())

    def pick(values: Any) -> list[Any]:
        return [values[number - 1] for number in numbers]

    used = pick(plan.optical.facts.bands)
    kept = {k: v for k, v in dataset.tags().items() if k != "AREA_OR_POINT"}
    return RasterLayout(
        dtype=str(np.result_type(*pick(dataset.dtypes))),
        nodata=_nodata(plan),
        names=[name or "" for name in pick(dataset.descriptions)],
        scales=[band.scale for band in used],
        offsets=[band.offset for band in used],
        units=[unit or "" for unit in pick(dataset.units)],
        interpretation=pick(dataset.colorinterp),
        band_tags=[
            {k: v for k, v in dataset.tags(n).items() if not k.startswith("STATISTICS_")}
            for n in numbers
        ],
        masked=_nodata(plan) is None and hides_pixels(dataset, numbers),
        **{**grid, "tags": {**kept, **grid["tags"]}},
    )
