"""LuojiaSET-OSFCR: Sentinel-2 L1C clear and cloudy, Sentinel-1, land cover, cloud masks.

Pan et al., ISPRS J. 218, 2024; on request from its authors. Patches overlap by half: random splits
of patches, as public loaders make them, leak.
"""

from __future__ import annotations

from ...core.bands import SENTINEL2
from ...core.classes import LandCoverClass
from .layout import Layout, Role, Splitting

#: The legend is not published; codes keep neutral names. Code 0 is a class, so ours begin at 1.
_COLORS = ("#1f77b4", "#d62728", "#c7c7c7", "#ffbf00", "#98df8a", "#8c6d31", "#2ca02c")
CLASSES = tuple(LandCoverClass(k + 1, f"class {k}", color) for k, color in enumerate(_COLORS))
SIZE = (256, 256)
#: The baseline 04.00 offset of 1000 shows in B10, which sees nothing of the ground.
_S2 = {"units": "dn10000_b10_offset", "shape": SIZE, "dtypes": ("uint16",)}

LAYOUT = Layout(
    "LuojiaSET-OSFCR",
    {
        "clear": Role("{bucket}/s2/ROIs_{roi}_s2_p{patch}.tif", SENTINEL2, **_S2),
        "cloudy": Role("{bucket}/s2_cloudy/ROIs_{roi}_s2_cloudy_p{patch}.tif", SENTINEL2, **_S2),
        "sar": Role(
            "{bucket}/s1/ROIs_{roi}_s1_p{patch}.tif", ("VV", "VH"), "db", SIZE, ("float32",)
        ),
        "label": Role(
            "{bucket}/land_cover_maps/ROIs_{roi}_s2_p{patch}.tif", shape=SIZE, dtypes=("uint8",)
        ),
        "mask": Role(
            "{bucket}/cloud_detection_results/ROIs_{roi}_s2_cloudy_p{patch}.tif",
            shape=SIZE,
            dtypes=("float32", "uint8"),
        ),
    },
    place="{roi}",
    classes=CLASSES,
    crosswalk={code: code for code in range(len(CLASSES))},
    splitting=Splitting("place", (0.8, 0.1, 0.1)),
    public_splitting=Splitting("random", (0.8, 0.1, 0.1), seed=42, field="bucket"),
    notes="patches of a region overlap by half, so the random split leaks; use the region split",
)
