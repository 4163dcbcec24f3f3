"""The algorithm: a clear image in, the same image under simulated clouds out."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
)

from ...core.request import OPTICAL_UNITS, Outputs
from ..absolute import absolute_destinations, output_path, with_texts
from ..definitions import Described, advanced, choice
from ..engine_command import EngineCommandAlgorithm

INPUT, KIND, COVER, SEED = "INPUT", "KIND", "COVER", "SEED"
SHAPES, DONOR = "SHAPES", "DONOR"
BAND_MAP, UNITS = "BAND_MAP", "OPTICAL_UNITS"
OUTPUT, MASK, THICKNESS = "OUTPUT", "MASK", "THICKNESS"
CLOUD_PERCENT = "CLOUD_PERCENT"
KINDS = ("mixed", "thick", "thin", "broken", "full", "shade")
#: Parameter to the option of the engine's command.
LAYERS = {INPUT: "--optical", SHAPES: "--shapes", DONOR: "--donor"}
TARGETS = {OUTPUT: "--out", MASK: "--mask", THICKNESS: "--thickness"}


class SimulateClouds(EngineCommandAlgorithm):
    """Simulated clouds and shadows over a clear image, with mask and thickness."""

    ID = "simulateclouds"
    ICON = "simulate_clouds.svg"
    HELP = "simulateclouds.txt"

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return self.tr("Simulate clouds")

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        """Return one line for tooltips."""
        return self.tr("Puts simulated clouds and shadows on a clear image, to test with")

    def tags(self) -> list[str]:
        """Return words people search for."""
        return self.tr("cloud,clouds,simulation,synthetic,shadow,mask,test data").split(",")

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:  # noqa: N802
        """Declare parameters and outputs."""
        for definition, explanation in (*self._inputs(), *self._advanced(), *self._outputs()):
            definition.setHelp(explanation)
            self.addParameter(definition)
        self.addOutput(QgsProcessingOutputNumber(CLOUD_PERCENT, self.tr("Clouded share in %")))

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Refuse names that nothing can be written to before the clouds are made."""
        parameters = with_texts(parameters)
        sound, message = super().checkParameterValues(parameters, context)
        try:
            self._check_targets(self.layer_words(LAYERS, parameters, context), parameters, context)
        except QgsProcessingException as problem:
            return False, str(problem)
        return sound, message

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Copy all that the worker thread needs into plain values."""
        self.find_engine()
        layers = self.layer_words(LAYERS, parameters, context)
        self._check_targets(layers, with_texts(parameters), context)
        words = ["simulate-clouds", *layers]
        words += ["--kind", self.parameterAsEnumString(parameters, KIND, context)]
        words += ["--units", self.parameterAsEnumString(parameters, UNITS, context)]
        words += [f"--cover={self.parameterAsDouble(parameters, COVER, context) / 100}"]
        words += [f"--seed={self.parameterAsInt(parameters, SEED, context)}"]
        words += [f"--bands={self.parameterAsString(parameters, BAND_MAP, context)}"]
        self._words = words
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Have the engine make the clouds."""
        parameters = absolute_destinations(parameters, TARGETS)
        paths = {
            name: self.parameterAsOutputLayer(parameters, name, context) or "" for name in TARGETS
        }
        words = list(self._words)
        for name, option in TARGETS.items():
            if paths[name]:
                words += [option, paths[name]]
        shares = self.carry_out(words, feedback)
        clouded = float(shares["cloud_percent"])
        feedback.setProgress(100.0)
        feedback.pushInfo(self.tr("Simulated cloud: {share:.1f} %.").format(share=clouded))
        return {CLOUD_PERCENT: clouded, **{n: path for n, path in paths.items() if path}}

    def _check_targets(
        self, layers: list[str], parameters: dict[str, Any], context: QgsProcessingContext
    ) -> None:
        """Raise ``QgsProcessingException`` for outputs that cannot be; ``layers`` are words."""
        image, mask, thickness = (
            output_path(parameters.get(name), name, context) for name in TARGETS
        )
        # The places are those of other layers; the rules for names are the same.
        outputs = Outputs(classes=image, restored=mask, cloud_impact=thickness)
        self.check_targets(outputs, layers)

    def _inputs(self) -> list[Described]:
        tr = self.tr
        cover = QgsProcessingParameterNumber(
            COVER,
            tr("Cover in %"),
            QgsProcessingParameterNumber.Type.Double,
            defaultValue=30.0,
            minValue=1.0,
            maxValue=99.0,
        )
        seed = QgsProcessingParameterNumber(
            SEED, tr("Seed"), QgsProcessingParameterNumber.Type.Integer, 1, minValue=0
        )
        return [
            (
                QgsProcessingParameterRasterLayer(INPUT, tr("Clear image")),
                tr("An optical image without clouds. A local file, such as a GeoTIFF."),
            ),
            (
                choice(KIND, tr("Kind of cloud"), KINDS),
                tr(
                    "Thick, thin or both, broken fair-weather cloud, full cover, or the shadow of"
                    " clouds outside the image."
                ),
            ),
            (cover, tr("Share of the image under cloud; full cover and shade take no notice.")),
            (seed, tr("The same seed makes the same clouds.")),
        ]

    def _advanced(self) -> list[Described]:
        tr = self.tr
        described = [
            (
                QgsProcessingParameterRasterLayer(SHAPES, tr("Cloud shapes"), optional=True),
                tr("A real cloud mask, above 0 where cloud is; the clouds take its outlines."),
            ),
            (
                QgsProcessingParameterRasterLayer(DONOR, tr("Clouded image"), optional=True),
                tr(
                    "An image with real clouds that are laid over the clear one. The cloud shapes"
                    " above must then be its cloud mask."
                ),
            ),
            (
                QgsProcessingParameterString(BAND_MAP, tr("Bands"), optional=True),
                tr("Which band is which, for example B2=1,B3=2,B4=3. Empty: recognised."),
            ),
            (
                choice(UNITS, tr("Units"), OPTICAL_UNITS),
                tr("What the numbers of the clear image mean."),
            ),
        ]
        return advanced(described)

    def _outputs(self) -> list[Described]:
        tr = self.tr
        return [
            (
                QgsProcessingParameterRasterDestination(OUTPUT, tr("Simulated cloudy image")),
                tr("The image under simulated clouds, in the units of the input."),
            ),
            (
                QgsProcessingParameterRasterDestination(
                    MASK, tr("Simulated cloud mask"), optional=True, createByDefault=True
                ),
                tr("0 clear, 1 cloud, 2 shadow."),
            ),
            (
                QgsProcessingParameterRasterDestination(
                    THICKNESS, tr("Simulated thickness"), optional=True, createByDefault=False
                ),
                tr("Optical thickness of the clouds in blue light."),
            ),
        ]
