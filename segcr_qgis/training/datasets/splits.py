"""Share samples out over train, val and test without tearing places apart, or as others do."""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ...core.errors import SegcrError
from .entries import Entry
from .layout import Splitting

SPLITS = ("train", "val", "test")


def split(entries: Sequence[Entry], how: Splitting) -> dict[str, list[Entry]]:
    """Return the entries of each of :data:`SPLITS`.

    Raises
    ------
    SegcrError
        ``split_impossible`` where all samples are of one place and places are kept whole.
    """
    if how.by == "random":
        return _random(entries, how)
    if how.by == "place":
        places = {entry.place for entry in entries}
        if len(places) == 1:
            raise SegcrError("split_impossible", place=next(iter(places)))
        return _by_place(entries, how)
    shares: dict[str, list[Entry]] = {name: [] for name in SPLITS}
    listed = {value: name for name, values in how.members.items() for value in values}
    for entry in entries:
        value = entry.place if how.field == "place" else entry.fields.get(how.field, "")
        target = listed.get(value, "train") if listed else value
        shares[target if target in shares else "train"].append(entry)
    if not shares["val"] and how.shares[1] > 0 and len({e.place for e in shares["train"]}) > 1:
        train, val, _ = how.shares
        again = _by_place(shares["train"], Splitting("place", (train, val, 0.0), how.seed))
        shares["train"], shares["val"] = again["train"], again["val"]
    return shares


def _by_place(entries: Sequence[Entry], how: Splitting) -> dict[str, list[Entry]]:
    """Fill test, then val, then train with whole places in the order of their hashes."""
    members: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        members[entry.place].append(entry)
    order = sorted(members, key=lambda place: _hash(f"{how.seed}/{place}"))
    shares: dict[str, list[Entry]] = {name: [] for name in SPLITS}
    wanted = dict(zip(SPLITS, how.shares))
    left = len(order)
    for name in ("test", "val"):
        aim = wanted[name] * len(entries)
        # A split that is asked for gets a place, however large, and leaves one for training.
        while order and left > 1 and wanted[name] > 0 and len(shares[name]) < max(aim, 1):
            nearer = abs(len(shares[name]) + len(members[order[0]]) - aim)
            if shares[name] and nearer > abs(len(shares[name]) - aim):
                break
            shares[name] += members[order.pop(0)]
            left -= 1
    for place in order:
        shares["train"] += members[place]
    return shares


def _random(entries: Sequence[Entry], how: Splitting) -> dict[str, list[Entry]]:
    """Split patch by patch, within each value of ``how.field`` as the public loaders do."""
    strata: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        strata[entry.fields.get(how.field, "")].append(entry)
    shares: dict[str, list[Entry]] = {name: [] for name in SPLITS}
    for stratum in sorted(strata):
        members = sorted(strata[stratum], key=lambda entry: entry.name)
        random.Random(how.seed).shuffle(members)
        first = round(how.shares[0] * len(members))
        second = first + round(how.shares[1] * len(members))
        for name, part in zip(SPLITS, (members[:first], members[first:second], members[second:])):
            shares[name] += part
    return shares


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def places(entries: Iterable[Entry]) -> set[str]:
    """Return the places of some entries."""
    return {entry.place for entry in entries}
