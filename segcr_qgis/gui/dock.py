"""The dock panel: choose two layers, run, watch, cancel."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProcessingOutputLayerDefinition,
    QgsProject,
    QgsReferencedRectangle,
)
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ..processing import parameters as ids
from .layers_box import LayersBox
from .message_strip import MessageStrip
from .options_box import CANVAS, AdvancedBox, ResultsBox, TaskBox
from .recognition import package_of, recognise_optical, recognise_radar
from .run import ALGORITHM, Run
from .run_bar import RunBar
from .texts import tr

#: Ending of the file names in a folder of the user's choice.
ENDINGS = {
    ids.OUTPUT: "landcover",
    ids.RESTORED: "cloudfree",
    ids.CLOUD_IMPACT: "cloud_impact",
    ids.CONFIDENCE: "confidence",
}
SHOWN_SECONDS = 12


class SegcrDock(QgsDockWidget):
    """The panel; the algorithm does the work, in the background."""

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("SegCR"), parent)
        self.setObjectName("SegcrDock")
        self._canvas = canvas
        self._run: Optional[Run] = None
        self.messages = MessageStrip()
        self.layers = LayersBox()
        self.task = TaskBox()
        self.results = ResultsBox()
        self.advanced = AdvancedBox()
        self.bar = RunBar()
        self._lay_out()
        for part in (self.layers, self.task, self.advanced):
            part.changed.connect(self._recognise)
        self.bar.run.clicked.connect(self.start)
        self.bar.cancel.clicked.connect(self.cancel)
        self._recognise()

    def parameters(self) -> dict[str, Any]:
        """Return the algorithm's parameters as the panel stands."""
        optical, radar = self.layers.optical_layer(), self.layers.radar_layer()
        values: dict[str, Any] = {
            ids.INPUT: optical.id() if optical else None,
            ids.SAR: radar.id() if radar else None,
            ids.MODEL: self.task.model.currentData(),
            **self.advanced.values(),
        }
        if self.task.area.currentData() == CANVAS:
            crs = self._canvas.mapSettings().destinationCrs()
            values[ids.EXTENT] = QgsReferencedRectangle(self._canvas.extent(), crs)
        scene = optical.name() if optical else ""
        for name, check in self.results.checks.items():
            if check.isChecked():
                target = self._target(scene, ENDINGS[name])
                values[name] = QgsProcessingOutputLayerDefinition(target, QgsProject.instance())
        return values

    def start(self) -> None:
        """Check the parameters and start a run."""
        if self._run is not None:
            return
        self.messages.clear()
        if self.layers.optical_layer() is None:
            self._tell(tr("Choose an optical layer first."), Qgis.MessageLevel.Warning)
            return
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
        run = Run(QgsProject.instance())
        values = self.parameters()
        refusal = run.refusal(algorithm, values)
        if refusal:
            self._tell(refusal, Qgis.MessageLevel.Warning)
            return
        self._run = run
        run.ended.connect(self._ended)
        run.feedback.progress_told.connect(self.bar.show_progress)
        run.feedback.text_told.connect(self.bar.show_text)
        self.bar.show_running(True)
        run.start(algorithm, values)

    def cancel(self) -> None:
        """Ask the run under way to end."""
        if self._run is not None:
            self.bar.show_text(tr("Cancelling"))
            self._run.cancel()

    def end(self) -> None:
        """Let go of everything outside; called before the panel is removed."""
        self.layers.end()
        if self._run is not None:
            self._run.ended.disconnect(self._ended)
            self._run.cancel()
            self._run = None

    def _ended(self, results: Optional[dict[str, Any]], failure: str) -> None:
        # How the layers were read is said in their own lines, and in the log.
        notices = " ".join(self._run.feedback.warnings) if self._run is not None else ""
        self._run = None
        self.bar.show_running(False)
        if results is not None:
            share = f"{results[ids.CLOUD_PERCENT]:.0f}"
            text = tr("Done; {share} % was clouded.").format(share=share)
            level = Qgis.MessageLevel.Info if notices else Qgis.MessageLevel.Success
            self._tell(f"{text} {notices}".strip(), level, 0 if notices else SHOWN_SECONDS)
        elif failure:
            self._tell(failure, Qgis.MessageLevel.Critical)
        else:
            self._tell(tr("Cancelled, nothing was written."), Qgis.MessageLevel.Info, SHOWN_SECONDS)

    def _tell(self, text: str, level: Qgis.MessageLevel, seconds: int = 0) -> None:
        self.messages.show_message(text, level, seconds)

    def _recognise(self) -> None:
        package = package_of(self.task.model.currentData())
        more = self.advanced
        self.layers.show_recognised(
            lambda layer: recognise_optical(
                layer, package, more.band_map.text(), more.optical_units.currentData()
            ),
            lambda layer: recognise_radar(
                layer, package, more.sar_band_map.text(), more.sar_units.currentData()
            ),
        )

    def _target(self, scene: str, ending: str) -> str:
        """Return a file name that is still free: a loaded result is never written over."""
        folder = self.results.folder.filePath().strip()
        if not folder:
            return "TEMPORARY_OUTPUT"
        stem = re.sub(r"[^\w.-]+", "_", scene).strip("._") or "scene"
        path, number = Path(folder) / f"{stem}_{ending}.tif", 2
        while path.exists():
            path, number = Path(folder) / f"{stem}_{ending}_{number}.tif", number + 1
        return str(path)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(9, 9, 9, 9)
        column.setSpacing(9)
        for part in (self.layers, self.task, self.results, self.advanced):
            column.addWidget(part)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(area, 1)
        layout.addWidget(self.bar)
        self.setWidget(whole)
