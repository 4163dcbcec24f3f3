"""The algorithm: what a model is, from its package alone; the engine is not needed."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
)

from ...core.errors import SegcrError
from ...core.model_package import find_package
from ...core.part_files import write_whole
from ..base import SegcrAlgorithm
from ..messages import error_text
from ..model_page import model_page
from ..parameters import MODEL, MODEL_FOLDER, model_choices

OUTPUT = "OUTPUT"


class ModelInfo(SegcrAlgorithm):
    """Model card as a page; bands, classes and digest as outputs; the digests are verified."""

    ID = "modelinfo"
    ICON = "models.svg"
    HELP = "modelinfo.txt"

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return self.tr("Model information")

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        """Return one line for tooltips."""
        return self.tr("Shows the card of a model and verifies its files")

    def tags(self) -> list[str]:
        """Return words people search for."""
        return self.tr("model,card,weights,digest,bands,classes,accuracy").split(",")

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:  # noqa: N802
        """Declare parameters and outputs."""
        model = QgsProcessingParameterEnum(
            MODEL,
            self.tr("Model"),
            options=model_choices(),
            defaultValue=model_choices()[0],
            usesStaticStrings=True,
        )
        model.setHelp(self.tr("An installed model."))
        folder = QgsProcessingParameterFile(
            MODEL_FOLDER,
            self.tr("Model folder"),
            behavior=QgsProcessingParameterFile.Behavior.Folder,
            optional=True,
        )
        folder.setHelp(self.tr("A model package of your own; it takes the place of the model."))
        page = QgsProcessingParameterFileDestination(
            OUTPUT, self.tr("Model page"), self.tr("HTML files (*.html)"), optional=True
        )
        page.setHelp(self.tr("What the model was trained on, bands, classes, accuracy, limits."))
        for definition in (model, folder, page):
            self.addParameter(definition)
        for name, text in (
            ("NAME", self.tr("Name")),
            ("VERSION", self.tr("Version")),
            ("BANDS", self.tr("Optical bands")),
            ("SAR_BANDS", self.tr("Radar bands")),
            ("CLASSES", self.tr("Classes")),
            ("DIGEST", self.tr("SHA-256 of the weights")),
        ):
            self.addOutput(QgsProcessingOutputString(name, text))
        self.addOutput(QgsProcessingOutputNumber("PARAMETERS", self.tr("Number of parameters")))

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Verify the files, write the page and return the facts."""
        model = self.parameterAsString(parameters, MODEL_FOLDER, context).strip()
        model = model or self.parameterAsEnumString(parameters, MODEL, context)
        try:
            package = find_package(model)
        except SegcrError as problem:
            raise QgsProcessingException(error_text(problem)) from problem
        results: dict[str, Any] = {
            "NAME": package.name,
            "VERSION": package.version,
            "BANDS": ",".join(package.optical_channels),
            "SAR_BANDS": ",".join(package.sar_channels),
            "CLASSES": ",".join(f"{c.code}={c.name}" for c in package.classes),
            "DIGEST": package.digest,
            "PARAMETERS": package.total_parameters,
        }
        for name, value in results.items():
            feedback.pushInfo(f"{name}: {value}")
        feedback.pushInfo(self.tr("Every file has the digest that the package names."))
        target = self.parameterAsFileOutput(parameters, OUTPUT, context)
        if target:
            try:
                write_whole(target, model_page(package))
            except OSError as problem:
                error = SegcrError("write_failed", path=target, reason=problem)
                raise QgsProcessingException(error_text(error)) from problem
            results[OUTPUT] = target
        return results
