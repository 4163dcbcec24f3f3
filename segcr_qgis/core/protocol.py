"""The lines between plugin and engine: one ASCII JSON object a line, ``type`` first.

To the engine (stdin of ``serve``): ``predict`` with a request, ``cancel``, ``shutdown``.
From the engine (stdout): ``hello`` once, then ``progress``, ``log``, ``notice`` and, to end a
run, ``report`` or ``failure``.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, NoReturn, Protocol, Union

from .line_faults import line_fault
from .report import Failure, Log, Notice, PredictReport, Progress
from .request import PredictRequest
from .typed_json import Misfit, build, only_fields

PROTOCOL_VERSION = 1
MAX_LINE = 1_000_000
#: No number of ours is longer; Python takes quadratic time for those that are.
MAX_DIGITS = 40
#: How much of an unreadable line goes to the log.
EXCERPT = 200


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
_NAMES = {kind: name for name, kind in _TYPES.items()}


def encode(message: Union[ToEngine, FromEngine]) -> str:
    """Return ``message`` as one line of ASCII JSON, newline included."""
    body = (
        {"request": message.request.to_json()} if isinstance(message, Predict) else asdict(message)
    )
    return json.dumps({"type": _NAMES[type(message)], **body}, ensure_ascii=True) + "\n"


class Lines(Protocol):
    """A binary stream that is read line by line."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line, of at most ``size`` bytes; b'' at the end."""


def read_lines(stream: Lines) -> Iterator[str]:
    """Yield the lines of a pipe until it is closed, without blank ones.

    Of a line longer than :data:`MAX_LINE` only the beginning is kept in memory and yielded, for
    :func:`decode` to refuse: one refusal, however long the line.
    """
    while line := stream.readline(MAX_LINE + 2):
        text = line.decode("utf-8", "replace")
        while not line.endswith(b"\n") and (line := stream.readline(MAX_LINE)):
            pass
        if text.strip():
            yield text


def decode(line: str) -> Union[ToEngine, FromEngine]:
    """Return the message in ``line``.

    Raises
    ------
    SegcrError
        ``engine_protocol`` with the check of :mod:`line_faults` that the line did not pass;
        ``request_invalid`` for a bad request.
    """
    body = parse_object(line)
    excerpt = line[:EXCERPT].strip()
    if "type" not in body:
        raise line_fault("type_missing", excerpt)
    name = body.pop("type")
    kind = _TYPES.get(name) if isinstance(name, str) else None
    if kind is None:
        raise line_fault("type_unknown", excerpt, type=name)
    try:
        if kind is Predict:
            request = only_fields(body, {"request"}, {"request"})["request"]
            return Predict(PredictRequest.from_json(request))
        message: Union[ToEngine, FromEngine] = build(kind, body)
        return message
    except Misfit as problem:
        raise line_fault(problem.check, excerpt, type=name, field=problem.field) from problem


def parse_object(line: str) -> dict[str, Any]:
    """Return the JSON object in ``line``; raises ``engine_protocol`` like :func:`decode`."""
    if len(line) > MAX_LINE:
        raise line_fault("line_long", line[:EXCERPT], limit=MAX_LINE)
    excerpt = line[:EXCERPT].strip()

    def number_refused(*_: str) -> NoReturn:
        raise line_fault("line_number", excerpt)

    def decimal(digits: str) -> float:
        value = float(digits)
        return value if abs(value) < float("inf") else number_refused()

    def whole(digits: str) -> int:
        return int(digits) if len(digits) <= MAX_DIGITS else number_refused()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            raise line_fault("line_twice", excerpt, key=counts.most_common(1)[0][0])
        return found

    try:
        body = json.loads(
            line,
            parse_constant=number_refused,
            parse_float=decimal,
            parse_int=whole,
            object_pairs_hook=once,
        )
    except json.JSONDecodeError as problem:
        check = _what_is_wrong(line, problem)
        values = {"start": excerpt, "place": problem.pos + 1}
        raise line_fault(check, excerpt, **values) from problem
    except RecursionError as problem:
        raise line_fault("line_depth", excerpt) from problem
    if not isinstance(body, dict):
        raise line_fault("no_object", excerpt)
    return body


def _what_is_wrong(line: str, problem: json.JSONDecodeError) -> str:
    """Return which check a line that is no JSON did not pass."""
    if line.strip() and not line.lstrip().startswith("{"):
        return "line_foreign"
    if problem.msg.startswith("Extra data"):
        return "line_joined"
    # A string that never ends is told of by where it begins.
    if problem.pos >= len(line.rstrip()) or problem.msg.startswith("Unterminated string"):
        return "line_cut"
    return "line_garbled"
