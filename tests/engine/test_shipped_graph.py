"""The light engine gives what the full one does, with the weights that ship."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from conftest import ROOT

pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("torch")

from segcr_qgis.core.model_package import ONNX, read_package
from segcr_qgis.engine.backend import Batch
from segcr_qgis.engine.backends.onnx_backend import OnnxLoader
from segcr_qgis.engine.backends.torch_backend import TorchLoader
from segcr_qgis.training.export import add_to_package

# Tracing the scans takes PyTorch's exporter a minute.
SHIPPED = ("segcr-tiny", pytest.param("cgm2net-tiny", marks=pytest.mark.slow))


@pytest.fixture(scope="module", params=SHIPPED)
def package(request, tmp_path_factory):
    """Return a shipped package with its graph; one that ships without gets it here."""
    folder = tmp_path_factory.mktemp("models") / request.param
    shutil.copytree(ROOT / "models" / request.param, folder)
    if not (folder / ONNX).is_file():
        add_to_package(read_package(folder))
    return read_package(folder)


@pytest.mark.parametrize("masked", [False, True])
def test_both_backends_answer_alike(package, masked):
    random, size = np.random.default_rng(4), package.tile_size
    shape = (1, len(package.optical_channels), size, size)
    optical = random.random(shape, np.float32)
    # A bright cloud, so that something is restored.
    optical[..., 60:120, 80:160] = 1.1
    valid = (random.random(shape) > 0.05).astype(np.float32)
    sar_valid = np.ones((1, len(package.sar_channels), size, size), np.float32)
    sar = random.random(sar_valid.shape, np.float32)
    mask = None
    if masked:
        mask = np.zeros((1, 1, size, size), np.float32)
        mask[..., 60:120, 80:160] = 1
    batch = Batch(optical * valid, sar, valid, sar_valid, mask)
    light = OnnxLoader().load(package, "cpu", "auto", 1)[0].run(batch)
    full = TorchLoader().load(package, "cpu", "float32", 1)[0].run(batch)
    for name in full._fields:
        found, wanted = getattr(light, name), getattr(full, name)
        np.testing.assert_allclose(found, wanted, atol=1e-3, err_msg=name)
    assert full.cloud.max() > 0.5, "nothing was restored: the comparison would be empty"
