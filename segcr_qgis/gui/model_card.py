"""The card of a model: what it was trained on, its bands and classes, how accurate it is."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QDialog, QTextBrowser, QVBoxLayout, QWidget

from ..core.model_package import ModelPackage
from ..processing.model_page import card_html
from .texts import close_box, tr

#: Qt's rich text knows little of CSS: cells get their room and lines as attributes.
_TABLE = (
    '<table border="1" cellspacing="0" cellpadding="4"'
    ' style="border-collapse:collapse; font-size:small;'
)


class ModelCardDialog(QDialog):
    """A window of its own beside the panel; it closes with it."""

    def __init__(self, package: ModelPackage, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrModelCard")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Model card: {name}").format(name=package.name))
        self.text = QTextBrowser()
        self.text.setObjectName("SegcrModelCardText")
        self.text.setOpenLinks(False)
        line = self.palette().color(QPalette.ColorRole.Mid).name()
        html = card_html(package)
        self.text.setHtml(html.replace("<table>", f'{_TABLE} border-color:{line}">'))
        buttons = close_box()
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.text)
        layout.addWidget(buttons)
        self.resize(560, 720)
