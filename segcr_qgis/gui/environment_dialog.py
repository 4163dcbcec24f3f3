"""Set the engine up from inside QGIS: what, where and how is said first, then done on request."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

from qgis.core import Qgis, QgsApplication, QgsSettings
from qgis.gui import QgsCollapsibleGroupBoxBasic, QgsFileWidget
from qgis.PyQt.QtCore import QT_VERSION_STR, Qt, pyqtSignal
from qgis.PyQt.QtGui import QKeyEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SegcrError
from ..core.places import engine_entry, resources
from ..environments.advice import without_secrets
from ..environments.diagnostics import diagnostics
from ..environments.install import SetupProgress
from ..environments.locate import SETTING, locate
from ..environments.machine import MachineFacts
from ..environments.managed import managed_environments
from ..environments.plan import Choice, Command, Plan, choose_engine, make_plan
from ..environments.probe import EngineVersions
from ..processing.engine import keep_engine_warm
from ..processing.messages import error_text
from .engine_choice import EngineChoice, size_text
from .message_strip import MessageStrip
from .network import proxy_address
from .setup_task import CheckPython, LookAround, OldEngines, SetupTask
from .texts import remark, tr

log = logging.getLogger(__name__)

#: What computes the networks, in the order in which one names it.
CORES = {"torch": "PyTorch", "openvino": "OpenVINO", "onnxruntime": "ONNX Runtime"}
FOLDED_LINES = 6
#: What pip says that means something to everybody.
TOLD = ("Collecting", "Installing collected")
SHOWN_CHARACTERS = 60


class EnvironmentDialog(QDialog):
    """Finds an engine, or makes one; ``engine_ready`` is sent when there is a new one."""

    engine_ready = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrEnvironmentDialog")
        self.setWindowTitle(tr("Set up the SegCR engine"))
        self._facts: Optional[MachineFacts] = None
        self._plan: Optional[Plan] = None
        self._looking: Optional[LookAround] = None
        self._task: Optional[SetupTask] = None
        self._old: Optional[OldEngines] = None
        self._checking: Optional[CheckPython] = None
        self._output = ""
        self.messages = MessageStrip()
        self.status = QLabel()
        self.choice = EngineChoice()
        self.place = remark()
        self.commands = QPlainTextEdit()
        self.wheels = QgsFileWidget()
        self.index = QLineEdit()
        self.progress = QProgressBar()
        self.phase = remark()
        self.set_up = QPushButton(tr("Set up"))
        self.stop = QPushButton(tr("Cancel"))
        self.existing = QPushButton(tr("Use an existing Python\u2026"))
        self.copy = QPushButton(tr("Copy diagnostics"))
        #: Shown once there are engines to remove; what it says is their size.
        self.clean = QPushButton()
        self.clean.setVisible(False)
        self.close_button = QPushButton(tr("Close"))
        self._name_parts()
        self._lay_out()
        self._connect()
        self._show_running(False)
        self._show_status(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Let Enter end the writing in a field: the default button would start a download."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            self.focusWidget(), QLineEdit
        ):
            event.accept()
            return
        super().keyPressEvent(event)

    def look_around(self) -> None:
        """Find out about this machine, in the background."""
        if self._looking is not None or self._task is not None:
            return
        self._looking = LookAround(proxy_address(), _python_now())
        self._looking.seen.connect(self._seen)
        QgsApplication.taskManager().addTask(self._looking)

    def start(self) -> None:
        """Set up what is chosen, in the background."""
        if self._task is not None or self._plan is None or self._facts is None:
            return
        self.messages.clear()
        self._output = ""
        task = SetupTask(
            self._plan, proxy_address(), self.index.text().strip() or self._facts.index
        )
        task.told.connect(self._told)
        task.ended.connect(self._ended)
        self._task = task
        self._show_running(True)
        QgsApplication.taskManager().addTask(task)

    def cancel(self) -> None:
        """End the set-up; what was begun is removed."""
        if self._task is not None:
            self.phase.setText(tr("Cancelling"))
            self._task.cancel()

    def use_existing(self) -> None:
        """Ask for a Python that is there already."""
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a Python with PyTorch and rasterio"))
        if path:
            self.use_python(path)

    def use_python(self, path: str) -> None:
        """Use that Python if it holds what the engine needs, else say what it lacks."""
        self._check_python(path)

    def copy_diagnostics(self) -> None:
        """Put everything a helper wants to know on the clipboard."""
        QgsApplication.clipboard().setText(self.diagnostics())
        self._tell(tr("The diagnostics are on the clipboard."), Qgis.MessageLevel.Success, 6)

    def diagnostics(self) -> str:
        """Return the diagnostics as Markdown."""
        versions = {"QGIS": Qgis.version(), "Qt": QT_VERSION_STR}
        output = self._task.output() if self._task is not None else self._output
        return diagnostics(self._facts, versions, managed_environments(), self._plan, output)

    def remove_old(self) -> None:
        """Remove the environments of other versions of the plugin, in the background."""
        self._start_old(True)

    def end(self) -> None:
        """Cancel what runs; called before the plugin goes."""
        for task, signal in (
            (self._looking, "seen"),
            (self._task, "ended"),
            (self._old, "seen"),
            (self._checking, "checked"),
        ):
            if task is not None:
                getattr(task, signal).disconnect()
                task.cancel()
        self._looking = self._task = self._old = self._checking = None

    def _seen(self, facts: Optional[MachineFacts], versions: Optional[EngineVersions]) -> None:
        self._looking = None
        self._facts = facts
        self._show_status(versions)
        self._start_old(False)
        if facts is None:
            self._tell(tr("This computer could not be looked at."), Qgis.MessageLevel.Critical)
            return
        self.choice.offer(facts)
        self._plan_again()

    def _plan_again(self) -> None:
        """Say what would be done with the present choice."""
        if self._facts is None or self._task is not None:
            return
        choice = Choice(
            engine=self.choice.key(),
            wheels=self.wheels.filePath().strip(),
            index=self.index.text().strip(),
        )
        try:
            engine = choose_engine(self._facts, choice.engine)
            lock = str(resources() / "engine" / f"{engine.lock}.txt")
            self._plan = make_plan(self._facts, choice, str(engine_entry()), lock)
        except SegcrError as problem:
            self._plan = None
            self._tell(error_text(problem), Qgis.MessageLevel.Warning)
        else:
            self.messages.clear()
        self._show_plan()

    def _show_plan(self) -> None:
        plan = self._plan
        self.set_up.setEnabled(plan is not None and self._task is None)
        self.place.setVisible(plan is not None)
        if plan is None:
            self.commands.setPlainText("")
            return
        there = Path(plan.folder).is_dir()
        self.set_up.setText(tr("Set up again") if there else tr("Set up"))
        self.place.setText(
            tr("Goes to {folder}, on {python}.").format(folder=plan.folder, python=plan.base)
        )
        lines = [" ".join(s.arguments) for s in plan.steps if isinstance(s, Command)]
        self.commands.setPlainText(without_secrets("\n\n".join(lines)))

    def _told(self, progress: SetupProgress) -> None:
        words = {
            "fetching": tr("Getting a Python"),
            "making": tr("Making the environment"),
            "installing": tr("Downloading and installing"),
            "checking": tr("Checking that it works"),
        }
        phase = words.get(progress.phase, progress.phase)
        self.progress.setValue(round(100 * progress.share))
        if progress.line.startswith(TOLD):
            self.phase.setText(f"{phase}: {progress.line[:SHOWN_CHARACTERS]}")
        elif not self.phase.text().startswith(phase):
            self.phase.setText(phase)

    def _ended(self, failure: Optional[SegcrError], ready: bool) -> None:
        if self._task is not None:
            self._output = self._task.output()
        self._task = None
        keep_engine_warm()
        self._show_running(False)
        self._show_plan()
        if ready:
            # A Python that was named before would go on being used.
            QgsSettings().remove(SETTING)
            self._check_python("")
        elif failure is not None:
            self.set_up.setText(tr("Try again"))
            self._tell(error_text(failure), Qgis.MessageLevel.Critical)
        else:
            text = tr("Cancelled; what was begun has been removed.")
            self._tell(text, Qgis.MessageLevel.Info)

    def _check_python(self, path: str) -> None:
        """Find out in the background whether a Python will do, the one a run would use if ''."""
        if self._checking is not None:
            return
        self._checking = CheckPython(path)
        self._checking.checked.connect(self._checked)
        self.existing.setEnabled(False)
        QgsApplication.taskManager().addTask(self._checking)

    def _checked(
        self, path: str, versions: Optional[EngineVersions], problem: Optional[SegcrError]
    ) -> None:
        self._checking = None
        self.existing.setEnabled(self._task is None)
        if problem is not None:
            self._tell(error_text(problem), Qgis.MessageLevel.Critical)
        elif versions is not None:
            if path:
                QgsSettings().setValue(SETTING, path)
            self._new_engine(versions)

    def _new_engine(self, versions: EngineVersions) -> None:
        keep_engine_warm()
        self._show_status(versions)
        self._tell(tr("The engine is ready."), Qgis.MessageLevel.Success)
        self.close_button.setDefault(True)
        self.engine_ready.emit()

    def _show_status(self, versions: Optional[EngineVersions]) -> None:
        python = _python_now()
        if python is None:
            self.status.setText(tr("No engine is set up yet."))
        elif versions is None:
            self.status.setText(tr("The engine is in {folder}.").format(folder=python))
        elif versions.missing:
            text = tr("The Python in use, {python}, lacks {libraries}.")
            libraries = ", ".join(versions.missing)
            self.status.setText(text.format(python=python, libraries=libraries))
        else:
            held = versions.versions
            core = ", ".join(f"{name} {held[key]}" for key, name in CORES.items() if key in held)
            text = tr("Ready: {engine}, Python {version}, in {python}")
            self.status.setText(text.format(engine=core, version=held["python"], python=python))

    def _start_old(self, remove: bool) -> None:
        """Measure the engines of other versions of the plugin, after removing them if so wished."""
        if self._old is not None:
            return
        self._old = OldEngines(remove)
        self._old.seen.connect(self._show_old)
        self._let_clean()
        QgsApplication.taskManager().addTask(self._old)

    def _show_old(self, megabytes: float, failures: list[SegcrError]) -> None:
        self._old = None
        self._let_clean()
        self.clean.setVisible(megabytes > 0)
        self.clean.setText(tr("Remove old engines ({size})").format(size=size_text(megabytes)))
        if failures:
            self._tell(error_text(failures[-1]), Qgis.MessageLevel.Warning)

    def _let_clean(self) -> None:
        self.clean.setEnabled(self._task is None and self._old is None)

    def _show_running(self, running: bool) -> None:
        for part in (self.progress, self.phase, self.stop):
            part.setVisible(running)
        for part in (self.choice, self.wheels, self.index, self.existing):
            part.setEnabled(not running)
        self._let_clean()
        self.set_up.setVisible(not running)
        self.set_up.setEnabled(not running and self._plan is not None)
        self.progress.setValue(0)
        self.phase.setText("")
        self.close_button.setText(tr("Go on in the background") if running else tr("Close"))

    def _tell(self, text: str, level: Qgis.MessageLevel, seconds: int = 0) -> None:
        self.messages.show_message(text, level, seconds)

    def _name_parts(self) -> None:
        for name, part in {
            "SegcrEngineStatus": self.status,
            "SegcrEnginePlace": self.place,
            "SegcrEngineCommands": self.commands,
            "SegcrEngineWheels": self.wheels,
            "SegcrEngineIndex": self.index,
            "SegcrEngineProgress": self.progress,
            "SegcrEnginePhase": self.phase,
            "SegcrEngineSetUp": self.set_up,
            "SegcrEngineCancel": self.stop,
            "SegcrEngineExisting": self.existing,
            "SegcrEngineCopy": self.copy,
            "SegcrEngineRemoveOld": self.clean,
            "SegcrEngineClose": self.close_button,
        }.items():
            part.setObjectName(name)

    def _lay_out(self) -> None:
        about = QLabel(
            tr(
                "SegCR computes in a Python of its own. QGIS's Python is never touched, and no"
                " administrator rights are needed."
            )
        )
        for label in (about, self.status):
            label.setWordWrap(True)
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        font = self.status.font()
        font.setBold(True)
        self.status.setFont(font)
        self.commands.setReadOnly(True)
        self.commands.setFixedHeight(self.commands.fontMetrics().height() * (FOLDED_LINES + 3))
        what = QgsCollapsibleGroupBoxBasic(tr("What will be run"))
        QVBoxLayout(what).addWidget(self.commands)
        what.setCollapsed(True)
        self.wheels.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.index.setPlaceholderText(tr("As pip is configured"))
        network = QgsCollapsibleGroupBoxBasic(tr("Without network, or through a mirror"))
        form = QFormLayout(network)
        form.addRow(tr("Folder of wheels"), self.wheels)
        form.addRow(tr("Package index"), self.index)
        network.setCollapsed(True)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 12, 12, 6)
        inner.setSpacing(10)
        for part in (about, self.status, self.choice, self.place, what, network):
            inner.addWidget(part)
        inner.addStretch(1)
        inner.addWidget(self.phase)
        inner.addWidget(self.progress)
        small = QHBoxLayout()
        for part in (self.existing, self.copy, self.clean):
            small.addWidget(part)
        small.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        for part in (self.set_up, self.stop, self.close_button):
            row.addWidget(part)
        inner.addLayout(small)
        inner.addLayout(row)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 6)
        whole.addWidget(self.messages)
        whole.addLayout(inner, 1)
        self.set_up.setDefault(True)
        # Grows by itself when a group is unfolded.
        self.resize(560, 470)

    def _connect(self) -> None:
        self.choice.changed.connect(self._plan_again)
        self.wheels.fileChanged.connect(lambda *_: self._plan_again())
        self.index.editingFinished.connect(self._plan_again)
        self.set_up.clicked.connect(self.start)
        self.stop.clicked.connect(self.cancel)
        self.existing.clicked.connect(self.use_existing)
        self.copy.clicked.connect(self.copy_diagnostics)
        self.clean.clicked.connect(self.remove_old)
        self.close_button.clicked.connect(self.close)


def _python_now() -> Optional[Path]:
    """Return the Python a run would use now, None where there is none."""
    try:
        return locate(str(QgsSettings().value(SETTING, "") or ""))
    except SegcrError as problem:
        log.info("%s", problem)
        return None
