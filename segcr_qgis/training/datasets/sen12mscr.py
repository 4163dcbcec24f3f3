"""SEN12MS-CR: Sentinel-2 L1C clear and cloudy, Sentinel-1; no land cover.

Meraner et al., ISPRS J. 166, 2020; split by region as in the loader of its authors.
"""

from __future__ import annotations

from ...core.bands import SENTINEL2
from .layout import Layout, Role, Splitting

SIZE = (256, 256)
_S2 = {"units": "dn10000", "shape": SIZE, "dtypes": ("uint16",)}
_LISTED = {
    "val": {
        "ROIs2017_winter": (22, 107, 130, 84),
        "ROIs1868_summer": (19, 80, 127, 17),
        "ROIs1970_fall": (65,),
        "ROIs1158_spring": (17,),
    },
    "test": {
        "ROIs1158_spring": (106, 123, 140, 31, 44),
        "ROIs1868_summer": (119, 73),
        "ROIs1970_fall": (139,),
        "ROIs2017_winter": (108, 63),
    },
}
_MEMBERS = {
    split: tuple(f"{season}_{roi}" for season, rois in seasons.items() for roi in rois)
    for split, seasons in _LISTED.items()
}
_SPLITTING = Splitting("field", (1.0, 0.0, 0.0), field="place", members=_MEMBERS)


def _pattern(kind: str) -> str:
    return f"{{season}}_{kind}/{kind}_{{roi}}/{{season}}_{kind}_{{roi}}_p{{patch}}.tif"


LAYOUT = Layout(
    "SEN12MS-CR",
    {
        "clear": Role(_pattern("s2"), SENTINEL2, **_S2),
        "cloudy": Role(_pattern("s2_cloudy"), SENTINEL2, **_S2),
        "sar": Role(_pattern("s1"), ("VV", "VH"), "db", SIZE, ("float32", "float64")),
    },
    place="{season}_{roi}",
    splitting=_SPLITTING,
    public_splitting=_SPLITTING,
    notes="no land cover: only the restoration can be trained and scored",
)
