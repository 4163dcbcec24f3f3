"""``segcr explain``: draw what a network sees, believes and makes of one tile."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.errors import SegcrError
from ..core.model_package import ModelPackage
from ..core.request import PredictRequest
from .pages import check_page, write_page

if TYPE_CHECKING:
    from ..engine.explain import Explanation

#: Channels shown as red, green and blue, where the model has them.
TRUE_COLOUR = ("B4", "B3", "B2")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--optical", required=True, help="optical raster")
    add("--sar", help="radar raster, on any grid")
    add("--model", required=True, help="id of an installed model, or a model folder")
    add("--mask", help="cloud mask raster, 0 and 1")
    add("--extent", type=float, nargs=4, metavar=("XMIN", "YMIN", "XMAX", "YMAX"))
    add("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    add("--out", required=True, type=Path, help="picture to write (.svg)")


def run(options: argparse.Namespace) -> int:
    """Run the network on the tile in the middle of the area, and draw it."""
    if options.out.suffix.lower() != ".svg":
        reason = f"'{options.out}' is no SVG picture: choose a name that ends in .svg"
        raise SegcrError("request_invalid", reason=reason)
    inputs = [path for path in (options.optical, options.sar, options.mask) if path]
    check_page(str(options.out), inputs)
    from ..engine.backends.torch_backend import explain
    from ..engine.explain import central_tile
    from ..engine.rasters import raster_environment

    document: dict[str, Any] = {
        "optical": options.optical,
        "sar": options.sar,
        "model": options.model,
        "cloud_mask": options.mask,
        "extent": options.extent,
        # Never written; not named after the sheet, which often is called like the layer.
        "outputs": {"classes": f"{options.out}.never.tif"},
    }
    with raster_environment():
        plan, batch = central_tile(PredictRequest.from_json(document))
    found = explain(plan.package, batch, options.device)
    write_page(str(options.out), draw(plan.package, found, options.mask is not None))
    print(f"wrote {options.out}")
    return 0


def draw(package: ModelPackage, found: Explanation, masked: bool) -> str:
    """Return the sheet as SVG."""
    from ..assessment.feature_sheet import Panel, colours, grey, principal, sheet

    shown = [
        package.optical_channels.index(c) for c in TRUE_COLOUR if c in package.optical_channels
    ]
    if len(shown) < 3:
        shown = [min(i, len(package.optical_channels) - 1) for i in range(3)]
    table = np.array([[int(c.color[i : i + 2], 16) for i in (1, 3, 5)] for c in package.classes])
    top = [
        Panel("optical", colours(found.optical[shown], found.clear[shown])),
        *(Panel(f"radar {n}", grey(b)) for n, b in zip(package.sar_channels, found.sar)),
        Panel("cloud mask given" if masked else "cloud impact found", grey(found.cloud)),
        Panel("restored", colours(found.clear[shown])),
        Panel("land cover", table.astype(np.uint8)[found.labels]),
    ]
    if found.simulated is not None:
        picture = colours(found.simulated[shown], found.clear[shown])
        top.append(Panel("optical simulated from radar", picture))
    translating = found.simulated is not None
    guidance = "cloud impact map" if translating else "cloud mask"
    rows = [(f"{package.name}: one tile", top)]
    for number, stage in enumerate(found.stages, 1):
        before, after = principal([stage.optical, stage.restored])
        panels = [
            Panel(guidance, grey(stage.guidance)),
            Panel("optical feature", before),
            Panel("the same, restored", after),
            Panel("radar feature", principal([stage.sar])[0]),
            Panel("fused feature", principal([stage.fused])[0]),
        ]
        rows.append((f"stage {number}, stride {2 ** (number + 1)}", panels))
    notes = (
        "Features are drawn by their first three principal components; both optical ones share"
        " axes and stretch.",
        "White in maps is 1: cloud. An independent implementation of the published idea.",
    )
    return sheet(f"What {package.id} sees", rows, notes)
