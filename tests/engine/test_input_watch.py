"""The files that inputs are made of: never overwritten, and no change of them goes unseen."""

from __future__ import annotations

import os
import zipfile

import pytest
import rasterio
from conftest import SIX, FakeBackend, landscape, run_with, write_optical, write_raster

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.layers import vrt
from segcr_qgis.engine.input_watch import InputWatch
from segcr_qgis.engine.rasters import read_facts


def mosaic(folder, tile):
    facts = read_facts(tile)
    path = folder / "mosaic.vrt"
    path.write_text(vrt(facts, [facts]))
    return str(path)


@pytest.mark.parametrize("inline", [False, True])
def test_no_output_takes_the_place_of_a_mosaics_tile(tmp_path, package, inline):
    tile = write_raster(tmp_path / "restored.tif", landscape(80, 100), names=SIX)
    optical = mosaic(tmp_path, tile)
    extra = (write_raster(tmp_path / "more.tif", landscape(80, 100)),) if inline else ()
    with pytest.raises(SegcrError) as caught:
        run_with(FakeBackend(), optical, tmp_path, model=package, optical_extra=extra)
    assert caught.value.code == "output_is_input"
    with rasterio.open(tile) as dataset:
        assert (dataset.read() == landscape(80, 100)).all()


def test_a_mosaic_of_mosaics_has_tiles_too(tmp_path, package):
    inner = tmp_path / "inner"
    inner.mkdir()
    tile = write_raster(tmp_path / "restored.tif", landscape(80, 100), names=SIX)
    optical = mosaic(tmp_path, mosaic(inner, tile))
    with pytest.raises(SegcrError) as caught:
        run_with(FakeBackend(), optical, tmp_path, model=package)
    assert caught.value.code == "output_is_input"


def test_an_archive_is_what_can_change_of_a_file_inside(tmp_path):
    inside = write_optical(tmp_path / "optical.tif")
    archive = tmp_path / "scenes é.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(inside, "a/optical.tif")
    watch = InputWatch([f"/vsizip/{archive}/a/optical.tif"])
    watch.check()
    with pytest.raises(SegcrError, match="never overwritten"):
        watch.check_outputs([str(archive)])
    os.utime(archive, (1, 1))
    with pytest.raises(SegcrError, match=r"scenes é\.zip"):
        watch.check()


def test_statistics_written_beside_an_input_are_no_change_but_its_pixels_are(tmp_path):
    optical = write_optical(tmp_path / "optical.tif")
    (tmp_path / "optical.tif.aux.xml").write_text("<PAMDataset></PAMDataset>")
    watch = InputWatch([optical])
    (tmp_path / "optical.tif.aux.xml").write_text("<PAMDataset><Metadata></Metadata></PAMDataset>")
    watch.check()
    os.utime(optical, (1, 1))
    with pytest.raises(SegcrError, match=r"optical\.tif"):
        watch.check()
