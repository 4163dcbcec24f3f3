"""The scenes no training reads: synthetic ones of the held-out layout, and real test scenes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from PIL import Image

from ..core.classes import ESRI, translate
from ..simulation.clouds import CloudRecipe, CloudyScene, add_clouds
from ..simulation.landscapes import HELD_OUT_LAYOUT, landscape
from .datasets.open_data import AMONG_12, VOLKOV_STRETCH, VOLKOV_VH_DB

SIX = ("B2", "B3", "B4", "B8", "B11", "B12")
SYNTHETIC_BIOMES = ("temperate", "coast", "arid", "wet", "urban", "snow")
#: Seed of the clouds and of the synthetic ground; far from any seed of the training.
SEED = 424_242


@dataclass(frozen=True)
class HeldOutScene:
    """A clear scene with simulated clouds.

    ``clear`` (C, H, W) reflectance of ``bands``; ``made`` the clouds over it; ``sar`` (S, H, W) dB
    of ``polarisations``; ``codes`` (H, W) class codes, 0 unknown, or None; ``synthetic`` whether
    the ground is invented.
    """

    name: str
    synthetic: bool
    bands: tuple[str, ...]
    clear: np.ndarray
    made: CloudyScene
    sar: np.ndarray
    polarisations: tuple[str, ...]
    codes: np.ndarray | None


def synthetic_scenes() -> Iterator[HeldOutScene]:
    """Landscapes of the layout that is kept out of training, two of each biome."""
    for index, biome in enumerate(SYNTHETIC_BIOMES * 2):
        rng = np.random.default_rng([SEED, index])
        ground = landscape(rng, (256, 256), HELD_OUT_LAYOUT, biome)
        made = add_clouds(ground.reflectance, SIX, rng, CloudRecipe("mixed", 0.35))
        yield HeldOutScene(
            f"synthetic {biome} {index // len(SYNTHETIC_BIOMES) + 1}",
            True,
            SIX,
            ground.reflectance,
            made,
            ground.backscatter,
            ("VV", "VH"),
            ground.classes,
        )


def real_scenes(test: Path) -> Iterator[HeldOutScene]:
    """Real clear scenes of the folder ``test`` with simulated clouds: TerraMesh, Volkov."""
    for path in sorted((test / "terramesh" / "S2L2A").glob("*.tif")):
        with rasterio.open(path) as source:
            digital = source.read(AMONG_12).astype(np.float32)
        # A baseline 04.00 product carries +1000 in every band.
        offset = 1000 if np.percentile(digital, 1, axis=(1, 2)).min() > 900 else 0
        with rasterio.open(test / "terramesh" / "S1RTC" / path.name) as source:
            sar = source.read().astype(np.float32)
        with rasterio.open(test / "terramesh" / "LULC" / path.name) as source:
            codes = translate(source.read(1), ESRI)
        clear = np.maximum(digital - offset, 1) / 1e4
        for kind in ("thick", "mixed"):
            made = _clouds(clear, SIX, path.stem, kind)
            yield HeldOutScene(
                f"TerraMesh {path.stem}, {kind}", False, SIX, clear, made, sar, ("VV", "VH"), codes
            )
    for path in sorted((test / "volkov" / "opt").glob("*.jpg")):
        rgb = np.asarray(Image.open(path), np.float32)[..., ::-1].transpose(2, 0, 1) / 255
        byte = np.asarray(Image.open(test / "volkov" / "sar" / path.name), np.float32)
        vh = 20 * np.log10(np.maximum(byte, 4) / 255) + VOLKOV_VH_DB["T14"]
        clear = np.maximum(rgb * VOLKOV_STRETCH, 1e-4)[:, :512, :512]
        made = _clouds(clear, SIX[:3], path.stem, "mixed")
        yield HeldOutScene(
            f"Volkov {path.stem}, mixed",
            False,
            SIX[:3],
            clear,
            made,
            vh[None, :512, :512],
            ("VH",),
            None,
        )


def _clouds(clear: np.ndarray, bands: tuple[str, ...], name: str, kind: str) -> CloudyScene:
    key = [SEED, *name.encode("ascii"), len(kind)]
    recipe = CloudRecipe(kind, 0.35, 200)
    return add_clouds(clear, bands, np.random.default_rng(key), recipe)
