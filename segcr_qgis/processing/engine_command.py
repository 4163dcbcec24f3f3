"""What algorithms have in common that have the engine carry out one of its commands."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
)

from ..core.errors import SegcrError
from ..core.request import Outputs
from ..engine_client.command import run_command
from .absolute import with_texts
from .base import SegcrAlgorithm
from .engine import engine_python
from .messages import error_text
from .plan import check_targets
from .sources import local_source, refuse_layer

log = logging.getLogger(__name__)


class EngineCommandAlgorithm(SegcrAlgorithm):
    """Runs ``segcr COMMAND --json``; a failure becomes one sentence, its detail goes to the log."""

    def __init__(self) -> None:
        super().__init__()
        self._python: Optional[Path] = None

    def flags(self) -> QgsProcessingAlgorithm.Flag:
        """Say that a run can be cancelled."""
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagCanCancel

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 - QGIS's name
        """Return whether the engine is there, and if not, how to get it."""
        try:
            engine_python()
        except SegcrError as problem:
            return False, error_text(problem)
        return True, ""

    def find_engine(self) -> None:
        """Look the engine's Python up, in the main thread."""
        try:
            self._python = engine_python()
        except SegcrError as problem:
            raise QgsProcessingException(error_text(problem)) from problem

    def layer_words(
        self,
        options: Mapping[str, str],
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> list[str]:
        """Return the chosen raster layers as words of a command.

        ``options`` maps parameter names to the command's options. Raises
        ``QgsProcessingException`` where a chosen layer cannot be read or is no local file.
        """
        words: list[str] = []
        parameters = with_texts(parameters)
        try:
            for name, option in options.items():
                layer = self.parameterAsRasterLayer(parameters, name, context)
                if layer is not None:
                    words += [option, local_source(layer)]
                elif parameters.get(name):
                    refuse_layer(parameters[name], context)
        except SegcrError as problem:
            raise QgsProcessingException(error_text(problem)) from problem
        return words

    def check_targets(self, outputs: Outputs, layers: Sequence[str]) -> None:
        """Raise ``QgsProcessingException`` for what cannot be written, by the rules of a run.

        ``layers`` are the words that name the inputs.
        """
        try:
            check_targets(outputs, layers[1::2])
        except SegcrError as problem:
            raise QgsProcessingException(error_text(problem)) from problem

    def carry_out(self, words: Sequence[str], feedback: QgsProcessingFeedback) -> dict[str, Any]:
        """Run a command of the engine and return the JSON it prints."""
        try:
            return run_command(self._python, words, feedback.isCanceled)
        except SegcrError as problem:
            if problem.detail:
                log.error("%s\n%s", problem, problem.detail)
                feedback.pushDebugInfo(problem.detail)
            raise QgsProcessingException(error_text(problem)) from problem
