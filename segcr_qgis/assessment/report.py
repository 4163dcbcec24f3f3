"""The report of a run: one HTML file that needs nothing else, reads and prints well.

It is written in the language that the request names; the model card stays as its author wrote it.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Protocol

import numpy as np

from ..core.classes import CLASSES, LandCoverClass
from ..core.errors import QT_TRANSLATE_NOOP, sentence
from ..core.language import Language, language
from ..core.markdown import to_html
from ..core.notices import NOTICES, READINGS
from ..core.page import facts_table, page, swatch
from ..core.reasons import translated
from ..core.report import ClassArea, Notice, PredictReport
from ..core.request import PredictRequest
from .png import encode_png

#: Colour of a class that the model does not list.
PLAIN = "#9aa5b1"
#: Heading of the card's section that a report shows last.
LIMITS = "\n## Limits"
_UNITS = {
    "reflectance": QT_TRANSLATE_NOOP("SegcrReport", "reflectance, 0 to 1"),
    "dn10000": QT_TRANSLATE_NOOP("SegcrReport", "reflectance times 10000"),
    "dn10000_offset1000": QT_TRANSLATE_NOOP("SegcrReport", "reflectance times 10000, offset 1000"),
    "display8bit": QT_TRANSLATE_NOOP("SegcrReport", "8-bit picture"),
    "db": QT_TRANSLATE_NOOP("SegcrReport", "decibels"),
    "power": QT_TRANSLATE_NOOP("SegcrReport", "linear power"),
    "amplitude": QT_TRANSLATE_NOOP("SegcrReport", "amplitude"),
    "db_uint16": QT_TRANSLATE_NOOP("SegcrReport", "decibels coded in 16 bits"),
}
_ROLES = {
    "classes": QT_TRANSLATE_NOOP("SegcrReport", "Land cover"),
    "restored": QT_TRANSLATE_NOOP("SegcrReport", "Restored image"),
    "cloud_impact": QT_TRANSLATE_NOOP("SegcrReport", "Cloud impact"),
    "confidence": QT_TRANSLATE_NOOP("SegcrReport", "Confidence"),
    "report": QT_TRANSLATE_NOOP("SegcrReport", "This report"),
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
    return _Report(request, report, language(request.language)).page(pictures, classes, card)


class _Report:
    def __init__(self, request: PredictRequest, report: PredictReport, spoken: Language) -> None:
        self._request = request
        self._report = report
        self._language = spoken
        self._number = spoken.number

    def tr(self, text: str) -> str:
        return self._language.tr(text)

    def page(self, pictures: RunPictures, classes: Sequence[LandCoverClass], card: str) -> str:
        request, report = self._request, self._report
        results = [(self._role(role), path) for role, path in report.outputs.items()]
        body = [
            self._pictures(pictures),
            self._numbers(),
            self._notices("note", readings=False),
            _section(self.tr("Land cover"), self._bars({c.code: c.color for c in classes})),
            _section(
                self.tr("Sources"),
                facts_table(self._sources()) + self._notices("remark", readings=True),
            ),
            _section(self.tr("How it was made"), facts_table(self._parameters())),
            _section(self.tr("Results"), facts_table(results)),
        ]
        if card:
            body.append(_section(self.tr("Model card"), self._card(card)))
        footer = self.tr(
            "Made by SegCR for QGIS. Land cover and colours under clouds are estimates, not"
            " observations."
        )
        title = request.optical_name or Path(request.optical).stem
        return page(title, self._subtitle(), "\n".join(body), footer, self._language.tag)

    def _subtitle(self) -> str:
        report = self._report
        parts = [self.tr("Land cover and restored image")]
        if report.optical_date:
            parts.append(self.tr("optical {date}").format(date=report.optical_date))
        if report.sar_date:
            parts.append(self.tr("radar {date}").format(date=report.sar_date))
        model = f"{report.model} {report.model_version}"
        return " \u00b7 ".join([*parts, self.tr("model {model}").format(model=model)])

    def _notices(self, kind: str, readings: bool) -> str:
        """Return what the run said: how the layers were read, or what the user should know."""
        told = [n for n in self._report.notices if (n.code in READINGS) == readings]
        return "".join(f'<p class="{kind}">{escape(self._notice(n))}</p>' for n in told)

    def _card(self, card: str) -> str:
        """Return the card down to its limits; tables of scores often go on for pages."""
        whole = f"\n{card}"
        after = whole.find(LIMITS)
        end = whole.find("\n## ", after + len(LIMITS)) if after >= 0 else -1
        text = f'<div class="card">{to_html(whole if end < 0 else whole[:end], top=3)}</div>'
        if end < 0:
            return text
        rest = self.tr("The card goes on with detailed scores: they come with the model.")
        return f'{text}<p class="remark">{escape(rest)}</p>'

    def _notice(self, notice: Notice) -> str:
        values = dict(notice.values)
        if "units" in values:
            values["units"] = self._units(values["units"])
        if "reason" in values:
            values["reason"] = translated(values["reason"], self.tr)
        return sentence(self.tr(NOTICES[notice.code]), values)

    def _pictures(self, pictures: RunPictures) -> str:
        figures = "".join(
            _figure(picture, caption)
            for picture, caption in (
                (pictures.before, self.tr("Before: the cloudy input")),
                (pictures.after, self.tr("After: restored, drawn with the same contrast")),
                (pictures.classes, self.tr("Land cover")),
            )
        )
        return f'<div class="figures">{figures}</div>'

    def _numbers(self) -> str:
        report = self._report
        seen = [(area.pixels, area.confidence) for area in report.class_areas if area.confidence]
        total = sum(pixels for pixels, _ in seen)
        mean = sum(pixels * value for pixels, value in seen) / total if total else None
        hectares = sum(area.hectares for area in report.class_areas)
        clouds = self.tr("of the image is under cloud or its shadow")
        entries = [
            (self._percent(report.cloud_percent, 1), clouds),
            (self._percent(report.valid_percent, 1), self.tr("of the area holds data")),
            (self._area(hectares), self.tr("mapped")),
        ]
        if mean is not None:
            sure = self.tr("mean confidence of the class")
            entries.append((self._percent(100 * mean), sure))
        boxes = "".join(
            f'<div class="number"><b>{escape(number)}</b><span>{escape(text)}</span></div>'
            for number, text in entries
        )
        return f'<div class="numbers">{boxes}</div>'

    def _bars(self, colors: dict[int, str]) -> str:
        areas = self._report.class_areas
        found = sorted((area for area in areas if area.pixels), key=lambda area: -area.pixels)
        if not found:
            return f"<p>{escape(self.tr('No pixel was mapped.'))}</p>"
        longest = max(area.percent for area in found)
        rows = "".join(self._bar(area, colors.get(area.code, PLAIN), longest) for area in found)
        names = (self.tr("Share"), self.tr("Area"), self.tr("Under cloud"), self.tr("Confidence"))
        head = "".join(f'<th class="n">{escape(name)}</th>' for name in names)
        legend = self.tr(
            "The hatched part of a bar lies under cloud: it is estimated from radar and from the"
            " clear ground around it."
        )
        return (
            f'<table class="bars"><thead><tr><th>{escape(self.tr("Class"))}</th><th></th>{head}'
            f"</tr></thead><tbody>{rows}</tbody></table><p>{escape(legend)}</p>"
        )

    def _bar(self, area: ClassArea, color: str, longest: float) -> str:
        width = 100 * area.percent / longest if longest else 0.0
        hidden = width * area.clouded_percent / 100
        shade = f"background-color:{escape(color)}"
        bar = f'<i style="width:{width - hidden:.2f}%;{shade}"></i>' if hidden < width else ""
        bar += f'<i class="hatch" style="width:{hidden:.2f}%;{shade}"></i>' if hidden else ""
        sure = "" if area.confidence is None else self._percent(100 * area.confidence)
        figures = (
            self._percent(area.percent, 1),
            self._area(area.hectares),
            self._percent(area.clouded_percent),
            sure,
        )
        cells = "".join(f'<td class="n">{figure}</td>' for figure in figures)
        name = escape(self.tr(area.name))
        return (
            f'<tr><td>{swatch(color)}{name}</td><td><div class="bar">{bar}</div></td>{cells}</tr>'
        )

    def _sources(self) -> list[tuple[str, object]]:
        request, report = self._request, self._report
        unknown, radar = self.tr("unknown"), request.sar
        corners = "" if request.extent is None else ", ".join(f"{v:.10g}" for v in request.extent)
        own = self.tr("none: the network found the clouds itself")
        return [
            (self.tr("Optical layer"), request.optical),
            (self.tr("Optical date"), report.optical_date or unknown),
            (self.tr("Bands"), self._channels(report.optical_bands, report.optical_units)),
            (self.tr("Radar layer"), radar or self.tr("none")),
            (self.tr("Radar date"), (report.sar_date or unknown) if radar else ""),
            (self.tr("Polarisations"), self._channels(report.sar_bands, report.sar_units)),
            (self.tr("Cloud mask"), request.cloud_mask or own),
            (self.tr("Part of the layer"), corners),
        ]

    def _channels(self, bands: dict[str, int], units: str) -> str:
        if not bands:
            return ""
        listed = ", ".join(f"{name} = {number}" for name, number in bands.items())
        text = self.tr("{bands}; values read as {units}")
        return text.format(bands=listed, units=self._units(units))

    def _parameters(self) -> list[tuple[str, object]]:
        report = self._report
        seconds = {name: self._number(value, 1) for name, value in report.seconds.items()}
        threshold = self.tr("{value}: below it the input is left untouched")
        tiles = self.tr("{count} of {size} pixels, overlap {overlap}")
        device = self.tr("{device} ({precision}), batch size {batch}")
        return [
            (self.tr("Model"), f"{report.model} {report.model_version}"),
            (self.tr("Weights (SHA-256)"), report.model_digest),
            (
                self.tr("Cloud threshold"),
                threshold.format(value=self._number(report.cloud_threshold, 2)),
            ),
            (
                self.tr("Tiles"),
                tiles.format(
                    count=self._number(report.tiles), size=report.tile_size, overlap=report.overlap
                ),
            ),
            (
                self.tr("Device"),
                device.format(
                    device=", ".join(part for part in (report.device, report.runtime) if part),
                    precision=report.precision,
                    batch=report.batch_size,
                ),
            ),
            (
                self.tr("Time"),
                self.tr("{total} s, of which {loading} s to load the model").format(
                    total=seconds.get("total", "?"), loading=seconds.get("loading", "?")
                ),
            ),
            (
                self.tr("Memory"),
                self.tr("{size} MB at most").format(size=self._number(report.peak_memory_mb)),
            ),
        ]

    def _role(self, role: str) -> str:
        return self.tr(_ROLES.get(role, role))

    def _units(self, units: str) -> str:
        return self.tr(_UNITS.get(units, "?"))

    def _percent(self, value: float, digits: int = 0) -> str:
        return f"{self._number(value, digits)} %"

    def _area(self, hectares: float) -> str:
        if hectares >= 10_000:
            return f"{self._number(hectares / 100, 1)} km\u00b2"
        return f"{self._number(hectares, 1)} ha"


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body}</section>"


def _figure(picture: np.ndarray, caption: str) -> str:
    data = base64.b64encode(encode_png(picture)).decode("ascii")
    text = escape(caption)
    source = f"data:image/png;base64,{data}"
    return f'<figure><img alt="{text}" src="{source}"><figcaption>{text}</figcaption></figure>'
