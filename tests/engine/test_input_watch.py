"""The files that inputs are made of: never overwritten, and no change of them goes unseen."""

from __future__ import annotations

import os

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


def test_statistics_written_beside_an_input_are_no_change_but_its_pixels_are(tmp_path):
    optical = write_optical(tmp_path / "optical.tif")
    (tmp_path / "optical.tif.aux.xml").write_text("<PAMDataset></PAMDataset>")
    watch = InputWatch([optical])
    (tmp_path / "optical.tif.aux.xml").write_text("<PAMDataset><Metadata></Metadata></PAMDataset>")
    watch.check()
    os.utime(optical, (1, 1))
    with pytest.raises(SegcrError, match=r"optical\.tif"):
        watch.check()
