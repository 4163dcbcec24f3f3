"""The dock panel: choose two layers, preview, run, watch, cancel, compare."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    Qgis,
    QgsApplication,
    QgsProject,
    QgsReferencedRectangle,
    QgsSettings,
)
from qgis.gui import QgsDockWidget, QgsMapCanvas
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ..core.errors import SegcrError
from ..environments.locate import NOTHING_NAMED, SETTING, locate
from ..processing import parameters as ids
from ..processing.messages import error_text
from .advanced_box import AdvancedBox
from .area_chooser import DRAWN
from .layers_box import LayersBox
from .looking import looker
from .mending import ENGINE, MEMORY, MODELS
from .message_strip import MessageStrip
from .preview import (
    estimate_run,
    estimate_text,
    flaw_of,
    is_known,
    preview_extent,
    remember_speed,
    size_text,
)
from .project_settings import read_settings, write_settings
from .recognition import package_of, recognise_optical, recognise_radar
from .results_box import TEMPORARY, ResultsBox, destination
from .run import ALGORITHM, Run
from .run_bar import RunBar
from .summary_box import SummaryBox
from .task_box import TaskBox
from .texts import tr

SHOWN_SECONDS = 12
#: The area is measured again once the canvas has come to rest.
SETTLE_MS = 80


class SegcrDock(QgsDockWidget):
    """The panel; the algorithm does the work, in the background.

    ``engine_wanted`` asks for the set-up of the engine, ``models_wanted`` for the list of models,
    ``log_wanted`` for the log messages.
    """

    engine_wanted = pyqtSignal()
    models_wanted = pyqtSignal()
    log_wanted = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("SegCR"), parent)
        self.setObjectName("SegcrDock")
        self._canvas = canvas
        self._run: Optional[Run] = None
        self._previewed: list[str] = []
        self.messages = MessageStrip()
        self.layers = LayersBox()
        self.task = TaskBox(canvas)
        self.results = ResultsBox()
        self.advanced = AdvancedBox()
        self.summary = SummaryBox(canvas)
        self.bar = RunBar()
        self._lay_out()
        #: What a project without settings of ours starts with.
        self._defaults = self._choices()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._show_size)
        self.layers.changed.connect(self._recognise)
        self.task.changed.connect(self._recognise)
        self.task.chooser.changed.connect(self._settle.start)
        self.advanced.changed.connect(self._settle.start)
        self.bar.preview.clicked.connect(self.preview)
        self.bar.run.clicked.connect(self.start)
        self.bar.cancel.clicked.connect(self.cancel)
        looker.seen.connect(self._recognise)
        project = QgsProject.instance()
        project.readProject.connect(self._restore)
        project.writeProject.connect(self._save)
        project.cleared.connect(self._cleared)
        self._restore()
        QTimer.singleShot(0, self._greet)

    def parameters(self) -> dict[str, Any]:
        """Return the algorithm's parameters as the panel stands."""
        optical = self.layers.optical_layer()
        values = self._inputs()
        extent = self.task.chooser.extent()
        if extent is not None:
            values[ids.EXTENT] = extent
        values.update(self.results.values(optical.name() if optical else ""))
        return values

    def preview(self) -> None:
        """Try the settings on the middle of the canvas, into temporary layers."""
        optical = self.layers.optical_layer()
        if self._run is not None or not self._optical_chosen():
            return
        flaw = flaw_of(optical)
        if flaw:
            self._tell(flaw, Qgis.MessageLevel.Warning)
            return
        if not is_known(optical):
            text = tr("Layer '{layer}' is still being looked at: try again in a moment.")
            self._tell(text.format(layer=optical.name()), Qgis.MessageLevel.Info, SHOWN_SECONDS)
            return
        crs = self._canvas.mapSettings().destinationCrs()
        extent = preview_extent(optical, QgsReferencedRectangle(self._canvas.extent(), crs))
        if extent is None:
            text = tr("The map canvas shows nothing of layer '{layer}': zoom to it first.")
            action = (tr("Zoom to layer"), self._zoom_to_optical)
            self._tell(text.format(layer=optical.name()), Qgis.MessageLevel.Warning, 0, action)
            return
        values = {**self._inputs(), ids.EXTENT: extent}
        for name in (ids.OUTPUT, ids.RESTORED):
            values[name] = destination(TEMPORARY, name)
        self._begin(Run(QgsProject.instance(), tr("Preview"), preview=True), values)

    def start(self) -> None:
        """Check the parameters and start a run."""
        if self._run is not None or not self._optical_chosen():
            return
        if self.task.chooser.mode() == DRAWN and self.task.chooser.extent() is None:
            self.task.chooser.start_drawing()
            self._tell(tr("Draw a rectangle on the map first."), Qgis.MessageLevel.Warning)
            return
        self._begin(Run(QgsProject.instance()), self.parameters())

    def cancel(self) -> None:
        """Ask the run under way to end."""
        if self._run is not None:
            self.bar.show_text(tr("Cancelling"))
            self._run.cancel()

    def end(self) -> None:
        """Let go of everything outside; called before the panel is removed."""
        project = QgsProject.instance()
        looker.seen.disconnect(self._recognise)
        project.readProject.disconnect(self._restore)
        project.writeProject.disconnect(self._save)
        project.cleared.disconnect(self._cleared)
        self.layers.end()
        self.task.end()
        self.advanced.end()
        self.summary.end()
        self._settle.stop()
        if self._run is not None:
            self._run.ended.disconnect(self._ended)
            self._run.cancel()
            self._run = None

    def state(self) -> dict[str, Any]:
        """Return the settings that a project remembers."""
        optical, radar = self.layers.optical_layer(), self.layers.radar_layer()
        return {
            "optical": optical.id() if optical else "",
            "radar": radar.id() if radar else "",
            "further": self.layers.further.ids(),
            "optical_facts": self.layers.optical_facts.corrections(),
            "radar_facts": self.layers.radar_facts.corrections(),
            **self._choices(),
        }

    def _choices(self) -> dict[str, Any]:
        """Return the settings that say nothing about the two layers."""
        return {
            "model": self.task.model.currentData(),
            **self.task.chooser.state(),
            **self.results.state(),
            **self.advanced.state(),
        }

    def _inputs(self) -> dict[str, Any]:
        optical, radar = self.layers.optical_layer(), self.layers.radar_layer()
        of_optical = self.layers.optical_facts.corrections()
        of_radar = self.layers.radar_facts.corrections()
        return {
            ids.INPUT: optical.id() if optical else None,
            ids.SAR: radar.id() if radar else None,
            ids.OPTICAL_EXTRA: self.layers.further.ids(),
            ids.MODEL: self.task.model.currentData(),
            ids.BAND_MAP: of_optical["bands"],
            ids.SAR_BAND_MAP: of_radar["bands"],
            ids.OPTICAL_UNITS_CHOICE: of_optical["units"],
            ids.SAR_UNITS_CHOICE: of_radar["units"],
            **self.advanced.values(),
        }

    def _optical_chosen(self) -> bool:
        self.messages.clear()
        if self.layers.optical_layer() is None:
            self._tell(tr("Choose an optical layer first."), Qgis.MessageLevel.Warning)
            return False
        return True

    def _begin(self, run: Run, values: dict[str, Any]) -> None:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
        refusal = run.refusal(algorithm, values)
        if refusal:
            self._tell(refusal, Qgis.MessageLevel.Warning, 0, self._mending_action(run.cure()))
            return
        self._run = run
        run.ended.connect(self._ended)
        run.feedback.progress_told.connect(self.bar.show_progress)
        run.feedback.text_told.connect(self.bar.show_text)
        self.bar.show_running(True)
        run.start(algorithm, values)

    def _ended(self, results: Optional[dict[str, Any]], failure: str) -> None:
        run, self._run = self._run, None
        self.bar.show_running(False)
        # How the layers were read is said in their own lines, and in the log.
        notices = " ".join(run.feedback.warnings) if run is not None else ""
        if results is not None and run is not None and run.stray:
            self._tell_place(*run.place(results), notices)
        elif results is not None and run is not None:
            self._show_results(run)
            self._tell_done(run, results, notices)
        elif failure:
            action = self._mending_action(run.cure() if run is not None else "")
            if action is None and self._heard("log_wanted"):
                action = (tr("Show log"), self.log_wanted.emit)
            self._tell(failure, Qgis.MessageLevel.Critical, 0, action)
        else:
            self._tell(tr("Cancelled, nothing was written."), Qgis.MessageLevel.Info, SHOWN_SECONDS)

    def _tell_done(self, run: Run, results: dict[str, Any], notices: str) -> None:
        """Say that a run went well, and what the user should know of it."""
        if results[ids.VALID_PERCENT] == 0:
            # Not "0 % was clouded": a share of nothing reads like clear ground.
            text = tr(
                "Nothing in that area holds values: the results are empty. Choose another area, or"
                " a layer that has data there."
            )
            self._tell(f"{text} {notices}".strip(), Qgis.MessageLevel.Warning)
            return
        text = tr("Preview done.") if run.preview else tr("Done; {share} % was clouded.")
        text = text.format(share=f"{results[ids.CLOUD_PERCENT]:.0f}")
        level = Qgis.MessageLevel.Info if notices else Qgis.MessageLevel.Success
        self._tell(f"{text} {notices}".strip(), level, 0 if notices else SHOWN_SECONDS)

    def _tell_place(self, folder: str, temporary: bool, notices: str) -> None:
        """Say where a run left its files, whose project was closed before it ended."""
        text = tr(
            "Done, but the project was closed meanwhile: nothing was added to this one."
            " The results are in {folder}."
        )
        if temporary:
            text += " " + tr("QGIS deletes them when it is closed: copy what you want to keep.")
        text = f"{text.format(folder=folder)} {notices}".strip()
        self._tell(text, Qgis.MessageLevel.Warning)

    def _show_results(self, run: Run) -> None:
        """Sum the run up, make it comparable, and let a preview take the place of the last one."""
        project = QgsProject.instance()
        if run.preview:
            old = [layer for layer in self._previewed if project.mapLayer(layer) is not None]
            project.removeMapLayers(old)
            self._previewed = list(run.layers.values())
        report = run.feedback.report
        if report is None:
            return
        package = package_of(report.model) or self.task.package()
        title = tr("Preview") if run.preview else tr("Last result")
        self.summary.show_report(title, report, package.classes if package else ())
        # Not the layer that is chosen now: the restored image is not of that one.
        self.summary.compare_layers(
            run.optical if project.mapLayer(run.optical) is not None else "",
            run.layers.get(ids.RESTORED, ""),
            [*run.layers.values(), *self._previewed],
        )
        remember_speed(report, run.device)
        self._settle.start()
        QTimer.singleShot(0, lambda: self._area.ensureWidgetVisible(self.summary, 0, 0))

    def _tell(
        self, text: str, level: Qgis.MessageLevel, seconds: int = 0, action: Any = None
    ) -> None:
        self.messages.show_message(text, level, seconds, action)

    def _greet(self) -> None:
        """Say at once where the engine is missing; nothing is started to find out."""
        try:
            locate(str(QgsSettings().value(SETTING, "") or ""))
        except SegcrError as problem:
            text = error_text(problem)
            if problem.values.get("reason") == NOTHING_NAMED:
                # Next to the button that mends it, where else it could be mended is noise.
                text = tr("The engine that computes is not set up yet.")
            self._tell(text, Qgis.MessageLevel.Warning, 0, self._set_up_action())

    def _mending_action(self, cure: str) -> Any:
        """Return the button that leads to where a failure is mended, None where there is none."""
        if cure == ENGINE:
            return self._set_up_action()
        if cure == MODELS and self._heard("models_wanted"):
            return tr("Manage models\u2026"), self.models_wanted.emit
        if cure == MEMORY:
            return tr("Show the tile size"), self._show_tile_size
        return None

    def _show_tile_size(self) -> None:
        self.advanced.setCollapsed(False)
        self.advanced.tile_size.setFocus()
        QTimer.singleShot(0, lambda: self._area.ensureWidgetVisible(self.advanced.tile_size))

    def _set_up_action(self) -> Any:
        if not self._heard("engine_wanted"):
            return None
        return tr("Set up the engine\u2026"), self.engine_wanted.emit

    def _heard(self, signal: str) -> bool:
        return self.receivers(getattr(self, signal)) > 0

    def _recognise(self) -> None:
        package, optical = self.task.package(), self.layers.optical_layer()
        optical_row, radar_row = self.layers.optical_facts, self.layers.radar_facts
        self.layers.forget_other_layers()
        if package is not None:
            optical_row.bands.set_channels(package.optical_channels)
            radar_row.bands.set_channels(package.sar_channels)
        of_optical, of_radar = optical_row.corrections(), radar_row.corrections()
        context = QgsProject.instance().transformContext()
        self.layers.show_recognised(
            lambda layer: recognise_optical(
                layer,
                package,
                of_optical["bands"],
                of_optical["units"],
                self.layers.further.layers(),
            ),
            lambda layer: recognise_radar(
                layer, package, of_radar["bands"], of_radar["units"], optical, context
            ),
        )
        self._show_size()

    def _show_size(self) -> None:
        optical, package = self.layers.optical_layer(), self.task.package()
        chooser = self.task.chooser
        found = None
        if optical is not None and package is not None:
            found = estimate_run(
                optical,
                chooser.extent(),
                package,
                self.advanced.tile(),
                str(self.advanced.device.currentData()),
            )
        undrawn = chooser.mode() == DRAWN and chooser.extent() is None
        if undrawn:
            self.task.show_size(tr("Draw a rectangle on the map."))
        elif optical is not None and chooser.extent() is not None and found is None:
            self.task.show_size(tr("Outside of the optical layer."))
        else:
            self.task.show_size(size_text(found) if found is not None else "")
        self.bar.show_estimate(estimate_text(found) if found is not None and not undrawn else "")

    def _zoom_to_optical(self) -> None:
        layer = self.layers.optical_layer()
        if layer is not None:
            self._canvas.setExtent(
                self._canvas.mapSettings().layerExtentToOutputExtent(layer, layer.extent())
            )
            self._canvas.refresh()
        self.messages.clear()

    def _save(self, *_: Any) -> None:
        write_settings(QgsProject.instance(), self.state())

    def _restore(self, *_: Any) -> None:
        project = QgsProject.instance()
        values = read_settings(project)
        if values:
            optical = project.mapLayer(str(values.get("optical", "")))
            radar = project.mapLayer(str(values.get("radar", "")))
            if optical is not None:
                self.layers.choose(optical, radar)
            further = values.get("further")
            self.layers.further.tick(further if isinstance(further, list) else ())
            self.layers.optical_facts.set_corrections(optical, values.get("optical_facts") or {})
            self.layers.radar_facts.set_corrections(radar, values.get("radar_facts") or {})
            self._choose(values)
        self._recognise()

    def _choose(self, values: dict[str, Any]) -> None:
        """Take over what :meth:`_choices` returned earlier."""
        self.task.model.setCurrentIndex(max(self.task.model.findData(values.get("model")), 0))
        self.task.chooser.restore(values)
        self.results.restore(values)
        self.advanced.restore(values)

    def _cleared(self) -> None:
        """Forget what belonged to the project that was closed; its layers are gone by now.

        QGIS closes a project before it reads the next: one without settings of ours gets the
        defaults here.
        """
        self._previewed = []
        self.summary.end()
        self.summary.setVisible(False)
        self.task.chooser.set_drawn(None)
        self.layers.further.tick(())
        self._choose(self._defaults)
        self._recognise()

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(9, 9, 9, 9)
        column.setSpacing(9)
        for part in (self.layers, self.task, self.results, self.advanced, self.summary):
            column.addWidget(part)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.messages)
        layout.addWidget(self._area, 1)
        layout.addWidget(self.bar)
        self.setWidget(whole)
