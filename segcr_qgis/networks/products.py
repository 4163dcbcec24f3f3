"""Matrix products over the channels of a map: the same numbers, by the fastest way there is."""

from __future__ import annotations

from functools import lru_cache
from typing import Optional

import torch
from torch import Tensor
from torch.nn import functional

#: Images from which on PyTorch hands a 1x1 convolution to oneDNN.
_BATCH = 16


def mix_channels(
    x: Tensor, weight: Tensor, bias: Optional[Tensor] = None, gelu: bool = False
) -> Tensor:
    """Matrix product over the channels, (B, C, H, W) -> (B, D, H, W), ``weight`` (D, C).

    On channels_last memory nothing is copied. With ``gelu`` the result passes through it. PyTorch's
    ``linear`` calls MKL, which on AMD takes twice the time of oneDNN in float32.
    """
    if torch.compiler.is_exporting():
        # Runtimes of graphs know this as what it is, and copy nothing for it.
        mixed = functional.conv2d(x, weight[..., None, None], bias)
        return functional.gelu(mixed) if gelu else mixed
    last = x.permute(0, 2, 3, 1)
    if x.device.type != "cpu":
        return _finished(functional.linear(last, weight, bias), gelu)
    cast = torch.is_autocast_enabled("cpu")
    if not torch.is_grad_enabled() and _as_autocast(weight, cast) and _onednn_agrees(weight.dtype):
        activation, form = ("gelu", "none") if gelu else ("none", "")
        # Columns of a larger weight would go to oneDNN's reference code, which takes forever.
        mixed = torch.ops.mkldnn._linear_pointwise(
            last.to(weight.dtype), weight.contiguous(), bias, activation, [], form
        )
        return _finished(mixed, False)
    if cast or x.dtype != torch.float32 or last[..., 0].numel() % _BATCH:
        return _finished(functional.linear(last, weight, bias), gelu)
    # Given out as sixteen images, the pixels come to oneDNN, forward and backward.
    images = last.reshape(_BATCH, -1, 1, x.shape[1]).permute(0, 3, 1, 2)
    mixed = functional.conv2d(images, weight.reshape(*weight.shape, 1, 1), bias)
    return _finished(mixed.permute(0, 2, 3, 1).reshape(*last.shape[:3], -1), gelu)


def _as_autocast(weight: Tensor, cast: bool) -> bool:
    """Return whether the product in the weight's own precision is what autocast would compute."""
    return weight.dtype == (torch.get_autocast_dtype("cpu") if cast else torch.float32)


def _finished(mixed: Tensor, gelu: bool) -> Tensor:
    """(B, H, W, D) -> (B, D, H, W)."""
    return (functional.gelu(mixed) if gelu else mixed).permute(0, 3, 1, 2)


@lru_cache(maxsize=4)
def _onednn_agrees(dtype: torch.dtype) -> bool:
    """Try PyTorch's own way to oneDNN, which it does not document, against ``linear``, once.

    On processors without AVX-512 oneDNN has no product in bfloat16 at all.
    """
    if not torch.backends.mkldnn.is_available():  # type: ignore[no-untyped-call]
        return False
    chance = torch.Generator().manual_seed(0)
    x, weight = (torch.randn(n, 8, generator=chance).to(dtype) for n in (32, 4))
    # The first to ask may be in the midst of a network in bfloat16.
    with torch.autocast("cpu", enabled=False):
        try:
            found = torch.ops.mkldnn._linear_pointwise(x, weight, None, "gelu", [], "none")
        except (AttributeError, RuntimeError, NotImplementedError):
            return False
        wanted = functional.gelu(functional.linear(x, weight))
        return torch.allclose(found, wanted, atol=1e-5 if dtype == torch.float32 else 0.05)
