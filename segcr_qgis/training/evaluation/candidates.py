"""What is put under the clouds of a case: by the model, and by those it is compared with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from ...assessment.baselines import mean_clear_colour, nearest_clear_pixel, radar_regression
from ...core.model_package import ModelPackage
from ...core.radar import SAR_CLIP_DB
from ...engine.backend import Backend, Batch
from ...engine.restore import replacement_share, written_impact
from ..losses import on_label_grid
from .cases import Case

#: Networks see whole strides.
STRIDE = 32


@dataclass(frozen=True)
class Answer:
    """What the model gave for a case.

    ``restored`` (C, H, W) reflectance in the case's bands, as the engine writes it: the input
    where the impact is below the threshold. ``probabilities`` (K, h, w) on the label grid.
    ``impact``, ``expected_error`` (H, W).
    """

    restored: np.ndarray
    probabilities: np.ndarray
    impact: np.ndarray
    expected_error: np.ndarray


def ask(model: ModelPackage, backend: Backend, case: Case, radar: bool = True) -> Answer:
    """Run the model on a whole case; without ``radar`` it is shown none.

    Channels the model knows and the case lacks are missing; others of the case are left alone.
    """
    root = np.sqrt(np.clip(case.cloudy, 0, 1.5))
    optical = _arranged(root, case.bands, model.optical_channels)
    low, high = (
        np.array([SAR_CLIP_DB[c][end] for c in case.polarisations])[:, None, None] for end in (0, 1)
    )
    scaled = np.clip((case.sar - low) / (high - low), 0, 1.2)
    sar = _arranged(scaled, case.polarisations, model.sar_channels)
    if not radar:
        sar = np.full_like(sar, np.nan)
    height, width = case.clear.shape[1:]
    (optical, optical_valid), (sar, sar_valid) = _filled(_padded(optical)), _filled(_padded(sar))
    answer = backend.run(Batch(optical, sar, optical_valid, sar_valid, None))
    impact = answer.cloud[0, 0, :height, :width]
    valid = np.isfinite(case.cloudy).any(0)
    threshold = model.threshold_for(set(case.bands) & set(model.optical_channels))
    share = replacement_share(impact, written_impact(impact, valid), threshold)
    restored = case.cloudy.copy()
    for index, band in enumerate(case.bands):
        if band in model.optical_channels:
            plane = answer.clear[0, model.optical_channels.index(band), :height, :width]
            new = np.square(np.maximum(plane, 0))
            restored[index] += share * (new - restored[index])
    probabilities = torch.from_numpy(answer.probabilities[..., :height, :width])
    coarse = on_label_grid(probabilities, torch.from_numpy(case.labels)[None])[0].numpy()
    return Answer(restored, coarse, impact, answer.expected_error[0, 0, :height, :width])


def fillings(case: Case) -> dict[str, np.ndarray]:
    """Return what could be made without a network; all but the first are told the true mask."""
    known = np.isfinite(case.cloudy).all(0)
    told = case.clouded & known
    bands = np.isfinite(case.cloudy).any((1, 2))
    made: dict[str, np.ndarray] = {"cloudy input": case.cloudy}
    for name, fill in (
        ("mean clear colour", lambda image: mean_clear_colour(image, told)),
        ("nearest clear pixel", lambda image: nearest_clear_pixel(image, told)),
        ("radar regression", lambda image: radar_regression(image, case.sar, told)),
    ):
        filled = case.cloudy.copy()
        filled[bands] = fill(np.nan_to_num(case.cloudy[bands]))
        made[name] = filled
    return made


def _arranged(planes: np.ndarray, have: tuple[str, ...], wanted: tuple[str, ...]) -> np.ndarray:
    arranged = np.full((len(wanted), *planes.shape[1:]), np.nan, np.float32)
    for index, channel in enumerate(wanted):
        if channel in have:
            arranged[index] = planes[have.index(channel)]
    return arranged


def _padded(planes: np.ndarray) -> np.ndarray:
    height, width = planes.shape[1:]
    beyond = ((0, 0), (0, -height % STRIDE), (0, -width % STRIDE))
    return np.pad(planes, beyond, mode="symmetric")


def _filled(planes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return values with 0 for NaN, and where there are any, both (1, C, H, W) float32."""
    known = np.isfinite(planes)
    return np.where(known, planes, 0).astype(np.float32)[None], known.astype(np.float32)[None]
