"""Longitudes come round: one layer counts them from 0 to 360, another from -180 to 180."""

from __future__ import annotations

import re

Box = tuple[float, float, float, float]
#: A geographic system as WKT, of either version, alone, with heights or with its way to WGS 84.
_GEOGRAPHIC = re.compile(
    r'\s*(?:(?:COMPD_CS|COMPOUNDCRS)\s*\[\s*"[^"]*"\s*,\s*|BOUNDCRS\s*\[\s*SOURCECRS\s*\[\s*)?'
    r"GEO[GD]"
)


def turns(box: Box, crs: str) -> list[Box]:
    """Return ``box`` and, where ``crs`` (WKT) is in degrees, what it is a turn east and west."""
    xmin, ymin, xmax, ymax = box
    round_the_world = (0.0, 360.0, -360.0) if _GEOGRAPHIC.match(crs) else (0.0,)
    return [(xmin + turn, ymin, xmax + turn, ymax) for turn in round_the_world]
