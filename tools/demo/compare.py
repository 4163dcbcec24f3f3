"""The candidates that a scene's score compares: the plugin's result, simple fillings, no radar."""

from __future__ import annotations

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import rasterio

from segcr_qgis.assessment.baselines import mean_clear_colour, nearest_clear_pixel

from .images import read_classes, read_impact
from .runs import Run, empty_mask, shuffled_radar, vary
from .scenes import Scene
from .scoring import Candidate, SceneScore, read_reflectance, read_truth, score_scene


def _threshold(run: Run) -> float:
    """Return the cloud threshold that the run settled on, as its raster tells."""
    with rasterio.open(run.cloud_impact) as source:
        return float(json.loads(source.tags()["SEGCR_PARAMETERS"])["cloud_threshold"])


def _write_like(scene: Scene, name: str, image: np.ndarray) -> Path:
    """Write a filled image in the stored values of the scene, for the network to classify."""
    target = scene.folder / "variations" / f"{name}.tif"
    target.parent.mkdir(parents=True, exist_ok=True)
    with rasterio.open(scene.optical) as source:
        profile, descriptions, tags = source.profile, source.descriptions, source.tags()
    top = 255 if profile["dtype"] == "uint8" else 10_000
    limit = np.iinfo(profile["dtype"]).max
    with rasterio.open(target, "w", **profile) as sink:
        sink.write(np.clip(np.rint(image * top), 0, limit).astype(profile["dtype"]))
        sink.descriptions = descriptions
        sink.update_tags(**tags)
    return target


def compare(scene: Scene, run: Run, model: str) -> SceneScore:
    """Make every candidate of a scene whose truth is known, and score them.

    The fillings are given to the same network with the same radar and an empty cloud mask, so
    that their land cover shows what classifying such an image gives.
    """
    truth = read_truth(scene)
    cloudy = read_reflectance(scene.optical)
    covered = truth.mask > 0
    restored, classes = read_reflectance(Path(run.restored)), read_classes(Path(run.classes))
    candidates = [Candidate("restored by SegCR", restored, classes)]
    fillings = {
        "cloudy input": cloudy,
        "mean clear colour": mean_clear_colour(cloudy, covered),
        "nearest clear pixel": nearest_clear_pixel(cloudy, covered),
    }
    radar = {"radar left out": None, "radar shuffled": shuffled_radar(scene)}
    mask = empty_mask(scene)
    # Each run has a process of its own and one thread.
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, 4)) as pool:
        varied = {
            name: pool.submit(vary, scene, _file_name(name), model, sar=sar)
            for name, sar in radar.items()
        }
        classified = {
            name: pool.submit(
                vary,
                *(scene, _file_name(name), model),
                optical=_write_like(scene, _file_name(name), image),
                sar=scene.sar,
                mask=mask,
            )
            for name, image in fillings.items()
            if truth.classes is not None
        }
    for name, image in fillings.items():
        codes = read_classes(classified[name].result().classes) if name in classified else None
        candidates.append(Candidate(name, image, codes))
    for name, future in varied.items():
        made = future.result()
        image = read_reflectance(made.restored)
        candidates.append(Candidate(f"SegCR, {name}", image, read_classes(made.classes)))
    impact = read_impact(Path(run.cloud_impact))
    return score_scene(scene, candidates, truth, impact, _threshold(run))


def _file_name(name: str) -> str:
    return name.replace(" ", "_")
