"""The lines between plugin and engine: one ASCII JSON object a line, ``type`` first.

To the engine (stdin of ``serve``): ``predict`` with a request, ``cancel``, ``shutdown``.
From the engine (stdout): ``hello`` once, then ``progress``, ``log``, ``notice`` and, to end a
run, ``report`` or ``failure``.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any, Union

from .errors import SegcrError
from .report import Failure, Log, Notice, PredictReport, Progress
from .request import PredictRequest
from .typed_json import build

PROTOCOL_VERSION = 1
MAX_LINE = 1_000_000


@dataclass(frozen=True)
class Hello:
    """The engine's first line: who speaks. ``versions`` of python, numpy, rasterio, torch."""

    protocol: int = PROTOCOL_VERSION
    pid: int = 0
    versions: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Predict:
    """Ask for a run."""

    request: PredictRequest


@dataclass(frozen=True)
class Cancel:
    """Ask the run under way to end within one tile."""


@dataclass(frozen=True)
class Shutdown:
    """Ask the engine to end."""


ToEngine = Union[Predict, Cancel, Shutdown]
FromEngine = Union[Hello, Progress, Log, Notice, PredictReport, Failure]

_TYPES: dict[str, Any] = {
    "predict": Predict,
    "cancel": Cancel,
    "shutdown": Shutdown,
    "hello": Hello,
    "progress": Progress,
    "log": Log,
    "notice": Notice,
    "report": PredictReport,
    "failure": Failure,
}
#: What parsing nonsense can raise; OverflowError stands for integers too large for a float.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError)
_NAMES = {kind: name for name, kind in _TYPES.items()}


def encode(message: Union[ToEngine, FromEngine]) -> str:
    """Return ``message`` as one line of ASCII JSON, newline included."""
    body = (
        {"request": message.request.to_json()} if isinstance(message, Predict) else asdict(message)
    )
    return json.dumps({"type": _NAMES[type(message)], **body}, ensure_ascii=True) + "\n"


def decode(line: str) -> Union[ToEngine, FromEngine]:
    """Return the message in ``line``.

    Raises
    ------
    SegcrError
        ``engine_protocol`` where the line is too long, no JSON object, of an unknown type, or
        lacks a field; ``request_invalid`` for a bad request.
    """
    if len(line) > MAX_LINE:
        raise SegcrError("engine_protocol", reason="a line is too long")
    try:
        body = json.loads(line)
        kind = _TYPES[body.pop("type")]
        if kind is Predict:
            return Predict(PredictRequest.from_json(body["request"]))
        message: Union[ToEngine, FromEngine] = build(kind, body)
        return message
    except _UNREADABLE as problem:
        excerpt = line[:200].strip()
        raise SegcrError("engine_protocol", detail=excerpt, reason=repr(problem)) from problem
