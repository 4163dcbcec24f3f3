"""Write a model package's network as ONNX, for runtimes that are faster or smaller than PyTorch."""

from __future__ import annotations

import json
import os
import struct
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

from ..core.alignment import check_place
from ..core.errors import SegcrError
from ..core.model_package import DIGESTS, ONNX, ModelPackage, file_digest, read_digests
from ..core.part_files import part_path, remove_stale_parts, write_whole
from ..engine.backends.torch_backend import load_network
from ..engine.write_errors import write_errors

#: Inputs and outputs of the graph, all float32 of the package's tile size and one tile a run. A
#: ``cloud_mask`` of NaN means that there is none.
INPUTS = ("optical", "sar", "optical_valid", "sar_valid", "cloud_mask")
OUTPUTS = ("logits", "clear", "cloud", "expected_error")
OPSET = 18
#: Most that the graph may differ from PyTorch.
TOLERANCE = 1e-4
#: Tensors of at least so many values are stored in half precision, as in the package's weights.
PACKED = 256
#: What stands before a parameter's name in the graph.
_PREFIX = "network."


class _Graph(nn.Module):
    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, *inputs: Tensor) -> tuple[Tensor, ...]:
        return tuple(self.network(*inputs)[:4])


def export(package: ModelPackage, target: Path) -> float:
    """Write the package's network to ``target``; return the largest difference from PyTorch.

    In the package's own folder the graph takes its weights from the package's file, which it needs
    beside it; anywhere else it holds them itself.

    Raises
    ------
    SegcrError
        ``export_differs`` where the graph does not compute what PyTorch does, ``output_busy`` where
        another process exports to ``target``, ``output_folder``, or that of the disk; nothing is
        written.
    """
    # Tracing takes a minute: whether there is a place is asked first.
    check_place(target)
    if remove_stale_parts(str(target)):
        raise SegcrError("output_busy", path=target)
    network = load_network(package).eval()
    tiles = example(package)
    with tempfile.TemporaryDirectory() as folder:
        raw, small = Path(folder) / "raw.onnx", Path(folder) / "small.onnx"
        _trace(network, tiles, raw)
        _simplify(raw, small)
        model = onnx.load(str(small))
        if target.parent.resolve() == package.folder.resolve():
            refer(model, package.weights)
        pack(model)
    part = part_path(str(target), os.getpid())
    try:
        with write_errors(str(target)):
            onnx.save(model, str(part))
        worst = difference(network, part, tiles)
        if not worst <= TOLERANCE:
            raise SegcrError("export_differs", model=package.id, difference=f"{worst:.1e}")
        with write_errors(str(target), renaming=True):
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return worst


def add_to_package(package: ModelPackage) -> float:
    """Write the graph into the package's folder and its digest into ``SHA256SUMS``.

    The digest comes last: a package whose export was cut off in between is refused, never trusted.
    """
    worst = export(package, package.folder / ONNX)
    digests = {**read_digests(package.folder), ONNX: file_digest(package.folder / ONNX)}
    lines = [f"{digest}  {name}\n" for name, digest in sorted(digests.items())]
    write_whole(str(package.folder / DIGESTS), "".join(lines))
    return worst


def example(package: ModelPackage) -> tuple[Tensor, ...]:
    """Return random tiles with missing values, and a mask that is known in the lower half."""
    size = package.tile_size
    chance = torch.Generator().manual_seed(3)

    def values(channels: int) -> Tensor:
        return torch.rand(1, channels, size, size, generator=chance)

    optical, sar = values(len(package.optical_channels)), values(len(package.sar_channels))
    valid = [(torch.rand(t.shape, generator=chance) > 0.1).float() for t in (optical, sar)]
    mask = values(1)
    mask[..., : size // 2, :] = float("nan")
    return optical, sar, *valid, mask


def difference(network: nn.Module, graph: Path, tiles: tuple[Tensor, ...]) -> float:
    """Return the largest difference between PyTorch and ONNX Runtime over all outputs."""
    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    found = session.run(list(OUTPUTS), {n: t.numpy() for n, t in zip(INPUTS, tiles)})
    with torch.inference_mode():
        wanted = network(*tiles)[:4]
    return max(float(np.abs(a.numpy() - b).max()) for a, b in zip(wanted, found))


def _trace(network: nn.Module, tiles: tuple[Tensor, ...], target: Path) -> None:
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            _Graph(network),
            tiles,
            str(target),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            # Its rewriting takes many minutes on the scans; ONNX Runtime's takes seconds.
            optimize=False,
            verbose=False,
        )


def _simplify(source: Path, target: Path) -> None:
    """Drop what is double, with nothing tied to this machine; weights stay as they are named."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(target)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(
        str(source),
        options,
        providers=["CPUExecutionProvider"],
        # What reshapes a weight is left to whoever loads the graph.
        disabled_optimizers=["ConstantFolding"],
    )


def refer(model: Any, weights: Path) -> None:
    """Let the graph read its parameters from a safetensors file beside it, cast on loading."""
    with weights.open("rb") as stream:
        length = struct.unpack("<Q", stream.read(8))[0]
        header = json.loads(stream.read(length))
    graph, casts = model.graph, []
    for tensor in graph.initializer:
        stored = header.get(tensor.name.removeprefix(_PREFIX))
        if stored is None or stored["dtype"] != "F16" or stored["shape"] != list(tensor.dims):
            continue
        begin, end = stored["data_offsets"]
        place = {"location": weights.name, "offset": 8 + length + begin, "length": end - begin}
        name, dims = tensor.name, list(tensor.dims)
        tensor.Clear()
        tensor.name, tensor.data_type = name + ".half", TensorProto.FLOAT16
        tensor.dims.extend(dims)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in place.items():
            tensor.external_data.add(key=key, value=str(value))
        casts.append(helper.make_node("Cast", [tensor.name], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def pack(model: Any) -> None:
    """Store large tensors in half precision where that loses nothing; they are cast on loading."""
    graph = model.graph
    casts = []
    kept = []
    for tensor in graph.initializer:
        if tensor.data_location == TensorProto.EXTERNAL:
            kept.append(tensor)
            continue
        values = numpy_helper.to_array(tensor)
        with np.errstate(over="ignore"):
            half = values.astype(np.float16)
        exact = values.dtype == np.float32 and np.array_equal(half.astype(np.float32), values)
        if values.size < PACKED or not exact:
            kept.append(tensor)
            continue
        name = tensor.name + ".half"
        kept.append(numpy_helper.from_array(half, name))
        casts.append(helper.make_node("Cast", [name], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)
