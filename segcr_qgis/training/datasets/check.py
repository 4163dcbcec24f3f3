"""Look through a dataset before it is trained on: what is there, what is broken, which classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...core.errors import SegcrError
from .entries import Entry, Reading, index, loaded, reading
from .layout import Layout
from .rasters import read
from .scene import IGNORE, BrokenSample
from .splits import SPLITS, split

#: Names of incomplete samples and files that a text lists.
LISTED = 10


@dataclass
class Findings:
    """What a check found; counts are of samples, ``codes`` and ``classes`` of pixels.

    ``unknown_codes`` are label codes no class stands for, with their pixels.
    """

    dataset: str
    folder: str
    samples: int = 0
    complete: int = 0
    places: int = 0
    splits: dict[str, int] = field(default_factory=dict)
    lacking: dict[str, int] = field(default_factory=dict)
    incomplete: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    classes: dict[str, int] = field(default_factory=dict)
    unknown_codes: dict[int, int] = field(default_factory=dict)
    cloud_percent: float | None = None
    notes: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the findings as a dict."""
        return asdict(self)


def check(
    root: Path,
    layout: Layout,
    simulate: bool = False,
    limit: int | None = None,
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> Findings:
    """Read every complete sample (or the first ``limit``) and return what was found.

    Raises
    ------
    SegcrError
        ``layer_unreadable`` where there is no such folder.
    """
    if not root.is_dir():
        raise SegcrError("layer_unreadable", layer=root, reason="no such folder")
    entries = index(root, layout)
    simulate = simulate or "cloudy" not in layout.roles
    complete = reading(entries, Reading(simulate=simulate))
    found = Findings(layout.name, str(root), len(entries), notes=layout.notes)
    found.lacking = dict(Counter(role for entry in entries for role in entry.lacking))
    found.incomplete = [entry.name for entry in entries if entry.lacking][:LISTED]
    found.places = len({entry.place for entry in entries})
    broken: list[BrokenSample] = []
    chosen = complete[:limit]
    sound, clouds = [], []
    for position, entry in enumerate(chosen):
        tell(position, len(chosen))
        for item in loaded([entry], broken):
            sound.append(entry)
            _count_classes(found, entry, item.labels)
            if item.mask is not None:
                clouds.append(float(item.mask.mean()))
    found.complete = len(sound) + len(complete) - len(chosen)
    found.broken = [str(problem) for problem in broken]
    found.cloud_percent = round(100 * float(np.mean(clouds)), 1) if clouds else None
    found.splits = _splits(sound, layout)
    return found


def _count_classes(found: Findings, entry: Entry, labels: np.ndarray) -> None:
    for position, land_cover in enumerate(entry.layout.classes):
        count = int((labels == position).sum())
        if count:
            found.classes[land_cover.name] = found.classes.get(land_cover.name, 0) + count
    if "label" in entry.files and (labels == IGNORE).any():
        codes = read(entry.files["label"], entry.layout.roles["label"]).values[0]
        ignored = codes[(labels == IGNORE) & np.isfinite(codes)]
        for code, count in zip(*np.unique(ignored, return_counts=True)):
            found.unknown_codes[int(code)] = found.unknown_codes.get(int(code), 0) + int(count)


def _splits(entries: list[Entry], layout: Layout) -> dict[str, int]:
    try:
        shares = split(entries, layout.splitting)
    except SegcrError:
        return {}
    return {name: len(shares[name]) for name in SPLITS}


def in_words(found: Findings) -> str:
    """Return the findings as text."""
    lines = [
        f"{found.dataset} in {found.folder}",
        f"{found.complete} of {found.samples} samples are complete, from {found.places} places",
    ]
    if found.splits:
        shares = ", ".join(f"{name} {count}" for name, count in found.splits.items())
        lines.append(f"split by place: {shares}")
    elif found.complete:
        lines.append("one place only: it cannot be split by place")
    for role, count in sorted(found.lacking.items()):
        lines.append(f"{count} samples have no {role}")
    if found.incomplete:
        lines.append("incomplete, such as: " + ", ".join(found.incomplete))
    lines += [f"broken: {text}" for text in found.broken[:LISTED]]
    if len(found.broken) > LISTED:
        lines.append(f"... and {len(found.broken) - LISTED} more broken samples (--json has all)")
    total = sum(found.classes.values()) or 1
    for name, count in sorted(found.classes.items(), key=lambda item: -item[1]):
        lines.append(f"class {name}: {100 * count / total:.1f} %")
    for code, count in sorted(found.unknown_codes.items()):
        lines.append(f"code {code} is ignored: {count} pixels")
    if found.cloud_percent is not None:
        lines.append(f"clouded by the masks: {found.cloud_percent:.1f} %")
    if found.notes:
        lines.append(f"note: {found.notes}")
    return "\n".join(lines)
