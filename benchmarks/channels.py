"""What missing channels cost: both shipped models on the synthetic scenes of the demo.

``make stage && PYTHONPATH=. .venv-engine/bin/python benchmarks/channels.py`` prints, for every set
of bands and polarisations, the PSNR of red, green and blue under the simulated clouds (dB of
reflectance), what it lacks of the full set, and the intersection over union of water there; this
goes into ``build/bench/channels.json``. The bars: at most 1.5 dB less than the full set, and 0.15
more of water with radar than without.
"""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import rasterio
import torch

from segcr_qgis.networks import registry
from segcr_qgis.training.augment import scaled_radar
from segcr_qgis.training.checkpoints import fill_from_package
from tools.demo.scenes import Scene, find_scenes
from tools.places import BUILD, ROOT

MODELS = ("segcr-tiny", "cgm2net-tiny")
OPTICAL = {"6 bands": (0, 1, 2, 3, 4, 5), "RGB + B8": (0, 1, 2, 3), "RGB": (0, 1, 2)}
RADAR: dict[str, tuple[int, ...]] = {"VV VH": (0, 1), "VV": (0,), "VH": (1,), "no radar": ()}
#: Pixels a side of what the network sees at once; codes of water and of cloud in the rasters.
TILE, WATER, CLOUD = 512, 1, 1


def read(path: Path | None) -> np.ndarray:
    """Return all bands of a raster, (C, H, W) float32."""
    with rasterio.open(str(path)) as dataset:
        return dataset.read().astype(np.float32)


def only(values: np.ndarray, kept: tuple[int, ...]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return values (1, C, H, W) with all but the kept channels missing, and where they are not."""
    valid = np.zeros_like(values)
    valid[list(kept)] = 1
    return torch.from_numpy(values * valid)[None], torch.from_numpy(valid)[None]


@torch.inference_mode()
def measure(
    network: torch.nn.Module, scene: Scene, bands: tuple[int, ...], radar: tuple[int, ...]
) -> tuple[float, float]:
    """Return dB of reflectance in red, green and blue, and the IoU of water, under cloud."""
    optical = np.sqrt(np.clip(read(scene.optical) / 1e4, 0, 1.5))
    truth = read(scene.truth)[:3] / 1e4
    sar = scaled_radar(read(scene.sar), ("VV", "VH")).astype(np.float32)
    classes, cloud = read(scene.truth_classes)[0], read(scene.cloud_mask)[0] == CLOUD
    squares, both, either = [], 0, 0
    for row, column in product(*(range(0, length, TILE) for length in cloud.shape)):
        tile = (slice(row, row + TILE), slice(column, column + TILE))
        seen = (only(optical[(slice(None), *tile)], bands), only(sar[(slice(None), *tile)], radar))
        out = network(seen[0][0], seen[1][0], seen[0][1], seen[1][1])
        hidden = cloud[tile]
        error = out.clear[0, :3].numpy().clip(0, 1.3) ** 2 - truth[(slice(None), *tile)]
        squares.append(error[:, hidden].ravel() ** 2)
        ours = (out.logits[0].argmax(0).numpy() + 1 == WATER) & hidden
        theirs = (classes[tile] == WATER) & hidden
        both, either = both + int((ours & theirs).sum()), either + int((ours | theirs).sum())
    return float(-10 * np.log10(np.concatenate(squares).mean())), both / max(1, either)


def main() -> None:
    """Measure every set with every model, print the means over scenes and write all rows."""
    scenes = [scene for scene in find_scenes(None) if scene.key.startswith("synthetic")]
    rows = []
    for name in MODELS:
        network = registry.build(name).eval()
        fill_from_package(network, str(ROOT / "models" / name))
        full = None
        for (bands, kept), (radar, polarisations) in product(OPTICAL.items(), RADAR.items()):
            found = np.array([measure(network, scene, kept, polarisations) for scene in scenes])
            psnr, water = found.mean(0)
            full = psnr if full is None else full
            print(f"{name:13} {bands:9} {radar:9} {psnr:6.2f} dB {psnr - full:+6.2f}  {water:.3f}")
            row = {"model": name, "bands": bands, "radar": radar, "psnr": float(psnr)}
            rows.append({**row, "difference": float(psnr - full), "water_iou": float(water)})
    folder = BUILD / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "channels.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
