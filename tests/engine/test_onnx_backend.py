"""The light backend: an exported graph in ONNX Runtime, no PyTorch anywhere."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, write_optical, write_sar

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")

from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.model_package import ONNX, file_digest, read_package  # noqa: E402
from segcr_qgis.core.report import PredictReport  # noqa: E402
from segcr_qgis.core.request import Outputs, PredictRequest  # noqa: E402
from segcr_qgis.engine.backend import Batch  # noqa: E402
from segcr_qgis.engine.backends.onnx_backend import OnnxLoader  # noqa: E402

TILE = 256


def pointwise_graph(path):
    """Write a graph with the inputs and outputs of an export whose answer is known."""
    from onnx import TensorProto, helper

    def value(name, channels):
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, TILE, TILE])

    def constant(name, values):
        return helper.make_tensor(name, TensorProto.FLOAT, np.shape(values), np.ravel(values))

    weights = np.random.default_rng(0).normal(0, 3, (8, 6, 1, 1)).astype("float32")
    graph = helper.make_graph(
        [
            helper.make_node("Conv", ["optical", "weights"], ["logits"]),
            helper.make_node("Mul", ["optical", "most"], ["clear"]),
            helper.make_node("ReduceMax", ["sar", "axes"], ["brightest"], keepdims=1),
            helper.make_node("IsNaN", ["cloud_mask"], ["unknown"]),
            helper.make_node("Where", ["unknown", "brightest", "cloud_mask"], ["cloud"]),
            helper.make_node("Mul", ["cloud", "little"], ["expected_error"]),
        ],
        "pointwise",
        [value("optical", 6), value("sar", 2), value("cloud_mask", 1)],
        [
            value(n, c)
            for n, c in (("logits", 8), ("clear", 6), ("cloud", 1), ("expected_error", 1))
        ],
        [
            constant("weights", weights),
            constant("most", [0.9]),
            constant("little", [0.1]),
            helper.make_tensor("axes", TensorProto.INT64, [1], [1]),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.checker.check_model(model)
    onnx.save(model, str(path))


@pytest.fixture(scope="module")
def light_package(package, tmp_path_factory):
    folder = tmp_path_factory.mktemp("light") / "tiny"
    shutil.copytree(package, folder)
    pointwise_graph(folder / ONNX)
    sums = folder / "SHA256SUMS"
    sums.write_text(sums.read_text() + f"{file_digest(folder / ONNX)}  {ONNX}\n")
    return folder


def batch(count, height, width, mask=None):
    random = np.random.default_rng(1)
    optical = random.random((count, 6, height, width)).astype("float32")
    sar = random.random((count, 2, height, width)).astype("float32")
    return Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), mask)


@pytest.mark.parametrize("size", [(TILE, TILE), (64, 96)])
def test_the_graph_answers_as_numpy_does(light_package, size):
    card = read_package(light_package)
    backend, notices = OnnxLoader().load(card, "auto", "auto", 1)
    given = batch(2, *size)
    answer = backend.run(given)
    assert notices == () and (backend.device, backend.precision) == ("cpu", "float32")
    np.testing.assert_allclose(answer.clear, given.optical * 0.9, rtol=1e-6)
    np.testing.assert_allclose(answer.cloud, given.sar.max(axis=1, keepdims=True), rtol=1e-6)
    np.testing.assert_allclose(answer.probabilities.sum(axis=1), 1, atol=1e-5)
    mask = np.full((2, 1, *size), 0.25, "float32")
    assert (backend.run(given._replace(cloud_mask=mask)).cloud == 0.25).all()


def test_what_the_graph_cannot_do_is_said(light_package, package):
    card = read_package(light_package)
    backend, notices = OnnxLoader().load(card, "cuda", "float16", 1)
    assert notices[0].values["used"] == "cpu"
    with pytest.raises(SegcrError) as caught:
        backend.run(batch(1, 288, 288))
    assert caught.value.code == "tile_invalid"
    with pytest.raises(SegcrError, match=r"comes without model\.onnx"):
        OnnxLoader().load(read_package(Path(package)), "auto", "auto", 1)


WITHOUT_TORCH = """
import json, sys
sys.modules["torch"] = None
from segcr_qgis.cli.main import main
code = main(sys.argv[1:])
assert not [m for m in sys.modules if m.startswith("torch.") or m == "safetensors"], "torch got in"
sys.exit(code)
"""


def test_the_engine_runs_where_torch_is_absent(light_package, tmp_path):
    optical, sar = write_optical(tmp_path / "o.tif"), write_sar(tmp_path / "s.tif")
    request = PredictRequest(
        optical, str(light_package), Outputs(classes=str(tmp_path / "c.tif")), sar=sar
    )
    (tmp_path / "request.json").write_text(json.dumps(request.to_json()))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, "predict", "--request",
         str(tmp_path / "request.json"), "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = PredictReport.from_json(json.loads(done.stdout))
    assert report.precision == "float32" and sum(a.pixels for a in report.class_areas) == 8000


def test_an_export_agrees_with_torch(package, tmp_path):
    pytest.importorskip("torch")
    pytest.importorskip("onnxscript")
    export = pytest.importorskip("segcr_qgis.training.export")
    from segcr_qgis.engine.backends.torch_backend import TorchLoader

    folder = tmp_path / "tiny"
    shutil.copytree(package, folder)
    export.add_to_package(read_package(folder))
    card = read_package(folder)
    given = batch(2, TILE, TILE)
    exact = TorchLoader().load(card, "cpu", "float32", 1)[0].run(given)
    light = OnnxLoader().load(card, "cpu", "auto", 1)[0].run(given)
    for name in exact._fields:
        np.testing.assert_allclose(getattr(light, name), getattr(exact, name), atol=1e-3)
