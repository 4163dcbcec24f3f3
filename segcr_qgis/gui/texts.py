"""Translation and small widgets every part of the dock uses."""

from __future__ import annotations

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QSize, Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QSizePolicy,
    QToolButton,
    QWidget,
)

#: Text of what is wrong, readable on light and on dark panels.
WARNING_ON_LIGHT, WARNING_ON_DARK = "#b03a2e", "#ff9a8d"


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("SegcrDock", text)


def warning_color(label: QLabel) -> str:
    """Return the colour of a warning that stands where ``label`` does.

    Its text tells: QGIS's dark themes are style sheets, which leave most backgrounds' palette
    alone.
    """
    label.ensurePolished()
    light = label.palette().color(QPalette.ColorRole.WindowText).lightness() > 128
    return WARNING_ON_DARK if light else WARNING_ON_LIGHT


def caption(text: str, buddy: QWidget) -> QLabel:
    """Return the label above a field; clicking its mnemonic goes to the field."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setBuddy(buddy)
    return label


def remark(name: str = "") -> QLabel:
    """Return a small wrapped line below a field, empty and hidden at first."""
    label = QLabel()
    label.setObjectName(name)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    font = label.font()
    font.setPointSizeF(max(font.pointSizeF() * 0.9, 7.0))
    label.setFont(font)
    let_wrap(label)
    label.setVisible(False)
    return label


def let_wrap(label: QLabel) -> None:
    """Let a label become narrower than its longest word.

    Names of files and layers have no gap to wrap at: they would widen the whole panel.
    """
    label.setWordWrap(True)
    label.setMinimumWidth(1)


def close_box() -> QDialogButtonBox:
    """Return the foot of a window that can only be closed, in the user's language.

    Qt's own translations are not installed with every QGIS.
    """
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
    return box


def tool_button(icon: str, tip: str, name: str) -> QToolButton:
    """Return a flat button with one of QGIS's own icons."""
    button = QToolButton()
    button.setObjectName(name)
    button.setAutoRaise(True)
    button.setIcon(QgsApplication.getThemeIcon(icon))
    button.setIconSize(QSize(16, 16))
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    return button


def text_line(placeholder: str) -> QLineEdit:
    """Return a line to write in, with what stands there when it is empty."""
    line = QLineEdit()
    line.setPlaceholderText(placeholder)
    line.setClearButtonEnabled(True)
    return line


def let_shrink(box: QComboBox, characters: int = 8) -> None:
    """Let a combo box become narrower than its longest entry, for narrow docks."""
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(characters)
    box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
