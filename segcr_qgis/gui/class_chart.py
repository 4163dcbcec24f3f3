"""Class areas as bars, the part under cloud hatched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Optional

from qgis.PyQt.QtCore import QEvent, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QBrush, QColor, QPainter, QPalette, QPen
from qgis.PyQt.QtWidgets import QLabel, QSizePolicy, QToolTip, QWidget

from ..core.report import ClassArea
from ..processing.messages import area_text, number_text
from .texts import tr


class ClassChart(QLabel):
    """One bar a class, longest first, with name, share and area.

    A label only for its colours: QGIS's dark themes are style sheets, which name widgets by kind.
    """

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setObjectName("SegcrClassChart")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.areas: list[ClassArea] = []
        self._colors: Mapping[int, str] = {}

    def show_areas(self, areas: Sequence[ClassArea], colors: Mapping[int, str]) -> None:
        """Draw ``areas``; ``colors`` maps class code to ``#rrggbb``."""
        self.areas = sorted((a for a in areas if a.pixels), key=lambda a: -a.pixels)
        self._colors = colors
        lines = [_in_words(area) for area in self.areas]
        self.setAccessibleName(tr("Class areas"))
        self.setAccessibleDescription("\n".join(lines))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return room for every bar."""
        return QSize(200, self._row() * len(self.areas))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the narrowest the chart reads at."""
        return QSize(120, self._row() * len(self.areas))

    def event(self, event: QEvent) -> bool:
        """Say the figures of the class under the mouse."""
        if event.type() == QEvent.Type.ToolTip:
            number = event.pos().y() // max(self._row(), 1)
            if 0 <= number < len(self.areas):
                QToolTip.showText(event.globalPos(), _in_words(self.areas[number]), self)
            return True
        return super().event(event)

    def paintEvent(self, event) -> None:  # noqa: N802 - Qt's name
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        longest = self.areas[0].percent if self.areas else 0.0
        # All rows say their area or, in a narrow panel, none: the tool tips still do.
        whole = all(self._fits(area) for area in self.areas)
        for number, area in enumerate(self.areas):
            figures = _figures(area) if whole else _share(area)
            self._draw(painter, number * self._row(), area, longest, figures)
        painter.end()

    def _fits(self, area: ClassArea) -> bool:
        line = f"{tr(area.name)}  {_figures(area)}"
        return self.fontMetrics().horizontalAdvance(line) <= self.width()

    def _row(self) -> int:
        return 2 * self.fontMetrics().height() + 4

    def _draw(
        self, painter: QPainter, top: int, area: ClassArea, longest: float, figures: str
    ) -> None:
        height = self.fontMetrics().height()
        text = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(text)
        metrics, name = self.fontMetrics(), tr(area.name)
        room = self.width() - metrics.horizontalAdvance(figures) - 8
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        line = QRectF(0, top, self.width(), height)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, name)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, figures)
        width = max((self.width() - 1) * area.percent / longest, 2.0) if longest else 2.0
        bar = QRectF(0.5, top + height + 1.5, width, height - 4)
        edge = QColor(text)
        edge.setAlpha(90)
        color = QColor(self._colors.get(area.code, "#9aa5b1"))
        painter.fillRect(bar, color)
        hidden = width * area.clouded_percent / 100
        if hidden >= 1:
            part = QRectF(bar.right() - hidden, bar.top(), hidden, bar.height())
            ink = QColor(0, 0, 0, 150) if color.lightness() > 128 else QColor(255, 255, 255, 190)
            painter.fillRect(part, QBrush(ink, Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(edge, 1))
        painter.drawRect(bar)


def _share(area: ClassArea) -> str:
    return f"{number_text(area.percent, 1)} %"


def _figures(area: ClassArea) -> str:
    return f"{_share(area)}  ·  {area_text(area.hectares)}"


def _in_words(area: ClassArea) -> str:
    return tr("{name}: {percent} %, {area}, {clouded} % of it under cloud").format(
        name=tr(area.name),
        percent=number_text(area.percent, 1),
        area=area_text(area.hectares),
        clouded=number_text(area.clouded_percent),
    )
