"""The ONNX graphs of both tiny networks compute what PyTorch does."""

import os
import shutil

import numpy as np
import pytest
import torch

pytest.importorskip("onnxruntime")
onnx = pytest.importorskip("onnx")

from segcr_qgis.cli.main import main  # noqa: E402
from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.model_package import ONNX, read_package  # noqa: E402
from segcr_qgis.core.part_files import part_path  # noqa: E402
from segcr_qgis.networks import registry  # noqa: E402
from segcr_qgis.training import export  # noqa: E402
from segcr_qgis.training.package import PackageFacts, write_package  # noqa: E402

# Tracing the scans takes PyTorch's exporter a minute or more.
TINY = ("segcr-tiny", pytest.param("cgm2net-tiny", marks=pytest.mark.slow))
TILE = 64


@pytest.fixture(scope="module", autouse=True)
def traced_once(tmp_path_factory):
    """Trace each network a single time: that is most of what an export takes."""
    kept, trace = {}, export._trace

    def trace_or_copy(network, tiles, target):
        first = kept.setdefault(type(network), tmp_path_factory.mktemp("traced") / ONNX)
        if not first.is_file():
            trace(network, tiles, first)
        shutil.copy(first, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export, "_trace", trace_or_copy)
        yield


def facts(name):
    config = {"optical_channels": 6, "sar_channels": 2, "classes": 8}
    return PackageFacts(name, name, name, config, "2026-01-01T00:00:00Z", tile_size=TILE, overlap=8)


@pytest.fixture(scope="module", params=TINY)
def package(request, tmp_path_factory):
    torch.manual_seed(2)
    network = registry.build(request.param)
    with torch.no_grad():
        for parameter in network.parameters():
            # Layers that start at zero would hide what they compute.
            parameter.add_(0.02 * torch.randn_like(parameter))
    folder = tmp_path_factory.mktemp("models") / request.param
    return read_package(write_package(folder, network, facts(request.param)))


def test_the_command_exports_and_onnxruntime_agrees(package, capsys):
    assert main(["export", str(package.folder)]) == 0
    assert "differs from PyTorch by at most" in capsys.readouterr().out
    again = read_package(package.folder)
    graph = onnx.load(str(package.folder / ONNX)).graph
    assert {i.name for i in graph.input} == set(export.INPUTS)
    assert [o.name for o in graph.output] == list(export.OUTPUTS)
    assert {node.domain for node in graph.node} <= {"", "ai.onnx"}
    network = export.load_network(again).eval()
    other = tuple(t.flip(2) for t in export.example(again))
    assert export.difference(network, package.folder / ONNX, other) < export.TOLERANCE
    model = onnx.load(str(package.folder / ONNX), load_external_data=False)
    outside = onnx.external_data_helper.uses_external_data
    shared = [t for t in model.graph.initializer if outside(t)]
    assert sum(int(np.prod(t.dims)) for t in shared) > 0.99 * again.total_parameters
    assert (package.folder / ONNX).stat().st_size < 0.5 * again.weights.stat().st_size


@pytest.fixture(scope="module")
def whole(package, tmp_path_factory):
    """Return a graph that stands alone."""
    target = tmp_path_factory.mktemp("alone") / ONNX
    assert main(["export", str(package.folder), "--out", str(target)]) == 0
    return target


def test_a_graph_elsewhere_holds_its_weights_in_half_precision(package, whole):
    model = onnx.load(str(whole), load_external_data=False)
    assert not any(map(onnx.external_data_helper.uses_external_data, model.graph.initializer))
    half = [t for t in model.graph.initializer if t.data_type == onnx.TensorProto.FLOAT16]
    assert sum(int(np.prod(t.dims)) for t in half) > 0.9 * package.total_parameters
    network = export.load_network(package).eval()
    assert export.difference(network, whole, export.example(package)) < export.TOLERANCE


def test_a_graph_that_computes_otherwise_is_not_written(package, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_trace", lambda network, tiles, target: _wrong(whole, target))
    with pytest.raises(SegcrError, match="differs from PyTorch"):
        export.export(package, tmp_path / ONNX)
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_another_process_writes_is_left_to_it(package, whole, tmp_path):
    other = part_path(str(tmp_path / ONNX), os.getppid())
    other.write_bytes(b"being written")
    with pytest.raises(SegcrError, match="Another run is writing"):
        export.export(package, tmp_path / ONNX)
    assert list(tmp_path.iterdir()) == [other]


def test_where_nothing_can_be_written_nothing_is_traced(package, tmp_path, monkeypatch):
    monkeypatch.setattr(export, "_trace", lambda *given: pytest.fail("traced"))
    for target, reason in ((tmp_path / "none" / ONNX, "does not exist"), (tmp_path, "is a folder")):
        with pytest.raises(SegcrError, match=reason):
            export.export(package, target)


def _wrong(whole, target):
    """Write the right graph with one bias changed."""
    model = onnx.load(str(whole))
    for tensor in model.graph.initializer:
        if tensor.name.endswith(".bias"):
            values = onnx.numpy_helper.to_array(tensor) + 0.5
            tensor.CopyFrom(onnx.numpy_helper.from_array(values, tensor.name))
    onnx.save(model, str(target))
