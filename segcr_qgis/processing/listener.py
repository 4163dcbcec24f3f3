"""Pass on what the engine tells to the feedback of a Processing run."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsProcessingFeedback

from ..core.errors import SegcrError
from ..core.notices import READINGS
from ..core.report import Log, Notice, PredictReport, Progress
from ..engine_client.client import Event, Waiting
from .messages import duration_text, notice_text, progress_text, tr


class RunFeedback(QgsProcessingFeedback):
    """Feedback of who wants more of a run than its outputs: the panel.

    ``group`` is the layer group the results go to ('': named after scene and date); ``report``
    is what the engine told at the end, ``problem`` what the run failed with.
    """

    def __init__(self, group: str = "") -> None:
        super().__init__(True)
        self.group = group
        self.report: Optional[PredictReport] = None
        self.problem: Optional[SegcrError] = None


class FeedbackListener:
    """Called with every event of a run, in the algorithm's thread."""

    def __init__(self, feedback: QgsProcessingFeedback) -> None:
        self._feedback = feedback
        self._shown = ""

    def __call__(self, event: Event) -> None:
        """Show one event."""
        if isinstance(event, Progress):
            self._feedback.setProgress(100.0 * event.fraction)
            self._show(progress_text(event))
        elif isinstance(event, Notice):
            push = self._feedback.pushInfo if event.code in READINGS else self._feedback.pushWarning
            push(notice_text(event))
        elif isinstance(event, Waiting):
            self._show(tr("Waiting for another run to end"))
        elif isinstance(event, Log):
            self._log(event)

    def finish(self, report: PredictReport) -> None:
        """Say what was done, on which device, how fast."""
        self._feedback.setProgress(100.0)
        if isinstance(self._feedback, RunFeedback):
            self._feedback.report = report
        text = tr(
            "Clouded: {clouds:.1f} %. {tiles} tiles of {size} pixels on {device}"
            " ({precision}) in {time}."
        )
        self._feedback.pushInfo(
            text.format(
                clouds=report.cloud_percent,
                tiles=report.tiles,
                size=report.tile_size,
                device=report.device,
                precision=report.precision,
                time=duration_text(report.seconds.get("total", 0.0)),
            )
        )

    def _show(self, text: str) -> None:
        # Said once: Processing writes each progress text as a line of its log.
        if text != self._shown:
            self._shown = text
            self._feedback.setProgressText(text)

    def _log(self, event: Log) -> None:
        if event.level == "warning":
            self._feedback.pushWarning(event.text)
        elif event.level == "debug":
            self._feedback.pushDebugInfo(event.text)
        else:
            self._feedback.pushInfo(event.text)
