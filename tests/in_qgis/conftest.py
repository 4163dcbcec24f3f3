"""QGIS with our provider, small layers, and an engine with untrained weights."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer

from tests.engine_side import engine_python, home_with_model, write_scene

os.environ["SEGCR_HOME"] = str(home_with_model())
os.environ["SEGCR_ENGINE_PYTHON"] = str(engine_python())


@pytest.fixture(scope="session")
def scene(tmp_path_factory) -> tuple[Path, Path]:
    """An optical and a radar file in a folder with a space in its name."""
    return write_scene(tmp_path_factory.mktemp("dir with spaces"))


@pytest.fixture(scope="session")
def processing(qgis_app):
    """QGIS's processing plugin with its GDAL provider, and the ``segcr`` provider."""
    plugins = str(Path(QgsApplication.pkgDataPath()) / "python" / "plugins")
    if plugins not in sys.path:
        sys.path.append(plugins)
    import processing
    from processing.core.Processing import Processing

    from segcr_qgis.processing.engine import close_engine, keep_engine_warm
    from segcr_qgis.processing.provider import SegcrProvider

    Processing.initialize()
    provider = SegcrProvider()
    QgsApplication.processingRegistry().addProvider(provider)
    keep_engine_warm()
    yield processing
    close_engine()
    QgsApplication.processingRegistry().removeProvider("segcr")


@pytest.fixture
def layers(processing, scene):
    """Both files as layers of the project; the project is empty again afterwards."""
    optical = QgsRasterLayer(str(scene[0]), "Harbour")
    radar = QgsRasterLayer(str(scene[1]), "Harbour S1")
    QgsProject.instance().addMapLayers([optical, radar])
    yield optical, radar
    QgsProject.instance().removeAllMapLayers()
    QgsProject.instance().layerTreeRoot().removeAllChildren()
