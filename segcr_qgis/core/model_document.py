"""Typed, bounded fields out of a ``model.json`` of strangers.

Everything is checked here once, so that nobody behind has to doubt it: kinds are exact (a bool is
no number), numbers lie in ranges, texts hold no invisible characters. Markup in a text is left
as it is: who shows it as HTML escapes it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Any, Final, Optional

from .classes import NODATA, LandCoverClass
from .rejections import rejection

MAX_TEXT = 200
MAX_CHANNELS = 64
MAX_CLASSES = 255
MAX_SETTINGS = 64
MAX_SETTING = 1 << 16

ID: Final = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
#: Names of devices on Windows: no folder can be called so, whatever its ending.
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_CHANNEL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")
_COLOR = re.compile(r"[0-9A-Fa-f]{6}")
_SETTING = re.compile(r"[a-z][a-z0-9_]{0,63}")
#: Unicode categories no name needs: control, format (zero width, right to left), surrogate,
#: private, unassigned, and separators of lines and paragraphs.
_INVISIBLE = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")


class Fields:
    """The fields of one JSON object; every method returns a checked value or rejects.

    Parameters
    ----------
    values : object
        What stands in the document; anything but an object is rejected.
    path : str
        Where it stands, for the sentence.
    place : Path
        The package.
    """

    def __init__(self, values: Any, path: str, place: Path) -> None:
        self.path = path
        self.place = place
        if not isinstance(values, dict):
            raise self._kind("")
        self._values = values

    def _name(self, key: str) -> str:
        return ".".join(part for part in (self.path, key) if part) or "the document"

    def _kind(self, key: str) -> Exception:
        return rejection("field_kind", self.place, field=self._name(key))

    def has(self, key: str) -> bool:
        """Return whether there is such a field."""
        return key in self._values

    def get(self, key: str) -> Any:
        """Return a field as it stands."""
        if key not in self._values:
            raise rejection("field_missing", self.place, field=self._name(key))
        return self._values[key]

    def inside(self, key: str) -> Fields:
        """Return the fields of an object within."""
        return Fields(self.get(key), self._name(key), self.place)

    def items(self, key: str) -> list[Fields]:
        """Return the objects of a list within."""
        values = self.get(key)
        if not isinstance(values, list):
            raise self._kind(key)
        return [Fields(v, f"{self._name(key)}[{n}]", self.place) for n, v in enumerate(values)]

    def texts(self, key: str) -> list[str]:
        """Return a list of texts."""
        values = self.get(key)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise self._kind(key)
        return list(values)

    def text(self, key: str) -> str:
        """Return a text that can be shown on one line."""
        value = self.get(key)
        if not isinstance(value, str):
            raise self._kind(key)
        visible = all(unicodedata.category(c) not in _INVISIBLE for c in value[: MAX_TEXT + 1])
        if not value.strip() or len(value) > MAX_TEXT or not visible:
            raise rejection("text_unfit", self.place, field=self._name(key))
        return value

    def flag(self, key: str) -> bool:
        """Return a bool."""
        value = self.get(key)
        if not isinstance(value, bool):
            raise self._kind(key)
        return value

    def whole(self, key: str, low: int, high: int) -> int:
        """Return an integer within ``low`` and ``high``."""
        if type(self.get(key)) is not int:
            raise self._kind(key)
        return int(self.number(key, low, high))

    def number(self, key: str, low: float, high: float) -> float:
        """Return a number within ``low`` and ``high``."""
        value = self.get(key)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._kind(key)
        return self._in_range(self._name(key), value, low, high)

    def span(self, key: str, low: float, high: float) -> tuple[float, float]:
        """Return a pair of numbers within ``low`` and ``high``, the lower one first."""
        pair = self.get(key)
        numbers = isinstance(pair, list) and all(type(v) in (int, float) for v in pair)
        if not numbers or len(pair) != 2:
            raise self._kind(key)
        first, second = (self._in_range(self._name(key), v, low, high) for v in pair)
        if first >= second:
            raise rejection(
                "number_range", self.place, field=self._name(key), value=pair, low=low, high=high
            )
        return first, second

    def _in_range(self, name: str, value: Any, low: float, high: float) -> float:
        if not low <= value <= high:
            raise rejection("number_range", self.place, field=name, value=value, low=low, high=high)
        return float(value)


def check_id(value: Any, place: Path) -> str:
    """Return a model's id: a name that is a folder's on every system, and no look-alike."""
    if not isinstance(value, str) or not ID.fullmatch(value) or _DEVICES.fullmatch(value):
        raise rejection("id_unfit", place)
    return value


def read_key(fields: Fields, key: str) -> str:
    """Return a key of the networks' registry, which may not exist in this version."""
    value = fields.text(key)
    if not _KEY.fullmatch(value):
        raise rejection("text_unfit", fields.place, field=key)
    return value


def read_classes(fields: Fields) -> tuple[LandCoverClass, ...]:
    """Return the classes of a segmentation output, in the order of its logits."""
    found = []
    for entry in fields.items("classification:classes"):
        code = entry.whole("value", 0, MAX_CLASSES)
        if entry.has("nodata") and entry.flag("nodata"):
            continue
        color = entry.text("color_hint")
        if code == NODATA or not _COLOR.fullmatch(color):
            raise rejection("classes_unfit", fields.place)
        found.append(LandCoverClass(code, entry.text("name"), f"#{color}"))
    codes, names = {entry.code for entry in found}, {entry.name for entry in found}
    if not found or len(codes) != len(found) or len(names) != len(found):
        raise rejection("classes_unfit", fields.place)
    return tuple(found)


def read_channels(fields: Optional[Fields], what: str, place: Path) -> tuple[str, ...]:
    """Return the channel names of an input."""
    names = fields.texts("bands") if fields else []
    unfit = any(not _CHANNEL.fullmatch(name) for name in names)
    if not 1 <= len(names) <= MAX_CHANNELS or unfit or len(set(names)) != len(names):
        raise rejection("channels_unfit", place, field=what)
    return tuple(names)


def read_config(fields: Fields) -> dict[str, Any]:
    """Return the keyword arguments for a network: names to scalars or lists of scalars."""
    config = fields.get("config")
    unfit = rejection("config_unfit", fields.place)
    if not isinstance(config, dict) or len(config) > MAX_SETTINGS:
        raise unfit
    for name, value in config.items():
        if not _SETTING.fullmatch(name) or not _setting(value, depth=2):
            raise unfit
    return dict(config)


def _setting(value: Any, depth: int) -> bool:
    if isinstance(value, list):
        return (
            depth > 0
            and len(value) <= MAX_SETTINGS
            and all(_setting(entry, depth - 1) for entry in value)
        )
    if isinstance(value, str):
        return len(value) <= MAX_TEXT
    if isinstance(value, (int, float)):
        return abs(value) <= MAX_SETTING
    return value is None
