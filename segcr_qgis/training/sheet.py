"""A sheet of validation samples, to look at while a network trains."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.nn import functional

from ..core.classes import LandCoverClass
from .augment import Batch
from .datasets.scene import IGNORE

GAP = 4


@torch.inference_mode()
def draw_sheet(
    network: nn.Module,
    batches: Sequence[Batch],
    bands: tuple[str, ...],
    classes: tuple[LandCoverClass, ...],
    path: Path,
) -> None:
    """Write a row a sample: input, restored, truth, cloud impact, classes, reference classes."""
    colors = np.zeros((256, 3), np.uint8)
    colors[: len(classes)] = [c.rgb() for c in classes]
    rows = []
    for batch in batches:
        out = network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid)
        labels = batch.labels[:1, None].float()
        labels = functional.interpolate(labels, size=batch.optical.shape[-2:], mode="nearest")
        reference = colors[labels[0, 0].numpy().astype(np.uint8)]
        reference[labels[0, 0].numpy() == IGNORE] = 60
        impact = np.repeat((255 * out.cloud[0, 0].float().numpy())[..., None], 3, 2)
        truth = rgb(batch.target[0], bands)
        pictures = [rgb(batch.optical[0], bands), rgb(out.clear[0].float(), bands), truth]
        pictures += [impact.astype(np.uint8), colors[out.logits[0].argmax(0).numpy()], reference]
        rows.append(np.concatenate([_framed(picture) for picture in pictures], 1))
    narrowest = min(row.shape[1] for row in rows)
    Image.fromarray(np.concatenate([row[:, :narrowest] for row in rows])).save(path)


def rgb(root: torch.Tensor, bands: tuple[str, ...]) -> np.ndarray:
    """Return square-root reflectance (C, H, W) as bytes (H, W, 3): red, green, blue, or infrared.

    Channels that are all 0 are missing; the first known ones take their place.
    """
    known = [k for k in range(len(bands)) if bool((root[k] != 0).any())]
    wanted = [bands.index(b) for b in ("B4", "B3", "B2") if b in bands and bands.index(b) in known]
    chosen = wanted if len(wanted) == 3 else (known * 3)[:3] or [0, 0, 0]
    picture = root[chosen].numpy().transpose(1, 2, 0)
    return np.asarray(255 * np.clip(picture / 0.75, 0, 1), np.uint8)


def _framed(picture: np.ndarray) -> np.ndarray:
    return np.pad(picture, ((0, GAP), (0, GAP), (0, 0)), constant_values=255)
