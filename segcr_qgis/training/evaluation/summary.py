"""Means over scenes with bootstrap intervals, strata, and what the differences show."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...assessment.accuracy import class_scores
from .rows import METRICS, REGIONS

#: Resamples of the scenes, and the share of them inside an interval.
RESAMPLES, LEVEL = 1000, 0.95
#: Fewer scenes than this have no interval: resamples of two scenes look surer than they are.
LEAST_SCENES = 5
#: Upper ends of the strata of cloud cover, in percent.
COVERS = (20, 40, 60, 80, 100)
MODEL = "model"


def interval(values: Sequence[float], seed: int = 0) -> list[float]:
    """Return mean, lower and upper end of the bootstrap interval over scenes.

    Too few scenes have no interval: its ends are NaN.
    """
    sample = np.asarray(values, float)
    if sample.size < LEAST_SCENES:
        return [float(sample.mean()) if sample.size else float("nan"), float("nan"), float("nan")]
    rng = np.random.default_rng(seed)
    drawn = sample[rng.integers(0, sample.size, (RESAMPLES, sample.size))].mean(1)
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return [float(sample.mean()), float(low), float(high)]


def verdict(difference: Sequence[float]) -> str:
    """Return what an interval of a difference shows."""
    _, low, high = difference
    if np.isnan(low):
        return "too few scenes"
    if low > 0:
        return "ahead"
    return "behind" if high < 0 else "no difference shown"


def summarise(rows: Sequence[dict[str, Any]], class_names: Sequence[str]) -> dict[str, Any]:
    """Return the summary of an evaluation's rows, JSON-ready."""
    names = list(rows[0]["images"])
    images = {
        name: {
            region: {metric: interval(_values(rows, name, region, metric)) for metric in METRICS}
            for region in REGIONS
            if _values(rows, name, region, "psnr")
        }
        for name in names
    }
    return {
        "scenes": len(rows),
        "places": len({row.get("place", row.get("scene")) for row in rows}),
        "images": images,
        "against": _against(rows, names),
        "by_cover": _by_cover(rows, names),
        "classes": _classes(rows, class_names),
        "pixel_classifier": _classes(rows, class_names, "pixel_classes"),
        "calibration_error": calibration_error(rows),
        "expected_error": _expected(rows),
    }


def _values(rows: Sequence[dict[str, Any]], name: str, region: str, metric: str) -> list[float]:
    return [
        row["images"][name][region][metric]
        for row in rows
        if row["images"].get(name, {}).get(region) is not None
    ]


def _against(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> dict[str, Any]:
    """Return PSNR of the model minus that of each other candidate under cloud, scene by scene."""
    found = {}
    for name in names:
        pairs = [
            row["images"][MODEL]["cloudy"]["psnr"] - row["images"][name]["cloudy"]["psnr"]
            for row in rows
            if row["images"][MODEL]["cloudy"] and row["images"].get(name, {}).get("cloudy")
        ]
        if name != MODEL and pairs:
            difference = interval(pairs)
            found[name] = {"psnr": difference, "verdict": verdict(difference)}
    return found


def _by_cover(rows: Sequence[dict[str, Any]], names: Sequence[str]) -> list[dict[str, Any]]:
    strata, low = [], 0
    for high in COVERS:
        # Its upper end belongs to the next stratum, that of the last to itself.
        end = np.inf if high == COVERS[-1] else high
        inside = [r for r in rows if low <= r["cloud_percent"] < end]
        if inside:
            psnr = {n: interval(v) for n in names if (v := _values(inside, n, "cloudy", "psnr"))}
            strata.append({"cover": [low, high], "scenes": len(inside), "psnr": psnr})
        low = high
    return strata


def _classes(
    rows: Sequence[dict[str, Any]], names: Sequence[str], key: str = "classes"
) -> dict[str, Any]:
    """Return class scores of one matrix over all scenes, with intervals over scenes."""
    judged = [row[key] for row in rows if row.get(key)]
    found: dict[str, Any] = {}
    for region in ("all", "cloudy", "clear") if judged else ():
        matrices = np.array([row[region] for row in judged])
        total = matrices.sum(0)
        if not total.any():
            continue
        scores = class_scores(np.hstack([total, np.zeros((len(total), 1), int)]))
        rng = np.random.default_rng(0)
        drawn = []
        for chosen in rng.integers(0, len(matrices), (RESAMPLES, len(matrices))):
            again = matrices[chosen].sum(0)
            drawn.append(_overall(again))
        low, high = np.nanquantile(np.array(drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
        ends = len(matrices) >= LEAST_SCENES
        nothing = float("nan")
        found[region] = {
            "overall_accuracy": [
                scores.overall_accuracy,
                *((float(low[0]), float(high[0])) if ends else (nothing, nothing)),
            ],
            "mean_iou": [
                scores.mean_iou,
                *((float(low[1]), float(high[1])) if ends else (nothing, nothing)),
            ],
            "mean_f1": scores.mean_f1,
            "iou": dict(zip(names, (float(v) for v in scores.iou))),
            "confusion": total.tolist(),
        }
    return found


def _overall(matrix: np.ndarray) -> tuple[float, float]:
    hits = np.diagonal(matrix).astype(float)
    union = matrix.sum(0) + matrix.sum(1) - hits
    with np.errstate(invalid="ignore", divide="ignore"):
        iou = np.where(union > 0, hits / union, np.nan)
        accuracy = hits.sum() / matrix.sum()
    return float(accuracy), float(np.nanmean(iou)) if (union > 0).any() else float("nan")


def calibration_error(rows: Sequence[dict[str, Any]]) -> float:
    """Return the expected calibration error of the class confidence, NaN without labels."""
    bins = [row["classes"]["confidence"] for row in rows if row.get("classes")]
    if not bins:
        return float("nan")
    counts, confidence, right = np.array(bins, float).sum(0)
    used = counts > 0
    gaps = np.abs(confidence[used] / counts[used] - right[used] / counts[used])
    return float((gaps * counts[used]).sum() / counts.sum())


def _expected(rows: Sequence[dict[str, Any]]) -> dict[str, list[float]]:
    """Return mean expected and mean true error of the restored reflectance by region."""
    found = {}
    for region in ("clear", "thin", "thick"):
        pairs = [row["errors"][region] for row in rows if region in row["errors"]]
        if pairs:
            expected, true = np.mean(pairs, 0)
            found[region] = [float(expected), float(true)]
    return found
