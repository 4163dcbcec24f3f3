"""The welcome: three steps to the first map, each one click, shown once and from the menu."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QSize, Qt, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SegcrError
from ..core.places import resources
from ..environments.locate import SETTING, locate
from .texts import close_box, tr

#: Whether the user has been welcomed.
WELCOMED = "segcr_qgis/welcomed"


class WelcomeDialog(QDialog):
    """Asks for the set-up, the demo project and the guide; does none of it itself."""

    engine_wanted = pyqtSignal()
    demo_wanted = pyqtSignal()
    guide_wanted = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrWelcome")
        self.setWindowTitle(tr("Welcome to SegCR"))
        self.engine_state = QLabel()
        self.engine_state.setObjectName("SegcrWelcomeEngine")
        self.engine = QPushButton(tr("Set up engine\u2026"))
        self.engine.setObjectName("SegcrWelcomeSetUp")
        self.demo = QPushButton(tr("Open the demo project"))
        self.demo.setObjectName("SegcrWelcomeDemo")
        self.guide = QPushButton(tr("User guide"))
        self.guide.setObjectName("SegcrWelcomeGuide")
        self._first = QLabel()
        self._lay_out()
        self.engine.clicked.connect(self.engine_wanted)
        self.demo.clicked.connect(self.demo_wanted)
        self.guide.clicked.connect(self.guide_wanted)
        self.show_state()

    def show_state(self) -> None:
        """Say whether the engine is there; nothing is started to find out."""
        try:
            locate(str(QgsSettings().value(SETTING, "") or ""))
            ready = True
        except SegcrError:
            # The dialog that the button opens says why.
            ready = False
        if ready:
            self._first.setPixmap(QgsApplication.getThemeIcon("/mIconSuccess.svg").pixmap(16, 16))
        else:
            self._first.setText("<b>1</b>")
        self.engine_state.setText(
            tr("The engine is set up.")
            if ready
            else tr("The engine that computes lives in a Python of its own. One click, once.")
        )
        self.engine.setDefault(not ready)
        self.demo.setDefault(ready)

    def _lay_out(self) -> None:
        logo = QLabel()
        logo.setPixmap(QIcon(str(resources() / "icons" / "segcr.svg")).pixmap(QSize(48, 48)))
        title = QLabel(tr("Land cover through clouds, in three steps"))
        font = title.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        font.setBold(True)
        title.setFont(font)
        title.setWordWrap(True)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(logo)
        head.addWidget(title, 1)
        line = QFrame()
        line.setFrameShape(QFrame.Shape.HLine)
        line.setFrameShadow(QFrame.Shadow.Sunken)
        steps = QGridLayout()
        steps.setColumnStretch(1, 1)
        steps.setHorizontalSpacing(12)
        steps.setVerticalSpacing(14)
        demo = tr("A small synthetic landscape with simulated clouds, ready to try.")
        run = tr("Press Preview in the SegCR panel, then Run: the map and the cloud-free image.")
        for row, (text, button) in enumerate(
            ((self.engine_state, self.engine), (QLabel(demo), self.demo), (QLabel(run), self.guide))
        ):
            number = QLabel(f"<b>{row + 1}</b>") if row else self._first
            number.setFixedWidth(18)
            text.setWordWrap(True)
            for column, label in enumerate((number, text)):
                steps.addWidget(label, row, column, Qt.AlignmentFlag.AlignVCenter)
            steps.addWidget(button, row, 2)
        buttons = close_box()
        buttons.rejected.connect(self.reject)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 12)
        whole.setSpacing(14)
        whole.addLayout(head)
        whole.addWidget(line)
        whole.addLayout(steps)
        whole.addStretch(1)
        whole.addWidget(buttons)
        self.resize(540, 300)


def first_time() -> bool:
    """Return whether the user has not been welcomed yet."""
    return not QgsSettings().value(WELCOMED, False, type=bool)


def remember_welcome() -> None:
    """Welcome a user once."""
    QgsSettings().setValue(WELCOMED, True)
