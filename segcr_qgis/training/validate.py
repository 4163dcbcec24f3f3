"""Score a network on held-out scenes with fixed simulated clouds, or their own real ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import nn

from ..simulation.clouds import CloudRecipe
from .augment import Batch, collate, cut, display, disturb
from .datasets.scene import IGNORE, Scene
from .losses import on_label_grid

#: Cloud kinds that take turns over the validation scenes.
KINDS = ("thick", "mixed", "thin", "mixed")
CROP = 192
#: PSNR in dB beyond which nobody sees a difference: a strip of empty sea must not choose.
BEST_SEEN = 40.0


def selection_score(scores: dict[str, float]) -> float:
    """Return what a checkpoint is chosen by: the mean of the groups' PSNR, plus 10 times mIoU.

    Every kind of source counts alike; real pairs and eight-bit RGB are as much as landscapes.
    What a dataset lacks (labels, clouds) does not count.
    """
    psnr = [value for name, value in scores.items() if name.startswith("psnr_")]
    miou = scores["miou"]
    return (float(np.mean(psnr)) if psnr else 0.0) + (0.0 if np.isnan(miou) else 10 * miou)


def validation_batches(
    scenes: Sequence[Scene], seed: int = 991, cover: float = 0.4, displayed: bool = True
) -> Iterator[tuple[Scene, str, Batch]]:
    """Yield every scene as a batch of one, always cut and clouded the same way, with its group.

    Where ``displayed``, a third of the procedural scenes is shown as 8-bit RGB with VH: the group
    ``display``.
    """
    for index, item in enumerate(scenes):
        rng = np.random.default_rng([seed, index])
        # Half as the evaluations have it, half as real clouds are.
        real = index // len(KINDS) % 2 == 1
        recipe = CloudRecipe(KINDS[index % len(KINDS)], cover=cover, diffuse=real, far=real)
        crop = CROP // item.label_ratio[1] * item.label_ratio[1]
        pieces, group = cut(rng, item, crop), item.group
        arrays = disturb(rng, pieces, recipe, bands=item.bands, polarisations=item.polarisations)
        if displayed and group == "procedural" and index % 3 == 0:
            group, arrays = "display", display(rng, arrays)
        yield item, group, collate([arrays], (item.name,))


@torch.inference_mode()
def validate(network: nn.Module, scenes: Sequence[Scene]) -> dict[str, float]:
    """Return mean scores over scenes.

    ``psnr_<group>`` inside clouds (opacity above 0.3), in reflectance of the bands at hand, each
    scene at most :data:`BEST_SEEN`;
    ``clear_mae`` outside clouds (opacity below 0.01, impact target low); ``miou`` on scenes whose
    labels are no pseudo-labels, NaN where there are none.
    """
    psnr: dict[str, list[float]] = {}
    clear_error: list[float] = []
    confusion: np.ndarray | None = None
    for item, group, batch in validation_batches(scenes):
        out = network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
        known = batch.optical_valid * batch.target_known
        error = (out.clear.float().clamp(0, 1.3).square() - batch.target.square()) * known
        cloud = (batch.opacity > 0.3) * known
        if cloud.sum() > 500:
            mse = float((error.square() * cloud).sum() / cloud.sum())
            psnr.setdefault(group, []).append(-10 * np.log10(mse + 1e-9))
        same = ((batch.optical - batch.target).abs().amax(1, keepdim=True) < 1e-3) * known
        if same.sum() > 500:
            clear_error.append(float((error.abs() * same).sum() / same.sum()))
        if item.scored and group != "display":
            logits = on_label_grid(out.logits.float(), batch.labels)
            counted = _confusion(batch.labels.numpy(), logits.argmax(1).numpy(), logits.shape[1])
            confusion = counted if confusion is None else confusion + counted
    scores = {f"psnr_{group}": float(np.mean(values)) for group, values in sorted(psnr.items())}
    scores["clear_mae"] = float(np.mean(clear_error)) if clear_error else float("nan")
    scores["miou"] = _mean_iou(confusion)
    return scores


def _confusion(labels: np.ndarray, guess: np.ndarray, classes: int) -> np.ndarray:
    use = labels != IGNORE
    cells = np.bincount(labels[use] * classes + guess[use], minlength=classes * classes)
    return cells.reshape(classes, classes)


def _mean_iou(confusion: np.ndarray | None) -> float:
    if confusion is None or not confusion.any():
        return float("nan")
    union = confusion.sum(0) + confusion.sum(1) - np.diag(confusion)
    with np.errstate(invalid="ignore"):
        return float(np.nanmean(np.diag(confusion) / union))
