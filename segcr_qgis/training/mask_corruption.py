"""Cloud masks as users have them: shifted borders, missed clouds, soft values, all cloud."""

from __future__ import annotations

import numpy as np
import torch
from scipy import ndimage

from .augment import Batch
from .losses import impact_target
from .visibility import contrast

#: Share of the steps led by a corrupted true mask; in the others the network's own mask leads.
LED = 0.6
#: Shares of samples and clouds that are corrupted so.
ALL_CLOUD, SOFT, MISSED = 0.05, 0.30, 0.10
#: Most pixels by which a border moves.
SHIFT = 4


def corrupted_masks(rng: np.random.Generator, batch: Batch) -> torch.Tensor:
    """Return a mask for each sample of a batch, (B, 1, H, W) in [0, 1], made from its impact."""
    impact = impact_target(batch, contrast(batch))[:, 0].numpy()
    masks = np.stack([corrupt(rng, sample) for sample in impact])
    tensor = torch.from_numpy(masks[:, None])
    return tensor.contiguous(memory_format=torch.channels_last)


def corrupt(rng: np.random.Generator, impact: np.ndarray) -> np.ndarray:
    """Return a flawed cloud mask, (H, W) float32 in [0, 1], from the true impact of that shape."""
    if rng.random() < ALL_CLOUD:
        return np.ones_like(impact, np.float32)
    hard = impact > rng.uniform(0.2, 0.7)
    clouds, count = ndimage.label(hard)
    kept = np.concatenate([[False], rng.random(count) >= MISSED])
    hard = kept[clouds]
    shift = int(rng.integers(-SHIFT, SHIFT + 1))
    if shift > 0:
        hard = ndimage.binary_dilation(hard, iterations=shift)
    elif shift < 0:
        # The frame is no border of a cloud.
        hard = ndimage.binary_erosion(hard, iterations=-shift, border_value=1)
    mask = hard.astype(np.float32)
    if rng.random() < SOFT:
        mask = ndimage.gaussian_filter(mask, rng.uniform(0.5, 3.0))
        mask = rng.uniform(0.7, 1.0) * mask + rng.uniform(0.0, 0.15) * (1 - mask)
    return np.clip(mask, 0, 1).astype(np.float32)
