"""Simulated clouds from the toolbox."""

from __future__ import annotations

import re

import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
)

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


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"OUTPUT": "made.png"}, r"made\.png' is not a GeoTIFF"),
        ({"MASK": "mask.jp2"}, r"mask\.jp2' is not a GeoTIFF"),
        ({"OUTPUT": "absent/made.tif"}, r"absent' cannot be written to \(it does not exist\)"),
        ({"THICKNESS": "absent/t.tif"}, r"absent' cannot be written to \(it does not exist\)"),
        ({"MASK": "made.tif"}, "Two outputs have the same name"),
        ({"OUTPUT": None}, "is one of the input files"),
    ],
)
def test_what_cannot_be_written_is_said_before_any_work(
    processing, scene, tmp_path, changed, words, monkeypatch
):
    monkeypatch.setattr(
        "segcr_qgis.processing.engine_command.run_command", lambda *_: pytest.fail("worked")
    )
    names = {"OUTPUT": "made.tif", **changed}
    targets = {key: str(tmp_path / name) if name else str(scene[0]) for key, name in names.items()}
    settings = {"INPUT": str(scene[0]), **targets}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    context = QgsProcessingContext()
    sound, sentence = algorithm.checkParameterValues(settings, context)
    assert not sound and re.search(words, sentence)
    # Some callers skip the check: preparing must refuse with the same sentence.
    feedback = QgsProcessingFeedback()
    results, successful = algorithm.create().run(settings, context, feedback)
    assert not successful and not results and sentence in feedback.textLog()
    assert list(tmp_path.iterdir()) == []


def test_a_temporary_image_and_no_mask_are_no_mistake(processing, scene):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ALGORITHM)
    context = QgsProcessingContext()
    for target in ("TEMPORARY_OUTPUT", QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT")):
        settings = {"INPUT": str(scene[0]), "OUTPUT": target, "MASK": None}
        assert algorithm.checkParameterValues(settings, context) == (True, "")


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
