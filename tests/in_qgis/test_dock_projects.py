"""The dock while layers and projects come and go: what is chosen, kept, loaded and let go of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from qgis.core import QgsDataProvider, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QEvent, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

from segcr_qgis.gui.dock import SegcrDock
from tests.engine_side import OPTICAL, optical_values, write_raster
from tests.in_qgis.panels import shown, shown_over, wait

ANY = QgsDataProvider.ProviderOptions()


@pytest.fixture
def dock(qgis_canvas, layers):
    with shown_over(qgis_canvas, layers[0]) as panel:
        yield panel
    QgsProject.instance().clear()


def another(tmp_path, name="Another") -> QgsRasterLayer:
    """Add an optical layer whose units are told by nothing but its statistics."""
    path = write_raster(tmp_path / f"{name}.tif", optical_values(64, 64), names=OPTICAL)
    layer = QgsRasterLayer(str(path), name)
    QgsProject.instance().addMapLayer(layer)
    return layer


def plain_project(tmp_path, scene) -> str:
    """Write a project that knows nothing of SegCR."""
    path = str(tmp_path / "plain.qgs")
    project = QgsProject()
    project.addMapLayer(QgsRasterLayer(str(scene[0]), "Elsewhere"))
    assert project.write(path)
    return path


def names():
    return [layer.name() for layer in QgsProject.instance().mapLayers().values()]


def test_a_mask_that_is_removed_is_not_replaced_by_its_neighbour(dock, tmp_path):
    mask = another(tmp_path, "My mask")
    dock.advanced.mask.setLayer(mask)
    assert dock.parameters()["CLOUD_MASK"] == mask.id()
    above, _ = another(tmp_path, "A layer above"), another(tmp_path, "Other layer")
    QgsProject.instance().removeMapLayer(above.id())
    assert dock.advanced.mask.currentLayer() is mask
    QgsProject.instance().removeMapLayer(mask.id())
    assert dock.advanced.mask.currentLayer() is None
    assert "CLOUD_MASK" not in dock.parameters()


def test_an_optical_layer_that_is_removed_leaves_nothing_chosen(dock, layers, tmp_path):
    another(tmp_path)
    dock.layers.optical.setLayer(layers[0])
    QgsProject.instance().removeMapLayer(layers[0].id())
    assert dock.layers.optical_layer() is None and dock.parameters()["INPUT"] is None
    assert not dock.layers.optical_facts.isVisibleTo(dock)
    # The next one to come is suggested as ever.
    assert another(tmp_path, "Third") is not None and dock.layers.optical_layer() is not None


def test_a_radar_layer_that_is_removed_makes_room_for_another_or_none(
    dock, layers, scene, tmp_path
):
    fields = another(tmp_path, "Fields")
    second = QgsRasterLayer(str(scene[1]), "Z S1 of another day")
    QgsProject.instance().addMapLayer(second)
    assert dock.layers.radar_layer() is layers[1]
    QgsProject.instance().removeMapLayer(layers[1].id())
    assert dock.layers.radar_layer() is second
    QgsProject.instance().removeMapLayer(second.id())
    assert dock.layers.radar_layer() is None and dock.parameters()["SAR"] is None
    # Without one on purpose, none is suggested when another layer goes.
    third = QgsRasterLayer(str(scene[1]), "S1 of a third day")
    QgsProject.instance().addMapLayer(third)
    dock.layers.radar.setLayer(None)
    QgsProject.instance().removeMapLayer(fields.id())
    assert dock.layers.radar_layer() is None


@pytest.mark.parametrize("kind", ["web map", "heights", "radar"])
def test_whatever_came_first_gives_way_to_an_optical_image(
    qgis_canvas, processing, scene, tmp_path, kind
):
    """The list takes the first raster of a project; a basemap is loaded before all else."""
    if kind == "web map":
        url = "type=xyz&url=http://localhost:1/%7Bz%7D/%7Bx%7D/%7By%7D.png"
        first = QgsRasterLayer(url, "Map of streets", "wms")
    elif kind == "heights":
        heights = optical_values(96, 128)[:1].astype("float32")
        first = QgsRasterLayer(str(write_raster(tmp_path / "heights.tif", heights)), "Heights")
    else:
        first = QgsRasterLayer(str(scene[1]), "S1")
    second = QgsRasterLayer(str(scene[0]), "Harbour")
    with shown(SegcrDock(qgis_canvas)) as panel:
        QgsProject.instance().addMapLayer(first)
        assert panel.layers.optical_layer() is first
        QgsProject.instance().addMapLayer(second)
        assert panel.layers.optical_layer() is second
        # What the user chooses stays, whatever it is.
        box = panel.layers.optical
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Up if box.currentIndex() else Qt.Key.Key_Down)
        assert panel.layers.optical_layer() is first
        another(tmp_path)
        assert panel.layers.optical_layer() is first
    QgsProject.instance().clear()


def test_a_layer_that_is_led_to_its_file_is_recognised_anew(dock, layers, scene, tmp_path):
    layers[0].setDataSource(str(tmp_path / "moved.tif"), "Harbour", "gdal", ANY)
    line = dock.layers.optical_facts.line
    assert "cannot be read (no such file)" in line.text()
    layers[0].setDataSource(str(scene[0]), "Harbour", "gdal", ANY)
    assert line.text().startswith("B2 B3 B4 B8 B11 B12")


def test_nothing_of_a_removed_layer_is_held_on_to(dock, layers):
    """QGIS deletes the layer: to ask it anything is an error from then on."""
    row = dock.layers.radar_facts
    QgsProject.instance().removeMapLayer(layers[1].id())
    assert dock.layers.radar_layer() is None
    row.bands.set_channels(["VV"])
    assert list(row.bands.boxes) == ["VV"]


def test_corrections_are_not_taken_over_by_another_layer(dock, layers, tmp_path):
    other, row = another(tmp_path), dock.layers.optical_facts
    dock.layers.optical.setLayer(layers[0])
    row.units.setCurrentIndex(row.units.findData("dn10000_offset1000"))
    row.bands.boxes["B2"].setCurrentIndex(0)
    # A layer that comes beside changes nothing.
    another(tmp_path, "Beside")
    assert row.line.text().startswith("B3 B4 B8 B11 B12 · ") and "-1000" in row.line.text()
    dock.layers.optical.setLayer(other)
    assert row.units.currentData() == "auto" and row.bands.text() == ""
    # The line is of the new layer as it is recognised, not as the old one was corrected.
    assert row.line.text().replace("\u00a0", " ").startswith("B2 B3 B4 B8 B11 B12 · DN/10000 ·")
    parameters = dock.parameters()
    assert parameters["OPTICAL_UNITS"] == "auto" and parameters["BAND_MAP"] == ""


def change_everything(dock, tmp_path):
    dock.advanced.threshold.setText("0.2")
    dock.advanced.mask_values.setText("3,8")
    dock.advanced.tile_size.setText("256")
    dock.advanced.device.setCurrentIndex(dock.advanced.device.findData("cpu"))
    dock.advanced.mask.setLayer(dock.layers.optical_layer())
    dock.results.folder.setFilePath(str(tmp_path))
    dock.results.checks["REPORT"].setChecked(False)
    dock.results.checks["CONFIDENCE"].setChecked(True)
    dock.task.area.setCurrentIndex(dock.task.area.findData("canvas"))
    for row in (dock.layers.optical_facts, dock.layers.radar_facts):
        row.units.setCurrentIndex(2)


def without_layers(state):
    return {name: value for name, value in state.items() if name not in ("optical", "radar")}


@pytest.mark.parametrize("way", ["new", "read"])
def test_a_project_without_our_settings_gets_the_defaults(dock, scene, tmp_path, way):
    defaults = without_layers(dock.state())
    change_everything(dock, tmp_path)
    assert without_layers(dock.state()) != defaults
    if way == "new":
        QgsProject.instance().clear()
        assert dock.layers.optical_layer() is None
    else:
        assert QgsProject.instance().read(plain_project(tmp_path, scene))
        assert dock.layers.optical_layer().name() == "Elsewhere"
    assert without_layers(dock.state()) == defaults


@pytest.mark.parametrize(
    "spoiled",
    [
        {"results": [1]},
        {"results": "all"},
        {"drawn": 5},
        {"drawn": ["a", 1, 2, 3, ""]},
        {"drawn": [0, 0, float("nan"), 1, ""]},
        {"optical_facts": [1], "radar_facts": 1},
        {"folder": 7, "area": [], "model": {}, "mask": 3, "device": None, "further": {}},
    ],
)
def test_settings_that_are_none_of_ours_are_left_out(dock, tmp_path, spoiled):
    """A project that was edited by hand, or comes from a stranger."""
    change_everything(dock, tmp_path)
    threshold = dock.advanced.threshold.text()
    kept = dock.state()
    dock.advanced.threshold.setText("")
    QgsProject.instance().writeEntry("SegCR", "panel", json.dumps({**kept, **spoiled}))
    dock._restore()
    assert dock.advanced.threshold.text() == threshold
    assert dock.state()["drawn"] == []
    QgsProject.instance().writeEntry("SegCR", "panel", "[" * 100_000)
    dock._restore()


def test_results_stay_out_of_a_project_they_do_not_belong_to(dock, scene, tmp_path):
    dock.results.folder.setFilePath(str(tmp_path))
    plain = plain_project(tmp_path, scene)
    dock.start()
    assert QgsProject.instance().read(plain)
    wait(lambda: dock._run is None)
    assert names() == ["Elsewhere"]
    assert QgsProject.instance().layerTreeRoot().findGroups() == []
    told = dock.messages.text()
    assert "nothing was added" in told and str(tmp_path) in told and "deletes" not in told
    assert (tmp_path / "Harbour_landcover.tif").is_file()
    assert not dock.summary.isVisibleTo(dock)
    # The next run is of this project.
    dock.start()
    wait(lambda: dock._run is None)
    assert "Land cover" in names() and dock.messages.text().startswith("Done;")


def test_temporary_results_of_a_closed_project_are_told_as_such(dock):
    dock.results.checks["REPORT"].setChecked(True)
    dock.start()
    QgsProject.instance().clear()
    wait(lambda: dock._run is None)
    assert names() == []
    told = dock.messages.text()
    assert "QGIS deletes them when it is closed" in told
    folder = Path(told.split("The results are in ")[1].split(". QGIS")[0])
    assert len(list(folder.rglob("*.tif"))) >= 2


def test_a_preview_of_a_closed_project_is_cancelled(dock):
    dock.preview()
    assert dock._run is not None, dock.messages.text()
    QgsProject.instance().clear()
    wait(lambda: dock._run is None)
    assert names() == [] and dock.messages.text().startswith("Cancelled")


def test_compare_is_of_the_layer_that_the_run_was_of(dock, layers, tmp_path):
    other = another(tmp_path)
    dock.layers.optical.setLayer(layers[0])
    dock.start()
    dock.layers.optical.setLayer(other)
    wait(lambda: dock._run is None)
    cloudy, restored = dock.summary.comparison._ids
    assert cloudy == layers[0].id()
    assert QgsProject.instance().mapLayer(restored).name() == "Restored image"
    assert dock.summary.compare.isVisibleTo(dock)


def test_without_the_layer_of_the_run_there_is_nothing_to_compare(dock, layers, tmp_path):
    another(tmp_path)
    dock.layers.optical.setLayer(layers[0])
    dock.start()
    QgsProject.instance().removeMapLayer(layers[0].id())
    wait(lambda: dock._run is None)
    assert dock.summary.isVisibleTo(dock) and not dock.summary.compare.isVisibleTo(dock)


def cards():
    top = QApplication.topLevelWidgets()
    return [widget for widget in top if widget.objectName() == "SegcrModelCard"]


def delete_what_is_due():
    deferred = QEvent.Type.DeferredDelete
    QApplication.sendPostedEvents(None, int(getattr(deferred, "value", deferred)))


def test_the_model_card_closes_with_the_panel(qgis_canvas, layers, qgis_iface):
    panel = SegcrDock(qgis_canvas, qgis_iface.mainWindow())
    qgis_iface.mainWindow().addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, panel)
    panel.task.show_card()
    panel.task.show_card()
    delete_what_is_due()
    assert len(cards()) == 1 and cards()[0].isVisible()
    cards()[0].close()
    delete_what_is_due()
    panel.task.show_card()
    panel.end()
    delete_what_is_due()
    assert cards() == []
    qgis_iface.mainWindow().removeDockWidget(panel)
    panel.deleteLater()
