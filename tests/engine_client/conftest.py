from __future__ import annotations

import os

import pytest

from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine_client.client import EngineClient, Patience
from tests.engine_side import home_with_model, write_scene

os.environ["SEGCR_HOME"] = str(home_with_model())


@pytest.fixture
def client():
    """A client of the real engine, ended after the test."""
    client = EngineClient(Patience(cancel=30.0))
    yield client
    client.close()
    assert client.pid is None


@pytest.fixture(scope="session")
def small(tmp_path_factory):
    return write_scene(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def large(tmp_path_factory):
    """Large enough to be interrupted: dozens of tiles."""
    return write_scene(tmp_path_factory.mktemp("large"), 1024, 1024)


@pytest.fixture
def request_for(tmp_path):
    """Make a request for a scene, results in a fresh folder."""
    folder = tmp_path / "results é"
    folder.mkdir()

    def make(scene, name="map", **more) -> PredictRequest:
        outputs = Outputs(
            classes=str(folder / f"{name}.tif"),
            restored=str(folder / f"{name} restored.tif"),
            report=str(folder / f"{name}.html"),
        )
        model = more.pop("model", "segcr-tiny")
        return PredictRequest(str(scene[0]), model, outputs, sar=str(scene[1]), **more)

    make.folder = folder
    return make
