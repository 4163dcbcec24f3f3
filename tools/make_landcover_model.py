"""Write the example model ``segcr:landcoverpolygons``: our algorithm, then polygons.

Run it with QGIS's Python after a change of the algorithm's parameters:
``QT_QPA_PLATFORM=offscreen .venv/bin/python -m tools.make_landcover_model``
"""

from __future__ import annotations

import sys
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingModelAlgorithm,
    QgsProcessingModelChildAlgorithm,
    QgsProcessingModelChildParameterSource,
    QgsProcessingModelOutput,
    QgsProcessingModelParameter,
    QgsProcessingParameterRasterLayer,
)
from qgis.PyQt.QtCore import QPointF

from segcr_qgis.processing import parameters as ids

TARGET = Path(__file__).resolve().parents[1] / (
    "segcr_qgis/processing/models/landcoverpolygons.model3"
)
MAP, POLYGONS = "segcr", "polygonize"


def build() -> QgsProcessingModelAlgorithm:
    """Return the model."""
    model = QgsProcessingModelAlgorithm("landcoverpolygons", "Land cover and clouds")
    model.setGroup("Land cover and clouds")
    _add_input(model, QgsProcessingParameterRasterLayer(ids.INPUT, "Optical layer"), 140)
    radar = QgsProcessingParameterRasterLayer(ids.SAR, "Radar layer", optional=True)
    _add_input(model, radar, 360)
    model.addChildAlgorithm(_segment())
    model.addChildAlgorithm(_polygonize())
    model.setHelpContent(
        {
            "ALG_DESC": "Makes a land-cover map as polygons, beside the class map and the"
            " cloud-free image. An example: copy it and change it in the model designer.",
            ids.INPUT: "The cloudy image.",
            ids.SAR: "Backscatter of the same place (VV, VH).",
        }
    )
    model.updateDestinationParameters()
    return model


def _add_input(model: QgsProcessingModelAlgorithm, definition, x: float) -> None:
    component = QgsProcessingModelParameter(definition.name())
    component.setPosition(QPointF(x, 100))
    model.addModelParameter(definition, component)


def _segment() -> QgsProcessingModelChildAlgorithm:
    child = QgsProcessingModelChildAlgorithm("segcr:segmentandremoveclouds")
    child.setChildId(MAP)
    child.setDescription("Segment land cover and remove clouds")
    child.setPosition(QPointF(250, 230))
    source = QgsProcessingModelChildParameterSource
    for name in (ids.INPUT, ids.SAR):
        child.addParameterSources(name, [source.fromModelParameter(name)])
    for name, value in (
        (ids.MODEL, ids.DEFAULT_MODEL),
        (ids.OPTICAL_UNITS_CHOICE, "auto"),
        (ids.SAR_UNITS_CHOICE, "auto"),
        (ids.DEVICE, "auto"),
        (ids.PRECISION, "auto"),
    ):
        child.addParameterSources(name, [source.fromStaticValue(value)])
    outputs = {}
    for number, (name, text) in enumerate(
        ((ids.OUTPUT, "Land cover"), (ids.RESTORED, "Cloud-free image"))
    ):
        output = QgsProcessingModelOutput(text, text)
        output.setChildId(MAP)
        output.setChildOutputName(name)
        output.setPosition(QPointF(480, 240 + 60 * number))
        # The polygons need the class map, which QGIS would leave out like any optional output.
        output.setMandatory(name == ids.OUTPUT)
        outputs[text] = output
    child.setModelOutputs(outputs)
    return child


def _polygonize() -> QgsProcessingModelChildAlgorithm:
    child = QgsProcessingModelChildAlgorithm("gdal:polygonize")
    child.setChildId(POLYGONS)
    child.setDescription("Polygonize")
    child.setPosition(QPointF(250, 380))
    source = QgsProcessingModelChildParameterSource
    child.addParameterSources("INPUT", [source.fromChildOutput(MAP, ids.OUTPUT)])
    child.addParameterSources("BAND", [source.fromStaticValue(1)])
    child.addParameterSources("FIELD", [source.fromStaticValue("class_code")])
    child.addParameterSources("EIGHT_CONNECTEDNESS", [source.fromStaticValue(False)])
    output = QgsProcessingModelOutput("Land-cover polygons", "Land-cover polygons")
    output.setChildId(POLYGONS)
    output.setChildOutputName("OUTPUT")
    output.setPosition(QPointF(480, 390))
    child.setModelOutputs({"Land-cover polygons": output})
    return child


def main() -> int:
    """Write the model file."""
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(application.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    from segcr_qgis.processing.provider import SegcrProvider

    Processing.initialize()
    provider = SegcrProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    written = build().toFile(str(TARGET))
    QgsApplication.processingRegistry().removeProvider(provider)
    application.exitQgis()
    return 0 if written else 1


if __name__ == "__main__":
    sys.exit(main())
