"""``segcr assess``: score a class map or a restored image against a reference."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any, Optional

import numpy as np

from ..assessment.accuracy import class_scores, confusion_matrix
from ..assessment.accuracy_page import accuracy_page
from ..assessment.baselines import mean_clear_colour, nearest_clear_pixel
from ..assessment.fidelity import image_scores
from ..core.bands import identify_optical, parse_band_map
from ..core.classes import CLASSES, DYNAMIC_WORLD, ESRI, WORLDCOVER, translate
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.language import language
from ..core.radiometry import optical_units
from ..core.request import OPTICAL_UNITS
from ..core.tiling import Window
from .pages import check_page, write_page
from .references import as_codes, missing_value, read_on_grid, read_points

LEGENDS = {"segcr": None, "worldcover": WORLDCOVER, "esri": ESRI, "dynamic-world": DYNAMIC_WORLD}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--classes", help="class map to score")
    add("--reference", help="reference class map; moved to the grid of the class map")
    add("--points", help="reference points instead: CSV of x, y (CRS of the class map) and code")
    add("--legend", choices=sorted(LEGENDS), default="segcr", help="codes of the reference")
    add("--restored", help="restored image to score")
    add("--truth", help="cloud-free image; the restored one is moved to its grid")
    add("--cloudy", help="the cloudy input: scored too, with what could be made of it")
    add("--mask", help="cloud mask (above 0 is cloud): scores are given inside and outside")
    add("--units", choices=OPTICAL_UNITS, default="auto", help="units of the images")
    add("--bands", default="", help="band map of the images, such as B2=1,B3=2")
    add("--html", help="write the scores as a page")
    add("--language", default="en", help="of the page: en, fr or zh_CN")
    add("--json", action="store_true", help="print JSON in one line")


def run(options: argparse.Namespace) -> int:
    """Print the scores."""
    from ..engine.rasters import raster_environment

    names = ("classes", "reference", "points", "restored", "truth", "cloudy", "mask")
    sources = {name: getattr(options, name) for name in names if getattr(options, name)}
    if options.html:
        check_page(options.html, list(sources.values()))
    found: dict[str, Any] = {}
    with raster_environment():
        if options.classes and (options.reference or options.points):
            found["classes"] = _score_classes(options)
        if options.restored and options.truth:
            found["images"] = _score_images(options)
    if not found:
        reason = "give --classes and --reference or --points, or --restored and --truth"
        raise SegcrError("request_invalid", reason=reason)
    if options.html:
        write_page(options.html, accuracy_page(found, sources, language(options.language)))
    print(json.dumps(found) if options.json else _in_words(found))
    return 0


def _regions(mask: Optional[np.ndarray]) -> dict[str, Optional[np.ndarray]]:
    return {"all": None} if mask is None else {"all": None, "cloud": mask, "clear": ~mask}


def _score_classes(options: argparse.Namespace) -> dict[str, Any]:
    answer, facts = _read(options.classes)
    predicted = answer[0]
    mask = _read_mask(options, facts)
    if options.points:
        points, rows, columns = read_points(options.points, facts)
        truth = as_codes(points)
        predicted = predicted[rows, columns]
        mask = None if mask is None else mask[rows, columns]
    else:
        reference, its_facts = _read(options.reference, facts, codes=True)
        truth = as_codes(reference[0], its_facts.bands[0].nodata)
    crosswalk = LEGENDS[options.legend]
    if crosswalk is not None:
        truth = translate(truth, crosswalk)
    found = {}
    for region, inside in _regions(mask).items():
        matrix = confusion_matrix(truth, predicted, len(CLASSES), inside)
        scores = class_scores(matrix)
        found[region] = {
            "overall_accuracy": _json(scores.overall_accuracy),
            "mean_iou": _json(scores.mean_iou),
            "mean_f1": _json(scores.mean_f1),
            "pixels": scores.pixels,
            "iou": {c.name: _json(v) for c, v in zip(CLASSES, scores.iou)},
            "f1": {c.name: _json(v) for c, v in zip(CLASSES, scores.f1)},
            "matrix": matrix.tolist(),
        }
    return found


def _score_images(options: argparse.Namespace) -> dict[str, Any]:
    truth, facts, channels = _reflectance(options.truth, options)
    mask = _read_mask(options, facts)
    images = {"restored": _reflectance(options.restored, options, facts, channels)[0]}
    if options.cloudy:
        cloudy = _reflectance(options.cloudy, options, facts, channels)[0]
        images["cloudy input"] = cloudy
        if mask is not None:
            images["mean clear colour"] = mean_clear_colour(cloudy, mask)
            images["nearest clear pixel"] = nearest_clear_pixel(cloudy, mask)
    found: dict[str, Any] = {}
    for region, inside in _regions(mask).items():
        found[region] = {}
        for name, image in images.items():
            scores = image_scores(truth, image, inside).to_json()
            found[region][name] = {key: _json(value) for key, value in scores.items()}
    return found


def _read_mask(options: argparse.Namespace, grid: LayerFacts) -> Optional[np.ndarray]:
    if not options.mask:
        return None
    values, facts = _read(options.mask, grid)
    nodata = facts.bands[0].nodata
    cloud = values[0] > 0
    # Where the mask knows nothing it knows of no cloud: 255, often, is above 0, too.
    return np.asarray(cloud if nodata is None else cloud & (values[0] != nodata))


def _read(
    path: str, grid: Optional[LayerFacts] = None, codes: bool = False
) -> tuple[np.ndarray, LayerFacts]:
    """Return all bands of a raster and its facts; on the pixels of ``grid`` where given.

    ``codes`` are classes, of which 0 may be one.
    """
    from ..engine.rasters import open_layer, read_facts, read_shown, read_window

    facts = read_facts(path)
    with open_layer(path, Path(path).stem) as dataset:
        if grid is None or _same_grid(facts, grid):
            whole = Window(0, 0, facts.width, facts.height)
            values = read_window(dataset, dataset.indexes, whole)
            shown = read_shown(dataset, dataset.indexes, whole)
            if shown is not None:
                values[:, ~shown] = missing_value(facts, codes)
            return values, facts
        return read_on_grid(dataset, facts, grid, codes), facts


def _same_grid(facts: LayerFacts, grid: LayerFacts) -> bool:
    """Return whether two layers have the same pixels, to a hundredth of one."""
    from rasterio.crs import CRS

    if (facts.width, facts.height) != (grid.width, grid.height):
        return False
    if facts.crs and grid.crs and CRS.from_wkt(facts.crs) != CRS.from_wkt(grid.crs):
        return False
    _, dx, rx, _, ry, dy = grid.transform
    pixel = math.sqrt(abs(dx * dy - rx * ry))
    far = (1, facts.width, facts.height) * 2
    apart = [abs(a - b) * n for a, b, n in zip(facts.transform, grid.transform, far)]
    return max(apart) <= 0.01 * pixel


def _reflectance(
    path: str,
    options: argparse.Namespace,
    grid: Optional[LayerFacts] = None,
    channels: Optional[list[str]] = None,
) -> tuple[np.ndarray, LayerFacts, list[str]]:
    """Return reflectance (bands, H, W) of the wanted channels, NaN where invalid."""
    from ..engine.rasters import validity

    stored, facts = _read(path, grid)
    found = parse_band_map(options.bands, facts.name)
    if not found:
        found, reason, _ = identify_optical(facts)
        if not found:
            raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    wanted = list(found) if channels is None else channels
    absent = [channel for channel in wanted if channel not in found]
    if absent:
        reason = f"it has no {', '.join(absent)}"
        raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    units = optical_units(facts, {c: found[c] for c in wanted}, options.units)
    picked = stored[[found[channel] - 1 for channel in wanted]]
    nodata = [facts.bands[found[c] - 1].nodata for c in wanted]
    valid = validity(picked, nodata, [units.least(c) for c in wanted])
    image = np.stack([units.to_reflectance(picked[i], c) for i, c in enumerate(wanted)])
    image[~valid] = np.nan
    return image, facts, wanted


def _json(value: float) -> Optional[float]:
    return None if not np.isfinite(value) else round(float(value), 6)


def _in_words(found: dict[str, Any]) -> str:
    lines = []
    for region, scores in found.get("classes", {}).items():
        lines.append(
            f"class map, {region:5s}: accuracy {_shown(scores['overall_accuracy'])},"
            f" mean IoU {_shown(scores['mean_iou'])}, mean F1 {_shown(scores['mean_f1'])}"
            f" ({scores['pixels']} pixels)"
        )
    if "images" in found:
        lines.append(f"{'':29s}{'PSNR':>9s}{'SSIM':>9s}{'SAM':>9s}{'MAE':>9s}")
    for region, images in found.get("images", {}).items():
        for name, scores in images.items():
            numbers = "".join(f"{_shown(scores[k]):>9s}" for k in ("psnr", "ssim", "sam", "mae"))
            lines.append(f"{region:7s}{name:22s}{numbers}")
    return "\n".join(lines)


def _shown(value: Optional[float]) -> str:
    return "-" if value is None else f"{value:.4g}"
