"""Translation and small widgets every part of the dock uses."""

from __future__ import annotations

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QComboBox, QLabel, QSizePolicy, QWidget


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("SegcrDock", text)


def caption(text: str, buddy: QWidget) -> QLabel:
    """Return the label above a field; clicking its mnemonic goes to the field."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setBuddy(buddy)
    return label


def remark() -> QLabel:
    """Return a small wrapped line below a field, empty and hidden at first."""
    label = QLabel()
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    font = label.font()
    font.setPointSizeF(max(font.pointSizeF() * 0.9, 7.0))
    label.setFont(font)
    label.setVisible(False)
    return label


def let_shrink(box: QComboBox) -> None:
    """Let a combo box become narrower than its longest entry, for narrow docks."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
