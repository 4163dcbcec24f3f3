"""The message strip of the dock: like QGIS's message bar, but sentences wrap in narrow panels."""

from __future__ import annotations

from html import escape
from typing import Callable, Optional

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import QSize, Qt, QTimer
from qgis.PyQt.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from .texts import let_wrap, tr

#: Background, border and text of each level, those of QGIS's own message bar.
COLORS = {
    Qgis.MessageLevel.Info: ("#e7f5fe", "#b9cfe4", "#1d4b6e"),
    Qgis.MessageLevel.Success: ("#dff0d8", "#8e998a", "#234a1b"),
    Qgis.MessageLevel.Warning: ("#fff1c2", "#e0aa00", "#4d3b00"),
    Qgis.MessageLevel.Critical: ("#fbe0e0", "#9b3d3d", "#641c1c"),
}
ICONS = {
    Qgis.MessageLevel.Info: "/mIconInfo.svg",
    Qgis.MessageLevel.Success: "/mIconSuccess.svg",
    Qgis.MessageLevel.Warning: "/mIconWarning.svg",
    Qgis.MessageLevel.Critical: "/mIconCritical.svg",
}


Action = tuple[str, Callable[[], None]]


class MessageStrip(QFrame):
    """One message at a time, closed by the user, by the next one, or after a while.

    A message may have a button that helps.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrMessages")
        self._icon = QLabel()
        self._label = QLabel()
        self._label.setObjectName("SegcrMessage")
        let_wrap(self._label)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.button = QPushButton()
        self.button.setObjectName("SegcrMessageButton")
        self.button.clicked.connect(self._help)
        self._action: Optional[Callable[[], None]] = None
        #: Of the message shown last.
        self.level = Qgis.MessageLevel.Info
        close = QToolButton()
        close.setObjectName("SegcrMessageClose")
        close.setAutoRaise(True)
        close.setIcon(QgsApplication.getThemeIcon("/mIconClose.svg"))
        close.setIconSize(QSize(12, 12))
        close.setToolTip(tr("Close"))
        close.clicked.connect(self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(9, 6, 4, 6)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self._icon, 0, top)
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(self._label)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(column, 1)
        layout.addWidget(close, 0, top)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.setVisible(False)

    def text(self) -> str:
        """Return the message shown, '' where there is none."""
        return self._label.text() if self.isVisibleTo(self.parentWidget()) else ""

    def show_message(
        self,
        text: str,
        level: Qgis.MessageLevel,
        seconds: int = 0,
        action: Optional[Action] = None,
    ) -> None:
        """Show a sentence, for good or for some seconds; ``action`` is a button's text and deed."""
        back, border, front = COLORS[level]
        self.setStyleSheet(
            f"#SegcrMessages {{ background: {back}; border-bottom: 1px solid {border}; }}"
            f"#SegcrMessage {{ color: {front}; }}"
        )
        self._icon.setPixmap(QgsApplication.getThemeIcon(ICONS[level]).pixmap(18, 18))
        self.level = level
        self._label.setText(text)
        # A name that is longer than the strip is wide is whole there.
        self._label.setToolTip(f"<qt>{escape(text)}</qt>")
        self.button.setText(action[0] if action else "")
        self.button.setVisible(action is not None)
        self._action = action[1] if action else None
        self.setVisible(True)
        self._timer.stop()
        if seconds:
            self._timer.start(seconds * 1000)

    def clear(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.setVisible(False)

    def _help(self) -> None:
        if self._action is not None:
            self._action()
