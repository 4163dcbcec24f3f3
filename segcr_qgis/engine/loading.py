"""Finds the backend of a model without importing any library before it is needed."""

from __future__ import annotations

from typing import Any, Optional

from ..core.errors import SegcrError
from ..core.report import Notice
from .backend import Backend
from .prepare import RunPlan


class WarmBackends:
    """Loads backends on use and keeps the last one for the next run."""

    def __init__(self) -> None:
        self._torch: Optional[Any] = None

    def __call__(self, plan: RunPlan) -> tuple[Backend, tuple[Notice, ...]]:
        """Return the backend for a plan; raises ``engine_missing`` where torch is not there."""
        if self._torch is None:
            try:
                from .backends.torch_backend import TorchLoader
            except ImportError as problem:
                reason = f"its Python cannot load {problem.name or problem}"
                raise SegcrError("engine_missing", repr(problem), reason=reason) from problem
            self._torch = TorchLoader()
        request = plan.request
        backend, notices = self._torch.load(
            plan.package, request.device, request.precision, request.threads
        )
        return backend, notices
