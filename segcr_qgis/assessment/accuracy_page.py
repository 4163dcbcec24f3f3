"""The scores of ``segcr assess`` as a page: accuracy, confusion matrix, image quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, Optional

from ..core.classes import CLASSES
from ..core.errors import QT_TRANSLATE_NOOP
from ..core.language import Language
from ..core.page import facts_table, page, swatch

_REGIONS = {
    "all": QT_TRANSLATE_NOOP("SegcrReport", "All pixels"),
    "cloud": QT_TRANSLATE_NOOP("SegcrReport", "Under cloud"),
    "clear": QT_TRANSLATE_NOOP("SegcrReport", "Clear"),
}
_IMAGES = {
    "restored": QT_TRANSLATE_NOOP("SegcrReport", "Restored image"),
    "cloudy input": QT_TRANSLATE_NOOP("SegcrReport", "Cloudy input"),
    "mean clear colour": QT_TRANSLATE_NOOP("SegcrReport", "Filled with the mean clear colour"),
    "nearest clear pixel": QT_TRANSLATE_NOOP("SegcrReport", "Filled with the nearest clear pixel"),
}
_SOURCES = {
    "classes": QT_TRANSLATE_NOOP("SegcrReport", "Class map"),
    "reference": QT_TRANSLATE_NOOP("SegcrReport", "Reference"),
    "points": QT_TRANSLATE_NOOP("SegcrReport", "Reference points"),
    "restored": QT_TRANSLATE_NOOP("SegcrReport", "Restored image"),
    "truth": QT_TRANSLATE_NOOP("SegcrReport", "Clear image"),
    "cloudy": QT_TRANSLATE_NOOP("SegcrReport", "Cloudy image"),
    "mask": QT_TRANSLATE_NOOP("SegcrReport", "Cloud mask"),
}


def accuracy_page(
    found: Mapping[str, Any], sources: Mapping[str, str], spoken: Optional[Language] = None
) -> str:
    """Return the page; everything that came from outside is escaped.

    Parameters
    ----------
    found : mapping
        ``classes`` and ``images`` as ``segcr assess --json`` prints them.
    sources : mapping
        Role to path of what was compared.
    spoken : Language, optional
        English by default.
    """
    return _Page(spoken or Language()).whole(found, sources)


class _Page:
    def __init__(self, spoken: Language) -> None:
        self._language = spoken

    def tr(self, text: str) -> str:
        return self._language.tr(text)

    def whole(self, found: Mapping[str, Any], sources: Mapping[str, str]) -> str:
        body = []
        if "classes" in found:
            body += [_title(self.tr("Class map")), self._class_table(found["classes"])]
            for region, scores in found["classes"].items():
                if scores["pixels"]:
                    title = self.tr("Confusion matrix: {region}")
                    place = self._named(_REGIONS, region).lower()
                    body += [_title(title.format(region=place), 3), self._matrix(scores)]
            rows = self.tr("Rows: reference. Columns: the map. Each cell counts pixels or points.")
            body.append(f"<p>{escape(rows)}</p>")
        if "images" in found:
            body += [_title(self.tr("Restored image")), self._image_table(found["images"])]
            measures = self.tr(
                "PSNR in dB of reflectance (higher is better), SSIM up to 1, spectral angle in"
                " degrees and mean absolute error of reflectance (lower is better)."
            )
            body.append(f"<p>{escape(measures)}</p>")
        named = [(self._named(_SOURCES, role), path) for role, path in sources.items()]
        body += [_title(self.tr("Compared")), facts_table(named)]
        return page(
            self.tr("Accuracy assessment"),
            self.tr("Against reference data"),
            "\n".join(body),
            self.tr("Made by SegCR for QGIS. Scores hold for these references only."),
            self._language.tag,
        )

    def _class_table(self, regions: Mapping[str, Any]) -> str:
        rows = "".join(
            f"<tr><td>{escape(self._named(_REGIONS, region))}</td>"
            f'<td class="n">{self._percent(scores["overall_accuracy"])}</td>'
            f'<td class="n">{self._percent(scores["mean_iou"])}</td>'
            f'<td class="n">{self._percent(scores["mean_f1"])}</td>'
            f'<td class="n">{self._number(scores["pixels"], 0)}</td></tr>'
            for region, scores in regions.items()
        )
        names = (self.tr("Overall accuracy"), self.tr("Mean IoU"), self.tr("Mean F1"))
        head = _head(["", *names, self.tr("Pixels")])
        return f"<table>{head}<tbody>{rows}</tbody></table>"

    def _matrix(self, scores: Mapping[str, Any]) -> str:
        matrix: Sequence[Sequence[int]] = scores["matrix"]
        used = [i for i, row in enumerate(matrix) if sum(row) or sum(other[i] for other in matrix)]
        missed = any(row[-1] for row in matrix)
        names = [self.tr(CLASSES[i].name) for i in used]
        names += [self.tr("Not mapped")] if missed else []
        head = _head([self.tr("Reference"), *names, "IoU", "F1"])
        rows = ""
        for i in used:
            entry = CLASSES[i]
            numbers = [matrix[i][j] for j in used] + ([matrix[i][-1]] if missed else [])
            place = used.index(i)
            cells = "".join(
                _cell(self._number(n, 0), strong=j == place) for j, n in enumerate(numbers)
            )
            rows += (
                f"<tr><td>{swatch(entry.color)}{escape(self.tr(entry.name))}</td>{cells}"
                f'<td class="n">{self._percent(scores["iou"][entry.name])}</td>'
                f'<td class="n">{self._percent(scores["f1"][entry.name])}</td></tr>'
            )
        return f'<div style="overflow-x:auto"><table>{head}<tbody>{rows}</tbody></table></div>'

    def _image_table(self, regions: Mapping[str, Any]) -> str:
        rows = "".join(
            f"<tr><td>{escape(self._named(_REGIONS, region))}</td>"
            f"<td>{escape(self._named(_IMAGES, name))}</td>"
            f'<td class="n">{self._number(scores["psnr"], 2)}</td>'
            f'<td class="n">{self._number(scores["ssim"], 3)}</td>'
            f'<td class="n">{self._number(scores["sam"], 2)}</td>'
            f'<td class="n">{self._number(scores["mae"], 4)}</td></tr>'
            for region, images in regions.items()
            for name, scores in images.items()
        )
        names = ["", self.tr("Image"), "PSNR", "SSIM", self.tr("Spectral angle"), "MAE"]
        return f"<table>{_head(names, left=2)}<tbody>{rows}</tbody></table>"

    def _named(self, names: Mapping[str, str], key: str) -> str:
        return self.tr(names.get(key, key))

    def _percent(self, value: Optional[float]) -> str:
        return "-" if value is None else f"{self._language.number(100 * value, 1)} %"

    def _number(self, value: Optional[float], digits: int) -> str:
        return "-" if value is None else self._language.number(value, digits)


def _title(text: str, level: int = 2) -> str:
    return f"<h{level}>{escape(text)}</h{level}>"


def _cell(text: str, strong: bool) -> str:
    return f'<td class="n">{f"<b>{text}</b>" if strong else text}</td>'


def _head(names: Sequence[str], left: int = 1) -> str:
    cells = "".join(
        f"<th>{escape(name)}</th>" if i < left else f'<th class="n">{escape(name)}</th>'
        for i, name in enumerate(names)
    )
    return f"<thead><tr>{cells}</tr></thead>"
