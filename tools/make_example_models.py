"""Write the example models that come with the plugin: ordinary models built on our algorithm.

Run it with QGIS's Python after a change of the algorithm's parameters:
``QT_QPA_PLATFORM=offscreen .venv/bin/python -m tools.make_example_models``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Optional

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

from segcr_qgis.core.classes import CLASSES
from segcr_qgis.processing import parameters as ids

MODELS = Path(__file__).resolve().parents[1] / "segcr_qgis/processing/models"
GROUP = "Land cover and clouds"
#: Water and flooded vegetation, the classes that count as water.
WET = (1, 3)
FLOODED = 2

static = QgsProcessingModelChildParameterSource.fromStaticValue
parameter = QgsProcessingModelChildParameterSource.fromModelParameter
child_output = QgsProcessingModelChildParameterSource.fromChildOutput


def polygons() -> QgsProcessingModelAlgorithm:
    """Return the model that turns the class map into polygons."""
    model = _model("landcoverpolygons")
    _add_layer(model, ids.INPUT, "Optical layer", 140)
    _add_layer(model, ids.SAR, "Radar layer", 360)
    outputs = [(ids.OUTPUT, "Land cover", True), (ids.RESTORED, "Cloud-free image", False)]
    model.addChildAlgorithm(_segment("segcr", ids.INPUT, ids.SAR, outputs, (250, 230)))
    source = child_output("segcr", ids.OUTPUT)
    model.addChildAlgorithm(_polygonize(source, "class_code", (250, 380), "Land-cover polygons"))
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


def change() -> QgsProcessingModelAlgorithm:
    """Return the model that makes a table of what changed between two dates."""
    model = _model("landcoverchange")
    _add_two_dates(model, "first", "second")
    code = {
        "INPUT_A": [child_output("first", ids.OUTPUT)],
        "BAND_A": [static(1)],
        "INPUT_B": [child_output("second", ids.OUTPUT)],
        "BAND_B": [static(1)],
        "FORMULA": [static("A*10+B")],
        "NO_DATA": [static(0)],
        "RTYPE": [static(0)],
    }
    model.addChildAlgorithm(
        _child(
            "change",
            "gdal:rastercalculator",
            "Change code",
            code,
            (400, 420),
            {"OUTPUT": "Change map"},
        )
    )
    model.addChildAlgorithm(
        _child(
            "count",
            "native:rasterlayeruniquevaluesreport",
            "Count the changes",
            {"INPUT": [child_output("change", "OUTPUT")], "BAND": [static(1)]},
            (400, 540),
        )
    )
    model.addChildAlgorithm(
        _child(
            "table",
            "native:refactorfields",
            "Name the classes",
            {
                "INPUT": [child_output("count", "OUTPUT_TABLE")],
                "FIELDS_MAPPING": [static(_change_fields())],
            },
            (400, 660),
            {"OUTPUT": "Change table"},
        )
    )
    model.setHelpContent(
        {
            "ALG_DESC": "Maps land cover on two dates and makes a table of the changes: from class,"
            " to class, pixels and hectares. The change map holds ten times the first class code"
            " plus the second one. Both optical images must have the same grid, as tiles of one"
            " sensor have. Single pixels change by mistake too: trust large areas.",
            **_two_dates_help("first", "second"),
        }
    )
    model.updateDestinationParameters()
    return model


def flood() -> QgsProcessingModelAlgorithm:
    """Return the model that maps what was flooded between two dates."""
    model = _model("floodextent")
    _add_two_dates(model, "before", "after")
    before, after = (f"({'+'.join(f'({name}=={code})' for code in WET)})" for name in "AB")
    # 0 dry, 1 water on both dates, 2 flooded, 3 fallen dry.
    formula = f"1*{before}*{after}+2*({before}==0)*{after}+3*{before}*({after}==0)"
    values = {
        "INPUT_A": [child_output("before", ids.OUTPUT)],
        "BAND_A": [static(1)],
        "INPUT_B": [child_output("after", ids.OUTPUT)],
        "BAND_B": [static(1)],
        "FORMULA": [static(formula)],
        "NO_DATA": [static(255)],
        "RTYPE": [static(0)],
    }
    model.addChildAlgorithm(
        _child(
            "flood",
            "gdal:rastercalculator",
            "Flood code",
            values,
            (400, 420),
            {"OUTPUT": "Flood map"},
        )
    )
    source = child_output("flood", "OUTPUT")
    model.addChildAlgorithm(_polygonize(source, "flood_code", (400, 540)))
    model.addChildAlgorithm(
        _child(
            "extract",
            "native:extractbyexpression",
            "Flooded only",
            {
                "INPUT": [child_output("polygonize", "OUTPUT")],
                "EXPRESSION": [static(f'"flood_code" = {FLOODED}')],
            },
            (400, 660),
            {"OUTPUT": "Flooded areas"},
        )
    )
    model.setHelpContent(
        {
            "ALG_DESC": "Maps water before and after, and what was flooded in between. The flood"
            " map holds 0 dry, 1 water on both dates, 2 flooded, 3 fallen dry; flooded vegetation"
            " counts as water. Both optical images must have the same grid. With radar, water"
            " under clouds is found too.",
            **_two_dates_help("before", "after"),
        }
    )
    model.updateDestinationParameters()
    return model


BUILDERS = {"landcoverpolygons": polygons, "landcoverchange": change, "floodextent": flood}


def _model(name: str) -> QgsProcessingModelAlgorithm:
    model = QgsProcessingModelAlgorithm(name, GROUP)
    model.setGroup(GROUP)
    return model


def _add_layer(model: QgsProcessingModelAlgorithm, name: str, label: str, x: float) -> None:
    optional = name.startswith(ids.SAR)
    component = QgsProcessingModelParameter(name)
    component.setPosition(QPointF(x, 100))
    definition = QgsProcessingParameterRasterLayer(name, label, optional=optional)
    model.addModelParameter(definition, component)


def _add_two_dates(model: QgsProcessingModelAlgorithm, first: str, second: str) -> None:
    """Add two optical and two radar layers and map both dates; children are named so."""
    for number, when in enumerate((first, second)):
        optical, radar = f"{ids.INPUT}_{when.upper()}", f"{ids.SAR}_{when.upper()}"
        x = 150 + 500 * number
        _add_layer(model, optical, f"Optical layer, {when}", x - 20)
        _add_layer(model, radar, f"Radar layer, {when}", x + 200)
        outputs = [(ids.OUTPUT, f"Land cover, {when}", True)]
        model.addChildAlgorithm(_segment(when, optical, radar, outputs, (x + 80, 260)))


def _two_dates_help(first: str, second: str) -> dict[str, str]:
    texts = {}
    for when in (first, second):
        texts[f"{ids.INPUT}_{when.upper()}"] = f"The optical image, {when}; clouds are allowed."
        texts[f"{ids.SAR}_{when.upper()}"] = f"Backscatter of the same place (VV, VH), {when}."
    return texts


def _change_fields() -> list[dict]:
    names = ",".join(f"'{entry.code}','{entry.name}'" for entry in CLASSES)

    def field(name: str, expression: str, kind: int, length: int, precision: int = 0) -> dict:
        return {
            "name": name,
            "expression": expression,
            "type": kind,
            "length": length,
            "precision": precision,
        }

    text, whole, real = 10, 4, 6
    return [
        field("from_class", f'map_get(map({names}),to_string(floor("value"/10)))', text, 30),
        field("to_class", f'map_get(map({names}),to_string("value" % 10))', text, 30),
        field("changed", 'if(floor("value"/10) = "value" % 10, 0, 1)', 2, 1),
        field("pixels", '"count"', whole, 20),
        field("hectares", '"m2" / 10000', real, 20, 2),
    ]


def _segment(
    name: str, optical: str, radar: str, outputs: list[tuple[str, str, bool]], at: tuple
) -> QgsProcessingModelChildAlgorithm:
    values = {ids.INPUT: [parameter(optical)], ids.SAR: [parameter(radar)]}
    for key, value in (
        (ids.MODEL, ids.DEFAULT_MODEL),
        (ids.OPTICAL_UNITS_CHOICE, "auto"),
        (ids.SAR_UNITS_CHOICE, "auto"),
        (ids.DEVICE, "auto"),
        (ids.PRECISION, "auto"),
    ):
        values[key] = [static(value)]
    label = "Segment land cover and remove clouds"
    child = _child(name, "segcr:segmentandremoveclouds", label, values, at)
    results = {}
    for number, (output, text, needed) in enumerate(outputs):
        result = _output(name, output, text, (at[0] + 230, at[1] + 10 + 60 * number))
        # What follows needs the class map, which QGIS would leave out like any optional output.
        result.setMandatory(needed)
        results[text] = result
    child.setModelOutputs(results)
    return child


def _polygonize(
    source, field: str, at: tuple, output: str = ""
) -> QgsProcessingModelChildAlgorithm:
    values = {
        "INPUT": [source],
        "BAND": [static(1)],
        "FIELD": [static(field)],
        "EIGHT_CONNECTEDNESS": [static(False)],
    }
    outputs = {"OUTPUT": output} if output else {}
    return _child("polygonize", "gdal:polygonize", "Polygonize", values, at, outputs)


def _child(
    name: str, algorithm: str, label: str, values: dict, at: tuple, outputs: Optional[dict] = None
) -> QgsProcessingModelChildAlgorithm:
    """Return one step; ``outputs`` maps its outputs to the names they have in the model."""
    child = QgsProcessingModelChildAlgorithm(algorithm)
    child.setChildId(name)
    child.setDescription(label)
    child.setPosition(QPointF(*at))
    for key, sources in values.items():
        child.addParameterSources(key, sources)
    results = {
        text: _output(name, output, text, (at[0] + 230, at[1] + 10))
        for output, text in (outputs or {}).items()
    }
    child.setModelOutputs(results)
    return child


def _output(child: str, output: str, text: str, at: tuple) -> QgsProcessingModelOutput:
    result = QgsProcessingModelOutput(text, text)
    result.setChildId(child)
    result.setChildOutputName(output)
    result.setPosition(QPointF(*at))
    return result


def main() -> int:
    """Write the model files."""
    application = QgsApplication([], False)
    application.initQgis()
    sys.path.append(str(Path(application.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    from segcr_qgis.processing.provider import SegcrProvider

    Processing.initialize()
    provider = SegcrProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    written = [build().toFile(str(MODELS / f"{name}.model3")) for name, build in BUILDERS.items()]
    QgsApplication.processingRegistry().removeProvider(provider)
    application.exitQgis()
    return 0 if all(written) else 1


if __name__ == "__main__":
    sys.exit(main())
