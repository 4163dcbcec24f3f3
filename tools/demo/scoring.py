"""Scores of a scene whose truth is known; nothing here reaches the network."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import numpy as np
import rasterio
from scipy.ndimage import distance_transform_edt

from segcr_qgis.assessment.accuracy import class_scores, confusion_matrix
from segcr_qgis.assessment.fidelity import image_scores
from segcr_qgis.core.classes import CLASSES, NODATA
from segcr_qgis.engine.rasters import read_facts

from .images import read_classes
from .scenes import Scene

CLOUD, SHADOW = 1, 2
#: A cloud's own edge is soft; beyond this nothing may change.
MARGIN = 8


@dataclass(frozen=True)
class ClassShare:
    """Ground that one class covers in a class map."""

    name: str
    percent: float
    hectares: float


@dataclass(frozen=True)
class Score:
    """How near one image, and its land cover, come to the truth inside the clouds."""

    name: str
    psnr: float
    ssim: float
    miou: Optional[float]


@dataclass(frozen=True)
class SceneScore:
    """All scores of one scene; shares are fractions."""

    key: str
    title: str
    inside: list[Score]
    cloud_share: float
    shadow_share: float
    missed_cloud: float
    missed_shadow: float
    false_alarm: float
    unchanged: float


def class_shares(classes: Path) -> list[ClassShare]:
    """Return the classes that occur, largest first, with their area on the ground."""
    codes = read_classes(classes)
    width, height = read_facts(str(classes)).ground_pixel_size
    counted = max(int((codes != NODATA).sum()), 1)
    shares = []
    for entry in CLASSES:
        pixels = int((codes == entry.code).sum())
        if pixels:
            percent = 100 * pixels / counted
            shares.append(ClassShare(entry.name, percent, pixels * width * height / 10_000))
    return sorted(shares, key=lambda share: -share.percent)


def _as_reflectance(pixels: np.ndarray, dtype: str) -> np.ndarray:
    """Return stored values as 0..1: DN/10000, or an 8-bit picture's share of white."""
    return pixels.astype(np.float32) / (255 if dtype == "uint8" else 10_000)


def read_reflectance(path: Path) -> np.ndarray:
    """Return all bands ``(band, row, column)`` as 0..1."""
    with rasterio.open(path) as source:
        return _as_reflectance(source.read(), source.dtypes[0])


@dataclass(frozen=True)
class Candidate:
    """An image to be scored, with a land-cover map where there is one."""

    name: str
    image: np.ndarray
    classes: Optional[np.ndarray] = None


@dataclass(frozen=True)
class Truth:
    """What the scoring knows: clear image, mask (0 clear, 1 cloud, 2 shadow), classes."""

    image: np.ndarray
    mask: np.ndarray
    classes: Optional[np.ndarray]


def read_truth(scene: Scene) -> Truth:
    """Read the truth of a scene that has one."""
    if scene.truth is None or scene.cloud_mask is None:
        raise ValueError(f"the truth of {scene.key} is not known")
    classes = read_classes(scene.truth_classes) if scene.truth_classes else None
    return Truth(read_reflectance(scene.truth), read_classes(scene.cloud_mask), classes)


def score(candidate: Candidate, truth: Truth) -> Score:
    """Compare with the truth where the true mask says cloud."""
    inside = truth.mask == CLOUD
    miou = None
    if truth.classes is not None and candidate.classes is not None:
        matrix = confusion_matrix(truth.classes, candidate.classes, len(CLASSES), inside)
        miou = class_scores(matrix).mean_iou
    found = image_scores(truth.image, candidate.image, inside)
    return Score(candidate.name, found.psnr, found.ssim, miou)


def score_scene(
    scene: Scene, candidates: list[Candidate], truth: Truth, impact: np.ndarray, threshold: float
) -> SceneScore:
    """Score every candidate, and the first one's cloud impact against the true mask."""
    found = impact >= threshold
    cloud, shadow, clear = truth.mask == CLOUD, truth.mask == SHADOW, truth.mask == 0
    far = distance_transform_edt(clear) > MARGIN if not clear.all() else clear
    same = (candidates[0].image == read_reflectance(scene.optical)).all(axis=0)

    def share(part: np.ndarray, whole: np.ndarray) -> float:
        return float((part & whole).sum() / max(whole.sum(), 1))

    return SceneScore(
        scene.key,
        scene.title,
        [score(candidate, truth) for candidate in candidates],
        float(cloud.mean()),
        float(shadow.mean()),
        share(~found, cloud),
        share(~found, shadow),
        share(found, clear),
        share(same, far),
    )
