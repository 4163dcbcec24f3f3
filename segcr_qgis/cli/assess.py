"""``segcr assess``: score a class map or a restored image against a reference."""

from __future__ import annotations

import argparse
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Optional

import numpy as np

from ..assessment.accuracy import class_scores, confusion_matrix
from ..assessment.baselines import mean_clear_colour, nearest_clear_pixel
from ..assessment.fidelity import image_scores
from ..core.bands import identify_optical, parse_band_map
from ..core.classes import CLASSES, DYNAMIC_WORLD, ESRI, WORLDCOVER, translate
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.radiometry import optical_units
from ..core.request import OPTICAL_UNITS

LEGENDS = {"segcr": None, "worldcover": WORLDCOVER, "esri": ESRI, "dynamic-world": DYNAMIC_WORLD}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--classes", help="class map to score")
    add("--reference", help="reference class map, on the same grid")
    add("--legend", choices=sorted(LEGENDS), default="segcr", help="codes of the reference")
    add("--restored", help="restored image to score")
    add("--truth", help="cloud-free image, on the same grid")
    add("--cloudy", help="the cloudy input: scored too, with what could be made of it")
    add("--mask", help="cloud mask (above 0 is cloud): scores are given inside and outside")
    add("--units", choices=OPTICAL_UNITS, default="auto", help="units of the images")
    add("--bands", default="", help="band map of the images, such as B2=1,B3=2")
    add("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print the scores."""
    with ExitStack() as stack:
        from ..engine.rasters import raster_environment

        stack.enter_context(raster_environment())
        mask = None if not options.mask else _read(options.mask)[0][0] > 0
        found: dict[str, Any] = {}
        if options.classes and options.reference:
            found["classes"] = _score_classes(options, mask)
        if options.restored and options.truth:
            found["images"] = _score_images(options, mask)
    if not found:
        reason = "give --classes and --reference, or --restored and --truth"
        raise SegcrError("request_invalid", reason=reason)
    print(json.dumps(found, indent=1) if options.json else _in_words(found))
    return 0


def _regions(mask: Optional[np.ndarray]) -> dict[str, Optional[np.ndarray]]:
    return {"all": None} if mask is None else {"all": None, "cloud": mask, "clear": ~mask}


def _score_classes(options: argparse.Namespace, mask: Optional[np.ndarray]) -> dict[str, Any]:
    answer, facts = _read(options.classes)
    reference, _ = _read(options.reference, facts)
    truth = reference[0]
    crosswalk = LEGENDS[options.legend]
    if crosswalk is not None:
        truth = translate(truth, crosswalk)
    found = {}
    for region, inside in _regions(mask).items():
        scores = class_scores(confusion_matrix(truth, answer[0], len(CLASSES), inside))
        iou = {c.name: _json(v) for c, v in zip(CLASSES, scores.iou)}
        found[region] = {
            "overall_accuracy": _json(scores.overall_accuracy),
            "mean_iou": _json(scores.mean_iou),
            "mean_f1": _json(scores.mean_f1),
            "pixels": scores.pixels,
            "iou": iou,
        }
    return found


def _score_images(options: argparse.Namespace, mask: Optional[np.ndarray]) -> dict[str, Any]:
    truth, facts, channels = _reflectance(options.truth, options)
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


def _read(path: str, grid: Optional[LayerFacts] = None) -> tuple[np.ndarray, LayerFacts]:
    from ..engine.rasters import open_layer, read_facts

    facts = read_facts(path)
    if grid is not None and (facts.width, facts.height) != (grid.width, grid.height):
        raise SegcrError("no_overlap", layer=facts.name, other=grid.name)
    with open_layer(path, Path(path).stem) as dataset:
        return dataset.read(), facts


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
    valid = validity(picked, [facts.bands[found[c] - 1].nodata for c in wanted])
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
