"""A model's card as HTML: for its window in QGIS and for the page of ``segcr:modelinfo``."""

from __future__ import annotations

from html import escape

from qgis.core import QgsApplication

from ..core.language import language
from ..core.markdown import to_html
from ..core.model_package import ModelPackage
from ..core.page import facts_table, page, swatches
from .messages import number_text, tr


def card_text(package: ModelPackage) -> str:
    """Return the card (Markdown), or the sentence that there is none."""
    try:
        return package.card()
    except (OSError, UnicodeDecodeError):
        return tr("This model has no readable card.")


def card_html(package: ModelPackage) -> str:
    """Return the card as rich text for Qt: facts, classes with their colours, the card itself."""
    facts = "".join(
        f"<tr><td>{escape(name)}</td><td>{escape(value)}</td></tr>"
        for name, value in _facts(package)
    )
    # A table cell is the only coloured box that Qt's rich text draws.
    classes = "".join(
        f'<tr><td bgcolor="{escape(c.color)}">&nbsp;&nbsp;&nbsp;&nbsp;</td>'
        f"<td>{c.code}</td><td>{escape(tr(c.name))}</td></tr>"
        for c in package.classes
    )
    return (
        f"<h2>{escape(package.name)} {escape(package.version)}</h2>"
        f"<table>{facts}</table><h3>{escape(tr('Classes'))}</h3><table>{classes}</table>"
        f"<hr>{to_html(card_text(package), top=3)}"
    )


def model_page(package: ModelPackage) -> str:
    """Return the card as a page of its own."""
    body = (
        f"{facts_table(_facts(package))}<h2>{escape(tr('Classes'))}</h2>"
        f"{swatches(package.classes)}<h2>{escape(tr('Model card'))}</h2>"
        f'<div class="card">{to_html(card_text(package), top=3)}</div>'
    )
    tag = language(str(QgsApplication.locale() or "")).tag
    return page(f"{package.name} {package.version}", package.id, body, language=tag)


def _facts(package: ModelPackage) -> list[tuple[str, str]]:
    low, high = package.accepted_pixels
    return [
        (tr("Optical bands"), ", ".join(package.optical_channels)),
        (tr("Radar bands"), ", ".join(package.sar_channels) or tr("none")),
        (
            tr("Pixel size"),
            tr("{low} to {high} m, trained at {trained} m").format(
                low=f"{low:g}", high=f"{high:g}", trained=f"{package.resolution:g}"
            ),
        ),
        (
            tr("Parameters"),
            tr("{count} million").format(count=number_text(package.total_parameters / 1e6, 2)),
        ),
        (
            tr("Tiles"),
            tr("{size} pixels, overlap {overlap}").format(
                size=package.tile_size, overlap=package.overlap
            ),
        ),
        (tr("Cloud threshold"), f"{package.cloud_threshold:g}"),
        (tr("The same, without infrared"), f"{package.visible_cloud_threshold:g}"),
        (tr("Network"), package.architecture),
        (tr("Folder"), str(package.folder)),
        (tr("Weights (SHA-256)"), package.digest),
    ]
