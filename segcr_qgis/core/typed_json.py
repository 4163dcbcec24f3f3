"""Build frozen dataclasses from JSON of the other process, every field checked against its type."""

from __future__ import annotations

import functools
import math
from collections.abc import Set
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Built = TypeVar("Built")


class Misfit(ValueError):  # noqa: N818 - what it is, not that it is one
    """A document that does not fit: ``check`` is ``field_missing``, ``_unknown`` or ``_kind``."""

    def __init__(self, check: str, field: str) -> None:
        super().__init__(f"{check}: {field}")
        self.check, self.field = check, field


def build(kind: type[Built], document: Any) -> Built:
    """Return a ``kind`` (a dataclass) from a parsed JSON object.

    Raises
    ------
    Misfit
        Where a field is missing, unknown or of another type than declared, or a number is not
        finite.
    """
    if not isinstance(document, dict):
        raise Misfit("field_kind", kind.__name__)
    known: Any = kind
    hints, required = _fields(known)
    only_fields(document, set(hints), required)
    return kind(**{name: _value(hints[name], value, name) for name, value in document.items()})


def only_fields(document: dict[str, Any], known: Set[str], required: Set[str]) -> dict[str, Any]:
    """Return ``document``; raise :class:`Misfit` where fields are missing or unknown."""
    for name in sorted(required - set(document)):
        raise Misfit("field_missing", name)
    for name in sorted(set(document) - known):
        raise Misfit("field_unknown", name)
    return document


@functools.cache
def _fields(kind: Any) -> tuple[dict[str, Any], frozenset[str]]:
    hints = get_type_hints(kind)
    required = frozenset(
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    )
    return {f.name: hints[f.name] for f in fields(kind)}, required


def _value(hint: Any, value: Any, name: str) -> Any:
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Union:
        if value is None and type(None) in inner:
            return None
        return _value(next(h for h in inner if h is not type(None)), value, name)
    if origin is tuple and isinstance(value, (list, tuple)):
        return tuple(_value(inner[0], entry, name) for entry in value)
    if origin is dict and isinstance(value, dict):
        return {str(key): _value(inner[1], entry, name) for key, entry in value.items()}
    if is_dataclass(hint) and isinstance(hint, type):
        return build(hint, value)
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if hint is float and number and math.isfinite(value):
        return float(value)
    if hint in (str, int, bool) and type(value) is hint:
        return value
    raise Misfit("field_kind", name)
