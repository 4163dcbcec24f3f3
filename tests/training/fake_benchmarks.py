"""Small made-up trees in exactly the layouts of the benchmark datasets."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import rasterio
from rasterio.transform import from_origin

from segcr_qgis.core.classes import WORLDCOVER
from segcr_qgis.simulation.clouds import CloudRecipe, add_clouds
from segcr_qgis.simulation.landscapes import landscape

#: Which of our six bands stands for each band of a file.
PLANET = (0, 1, 2, 3)
SENTINEL2 = (0, 0, 1, 2, 2, 3, 3, 3, 3, 3, None, 4, 5)
TO_WORLDCOVER = {ours: code for code, ours in WORLDCOVER.items()}


def write(path: Path, values: np.ndarray, pixel: float = 10.0, **options) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    values = values if values.ndim == 3 else values[None]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=values.shape[0],
        height=values.shape[1],
        width=values.shape[2],
        dtype=values.dtype,
        crs="EPSG:32633",
        transform=from_origin(500_000, 5_400_000, pixel, pixel),
        **options,
    ) as target:
        target.write(values)
    return path


def _ground(seed: int, size: int):
    rng = np.random.default_rng(seed)
    made = landscape(rng, (size, size), "parcels", "temperate")
    cloudy = add_clouds(
        made.reflectance, ("B2", "B3", "B4", "B8", "B11", "B12"), rng, CloudRecipe("mixed", 0.35)
    )
    return made, cloudy


def _stored(reflectance: np.ndarray, bands, offset: int = 0) -> np.ndarray:
    planes = [
        np.full(reflectance.shape[1:], 0.0012) if band is None else reflectance[band]
        for band in bands
    ]
    return np.clip(np.stack(planes) * 1e4 + offset, 1, 65535).astype(np.uint16)


def m3mcr(root: Path, areas=(("train", "spring", (1, 2, 3)), ("test", "fall", (9,))), patches=1):
    """Write M3M-CR: 300 px of 3 m, 90 px of 10 m, float64 radar, boolean masks."""
    for split, season, numbers in areas:
        for area in numbers:
            for patch in range(patches):
                made, cloudy = _ground(area * 100 + patch, 300)

                def place(kind, ending, split=split, season=season, area=area, patch=patch):
                    middle = f"{kind}_{season}_{area}"
                    name = f"{middle}_p_{patch}{ending}"
                    return root / split / f"{kind}_{season}" / middle / name

                clear = _stored(made.reflectance, PLANET)
                write(place("planet_cloudfree", ".tif"), clear, 3.0, nodata=0)
                write(
                    place("planet_cloudy", ".tif"),
                    _stored(cloudy.reflectance, PLANET),
                    3.0,
                    nodata=0,
                )
                # Every 10/3 pixels, as the coarse grid lies on the fine one.
                coarse = (np.arange(90) * 10 / 3 + 1.5).astype(int)
                radar = made.backscatter[:, coarse][:, :, coarse].astype(np.float64)
                write(place("S1", ".tif"), radar)
                codes = np.vectorize(TO_WORLDCOVER.get)(made.classes[coarse][:, coarse])
                write(place("landcover", ".tif"), codes.astype(np.uint8))
                mask = place("cloudmask", ".npy")
                mask.parent.mkdir(parents=True, exist_ok=True)
                np.save(mask, cloudy.mask() == 1)
    return root


def luojiaset(root: Path, regions=("01", "02", "03", "04"), patches=2, offset=1000):
    """Write LuojiaSET-OSFCR: 13 bands with the offset, neutral codes, float masks."""
    buckets = ("0-20%", "20%-40%", "40%-60%", "60%-80%", "80%-100%")
    for number, region in enumerate(regions):
        bucket = root / buckets[number % len(buckets)]
        for patch in range(patches):
            made, cloudy = _ground(number * 100 + patch + 7, 256)
            stem = f"ROIs_{region}"
            write(
                bucket / "s2" / f"{stem}_s2_p{patch}.tif",
                _stored(made.reflectance, SENTINEL2, offset),
            )
            write(
                bucket / "s2_cloudy" / f"{stem}_s2_cloudy_p{patch}.tif",
                _stored(cloudy.reflectance, SENTINEL2, offset),
            )
            write(bucket / "s1" / f"{stem}_s1_p{patch}.tif", made.backscatter.astype(np.float32))
            write(
                bucket / "land_cover_maps" / f"{stem}_s2_p{patch}.tif",
                (made.classes % 7).astype(np.uint8),
            )
            mask = (cloudy.mask() == 1).astype(np.float32)
            write(bucket / "cloud_detection_results" / f"{stem}_s2_cloudy_p{patch}.tif", mask)
    return root


def sen12mscr(root: Path, rois=(("ROIs1158_spring", 1), ("ROIs1158_spring", 17))):
    """Write SEN12MS-CR: one region that trains, one that validates."""
    rois = (*rois, ("ROIs2017_winter", 108))
    for number, (season, roi) in enumerate(rois):
        made, cloudy = _ground(number + 40, 256)
        for kind, values in (
            ("s2", _stored(made.reflectance, SENTINEL2)),
            ("s2_cloudy", _stored(cloudy.reflectance, SENTINEL2)),
            ("s1", made.backscatter.astype(np.float32)),
        ):
            folder = root / f"{season}_{kind}" / f"{kind}_{roi}"
            write(folder / f"{season}_{kind}_{roi}_p30.tif", values)
    return root
