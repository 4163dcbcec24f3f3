"""Settle the two numbers of a package that validation decides: threshold and temperature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.ndimage import distance_transform_edt
from torch import Tensor, nn
from torch.nn import functional

from ..core.bands import only_visible
from ..networks.prediction import Prediction
from .augment import Batch
from .datasets.scene import IGNORE, Scene
from .losses import on_label_grid
from .validate import validation_batches

#: Tiles of this group hold some cloud of their own that no mask tells.
UNSURE = ("falsecolor",)
#: Opacity below which a really clouded image counts as clear.
CLEAR_OPACITY = 0.2
#: Share of the pixels far from cloud and shadow that must stay below the threshold. More than the
#: 99 % that are wanted of a user's scene, which has more that looks like cloud than crops have.
UNTOUCHED = 0.993
#: The same without infrared: a harbour has more that is white than the tiles that validate.
UNTOUCHED_VISIBLE = 0.998
FAR = 8
#: Not below 0.3: a network that leaves all of the ground of the validation alone partly knows that
#: ground, and is less sure of any other. Above 0.64 more cloud stays than ground is won.
THRESHOLDS = np.arange(0.30, 0.645, 0.01)
TEMPERATURES = np.geomspace(0.5, 3, 25)


@dataclass(frozen=True)
class Calibration:
    """Both thresholds in (0, 1); ``temperature`` above 0, which divides the logits."""

    cloud_threshold: float
    visible_cloud_threshold: float
    temperature: float


@torch.inference_mode()
def calibrate(network: nn.Module, scenes: Sequence[Scene]) -> Calibration:
    """Choose both on validation scenes with fixed simulated clouds.

    A threshold is the smallest of :data:`THRESHOLDS` that leaves :data:`UNTOUCHED` of the far
    clear pixels alone, of scenes with simulated cloud where there are any: what is clear in a real
    pair is not known as surely. Scenes of visible bands alone have a threshold of their own: roofs
    and sand are as white as cloud there, and would have the others pay for them with shadows. The
    temperature minimises the cross-entropy on scenes whose labels are no pseudo-labels, and is 1
    where there are none.
    """
    simulated: dict[bool, list[np.ndarray]] = {True: [], False: []}
    paired: dict[bool, list[np.ndarray]] = {True: [], False: []}
    logits: list[Tensor] = []
    labels: list[Tensor] = []
    for item, batch, out in _answers(network, scenes):
        if item.cloudy is None:
            same = (batch.optical - batch.target).abs().amax((0, 1)) < 1e-3
        else:
            # Two dates are never quite the same.
            same = batch.opacity[0, 0] < CLEAR_OPACITY
        seen = batch.optical_valid.amax((0, 1)) > 0
        far = distance_transform_edt(same.numpy()) > FAR
        if item.group not in UNSURE:
            impacts = simulated if item.cloudy is None else paired
            there = batch.optical_valid.amax((0, 2, 3)).bool().tolist()
            visible = only_visible(band for band, known in zip(item.bands, there) if known)
            impacts[visible].append(out.cloud[0, 0].numpy()[far & seen.numpy()])
        if item.scored:
            known = batch.labels != IGNORE
            fitting = on_label_grid(out.logits.float(), batch.labels)
            logits.append(fitting.permute(0, 2, 3, 1)[known][::17])
            labels.append(batch.labels[known][::17])
    asked = {True: UNTOUCHED_VISIBLE, False: UNTOUCHED}
    found = {kind: _threshold(simulated[kind] or paired[kind], asked[kind]) for kind in simulated}
    # Where a dataset has one kind alone, nothing better is known of the other.
    infrared, visible = (found[kind] or found[not kind] or THRESHOLDS[-1] for kind in (False, True))
    temperature = _temperature(logits, labels)
    return Calibration(*(round(float(value), 3) for value in (infrared, visible, temperature)))


def _threshold(impacts: Sequence[np.ndarray], untouched: float) -> float:
    """Return the threshold by the impacts on clear ground; 0 where there are none."""
    clear = np.concatenate([np.zeros(0, np.float32), *impacts])
    if not clear.size:
        return 0.0
    enough = (float(t) for t in THRESHOLDS if (clear < t).mean() >= untouched)
    return next(enough, float(THRESHOLDS[-1]))


def _temperature(logits: list[Tensor], labels: list[Tensor]) -> float:
    if not sum(len(part) for part in labels):
        return 1.0
    all_logits, all_labels = torch.cat(logits), torch.cat(labels)
    losses = [float(functional.cross_entropy(all_logits / t, all_labels)) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _answers(
    network: nn.Module, scenes: Sequence[Scene]
) -> Iterator[tuple[Scene, Batch, Prediction]]:
    for item, _, batch in validation_batches(scenes, seed=992, cover=0.3, displayed=False):
        yield item, batch, network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
