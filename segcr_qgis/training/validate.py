"""Score a network on held-out scenes with fixed simulated clouds."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from ..simulation.clouds import CloudRecipe
from .augment import collate, cut, display, disturb
from .datasets.scene import IGNORE, Scene

#: Cloud kinds that take turns over the validation scenes.
KINDS = ("thick", "mixed", "thin", "mixed")
CROP = 192


def selection_score(scores: dict[str, float]) -> float:
    """Return what a checkpoint is chosen by: the mean of the groups' PSNR, plus 10 times mIoU.

    Every kind of source counts alike; real pairs and eight-bit RGB are as much as landscapes.
    """
    psnr = [value for name, value in scores.items() if name.startswith("psnr_")]
    return float(np.mean(psnr)) + 10 * scores["miou"]


@torch.inference_mode()
def validate(network: nn.Module, scenes: list[Scene]) -> dict[str, float]:
    """Return mean scores over scenes.

    A third of the procedural scenes is shown as 8-bit RGB with VH: the group ``display``.
    ``psnr_<group>`` inside clouds (opacity above 0.3), in reflectance of the bands at hand;
    ``clear_mae`` outside clouds (opacity below 0.01, impact target low); ``iou_<class>`` and
    ``miou`` on procedural scenes, whose labels are the truth.
    """
    psnr: dict[str, list[float]] = {}
    clear_error: list[float] = []
    confusion = np.zeros((8, 8), np.int64)
    for index, item in enumerate(scenes):
        rng = np.random.default_rng([991, index])
        recipe = CloudRecipe(KINDS[index % len(KINDS)], cover=0.4)
        arrays = disturb(rng, cut(rng, item, CROP), recipe)
        group = item.group
        if group == "procedural" and index % 3 == 0:
            group, arrays = "display", display(rng, arrays)
        batch = collate([arrays])
        out = network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
        known = batch.optical_valid * batch.target_known
        error = (out.clear.clamp(0, 1.3).square() - batch.target.square()) * known
        cloud = (batch.opacity > 0.3) * known
        if cloud.sum() > 500:
            mse = float((error.square() * cloud).sum() / cloud.sum())
            psnr.setdefault(group, []).append(-10 * np.log10(mse + 1e-9))
        same = ((batch.optical - batch.target).abs().amax(1, keepdim=True) < 1e-3) * known
        if same.sum() > 500:
            clear_error.append(float((error.abs() * same).sum() / same.sum()))
        if group == "procedural":
            labels, guess = batch.labels.numpy(), out.logits.argmax(1).numpy()
            use = labels != IGNORE
            confusion += np.bincount(labels[use] * 8 + guess[use], minlength=64).reshape(8, 8)
    union = confusion.sum(0) + confusion.sum(1) - np.diag(confusion)
    with np.errstate(invalid="ignore"):
        iou = np.diag(confusion) / union
    scores = {f"psnr_{group}": float(np.mean(values)) for group, values in sorted(psnr.items())}
    scores["clear_mae"] = float(np.mean(clear_error))
    scores["miou"] = float(np.nanmean(iou))
    return scores
