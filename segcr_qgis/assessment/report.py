"""The report of a run: one HTML file that needs nothing else, reads and prints well."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from typing import Protocol

import numpy as np

from ..core.classes import CLASSES, LandCoverClass
from ..core.markdown import to_html
from ..core.page import facts_table, page, swatch
from ..core.report import ClassArea, PredictReport
from ..core.request import PredictRequest
from .png import encode_png

#: Colour of a class that the model does not list.
PLAIN = "#9aa5b1"
FOOTER = (
    "Made by SegCR for QGIS. Land cover and colours under clouds are estimates, not observations."
)
_UNITS = {
    "reflectance": "reflectance, 0 to 1",
    "dn10000": "reflectance times 10000",
    "dn10000_offset1000": "reflectance times 10000, offset 1000",
    "display8bit": "8-bit picture",
    "db": "decibels",
    "power": "linear power",
    "amplitude": "amplitude",
    "db_uint16": "decibels coded in 16 bits",
}


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


def render_report(
    request: PredictRequest,
    report: PredictReport,
    pictures: RunPictures,
    classes: Sequence[LandCoverClass] = CLASSES,
    card: str = "",
) -> str:
    """Return the report of a run as HTML; everything that came from outside is escaped.

    Parameters
    ----------
    request : PredictRequest
    report : PredictReport
    pictures : RunPictures
    classes : sequence of LandCoverClass
        Of the model, for their colours.
    card : str
        The model card, Markdown; '' leaves it out.
    """
    dates = [f"optical {report.optical_date}"] if report.optical_date else []
    dates += [f"radar {report.sar_date}"] if report.sar_date else []
    model = f"{report.model} {report.model_version}"
    body = [
        _pictures(pictures),
        _numbers(report),
        "".join(f'<p class="note">{escape(n.text())}</p>' for n in report.notices),
        "<h2>Land cover</h2>",
        _bars(report.class_areas, {c.code: c.color for c in classes}),
        "<h2>Sources</h2>",
        facts_table(_sources(request, report)),
        "<h2>How it was made</h2>",
        facts_table(_parameters(report)),
        "<h2>Results</h2>",
        facts_table([(_ROLES.get(role, role), path) for role, path in report.outputs.items()]),
    ]
    if card:
        body += ["<h2>Model card</h2>", f'<div class="card">{to_html(card, top=3)}</div>']
    title = request.optical_name or request.optical
    subtitle = " · ".join(["Land cover and restored image", *dates, f"model {model}"])
    return page(title, subtitle, "\n".join(body), FOOTER)


def _pictures(pictures: RunPictures) -> str:
    figures = "".join(
        _figure(picture, caption)
        for picture, caption in (
            (pictures.before, "Before: the cloudy input"),
            (pictures.after, "After: restored, drawn with the same contrast"),
            (pictures.classes, "Land cover"),
        )
    )
    return f'<div class="figures">{figures}</div>'


def _figure(picture: np.ndarray, caption: str) -> str:
    data = base64.b64encode(encode_png(picture)).decode("ascii")
    text = escape(caption)
    source = f"data:image/png;base64,{data}"
    return f'<figure><img alt="{text}" src="{source}"><figcaption>{text}</figcaption></figure>'


def _numbers(report: PredictReport) -> str:
    seen = [(area.pixels, area.confidence) for area in report.class_areas if area.confidence]
    total = sum(pixels for pixels, _ in seen)
    mean = sum(pixels * value for pixels, value in seen) / total if total else None
    hectares = sum(area.hectares for area in report.class_areas)
    entries = [
        (f"{report.cloud_percent:.1f} %", "of the image is under cloud or its shadow"),
        (f"{report.valid_percent:.1f} %", "of the area holds data"),
        (_area(hectares), "mapped"),
    ]
    if mean is not None:
        entries.append((f"{100 * mean:.0f} %", "mean confidence of the class"))
    boxes = "".join(
        f'<div class="number"><b>{escape(number)}</b><span>{escape(text)}</span></div>'
        for number, text in entries
    )
    return f'<div class="numbers">{boxes}</div>'


def _bars(areas: Sequence[ClassArea], colors: dict[int, str]) -> str:
    found = sorted((area for area in areas if area.pixels), key=lambda area: -area.pixels)
    if not found:
        return "<p>No pixel was mapped.</p>"
    longest = max(area.percent for area in found)
    rows = "".join(_bar(area, colors.get(area.code, PLAIN), longest) for area in found)
    return (
        '<table class="bars"><thead><tr><th>Class</th><th></th><th class="n">Share</th>'
        '<th class="n">Area</th><th class="n">Under cloud</th><th class="n">Confidence</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
        "<p>The hatched part of a bar lies under cloud: it is estimated from radar and from the"
        " clear ground around it.</p>"
    )


def _bar(area: ClassArea, color: str, longest: float) -> str:
    width = 100 * area.percent / longest if longest else 0.0
    hidden = width * area.clouded_percent / 100
    shade = f"background-color:{escape(color)}"
    bar = f'<i style="width:{width - hidden:.2f}%;{shade}"></i>' if hidden < width else ""
    bar += f'<i class="hatch" style="width:{hidden:.2f}%;{shade}"></i>' if hidden else ""
    sure = "" if area.confidence is None else f"{100 * area.confidence:.0f} %"
    return (
        f'<tr><td>{swatch(color)}{escape(area.name)}</td><td><div class="bar">{bar}</div></td>'
        f'<td class="n">{area.percent:.1f} %</td><td class="n">{_area(area.hectares)}</td>'
        f'<td class="n">{area.clouded_percent:.0f} %</td><td class="n">{sure}</td></tr>'
    )


def _area(hectares: float) -> str:
    return f"{hectares / 100:,.1f} km²" if hectares >= 10_000 else f"{hectares:,.1f} ha"


def _sources(request: PredictRequest, report: PredictReport) -> list[tuple[str, object]]:
    bands = ", ".join(f"{name} = {number}" for name, number in report.optical_bands.items())
    radar = ", ".join(f"{name} = {number}" for name, number in report.sar_bands.items())
    return [
        ("Optical layer", request.optical),
        ("Optical date", report.optical_date or "unknown"),
        ("Bands", f"{bands}; values read as {_UNITS.get(report.optical_units, '?')}"),
        ("Radar layer", request.sar or "none"),
        ("Radar date", (report.sar_date or "unknown") if request.sar else ""),
        (
            "Polarisations",
            f"{radar}; values read as {_UNITS.get(report.sar_units, '?')}" if radar else "",
        ),
        ("Cloud mask", request.cloud_mask or "none: the network found the clouds itself"),
        ("Part of the layer", "" if request.extent is None else request.extent),
    ]


def _parameters(report: PredictReport) -> list[tuple[str, object]]:
    seconds = ", ".join(f"{phase} {value:.1f} s" for phase, value in report.seconds.items())
    return [
        ("Model", f"{report.model} {report.model_version}"),
        ("Weights (SHA-256)", report.model_digest),
        ("Cloud threshold", f"{report.cloud_threshold:g}: below it the input is left untouched"),
        ("Tiles", f"{report.tiles} of {report.tile_size} pixels, overlap {report.overlap}"),
        ("Device", f"{report.device} ({report.precision}), batch size {report.batch_size}"),
        ("Time", seconds),
        ("Memory", f"{report.peak_memory_mb:.0f} MB at most"),
    ]


_ROLES = {
    "classes": "Land cover",
    "restored": "Restored image",
    "cloud_impact": "Cloud impact",
    "confidence": "Confidence",
    "report": "This report",
}
