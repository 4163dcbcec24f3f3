"""The page in QGIS's options: which Python runs the engine, and how long it stays."""

from __future__ import annotations

from typing import Callable, Optional

from qgis.core import QgsSettings
from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QDoubleSpinBox,
    QFormLayout,
    QGroupBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..core.errors import SegcrError
from ..core.places import resources
from ..environments.locate import SETTING, locate
from ..processing.engine import IDLE_MINUTES, IDLE_SETTING, keep_engine_warm
from ..processing.messages import error_text
from .texts import remark, tr


class OptionsPage(QgsOptionsPageWidget):
    """The settings of SegCR."""

    def __init__(
        self,
        set_up: Callable[[], None],
        models: Callable[[], None],
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrOptionsPage")
        self.python = QgsFileWidget()
        self.python.setObjectName("SegcrOptionsPython")
        self.python.setDialogTitle(tr("Choose a Python with PyTorch and rasterio"))
        self.state = remark()
        self.idle = QDoubleSpinBox()
        self.idle.setObjectName("SegcrOptionsIdle")
        self.set_up = QPushButton(tr("Set up engine\u2026"))
        self.set_up.setObjectName("SegcrOptionsSetUp")
        self.models = QPushButton(tr("Manage models\u2026"))
        self.models.setObjectName("SegcrOptionsModels")
        self._lay_out()
        self.set_up.clicked.connect(lambda *_: set_up())
        self.models.clicked.connect(lambda *_: models())
        self.python.fileChanged.connect(lambda *_: self._show_state())
        self.show_settings()

    def show_settings(self) -> None:
        """Show what is stored."""
        settings = QgsSettings()
        self.python.setFilePath(str(settings.value(SETTING, "") or ""))
        try:
            minutes = float(settings.value(IDLE_SETTING, IDLE_MINUTES))
        except (TypeError, ValueError):
            minutes = IDLE_MINUTES
        self.idle.setValue(minutes)
        self._show_state()

    def apply(self) -> None:
        """Store what is shown; QGIS calls it when the user accepts."""
        settings = QgsSettings()
        python = self.python.filePath().strip()
        if python:
            settings.setValue(SETTING, python)
        else:
            settings.remove(SETTING)
        settings.setValue(IDLE_SETTING, self.idle.value())
        keep_engine_warm()

    def _show_state(self) -> None:
        try:
            text = tr("In use: {python}").format(python=locate(self.python.filePath()))
        except SegcrError as problem:
            text = error_text(problem)
        self.state.setText(text)
        self.state.setVisible(True)

    def _lay_out(self) -> None:
        self.python.lineEdit().setPlaceholderText(tr("The engine that SegCR set up"))
        self.idle.setRange(0, 24 * 60)
        self.idle.setDecimals(0)
        self.idle.setSuffix(" " + tr("min"))
        self.idle.setSpecialValueText(tr("End it with each run"))
        self.idle.setToolTip(tr("A waiting engine starts at once, but keeps its memory."))
        engine = QGroupBox(tr("Engine"))
        form = QFormLayout(engine)
        python = QVBoxLayout()
        python.setSpacing(2)
        python.addWidget(self.python)
        python.addWidget(self.state)
        form.addRow(tr("Python to use instead"), python)
        form.addRow(tr("Keep the engine waiting for"), self.idle)
        row = QHBoxLayout()
        row.addWidget(self.set_up)
        row.addStretch(1)
        form.addRow("", row)
        models = QGroupBox(tr("Models"))
        inner = QHBoxLayout(models)
        inner.addWidget(self.models)
        inner.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addWidget(engine)
        whole.addWidget(models)
        whole.addStretch(1)


class OptionsFactory(QgsOptionsWidgetFactory):
    """Offers the page to QGIS's options dialog."""

    def __init__(self, set_up: Callable[[], None], models: Callable[[], None]) -> None:
        super().__init__()
        self.setTitle("SegCR")
        self._set_up = set_up
        self._models = models

    def icon(self) -> QIcon:
        """Return the icon in the list of pages."""
        return QIcon(str(resources() / "icons" / "segcr.svg"))

    def createWidget(self, parent: Optional[QWidget] = None) -> OptionsPage:  # noqa: N802
        """Return a fresh page; QGIS owns it."""
        return OptionsPage(self._set_up, self._models, parent)
