"""Simulated clouds from the toolbox."""

from __future__ import annotations

import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException

from segcr_qgis.core.errors import Cancelled
from segcr_qgis.engine_client.command import run_command
from tests.engine_side import engine_python

ALGORITHM = "segcr:simulateclouds"


def test_clouds_mask_and_thickness_lie_on_the_grid_of_the_image(processing, scene, tmp_path):
    targets = {n: str(tmp_path / f"{n}.tif") for n in ("OUTPUT", "MASK", "THICKNESS")}
    settings = {"INPUT": str(scene[0]), "KIND": "thick", "COVER": 40, "SEED": 3, **targets}
    results = processing.run(ALGORITHM, settings)
    clear, cloudy, mask, thickness = (
        gdal.Open(path) for path in (str(scene[0]), *targets.values())
    )
    assert cloudy.GetGeoTransform() == clear.GetGeoTransform() == mask.GetGeoTransform()
    before, after = clear.ReadAsArray(), cloudy.ReadAsArray()
    codes, tau = mask.ReadAsArray(), thickness.ReadAsArray()
    assert before.dtype == after.dtype and before.shape == after.shape
    assert results["CLOUD_PERCENT"] == pytest.approx((codes == 1).mean() * 100, abs=0.06)
    assert (codes == 1).mean() > 0.2 and (tau[codes == 1] > 0.1).all()
    changed = (before != after).any(0)
    assert changed[codes == 1].mean() > 0.99 and changed.mean() < 0.9


def test_what_the_engine_refuses_is_one_sentence(processing, scene, tmp_path):
    settings = {"INPUT": str(scene[0]), "BAND_MAP": "X=1", "OUTPUT": str(tmp_path / "o.tif")}
    with pytest.raises(QgsProcessingException, match="cannot be matched"):
        processing.run(ALGORITHM, settings)
    assert not (tmp_path / "o.tif").exists()


def test_a_damaged_further_layer_is_told_and_not_passed_over(processing, scene, tmp_path):
    broken = tmp_path / "broken.tif"
    broken.write_bytes(b"no raster")
    settings = {"INPUT": str(scene[0]), "DONOR": str(broken), "OUTPUT": str(tmp_path / "o.tif")}
    with pytest.raises(QgsProcessingException, match=r"broken\.tif"):
        processing.run(ALGORITHM, settings)
    assert not (tmp_path / "o.tif").exists()


def test_a_command_can_be_cancelled(scene, tmp_path):
    words = ["simulate-clouds", "--optical", str(scene[0]), "--out", str(tmp_path / "o.tif")]
    with pytest.raises(Cancelled):
        run_command(engine_python(), words, lambda: True)
    assert not (tmp_path / "o.tif").exists()
