"""The part of the dock that sums up the last result and leads on from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from qgis.core import QgsApplication
from qgis.gui import QgsMapCanvas
from qgis.PyQt.QtCore import QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QGroupBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ..core.classes import LandCoverClass
from ..core.report import PredictReport
from ..processing.messages import area_text, duration_text, number_text
from .class_chart import ClassChart
from .compare import Comparison
from .texts import remark, tr


class SummaryBox(QGroupBox):
    """Cloud share, class areas, and buttons to compare and to open the report."""

    shown = pyqtSignal()

    def __init__(self, canvas: QgsMapCanvas, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Last result"), parent)
        self.setObjectName("SegcrSummary")
        self.headline = QLabel()
        self.headline.setObjectName("SegcrHeadline")
        self.headline.setWordWrap(True)
        self.chart = ClassChart()
        self.legend = remark("SegcrChartLegend")
        self.legend.setText(tr("Hatched: under cloud, an estimate."))
        self.details = remark("SegcrDetails")
        self.compare = QPushButton(tr("Compare (hold)"))
        self.compare.setObjectName("SegcrCompare")
        self.compare.setIcon(QgsApplication.getThemeIcon("/mActionShowAllLayers.svg"))
        self.compare.setToolTip(tr("Hold to flicker between the cloudy and the restored image"))
        self.report = QPushButton(tr("Open report"))
        self.report.setObjectName("SegcrReport")
        self.report.setIcon(QgsApplication.getThemeIcon("/mActionOpenTable.svg"))
        self.comparison = Comparison(canvas, self)
        self.report_path = ""
        layout = QVBoxLayout(self)
        for widget in (self.headline, self.chart, self.legend, self.details):
            layout.addWidget(widget)
        layout.addWidget(self.compare)
        layout.addWidget(self.report)
        self.compare.pressed.connect(self.comparison.start)
        self.compare.released.connect(self.comparison.stop)
        self.report.clicked.connect(self.open_report)
        self.setVisible(False)

    def show_report(
        self, title: str, report: PredictReport, classes: Sequence[LandCoverClass]
    ) -> None:
        """Sum up what a run found."""
        hectares = sum(area.hectares for area in report.class_areas)
        self.setTitle(title)
        self.headline.setText(
            tr("<b>{clouds} %</b> under cloud or shadow, {area} mapped").format(
                clouds=number_text(report.cloud_percent, 1), area=area_text(hectares)
            )
        )
        self.chart.show_areas(report.class_areas, {c.code: c.color for c in classes})
        self.legend.setVisible(any(a.clouded_percent >= 0.5 for a in report.class_areas))
        self.details.setText(
            tr("Ran on {device} in {time}").format(
                device=report.device.upper() if report.device == "cpu" else report.device,
                time=duration_text(report.seconds.get("total", 0.0)),
            )
        )
        self.details.setVisible(True)
        self.report_path = report.outputs.get("report", "")
        self.report.setVisible(bool(self.report_path))
        self.setVisible(True)
        self.shown.emit()

    def compare_layers(self, cloudy: str, restored: str, results: Sequence[str]) -> None:
        """Say which layers (ids) the button compares; without a restored one it goes away."""
        self.comparison.set_layers(cloudy, restored, results)
        self.compare.setVisible(bool(cloudy and restored))

    def open_report(self) -> None:
        """Open the report in the browser."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(self.report_path))

    def end(self) -> None:
        """Give the canvas back."""
        self.comparison.stop()
