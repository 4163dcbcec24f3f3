"""Accuracy assessment, model information, engine check; and what every algorithm must have."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    QgsApplication,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

from tests.engine_side import OPTICAL, home_with_model, optical_values, write_raster


def algorithms():
    provider = QgsApplication.processingRegistry().providerById("segcr")
    return [a for a in provider.algorithms() if not hasattr(a, "childAlgorithms")]


def test_every_algorithm_and_parameter_is_explained(processing):
    found = {algorithm.name() for algorithm in algorithms()}
    assert found >= {"assessaccuracy", "modelinfo", "checkengine", "segmentandremoveclouds"}
    for algorithm in algorithms():
        for definition in algorithm.parameterDefinitions():
            assert len(definition.help()) > 15, (algorithm.name(), definition.name())
            label = definition.description()
            assert label[0].isupper() and not label.endswith(":"), label
        assert len(algorithm.shortHelpString()) > 80, algorithm.name()
        assert algorithm.shortDescription() and algorithm.tags(), algorithm.name()
        assert algorithm.helpUrl().split(":")[0] in ("https", "file")
        assert Path(algorithm.svgIconPath()).is_file() and not algorithm.icon().isNull()


def test_a_missing_engine_is_a_reason_not_an_absence(processing, monkeypatch):
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", "/nowhere/python")
    for algorithm in algorithms():
        able, reason = algorithm.canExecute()
        if algorithm.name() in ("modelinfo", "checkengine"):
            assert able and not reason
        else:
            assert not able and "/nowhere/python" in reason
    answer = processing.run("segcr:checkengine", {})
    assert answer["READY"] is False and "/nowhere/python" in answer["MESSAGE"]


def test_check_engine(processing):
    answer = processing.run("segcr:checkengine", {})
    assert answer["READY"] is True, answer["MESSAGE"]
    assert "torch" in answer["VERSIONS"] and "cpu" in answer["DEVICES"]
    assert "segcr-tiny" in answer["MODELS"] and answer["PYTHON"]


def test_model_info(processing, tmp_path):
    page = tmp_path / "model.html"
    answer = processing.run("segcr:modelinfo", {"MODEL": "segcr-tiny", "OUTPUT": str(page)})
    assert answer["BANDS"] == "B2,B3,B4,B8,B11,B12" and answer["SAR_BANDS"] == "VV,VH"
    assert "1=Water" in answer["CLASSES"] and answer["PARAMETERS"] > 1_000_000
    html = page.read_text("utf-8")
    assert answer["DIGEST"] in html and "#1a5bab" in html and "<script" not in html


def test_model_info_of_a_damaged_model(processing, tmp_path):
    copy = tmp_path / "broken"
    shutil.copytree(home_with_model() / "models" / "segcr-tiny", copy)
    weights = copy / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    with pytest.raises(QgsProcessingException, match="digest"):
        processing.run("segcr:modelinfo", {"MODEL_FOLDER": str(copy)})


@pytest.fixture
def maps(processing, tmp_path):
    """A class map, a reference raster in WorldCover codes, and points with our codes."""
    classes = np.full((1, 20, 20), 2, np.uint8)
    classes[0, :, :10] = 1
    reference = np.where(classes == 1, 80, 10).astype(np.uint8)
    reference[0, :5, :10] = 10
    points = QgsVectorLayer("Point?crs=EPSG:32632&field=truth:integer", "points", "memory")
    features = []
    for x, truth in ((500005, 1), (500195, 2), (500190, 1), (500100, None)):
        feature = QgsFeature(points.fields())
        feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, 5499995)))
        feature["truth"] = truth
        features.append(feature)
    points.dataProvider().addFeatures(features)
    return (
        str(write_raster(tmp_path / "map.tif", classes)),
        str(write_raster(tmp_path / "truth.tif", reference)),
        points,
    )


def test_assess_a_map_against_a_raster(maps, processing, tmp_path):
    page, table = tmp_path / "page.html", tmp_path / "scores.json"
    values = {"INPUT": maps[0], "REFERENCE": maps[1], "LEGEND": "worldcover"}
    values.update(OUTPUT=str(page), JSON=str(table))
    answer = processing.run("segcr:assessaccuracy", values)
    assert answer["OVERALL_ACCURACY"] == pytest.approx(350 / 400)
    assert set(answer) == {"OUTPUT", "JSON", "OVERALL_ACCURACY", "MEAN_IOU", "MEAN_F1"}
    matrix = json.loads(table.read_text())["classes"]["all"]["matrix"]
    assert matrix[0][:2] == [150, 0] and matrix[1][:2] == [50, 200]
    assert "87.5 %" in page.read_text("utf-8")


def test_assess_a_map_against_points_in_another_system(maps, processing):
    moved = processing.run(
        "native:reprojectlayer",
        {"INPUT": maps[2], "TARGET_CRS": "EPSG:4326", "OUTPUT": "TEMPORARY_OUTPUT"},
    )["OUTPUT"]
    values = {"INPUT": maps[0], "POINTS": moved, "FIELD": "truth"}
    answer = processing.run("segcr:assessaccuracy", values)
    assert answer["OVERALL_ACCURACY"] == pytest.approx(2 / 3)


def test_assess_a_restored_image(processing, tmp_path):
    clear = optical_values(40, 40)
    restored = (clear + 100).astype(np.uint16)
    paths = {
        "RESTORED": write_raster(tmp_path / "restored.tif", restored, names=OPTICAL),
        "TRUTH": write_raster(tmp_path / "clear.tif", clear, names=OPTICAL),
    }
    answer = processing.run("segcr:assessaccuracy", {k: str(v) for k, v in paths.items()})
    assert answer["PSNR"] == pytest.approx(40, abs=0.5) and 0.9 < answer["SSIM"] <= 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose a class map"),
        ({"INPUT": 0}, "reference raster or reference points"),
        ({"REFERENCE": 1}, "class map that the reference belongs to"),
        ({"INPUT": 0, "REFERENCE": 1, "POINTS": 2, "FIELD": "truth"}, "not both"),
        ({"INPUT": 0, "POINTS": 2}, "field of the points"),
        ({"RESTORED": 0}, "choose both"),
    ],
)
def test_assess_says_what_is_missing(maps, processing, given, said):
    values = {key: maps[n] if isinstance(n, int) else n for key, n in given.items()}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("segcr:assessaccuracy")
    sound, message = algorithm.checkParameterValues(values, QgsProcessingContext())
    assert not sound and said in message


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ({"OUTPUT": "absent/page.html"}, "cannot be written to (it does not exist)"),
        ({"JSON": "absent/scores.json"}, "cannot be written to (it does not exist)"),
        ({"JSON": "map.tif"}, "is one of the input files"),
        ({"OUTPUT": "scores.txt", "JSON": "scores.txt"}, "Two outputs have the same name"),
    ],
)
def test_assess_says_before_what_cannot_be_written(maps, processing, tmp_path, names, said):
    values = {"INPUT": maps[0], "REFERENCE": maps[1]}
    values.update({key: str(tmp_path / name) for key, name in names.items()})
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("segcr:assessaccuracy")
    context, feedback = QgsProcessingContext(), QgsProcessingFeedback()
    sound, message = algorithm.checkParameterValues(values, context)
    assert not sound and said in message
    # Some callers skip the check.
    _, successful = algorithm.create().run(values, context, feedback)
    assert not successful and message in feedback.textLog()
