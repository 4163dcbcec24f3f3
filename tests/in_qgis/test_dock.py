"""The dock as a user sees it: fill, run, cancel, group and legend, messages."""

from __future__ import annotations

import errno
import threading
from pathlib import Path

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject, QgsRasterLayer, QgsRectangle, QgsTask
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel

from segcr_qgis.core.report import PredictReport
from segcr_qgis.gui.dock import SegcrDock
from segcr_qgis.processing.engine import engine
from tests.engine_side import OPTICAL, optical_values, write_raster, write_scene
from tests.in_qgis.panels import shown, wait


@pytest.fixture
def dock(qgis_canvas, layers):
    with shown(SegcrDock(qgis_canvas)) as panel:
        yield panel


def click(button):
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def facts(dock, name):
    """Return a layer's line; the spaces inside its parts do not break, which no test minds."""
    return dock.findChild(QLabel, f"Segcr{name}Facts").text().replace("\u00a0", " ")


def test_layers_are_suggested_and_recognised(dock, layers):
    assert dock.layers.optical_layer() is layers[0]
    assert dock.layers.radar_layer() is layers[1]
    assert facts(dock, "Optical") == "B2 B3 B4 B8 B11 B12 · DN/10000 · 10 m"
    assert facts(dock, "Radar") == "VV VH · dB · 20 m · 100 % overlap"


def test_radar_added_later_is_suggested(qgis_canvas, processing, scene):
    project = QgsProject.instance()
    panel = SegcrDock(qgis_canvas)
    assert panel.layers.optical_layer() is None
    radar = QgsRasterLayer(str(scene[1]), "S1 VV VH")
    project.addMapLayer(radar)
    optical = QgsRasterLayer(str(scene[0]), "Field")
    project.addMapLayer(optical)
    assert panel.layers.optical_layer() is optical
    assert panel.layers.radar_layer() is radar
    panel.end()
    panel.deleteLater()
    project.removeAllMapLayers()


def test_run_from_click_to_group_and_legend(dock, layers):
    dock.results.checks["CLOUD_IMPACT"].setChecked(True)
    click(dock.bar.run)
    assert not dock.bar.run.isEnabled() and dock.bar.cancel.isEnabled()
    assert dock.bar.progress.isVisible()
    wait(lambda: dock._run is None)
    assert dock.messages.text().startswith("Done;"), dock.messages.text()
    assert dock.bar.run.isEnabled() and not dock.bar.progress.isVisible()
    group = QgsProject.instance().layerTreeRoot().findGroup("Harbour")
    names = [node.name() for node in group.findLayers()]
    assert names == ["Land cover", "Restored image", "Cloud impact"]
    entries = group.findLayers()[0].layer().renderer().classes()
    assert 0 < len(entries) <= 8
    # A second run goes on top of the first, in the same group; QGIS may insert there by itself.
    bridge = QgsProject.instance().layerTreeRegistryBridge()
    bridge.setLayerInsertionPoint(bridge.InsertionPoint(group, 0))
    click(dock.bar.run)
    wait(lambda: dock._run is None)
    assert [node.name() for node in group.findLayers()] == names * 2
    root = QgsProject.instance().layerTreeRoot()
    bridge.setLayerInsertionPoint(bridge.InsertionPoint(root, 0))
    del entries, group


def test_cancel(qgis_canvas, processing, tmp_path):
    optical, radar = write_scene(tmp_path / "large", 1024, 1024)
    project = QgsProject.instance()
    project.addMapLayers(
        [QgsRasterLayer(str(optical), "Large"), QgsRasterLayer(str(radar), "Large SAR")]
    )
    panel = SegcrDock(qgis_canvas)
    panel.show()
    target = tmp_path / "results"
    target.mkdir()
    panel.results.folder.setFilePath(str(target))
    click(panel.bar.run)
    wait(lambda: panel.bar.progress.value() > 0)
    assert "left" in panel.bar.text.text() or "clouds" in panel.bar.text.text()
    click(panel.bar.cancel)
    wait(lambda: panel._run is None, 30)
    assert panel.messages.text() == "Cancelled, nothing was written."
    assert list(target.iterdir()) == []
    assert engine().pid is not None
    panel.end()
    panel.close()
    panel.deleteLater()
    project.removeAllMapLayers()


def test_killed_engine_is_told_and_leaves_nothing(qgis_canvas, processing, tmp_path):
    import os
    import signal

    optical, _ = write_scene(tmp_path / "large", 1024, 1024)
    project = QgsProject.instance()
    project.addMapLayer(QgsRasterLayer(str(optical), "Large"))
    panel = SegcrDock(qgis_canvas)
    panel.show()
    target = tmp_path / "results"
    target.mkdir()
    panel.results.folder.setFilePath(str(target))
    click(panel.bar.run)
    wait(lambda: panel.bar.progress.value() > 0)
    os.kill(engine().pid, signal.SIGKILL)
    wait(lambda: panel._run is None, 30)
    assert "stopped unexpectedly" in panel.messages.text()
    assert list(target.iterdir()) == []
    panel.end()
    panel.close()
    panel.deleteLater()
    project.removeAllMapLayers()


def test_results_in_a_folder_never_replace_older_ones(dock, tmp_path):
    dock.results.folder.setFilePath(str(tmp_path))
    for _ in range(2):
        click(dock.bar.run)
        wait(lambda: dock._run is None)
    names = sorted(path.name for path in tmp_path.glob("*.tif"))
    assert names == [
        "Harbour_landcover.tif",
        "Harbour_landcover_2.tif",
        "Harbour_restored.tif",
        "Harbour_restored_2.tif",
    ]


def test_what_cannot_run_is_said_at_once(dock, tmp_path):
    bad = write_raster(tmp_path / "five.tif", optical_values(32, 32)[:5])
    layer = QgsRasterLayer(str(bad), "Five")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.optical.setLayer(layer)
    assert "cannot be matched" in dock.findChild(QLabel, "SegcrOpticalFacts").text()
    click(dock.bar.run)
    assert "The bands of layer 'Five' cannot be matched" in dock.messages.text()
    assert dock._run is None
    # The fold-out opens by itself; the bands are chosen in its lists.
    row = dock.layers.optical_facts
    assert row.fold.isVisible() and row.bands.text() == ""
    for number, channel in enumerate(("B2", "B3", "B4"), 1):
        row.bands.boxes[channel].setCurrentIndex(number)
    assert row.bands.text() == "B2=1,B3=2,B4=3" and row.fold.isVisible()
    assert dock.findChild(QLabel, "SegcrOpticalFacts").text().startswith("B2 B3 B4")


def test_the_fold_out_closes_by_itself_when_the_layer_is_sound_again(dock, layers, tmp_path):
    bad = write_raster(tmp_path / "five.tif", optical_values(32, 32)[:5])
    layer = QgsRasterLayer(str(bad), "Five")
    QgsProject.instance().addMapLayer(layer)
    row = dock.layers.optical_facts
    dock.layers.optical.setLayer(layer)
    assert row.fold.isVisible()
    dock.layers.optical.setLayer(layers[0])
    assert not row.fold.isVisible()
    # What the user opened stays open.
    click(row.arrow)
    dock.layers.optical.setLayer(layer)
    dock.layers.optical.setLayer(layers[0])
    assert row.fold.isVisible()


def test_area_of_the_canvas(dock, qgis_canvas, layers):
    dock.task.area.setCurrentIndex(dock.task.area.findData("canvas"))
    extent = dock.parameters()["EXTENT"]
    assert extent.crs() == qgis_canvas.mapSettings().destinationCrs()


def test_nothing_to_run_on(qgis_canvas, processing):
    panel = SegcrDock(qgis_canvas)
    panel.show()
    click(panel.bar.run)
    assert panel.messages.text() == "Choose an optical layer first."
    panel.end()
    panel.deleteLater()


def test_narrow_panel_needs_no_sideways_scrolling(dock):
    dock.advanced.setCollapsed(False)
    dock.resize(240, 700)
    QApplication.processEvents()
    assert dock.width() <= 240
    for part in (dock.layers, dock.task, dock.results, dock.advanced):
        assert part.minimumSizeHint().width() <= 215, part.objectName()


def test_layers_of_radar_only_names(processing, tmp_path):
    from segcr_qgis.gui.recognition import looks_like_radar

    for name, expected in (("S1A_IW_GRDH", True), ("my_sar", True), ("harbour", False)):
        path = write_raster(tmp_path / f"{name}.tif", optical_values(8, 8), names=OPTICAL)
        assert looks_like_radar(QgsRasterLayer(str(path), name)) is expected


def test_names_without_a_gap_do_not_widen_the_panel(dock, layers, tmp_path):
    name = "S2A_MSIL2A_20230607T105031_N0509_R051_T31UDQ_20230607T170756_B02_B03_B04_B08_clipped"
    lost = QgsRasterLayer(str(tmp_path / "lost.tif"), name)
    QgsProject.instance().addMapLayer(lost)
    dock.layers.optical.setLayer(lost)
    assert name in facts(dock, "Optical")
    click(dock.bar.run)
    assert f"Layer '{name}' cannot be read" in dock.messages.text()
    dock.resize(240, 700)
    QApplication.processEvents()
    assert dock.width() <= 240 and dock.layers.minimumSizeHint().width() <= 215
    assert name in dock.messages.findChild(QLabel, "SegcrMessage").toolTip()


@pytest.mark.parametrize("name", ["x" * 300, "\u68ee\u6797" * 60, "\u00e9t\u00e9 " * 90])
def test_a_layers_long_name_is_cut_in_the_names_of_files(dock, layers, tmp_path, name):
    layers[0].setName(name)
    dock.results.folder.setFilePath(str(tmp_path))
    click(dock.bar.run)
    wait(lambda: dock._run is None)
    assert dock.messages.text().startswith("Done"), dock.messages.text()
    assert len(list(tmp_path.glob("*_landcover.tif"))) == 1


def test_a_folder_one_may_not_look_into_is_said(dock, tmp_path, monkeypatch):
    folder, is_dir = tmp_path / "of another user", Path.is_dir

    def answer(path):
        if path == folder:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return is_dir(path)

    # Root may look everywhere: the system's answer is what is tested.
    monkeypatch.setattr(Path, "is_dir", answer)
    dock.results.folder.setFilePath(str(folder))
    click(dock.bar.run)
    assert "could not be written (Permission denied)" in dock.messages.text()


def test_a_run_behind_the_tasks_of_others_is_cancelled_at_once(dock):
    tasks, freed = QgsApplication.taskManager(), threading.Event()
    others = [QgsTask.fromFunction(f"other {n}", lambda _: freed.wait(60)) for n in range(40)]
    for task in others:
        tasks.addTask(task)
    try:
        click(dock.bar.run)
        assert dock._run is not None
        click(dock.bar.cancel)
        wait(lambda: dock._run is None, 10)
        assert dock.messages.text() == "Cancelled, nothing was written."
    finally:
        freed.set()
        wait(lambda: not tasks.activeTasks())


@pytest.mark.parametrize("way", ["preview", "run"])
def test_an_area_without_values_is_not_called_clear(dock, qgis_canvas, tmp_path, way):
    values = optical_values(96, 300)
    values[:, :, :250] = 0
    path = write_raster(tmp_path / "half.tif", values, names=OPTICAL, nodata=0)
    layer = QgsRasterLayer(str(path), "Half")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.choose(layer, None)
    # However wide the canvas is for its height, it shows nothing of the image.
    middle = layer.extent().center()
    qgis_canvas.setDestinationCrs(layer.crs())
    qgis_canvas.setExtent(QgsRectangle.fromCenterAndSize(middle, 200, 200))
    dock.task.area.setCurrentIndex(dock.task.area.findData("canvas"))
    click(getattr(dock.bar, way))
    wait(lambda: dock._run is None)
    told = dock.messages.text()
    assert "hold" in told and "Done" not in told and "was clouded" not in told, told
    level = dock.messages.level
    assert level in (Qgis.MessageLevel.Warning, Qgis.MessageLevel.Critical)
    # It stays until the user has read it.
    assert not dock.messages._timer.isActive()


def test_a_share_of_nothing_is_not_told(dock, monkeypatch):
    """Should an engine find no value at all and not call it a failure."""
    report = PredictReport(
        {}, "segcr-tiny", "1", "", 0.0, 0.0, (), "cpu", "float32", 256, 32, 1, 1, 0.5, {"B2": 1},
        {}, "dn10000", "", {}, 0.0,
    )  # fmt: skip
    monkeypatch.setattr(engine(), "predict", lambda *_: report)
    click(dock.bar.run)
    wait(lambda: dock._run is None)
    assert dock.messages.text().startswith("Nothing in that area holds values")
    assert dock.messages.level == Qgis.MessageLevel.Warning


def test_pixels_the_model_cannot_use_are_said_before_a_run(dock, layers, tmp_path):
    path = write_raster(tmp_path / "l.tif", optical_values(32, 32), names=OPTICAL, pixel=1000.0)
    layer = QgsRasterLayer(str(path), "Large pixels")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.optical.setLayer(layer)
    line = facts(dock, "Optical")
    assert line.startswith("Layer 'Large pixels' has pixels of 1") and "from 1 to 30 m" in line
    assert dock.layers.optical_facts.line.styleSheet()
    click(dock.bar.run)
    assert dock.messages.text() == line and dock._run is None
    dock.layers.optical.setLayer(layers[0])
    assert facts(dock, "Optical").endswith("10 m")


def test_large_pixels_are_written_in_full(dock, tmp_path):
    decibels = optical_values(32, 32)[:2].astype("float32") / -500
    path = write_raster(tmp_path / "s1.tif", decibels, names=("VV", "VH"), pixel=1000.0)
    layer = QgsRasterLayer(str(path), "Large pixels")
    QgsProject.instance().addMapLayer(layer)
    dock.layers.radar.setLayer(layer)
    assert "1000 m" in facts(dock, "Radar")
