"""``segcr rerun RESULT``: repeat the run that made a raster, and say whether it is identical."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any, Optional

from ..core.alignment import same_file
from ..core.errors import SegcrError
from ..core.model_package import find_package
from ..core.report import Log, Notice
from ..core.request import Outputs, PredictRequest
from .running import make_runner

ROLES = ("classes", "restored", "cloud_impact", "confidence")
DIFFERENT = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("result", type=Path, help="a raster that SegCR wrote")
    parser.add_argument("--keep", type=Path, help="where to keep the repeated raster (.tif)")


def run(options: argparse.Namespace) -> int:
    """Repeat the run; 0 where the result is identical, 3 where it is not."""
    request, tags = read_request(options.result)
    role = _role(request, options.result)
    if options.keep and same_file(str(options.keep), str(options.result)):
        # It would be compared with itself.
        raise SegcrError("output_is_input", path=options.keep)
    digest = find_package(request.model).digest
    if digest != tags.get("SEGCR_MODEL_SHA256"):
        raise SegcrError("rerun_model", model=request.model, path=options.result)
    with tempfile.TemporaryDirectory(prefix="segcr-rerun-") as folder:
        target = options.keep or Path(folder) / "again.tif"
        again = replace(request, outputs=Outputs(**{role: str(target)}))
        if role not in ("classes", "restored"):
            # One of the two is always asked for.
            main = Outputs(classes=str(Path(folder) / "classes.tif"), **{role: str(target)})
            again = replace(request, outputs=main)
        make_runner()(again, _say, lambda: False)
        difference = compare(options.result, target)
    print(difference or f"identical: every pixel of {options.result.name} came out again")
    return DIFFERENT if difference else 0


def read_request(result: Path) -> tuple[PredictRequest, dict[str, Any]]:
    """Return the request that made ``result``, and all its tags; raises ``rerun_unknown``."""
    from ..engine.outputs import REQUEST_TAG
    from ..engine.rasters import open_layer, raster_environment

    with raster_environment(), open_layer(str(result), result.name) as dataset:
        tags = dataset.tags()
    if REQUEST_TAG not in tags:
        raise SegcrError("rerun_unknown", path=result, reason=f"it has no tag {REQUEST_TAG}")
    try:
        return PredictRequest.from_json(json.loads(tags[REQUEST_TAG])), tags
    except (ValueError, SegcrError) as problem:
        reason = "its tags are damaged"
        raise SegcrError("rerun_unknown", repr(problem), path=result, reason=reason) from problem


def _role(request: PredictRequest, result: Path) -> str:
    """Return which output of the run ``result`` is: by name, else (moved away) by its kind."""
    named = {role: getattr(request.outputs, role) for role in ROLES}
    for role, path in named.items():
        if path and Path(path).name == result.name:
            return role
    wanted = [role for role, path in named.items() if path]
    if len(wanted) == 1:
        return wanted[0]
    reason = "it was renamed, and the run had several outputs"
    raise SegcrError("rerun_unknown", path=result, reason=reason)


def compare(first: Path, second: Path) -> Optional[str]:
    """Return in one sentence how two rasters differ, None where every pixel is the same."""
    import numpy as np
    import rasterio

    with rasterio.open(first) as one, rasterio.open(second) as two:
        if (one.shape, one.count, one.dtypes) != (two.shape, two.count, two.dtypes):
            return "different: size, bands or data type are not the same"
        if (one.crs, one.transform) != (two.crs, two.transform):
            return "different: the grids are not the same"
        differing, largest = 0, 0.0
        for _, window in one.block_windows(1):
            a, b = one.read(window=window), two.read(window=window)
            same = (a == b) | ((a != a) & (b != b))
            differing += int((~same).any(axis=0).sum())
            if not same.all():
                gap = np.abs(a[~same].astype(float) - b[~same].astype(float))
                largest = max(largest, float(np.nanmax(gap, initial=0.0)))
        total = one.width * one.height
    if not differing:
        return None
    return f"different: {differing} of {total} pixels, by at most {largest:g}"


def _say(event: object) -> None:
    if isinstance(event, Notice):
        print(f"note: {event.text()}", file=sys.stderr)
    elif isinstance(event, Log):
        print(event.text, file=sys.stderr)
