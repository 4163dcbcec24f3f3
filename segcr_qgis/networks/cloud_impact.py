"""SegCR's own modules: cloud impact map, radar-to-optical translation, targeted fusion.

Our reading of SegCR (IEEE TGRS 63, 5640014, 2025), of which only the abstract is public: an
independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

from functools import lru_cache
from typing import cast

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import ConvNeXtBlock, Pointwise


def frequency_shares(x: Tensor) -> tuple[Tensor, Tensor]:
    """Split features into high, middle and low spatial frequencies.

    Parameters
    ----------
    x : Tensor, (B, C, H, W)

    Returns
    -------
    shares : Tensor, (B, 3, H, W)
        Mean absolute value over the channels of each band, summing to 1 in every pixel.
    level : Tensor, (B, 2, H, W)
        Mean and maximum of ``x`` over the channels.
    """
    fine = box_mean(x, 3)
    coarse = box_mean(fine, 5)
    bands = torch.cat(
        [band.abs().mean(1, keepdim=True) for band in (x - fine, fine - coarse, coarse)], 1
    )
    shares = bands / (bands.sum(1, keepdim=True) + 1e-6)
    return shares, torch.cat(
        [x.mean(1, keepdim=True), x.float().amax(1, keepdim=True).to(x.dtype)], 1
    )


def box_mean(x: Tensor, size: int) -> Tensor:
    """Mean of (B, C, H, W) over windows of ``size`` pixels, of what lies inside the map.

    As a depthwise convolution: a third of the time of PyTorch's average pooling.
    """
    weight = x.new_ones(x.shape[1], 1, size, size)
    summed = functional.conv2d(x, weight, padding=size // 2, groups=x.shape[1])
    share = torch.from_numpy(_share(x.shape[-2], x.shape[-1], size))
    return summed * share.to(device=summed.device, dtype=summed.dtype)


@lru_cache(maxsize=32)
def _share(height: int, width: int, size: int) -> np.ndarray:
    """Return one over how many pixels of each window lie inside a map, (height, width)."""

    def inside(length: int) -> np.ndarray:
        place, reach = np.arange(length), size // 2
        return np.minimum(place + reach, length - 1) - np.maximum(place - reach, 0) + 1

    return (1 / np.outer(inside(height), inside(width))).astype(np.float32)


class CloudImpactMap(nn.Module):
    """How strongly each pixel is impaired by cloud, from frequency differences of the streams.

    Cloud is smooth where the ground that radar sees is not, so the shares of high, middle and
    low frequencies disagree there. The projected optical feature is passed on as well: with the
    statistics alone the map learns slowly, and the clear-sky prior needs it early.
    """

    PROJECTED = 32

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.project_optical = Pointwise(channels, self.PROJECTED)
        self.project_sar = Pointwise(channels, self.PROJECTED)
        last = nn.Conv2d(16, 1, 3, padding=1)
        nn.init.zeros_(last.weight)
        nn.init.constant_(last.bias, -1.0)  # type: ignore[arg-type]
        self.head = nn.Sequential(nn.Conv2d(self.PROJECTED + 11, 16, 3, padding=1), nn.GELU(), last)

    def forward(self, optical: Tensor, sar: Tensor) -> Tensor:
        """Features (B, C, H, W) of both streams -> impact logits (B, 1, H, W)."""
        projected = self.project_optical(optical)
        shares_o, level = frequency_shares(projected)
        shares_s, _ = frequency_shares(self.project_sar(sar))
        statistics = torch.cat([shares_o, shares_s, shares_s - shares_o, level], 1)
        logits: Tensor = self.head(torch.cat([projected, statistics], 1))
        return logits


class SarToOptical(nn.Module):
    """Translate radar features into simulated optical features, (B, C, H, W) -> (B, C, H, W)."""

    def __init__(self, channels: int, depth: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            Pointwise(channels, channels),
            *(ConvNeXtBlock(channels, ratio=2) for _ in range(depth)),
            Pointwise(channels, channels),
        )

    def forward(self, sar: Tensor) -> Tensor:
        """Return the simulated optical feature."""
        simulated: Tensor = self.layers(sar)
        return simulated


class TargetedFusion(nn.Module):
    """Complementary fusion of both streams, steered by the cloud impact map.

    Gates lean to radar where the impact is high and to the optical feature where it is low; how
    far is learnt for each channel (starts at 1).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.gates = nn.Sequential(
            Pointwise(2 * channels + 1, channels),
            nn.GELU(),
            nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
            Pointwise(channels, 2 * channels),
        )
        self.attention = nn.Sequential(
            Pointwise(2 * channels, channels // 2), nn.GELU(), Pointwise(channels // 2, channels)
        )
        self.from_sar = Pointwise(channels, channels)
        self.lean = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.mix = ConvNeXtBlock(channels, ratio=2)

    def forward(self, optical: Tensor, sar: Tensor, impact: Tensor) -> Tensor:
        """Features (B, C, H, W) and impact (B, 1, H, W) in [0, 1] -> fused feature (B, C, H, W)."""
        opened = cast(Pointwise, self.gates[0]).of(optical, sar, impact)
        gate_s, gate_o = self.gates[1:](opened).chunk(2, dim=1)
        level = torch.cat([x.mean((2, 3), keepdim=True) for x in (optical, sar)], 1)
        attention = torch.tanh(self.attention(level))
        steer = self.lean * impact
        kept = torch.sigmoid(gate_o - steer + 2) * optical * (1 + attention)
        fused: Tensor = self.mix(kept + torch.sigmoid(gate_s + steer) * self.from_sar(sar))
        return fused


class PlainFusion(nn.Module):
    """The baseline of the ablation: both streams concatenated, whatever the impact."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.combine = Pointwise(2 * channels, channels)
        self.mix = ConvNeXtBlock(channels, ratio=2)

    def forward(self, optical: Tensor, sar: Tensor, impact: Tensor) -> Tensor:
        """Features (B, C, H, W) of both streams -> fused feature (B, C, H, W)."""
        fused: Tensor = self.mix(self.combine.of(optical, sar))
        return fused
