"""From scenes to batches: crops, flips, simulated clouds, radiometry, dropped channels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor

from ..core.radar import SAR_CLIP_DB
from ..simulation.clouds import PATH_RADIANCE, CloudRecipe, add_clouds
from ..simulation.noise import fractal
from .datasets.scene import OPTICAL, SAR, Scene

#: Share of samples whose radar gets extra speckle.
GRAINY = 0.35

#: Share of samples seen through clean or hazy air, and how much of it: the haze that lies evenly
#: over a top-of-atmosphere image is no cloud.
ABOVE_ATMOSPHERE, AIR = 0.5, (0.2, 2.2)

#: Share of samples with water in which it is turbid, and how much brighter the middle of such a
#: plume is at most, in reflectance of green light; by band in shares of that.
TURBID, SEDIMENT = 0.35, 0.09
SEDIMENT_COLOR = {"B2": 0.6, "B3": 1.0, "B4": 0.85, "B8": 0.25}
WATER = 0


@dataclass(frozen=True)
class Batch:
    """Network input and targets, all (B, C, H, W) float32 but ``labels`` (B, h, w) int64.

    ``target`` and ``target_known`` hold the clear square-root reflectance and where it is known,
    also of bands that were dropped from the input. ``opacity`` (B, 1, H, W) is the simulated
    cloud's, or what a real pair implies. ``names`` say what the samples were read from.
    """

    optical: Tensor
    sar: Tensor
    optical_valid: Tensor
    sar_valid: Tensor
    target: Tensor
    target_known: Tensor
    labels: Tensor
    opacity: Tensor
    names: tuple[str, ...] = ()

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        if device.type == "cpu":
            return self
        moved = {
            name: value.to(device, non_blocking=True) if isinstance(value, Tensor) else value
            for name, value in vars(self).items()
        }
        return Batch(**moved)


Arrays = dict[str, np.ndarray]


def cut(rng: np.random.Generator, item: Scene, crop: int) -> Arrays:
    """Cut a random square, mirrored where the scene is smaller, turned and flipped.

    Where labels have a grid of their own, ``crop`` must be a whole number of label pixels.
    """
    height, width = item.optical.shape[1:]
    over, under = item.label_ratio
    top = int(rng.integers(0, max(height - crop, 0) // under + 1)) * under
    left = int(rng.integers(0, max(width - crop, 0) // under + 1)) * under
    turns, flip = int(rng.integers(4)), bool(rng.integers(2))

    def take(array: np.ndarray, over: int = 1, under: int = 1) -> np.ndarray:
        size, row, column = (n * over // under for n in (crop, top, left))
        piece = array[..., row : row + size, column : column + size]
        short = [(0, 0)] * (array.ndim - 2)
        short += [(0, size - piece.shape[-2]), (0, size - piece.shape[-1])]
        piece = np.pad(piece, short, mode="symmetric") if any(s[1] for s in short) else piece
        piece = np.rot90(piece, turns, (-2, -1))
        return np.ascontiguousarray(piece[..., ::-1] if flip else piece)

    arrays = {
        "clear": take(item.optical).astype(np.float32),
        "sar": take(item.sar).astype(np.float32),
        "labels": take(item.labels, over, under),
    }
    if item.cloudy is not None:
        arrays["cloudy"] = take(item.cloudy).astype(np.float32)
    return arrays


def disturb(
    rng: np.random.Generator,
    arrays: Arrays,
    recipe: CloudRecipe | None = None,
    radar_level: float = 1.0,
    bands: tuple[str, ...] = OPTICAL,
    polarisations: tuple[str, ...] = SAR,
) -> Arrays:
    """Vary radiometry, add clouds, scale to the network's units.

    ``radar_level`` is the standard deviation, in dB, of the level that both polarisations share.
    ``bands`` and ``polarisations`` name the planes of the arrays.

    Real pairs keep their own clouds. Adds ``cloudy`` and ``opacity``; ``clear`` and ``cloudy``
    become square roots of reflectance, ``sar`` the scaled decibels, all with NaN where missing.
    """
    clear, planes = arrays["clear"], (len(bands), 1, 1)
    gain = np.exp(rng.normal(0, 0.1)) * np.exp(rng.normal(0, 0.03, planes))
    path = np.zeros(planes, np.float32)
    if rng.random() < ABOVE_ATMOSPHERE:
        path = rng.uniform(*AIR) * np.array([PATH_RADIANCE[b] for b in bands])[:, None, None]
        path = path * np.exp(rng.normal(0, 0.15, planes))
    clear = (clear * gain + path).astype(np.float32)
    if "cloudy" in arrays:
        cloudy = (arrays["cloudy"] * gain + path).astype(np.float32)
        excess = np.nan_to_num(np.abs(cloudy - clear)).mean(0)
        opacity = 1 - np.exp(-excess / 0.1)
    else:
        made = add_clouds(clear, bands, rng, recipe, path)
        cloudy, opacity = made.reflectance, made.opacity
    radars = (len(polarisations), 1, 1)
    decibel = arrays["sar"] + rng.normal(0, radar_level) + rng.normal(0, 0.5, radars)
    if rng.random() < GRAINY:
        decibel = decibel + _speckle(rng, decibel.shape)
    return {
        "target": np.sqrt(np.clip(clear, 0, 1.5)),
        "optical": np.sqrt(np.clip(cloudy, 0, 1.5)),
        "sar": scaled_radar(decibel, polarisations),
        "labels": arrays["labels"],
        "opacity": opacity[None],
    }


def scaled_radar(decibel: np.ndarray, polarisations: tuple[str, ...]) -> np.ndarray:
    """Return decibels (S, H, W) in the network's units, [0, 1.2]; NaN stays."""
    low = np.array([SAR_CLIP_DB[c][0] for c in polarisations])[:, None, None]
    high = np.array([SAR_CLIP_DB[c][1] for c in polarisations])[:, None, None]
    return np.asarray(np.clip((decibel - low) / (high - low), 0, 1.2))


def _speckle(rng: np.random.Generator, shape: tuple[int, ...]) -> np.ndarray:
    """Return speckle of few looks in decibels, as unfiltered products show it."""
    grain = rng.gamma(1.0, 1.0, shape)
    for channel in grain:
        ndimage.gaussian_filter(channel, rng.uniform(0.5, 0.9), output=channel)
    return np.asarray(10 * np.log10(np.maximum(grain, 0.05)) + 0.5, np.float32)


def add_sediment(
    rng: np.random.Generator, arrays: Arrays, bands: tuple[str, ...] = OPTICAL
) -> Arrays:
    """Make water turbid in smooth plumes: brighter water is no cloud over the sea.

    Images with their own clouds, and labels on another grid, are left alone.
    """
    clear, labels = arrays["clear"], arrays["labels"]
    water = labels == WATER
    if "cloudy" in arrays or water.shape != clear.shape[1:] or not water.any():
        return arrays
    noise = fractal(rng, (water.shape[0], water.shape[1]), rng.uniform(2.6, 4.0))
    plume = np.clip(noise - np.quantile(noise, rng.uniform(0.1, 0.7)), 0, 1.5) / 1.5
    # Harbours and lagoons are turbid as a whole, up to their shores.
    plume = rng.uniform(0.01, SEDIMENT) * np.maximum(plume, rng.uniform(0, 0.6)) * water
    tint = np.array([SEDIMENT_COLOR.get(band, 0.0) for band in bands], np.float32)
    return {**arrays, "clear": (clear + tint[:, None, None] * plume).astype(np.float32)}


def saturate(rng: np.random.Generator, arrays: Arrays) -> Arrays:
    """Clip every band at about the 99 % quantile of the clear ground, as 8-bit layers do."""
    target = arrays["target"]
    if not np.isfinite(target).any():
        return arrays
    limit = np.full((len(target), 1, 1), np.inf, np.float32)
    for band in range(len(target)):
        known = target[band][np.isfinite(target[band])]
        if known.size:
            limit[band] = max(0.3, float(np.quantile(known, 0.99))) * rng.uniform(1.0, 1.15)
    return {
        **arrays,
        "target": np.minimum(target, limit),
        "optical": np.minimum(arrays["optical"], limit),
    }


def display(rng: np.random.Generator, arrays: Arrays) -> Arrays:
    """Return what 8-bit RGB with VH alone would show of a sample; its targets keep all bands."""
    arrays = saturate(rng, arrays)
    optical, sar = arrays["optical"].copy(), arrays["sar"].copy()
    optical[3:], sar[0] = np.nan, np.nan
    return {**arrays, "optical": optical, "sar": sar}


def drop_channels(
    rng: np.random.Generator, arrays: Arrays, bands: tuple[str, ...] = OPTICAL
) -> Arrays:
    """Take away bands and polarisations as users' layers lack them."""
    count, radars = len(bands), len(arrays["sar"])
    keep_optical, keep_sar = np.ones(count, bool), np.ones(radars, bool)
    chance = rng.random()
    if chance < 0.12:
        keep_optical = np.isin(bands, ("B2", "B3", "B4"))
    elif chance < 0.20:
        keep_optical = np.isin(bands, ("B2", "B3", "B4", "B8"))
    elif chance < 0.28:
        keep_optical[rng.integers(count)] = False
    elif chance < 0.33:
        keep_optical = rng.random(count) < 0.6
    elif chance < 0.35:
        keep_optical[:] = False
    chance = rng.random()
    if chance < 0.10:
        keep_sar[:] = False
    elif chance < 0.17:
        keep_sar[0] = False
    elif chance < 0.24:
        keep_sar[-1] = False
    arrays = dict(arrays)
    arrays["optical"] = np.where(keep_optical[:, None, None], arrays["optical"], np.nan)
    arrays["sar"] = np.where(keep_sar[:, None, None], arrays["sar"], np.nan)
    return arrays


def collate(samples: list[Arrays], names: tuple[str, ...] = ()) -> Batch:
    """Stack samples; NaN becomes 0 with valid map 0."""

    def stack(key: str) -> tuple[Tensor, Tensor]:
        values = np.stack([sample[key] for sample in samples]).astype(np.float32)
        known = np.isfinite(values)
        tensor = torch.from_numpy(np.where(known, values, 0).astype(np.float32))
        valid = torch.from_numpy(known.astype(np.float32))
        last = torch.channels_last
        return tensor.contiguous(memory_format=last), valid.contiguous(memory_format=last)

    optical, optical_valid = stack("optical")
    sar, sar_valid = stack("sar")
    target, target_known = stack("target")
    opacity, _ = stack("opacity")
    labels = torch.from_numpy(np.stack([sample["labels"] for sample in samples]).astype(np.int64))
    return Batch(
        optical, sar, optical_valid, sar_valid, target, target_known, labels, opacity, names
    )
