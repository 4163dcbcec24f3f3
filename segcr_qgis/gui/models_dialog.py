"""The installed models: list, add from a ZIP file or a folder, remove, show the card, verify."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path
from typing import Optional

from qgis.core import Qgis, QgsApplication, QgsTask
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QMessageBox,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SegcrError
from ..core.model_archive import add_package
from ..core.model_package import ModelPackage, model_folders, read_package
from ..core.places import added_models
from ..processing.messages import error_text
from .message_strip import MessageStrip
from .model_card import ModelCardDialog
from .texts import close_box, tr

log = logging.getLogger(__name__)

ID = Qt.ItemDataRole.UserRole
NAME, VERSION, NETWORK, ORIGIN, STATE = range(5)


class Verification(QgsTask):
    """Reads every file of some models and compares digests; in the background."""

    verified = pyqtSignal(str, object)

    def __init__(self, folders: dict[str, Path]) -> None:
        super().__init__(tr("SegCR: verifying models"), QgsTask.Flag.CanCancel)
        self._folders = folders

    def run(self) -> bool:
        """Verify; each model is told as soon as it is known."""
        for name, folder in self._folders.items():
            if self.isCanceled():
                return False
            try:
                read_package(folder)
            except SegcrError as problem:
                self.verified.emit(name, problem)
            else:
                self.verified.emit(name, None)
        return True


class ModelsDialog(QDialog):
    """The installed models; ``models_changed`` is sent when one came or went."""

    models_changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrModelsDialog")
        self.setWindowTitle(tr("SegCR models"))
        self._task: Optional[Verification] = None
        self.messages = MessageStrip()
        self.list = QTreeWidget()
        self.add_archive = QPushButton(tr("Add from ZIP\u2026"))
        self.add_folder = QPushButton(tr("Add from folder\u2026"))
        self.remove = QPushButton(tr("Remove"))
        self.card = QPushButton(tr("Show card"))
        self.verify = QPushButton(tr("Verify all"))
        self.buttons = close_box()
        self._lay_out()
        self.list.itemSelectionChanged.connect(self._selected)
        self.list.itemDoubleClicked.connect(lambda *_: self.show_card())
        self.add_archive.clicked.connect(self._ask_archive)
        self.add_folder.clicked.connect(self._ask_folder)
        self.remove.clicked.connect(self._ask_removal)
        self.card.clicked.connect(self.show_card)
        self.verify.clicked.connect(self.start_verification)
        self.buttons.rejected.connect(self.reject)
        self.show_models()

    def show_models(self) -> None:
        """List what is installed."""
        chosen = self._chosen()
        self.list.clear()
        for name, folder in sorted(model_folders().items()):
            try:
                package: Optional[ModelPackage] = read_package(folder, verify=False)
                state = tr("Not verified yet")
            except SegcrError as problem:
                package, state = None, error_text(problem)
            origin = tr("Added") if self._is_added(folder) else tr("Comes with SegCR")
            bands = [*package.optical_channels, *package.sar_channels] if package else []
            texts = [
                package.name if package else name,
                package.version if package else "",
                package.architecture if package else "",
                origin,
                state,
            ]
            item = QTreeWidgetItem(texts)
            item.setData(NAME, ID, name)
            item.setToolTip(NAME, "\n".join([" ".join(bands), str(folder)]).strip())
            item.setToolTip(STATE, state)
            self.list.addTopLevelItem(item)
            if name == chosen:
                self.list.setCurrentItem(item)
        if self.list.currentItem() is None and self.list.topLevelItemCount():
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self._selected()

    def add(self, source: Path) -> bool:
        """Add a package and say how that went."""
        try:
            package = add_package(source)
        except SegcrError as problem:
            log.warning("%s %s", problem, problem.detail)
            self._tell(error_text(problem), Qgis.MessageLevel.Critical)
            return False
        self.show_models()
        text = tr("Model '{name}' was verified and added.").format(name=package.name)
        self._tell(text, Qgis.MessageLevel.Success, 8)
        self._mark(package.id, None)
        self.models_changed.emit()
        return True

    def remove_model(self, name: str) -> None:
        """Remove a model that the user added."""
        folder = model_folders().get(name)
        if folder is None or not self._is_added(folder):
            return
        try:
            shutil.rmtree(folder)
        except OSError as problem:
            text = tr("Model '{name}' could not be removed ({reason}): close what uses it.")
            reason = problem.strerror or str(problem)
            self._tell(text.format(name=name, reason=reason), Qgis.MessageLevel.Critical)
        self.show_models()
        self.models_changed.emit()

    def show_card(self) -> None:
        """Open the chosen model's card."""
        folder = model_folders().get(self._chosen())
        if folder is None:
            return
        try:
            ModelCardDialog(read_package(folder, verify=False), self).show()
        except SegcrError as problem:
            self._tell(error_text(problem), Qgis.MessageLevel.Critical)

    def start_verification(self) -> None:
        """Compare every file with its digest."""
        if self._task is not None:
            return
        self.messages.clear()
        self.verify.setEnabled(False)
        self._task = Verification(model_folders())
        self._task.verified.connect(self._mark)
        self._task.taskCompleted.connect(self._verified)
        self._task.taskTerminated.connect(self._verified)
        QgsApplication.taskManager().addTask(self._task)

    def end(self) -> None:
        """Let go of what runs; called before the plugin goes."""
        if self._task is not None:
            self._task.verified.disconnect()
            self._task.taskCompleted.disconnect()
            self._task.taskTerminated.disconnect()
            self._task.cancel()
            self._task = None

    def _verified(self) -> None:
        self._task = None
        self.verify.setEnabled(True)

    def _mark(self, name: str, problem: Optional[SegcrError]) -> None:
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item.data(NAME, ID) == name:
                text = tr("Verified") if problem is None else error_text(problem)
                icon = "/mIconSuccess.svg" if problem is None else "/mIconCritical.svg"
                item.setText(STATE, text)
                item.setToolTip(STATE, text)
                item.setIcon(STATE, QgsApplication.getThemeIcon(icon))
        if problem is not None:
            self._tell(error_text(problem), Qgis.MessageLevel.Critical)

    def _chosen(self) -> str:
        item = self.list.currentItem()
        return str(item.data(NAME, ID)) if item is not None else ""

    def _selected(self) -> None:
        folder = model_folders().get(self._chosen())
        self.card.setEnabled(folder is not None)
        self.remove.setEnabled(folder is not None and self._is_added(folder))
        shipped = tr("Models that come with SegCR cannot be removed.")
        self.remove.setToolTip("" if self.remove.isEnabled() else shipped)

    def _is_added(self, folder: Path) -> bool:
        return added_models() in folder.parents

    def _ask_archive(self) -> None:
        kinds = tr("Model packages (*.zip)")
        path, _ = QFileDialog.getOpenFileName(self, tr("Add a model from a ZIP file"), "", kinds)
        if path:
            self.add(Path(path))

    def _ask_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, tr("Add a model from a folder"))
        if path:
            self.add(Path(path))

    def _ask_removal(self) -> None:
        name = self._chosen()
        question = tr("Remove model '{name}' from this computer?").format(name=name)
        yes = QMessageBox.StandardButton.Yes
        answer = QMessageBox.question(self, tr("Remove model"), question)
        if answer == yes:
            self.remove_model(name)

    def _tell(self, text: str, level: Qgis.MessageLevel, seconds: int = 0) -> None:
        self.messages.show_message(text, level, seconds)

    def _lay_out(self) -> None:
        self.list.setObjectName("SegcrModelsList")
        self.list.setHeaderLabels(
            [tr("Model"), tr("Version"), tr("Network"), tr("Origin"), tr("State")]
        )
        self.list.setRootIsDecorated(False)
        self.list.setAlternatingRowColors(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        for name, button in {
            "SegcrModelsAddArchive": self.add_archive,
            "SegcrModelsAddFolder": self.add_folder,
            "SegcrModelsRemove": self.remove,
            "SegcrModelsCard": self.card,
            "SegcrModelsVerify": self.verify,
        }.items():
            button.setObjectName(name)
        row = QHBoxLayout()
        for button in (self.add_archive, self.add_folder, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.card)
        row.addWidget(self.verify)
        place = QLabel(tr("Added models lie in {folder}").format(folder=added_models()))
        place.setWordWrap(True)
        place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        inner = QVBoxLayout()
        inner.setContentsMargins(12, 12, 12, 6)
        inner.addWidget(self.list, 1)
        inner.addLayout(row)
        inner.addWidget(place)
        inner.addWidget(self.buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 6)
        whole.addWidget(self.messages)
        whole.addLayout(inner, 1)
        self.resize(580, 360)
