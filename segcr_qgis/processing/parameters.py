"""The parameters of a run. Ids and enum strings are frozen: models and scripts name them."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ..core.model_package import model_folders
from ..core.request import OPTICAL_UNITS, PRECISIONS, SAR_UNITS
from .definitions import Described, advanced, choice
from .messages import tr

INPUT = "INPUT"
OPTICAL_EXTRA = "OPTICAL_EXTRA"
SAR = "SAR"
MODEL = "MODEL"
MODEL_FOLDER = "MODEL_FOLDER"
CLOUD_MASK = "CLOUD_MASK"
CLOUD_MASK_VALUES = "CLOUD_MASK_VALUES"
EXTENT = "EXTENT"
BAND_MAP = "BAND_MAP"
SAR_BAND_MAP = "SAR_BAND_MAP"
OPTICAL_UNITS_CHOICE = "OPTICAL_UNITS"
SAR_UNITS_CHOICE = "SAR_UNITS"
TILE_SIZE = "TILE_SIZE"
OVERLAP = "OVERLAP"
BATCH_SIZE = "BATCH_SIZE"
DEVICE = "DEVICE"
PRECISION = "PRECISION"
CLOUD_THRESHOLD = "CLOUD_THRESHOLD"

OUTPUT = "OUTPUT"
RESTORED = "RESTORED"
CLOUD_IMPACT = "CLOUD_IMPACT"
CONFIDENCE = "CONFIDENCE"
REPORT = "REPORT"
CLOUD_PERCENT = "CLOUD_PERCENT"
VALID_PERCENT = "VALID_PERCENT"
DEVICE_USED = "DEVICE_USED"
NOTICES = "NOTICES"

DEFAULT_MODEL = "segcr-tiny"
DEVICES = ("auto", "cpu", "cuda", "cuda:1", "cuda:2", "cuda:3", "mps")

#: Parameter id to the field of the request's outputs.
OUTPUT_FIELDS = {
    OUTPUT: "classes",
    RESTORED: "restored",
    CLOUD_IMPACT: "cloud_impact",
    CONFIDENCE: "confidence",
    REPORT: "report",
}


def model_choices() -> list[str]:
    """Return the ids of the installed models; the default one first, listed even if missing."""
    others = sorted(set(model_folders()) - {DEFAULT_MODEL})
    return [DEFAULT_MODEL, *others]


def add_parameters(algorithm: QgsProcessingAlgorithm) -> None:
    """Declare every parameter and output of a run."""
    for definition, explanation in (*_layers(), *_choices(), *_advanced()):
        definition.setHelp(explanation)
        algorithm.addParameter(definition)
    for definition, explanation in _destinations():
        definition.setHelp(explanation)
        algorithm.addParameter(definition)
    algorithm.addOutput(QgsProcessingOutputNumber(CLOUD_PERCENT, tr("Clouded share in percent")))
    algorithm.addOutput(QgsProcessingOutputNumber(VALID_PERCENT, tr("Valid share in percent")))
    algorithm.addOutput(QgsProcessingOutputString(DEVICE_USED, tr("Device used")))
    algorithm.addOutput(QgsProcessingOutputString(NOTICES, tr("Notices")))


def _layers() -> list[Described]:
    return [
        (
            QgsProcessingParameterRasterLayer(INPUT, tr("Optical layer")),
            tr("The cloudy image. All results have its grid. A local file, such as a GeoTIFF."),
        ),
        (
            QgsProcessingParameterRasterLayer(SAR, tr("Radar layer"), optional=True),
            tr(
                "Backscatter of the same place (VV, VH), taken within days of the optical image."
                " Any grid and coordinate system. Without it, what clouds hide is only guessed."
            ),
        ),
        (
            QgsProcessingParameterMultipleLayers(
                OPTICAL_EXTRA,
                tr("Further optical layers"),
                layerType=QgsProcessing.SourceType.TypeRaster,
                optional=True,
            ),
            tr(
                "Other files of the same scene that hold bands, such as those of 20 m. They are"
                " brought onto the grid of the optical layer."
            ),
        ),
        (
            choice(MODEL, tr("Model"), model_choices()),
            tr("The network that maps and restores."),
        ),
        (
            QgsProcessingParameterFile(
                MODEL_FOLDER,
                tr("Model folder"),
                behavior=QgsProcessingParameterFile.Behavior.Folder,
                optional=True,
            ),
            tr("A model package of your own; it takes the place of the model above."),
        ),
        (
            QgsProcessingParameterRasterLayer(CLOUD_MASK, tr("Cloud mask"), optional=True),
            tr("A raster that says where clouds are. Without it, the network finds them."),
        ),
        (
            _text(CLOUD_MASK_VALUES, tr("Cloud mask values")),
            tr(
                "Values of the cloud mask that mean cloud, for example 3,8,9,10 for a scene"
                " classification layer. Empty: the mask holds 0 and 1, or a probability."
            ),
        ),
        (
            QgsProcessingParameterExtent(EXTENT, tr("Area"), optional=True),
            tr("The part to work on, widened to whole pixels. Empty: the whole optical layer."),
        ),
    ]


def _choices() -> list[Described]:
    return [
        (
            _text(BAND_MAP, tr("Bands of the optical layer")),
            tr("Which band is which, for example B2=1,B3=2,B4=3,B8=4. Empty: recognised."),
        ),
        (
            _text(SAR_BAND_MAP, tr("Bands of the radar layer")),
            tr("Which band is which, for example VV=1,VH=2. Empty: recognised."),
        ),
        (
            choice(OPTICAL_UNITS_CHOICE, tr("Units of the optical layer"), OPTICAL_UNITS),
            tr(
                "What the numbers mean: reflectance from 0 to 1, reflectance times 10000, the same"
                " with an offset of 1000 (Sentinel-2 since 2022), or an 8-bit picture."
            ),
        ),
        (
            choice(SAR_UNITS_CHOICE, tr("Units of the radar layer"), SAR_UNITS),
            tr(
                "What the numbers mean: decibels, linear power, amplitude, decibels coded in"
                " 16 bits, or an 8-bit picture."
            ),
        ),
    ]


def _advanced() -> list[Described]:
    integer = QgsProcessingParameterNumber.Type.Integer
    double = QgsProcessingParameterNumber.Type.Double
    described = [
        (
            _number(TILE_SIZE, tr("Tile size in pixels"), integer, 1),
            tr("Empty: as the model was trained. Smaller tiles need less memory."),
        ),
        (
            _number(OVERLAP, tr("Overlap of tiles in pixels"), integer, 0),
            tr("Neighbouring tiles are blended over this width. Empty: as the model says."),
        ),
        (
            _number(BATCH_SIZE, tr("Tiles at a time"), integer, 1),
            tr("Empty: chosen for the device. Fewer need less memory."),
        ),
        (
            choice(DEVICE, tr("Device"), DEVICES),
            tr("Where the network runs: auto takes the graphics card if the engine can use one."),
        ),
        (
            choice(PRECISION, tr("Precision"), PRECISIONS),
            tr("Number format of the network; auto takes the fastest that is safe."),
        ),
        (
            _number(CLOUD_THRESHOLD, tr("Cloud threshold"), double, 0, 1),
            tr(
                "Where the cloud impact is below this value, the restored image equals the input."
                " Between 0 and 1. Empty: as the model says."
            ),
        ),
    ]
    return advanced(described)


def _destinations() -> list[Described]:
    report = QgsProcessingParameterFileDestination(
        REPORT, tr("Report"), tr("HTML files (*.html)"), optional=True, createByDefault=False
    )
    return [
        (
            _raster(OUTPUT, tr("Land cover"), True),
            tr("The class map, with class names and colours."),
        ),
        (
            _raster(RESTORED, tr("Restored image"), True),
            tr(
                "The optical layer without clouds, in the same units; clear ground is left"
                " exactly as it was."
            ),
        ),
        (
            _raster(CLOUD_IMPACT, tr("Cloud impact"), False),
            tr("How much clouds and their shadows change each pixel, from 0 to 1."),
        ),
        (
            _raster(CONFIDENCE, tr("Confidence"), False),
            tr(
                "Band 1: confidence of the class, from 0 to 1. Band 2: expected error of the"
                " restored reflectance."
            ),
        ),
        (report, tr("A page with the pictures, figures and settings of the run.")),
    ]


def _text(name: str, label: str) -> QgsProcessingParameterString:
    return QgsProcessingParameterString(name, label, optional=True)


def _number(
    name: str, label: str, kind: Any, minimum: float, maximum: Optional[float] = None
) -> QgsProcessingParameterNumber:
    parameter = QgsProcessingParameterNumber(name, label, type=kind, optional=True)
    parameter.setMinimum(minimum)
    if maximum is not None:
        parameter.setMaximum(maximum)
    return parameter


def _raster(name: str, label: str, default: bool) -> QgsProcessingParameterRasterDestination:
    return QgsProcessingParameterRasterDestination(
        name, label, optional=True, createByDefault=default
    )
