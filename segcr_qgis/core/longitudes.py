"""Longitudes come round: one layer counts them from 0 to 360, another from -180 to 180."""

from __future__ import annotations

import math
import re

Box = tuple[float, float, float, float]
_DEGREES = 360.0
#: Radians of the smallest and the largest unit that anybody counts angles in.
_UNITS = (1e-9, 10.0)
#: A geographic system as WKT, of either version, alone, with heights or with its way to WGS 84.
_GEOGRAPHIC = re.compile(
    r'\s*(?:(?:COMPD_CS|COMPOUNDCRS)\s*\[\s*"[^"]*"\s*,\s*|BOUNDCRS\s*\[\s*SOURCECRS\s*\[\s*)?'
    r"GEO[GD]"
)
#: Where WKT of version 2 tells of its axes: the prime meridian before may have another unit.
_AXES = re.compile(r"\bCS\s*\[\s*ellipsoidal")
_UNIT = re.compile(r'\b(?:ANGLE)?UNIT\s*\[\s*"[^"]*"\s*,\s*([-+.\deE]+)')


def full_turn(crs: str) -> float:
    """Return a turn of longitude in the unit of a geographic system: 360 degrees, 400 grads.

    ``crs`` is WKT; 0 where its coordinates are no longitudes, 360 where it tells no sound unit.
    """
    if not _GEOGRAPHIC.match(crs):
        return 0.0
    axes = _AXES.search(crs)
    unit = _UNIT.search(crs, axes.start() if axes else 0)
    try:
        radians = float(unit.group(1)) if unit else 0.0
    except ValueError:
        return _DEGREES
    # Rounded: writers cut the digits of pi where they like.
    return round(math.tau / radians, 6) if _UNITS[0] <= radians <= _UNITS[1] else _DEGREES


def turns_of(crs: str) -> tuple[float, ...]:
    """Return by how much longitudes of one place may differ between two layers, 0 first.

    ``crs`` is the WKT of their coordinates; only 0 where these are no longitudes.
    """
    turn = full_turn(crs)
    return (0.0, turn, -turn) if turn else (0.0,)


def turns(box: Box, crs: str) -> list[Box]:
    """Return ``box`` (xmin, ymin, xmax, ymax) and, of longitudes, what it is a turn east and west.

    ``crs`` is the WKT of its coordinates.
    """
    xmin, ymin, xmax, ymax = box
    return [(xmin + turn, ymin, xmax + turn, ymax) for turn in turns_of(crs)]
