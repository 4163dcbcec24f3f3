"""Numbers as people type them: QGIS takes any text for an optional one, and reads it as 0."""

from __future__ import annotations

import gc

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject
from qgis.PyQt.QtCore import QLocale

from segcr_qgis.processing.plan import Planner, typed_number


@pytest.fixture
def language():
    """Choose the locale that QGIS runs in; it is put back."""
    before = QLocale()
    yield lambda name: QLocale.setDefault(QLocale(name))
    QLocale.setDefault(before)


@pytest.fixture
def chosen(processing, scene, tmp_path):
    """Return algorithm, parameters and context of a run."""

    def choose(**values):
        name = "segcr:segmentandremoveclouds"
        algorithm = QgsApplication.processingRegistry().createAlgorithmById(name)
        context = QgsProcessingContext()
        context.setProject(QgsProject.instance())
        values = {"INPUT": str(scene[0]), "OUTPUT": str(tmp_path / "map.tif"), **values}
        return algorithm, values, context

    yield choose
    # A refused algorithm remembers why, and with it its own frames: not until QGIS is gone.
    gc.collect()


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("fr_FR", "0,4", 0.4),
        ("fr_FR", "0.4", 0.4),
        ("de_DE", "0.125", 0.125),
        ("en_US", " 0.4 ", 0.4),
        ("en_US", "0,4", None),
        ("en_US", "1,024", None),
        ("fr_FR", "abc", None),
        ("fr_FR", " ", None),
    ],
)
def test_a_number_is_read_as_the_locale_writes_it_or_a_program(
    qgis_app, language, name, text, number
):
    language(name)
    assert typed_number(text) == number


def test_a_french_user_may_type_a_comma(chosen, language):
    language("fr_FR")
    typed = {"CLOUD_THRESHOLD": "0,4", "TILE_SIZE": "256", "OVERLAP": "32", "BATCH_SIZE": ""}
    request = Planner(*chosen(**typed)).plan().request
    assert (request.cloud_threshold, request.tile_size, request.overlap) == (0.4, 256, 32)
    assert request.batch_size is None
    given = {"CLOUD_THRESHOLD": 0.4, "TILE_SIZE": 256, "OVERLAP": 32.0}
    assert Planner(*chosen(**given)).plan().request.overlap == 32


@pytest.mark.parametrize(
    ("parameter", "text", "said"),
    [
        ("CLOUD_THRESHOLD", "0,4", "'0,4' is not a number (Cloud threshold)"),
        ("CLOUD_THRESHOLD", "half", "'half' is not a number (Cloud threshold)"),
        ("OVERLAP", "x", "'x' is not a whole number (Overlap of tiles in pixels)"),
        ("TILE_SIZE", "256 px", "'256 px' is not a whole number (Tile size in pixels)"),
        ("BATCH_SIZE", "1.5", "'1.5' is not a whole number (Tiles at a time)"),
        ("BATCH_SIZE", "inf", "'inf' is not a whole number (Tiles at a time)"),
    ],
)
def test_a_text_that_is_no_number_is_named_as_typed(chosen, language, parameter, text, said):
    language("en_US")
    algorithm, values, context = chosen(**{parameter: text})
    sound, sentence = algorithm.checkParameterValues(values, context)
    assert not sound and sentence.startswith("The run request cannot be used: " + said)
