"""M3M-CR (also M3R-CR, Planet-CR): PlanetScope at 3 m, Sentinel-1 and WorldCover at 10 m.

Xu et al., IEEE TGRS 62, 2024. Registered users get it from its authors; this reads their folder.
"""

from __future__ import annotations

from ...core.classes import LandCoverClass
from .layout import Layout, Role, Splitting

#: Level 1 of the public loader. It emits 6 for "unknown" and then trains with 255 ignored: here
#: unknown *is* ignored.
CLASSES = (
    LandCoverClass(1, "Forest", "#006400"),
    LandCoverClass(2, "Rangeland", "#ffbb22"),
    LandCoverClass(3, "Agriculture", "#f096ff"),
    LandCoverClass(4, "Urban", "#fa0000"),
    LandCoverClass(5, "Barren", "#b4b4b4"),
    LandCoverClass(6, "Water", "#0064c8"),
)
#: WorldCover code to class index; snow, mangroves, moss and lichen are unknown.
WORLDCOVER = {10: 0, 20: 1, 30: 1, 40: 2, 50: 3, 60: 4, 80: 5, 90: 5}
FIELDS = "{season}/{kind}_{season}_{area}/{kind}_{season}_{area}_p_{patch}"


def _pattern(kind: str, ending: str) -> str:
    return f"{{split}}/{kind}_" + FIELDS.replace("{kind}", kind) + ending


_PLANET = {"units": "dn10000", "shape": (300, 300), "dtypes": ("uint16",), "nodata": 0.0}

LAYOUT = Layout(
    "M3M-CR",
    {
        "clear": Role(_pattern("planet_cloudfree", ".tif"), ("B2", "B3", "B4", "B8"), **_PLANET),
        "cloudy": Role(_pattern("planet_cloudy", ".tif"), ("B2", "B3", "B4", "B8"), **_PLANET),
        "sar": Role(_pattern("S1", ".tif"), ("VV", "VH"), "db", (90, 90), ("float64", "float32")),
        "label": Role(_pattern("landcover", ".tif"), shape=(90, 90), dtypes=("uint8",)),
        "mask": Role(_pattern("cloudmask", ".npy"), shape=(300, 300), dtypes=("bool", "uint8")),
    },
    place="{season}_{area}",
    classes=CLASSES,
    crosswalk=WORLDCOVER,
    label_ratio=(3, 10),
    pixel_size=3.0,
    # The official lists are private; its folders give train and test. A tenth of the training
    # places validates.
    splitting=Splitting("field", (0.9, 0.1, 0.0), field="split"),
    public_splitting=Splitting("field", (0.9, 0.1, 0.0), field="split"),
    notes="labels and radar are on the 10 m grid, up to 2 m off the 3 m grid",
)
