"""The scores of ``segcr assess`` as a page: accuracy, confusion matrix, image quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Optional

from ..core.classes import CLASSES
from ..core.page import facts_table, page, swatch

_REGIONS = {"all": "All pixels", "cloud": "Under cloud", "clear": "Clear"}
_IMAGES = {
    "restored": "Restored image",
    "cloudy input": "Cloudy input",
    "mean clear colour": "Filled with the mean clear colour",
    "nearest clear pixel": "Filled with the nearest clear pixel",
}
_SOURCES = {
    "classes": "Class map",
    "reference": "Reference",
    "points": "Reference points",
    "restored": "Restored image",
    "truth": "Clear image",
    "cloudy": "Cloudy image",
    "mask": "Cloud mask",
}
FOOTER = "Made by SegCR for QGIS. Scores hold for these references only."


def accuracy_page(found: Mapping[str, Any], sources: Mapping[str, str]) -> str:
    """Return the page; everything that came from outside is escaped.

    Parameters
    ----------
    found : mapping
        ``classes`` and ``images`` as ``segcr assess --json`` prints them.
    sources : mapping
        Role to path of what was compared.
    """
    body = []
    if "classes" in found:
        body += ["<h2>Class map</h2>", _class_table(found["classes"])]
        for region, scores in found["classes"].items():
            if scores["pixels"]:
                title = _REGIONS.get(region, region)
                body += [f"<h3>Confusion matrix: {escape(title.lower())}</h3>", _matrix(scores)]
        body.append("<p>Rows: reference. Columns: the map. Each cell counts pixels or points.</p>")
    if "images" in found:
        body += ["<h2>Restored image</h2>", _image_table(found["images"])]
        body.append(
            "<p>PSNR in dB of reflectance (higher is better), SSIM up to 1, spectral angle in"
            " degrees and mean absolute error of reflectance (lower is better).</p>"
        )
    named = [(_SOURCES.get(role, role), path) for role, path in sources.items()]
    body += ["<h2>Compared</h2>", facts_table(named)]
    return page("Accuracy assessment", "Against reference data", "\n".join(body), FOOTER)


def _class_table(regions: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(_REGIONS.get(region, region))}</td>"
        f'<td class="n">{_percent(scores["overall_accuracy"])}</td>'
        f'<td class="n">{_percent(scores["mean_iou"])}</td>'
        f'<td class="n">{_percent(scores["mean_f1"])}</td>'
        f'<td class="n">{scores["pixels"]:,}</td></tr>'
        for region, scores in regions.items()
    )
    head = _head(["", "Overall accuracy", "Mean IoU", "Mean F1", "Pixels"])
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _matrix(scores: Mapping[str, Any]) -> str:
    matrix: Sequence[Sequence[int]] = scores["matrix"]
    used = [i for i, row in enumerate(matrix) if sum(row) or sum(other[i] for other in matrix)]
    missed = any(row[-1] for row in matrix)
    names = [CLASSES[i].name for i in used] + (["Not mapped"] if missed else [])
    head = _head(["Reference", *names, "IoU", "F1"])
    rows = ""
    for i in used:
        entry = CLASSES[i]
        numbers = [matrix[i][j] for j in used] + ([matrix[i][-1]] if missed else [])
        cells = "".join(
            f'<td class="n">{"<b>" if j == place else ""}{n:,}{"</b>" if j == place else ""}</td>'
            for j, (n, place) in enumerate((n, used.index(i)) for n in numbers)
        )
        rows += (
            f"<tr><td>{swatch(entry.color)}{escape(entry.name)}</td>{cells}"
            f'<td class="n">{_percent(scores["iou"][entry.name])}</td>'
            f'<td class="n">{_percent(scores["f1"][entry.name])}</td></tr>'
        )
    return f'<div style="overflow-x:auto"><table>{head}<tbody>{rows}</tbody></table></div>'


def _image_table(regions: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><td>{escape(_REGIONS.get(region, region))}</td>"
        f"<td>{escape(_IMAGES.get(name, name))}</td>"
        f'<td class="n">{_number(scores["psnr"], 2)}</td>'
        f'<td class="n">{_number(scores["ssim"], 3)}</td>'
        f'<td class="n">{_number(scores["sam"], 2)}</td>'
        f'<td class="n">{_number(scores["mae"], 4)}</td></tr>'
        for region, images in regions.items()
        for name, scores in images.items()
    )
    head = _head(["", "Image", "PSNR", "SSIM", "Spectral angle", "MAE"], left=2)
    return f"<table>{head}<tbody>{rows}</tbody></table>"


def _head(names: Sequence[str], left: int = 1) -> str:
    cells = "".join(
        f"<th>{escape(name)}</th>" if i < left else f'<th class="n">{escape(name)}</th>'
        for i, name in enumerate(names)
    )
    return f"<thead><tr>{cells}</tr></thead>"


def _percent(value: Optional[float]) -> str:
    return "-" if value is None else f"{100 * value:.1f} %"


def _number(value: Optional[float], digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
