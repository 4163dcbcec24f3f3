"""Finds the backend of a model without importing any library before it is needed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, Optional

from ..core.errors import SegcrError, last_line
from ..core.report import Notice
from .backend import Backend
from .prepare import RunPlan


class WarmBackends:
    """Loads backends on use and keeps the last one for the next run.

    PyTorch where it is there; else ONNX Runtime, for packages that hold an exported network.
    """

    def __init__(self) -> None:
        self._loader: Optional[Any] = None

    def __call__(self, plan: RunPlan) -> tuple[Backend, tuple[Notice, ...]]:
        """Return the backend for a plan; raises ``engine_missing`` where no library is there."""
        if self._loader is None:
            self._loader = _loader()
        request = plan.request
        backend, notices = self._loader.load(
            plan.package, request.device, request.precision, request.threads
        )
        return backend, notices


def _loader() -> Any:
    try:
        if find_spec("torch") is None and find_spec("onnxruntime") is not None:
            from .backends.onnx_backend import OnnxLoader

            return OnnxLoader()
        from .backends.torch_backend import TorchLoader

        return TorchLoader()
    except ImportError as problem:
        name = problem.name or "a library"
        reason = f"its Python cannot load {name}: {last_line(str(problem))}"
        raise SegcrError("engine_missing", repr(problem), reason=reason) from problem
