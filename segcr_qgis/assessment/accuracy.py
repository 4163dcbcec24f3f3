"""How good a class map is: everything from one confusion matrix."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import numpy as np


@dataclass(frozen=True)
class ClassScores:
    """Scores of a class map in [0, 1], NaN where nothing could be counted.

    ``iou``, ``f1`` have one entry a class, NaN for classes in neither map; ``mean_iou`` and
    ``mean_f1`` leave those out.
    """

    overall_accuracy: float
    mean_iou: float
    mean_f1: float
    iou: np.ndarray
    f1: np.ndarray
    pixels: int


def confusion_matrix(
    reference: np.ndarray,
    predicted: np.ndarray,
    classes: int,
    mask: Optional[np.ndarray] = None,
    nodata: int = 0,
) -> np.ndarray:
    """Count pixels by reference class (rows) and predicted class (columns).

    Parameters
    ----------
    reference, predicted : array of integers, any common shape
        Codes 1..``classes``; a predicted ``nodata`` counts as wrong, in an extra last column.
    classes : int
    mask : array of bool, optional
        Which pixels count.
    nodata : int
        Reference pixels of this code, or outside 1..classes, do not count.

    Returns
    -------
    array of int64, (classes, classes + 1)
    """
    truth = np.asarray(reference).astype(np.int64).ravel()
    answer = np.asarray(predicted).astype(np.int64).ravel()
    counts = (truth != nodata) & (truth >= 1) & (truth <= classes)
    if mask is not None:
        counts &= np.asarray(mask, bool).ravel()
    truth, answer = truth[counts] - 1, answer[counts] - 1
    answer[(answer < 0) | (answer >= classes)] = classes
    cells = np.bincount(truth * (classes + 1) + answer, minlength=classes * (classes + 1))
    return cells.reshape(classes, classes + 1)


def class_scores(matrix: np.ndarray) -> ClassScores:
    """Return the scores of a confusion matrix from :func:`confusion_matrix`."""
    classes = matrix.shape[0]
    hits = np.diagonal(matrix).astype(np.float64)
    in_reference = matrix.sum(axis=1)
    in_answer = matrix[:, :classes].sum(axis=0)
    union = in_reference + in_answer - hits
    both = in_reference + in_answer
    total = int(matrix.sum())
    with np.errstate(invalid="ignore", divide="ignore"):
        iou = np.where(union > 0, hits / union, np.nan)
        f1 = np.where(both > 0, 2 * hits / both, np.nan)
    return ClassScores(
        overall_accuracy=float(hits.sum() / total) if total else float("nan"),
        mean_iou=_nanmean(iou),
        mean_f1=_nanmean(f1),
        iou=iou,
        f1=f1,
        pixels=total,
    )


def _nanmean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if known.size else float("nan")
