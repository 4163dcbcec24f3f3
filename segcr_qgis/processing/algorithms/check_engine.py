"""The algorithm: whether the engine is there, what it holds and what it would run on."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputString,
)

from ..engine_command import EngineCommandAlgorithm


class CheckEngine(EngineCommandAlgorithm):
    """Starts the engine's Python, imports what it needs and lists the devices.

    A missing engine is an answer here, not a failure: ``READY`` is false and ``MESSAGE`` says why.
    """

    ID = "checkengine"
    ICON = "engine.svg"
    HELP = "checkengine.txt"

    def __init__(self) -> None:
        super().__init__()
        self._problem = ""

    def displayName(self) -> str:  # noqa: N802 - QGIS's name
        """Return the name as shown."""
        return self.tr("Check the engine")

    def shortDescription(self) -> str:  # noqa: N802 - QGIS's name
        """Return one line for tooltips."""
        return self.tr("Says whether the engine is ready, and on which devices it can run")

    def tags(self) -> list[str]:
        """Return words people search for."""
        return self.tr("engine,environment,diagnose,gpu,cuda,device,version,doctor").split(",")

    def initAlgorithm(self, configuration: Optional[dict] = None) -> None:  # noqa: N802
        """Declare the outputs; there is nothing to choose."""
        self.addOutput(QgsProcessingOutputBoolean("READY", self.tr("Ready")))
        for name, text in (
            ("MESSAGE", self.tr("Message")),
            ("PYTHON", self.tr("Python of the engine")),
            ("VERSIONS", self.tr("Versions")),
            ("DEVICES", self.tr("Devices")),
            ("MODELS", self.tr("Models")),
        ):
            self.addOutput(QgsProcessingOutputString(name, text))

    def canExecute(self) -> tuple[bool, str]:  # noqa: N802 - QGIS's name
        """Return that it can: a missing engine is what it is there to tell."""
        return True, ""

    def prepareAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> bool:
        """Look the engine up in the main thread."""
        try:
            self.find_engine()
        except QgsProcessingException as problem:
            self._problem = str(problem)
        return True

    def processAlgorithm(  # noqa: N802 - QGIS's name
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> dict[str, Any]:
        """Ask the engine what it holds."""
        found: dict[str, Any] = {}
        if not self._problem:
            try:
                found = self.carry_out(["doctor"], feedback)
            except QgsProcessingException as problem:
                if feedback.isCanceled():
                    raise
                self._problem = str(problem)
        versions = ", ".join(f"{k} {v}" for k, v in found.get("versions", {}).items())
        results = {
            "READY": not self._problem,
            "MESSAGE": self._problem or self.tr("The engine is ready."),
            "PYTHON": str(self._python or ""),
            "VERSIONS": versions,
            "DEVICES": ", ".join(found.get("devices", [])),
            "MODELS": ", ".join(found.get("models", [])),
        }
        for name in ("PYTHON", "VERSIONS", "DEVICES", "MODELS"):
            if results[name]:
                feedback.pushInfo(f"{name}: {results[name]}")
        if self._problem:
            feedback.pushWarning(self._problem)
        else:
            feedback.pushInfo(results["MESSAGE"])
        return results
