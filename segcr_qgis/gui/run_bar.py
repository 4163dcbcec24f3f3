"""The foot of the dock: progress with the time left, run, cancel."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .texts import remark, tr


class RunBar(QWidget):
    """Progress and the two buttons; always in sight below the scrolled part."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrRunBar")
        self.progress = QProgressBar()
        self.progress.setObjectName("SegcrProgress")
        self.progress.setRange(0, 100)
        self.text = remark()
        self.text.setObjectName("SegcrProgressText")
        self.run = QPushButton(tr("Run"))
        self.run.setObjectName("SegcrRun")
        self.run.setDefault(True)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("SegcrCancel")
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 9)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        self.show_running(False)

    def show_running(self, running: bool) -> None:
        """Enable what can be clicked now."""
        self.run.setEnabled(not running)
        self.cancel.setEnabled(running)
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.text.setVisible(running)
        self.text.setText(tr("Starting the engine") if running else "")

    def show_progress(self, percent: float) -> None:
        """Move the bar."""
        self.progress.setValue(round(percent))

    def show_text(self, text: str) -> None:
        """Write what is being done."""
        self.text.setText(text)
