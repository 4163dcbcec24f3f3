"""Read JSON of strangers: bounded in size, depth and digits, no key twice, no NaN."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from .rejections import rejection

MAX_BYTES = 1_000_000
MAX_DEPTH = 24
MAX_DIGITS = 40

#: Brackets, and whole strings so that brackets in them do not count. An unfinished string runs
#: to the end of the text: without that, searching on from each of its quotes takes quadratic time.
_TOKEN = re.compile(r'[\[\]{}]|"(?:[^"\\]|\\.)*(?:"|\\?\Z)', re.S)


def read_json(path: Path, place: Path) -> Any:
    """Return the document in ``path``.

    Parameters
    ----------
    path : Path
        A file of at most :data:`MAX_BYTES` (the caller sees to that, and that it is a file).
    place : Path
        The package it belongs to, for the sentence.

    Raises
    ------
    SegcrError
        ``model_invalid`` with one of the ``json_`` checks.
    """
    with path.open("rb") as stream:
        return parse_json(stream.read(MAX_BYTES + 1), path.name, place)


def parse_json(content: bytes, name: str, place: Path) -> Any:
    """Return the document in ``content``; like :func:`read_json`."""
    if len(content) > MAX_BYTES:
        raise rejection("file_size", place, name=name, limit=MAX_BYTES)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        raise rejection("json_encoding", place, repr(problem), name=name) from problem
    if depth(text) > MAX_DEPTH:
        raise rejection("json_depth", place, name=name, limit=MAX_DEPTH)

    def number_refused(*_: str) -> NoReturn:
        raise rejection("json_number", place, name=name)

    def whole(digits: str) -> int:
        return int(digits) if len(digits) <= MAX_DIGITS else number_refused()

    def decimal(digits: str) -> float:
        value = float(digits) if len(digits) <= MAX_DIGITS else number_refused()
        return value if abs(value) < float("inf") else number_refused()

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            counts = Counter(key for key, _ in pairs)
            raise rejection("json_twice", place, name=name, key=counts.most_common(1)[0][0])
        return found

    try:
        return json.loads(
            text,
            parse_int=whole,
            parse_float=decimal,
            parse_constant=number_refused,
            object_pairs_hook=once,
        )
    except (ValueError, RecursionError) as problem:
        raise rejection("json_syntax", place, name=name, problem=problem) from problem


def depth(text: str) -> int:
    """Return how deep brackets nest in ``text``, which need not be valid JSON."""
    deepest = level = 0
    for token in _TOKEN.finditer(text):
        first = token.group()[0]
        if first in "[{":
            level += 1
            deepest = max(deepest, level)
        elif first in "]}":
            level -= 1
    return deepest
