"""Every bad input gets its one sentence, before anything is computed, and nothing is written."""

from __future__ import annotations

import os

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsCoordinateTransformContext,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
    QgsSettings,
    QgsVectorLayer,
)

from segcr_qgis.core.model_package import find_package
from segcr_qgis.gui.preview import estimate_run, size_text
from segcr_qgis.gui.recognition import recognise_radar, suggest_radar
from tests.engine_side import OPTICAL, optical_values, write_raster

LOCAL = 'LOCAL_CS["building site",UNIT["metre",1]]'

ID = "segcr:segmentandremoveclouds"


@pytest.fixture
def refusal(processing, scene, tmp_path):
    """Return the sentence a set of parameters is refused with; nothing may be written."""

    def refuse(**changed) -> str:
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(ID)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        folder = tmp_path / "results"
        folder.mkdir(exist_ok=True)
        values = {"INPUT": str(scene[0]), "OUTPUT": str(folder / "map.tif"), **changed}
        values = {key: value for key, value in values.items() if value is not None}
        sound, sentence = algorithm.checkParameterValues(values, context)
        assert not sound
        # Some callers skip the check: preparing must refuse with the same sentence.
        told = Feedback()
        results, successful = algorithm.create().run(values, context, told)
        assert not successful and not results
        assert sentence in told.errors
        assert list(folder.iterdir()) == []
        assert "?" not in sentence, "a placeholder was left empty"
        return sentence

    return refuse


def test_same_layer_twice(refusal, scene):
    assert "both the optical and the radar layer" in refusal(SAR=str(scene[0]))


def test_same_file_through_a_link(refusal, scene, tmp_path):
    link = tmp_path / "other name.tif"
    os.symlink(scene[0], link)
    assert "both the optical and the radar layer" in refusal(SAR=str(link))


def test_no_crs(refusal, tmp_path):
    path = write_raster(tmp_path / "nocrs.tif", optical_values(64, 64), names=OPTICAL, epsg=None)
    assert "has no coordinate reference system" in refusal(INPUT=str(path))


def test_no_transform(refusal, tmp_path):
    path = write_raster(
        tmp_path / "flat.tif", optical_values(64, 64), names=OPTICAL, georeferenced=False
    )
    assert "is not georeferenced" in refusal(INPUT=str(path))


def test_a_local_system_has_no_pixels_of_0_m(refusal, processing, tmp_path):
    path = write_raster(tmp_path / "site.tif", optical_values(64, 64), names=OPTICAL, wkt=LOCAL)
    sentence = refusal(INPUT=str(path))
    assert "'site' has no place on Earth" in sentence and " 0 m" not in sentence
    radar = write_raster(tmp_path / "echo.tif", np.full((2, 64, 64), -9, np.float32), wkt=LOCAL)
    assert "'echo' has no place on Earth" in refusal(SAR=str(radar))


def test_the_panel_tells_no_area_of_a_local_system(processing, tmp_path):
    path = write_raster(tmp_path / "o.tif", optical_values(64, 64), names=OPTICAL, wkt=LOCAL)
    layer = QgsRasterLayer(str(path), "site")
    found = estimate_run(layer, None, find_package("segcr-tiny"), 0, "cpu")
    assert size_text(found) == "64 \u00d7 64 pixels"


def test_an_image_as_its_own_cloud_mask(refusal, scene):
    said = "was given as an image and as the cloud mask"
    assert said in refusal(CLOUD_MASK=str(scene[0]))
    assert said in refusal(SAR=str(scene[1]), CLOUD_MASK=str(scene[1]))


def test_a_further_layer_as_the_cloud_mask(refusal, scene, tmp_path):
    values = optical_values(64, 64)[:2]
    further = str(write_raster(tmp_path / "swir.tif", values, names=("B11", "B12")))
    first = str(write_raster(tmp_path / "ten.tif", optical_values(64, 64)[:4], names=OPTICAL[:4]))
    sentence = refusal(INPUT=first, OPTICAL_EXTRA=[further], CLOUD_MASK=further)
    assert "'swir' was given as an image and as the cloud mask" in sentence


def test_the_panel_knows_that_longitudes_come_round(processing, tmp_path):
    grid = {"pixel": 1e-4, "epsg": 4326}
    west = write_raster(
        tmp_path / "o.tif", optical_values(64, 64), names=OPTICAL, origin=(-170.0, 17.0), **grid
    )
    values = np.random.default_rng(0).normal(-12, 1, (2, 64, 64)).astype(np.float32)
    east = write_raster(
        tmp_path / "s.tif", values, names=("VV", "VH"), origin=(190.0032, 17.0), **grid
    )
    optical, radar = QgsRasterLayer(str(west), "o"), QgsRasterLayer(str(east), "s1")
    context = QgsCoordinateTransformContext()
    found = recognise_radar(radar, find_package("segcr-tiny"), "", "auto", optical, context)
    assert found.sound and "50\u00a0%\u00a0overlap" in found.text
    assert suggest_radar(optical, [radar], context) is radar


def test_no_overlap(refusal, tmp_path):
    far = write_raster(
        tmp_path / "far.tif", np.full((2, 20, 20), -9, np.float32), origin=(700000.0, 5500000.0)
    )
    sentence = refusal(SAR=str(far))
    assert "'far' do not overlap" in sentence


def test_no_overlap_in_another_crs(refusal, tmp_path):
    far = write_raster(
        tmp_path / "far.tif",
        np.full((2, 20, 20), -9, np.float32),
        origin=(100.0, -30.0),
        pixel=0.001,
        epsg=4326,
    )
    assert "do not overlap" in refusal(SAR=str(far))


def test_mask_elsewhere(refusal, tmp_path):
    far = write_raster(
        tmp_path / "mask.tif", np.zeros((1, 20, 20), np.uint8), origin=(700000.0, 5500000.0)
    )
    assert "do not overlap" in refusal(CLOUD_MASK=str(far))


def test_bands_unmatched(refusal, tmp_path):
    path = write_raster(tmp_path / "five.tif", optical_values(64, 64)[:5])
    assert "5 bands without names can be anything" in refusal(INPUT=str(path))


def test_radar_bands_unmatched(refusal, tmp_path):
    path = write_raster(tmp_path / "one.tif", np.full((1, 48, 64), -9, np.float32), pixel=20.0)
    assert "VV or VH" in refusal(SAR=str(path))


def test_band_map_of_nonsense(refusal):
    assert "is not a channel and a band number" in refusal(BAND_MAP="blue is one")
    assert "there is no band 9" in refusal(BAND_MAP="B2=9")


def test_unknown_units(refusal, tmp_path):
    bright = (optical_values(64, 64).astype(np.uint32) * 30).clip(0, 65000).astype(np.uint16)
    path = write_raster(tmp_path / "bright.tif", bright, names=OPTICAL)
    assert "units of layer 'bright' cannot be recognised" in refusal(INPUT=str(path))


@pytest.mark.parametrize(
    ("source", "provider", "kind"),
    [
        ("type=xyz&url=http://localhost:1/%7Bz%7D/%7Bx%7D/%7By%7D.png", "wms", "WMS"),
        ("/vsicurl/http://localhost:1/a.tif", "gdal", "/vsicurl"),
    ],
)
def test_layers_that_are_no_local_file(processing, source, provider, kind):
    from segcr_qgis.core.errors import SegcrError
    from segcr_qgis.processing.sources import local_source

    class Remote:
        """Stands in for a layer: making a real one would wait for the network."""

        def name(self):
            return "Remote"

        def providerType(self):
            return provider

        def source(self):
            return source

    with pytest.raises(SegcrError, match="is not a local raster file") as raised:
        local_source(Remote())
    assert kind in str(raised.value)


def test_layer_in_memory(refusal, scene):
    from osgeo import gdal

    gdal.FileFromMemBuffer("/vsimem/cloudy.tif", scene[0].read_bytes())
    layer = QgsRasterLayer("/vsimem/cloudy.tif", "In memory")
    try:
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
        assert "is not a local raster file (/vsimem)" in refusal(INPUT=layer.id())
    finally:
        QgsProject.instance().removeAllMapLayers()
        gdal.Unlink("/vsimem/cloudy.tif")


def test_missing_file(refusal, tmp_path):
    assert "no such file" in refusal(INPUT=str(tmp_path / "absent.tif"))


def test_damaged_file(refusal, tmp_path):
    path = tmp_path / "broken.tif"
    path.write_bytes(b"II*\0 no raster at all")
    assert "damaged or no raster" in refusal(INPUT=str(path))


def test_no_output(refusal):
    assert "No output was asked for" in refusal(OUTPUT=None)


def test_output_is_an_input(refusal, scene):
    assert "is one of the input files" in refusal(OUTPUT=str(scene[0]))
    assert "is one of the input files" in refusal(SAR=str(scene[1]), RESTORED=str(scene[1]))


def test_two_outputs_of_one_name(refusal, tmp_path):
    path = str(tmp_path / "one.tif")
    assert "Two outputs have the same name" in refusal(OUTPUT=path, RESTORED=path)


def test_output_of_another_format(refusal, tmp_path):
    assert "is not a GeoTIFF" in refusal(OUTPUT=str(tmp_path / "map.png"))


def test_folder_that_does_not_exist(refusal, tmp_path):
    path = tmp_path / "absent" / "map.tif"
    assert "cannot be written to (it does not exist)" in refusal(OUTPUT=str(path))


def test_folder_without_permission(refusal, monkeypatch):
    # Root may write everywhere: the system's answer is what is tested.
    monkeypatch.setattr("segcr_qgis.core.alignment.os.access", lambda *_: False)
    assert "cannot be written to (no permission)" in refusal()


def test_tile_and_threshold(refusal):
    assert "Tile size 100 with overlap" in refusal(TILE_SIZE=100)
    assert "must be a multiple of 32" in refusal(TILE_SIZE=64, OVERLAP=32)
    assert "must lie between 0 and 1" in refusal(CLOUD_THRESHOLD=1.0)


def test_mask_values_of_nonsense(refusal):
    assert "write whole numbers like 3,8,9,10" in refusal(CLOUD_MASK_VALUES="cloud")


def test_model_folder_without_a_model(refusal, tmp_path):
    assert "was not found" in refusal(MODEL_FOLDER=str(tmp_path))


def test_extent_elsewhere(refusal):
    assert "does not touch layer" in refusal(EXTENT="0,10,0,10 [EPSG:32632]")


def test_pixels_too_large_for_the_model(refusal, tmp_path):
    path = write_raster(tmp_path / "big.tif", optical_values(64, 64), names=OPTICAL, pixel=500.0)
    assert "pixels of" in refusal(INPUT=str(path))


def test_missing_engine_is_told_with_the_way_out(processing, monkeypatch):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ID)
    assert algorithm.canExecute()[0]
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", "/nowhere/python")
    able, sentence = algorithm.canExecute()
    assert not able
    assert "/nowhere/python" in sentence and "Set up engine" in sentence
    QgsSettings().setValue("segcr_qgis/engine_python", "/elsewhere/python")
    try:
        assert "/elsewhere/python" in algorithm.canExecute()[1]
    finally:
        QgsSettings().remove("segcr_qgis/engine_python")


class Feedback(QgsProcessingFeedback):
    """Keeps the errors it is told."""

    def __init__(self):
        super().__init__(False)
        self.errors = []

    def reportError(self, error, fatalError=False):
        self.errors.append(error)


def test_a_layer_whose_file_is_gone_is_called_by_its_name(refusal, tmp_path):
    # As in a project that is opened after its files have been moved.
    layer = QgsRasterLayer(str(tmp_path / "moved.tif"), "Harbour in May")
    QgsProject.instance().addMapLayer(layer)
    for name in ("INPUT", "SAR", "CLOUD_MASK"):
        assert "Layer 'Harbour in May' cannot be read (no such file)" in refusal(
            **{name: layer.id()}
        )
    QgsProject.instance().removeAllMapLayers()


def test_a_layer_of_another_kind_is_not_passed_over(refusal):
    points = QgsVectorLayer("Point?crs=epsg:32632", "Fields", "memory")
    QgsProject.instance().addMapLayer(points)
    for value in ({"SAR": points.id()}, {"OPTICAL_EXTRA": [points.id()]}):
        assert "Layer 'Fields' cannot be read" in refusal(**value)
    QgsProject.instance().removeAllMapLayers()


def test_the_extent_of_nothing_is_not_the_whole_layer(refusal):
    empty = QgsVectorLayer("Polygon?crs=epsg:32632", "Still empty", "memory")
    QgsProject.instance().addMapLayer(empty)
    assert "does not touch layer" in refusal(EXTENT=empty.id())
    QgsProject.instance().removeAllMapLayers()


def test_a_name_too_long_for_the_system(refusal, tmp_path):
    path = str(tmp_path / ("forest " * 40 + ".tif"))
    assert "could not be written (File name too long)" in refusal(OUTPUT=path)
