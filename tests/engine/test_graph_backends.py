"""Exported graphs in OpenVINO and ONNX Runtime: alike, chosen where they serve, without PyTorch."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, write_optical, write_sar

onnx = pytest.importorskip("onnx")
pytest.importorskip("onnxruntime")
pytest.importorskip("openvino")

from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.model_package import ONNX, file_digest, read_package  # noqa: E402
from segcr_qgis.core.report import PredictReport  # noqa: E402
from segcr_qgis.core.request import Outputs, PredictRequest  # noqa: E402
from segcr_qgis.engine import loading  # noqa: E402
from segcr_qgis.engine.backend import Batch  # noqa: E402
from segcr_qgis.engine.backends import openvino_backend, processor  # noqa: E402
from segcr_qgis.engine.backends.onnx_backend import OnnxLoader  # noqa: E402
from segcr_qgis.engine.backends.openvino_backend import OpenvinoLoader  # noqa: E402
from segcr_qgis.engine.loading import OVERRIDE, WarmBackends  # noqa: E402
from segcr_qgis.engine.prepare import prepare  # noqa: E402

TILE = 256
LOADERS = (OnnxLoader, OpenvinoLoader)


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


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("size", [(TILE, TILE), (64, 96)])
def test_the_graph_answers_as_numpy_does(light_package, loader, size):
    card = read_package(light_package)
    backend, notices = loader().load(card, "auto", "auto", 1)
    given = batch(2, *size)
    answer = backend.run(given)
    assert notices == () and (backend.device, backend.precision) == ("cpu", "float32")
    first = answer.clear.copy()
    backend.run(given._replace(optical=given.optical[::-1].copy()))
    np.testing.assert_array_equal(answer.clear, first, "the next run wrote into this one's answer")
    np.testing.assert_allclose(answer.clear, given.optical * 0.9, rtol=1e-6)
    np.testing.assert_allclose(answer.cloud, given.sar.max(axis=1, keepdims=True), rtol=1e-6)
    np.testing.assert_allclose(answer.probabilities.sum(axis=1), 1, atol=1e-5)
    mask = np.full((2, 1, *size), 0.25, "float32")
    assert (backend.run(given._replace(cloud_mask=mask)).cloud == 0.25).all()


@pytest.mark.parametrize("loader", LOADERS)
def test_what_the_graph_cannot_do_is_said(light_package, package, loader):
    card = read_package(light_package)
    backend, notices = loader().load(card, "cuda", "float16", 1)
    assert notices[0].values["used"] == "cpu"
    with pytest.raises(SegcrError) as caught:
        backend.run(batch(1, 288, 288))
    assert caught.value.code == "tile_invalid"
    with pytest.raises(SegcrError, match=r"comes without model\.onnx"):
        loader().load(read_package(Path(package)), "auto", "auto", 1)


@pytest.fixture(scope="module")
def layers(tmp_path_factory):
    folder = tmp_path_factory.mktemp("layers")
    size = (TILE + 20, TILE + 30)
    return write_optical(folder / "o.tif", *size), write_sar(folder / "s.tif", *size)


def plan_for(layers, model, folder, **choices):
    outputs = Outputs(classes=str(folder / "c.tif"))
    return prepare(PredictRequest(layers[0], str(model), outputs, sar=layers[1], **choices))


@pytest.mark.parametrize(
    ("choices", "graph"),
    [
        ({}, True),
        ({"device": "cpu", "precision": "float32"}, True),
        ({"precision": "bfloat16"}, False),
        ({"tile_size": 128}, False),
    ],
)
def test_a_graph_is_run_where_it_computes_what_pytorch_would(
    light_package, layers, tmp_path, choices, graph, monkeypatch
):
    pytest.importorskip("torch")
    monkeypatch.setattr(loading, "bfloat16_here", lambda: False)
    backend, _ = WarmBackends()(plan_for(layers, light_package, tmp_path, **choices))
    assert type(backend).__name__ == ("GraphBackend" if graph else "TorchBackend")


@pytest.mark.parametrize("here", [True, False])
def test_bfloat16_is_the_graphs_where_the_processor_has_it(
    light_package, layers, tmp_path, monkeypatch, here
):
    """Emulated or not, OpenVINO rounds to it when told."""
    for module in (loading, openvino_backend):
        monkeypatch.setattr(module, "bfloat16_here", lambda: here)
    backend, notices = WarmBackends()(
        plan_for(layers, light_package, tmp_path, precision="bfloat16")
    )
    if not here:
        assert type(backend).__name__ == "TorchBackend"
        return
    assert (type(backend).__name__, backend.precision, notices) == ("GraphBackend", "bfloat16", ())
    given = batch(1, TILE, TILE)
    exact = WarmBackends()(plan_for(layers, light_package, tmp_path, precision="float32"))[0]
    half, whole = backend.run(given), exact.run(given)
    for name in half._fields:
        np.testing.assert_allclose(getattr(half, name), getattr(whole, name), atol=0.1)
    if processor.has_bfloat16(None):
        assert not np.array_equal(half.probabilities, whole.probabilities), "it was not rounded"


def test_a_runtime_without_a_precision_says_so(light_package):
    backend, notices = OnnxLoader().load(read_package(light_package), "cpu", "bfloat16", 1)
    assert backend.precision == "float32"
    assert [notice.code for notice in notices] == ["precision_fallback"]


def test_models_without_a_graph_and_whoever_asks_get_pytorch(
    light_package, package, layers, tmp_path, monkeypatch
):
    pytest.importorskip("torch")
    warm = WarmBackends()
    without = warm(plan_for(layers, package, tmp_path))[0]
    with_graph = warm(plan_for(layers, light_package, tmp_path))[0]
    monkeypatch.setenv(OVERRIDE, "torch")
    asked = warm(plan_for(layers, light_package, tmp_path))[0]
    names = [type(backend).__name__ for backend in (without, with_graph, asked)]
    assert names == ["TorchBackend", "GraphBackend", "TorchBackend"]


def test_pytorch_steps_in_for_a_broken_graph_and_says_so(light_package, layers, tmp_path):
    pytest.importorskip("torch")
    folder = tmp_path / "broken"
    shutil.copytree(light_package, folder)
    (folder / ONNX).write_bytes(b"no graph")
    sums = (folder / "SHA256SUMS").read_text().splitlines()
    kept = [line for line in sums if not line.endswith(ONNX)]
    kept.append(f"{file_digest(folder / ONNX)}  {ONNX}")
    (folder / "SHA256SUMS").write_text("\n".join(kept) + "\n")
    backend, notices = WarmBackends()(plan_for(layers, folder, tmp_path))
    assert type(backend).__name__ == "TorchBackend"
    assert "runtime_fallback" in [notice.code for notice in notices]


def test_openvino_does_not_report_home():
    asked = (
        "import sys\n"
        "from segcr_qgis.engine.backends.openvino_backend import openvino\n"
        "import openvino.tools.ovc.telemetry_utils as used\n"
        "print(used.tm.__name__, [m for m in sys.modules if m.startswith('openvino_telemetry.')])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.stdout.split() == ["openvino.tools.ovc.telemetry_stub", "[]"], done.stderr


WITHOUT_TORCH = """
import json, sys
sys.modules["torch"] = None
from segcr_qgis.cli.main import main
code = main(sys.argv[1:])
assert not [m for m in sys.modules if m.startswith("torch.") or m == "safetensors"], "torch got in"
sys.exit(code)
"""


@pytest.mark.parametrize("runtime", ["openvino", "onnxruntime"])
def test_the_engine_runs_where_torch_is_absent(light_package, tmp_path, runtime):
    optical, sar = write_optical(tmp_path / "o.tif"), write_sar(tmp_path / "s.tif")
    request = PredictRequest(
        optical, str(light_package), Outputs(classes=str(tmp_path / "c.tif")), sar=sar
    )
    (tmp_path / "request.json").write_text(json.dumps(request.to_json()))
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_TORCH, "predict", "--request",
         str(tmp_path / "request.json"), "--json"],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
        env={**os.environ, OVERRIDE: runtime},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report = PredictReport.from_json(json.loads(done.stdout))
    assert report.precision == "float32" and sum(a.pixels for a in report.class_areas) == 8000
