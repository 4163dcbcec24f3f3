"""One tile of a scene, and what a network made of it at every stage."""

from __future__ import annotations

from typing import NamedTuple, Optional

import numpy as np

from ..core.request import PredictRequest
from ..core.tiling import Window
from .backend import Batch
from .prepare import RunPlan, prepare
from .scene import Scene


class StageRecord(NamedTuple):
    """A stage's guidance (h, w) and features (channels, h, w), float32."""

    guidance: np.ndarray
    optical: np.ndarray
    sar: np.ndarray
    restored: np.ndarray
    fused: np.ndarray


class Explanation(NamedTuple):
    """What a network saw and answered for one tile, float32.

    ``optical`` and ``clear`` (bands, H, W) in square-root reflectance; ``sar`` (polarisations,
    H, W) in scaled decibels; ``cloud`` (H, W); ``labels`` (H, W) indices of the classes;
    ``simulated`` like ``optical``, from networks that translate radar.
    """

    optical: np.ndarray
    sar: np.ndarray
    clear: np.ndarray
    cloud: np.ndarray
    labels: np.ndarray
    simulated: Optional[np.ndarray]
    stages: list[StageRecord]


def central_tile(request: PredictRequest) -> tuple[RunPlan, Batch]:
    """Read the tile in the middle of the request's area, at most of the model's tile size.

    Raises
    ------
    SegcrError
        As for a run.
    """
    plan = prepare(request)
    area, size = plan.work_area, plan.package.tile_size
    width, height = min(size, area.width), min(size, area.height)
    column = area.column + (area.width - width) // 2
    row = area.row + (area.height - height) // 2
    window = Window(column, row, width, height)
    with Scene(plan) as scene:
        return plan, scene.strip(window).batch([window], plan)
