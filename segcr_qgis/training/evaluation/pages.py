"""An evaluation as Markdown and as one HTML page with pictures."""

# ruff: noqa: E501 - rows of tables cannot be wrapped

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from ...assessment.png import encode_png
from .pictures import Pictures
from .summary import MODEL

_STYLE = """body{font:15px/1.5 sans-serif;margin:2em auto;max-width:1100px;padding:0 1em;color:#222}
table{border-collapse:collapse;margin:1em 0} td,th{padding:.2em .8em .2em 0;border-bottom:1px solid #ddd;text-align:left}
img{width:18%;margin:0 1% .5em 0;image-rendering:auto} h3{font-size:1em;margin-bottom:.2em}"""
_UNITS = {"psnr": "PSNR dB", "ssim": "SSIM", "sam": "SAM deg", "mae": "MAE", "rmse": "RMSE"}
_DIGITS = {"psnr": 2, "ssim": 3, "sam": 2, "mae": 4, "rmse": 4}
Table = tuple[str, list[str], list[list[str]]]


def tables(document: Mapping[str, Any]) -> list[Table]:
    """Return the tables of an evaluation: title, head and rows."""
    summary = document["summary"]
    made = [
        _images(summary, region)
        for region in ("cloudy", "thin", "thick", "all", "clear", "unchanged")
    ]
    made += [
        _against(summary),
        _covers(summary),
        _classes(summary),
        _iou(summary),
        _expected(summary),
    ]
    return [table for table in made if table[2]]


def markdown(document: Mapping[str, Any]) -> str:
    """Return the evaluation as Markdown."""
    parts = [f"# {_title(document)}\n", _told(document) + "\n"]
    if document.get("warning"):
        parts.append(f"**{document['warning']}**\n")
    for title, head, rows in tables(document):
        parts.append(f"## {title}\n")
        lines = [head, ["---"] * len(head), *rows]
        parts.append("\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n")
    return "\n".join(parts)


def section(document: Mapping[str, Any], title: str) -> str:
    """Return the evaluation as a section of a card."""
    _, _, rest = markdown(document).partition("\n")
    return f"\n## {title}\n{rest.replace(chr(10) + '## ', chr(10) + '### ')}"


def page(document: Mapping[str, Any], sheets: Sequence[tuple[str, Pictures]]) -> str:
    """Return the evaluation as one HTML file that needs nothing else."""
    body = [f"<h1>{escape(_title(document))}</h1><p>{escape(_told(document))}</p>"]
    if document.get("warning"):
        body.append(f"<p><b>{escape(document['warning'])}</b></p>")
    for title, head, rows in tables(document):
        first = "".join(f"<th>{escape(cell)}</th>" for cell in head)
        others = "".join(
            "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
        )
        body.append(f"<h2>{escape(title)}</h2><table><tr>{first}</tr>{others}</table>")
    body.append("<h2>Pictures</h2><p>Input, restored, truth, land cover, reference.</p>")
    for name, shown in sheets:
        images = "".join(
            f'<img alt="{kind}" src="data:image/png;base64,'
            f'{base64.b64encode(encode_png(picture)).decode("ascii")}">'
            for kind, picture in zip(Pictures._fields, shown)
        )
        body.append(f"<h3>{escape(name)}</h3>{images}")
    title = escape(_title(document))
    return f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style></head><body>{"".join(body)}</body></html>\n'


def _title(document: Mapping[str, Any]) -> str:
    return f"{document['model']} on {document['dataset']}, {document['split']}"


def _told(document: Mapping[str, Any]) -> str:
    summary = document["summary"]
    few = " Scenes of one place say nothing about others." if summary["places"] == 1 else ""
    return (
        f"{summary['scenes']} scenes of {summary['places']} places, protocol {document['protocol']},"
        f" weights {document['digest'][:12]}, {document['date']}, commit {document['commit']}."
        " Means over scenes; in brackets 95 % bootstrap intervals over scenes. Fillings other than"
        f" the model are told the true mask.{few}"
    )


def with_interval(values: Sequence[float], digits: int) -> str:
    """Return ``mean [low, high]``; without an interval the mean alone."""
    mean, low, high = values
    if math.isnan(mean):
        return "-"
    if math.isnan(low):
        return f"{mean:.{digits}f}"
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"


def _images(summary: Mapping[str, Any], region: str) -> Table:
    names = {"unchanged": "clear ground against the input", "all": "all pixels"}
    title = f"Restored image: {names.get(region, region + ' pixels')}"
    rows = []
    for name, regions in summary["images"].items():
        if region in regions:
            scores = [with_interval(regions[region][m], _DIGITS[m]) for m in _UNITS]
            rows.append([f"**{name}**" if name == MODEL else name, *scores])
    return title, ["", *_UNITS.values()], rows


def _against(summary: Mapping[str, Any]) -> Table:
    rows = [
        [name, with_interval(entry["psnr"], 2), entry["verdict"]]
        for name, entry in summary["against"].items()
    ]
    return "Model against others, PSNR under cloud", ["", "difference dB", "shown"], rows


def _covers(summary: Mapping[str, Any]) -> Table:
    strata = summary["by_cover"]
    names = list(dict.fromkeys(name for stratum in strata for name in stratum["psnr"]))
    rows = [
        [
            f"{s['cover'][0]}-{s['cover'][1]} %",
            str(s["scenes"]),
            *(with_interval(s["psnr"].get(n, [math.nan] * 3), 2) for n in names),
        ]
        for s in strata
    ]
    return "PSNR under cloud by cloud cover", ["cover", "scenes", *names], rows


def _classes(summary: Mapping[str, Any]) -> Table:
    rows = [
        [
            f"{who}{region}",
            with_interval(s["overall_accuracy"], 3),
            with_interval(s["mean_iou"], 3),
            f"{s['mean_f1']:.3f}",
        ]
        for key, who in (("classes", ""), ("pixel_classifier", "pixel classifier on the input: "))
        for region, s in summary.get(key, {}).items()
    ]
    if rows:
        rows.append(["calibration error", f"{summary['calibration_error']:.3f}", "", ""])
    return "Land cover", ["pixels", "accuracy", "mean IoU", "mean F1"], rows


def _iou(summary: Mapping[str, Any]) -> Table:
    regions = summary["classes"]
    names = list(next(iter(regions.values()))["iou"]) if regions else []
    rows = [
        [
            name,
            *(
                "-" if math.isnan(regions[r]["iou"][name]) else f"{regions[r]['iou'][name]:.3f}"
                for r in regions
            ),
        ]
        for name in names
    ]
    return "IoU by class", ["class", *regions], rows


def _expected(summary: Mapping[str, Any]) -> Table:
    rows = [[name, f"{a:.4f}", f"{b:.4f}"] for name, (a, b) in summary["expected_error"].items()]
    return "Expected error of the restored reflectance", ["pixels", "expected", "true"], rows
