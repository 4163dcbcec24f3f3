"""The candidates that a scene's score compares: the plugin's result, simple fillings, no radar."""

from __future__ import annotations

from pathlib import Path
from typing import Optional

import numpy as np
import rasterio

from segcr_qgis.assessment.baselines import mean_clear_colour, nearest_clear_pixel

from .images import read_classes, read_impact
from .runs import Run, empty_mask, shuffled_radar, vary
from .scenes import Scene
from .scoring import Candidate, SceneScore, Truth, read_reflectance, read_truth, score_scene


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


def _classified(scene: Scene, truth: Truth, name: str, image: Path, model: str) -> Optional[Path]:
    """Classify an image as it is with the same network and radar; None without class truth."""
    if truth.classes is None:
        return None
    return vary(scene, name, model, image, scene.sar, empty_mask(scene)).classes


def compare(scene: Scene, run: Run, model: str, threshold: float) -> SceneScore:
    """Make every candidate of a scene whose truth is known, and score them."""
    truth = read_truth(scene)
    cloudy = read_reflectance(scene.optical)
    covered = truth.mask > 0
    restored, classes = read_reflectance(Path(run.restored)), read_classes(Path(run.classes))
    candidates = [Candidate("restored by SegCR", restored, classes)]
    for title, name, image in (
        ("cloudy input", "cloudy", cloudy),
        ("mean clear colour", "mean_clear_colour", mean_clear_colour(cloudy, covered)),
        ("nearest clear pixel", "nearest_clear_pixel", nearest_clear_pixel(cloudy, covered)),
    ):
        stored = scene.optical if name == "cloudy" else _write_like(scene, name, image)
        codes = _classified(scene, truth, name, stored, model)
        candidates.append(Candidate(title, image, read_classes(codes) if codes else None))
    for title, name, radar in (
        ("SegCR, radar left out", "no_radar", None),
        ("SegCR, radar shuffled", "shuffled_radar", shuffled_radar(scene)),
    ):
        made = vary(scene, name, model, sar=radar)
        candidates.append(
            Candidate(title, read_reflectance(made.restored), read_classes(made.classes))
        )
    impact = read_impact(Path(run.cloud_impact))
    return score_scene(scene, candidates, truth, impact, threshold)
