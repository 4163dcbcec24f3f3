"""Longitudes come round: one layer counts them from 0 to 360, another from -180 to 180."""

from __future__ import annotations

import re

Box = tuple[float, float, float, float]
#: Degrees by which longitudes of the same ground may differ between two layers.
TURNS = (0.0, 360.0, -360.0)
#: A geographic system as WKT, of either version, alone, with heights or with its way to WGS 84.
_GEOGRAPHIC = re.compile(
    r'\s*(?:(?:COMPD_CS|COMPOUNDCRS)\s*\[\s*"[^"]*"\s*,\s*|BOUNDCRS\s*\[\s*SOURCECRS\s*\[\s*)?'
    r"GEO[GD]"
)


def turns(box: Box, crs: str) -> list[Box]:
    """Return ``box`` (xmin, ymin, xmax, ymax) and, in degrees, what it is a turn east and west.

    ``crs`` is the WKT of its coordinates.
    """
    xmin, ymin, xmax, ymax = box
    possible = TURNS if _GEOGRAPHIC.match(crs) else TURNS[:1]
    return [(xmin + turn, ymin, xmax + turn, ymax) for turn in possible]
