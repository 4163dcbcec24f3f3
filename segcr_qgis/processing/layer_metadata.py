"""What a result layer says of itself in QGIS's layer properties: model, inputs, parameters."""

from __future__ import annotations

from datetime import datetime, timezone

from qgis.core import QgsApplication, QgsLayerMetadata, QgsRasterLayer

from ..core.language import spoken
from ..core.report import PredictReport
from ..core.request import PredictRequest
from .messages import number_text, tr

#: Languages that are spoken, as metadata name them.
LANGUAGES = {"en": "ENG", "fr": "FRA", "zh_CN": "ZHO"}


def describe_layer(
    layer: QgsRasterLayer, role: str, request: PredictRequest, report: PredictReport
) -> None:
    """Write what made a layer into its metadata.

    Parameters
    ----------
    layer : QgsRasterLayer
    role : str
        ``classes``, ``restored``, ``cloud_impact`` or ``confidence``.
    request : PredictRequest
    report : PredictReport
    """
    metadata = QgsLayerMetadata()
    metadata.setType("dataset")
    metadata.setLanguage(LANGUAGES[spoken(str(QgsApplication.locale() or ""))])
    metadata.setTitle(f"{layer.name()}: {request.optical_name or request.optical}")
    metadata.setAbstract(_abstract(role, report))
    metadata.setKeywords({"gmd:topicCategory": ["imageryBaseMapsEarthCover"]})
    metadata.setCrs(layer.crs())
    now = datetime.now(timezone.utc).isoformat(timespec="seconds")
    metadata.setHistory([f"{now} {line}" for line in _history(request, report)])
    layer.setMetadata(metadata)


def _abstract(role: str, report: PredictReport) -> str:
    texts = {
        "classes": tr("Land-cover classes made by model {model} {version}."),
        "restored": tr("Optical image restored by model {model} {version}."),
        "cloud_impact": tr("How much clouds and shadows change each pixel, 0 to 1, by {model}."),
        "confidence": tr("Class confidence and expected error of reflectance, by {model}."),
    }
    text = texts[role].format(model=report.model, version=report.model_version)
    estimate = tr("What lies under clouds is an estimate, not an observation.")
    share = tr("{share} % of the image was under cloud or shadow.")
    return " ".join([text, share.format(share=number_text(report.cloud_percent, 1)), estimate])


def _history(request: PredictRequest, report: PredictReport) -> list[str]:
    lines = [
        f"optical: {request.optical} ({report.optical_date or 'date unknown'})",
        f"optical bands: {report.optical_bands}, {report.optical_units}",
        f"radar: {request.sar} ({report.sar_date or 'date unknown'})"
        if request.sar
        else "no radar",
        f"radar bands: {report.sar_bands}, {report.sar_units}" if request.sar else "",
        f"model: {report.model} {report.model_version}, SHA-256 {report.model_digest}",
        f"cloud threshold {report.cloud_threshold:g}, tiles of {report.tile_size} pixels, overlap"
        f" {report.overlap}, {report.device} {report.precision} {report.runtime}".rstrip(),
    ]
    return [line for line in lines if line]
