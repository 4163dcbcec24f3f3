"""Which part of the optical layer a run works on: all of it, the canvas, a drawn rectangle."""

from __future__ import annotations

import math
from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsWkbTypes,
)
from qgis.gui import QgsMapCanvas, QgsMapToolExtent, QgsRubberBand
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtWidgets import QComboBox, QHBoxLayout, QWidget

from .texts import let_shrink, tool_button, tr

WHOLE_LAYER, CANVAS, DRAWN = "layer", "canvas", "drawn"
OUTLINE, FILL = QColor(46, 125, 107), QColor(46, 125, 107, 30)


class AreaChooser(QWidget):
    """The list, the button that draws, and the rectangle on the canvas."""

    changed = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._drawn: Optional[QgsReferencedRectangle] = None
        self._outline: Optional[QgsRubberBand] = None
        self._tool: Optional[QgsMapToolExtent] = None
        self._earlier_tool = None
        self.box = QComboBox()
        self.box.setObjectName("SegcrArea")
        self.box.addItem(tr("Whole optical layer"), WHOLE_LAYER)
        self.box.addItem(tr("Map canvas"), CANVAS)
        self.box.addItem(tr("Drawn rectangle"), DRAWN)
        let_shrink(self.box)
        self.draw = tool_button(
            "/mActionAddBasicRectangle.svg", tr("Draw the rectangle on the map"), "SegcrDraw"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.box, 1)
        layout.addWidget(self.draw)
        self.draw.clicked.connect(self.start_drawing)
        self.box.currentIndexChanged.connect(self._chosen)
        canvas.extentsChanged.connect(self._canvas_moved)

    def mode(self) -> str:
        """Return which area is chosen."""
        return str(self.box.currentData())

    def extent(self) -> Optional[QgsReferencedRectangle]:
        """Return the chosen extent, None for the whole layer or a rectangle not drawn yet."""
        if self.mode() == CANVAS:
            crs = self._canvas.mapSettings().destinationCrs()
            return QgsReferencedRectangle(self._canvas.extent(), crs)
        return self._drawn if self.mode() == DRAWN else None

    def start_drawing(self) -> None:
        """Let the user draw a rectangle on the canvas."""
        if self._tool is None:
            self._tool = QgsMapToolExtent(self._canvas)
            self._tool.extentChanged.connect(self._take)
        if self._canvas.mapTool() is not self._tool:
            self._earlier_tool = self._canvas.mapTool()
        self._canvas.setMapTool(self._tool)

    def set_drawn(self, rectangle: Optional[QgsReferencedRectangle]) -> None:
        """Take over a rectangle, and show it while the drawn area is chosen."""
        self._drawn = rectangle
        self._show_outline()
        self.changed.emit()

    def state(self) -> dict:
        """Return what :meth:`restore` takes."""
        box = self._drawn
        corners = (
            [box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum(), box.crs().toWkt()]
            if box is not None
            else []
        )
        return {"area": self.mode(), "drawn": corners}

    def restore(self, values: dict) -> None:
        """Take over what :meth:`state` returned earlier."""
        corners = values.get("drawn") or []
        # A project may be edited by hand: what is no rectangle was not drawn here.
        sound = all(isinstance(v, (int, float)) and math.isfinite(v) for v in corners[:4])
        if len(corners) == 5 and sound:
            crs = QgsCoordinateReferenceSystem.fromWkt(str(corners[4]))
            box = QgsRectangle(*(float(value) for value in corners[:4]))
            self._drawn = QgsReferencedRectangle(box, crs)
        self.box.blockSignals(True)
        self.box.setCurrentIndex(max(self.box.findData(values.get("area")), 0))
        self.box.blockSignals(False)
        self._show_outline()

    def end(self) -> None:
        """Take everything off the canvas."""
        self._canvas.extentsChanged.disconnect(self._canvas_moved)
        self._remove_outline()
        if self._tool is not None:
            self._canvas.unsetMapTool(self._tool)
            self._tool.deleteLater()
            self._tool = None

    def _chosen(self, _index: int) -> None:
        self._show_outline()
        if self.mode() == DRAWN and self._drawn is None:
            self.start_drawing()
        self.changed.emit()

    def _canvas_moved(self) -> None:
        if self.mode() == CANVAS:
            self.changed.emit()

    def _take(self, box) -> None:
        if box.isEmpty():
            return
        crs = self._canvas.mapSettings().destinationCrs()
        # The tool's own rubber band would stay beside ours.
        self._tool.clearRubberBand()
        if self._earlier_tool is not None:
            self._canvas.setMapTool(self._earlier_tool)
        else:
            self._canvas.unsetMapTool(self._tool)
        self._drawn = QgsReferencedRectangle(box, crs)
        if self.mode() == DRAWN:
            self.set_drawn(self._drawn)
        else:
            self.box.setCurrentIndex(self.box.findData(DRAWN))

    def _show_outline(self) -> None:
        self._remove_outline()
        if self.mode() != DRAWN or self._drawn is None:
            return
        self._outline = QgsRubberBand(self._canvas, QgsWkbTypes.GeometryType.PolygonGeometry)
        self._outline.setStrokeColor(OUTLINE)
        self._outline.setFillColor(FILL)
        self._outline.setWidth(2)
        self._outline.setLineStyle(Qt.PenStyle.DashLine)
        self._outline.setToGeometry(QgsGeometry.fromRect(self._drawn), self._drawn.crs())

    def _remove_outline(self) -> None:
        if self._outline is not None:
            self._canvas.scene().removeItem(self._outline)
            self._outline = None
