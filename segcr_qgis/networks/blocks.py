"""Blocks shared by the networks; everything keeps (B, C, H, W) in channels_last memory."""

from __future__ import annotations

from typing import Union

import torch
from torch import Tensor, nn
from torch.nn import functional

from .products import mix_channels


class LayerNorm2d(nn.Module):
    """LayerNorm over the channels of each pixel, computed in float32.

    (B, C, H, W) -> (B, C, H, W). On channels_last memory the permutes are views, not copies.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Normalise ``x``."""
        if torch.compiler.is_exporting():
            # Without the permutes, which runtimes of graphs would carry out, and with means as
            # products, for which they take half the time.
            count = x.shape[1]
            centring = torch.eye(count, dtype=x.dtype, device=x.device) - 1 / count
            centred = functional.conv2d(x, centring[..., None, None])
            variance = functional.conv2d(centred.square(), x.new_ones(1, count, 1, 1)) / count
            normal = centred * torch.rsqrt(variance + 1e-6)
            return normal * self.weight[:, None, None] + self.bias[:, None, None]
        last = x.permute(0, 2, 3, 1)
        normal = functional.layer_norm(
            last.float(), (last.shape[-1],), self.weight.float(), self.bias.float(), 1e-6
        )
        return normal.to(x.dtype).permute(0, 3, 1, 2)


class Pointwise(nn.Linear):
    """1x1 convolution as a matrix product over the channels, (B, C, H, W) -> (B, D, H, W)."""

    def forward(self, x: Tensor) -> Tensor:
        """Mix the channels of every pixel."""
        return mix_channels(x, self.weight, self.bias)

    def activated(self, x: Tensor) -> Tensor:
        """Mix the channels of every pixel, then GELU."""
        return mix_channels(x, self.weight, self.bias, gelu=True)

    def of(self, *parts: Tensor) -> Tensor:
        """Mix the channels of ``parts`` as if they were concatenated, which would be a copy."""
        weights = torch.split(self.weight, [part.shape[1] for part in parts], dim=1)
        mixed = mix_channels(parts[0], weights[0], self.bias)
        for part, weight in zip(parts[1:], weights[1:]):
            if part.shape[1] == 1:
                column = weight.to(mixed.dtype)[..., None]
                mixed = torch.addcmul(mixed, part.to(mixed.dtype), column)
            else:
                mixed = mixed + mix_channels(part, weight)
        return mixed


class ConvNeXtBlock(nn.Module):
    """Depthwise convolution, then a pointwise MLP, added with a learnt scale per channel.

    Liu et al., "A ConvNet for the 2020s", CVPR 2022. The scale starts at 0.2: with the paper's
    1e-6 the block contributes nothing for most of a short training run.
    """

    def __init__(self, channels: int, ratio: int = 4, kernel: int = 7) -> None:
        super().__init__()
        self.depthwise = nn.Conv2d(channels, channels, kernel, padding=kernel // 2, groups=channels)
        self.norm = LayerNorm2d(channels)
        self.expand = Pointwise(channels, ratio * channels)
        self.project = Pointwise(ratio * channels, channels)
        self.scale = nn.Parameter(torch.full((1, channels, 1, 1), 0.2))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        y = self.expand.activated(self.norm(self.depthwise(x)))
        return add_scaled(x, self.scale, self.project(y))


class NAFBlock(nn.Module):
    """Restoration block without activations: gated depthwise branch, then a gated MLP.

    Chen et al., "Simple Baselines for Image Restoration", ECCV 2022.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm_spatial = LayerNorm2d(channels)
        self.expand = Pointwise(channels, 2 * channels)
        self.depthwise = nn.Conv2d(2 * channels, 2 * channels, 3, padding=1, groups=2 * channels)
        self.attention = Pointwise(channels, channels)
        self.project = Pointwise(channels, channels)
        self.norm_channel = LayerNorm2d(channels)
        self.widen = Pointwise(channels, 2 * channels)
        self.narrow = Pointwise(channels, channels)
        self.scale_spatial = nn.Parameter(torch.full((1, channels, 1, 1), 0.2))
        self.scale_channel = nn.Parameter(torch.full((1, channels, 1, 1), 0.2))

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        a, b = self.depthwise(self.expand(self.norm_spatial(x))).chunk(2, dim=1)
        gated = a * b
        gated = gated * self.attention(gated.mean((2, 3), keepdim=True))
        x = add_scaled(x, self.scale_spatial, self.project(gated))
        a, b = self.widen(self.norm_channel(x)).chunk(2, dim=1)
        return add_scaled(x, self.scale_channel, self.narrow(a * b))


def add_scaled(x: Tensor, scale: Tensor, y: Tensor) -> Tensor:
    """Return ``x + scale * y``, in the precision of ``x``."""
    scale = scale.to(x.dtype)
    # In bfloat16 PyTorch's single step takes four times as long as two.
    return torch.addcmul(x, scale, y) if x.dtype == torch.float32 else x + scale * y


def resize(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Resample to ``size`` (height, width), bilinearly: pixel-shuffle would leave a grid."""
    # PyTorch's kernel for bfloat16 takes twice the time of that for float32.
    resized = functional.interpolate(x.float(), size=size, mode="bilinear", align_corners=False)
    return resized.to(x.dtype)


def pool_to(x: Tensor, size: tuple[int, int]) -> Tensor:
    """Area average of (B, C, H, W) down to ``size``, which divides (H, W)."""
    factor = x.shape[-1] // size[1]
    if factor == 1:
        return x
    if torch.compiler.is_exporting() and x.shape[1] > 1:
        # Runtimes of graphs pool pixel by pixel, and convolve many channels at once.
        mean = x.new_full((x.shape[1], 1, factor, factor), 1 / factor**2)
        return functional.conv2d(x, mean, stride=factor, groups=x.shape[1])
    return functional.avg_pool2d(x, factor)


def ramp(x: Tensor, low: Union[Tensor, float], high: Union[Tensor, float]) -> Tensor:
    """Return 0 up to ``low``, 1 from ``high`` on, and a straight line between."""
    return ((x - low) / (high - low)).clamp(0.0, 1.0)
