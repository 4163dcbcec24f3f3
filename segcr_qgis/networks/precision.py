"""Half precision: which weights are held in it."""

from __future__ import annotations

import torch
from torch import nn


def hold_weights(network: nn.Module, dtype: torch.dtype) -> None:
    """Hold the weights of products and convolutions in the precision of autocast, for inference.

    Autocast would round them to the same values again for every tile. Everything else stays in
    float32: norms, scales, decays, colours.
    """
    for module in network.modules():
        if isinstance(module, (nn.Linear, nn.Conv2d)):
            module.to(dtype)
