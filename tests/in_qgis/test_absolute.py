"""Paths as people type them: relative to where they are, and sources inside files."""

from __future__ import annotations

import os
import zipfile

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject, QgsRasterLayer

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.processing.absolute import TEMPORARY, absolute, absolute_destinations
from segcr_qgis.processing.describe import describe, file_stamp
from segcr_qgis.processing.sources import local_source


def test_relative_names_mean_files_of_the_folder_one_is_in(
    processing, scene, tmp_path, monkeypatch
):
    for place, name in ((scene[0], "optical.tif"), (scene[1], "radar.tif")):
        os.link(place, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    values = {"INPUT": "optical.tif", "SAR": "radar.tif", "BAND_MAP": "B2=1,B3=2,B4=3,B8=4"}
    targets = {"OUTPUT": "landcover.tif", "RESTORED": "restored.tif", "REPORT": "report.html"}
    found = processing.run("segcr:segmentandremoveclouds", {**values, **targets})
    for name, file in targets.items():
        assert (tmp_path / file).is_file() and found[name] == str(tmp_path / file)
    found = processing.run("segcr:simulateclouds", {"INPUT": "optical.tif", "OUTPUT": "made.tif"})
    assert (tmp_path / "made.tif").is_file() and found["OUTPUT"] == str(tmp_path / "made.tif")
    page = {"RESTORED": "made.tif", "TRUTH": "optical.tif", "OUTPUT": "page.html"}
    processing.run("segcr:assessaccuracy", page)
    assert (tmp_path / "page.html").is_file()


def test_what_is_no_path_stays(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for text in ("", "/vsizip/a.zip/b.tif", "GPKG:a.gpkg:table", 'NETCDF:"a.nc":variable'):
        assert absolute(text) == text
    project = QgsProject.instance()
    chosen = QgsProcessingOutputLayerDefinition("made.tif", project)
    given = {"A": TEMPORARY, "B": chosen, "C": None, "D": "made.tif"}
    found = absolute_destinations(given, "ABC")
    assert found["A"] == TEMPORARY and found["C"] is None and found["D"] == "made.tif"
    assert found["B"].sink.staticValue() == str(tmp_path / "made.tif")
    assert found["B"].destinationProject is project
    assert chosen.sink.staticValue() == "made.tif"


def test_a_source_inside_a_file_is_looked_at_once_until_the_file_changes(scene, tmp_path):
    table, packed = tmp_path / "made.gpkg", tmp_path / "packed.zip"
    # Three bytes a pixel are what a GeoPackage holds.
    gdal.Translate(
        str(table), str(scene[0]), format="GPKG", bandList=[1, 2, 3], outputType=gdal.GDT_Byte,
        creationOptions=["RASTER_TABLE=image"],
    )  # fmt: skip
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(scene[0], "image.tif")
    for source, file in ((f"GPKG:{table}:image", table), (f"/vsizip/{packed}/image.tif", packed)):
        status = file.stat()
        assert file_stamp(source) == (status.st_mtime_ns, status.st_size)
        assert describe(source) is describe(source)
    assert file_stamp(str(tmp_path / "none.tif")) is None
    assert file_stamp("GPKG:none.gpkg:image") is None


@pytest.mark.parametrize("inside", ["", "/vsizip/", "/vsizip//vsigzip/"])
def test_an_archive_on_a_server_is_not_local(inside):
    layer = QgsRasterLayer(f"{inside}/vsicurl/https://example.org/a.zip/a.tif", "far", "gdal")
    with pytest.raises(SegcrError) as caught:
        local_source(layer)
    assert caught.value.code == "layer_not_local"


def test_paths_of_pythons_own_are_taken_for_files(processing, scene, tmp_path):
    from tests.in_qgis.test_ways_to_run import MAIN

    target = tmp_path / "map.tif"
    values = {"INPUT": scene[0], "SAR": scene[1], "OPTICAL_EXTRA": [], "OUTPUT": target}
    results = processing.run(MAIN, values)
    # The radar layer was not left out, as QGIS would.
    assert "No radar" not in results["NOTICES"] and results["OUTPUT"] == str(target)
    assert target.is_file()
