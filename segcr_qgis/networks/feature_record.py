"""Look into a network while it runs: what it saw, believed and made of it at every stage."""

from __future__ import annotations

from typing import Any, NamedTuple, Optional

import torch
from torch import Tensor, nn
from torch.nn import functional

from ..core.errors import SegcrError
from .cgm2net import CGM2Net
from .prediction import Prediction
from .segcr import SegCR


class StageFeatures(NamedTuple):
    """One stage of a two-stream network, all (B, ?, h, w).

    ``guidance`` (1): impact map or cloud mask. ``optical`` and ``sar`` as the encoders gave them;
    ``restored``: the optical feature after what radar added to it; ``fused``: after fusion.
    """

    guidance: Tensor
    optical: Tensor
    sar: Tensor
    restored: Tensor
    fused: Tensor


class FeatureRecord(NamedTuple):
    """``simulated``: the optical image translated from radar, from networks that translate."""

    prediction: Prediction
    stages: list[StageFeatures]
    simulated: Optional[Tensor]


@torch.inference_mode()
def record(network: nn.Module, *inputs: Optional[Tensor]) -> FeatureRecord:
    """Run ``network`` on ``inputs`` and keep what its stages exchange.

    Raises
    ------
    SegcrError
        ``network_input`` where it is no whole SegCR or CGM2Net.
    """
    entries = _entries(network)
    before: list[tuple[Tensor, ...]] = []
    after: list[tuple[tuple[Tensor, ...], Tensor]] = []
    translated: list[Tensor] = []

    def enter(_module: nn.Module, given: Any, _result: Any) -> None:
        before.append(given)

    def fuse(_module: nn.Module, given: Any, result: Tensor) -> None:
        after.append((given, result))

    def translate(_module: nn.Module, _given: Any, result: Tensor) -> None:
        translated.append(result)

    handles = [module.register_forward_hook(enter) for module in entries]
    handles += [module.register_forward_hook(fuse) for module in network.fuse]  # type: ignore
    if isinstance(network, SegCR) and network.translate is not None:
        handles.append(network.translate[0].register_forward_hook(translate))
    try:
        prediction = network(*inputs)
    finally:
        for handle in handles:
            handle.remove()
    stages = [
        StageFeatures(given[2], first[0], first[1], given[0], fused)
        for first, (given, fused) in zip(before, after)
    ]
    simulated = None
    if translated and isinstance(network, SegCR):
        simulated = functional.pixel_shuffle(network.simulate(translated[0]), 4)
        height, width = prediction.clear.shape[-2:]
        simulated = simulated[..., :height, :width]
    return FeatureRecord(prediction, stages, simulated)


def _entries(network: nn.Module) -> list[nn.Module]:
    """Return the first module of every stage that meets both streams."""
    found: Optional[nn.ModuleList] = None
    if isinstance(network, SegCR):
        found = network.impact
    elif isinstance(network, CGM2Net):
        found = network.restore
    if found is None:
        reason = "it explains only SegCR with its impact map and CGM2Net with its restoration"
        raise SegcrError("network_input", reason=reason)
    return list(found)
