"""Settle the two numbers of a package that validation decides: threshold and temperature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt
from torch import Tensor, nn
from torch.nn import functional

from ..networks.prediction import Prediction
from ..simulation.clouds import CloudRecipe
from .augment import Batch, collate, cut, disturb
from .datasets.scene import IGNORE, Scene
from .validate import CROP, KINDS

#: Share of the pixels far from cloud and shadow that must stay below the threshold.
UNTOUCHED = 0.99
FAR = 8
THRESHOLDS = np.arange(0.10, 0.41, 0.05)
TEMPERATURES = np.geomspace(0.5, 3, 25)


@dataclass(frozen=True)
class Calibration:
    """``cloud_threshold`` in (0, 1); ``temperature`` above 0, which divides the logits."""

    cloud_threshold: float
    temperature: float


@torch.inference_mode()
def calibrate(network: nn.Module, scenes: list[Scene]) -> Calibration:
    """Choose both on validation scenes with fixed simulated clouds.

    The threshold is the smallest of :data:`THRESHOLDS` that leaves :data:`UNTOUCHED` of the far
    clear pixels alone (of scenes with simulated cloud: what is clear in a real pair is not known);
    the temperature minimises the cross-entropy on procedural scenes, whose
    labels are the truth.
    """
    impacts: list[np.ndarray] = []
    logits: list[Tensor] = []
    labels: list[Tensor] = []
    for item, batch, out in _answers(network, scenes):
        if item.cloudy is None:
            same = (batch.optical - batch.target).abs().amax((0, 1)) < 1e-3
            seen = batch.optical_valid.amax((0, 1)) > 0
            far = distance_transform_edt(same.numpy()) > FAR
            impacts.append(out.cloud[0, 0].numpy()[far & seen.numpy()])
        if item.group == "procedural":
            known = batch.labels != IGNORE
            logits.append(out.logits.permute(0, 2, 3, 1)[known][::17])
            labels.append(batch.labels[known][::17])
    clear = np.concatenate(impacts)
    enough = [float(t) for t in THRESHOLDS if (clear < t).mean() >= UNTOUCHED]
    all_logits, all_labels = torch.cat(logits), torch.cat(labels)
    losses = [float(functional.cross_entropy(all_logits / t, all_labels)) for t in TEMPERATURES]
    return Calibration(
        round(enough[0] if enough else float(THRESHOLDS[-1]), 2),
        round(float(TEMPERATURES[int(np.argmin(losses))]), 3),
    )


def _answers(network: nn.Module, scenes: list[Scene]) -> Iterator[tuple[Scene, Batch, Prediction]]:
    for index, item in enumerate(scenes):
        rng = np.random.default_rng([992, index])
        recipe = CloudRecipe(KINDS[index % len(KINDS)], cover=0.3)
        batch = collate([disturb(rng, cut(rng, item, CROP), recipe)])
        yield item, batch, network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
