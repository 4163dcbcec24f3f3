"""The foot of the dock: the estimate, progress with the time left, preview, run, cancel."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from .preview import SIDE
from .texts import remark, tr


class RunBar(QWidget):
    """Estimate, progress and the buttons; always in sight below the scrolled part."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrRunBar")
        self.estimate = remark("SegcrEstimate")
        self.progress = QProgressBar()
        self.progress.setObjectName("SegcrProgress")
        self.progress.setRange(0, 100)
        self.text = remark("SegcrProgressText")
        self.preview = QPushButton(tr("Preview"))
        self.preview.setObjectName("SegcrPreview")
        self.preview.setToolTip(
            tr(
                "Try it on the middle of the map canvas, at most {side} \u00d7 {side} pixels"
            ).format(side=SIDE)
        )
        self.run = QPushButton(tr("Run"))
        self.run.setObjectName("SegcrRun")
        self.run.setDefault(True)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setObjectName("SegcrCancel")
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.preview)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.run)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(9, 6, 9, 9)
        layout.addWidget(self.estimate)
        layout.addWidget(self.text)
        layout.addWidget(self.progress)
        layout.addLayout(buttons)
        self.show_running(False)

    def show_running(self, running: bool) -> None:
        """Enable what can be clicked now."""
        self.run.setEnabled(not running)
        self.preview.setEnabled(not running)
        self.preview.setVisible(not running)
        self.cancel.setEnabled(running)
        self.cancel.setVisible(running)
        self.progress.setVisible(running)
        self.progress.setValue(0)
        self.text.setVisible(running)
        self.text.setText(tr("Starting\u2026") if running else "")
        self.estimate.setVisible(not running and bool(self.estimate.text()))

    def show_estimate(self, text: str) -> None:
        """Say what a run would take."""
        self.estimate.setText(text)
        self.estimate.setVisible(bool(text) and self.run.isEnabled())

    def show_progress(self, percent: float) -> None:
        """Move the bar."""
        self.progress.setValue(round(percent))

    def show_text(self, text: str) -> None:
        """Write what is being done."""
        self.text.setText(text)
