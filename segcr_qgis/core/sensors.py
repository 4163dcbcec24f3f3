"""What is known of sensors and producers: data files in ``resources/sensors``, applied to facts."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Optional

from .facts import LayerFacts
from .places import resources


@dataclass(frozen=True)
class SensorProfile:
    """What a producer's files mean, and how to tell them.

    A profile is recognised by band names (``name_pattern`` matches each name that ``names`` knows,
    or the layer has exactly ``all_names``), by the file name (``file``) or by tags (``tags``: key
    and value patterns; an empty key is any), but only where ``dtypes`` allows.

    Attributes
    ----------
    id, kind, title, source : str
        ``kind`` is ``optical`` or ``sar``; ``source`` where it is written.
    names : dict
        Band name, lower case, to channel; '' for a band no channel stands for.
    orders : dict
        Number of unnamed bands, as text, to their channels.
    units : str
        One of the request's units; '' where the values have to tell.
    scale, offset : float or None
        Of reflectance, where the file does not tag them.
    refuse : str
        Why the values cannot be used, as part of a sentence.
    """

    id: str
    kind: str
    title: str
    source: str
    file: str = ""
    name_pattern: str = ""
    all_names: tuple[str, ...] = ()
    tags: dict[str, str] = field(default_factory=dict)
    dtypes: tuple[str, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    orders: dict[str, tuple[str, ...]] = field(default_factory=dict)
    units: str = ""
    scale: Optional[float] = None
    offset: Optional[float] = None
    refuse: str = ""

    def channels(self, facts: LayerFacts) -> list[Optional[str]]:
        """Return the channel of every band, None where the profile does not say."""
        named = [self.names.get(band.name.strip().lower()) for band in facts.bands]
        if any(named):
            return [channel or None for channel in named]
        order = self.orders.get(str(len(facts.bands)), ())
        return [channel or None for channel in order] or [None] * len(facts.bands)

    def recognises(self, facts: LayerFacts) -> bool:
        """Return whether a layer is of this kind."""
        if self.dtypes and any(band.dtype not in self.dtypes for band in facts.bands):
            return False
        names = [band.name.strip().lower() for band in facts.bands]
        if self.name_pattern and sum(bool(re.search(self.name_pattern, n)) for n in names) >= 1:
            return True
        if self.all_names and names == [name.lower() for name in self.all_names]:
            return True
        if self.file and re.search(self.file, PurePath(facts.path).stem, re.I):
            return True
        return any(
            re.search(pattern, f"{tag}={value}" if not key else value, re.I)
            for key, pattern in self.tags.items()
            for tag, value in facts.tags.items()
            if not key or re.search(key, tag, re.I)
        )


@functools.lru_cache(maxsize=1)
def profiles() -> tuple[SensorProfile, ...]:
    """Return every profile, ordered by file name."""
    folder = resources() / "sensors"
    return tuple(_parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json")))


def recognise(facts: LayerFacts, kind: str) -> Optional[SensorProfile]:
    """Return the one profile of ``kind`` that fits a layer; None where none or several do.

    Where the reader put a layer together, it named the bands itself.
    """
    if facts.document:
        return None
    found = [p for p in profiles() if p.kind == kind and p.recognises(facts)]
    return found[0] if len(found) == 1 else None


def _parse(text: str) -> SensorProfile:
    values: dict[str, Any] = json.loads(text)
    for key in ("all_names", "dtypes"):
        values[key] = tuple(values.get(key, ()))
    values["orders"] = {count: tuple(order) for count, order in values.get("orders", {}).items()}
    return SensorProfile(**values)
