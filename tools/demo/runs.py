"""Runs of one scene: as the analyst runs it, and the variations that the scoring compares."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio

from ..qgis_process import QgisProcess
from ..smoke import ALGORITHM
from .scenes import Scene, engine

SHUFFLE_SEED = 5


@dataclass(frozen=True)
class Run:
    """What one run of the plugin left behind."""

    scene: str
    classes: str
    restored: str
    cloud_impact: str
    confidence: str
    report: str
    cloud_percent: float
    device: str
    notices: str
    seconds: float


def run_plugin(qgis: QgisProcess, scene: Scene, model_folder: Optional[Path]) -> Run:
    """Run the scene through the staged plugin with qgis_process; the numbers are the plugin's."""
    scene.folder.mkdir(parents=True, exist_ok=True)
    outputs = {
        "OUTPUT": scene.folder / f"{scene.key}_landcover.tif",
        "RESTORED": scene.folder / f"{scene.key}_restored.tif",
        "CLOUD_IMPACT": scene.folder / f"{scene.key}_cloud_impact.tif",
        "CONFIDENCE": scene.folder / f"{scene.key}_confidence.tif",
        "REPORT": scene.folder / f"{scene.key}_report.html",
    }
    finished = qgis.run(
        ALGORITHM,
        {"INPUT": scene.optical, "SAR": scene.sar, "MODEL_FOLDER": model_folder, **outputs},
    )
    results: dict[str, Any] = finished.results
    run = Run(
        scene.key,
        str(outputs["OUTPUT"]),
        str(outputs["RESTORED"]),
        str(outputs["CLOUD_IMPACT"]),
        str(outputs["CONFIDENCE"]),
        str(outputs["REPORT"]),
        float(results["CLOUD_PERCENT"]),
        str(results["DEVICE_USED"]),
        str(results.get("NOTICES", "")),
        finished.seconds,
    )
    (scene.folder / "run.json").write_text(json.dumps(asdict(run), indent=1) + "\n")
    return run


@dataclass(frozen=True)
class Variation:
    """A run for the scoring only; ``classes`` and ``restored`` are its outputs."""

    name: str
    classes: Path
    restored: Path


def vary(
    scene: Scene,
    name: str,
    model: str,
    optical: Optional[Path] = None,
    sar: Optional[Path] = None,
    mask: Optional[Path] = None,
) -> Variation:
    """Run the engine's command line on changed inputs; ``sar`` None leaves the radar out."""
    folder = scene.folder / "variations"
    folder.mkdir(parents=True, exist_ok=True)
    made = Variation(name, folder / f"{name}_landcover.tif", folder / f"{name}_restored.tif")
    arguments: list[object] = ["predict", "--optical", optical or scene.optical, "--model", model]
    arguments += ["--sar", sar] if sar else []
    arguments += ["--mask", mask] if mask else []
    arguments += ["--threads", 1, "--classes", made.classes, "--restored", made.restored]
    engine(*arguments)
    return made


def shuffled_radar(scene: Scene, block: int = 64) -> Path:
    """Write the radar image with its blocks in another order: real radar of the wrong place."""
    target = scene.folder / "variations" / "radar_shuffled.tif"
    target.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(scene.sar) as source:
        pixels, profile = source.read(), source.profile
        descriptions, tags = source.descriptions, source.tags()
    count, height, width = pixels.shape
    rows, columns = height // block, width // block
    used = pixels[:, : rows * block, : columns * block]
    blocks = used.reshape(count, rows, block, columns, block).swapaxes(2, 3)
    blocks = blocks.reshape(count, rows * columns, block, block)
    blocks = blocks[:, np.random.default_rng(SHUFFLE_SEED).permutation(rows * columns)]
    blocks = blocks.reshape(count, rows, columns, block, block).swapaxes(2, 3)
    pixels[:, : rows * block, : columns * block] = blocks.reshape(used.shape)
    with rasterio.open(target, "w", **profile) as sink:
        sink.write(pixels)
        sink.descriptions = descriptions
        sink.update_tags(**tags)
    return target


def empty_mask(scene: Scene) -> Path:
    """Write a cloud mask that says clear everywhere, so that an image is classified as it is."""
    target = scene.folder / "variations" / "mask_clear_everywhere.tif"
    target.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(scene.optical) as source:
        profile = source.profile
        shape = source.shape
    profile.update(count=1, dtype="uint8", nodata=None)
    with rasterio.open(target, "w", **profile) as sink:
        sink.write(np.zeros(shape, np.uint8), 1)
    return target
