"""Pictures of a judged case, for the page."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import torch
from torch.nn import functional

from ...core.classes import LandCoverClass
from ..datasets.scene import IGNORE
from ..sheet import rgb
from .candidates import Answer
from .cases import Case

#: Most pixels a side of a picture.
SIDE = 256


class Pictures(NamedTuple):
    """Bytes (H, W, 3) of one case."""

    cloudy: np.ndarray
    restored: np.ndarray
    truth: np.ndarray
    classes: np.ndarray
    reference: np.ndarray


def pictures(case: Case, answer: Answer, classes: tuple[LandCoverClass, ...]) -> Pictures:
    """Return the pictures of a case, its upper left corner where it is large."""
    colors = np.full((256, 3), 60, np.uint8)
    colors[: len(classes)] = [c.rgb() for c in classes]
    predicted = answer.probabilities.argmax(0).astype(np.uint8)
    size = (case.clear.shape[1], case.clear.shape[2])
    return Pictures(
        *(_rgb(image, case.bands) for image in (case.cloudy, answer.restored, case.clear)),
        *(colors[_on(plane, size)][:SIDE, :SIDE] for plane in (predicted, case.labels)),
    )


def _rgb(reflectance: np.ndarray, bands: tuple[str, ...]) -> np.ndarray:
    root = np.sqrt(np.clip(np.nan_to_num(reflectance), 0, 1.5))
    return rgb(torch.from_numpy(root), bands)[:SIDE, :SIDE]


def _on(plane: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    values = torch.from_numpy(plane.astype(np.float32))[None, None]
    whole: np.ndarray = functional.interpolate(values, size=size)[0, 0].numpy().astype(np.uint8)
    return np.where(whole == IGNORE, IGNORE, whole)
