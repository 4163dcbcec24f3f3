"""The part of the set-up dialog that offers the engines a machine can have."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QButtonGroup, QGroupBox, QLabel, QRadioButton, QVBoxLayout, QWidget

from ..core.model_package import ONNX, model_folders
from ..environments.engines import engines_for
from ..environments.machine import MachineFacts
from ..processing.messages import number_text
from .texts import remark, tr


def size_text(megabytes: float) -> str:
    """Return a size as one reads it."""
    if megabytes >= 1000:
        return tr("{size} GB").format(size=number_text(megabytes / 1000, 1))
    return tr("{size} MB").format(size=number_text(megabytes))


class EngineChoice(QGroupBox):
    """One button an engine, the recommended one first and chosen."""

    changed = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Which engine"), parent)
        self.setObjectName("SegcrEngineChoice")
        self._buttons = QButtonGroup(self)
        self._keys: list[str] = []
        self._column = QVBoxLayout(self)
        self._column.setSpacing(3)
        self._waiting = QLabel(tr("Looking at this computer\u2026"))
        self._column.addWidget(self._waiting)
        self._buttons.buttonClicked.connect(lambda *_: self.changed.emit())

    def key(self) -> str:
        """Return the chosen engine's key, '' where there is nothing to choose."""
        number = self._buttons.checkedId()
        return self._keys[number] if 0 <= number < len(self._keys) else ""

    def choose(self, key: str) -> None:
        """Choose an engine."""
        if key in self._keys:
            self._buttons.button(self._keys.index(key)).setChecked(True)
            self.changed.emit()

    def offer(self, facts: MachineFacts) -> None:
        """Show what this machine can have."""
        if self._keys:
            return
        offered = engines_for(facts)
        self._waiting.setText(tr("No engine is built for this computer: use an existing Python."))
        self._waiting.setVisible(not offered)
        self._waiting.setWordWrap(True)
        for number, engine in enumerate(offered):
            title, words = _words(engine.key, facts)
            if number == 0:
                title = tr("{engine} (recommended)").format(engine=title)
            button = QRadioButton(title)
            button.setObjectName(f"SegcrEngine_{engine.key}")
            self._buttons.addButton(button, number)
            self._keys.append(engine.key)
            sizes = tr("Downloads about {download}, takes {disk}.").format(
                download=size_text(engine.download_mb), disk=size_text(engine.disk_mb)
            )
            if engine.key == "light" and not _any_graph():
                words += " " + tr("None of the installed models comes with one yet.")
            text = remark()
            text.setText(f"{words} {sizes}")
            text.setIndent(22)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            text.setVisible(True)
            if number:
                self._column.addSpacing(6)
            self._column.addWidget(button)
            self._column.addWidget(text)
        if self._keys:
            self._buttons.button(0).setChecked(True)


def _any_graph() -> bool:
    """Return whether an installed model can be run by the light engine."""
    return any((folder / ONNX).is_file() for folder in model_folders().values())


def _words(key: str, facts: MachineFacts) -> tuple[str, str]:
    """Return an engine's name and what it is good for."""
    card = facts.nvidia.name if facts.nvidia else ""
    return {
        "cpu": (
            tr("Standard, on the processor"),
            tr("PyTorch; runs every model on any computer."),
        ),
        "cuda": (
            tr("Standard, on the graphics card"),
            tr("PyTorch for your {card}; the fastest.").format(card=card),
        ),
        "mps": (
            tr("Standard, with Apple graphics"),
            tr("PyTorch; runs every model, on the graphics part where it can."),
        ),
        "light": (
            tr("Light, on the processor"),
            tr("OpenVINO or ONNX Runtime; small, for models that come with an ONNX file."),
        ),
    }[key]
