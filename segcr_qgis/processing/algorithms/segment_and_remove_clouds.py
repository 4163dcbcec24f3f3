"""The algorithm: two layers in, a land-cover map and a cloud-free image out."""

from __future__ import annotations

import functools
import logging
import uuid
from dataclasses import replace
from typing import Any, Callable, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsRasterLayer,
)

from ...core.errors import SegcrError
from ...core.model_package import find_package
from ...core.report import PredictReport
from ...core.request import Outputs, PredictRequest
from .. import parameters as ids
from ..absolute import absolute_destinations, with_texts
from ..base import SegcrAlgorithm
from ..engine import engine, engine_python
from ..layer_metadata import describe_layer
from ..listener import FeedbackListener, RunFeedback
from ..messages import error_text, notice_text
from ..plan import Plan, Planner
from ..styling import (
    CONFIDENCE_RAMP,
    IMPACT_RAMP,
    Place,
    reload_layers,
    style_classes,
    style_ramp,
    style_restored,
    style_when_loaded,
)

log = logging.getLogger(__name__)


class SegmentAndRemoveClouds(SegcrAlgorithm):
    """Land-cover class map and cloud-free image from an optical and a radar layer."""

    ID = "segmentandremoveclouds"
    ICON = "segment_and_remove_clouds.svg"
    HELP = "segmentandremoveclouds.txt"

    def __init__(self) -> None:
        super().__init__()
        self._plan: Optional[Plan] = None
        self._python = None
        self._report: Optional[PredictReport] = None
        #: Why it cannot run as asked, for who wants more than the sentence: the panel.
        self.problem: Optional[SegcrError] = None

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return self.tr("Segment land cover and remove clouds")

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        """Return one line for tooltips."""
        return self.tr("Land-cover class map and cloud-free image from optical and radar layers")

    def tags(self) -> list[str]:
        """Return words people search for."""
        text = self.tr(
            "cloud,clouds,cloud removal,land cover,classification,segmentation,sentinel,sar,radar,"
            "deep learning,restoration,gap filling"
        )
        return text.split(",")

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        """Say that a run can be cancelled and need not block the window."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagCanCancel

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:  # noqa: N802
        """Declare parameters and outputs."""
        ids.add_parameters(self)

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 - QGIS's name
        """Return whether the engine is there, and if not, how to get it."""
        try:
            engine_python()
        except SegcrError as problem:
            # Its frames hold this algorithm: together they would outlive QGIS.
            self.problem = problem.with_traceback(None)
            return False, error_text(problem)
        return True, ""

    def checkParameterValues(  # noqa: N802 - QGIS's name
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Reject early whatever can be known to fail without computing."""
        parameters = with_texts(parameters)
        sound, message = super().checkParameterValues(parameters, context)
        try:
            model = parameters.get(ids.MODEL)
            if isinstance(model, str) and model and not parameters.get(ids.MODEL_FOLDER):
                # QGIS would take another one for a model that is gone, and name no name.
                find_package(model, verify=False)
            Planner(self, parameters, context).plan()
        except SegcrError as problem:
            # Its frames hold this algorithm: together they would outlive QGIS.
            self.problem = problem.with_traceback(None)
            return False, error_text(problem)
        return sound, message

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Copy all that the worker thread needs into plain values."""
        try:
            self._plan = Planner(self, parameters, context).plan()
            self._python = engine_python()
        except SegcrError as problem:
            _tell_panel(feedback, problem)
            raise QgsProcessingException(error_text(problem)) from problem
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Have the engine carry out the run."""
        listener = FeedbackListener(feedback)
        # Here and not while preparing: QGIS forgets what was announced in the main thread.
        request = replace(self._plan.request, outputs=self._outputs(parameters, context))
        self._plan = replace(self._plan, request=request)
        try:
            report = engine().predict(self._python, request, listener, feedback.isCanceled)
        except SegcrError as problem:
            if problem.detail:
                log.error("%s\n%s", problem, problem.detail)
                feedback.pushDebugInfo(problem.detail)
            _tell_panel(feedback, problem)
            raise QgsProcessingException(error_text(problem)) from problem
        self._report = report
        listener.finish(report)
        results: dict[str, Any] = {
            name: report.outputs[field]
            for name, field in ids.OUTPUT_FIELDS.items()
            if report.outputs.get(field)
        }
        results[ids.CLOUD_PERCENT] = report.cloud_percent
        results[ids.VALID_PERCENT] = report.valid_percent
        results[ids.DEVICE_USED] = report.device
        results[ids.NOTICES] = " ".join(notice_text(notice) for notice in report.notices)
        return results

    def postProcessAlgorithm(  # noqa: N802 - QGIS's name
        self, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        """Say how the results look; QGIS applies it when it loads them."""
        plan, report = self._plan, self._report
        present = {area.code for area in report.class_areas if area.pixels > 0}
        classes = [c for c in plan.package.classes if c.code in present]
        bands = list(report.optical_bands.values())
        looks = {
            "classes": functools.partial(style_classes, classes=classes),
            "restored": functools.partial(style_restored, style=plan.style, bands=bands),
            "cloud_impact": functools.partial(style_ramp, ramp=IMPACT_RAMP, opacity=0.5),
            "confidence": functools.partial(style_ramp, ramp=CONFIDENCE_RAMP),
        }
        reload_layers(context.project(), [path for n, path in report.outputs.items() if n in looks])
        run = uuid.uuid4().hex
        group = feedback.group if isinstance(feedback, RunFeedback) else ""
        for position, (field, look) in enumerate(looks.items()):
            path = getattr(plan.request.outputs, field)
            if path:
                apply = functools.partial(
                    _finish, look=look, role=field, request=plan.request, report=report
                )
                place = Place(group or plan.scene, run, position)
                style_when_loaded(context, path, apply, place)
        return {}

    def _outputs(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Outputs:
        """Return the final paths and tell QGIS which of them to load."""
        parameters = absolute_destinations(parameters, ids.OUTPUT_FIELDS)
        paths: dict[str, Optional[str]] = {}
        for name, field in ids.OUTPUT_FIELDS.items():
            read = self.parameterAsFileOutput if name == ids.REPORT else self.parameterAsOutputLayer
            paths[field] = read(parameters, name, context) or None
        return Outputs(**paths)


def _tell_panel(feedback: QgsProcessingFeedback, problem: SegcrError) -> None:
    if isinstance(feedback, RunFeedback):
        feedback.problem = problem


def _finish(
    layer: QgsRasterLayer,
    look: Callable[[QgsRasterLayer], None],
    role: str,
    request: PredictRequest,
    report: PredictReport,
) -> None:
    """Style a loaded result and write what made it into its metadata."""
    look(layer)
    describe_layer(layer, role, request, report)
