"""Every runtime of graphs gives what PyTorch does, with the weights that ship."""

from __future__ import annotations

import shutil

import numpy as np
import pytest
from conftest import ROOT

pytest.importorskip("onnxruntime")
pytest.importorskip("openvino")
pytest.importorskip("torch")

from safetensors.numpy import load_file, save_file

from segcr_qgis.core.model_package import DIGESTS, file_digest, read_package
from segcr_qgis.engine.backend import Batch
from segcr_qgis.engine.backends.onnx_backend import OnnxLoader
from segcr_qgis.engine.backends.openvino_backend import OpenvinoLoader
from segcr_qgis.engine.backends.torch_backend import TorchLoader


@pytest.fixture(scope="module", params=["segcr-tiny", "cgm2net-tiny"])
def package(request):
    return read_package(ROOT / "models" / request.param)


@pytest.fixture(scope="module")
def light(package):
    return [loader().load(package, "cpu", "auto", 1)[0] for loader in (OnnxLoader, OpenvinoLoader)]


@pytest.mark.parametrize("masked", [False, True])
def test_all_backends_answer_alike(package, light, masked):
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
    full = TorchLoader().load(package, "cpu", "float32", 1)[0].run(batch)
    for answer in (backend.run(batch) for backend in light):
        for name in full._fields:
            found, wanted = getattr(answer, name), getattr(full, name)
            np.testing.assert_allclose(found, wanted, atol=1e-3, err_msg=name)
    assert full.cloud.max() > 0.5, "nothing was restored: the comparison would be empty"


def test_other_weights_are_never_answered_from_what_was_compiled_before(tmp_path):
    """The graph of a retrained model is the same file: what differs are the weights beside it."""
    folder = tmp_path / "segcr-tiny"
    shutil.copytree(ROOT / "models" / "segcr-tiny", folder)
    random = np.random.default_rng(5)
    optical = random.random((1, 6, 256, 256), np.float32)
    sar = random.random((1, 2, 256, 256), np.float32)
    batch = Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), None)
    before = OpenvinoLoader().load(read_package(folder), "cpu", "auto", 1)[0].run(batch)
    weights = read_package(folder).weights
    halved = {name: np.asarray(v / 2, v.dtype) for name, v in load_file(weights).items()}
    save_file(halved, weights)
    sums = [line for line in (folder / DIGESTS).read_text().split("\n") if weights.name not in line]
    sums.append(f"{file_digest(weights)}  {weights.name}")
    (folder / DIGESTS).write_text("\n".join(filter(None, sums)) + "\n")
    card = read_package(folder)
    after = OpenvinoLoader().load(card, "cpu", "auto", 1)[0].run(batch)
    wanted = TorchLoader().load(card, "cpu", "float32", 1)[0].run(batch)
    np.testing.assert_allclose(after.clear, wanted.clear, atol=1e-3)
    assert np.abs(after.clear - before.clear).max() > 0.01
