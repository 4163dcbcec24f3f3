"""Selective state-space blocks over images: four scanning directions, one scan call."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import LayerNorm2d, Pointwise
from .scan_order import DIRECTIONS, merge, to_sequences
from .state_space_backends import ssd_scan

#: Channels that share one decay.
HEAD = 32


class Decay(nn.Module):
    """Learnt decay rate and step bias of each head; kept out of weight decay by their shape.

    Rates start at -1 to -16 and steps at 0.001 to 0.1, as in Mamba: memories of a few to about a
    thousand tokens.
    """

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.log_rate = nn.Parameter(torch.empty(heads).uniform_(1, 16).log())
        step = torch.exp(torch.empty(heads).uniform_(math.log(1e-3), math.log(0.1)))
        self.bias = nn.Parameter(step + torch.log(-torch.expm1(-step)))

    def rate(self) -> Tensor:
        """Return A, (heads,), below 0."""
        return -torch.exp(self.log_rate.float())

    def step(self, raw: Tensor) -> Tensor:
        """(..., heads) projections -> step sizes, above 0, in float32."""
        return functional.softplus(raw.float() + self.bias.float())


class Selection(NamedTuple):
    """What the tokens of a map ask of the scan, in pixel order.

    ``tokens`` (B, H, W, C); ``write`` and ``read`` (B, H, W, 4, N): the B and C of the
    literature; ``raw_step`` (B, H, W, 4, heads) before bias and softplus; ``gate`` (B, C, H, W).
    """

    tokens: Tensor
    write: Tensor
    read: Tensor
    raw_step: Tensor
    gate: Tensor


class SelectiveScan2d(nn.Module):
    """SS2D: every pixel hears of all others along rows, columns and their reverses.

    After Liu et al., "VMamba", NeurIPS 2024, with the scalar decay per head of Mamba-2.
    (B, C, H, W) -> (B, C, H, W); C a multiple of 32.
    """

    def __init__(self, channels: int, states: int = 16) -> None:
        super().__init__()
        self.states, self.heads = states, channels // HEAD
        self.enter = Pointwise(channels, channels)
        self.gate = Pointwise(channels, channels)
        self.depthwise = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.choose = Pointwise(channels, DIRECTIONS * (2 * states + self.heads))
        self.decay = Decay(DIRECTIONS * self.heads)
        self.skip = nn.Parameter(torch.ones(channels))
        self.norm = LayerNorm2d(channels)
        self.leave = Pointwise(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the scan adds to ``x``."""
        return self.scan(self.select(x))

    def select(self, x: Tensor) -> Selection:
        """Project a map to what its tokens write, read, and how far they step."""
        tokens = functional.silu(self.depthwise(self.enter(x)))
        chosen = torch.unflatten(self.choose(tokens).permute(0, 2, 3, 1), -1, (DIRECTIONS, -1))
        write, read, raw_step = torch.split(chosen, [self.states, self.states, self.heads], -1)
        return Selection(tokens.permute(0, 2, 3, 1), write, read, raw_step, self.gate(x))

    def scan(self, selection: Selection) -> Tensor:
        """Scan a selection; (B, C, H, W)."""
        height, width = selection.tokens.shape[1:3]
        tokens = torch.unflatten(selection.tokens, -1, (self.heads, HEAD))
        x = to_sequences(tokens.permute(0, 3, 1, 2, 4)[:, None])
        step = torch.unflatten(
            self.decay.step(selection.raw_step.flatten(-2)), -1, (DIRECTIONS, -1)
        )
        step = to_sequences(step.permute(0, 3, 4, 1, 2)[..., None])
        y = ssd_scan(
            x.flatten(1, 2).transpose(1, 2),
            step.flatten(1, 2)[..., 0].transpose(1, 2),
            self.decay.rate(),
            _grouped(selection.write),
            _grouped(selection.read),
        )
        y = merge(torch.unflatten(y.transpose(1, 2), 1, (DIRECTIONS, -1)), height, width)
        y = (y + self.skip * selection.tokens).permute(0, 3, 1, 2)
        out: Tensor = self.leave(self.norm(y) * functional.silu(selection.gate))
        return out


def _grouped(values: Tensor) -> Tensor:
    """(B, H, W, 4, N) in pixel order -> (B, L, 4, N) in scan order."""
    return to_sequences(values.permute(0, 3, 1, 2, 4)[:, :, None])[:, :, 0].transpose(1, 2)


class ConvFeedForward(nn.Module):
    """Pointwise expansion, depthwise 3x3, pointwise projection: (B, C, H, W) of that shape."""

    def __init__(self, channels: int, ratio: int) -> None:
        super().__init__()
        inner = ratio * channels
        self.expand = Pointwise(channels, inner)
        self.depthwise = nn.Conv2d(inner, inner, 3, padding=1, groups=inner)
        self.project = Pointwise(inner, channels)

    def forward(self, x: Tensor) -> Tensor:
        """Return what the layer adds to ``x``."""
        out: Tensor = self.project(functional.gelu(self.depthwise(self.expand(x))))
        return out


class StateSpaceBlock(nn.Module):
    """VSS block: selective scan, then a convolutional feed-forward layer, both residual."""

    def __init__(self, channels: int, ratio: int = 2, states: int = 16) -> None:
        super().__init__()
        self.norm_scan = LayerNorm2d(channels)
        self.scan = SelectiveScan2d(channels, states)
        self.norm_forward = LayerNorm2d(channels)
        self.forward_layers = ConvFeedForward(channels, ratio)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        x = x + self.scan(self.norm_scan(x))
        added: Tensor = self.forward_layers(self.norm_forward(x))
        return x + added
