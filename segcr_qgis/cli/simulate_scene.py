"""``segcr simulate-scene``: a synthetic landscape with radar, simulated clouds and its truth."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from ..core.classes import CLASSES
from ..core.errors import SegcrError
from ..core.part_files import write_whole

OPTICAL = ("B2", "B3", "B4", "B8", "B11", "B12")
#: Longest cloud structure in pixels: about 2 km, cumulus fields rather than a weather front.
LONGEST_CLOUD = 200.0
ORIGIN = (500_000.0, 5_400_000.0)
DATE = "2026-06-21"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    from ..simulation.landscapes import BIOMES, HELD_OUT_LAYOUT, TRAINING_LAYOUTS

    add = parser.add_argument
    add("--out", required=True, type=Path, help="folder to write into")
    add("--size", type=int, default=256, help="pixels a side (default 256)")
    add("--seed", type=int, default=1, help="same seed, same scene (default 1)")
    layouts = (*TRAINING_LAYOUTS, HELD_OUT_LAYOUT)
    add("--layout", choices=layouts, default=HELD_OUT_LAYOUT, help="default: never trained on")
    add("--biome", choices=sorted(BIOMES), default="coast")
    add("--cover", type=float, default=0.3, help="share under thick cloud (default 0.3)")


def run(options: argparse.Namespace) -> int:
    """Write ``optical_cloudy.tif``, ``sar.tif``, ``truth/`` and ``scene.json``."""
    from rasterio.crs import CRS
    from rasterio.transform import from_origin

    from ..simulation.clouds import CloudRecipe, add_clouds
    from ..simulation.landscapes import landscape
    from .rasters import write_geotiff

    if options.size < 32 or not 0 < options.cover < 1:
        raise SegcrError("request_invalid", reason="size must be 32 or more, cover between 0 and 1")
    rng = np.random.default_rng(options.seed)
    ground = landscape(rng, (options.size, options.size), options.layout, options.biome)
    recipe = CloudRecipe("mixed", options.cover, LONGEST_CLOUD)
    cloudy = add_clouds(ground.reflectance, OPTICAL, rng, recipe)
    grid = {"crs": CRS.from_epsg(32631), "transform": from_origin(*ORIGIN, 10.0, 10.0)}
    folder, truth = options.out, options.out / "truth"
    tags = {"SEGCR_SYNTHETIC": "landscape and clouds simulated", "TIFFTAG_DATETIME": DATE}
    for path, reflectance in (
        (folder / "optical_cloudy.tif", cloudy.reflectance),
        (truth / "optical_clear.tif", ground.reflectance),
    ):
        write_geotiff(path, digital_numbers(reflectance), grid, OPTICAL, 0, **tags)
    # Hundredths of a decibel: finer is noise that does not compress.
    decibel = np.round(ground.backscatter, 2).astype(np.float32)
    write_geotiff(folder / "sar.tif", decibel, grid, ("VV", "VH"), **tags)
    colors = {c.code: c.rgb() for c in CLASSES}
    land = ground.classes[None]
    write_geotiff(truth / "landcover.tif", land, grid, ("land cover",), 0, colors, **tags)
    mask = cloudy.mask()
    write_geotiff(truth / "cloud_mask.tif", mask[None], grid, ("cloud mask",), **tags)
    facts = {
        "synthetic": True,
        "command": f"segcr simulate-scene --size {options.size} --seed {options.seed}"
        f" --layout {options.layout} --biome {options.biome} --cover {options.cover}",
        "cloud_percent": round(float((mask == 1).mean() * 100), 1),
        "shadow_percent": round(float((mask == 2).mean() * 100), 1),
    }
    write_whole(str(folder / "scene.json"), json.dumps(facts, indent=1) + "\n")
    print(f"synthetic scene in {folder}: {facts['cloud_percent']} % simulated cloud")
    return 0


def digital_numbers(reflectance: np.ndarray) -> np.ndarray:
    """Return reflectance as uint16 DN = 10000 x reflectance, at least 1 (0 is nodata)."""
    return np.clip(np.rint(reflectance * 10_000), 1, 65_535).astype(np.uint16)
