"""The scores of one case: every candidate in every region, classes, confidence."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...assessment.accuracy import confusion_matrix
from ...assessment.fidelity import psnr, spectral_angle, ssim_map
from ..datasets.scene import IGNORE
from .candidates import Answer
from .cases import Case

#: Regions a candidate is scored in; ``unchanged`` scores clear ground against the input itself.
REGIONS = ("all", "cloudy", "clear", "thin", "thick", "unchanged")
METRICS = ("psnr", "ssim", "sam", "mae", "rmse")
#: Bins of class confidence, for the calibration error.
BINS = 15
#: Fewer pixels than this make no score.
LEAST = 50


def image_row(case: Case, image: np.ndarray, off_centre: float = 0.0) -> dict[str, Any]:
    """Return the scores of one candidate: region to metric to value, None where nothing counts.

    The candidate is clipped to [0, 1], the truth is not. ``off_centre`` as in ``ssim_map``.
    """
    bands = np.isfinite(case.clear).any((1, 2)) & np.isfinite(image).any((1, 2))
    truth, given = case.clear[bands].astype(np.float64), case.cloudy[bands].astype(np.float64)
    candidate = np.clip(image[bands].astype(np.float64), 0, 1)
    known = np.isfinite(truth).all(0) & np.isfinite(candidate).all(0) & np.isfinite(given).all(0)
    clear = known & ~case.clouded
    where = {
        "all": known,
        "cloudy": known & case.clouded,
        "clear": clear,
        "thin": known & case.clouded & ~case.thick,
        "thick": known & case.thick,
    }
    similar = ssim_map(np.nan_to_num(truth), np.nan_to_num(candidate), off_centre)
    row = {name: _scores(truth, candidate, similar, inside) for name, inside in where.items()}
    same = ssim_map(np.nan_to_num(given), np.nan_to_num(candidate), off_centre)
    row["unchanged"] = _scores(np.clip(given, 0, 1), candidate, same, clear)
    return row


def _scores(
    truth: np.ndarray, candidate: np.ndarray, similar: np.ndarray, inside: np.ndarray
) -> dict[str, float] | None:
    if inside.sum() < LEAST:
        return None
    error = (truth - candidate)[:, inside]
    scores = {
        # Equal images have no finite PSNR: what float32 can tell is enough.
        "psnr": min(psnr(truth, candidate, inside), 100.0),
        "ssim": float(similar[inside].mean()),
        "sam": spectral_angle(truth, candidate, inside),
        "mae": float(np.abs(error).mean()),
        "rmse": float(np.sqrt(np.square(error).mean())),
    }
    return {name: round(value, 6) for name, value in scores.items()}


def class_row(case: Case, probabilities: np.ndarray) -> dict[str, Any] | None:
    """Return confusion matrices of all, cloudy and clear pixels, and the bins of confidence."""
    if not (case.labels != IGNORE).any():
        return None
    # Codes from 1: 0 does not count.
    reference = np.where(case.labels == IGNORE, 0, case.labels.astype(int) + 1)
    predicted = probabilities.argmax(0) + 1
    clouded = on_grid_of(case.clouded, case.labels.shape)
    count = len(probabilities)
    row: dict[str, Any] = {
        region: confusion_matrix(reference, predicted, count, inside)[:, :count].tolist()
        for region, inside in (("all", None), ("cloudy", clouded), ("clear", ~clouded))
    }
    counts = reference > 0
    confidence = probabilities.max(0)[counts]
    right = (predicted == reference)[counts]
    bins = np.minimum((confidence * BINS).astype(int), BINS - 1)
    row["confidence"] = [
        np.bincount(bins, minlength=BINS).tolist(),
        np.round(np.bincount(bins, confidence, BINS), 4).tolist(),
        np.bincount(bins, right, BINS).tolist(),
    ]
    return row


def error_row(case: Case, answer: Answer) -> dict[str, Any]:
    """Return the mean expected and the mean true error of the restored image by region.

    In reflectance, over the pixels that some band of both images knows: what the cloudy input
    lacks is not restored, and has no error.
    """
    both = np.isfinite(answer.restored) & np.isfinite(case.clear)
    missed = np.where(both, np.abs(answer.restored - case.clear), 0)
    error = missed.sum(0) / np.maximum(both.sum(0), 1)
    known = both.any(0) & np.isfinite(answer.expected_error)
    regions = {
        "clear": ~case.clouded,
        "thin": case.clouded & ~case.thick,
        "thick": case.thick,
    }
    return {
        name: [float(answer.expected_error[inside].mean()), float(error[inside].mean())]
        for name, region in regions.items()
        if (inside := region & known).sum() >= LEAST
    }


def on_grid_of(mask: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Return a mask (H, W) on a coarser grid (h, w) of the same ground, by its nearest pixel."""
    rows, columns = (
        ((np.arange(small) + 0.5) * large / small).astype(int)
        for small, large in zip(shape, mask.shape)
    )
    return np.asarray(mask[rows][:, columns])
