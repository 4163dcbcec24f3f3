"""The report of a run: one HTML file that needs nothing else."""

from __future__ import annotations

import base64
from html import escape
from typing import Any, Protocol

import numpy as np

from ..core.report import PredictReport
from ..core.request import PredictRequest
from .png import encode_png

_STYLE = """
body{font:15px/1.5 sans-serif;margin:2em auto;max-width:1040px;padding:0 1em;color:#222}
h1{font-size:1.5em} h2{font-size:1.15em;margin-top:2em}
figure{display:inline-block;margin:0 .6em .6em 0;width:31%;vertical-align:top}
img{width:100%;image-rendering:auto;border:1px solid #bbb} figcaption{font-size:.85em;color:#555}
table{border-collapse:collapse} td,th{padding:.2em .9em .2em 0;text-align:left;
border-bottom:1px solid #ddd;vertical-align:top} td.n{text-align:right}
.note{background:#fff7df;border-left:4px solid #e0b000;padding:.3em .8em;margin:.3em 0}
code{font-size:.85em;word-break:break-all}
"""


class RunPictures(Protocol):
    """Pictures of a run, uint8 (height, width, 3)."""

    @property
    def before(self) -> np.ndarray:
        """The cloudy input."""

    @property
    def after(self) -> np.ndarray:
        """The restored image, stretched alike."""

    @property
    def classes(self) -> np.ndarray:
        """The class map in its colours."""


def render_report(request: PredictRequest, report: PredictReport, pictures: RunPictures) -> str:
    """Return the report of a run as HTML; everything that came from outside is escaped."""
    figures = "".join(
        _figure(picture, caption)
        for picture, caption in (
            (pictures.before, "Input"),
            (pictures.after, "Restored"),
            (pictures.classes, "Land cover"),
        )
    )
    notices = "".join(f'<p class="note">{escape(n.text())}</p>' for n in report.notices)
    title = escape(request.optical_name or request.optical)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>SegCR: {title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1>{figures}"
        f"<p><b>{report.cloud_percent:.1f} %</b> of the image is clouded,"
        f" <b>{report.valid_percent:.1f} %</b> holds data.</p>{notices}"
        f"<h2>Land cover</h2>{_areas(report)}"
        f"<h2>How it was made</h2>{_table(_facts(request, report))}"
        "<p>Land cover and colours under clouds are estimates, not observations.</p>"
        "</body></html>\n"
    )


def _figure(picture: np.ndarray, caption: str) -> str:
    data = base64.b64encode(encode_png(picture)).decode("ascii")
    text = escape(caption)
    source = f"data:image/png;base64,{data}"
    return f'<figure><img alt="{text}" src="{source}"><figcaption>{text}</figcaption></figure>'


def _areas(report: PredictReport) -> str:
    rows = "".join(
        f'<tr><td>{escape(area.name)}</td><td class="n">{area.percent:.1f} %</td>'
        f'<td class="n">{area.hectares:,.1f} ha</td></tr>'
        for area in sorted(report.class_areas, key=lambda a: -a.pixels)
        if area.pixels
    )
    return f"<table><tr><th>Class</th><th>Share</th><th>Area</th></tr>{rows}</table>"


def _facts(request: PredictRequest, report: PredictReport) -> list[tuple[str, Any]]:
    bands = ", ".join(f"{name} = {number}" for name, number in report.optical_bands.items())
    radar = ", ".join(f"{name} = {number}" for name, number in report.sar_bands.items())
    seconds = ", ".join(f"{phase} {value:.1f} s" for phase, value in report.seconds.items())
    facts = [
        ("Optical layer", request.optical),
        ("Bands", f"{bands}; values read as {report.optical_units}"),
        ("Radar layer", request.sar or "none"),
        ("Polarisations", f"{radar}; values read as {report.sar_units}" if radar else "none"),
        ("Cloud mask", request.cloud_mask or "none: the network found the clouds itself"),
        ("Model", f"{report.model} {report.model_version}"),
        ("Weights (SHA-256)", report.model_digest),
        ("Cloud threshold", f"{report.cloud_threshold:g}: below it the input is left untouched"),
        ("Tiles", f"{report.tiles} of {report.tile_size} pixels, overlap {report.overlap}"),
        ("Device", f"{report.device} ({report.precision}), batch size {report.batch_size}"),
        ("Time", seconds),
        ("Memory", f"{report.peak_memory_mb:.0f} MB at most"),
    ]
    facts += [(f"Output: {role}", path) for role, path in report.outputs.items()]
    return facts


def _table(facts: list[tuple[str, Any]]) -> str:
    rows = "".join(
        f"<tr><td>{escape(str(name))}</td><td><code>{escape(str(value))}</code></td></tr>"
        for name, value in facts
    )
    return f"<table>{rows}</table>"
