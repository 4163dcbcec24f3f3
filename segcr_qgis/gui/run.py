"""Run the algorithm as a background task and bring its results into the project."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, ClassVar, Optional

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsProject,
)
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..processing import parameters as ids
from ..processing.listener import RunFeedback
from .mending import cure_of
from .results_box import ENDINGS

ALGORITHM = "segcr:segmentandremoveclouds"


class DockFeedback(RunFeedback):
    """Feedback that hands what it is told to the panel, across threads, by signals."""

    progress_told = pyqtSignal(float)
    text_told = pyqtSignal(str)

    def __init__(self, group: str = "") -> None:
        super().__init__(group)
        self.errors: list[str] = []
        self.warnings: list[str] = []
        self.progressChanged.connect(self.progress_told)

    def setProgressText(self, text: str) -> None:  # noqa: N802 - QGIS's name
        """Take the phase and the time left."""
        super().setProgressText(text)
        self.text_told.emit(text)

    def pushWarning(self, warning: str) -> None:  # noqa: N802 - QGIS's name
        """Take what the user should know of a run that went well."""
        super().pushWarning(warning)
        self.warnings.append(warning)

    def reportError(self, error: str, fatalError: bool = False) -> None:  # noqa: N802, N803
        """Take the sentence a run failed with."""
        super().reportError(error, fatalError)
        self.errors.append(error)


class Run(QObject):
    """One run of the algorithm; keeps what QGIS does not own alive until it has ended.

    ``ended`` carries the results (None after a failure or a cancel) and the sentence of the
    failure ('' after a success or a cancel). ``layers`` then maps output names to the ids of
    the layers that were added; ``preview`` tells a preview from a run; ``optical`` and ``device``
    are what it was started with.

    Results belong to the project that the run was started in. Where that has been closed
    meanwhile, ``stray`` is True and nothing is added to the one that took its place: a run goes
    on, as its files may be worth hours, and :meth:`place` tells where they lie; a preview is
    cancelled, as nobody looks for its files.
    """

    ended = pyqtSignal(object, str)

    #: Runs under way: the task uses their context even if the panel goes away meanwhile.
    _under_way: ClassVar[set[Run]] = set()

    def __init__(self, project: QgsProject, group: str = "", preview: bool = False) -> None:
        super().__init__()
        self.feedback = DockFeedback(group)
        self.preview = preview
        self.layers: dict[str, str] = {}
        self.optical = ""
        self.device = ""
        self.stray = False
        self._project = project
        self._context = QgsProcessingContext()
        self._context.setProject(project)
        self._context.setFeedback(self.feedback)
        self._task: Optional[QgsProcessingAlgRunnerTask] = None

    def refusal(self, algorithm: QgsProcessingAlgorithm, values: dict[str, Any]) -> str:
        """Return why a run with these parameters cannot start, '' where it can."""
        able, reason = algorithm.canExecute()
        if able:
            able, reason = algorithm.checkParameterValues(values, self._context)
        self.feedback.problem = None if able else algorithm.problem
        return "" if able else reason

    def cure(self) -> str:
        """Return where in the plugin what went wrong can be mended, '' where it cannot."""
        problem = self.feedback.problem
        return cure_of(problem.code) if problem is not None else ""

    def start(self, algorithm: QgsProcessingAlgorithm, values: dict[str, Any]) -> None:
        """Start the task; ``ended`` follows in any case."""
        self.optical, self.device = str(values[ids.INPUT]), str(values[ids.DEVICE])
        self._project.cleared.connect(self._project_closed)
        self._task = QgsProcessingAlgRunnerTask(algorithm, values, self._context, self.feedback)
        self._task.executed.connect(self._executed)
        if self._task.isCanceled():
            self._executed(False, {})
            return
        self._under_way.add(self)
        QgsApplication.taskManager().addTask(self._task)

    def cancel(self) -> None:
        """Ask the run to end; the engine obeys within one tile, a task not begun yet at once."""
        self.feedback.cancel()
        if self in self._under_way:
            self._task.cancel()

    def place(self, results: dict[str, Any]) -> tuple[str, bool]:
        """Return the folder of a run's files, and whether QGIS deletes it when it is closed."""
        files = [Path(str(path)) for name, path in results.items() if name in ENDINGS and path]
        if not files:
            return "", False
        folder = Path(os.path.commonpath([file.parent for file in files]))
        temporary, real = Path(QgsProcessingUtils.tempFolder()).resolve(), folder.resolve()
        return str(folder), temporary in (real, *real.parents)

    def _project_closed(self) -> None:
        self.stray = True
        if self.preview:
            self.cancel()

    def _executed(self, successful: bool, results: dict[str, Any]) -> None:
        self._under_way.discard(self)
        self._project.cleared.disconnect(self._project_closed)
        cancelled = self.feedback.isCanceled()
        if successful and not cancelled:
            if not self.stray:
                self._load_results(results)
            self.ended.emit(results, "")
        else:
            said = self.feedback.errors[-1] if self.feedback.errors else ""
            self.ended.emit(None, "" if cancelled else said)

    def _load_results(self, results: dict[str, Any]) -> None:
        """Do what the Toolbox does after a run, without its private module."""
        outputs = {str(path): name for name, path in results.items()}
        for key, details in self._context.layersToLoadOnCompletion().items():
            layer = QgsProcessingUtils.mapLayerFromString(key, self._context)
            if layer is None:
                continue
            details.setOutputLayerName(layer)
            layer = self._context.takeResultLayer(layer.id())
            self._project.addMapLayer(layer)
            self.layers[outputs.get(key, key)] = layer.id()
            if details.postProcessor() is not None:
                details.postProcessor().postProcessLayer(layer, self._context, self.feedback)
