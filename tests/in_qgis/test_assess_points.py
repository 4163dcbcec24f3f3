"""Reference points as people have them: some without a class, some without a place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from qgis.core import (
    NULL,
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeature,
    QgsGeometry,
    QgsPointXY,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProject,
    QgsVectorLayer,
)

from tests.engine_side import write_raster

ID = "segcr:assessaccuracy"


class Feedback(QgsProcessingFeedback):
    """Keeps what it is told; says that the user gave up once asked so many times."""

    def __init__(self, give_up=None):
        super().__init__(False)
        self.errors, self.warnings = [], []
        self._left = give_up

    def reportError(self, error, fatalError=False):
        self.errors.append(error)

    def pushWarning(self, warning):
        self.warnings.append(warning)

    def isCanceled(self):
        if self._left is not None:
            self._left -= 1
        return self._left is not None and self._left < 0


@pytest.fixture
def class_map(tmp_path):
    """Water in the west, trees in the east."""
    classes = np.full((1, 20, 20), 2, np.uint8)
    classes[0, :, :10] = 1
    return str(write_raster(tmp_path / "map.tif", classes))


@pytest.fixture
def points(processing):
    """Make a layer of (x, y, class); without x, without geometry."""

    def make(rows, kind="integer", crs="EPSG:32632"):
        layer = QgsVectorLayer(f"Point?crs={crs}&field=truth:{kind}", "points", "memory")
        features = []
        for x, y, truth in rows:
            feature = QgsFeature(layer.fields())
            feature["truth"] = truth
            if x is not None:
                feature.setGeometry(QgsGeometry.fromPointXY(QgsPointXY(x, y)))
            features.append(feature)
        layer.dataProvider().addFeatures(features)
        QgsProject.instance().addMapLayer(layer)
        return layer

    yield make
    QgsProject.instance().removeAllMapLayers()


def context():
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    return made


def assess(class_map, layer, field="truth", feedback=None):
    """Return results, whether it succeeded, and what was said."""
    feedback = feedback or Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ID)
    values = {"INPUT": class_map, "POINTS": layer.id(), "FIELD": field}
    results, successful = algorithm.run(values, context(), feedback)
    return results, successful, feedback


def test_a_point_outside_its_own_system_is_left_out(class_map, points):
    move = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:32632"),
        QgsCoordinateReferenceSystem("EPSG:4326"),
        QgsProject.instance(),
    )
    water = move.transform(QgsPointXY(500005, 5499995))
    rows = [(water.x(), water.y(), 1), (999, 999, 1), (None, None, 1)]
    results, successful, told = assess(class_map, points(rows, crs="EPSG:4326"))
    assert successful, told.errors
    assert results["OVERALL_ACCURACY"] == 1.0
    assert told.warnings == ["2 points have no class code or no place and were left out."]


@pytest.mark.parametrize(
    ("kind", "classes"),
    [("double", [1.0, 3.9, NULL, 257.0, -1.0]), ("string", ["1.0", "257", "water", "", NULL])],
)
def test_a_class_that_is_no_code_is_left_out(class_map, points, kind, classes):
    rows = [(500005 + 10 * n, 5499995, truth) for n, truth in enumerate(classes)]
    results, successful, told = assess(class_map, points(rows, kind))
    assert successful, told.errors
    assert results["OVERALL_ACCURACY"] == 1.0
    assert told.warnings == ["4 points have no class code or no place and were left out."]


def test_a_field_that_the_points_lack_is_named(class_map, points):
    layer = points([(500005, 5499995, 1)])
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(ID)
    values = {"INPUT": class_map, "POINTS": layer.id(), "FIELD": "klass"}
    sound, sentence = algorithm.checkParameterValues(values, context())
    assert not sound and "no field 'klass'" in sentence
    # Some callers skip the check.
    _, successful, told = assess(class_map, layer, "klass")
    assert not successful and told.errors == [sentence]


def test_cancelling_is_obeyed_among_the_points(class_map, points, monkeypatch):
    started = []
    monkeypatch.setattr(
        "segcr_qgis.processing.engine_command.run_command",
        lambda *_: started.append(True) or {},
    )
    layer = points([(500005, 5499995, 1)] * 50)
    _, successful, told = assess(class_map, layer, feedback=Feedback(give_up=3))
    assert not successful and not started
    assert "cancelled" in told.errors[0]


def test_a_map_named_by_a_path_of_pythons_own(class_map, points):
    layer = points([(500005, 5499995, 1)])
    results, successful, told = assess(Path(class_map), layer)
    assert successful and results["OVERALL_ACCURACY"] == 1.0, told.errors
