"""Bands of one scene that come in several files, in the panel."""

from __future__ import annotations

import pytest
from qgis.core import QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QLabel

from segcr_qgis.gui.dock import SegcrDock
from tests.engine_side import OPTICAL, optical_values, write_raster
from tests.in_qgis.panels import shown, wait


@pytest.fixture
def parts(processing, tmp_path):
    """The bands of 10 m and those of 20 m, as two layers of the project."""
    values = optical_values(64, 64)
    fine = write_raster(tmp_path / "ten.tif", values[:4], names=OPTICAL[:4])
    coarse = write_raster(
        tmp_path / "twenty.tif", values[4:, ::2, ::2].copy(), pixel=20.0, names=OPTICAL[4:]
    )
    layers = [QgsRasterLayer(str(fine), "Ten"), QgsRasterLayer(str(coarse), "Twenty")]
    QgsProject.instance().addMapLayers(layers)
    yield layers
    QgsProject.instance().clear()


@pytest.fixture
def dock(qgis_canvas, parts):
    with shown(SegcrDock(qgis_canvas)) as panel:
        panel.layers.choose(parts[0], None)
        yield panel


def line(dock):
    return dock.findChild(QLabel, "SegcrOpticalFacts").text().replace("\u00a0", " ")


def tick(dock, name):
    """Tick a layer with the mouse."""
    if not dock.layers.optical_facts.arrow.isChecked():
        QTest.mouseClick(dock.layers.optical_facts.arrow, Qt.MouseButton.LeftButton)
    box = dock.layers.further.box
    box.showPopup()
    QApplication.processEvents()
    view = box.view()
    place = view.visualRect(box.model().index(box.findText(name), 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    box.hidePopup()


def test_only_other_rasters_are_offered(dock, parts):
    box = dock.layers.further.box
    assert [box.itemText(row) for row in range(box.count())] == ["Twenty"]
    dock.layers.radar.setLayer(parts[1])
    assert box.count() == 0 and not dock.layers.further.isVisibleTo(dock)
    dock.layers.radar.setLayer(None)
    QgsProject.instance().removeMapLayer(parts[1].id())
    assert box.count() == 0


def test_bands_of_both_are_recognised_and_can_be_corrected(dock):
    assert line(dock).startswith("B2 B3 B4 B8 ·")
    assert "OPTICAL_EXTRA" not in {k for k, v in dock.parameters().items() if v}
    tick(dock, "Twenty")
    assert line(dock).startswith("B2 B3 B4 B8 B11 B12 · DN/10000 · 10 m")
    boxes = dock.layers.optical_facts.bands.boxes
    assert boxes["B11"].currentText() == "5: B11 (Twenty)"
    boxes["B2"].setCurrentIndex(0)
    assert line(dock).startswith("B3 B4 B8 B11 B12 ·")
    assert dock.layers.optical_facts.bands.text() == "B3=2,B4=3,B8=4,B11=5,B12=6"


def test_bands_go_with_the_layer_that_supplied_them(dock, parts):
    tick(dock, "Twenty")
    assert line(dock).startswith("B2 B3 B4 B8 B11 B12 ·")
    QgsProject.instance().removeMapLayer(parts[1].id())
    assert line(dock).startswith("B2 B3 B4 B8 ·")
    assert dock.layers.optical_facts.bands.boxes["B11"].findText("5: B11 (Twenty)") == -1


def test_a_run_reads_both_and_the_project_remembers_it(dock, parts, tmp_path):
    tick(dock, "Twenty")
    dock.results.folder.setFilePath(str(tmp_path))
    QTest.mouseClick(dock.bar.run, Qt.MouseButton.LeftButton)
    wait(lambda: dock._run is None)
    assert dock.messages.text().startswith("Done;"), dock.messages.text()
    restored = QgsProject.instance().mapLayersByName("Restored image")[0]
    box = dock.layers.further.box
    wait(lambda: box.count() == 1, 10)
    assert box.itemText(0) == "Twenty"
    assert [restored.bandName(n).split(": ")[-1] for n in range(1, 7)] == list(OPTICAL)
    boxes = dock.layers.optical_facts.bands.boxes
    boxes["B2"].setCurrentIndex(0)
    kept, path = dock.state(), str(tmp_path / "project.qgz")
    assert kept["further"] == [parts[1].id()]
    project = QgsProject.instance()
    assert project.write(path)
    project.clear()
    assert dock.layers.further.ids() == []
    assert project.read(path)
    assert dock.state() == kept
    assert line(dock).startswith("B3 B4 B8 B11 B12 ·")


def test_a_file_of_another_place_is_said_in_the_line(dock, tmp_path):
    values = optical_values(64, 64)
    far = write_raster(tmp_path / "far.tif", values[4:], origin=(1.0, 2.0), names=OPTICAL[4:])
    layer = QgsRasterLayer(str(far), "Far")
    QgsProject.instance().addMapLayer(layer)
    tick(dock, "Far")
    assert "covers another area" in line(dock)


def test_numbers_are_written_as_in_the_users_locale(processing):
    from segcr_qgis.processing.messages import area_text, number_text

    before = QLocale()
    try:
        QLocale.setDefault(QLocale("fr_FR"))
        assert area_text(93.04) == "93,0 ha" and number_text(45.82, 1) == "45,8"
        QLocale.setDefault(QLocale("en_US"))
        assert area_text(123_456.0) == "1,235 km\u00b2"
    finally:
        QLocale.setDefault(before)
