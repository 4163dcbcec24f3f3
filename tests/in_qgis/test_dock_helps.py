"""What the dock does beside running: preview, estimate, area, summary, compare, remember."""

from __future__ import annotations

import pytest
from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSettings,
)
from qgis.PyQt.QtCore import QPoint, Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel, QPushButton

from segcr_qgis.gui.dock import SegcrDock
from segcr_qgis.gui.preview import SIDE, SPEED
from tests.engine_side import OPTICAL, optical_values, write_raster, write_scene
from tests.in_qgis.panels import shown_over, wait


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def end(panel):
    panel.end()
    panel.close()
    panel.deleteLater()


@pytest.fixture
def dock(qgis_canvas, layers):
    with shown_over(qgis_canvas, layers[0]) as panel:
        yield panel


def children(group="Preview"):
    found = QgsProject.instance().layerTreeRoot().findGroup(group)
    return [node.name() for node in found.findLayers()] if found is not None else []


def test_preview_replaces_the_one_before(dock):
    click(dock.bar.preview)
    assert not dock.bar.run.isEnabled() and dock.bar.cancel.isVisible()
    wait(lambda: dock._run is None)
    assert dock.messages.text().startswith("Preview done"), dock.messages.text()
    assert children() == ["Land cover", "Restored image"]
    first = list(dock._previewed)
    click(dock.bar.preview)
    wait(lambda: dock._run is None)
    assert children() == ["Land cover", "Restored image"]
    assert not any(QgsProject.instance().mapLayer(layer) for layer in first)
    assert dock.summary.title() == "Preview" and not dock.summary.report.isVisible()
    # The scene itself has no results yet.
    assert children("Harbour") == []


def test_preview_takes_the_middle_of_the_canvas(qgis_canvas, processing, tmp_path):
    optical, radar = write_scene(tmp_path, 700, 800)
    project = QgsProject.instance()
    layer = QgsRasterLayer(str(optical), "Large")
    project.addMapLayers([layer, QgsRasterLayer(str(radar), "Large SAR")])
    qgis_canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:3857"))
    panel = SegcrDock(qgis_canvas)
    panel.show()
    qgis_canvas.setExtent(QgsRectangle(0, 0, 1000, 1000))
    click(panel.bar.preview)
    assert "shows nothing of layer 'Large'" in panel.messages.text()
    click(panel.messages.button)
    assert panel.messages.text() == ""
    click(panel.bar.preview)
    wait(lambda: panel._run is None, 120)
    made = project.mapLayer(panel._previewed[0])
    assert (made.width(), made.height()) == (SIDE, SIDE)
    middle = layer.extent().center()
    assert made.extent().center().distance(middle) < 25
    end(panel)
    project.removeAllMapLayers()


def test_estimate_learns_from_the_run(dock):
    QgsSettings().remove(f"{SPEED}/segcr-tiny/auto")
    estimate = dock.findChild(QLabel, "SegcrEstimate")
    assert "About 1 s and" in estimate.text() and "MB" in estimate.text()
    assert dock.task.size.text() == "128 \u00d7 96 pixels, 1.2 km\u00b2"
    click(dock.bar.run)
    assert not estimate.isVisible()
    wait(lambda: dock._run is None)
    assert float(QgsSettings().value(f"{SPEED}/segcr-tiny/auto")) > 0
    assert estimate.isVisible()


def test_summary_compare_and_report(dock, layers, qgis_canvas, monkeypatch):
    from qgis.PyQt.QtGui import QDesktopServices

    assert not dock.summary.isVisible()
    click(dock.bar.run)
    wait(lambda: dock._run is None)
    summary = dock.summary
    assert summary.isVisibleTo(dock) and "under cloud or shadow" in summary.headline.text()
    assert sum(area.percent for area in summary.chart.areas) == pytest.approx(100)
    assert summary.chart.accessibleDescription().count("%") == 2 * len(summary.chart.areas)
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    click(summary.report)
    assert opened == [summary.report_path] and opened[0].endswith(".html")

    restored = QgsProject.instance().mapLayersByName("Restored image")[-1]
    classes = QgsProject.instance().mapLayersByName("Land cover")[-1]
    qgis_canvas.setLayers([classes, restored, *layers])
    button = dock.findChild(QPushButton, "SegcrCompare")
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    # The cloudy image at first; radar, which is no result, stays below it.
    assert qgis_canvas.layers() == [layers[0], layers[1]]
    wait(lambda: qgis_canvas.layers() == [restored, layers[1]], 5)
    wait(lambda: qgis_canvas.layers() == [layers[0], layers[1]], 5)
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert qgis_canvas.layers() == [classes, restored, *layers]
    assert not summary.comparison.running()


def test_compare_survives_the_removal_of_its_layers(dock, layers, qgis_canvas):
    click(dock.bar.run)
    wait(lambda: dock._run is None)
    restored = QgsProject.instance().mapLayersByName("Restored image")[-1]
    qgis_canvas.setLayers([restored, *layers])
    dock.summary.comparison.start()
    QgsProject.instance().removeMapLayer(restored.id())
    dock.summary.comparison._flicker()
    assert not dock.summary.comparison.running()
    assert qgis_canvas.layers() == list(layers)
    dock.summary.comparison.start()
    assert not dock.summary.comparison.running()


def test_drawing_a_rectangle_with_the_mouse(dock, qgis_canvas, layers):
    qgis_canvas.resize(400, 300)
    qgis_canvas.setExtent(layers[0].extent())
    QApplication.processEvents()
    dock.task.area.setCurrentIndex(dock.task.area.findData("drawn"))
    assert dock.task.size.text() == "Draw a rectangle on the map." or dock._settle.isActive()
    tool = qgis_canvas.mapTool()
    assert tool is dock.task.chooser._tool
    viewport = qgis_canvas.viewport()
    start, stop = QPoint(180, 140), QPoint(220, 170)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(viewport, QPoint(200, 150))
    QTest.mouseMove(viewport, stop)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=stop)
    extent = dock.task.chooser.extent()
    assert extent is not None and qgis_canvas.mapTool() is not tool
    assert extent.width() == pytest.approx(40 * qgis_canvas.mapUnitsPerPixel(), rel=0.1)
    wait(lambda: "pixels" in dock.task.size.text())
    assert dock.parameters()["EXTENT"] is extent
    assert dock.task.chooser._outline is not None
    dock.task.area.setCurrentIndex(0)
    assert dock.task.chooser._outline is None and "EXTENT" not in dock.parameters()


def test_a_run_waits_for_the_rectangle(dock):
    dock.task.area.setCurrentIndex(dock.task.area.findData("drawn"))
    click(dock.bar.run)
    assert dock.messages.text() == "Draw a rectangle on the map first." and dock._run is None


def test_area_beside_the_layer_is_said(dock, layers):
    box = QgsReferencedRectangle(QgsRectangle(0, 0, 10, 10), layers[0].crs())
    dock.task.chooser.set_drawn(box)
    dock.task.area.setCurrentIndex(dock.task.area.findData("drawn"))
    wait(lambda: dock.task.size.text() == "Outside of the optical layer.")
    click(dock.bar.run)
    assert "does not touch layer 'Harbour'" in dock.messages.text()


def test_settings_are_remembered_in_the_project(dock, layers, qgis_canvas, tmp_path):
    project = QgsProject.instance()
    dock.results.checks["CONFIDENCE"].setChecked(True)
    dock.results.folder.setFilePath(str(tmp_path))
    dock.advanced.threshold.setText("0.4")
    dock.layers.optical_facts.units.setCurrentIndex(2)
    dock.layers.optical_facts.bands.boxes["B12"].setCurrentIndex(0)
    box = QgsReferencedRectangle(layers[0].extent().buffered(-100), layers[0].crs())
    dock.task.chooser.set_drawn(box)
    dock.task.area.setCurrentIndex(dock.task.area.findData("drawn"))
    dock.layers.radar.setLayer(None)
    kept = dock.state()
    path = str(tmp_path / "project.qgz")
    assert project.write(path)
    project.clear()
    assert dock.layers.optical_layer() is None and not dock.summary.isVisible()
    dock.results.restore({"results": {"CONFIDENCE": False}})
    assert project.read(path)
    now = dock.state()
    assert now == kept
    assert now["radar"] == "" and now["optical_facts"]["bands"].count("=") == 5
    project.clear()


def test_recognise_again_takes_corrections_back(dock):
    row = dock.layers.optical_facts
    row.bands.boxes["B2"].setCurrentIndex(0)
    assert row.line.text().startswith("B3 B4")
    click(row.arrow)
    click(dock.findChild(QPushButton, "SegcrOpticalRecognise"))
    assert row.line.text().startswith("B2 B3 B4") and row.bands.text() == ""


def test_radar_elsewhere_is_said_in_its_line(dock, tmp_path):
    far = write_raster(
        tmp_path / "far.tif", optical_values(32, 32)[:2].astype("float32") / -500,
        origin=(900000.0, 5500000.0), names=("VV", "VH"),
    )  # fmt: skip
    layer = QgsRasterLayer(str(far), "Far")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.radar.setLayer(layer)
    assert "do not overlap" in dock.layers.radar_facts.line.text()


def test_model_card_shows_classes_and_limits(dock):
    click(dock.task.card)
    dialog = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "SegcrModelCard")
    text = dialog.text.toPlainText()
    assert "Flooded vegetation" in text and "B2, B3, B4, B8, B11, B12" in text
    dialog.close()


def test_missing_engine_has_a_button_that_helps(qgis_canvas, layers, monkeypatch):
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", "/nowhere/python")
    panel = SegcrDock(qgis_canvas)
    asked = []
    panel.engine_wanted.connect(lambda: asked.append(True))
    panel.show()
    wait(lambda: "/nowhere/python" in panel.messages.text())
    click(panel.messages.button)
    panel.messages.clear()
    click(panel.bar.run)
    assert "/nowhere/python" in panel.messages.text() and panel._run is None
    click(panel.messages.button)
    assert asked == [True, True]
    end(panel)


def test_warnings_and_chart_read_on_dark_panels(dock):
    from segcr_qgis.gui.texts import WARNING_ON_DARK, WARNING_ON_LIGHT, warning_color

    caption = dock.layers.optical_facts._caption
    assert warning_color(caption) == WARNING_ON_LIGHT
    # As QGIS's own dark themes do it.
    dock.setStyleSheet("QLabel { color: #e6e6e6; }")
    assert warning_color(caption) == WARNING_ON_DARK
    dock.summary.chart.ensurePolished()
    ink = dock.summary.chart.palette().color(QPalette.ColorRole.WindowText)
    assert ink.lightness() > 200


def test_opening_the_panel_is_quick(qgis_canvas, layers):
    import time

    SegcrDock(qgis_canvas).end()
    began = time.perf_counter()
    panel = SegcrDock(qgis_canvas)
    seconds = time.perf_counter() - began
    end(panel)
    # 0.2 s on a quiet machine; half a second of room for a busy one.
    assert seconds < 0.7


def test_large_files_are_looked_at_in_the_background(dock, layers, tmp_path, monkeypatch):
    from segcr_qgis.gui import looking

    monkeypatch.setattr(looking, "LARGEST_BYTES", 1000)
    path = write_raster(tmp_path / "large.tif", optical_values(64, 64), names=OPTICAL)
    layer = QgsRasterLayer(str(path), "Large file")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.optical.setLayer(layer)
    line = dock.layers.optical_facts.line
    assert "being looked at" in line.text() and not dock.layers.optical_facts.fold.isVisible()
    click(dock.bar.preview)
    assert "still being looked at" in dock.messages.text() and dock._run is None
    wait(lambda: line.text().startswith("B2 B3 B4 B8 B11 B12"))
    assert "64 \u00d7 64 pixels" in dock.task.size.text()


def test_a_preview_says_what_is_wrong_with_the_layer(dock, tmp_path):
    adrift = write_raster(tmp_path / "a.tif", optical_values(40, 40), names=OPTICAL, epsg=None)
    for path, name, said in (
        (adrift, "Adrift", "has no coordinate reference system"),
        (tmp_path / "absent.tif", "Lost", "cannot be read (no such file)"),
    ):
        layer = QgsRasterLayer(str(path), name)
        QgsProject.instance().addMapLayer(layer)
        dock.layers.optical.setLayer(layer)
        click(dock.bar.preview)
        # Zooming to it would not help.
        assert f"Layer '{name}' {said}" in dock.messages.text()
        assert not dock.messages.button.isVisible() and dock._run is None
