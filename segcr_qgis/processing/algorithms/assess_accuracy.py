"""The algorithm: a class map or a restored image against reference data."""

from __future__ import annotations

import csv
import json
import math
import tempfile
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsApplication,
    QgsCoordinateTransform,
    QgsCsException,
    QgsFeature,
    QgsPointXY,
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ...core.alignment import same_file
from ...core.errors import Cancelled, SegcrError
from ...core.language import spoken
from ...core.part_files import write_whole
from ...core.request import OPTICAL_UNITS, Outputs
from ..absolute import absolute_destinations, output_path, with_texts
from ..definitions import Described, advanced, choice
from ..engine_command import EngineCommandAlgorithm
from ..messages import error_text

INPUT, REFERENCE, POINTS, FIELD, LEGEND = "INPUT", "REFERENCE", "POINTS", "FIELD", "LEGEND"
RESTORED, TRUTH, CLOUDY, MASK = "RESTORED", "TRUTH", "CLOUDY", "CLOUD_MASK"
BAND_MAP, UNITS = "BAND_MAP", "OPTICAL_UNITS"
OUTPUT, JSON = "OUTPUT", "JSON"
LEGENDS = ("segcr", "worldcover", "esri", "dynamic-world")
#: Parameter to the option of the engine's command.
LAYERS = {
    INPUT: "--classes",
    REFERENCE: "--reference",
    RESTORED: "--restored",
    TRUTH: "--truth",
    CLOUDY: "--cloudy",
    MASK: "--mask",
}
#: Number output to its place in the scores of all pixels.
CLASS_NUMBERS = {
    "OVERALL_ACCURACY": "overall_accuracy",
    "MEAN_IOU": "mean_iou",
    "MEAN_F1": "mean_f1",
}
IMAGE_NUMBERS = {"PSNR": "psnr", "SSIM": "ssim", "SAM": "sam"}
#: Class codes are bytes in every legend; the engine would take 266 for 10.
LARGEST_CODE = 255


class AssessAccuracy(EngineCommandAlgorithm):
    """Confusion matrix, accuracy, IoU and F1 of a map; PSNR, SSIM and SAM of a restored image."""

    ID = "assessaccuracy"
    ICON = "assess_accuracy.svg"
    HELP = "assessaccuracy.txt"

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._grid_crs = None

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return self.tr("Assess accuracy")

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        """Return one line for tooltips."""
        return self.tr("Compares a class map or a restored image with reference data")

    def tags(self) -> list[str]:
        """Return words people search for."""
        text = self.tr("accuracy,validation,confusion matrix,kappa,iou,f1,psnr,ssim,reference")
        return text.split(",")

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:  # noqa: N802
        """Declare parameters and outputs."""
        for definition, explanation in (*self._map(), *self._image(), *self._outputs()):
            definition.setHelp(explanation)
            self.addParameter(definition)
        for name, text in (
            ("OVERALL_ACCURACY", self.tr("Overall accuracy, 0 to 1")),
            ("MEAN_IOU", self.tr("Mean IoU, 0 to 1")),
            ("MEAN_F1", self.tr("Mean F1, 0 to 1")),
            ("PSNR", self.tr("PSNR in dB")),
            ("SSIM", self.tr("SSIM")),
            ("SAM", self.tr("Spectral angle in degrees")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, text))

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Say what is missing for a comparison."""
        given = {name for name in (*LAYERS, POINTS, FIELD) if parameters.get(name)}
        reference = {REFERENCE, POINTS} & given
        if INPUT in given and not reference:
            return False, self.tr("Choose a reference raster or reference points for the map.")
        if reference and INPUT not in given:
            return False, self.tr("Choose the class map that the reference belongs to.")
        if len(reference) == 2:
            return False, self.tr("Choose either a reference raster or reference points, not both.")
        if POINTS in given and FIELD not in given:
            return False, self.tr("Choose the field of the points that holds the class code.")
        lacking = self._lacking_field(parameters, context)
        if lacking:
            return False, lacking
        if len({RESTORED, TRUTH} & given) == 1:
            return False, self.tr("A restored image is compared with a clear one: choose both.")
        if not given & {INPUT, RESTORED}:
            return False, self.tr("Choose a class map with a reference, or a restored image.")
        try:
            self._check_pages(self.layer_words(LAYERS, parameters, context), parameters, context)
        except QgsProcessingException as problem:
            return False, str(problem)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Copy all that the worker thread needs into plain values."""
        self.find_engine()
        parameters = with_texts(parameters)
        lacking = self._lacking_field(parameters, context)
        if lacking:
            raise QgsProcessingException(lacking)
        layers = self.layer_words(LAYERS, parameters, context)
        self._check_pages(layers, parameters, context)
        words = ["assess", *layers]
        grid = self.parameterAsRasterLayer(parameters, INPUT, context)
        self._grid_crs = None if grid is None else grid.crs()
        words += ["--legend", self.parameterAsEnumString(parameters, LEGEND, context)]
        words += ["--units", self.parameterAsEnumString(parameters, UNITS, context)]
        words += [f"--bands={self.parameterAsString(parameters, BAND_MAP, context)}"]
        self._words = words
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Have the engine compare."""
        parameters = absolute_destinations(parameters, (OUTPUT, JSON))
        page = self.parameterAsFileOutput(parameters, OUTPUT, context)
        target = self.parameterAsFileOutput(parameters, JSON, context)
        words = [*self._words, *(["--html", page] if page else [])]
        words += ["--language", spoken(str(QgsApplication.locale() or ""))]
        source = self.parameterAsSource(parameters, POINTS, context)
        with tempfile.TemporaryDirectory(prefix="segcr-") as folder:
            if source is not None:
                field = self.parameterAsString(parameters, FIELD, context)
                table = Path(folder) / "points.csv"
                self._write_points(source, field, table, context, feedback)
                words += ["--points", str(table)]
            found = self.carry_out(words, feedback)
        results: dict[str, Any] = {OUTPUT: page} if page else {}
        if target:
            self._write_json(target, found)
            results[JSON] = target
        results.update(_numbers(found))
        for name, value in results.items():
            feedback.pushInfo(f"{name}: {value}")
        return results

    def _check_pages(
        self, layers: list[str], parameters: dict[str, Any], context: QgsProcessingContext
    ) -> None:
        """Raise ``QgsProcessingException`` for pages that cannot be; ``layers`` are words."""
        given = with_texts(parameters)
        page, table = (output_path(given.get(name), name, context) for name in (OUTPUT, JSON))
        for path in filter(None, (page, table)):
            # The rules are those of a run, which always writes a raster: one that nobody writes.
            self.check_targets(Outputs(classes=f"{path}.never.tif", report=path), layers)
        if page and table and same_file(page, table):
            raise QgsProcessingException(error_text(SegcrError("outputs_collide", path=page)))

    def _lacking_field(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        """Return what to say where the points lack the chosen field, '' where all is well."""
        source = self.parameterAsSource(parameters, POINTS, context)
        field = self.parameterAsString(parameters, FIELD, context)
        if source is None or source.fields().lookupField(field) >= 0:
            return ""
        text = self.tr("The points have no field '{field}': choose one that holds the class code.")
        return text.format(field=field)

    def _write_points(
        self,
        source: QgsProcessingFeatureSource,
        field: str,
        table: Path,
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> None:
        """Write reference points in the map's CRS as the engine reads them."""
        move = QgsCoordinateTransform(
            source.sourceCrs(), self._grid_crs, context.transformContext()
        )
        left_out = 0
        with table.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(("x", "y", "code"))
            for feature in source.getFeatures():
                if feedback.isCanceled():
                    raise QgsProcessingException(error_text(Cancelled()))
                code, point = _code(feature[field]), _place(feature, move)
                if code is None or point is None:
                    left_out += 1
                    continue
                writer.writerow((repr(point.x()), repr(point.y()), code))
        if left_out:
            text = self.tr("{count} points have no class code or no place and were left out.")
            feedback.pushWarning(text.format(count=left_out))

    def _write_json(self, target: str, found: dict[str, Any]) -> None:
        try:
            write_whole(target, json.dumps(found, indent=1) + "\n")
        except OSError as problem:
            error = SegcrError("write_failed", path=target, reason=problem)
            raise QgsProcessingException(error_text(error)) from problem

    def _map(self) -> list[Described]:
        tr = self.tr
        field = QgsProcessingParameterField(
            FIELD, tr("Field with the class code"), parentLayerParameterName=POINTS, optional=True
        )
        points = QgsProcessingParameterFeatureSource(
            POINTS,
            tr("Reference points"),
            [QgsProcessing.SourceType.TypeVectorPoint],
            optional=True,
        )
        return [
            (self._raster(INPUT, tr("Class map")), tr("The land-cover map to assess.")),
            (
                self._raster(REFERENCE, tr("Reference raster")),
                tr("The true classes. Any grid: it is moved to the pixels of the map."),
            ),
            (points, tr("Or points where the true class is known, in any coordinate system.")),
            (field, tr("A whole number: the code of the true class.")),
            (
                choice(LEGEND, tr("Codes of the reference"), LEGENDS),
                tr(
                    "segcr: 1 water to 8 rangeland, as in the map. The others are translated:"
                    " ESA WorldCover, Esri 10 m land cover, Dynamic World."
                ),
            ),
        ]

    def _image(self) -> list[Described]:
        tr = self.tr
        described = [
            (self._raster(RESTORED, tr("Restored image")), tr("The restored image to assess.")),
            (
                self._raster(TRUTH, tr("Clear image")),
                tr("The same ground without clouds, taken within days of the cloudy image."),
            ),
            (
                self._raster(CLOUDY, tr("Cloudy image")),
                tr(
                    "The cloudy input: it is scored too, and with a cloud mask also two simple"
                    " fillings of its clouds, so that you see what the restoration is worth."
                ),
            ),
            (
                self._raster(MASK, tr("Cloud mask")),
                tr("Above 0 is cloud: scores are then given under cloud and in the clear too."),
            ),
        ]
        how_read = [
            (
                QgsProcessingParameterString(BAND_MAP, tr("Bands of the images"), optional=True),
                tr("Which band is which, for example B2=1,B3=2,B4=3. Empty: recognised."),
            ),
            (
                choice(UNITS, tr("Units of the images"), OPTICAL_UNITS),
                tr("What the numbers of the images mean."),
            ),
        ]
        return described + advanced(how_read)

    def _outputs(self) -> list[Described]:
        tr = self.tr
        page = QgsProcessingParameterFileDestination(
            OUTPUT, tr("Assessment page"), tr("HTML files (*.html)"), optional=True
        )
        table = QgsProcessingParameterFileDestination(
            JSON,
            tr("Assessment as JSON"),
            tr("JSON files (*.json)"),
            optional=True,
            createByDefault=False,
        )
        return [
            (page, tr("A page with the scores and the confusion matrix.")),
            (table, tr("The same figures for programs.")),
        ]

    def _raster(self, name: str, label: str) -> QgsProcessingParameterRasterLayer:
        return QgsProcessingParameterRasterLayer(name, label, optional=True)


def _code(value: Any) -> Optional[int]:
    """Return the class code in an attribute, None where it holds none."""
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return int(number) if number.is_integer() and 0 <= number <= LARGEST_CODE else None


def _place(feature: QgsFeature, move: QgsCoordinateTransform) -> Optional[QgsPointXY]:
    """Return where a feature lies on the map, None where it lies nowhere."""
    try:
        point = move.transform(feature.geometry().centroid().asPoint())
    except (TypeError, ValueError, QgsCsException):
        # No geometry, or coordinates that mean no place in their own system.
        return None
    # Some projections say "nowhere" by infinite coordinates.
    return point if math.isfinite(point.x()) and math.isfinite(point.y()) else None


def _numbers(found: dict[str, Any]) -> dict[str, float]:
    """Return the scores of all pixels by the name of their output; what is unknown is absent."""
    classes = found.get("classes", {}).get("all", {})
    images = found.get("images", {}).get("all", {}).get("restored", {})
    values = {name: classes.get(key) for name, key in CLASS_NUMBERS.items()}
    values.update({name: images.get(key) for name, key in IMAGE_NUMBERS.items()})
    return {name: value for name, value in values.items() if value is not None}
