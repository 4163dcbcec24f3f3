"""The land-cover classes of our own models; codes are frozen from the first release."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Imported where it is used: QGIS starts faster without it.
    import numpy as np


NODATA = 0


@dataclass(frozen=True)
class LandCoverClass:
    """One class: code in the map, name, and colour as ``#rrggbb``."""

    code: int
    name: str
    color: str

    def rgb(self) -> tuple[int, int, int]:
        """Return the colour as red, green, blue in 0..255."""
        value = int(self.color[1:], 16)
        return value >> 16, value >> 8 & 255, value & 255


CLASSES = (
    LandCoverClass(1, "Water", "#1a5bab"),
    LandCoverClass(2, "Trees", "#358221"),
    LandCoverClass(3, "Flooded vegetation", "#87d19e"),
    LandCoverClass(4, "Crops", "#ffdb5c"),
    LandCoverClass(5, "Built area", "#ed022a"),
    LandCoverClass(6, "Bare ground", "#ede9e4"),
    LandCoverClass(7, "Snow and ice", "#f2faff"),
    LandCoverClass(8, "Rangeland", "#c6ad8d"),
)

#: ESA WorldCover 2020/2021 codes to ours (mangroves count as trees, moss and lichen as rangeland).
WORLDCOVER = {10: 2, 20: 8, 30: 8, 40: 4, 50: 5, 60: 6, 70: 7, 80: 1, 90: 3, 95: 2, 100: 8}
#: Esri 10 m land cover (TerraMesh coding) to ours; 8 is cloud there, hence nodata.
ESRI = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 7, 8: 0, 9: 8}
#: WorldCereal reference labels to ours: annual crops, grass and fodder, built-up; others unknown.
WORLDCEREAL = {11: 4, 13: 8, 60: 5}
#: Dynamic World to ours (grass and shrub are rangeland); 9 is missing.
DYNAMIC_WORLD = {0: 1, 1: 2, 2: 8, 3: 3, 4: 4, 5: 8, 6: 5, 7: 6, 8: 7, 9: 0}


def translate(codes: np.ndarray, crosswalk: dict[int, int]) -> np.ndarray:
    """Map ``codes`` (any shape, integers in 0..255) to our codes; unlisted ones become nodata."""
    import numpy as np

    table = np.full(256, NODATA, np.uint8)
    for source, target in crosswalk.items():
        table[source] = target
    return table[np.asarray(codes).astype(np.uint8)]
