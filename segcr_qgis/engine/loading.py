"""Finds the runtime of a model without importing any library before it is needed."""

from __future__ import annotations

import os
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Any

from ..core.errors import SegcrError, last_line
from ..core.report import Notice
from .backend import Backend
from .backends.graph import has_graph
from .backends.processor import bfloat16_here
from .prepare import RunPlan

#: Set to ``torch``, ``openvino`` or ``onnxruntime`` to have every run computed by that one.
OVERRIDE = "SEGCR_RUNTIME"
RUNTIMES = ("torch", "openvino", "onnxruntime")


class WarmBackends:
    """Loads backends on use and keeps the last one for the next run.

    On a processor OpenVINO where it is there and the package holds an exported network; else
    PyTorch; without PyTorch OpenVINO or ONNX Runtime, for such packages alone.
    """

    def __init__(self) -> None:
        self._name = ""
        self._loader: Any = None

    def __call__(self, plan: RunPlan) -> tuple[Backend, tuple[Notice, ...]]:
        """Return the backend for a plan.

        Raises
        ------
        SegcrError
            ``engine_missing`` where no library is there, and what the package does not allow.
        """
        name = _runtime(plan)
        try:
            return self._load(name, plan)
        except SegcrError as problem:
            if name != "openvino" or find_spec("torch") is None:
                raise
            # PyTorch can do it as well, or says better what is wrong with the model.
            backend, notices = self._load("torch", plan)
            reason = last_line(problem.detail or str(problem))
            fallback = Notice("runtime_fallback", {"wanted": "OpenVINO", "reason": reason})
            return backend, (*notices, fallback)

    def _load(self, name: str, plan: RunPlan) -> tuple[Backend, tuple[Notice, ...]]:
        if name != self._name:
            self._loader, self._name = None, ""
            self._loader, self._name = loader_of(name), name
        request = plan.request
        backend, notices = self._loader.load(
            plan.package, request.device, request.precision, request.threads
        )
        return backend, notices


def _runtime(plan: RunPlan) -> str:
    """Return what is to compute a plan: ``torch``, ``openvino`` or ``onnxruntime``."""
    wanted = os.environ.get(OVERRIDE, "")
    if wanted in RUNTIMES and find_spec(wanted) is not None:
        return wanted
    there = [name for name in RUNTIMES[1:] if find_spec(name) is not None]
    if find_spec("torch") is None:
        return there[0] if there else "torch"
    if "openvino" in there and _suits_graph(plan) and _on_processor(plan.request.device):
        return "openvino"
    return "torch"


def _suits_graph(plan: RunPlan) -> bool:
    """Return whether the package's graph computes just what PyTorch would."""
    size, grid = plan.package.tile_size, plan.grid
    same = grid.tile_width == size and grid.tile_height == size
    return same and has_graph(plan.package) and _has_precision(plan.request.precision)


def _has_precision(wanted: str) -> bool:
    # Left to itself a graph runs in float32: half precision tints what is stretched far.
    return wanted in ("auto", "float32") or (wanted == "bfloat16" and bfloat16_here())


def _on_processor(device: str) -> bool:
    if device != "auto":
        return device == "cpu"
    if _torch_version().endswith("+cpu"):
        # A build for processors alone need not be loaded to be asked.
        return True
    from .backends.torch_backend import choose_device

    return choose_device(device)[0].type == "cpu"


def _torch_version() -> str:
    try:
        return version("torch")
    except PackageNotFoundError:
        # One that was put there by hand, without its papers.
        return ""


def loader_of(name: str) -> Any:
    """Return what loads models into a runtime; raises ``engine_missing`` where that is absent."""
    try:
        if name == "openvino":
            from .backends.openvino_backend import OpenvinoLoader

            return OpenvinoLoader()
        if name == "onnxruntime":
            from .backends.onnx_backend import OnnxLoader

            return OnnxLoader()
        from .backends.torch_backend import TorchLoader

        return TorchLoader()
    except (ImportError, OSError) as problem:
        library = getattr(problem, "name", None) or name
        reason = f"its Python cannot load {library}: {last_line(str(problem))}"
        raise SegcrError("engine_missing", repr(problem), reason=reason) from problem
