"""How the command line and the server carry out a run: the same code, the same report."""

from __future__ import annotations

from typing import Any, Callable

from ..core.errors import SegcrError, last_line
from ..core.report import PredictReport
from ..core.request import PredictRequest

#: What the engine's Python must hold.
LIBRARIES = ("numpy", "rasterio", "safetensors", "scipy", "torch")


def library_missing(problem: ImportError) -> SegcrError:
    """Return the failure for a library the engine's Python lacks or cannot load."""
    name = (problem.name or "").split(".")[0]
    reason = f"its Python lacks {name}" if name in LIBRARIES else last_line(str(problem))
    return SegcrError("engine_missing", detail=repr(problem), reason=reason)


def make_runner() -> Callable[..., PredictReport]:
    """Return what carries out requests and keeps the model warm between them.

    Libraries are imported by the first run; what is missing becomes ``engine_missing``.
    """
    warm: list[Any] = []

    def runner(
        request: PredictRequest, emit: Callable[[object], None], cancelled: Callable[[], bool]
    ) -> PredictReport:
        try:
            from ..assessment.report import render_report
            from ..engine.loading import WarmBackends
            from ..engine.run import run
        except ImportError as problem:
            raise library_missing(problem) from problem
        if not warm:
            warm.append(WarmBackends())
        return run(request, warm[0], emit, cancelled, render_report)

    return runner
