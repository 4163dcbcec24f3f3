"""CGM2Net's Mamba-based fusion (MBF): both streams as one sequence.

Our reading of CGM2Net (IEEE JSTARS 19, 14358-14374, 2026), of which only the abstract is public:
an independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .blocks import ConvNeXtBlock, LayerNorm2d, Pointwise
from .selective_scan import HEAD, Decay
from .state_space_backends import ssd_scan


class MambaFusion(nn.Module):
    """MBF: both streams as one sequence o1, s1, o2, s2, ..., scanned both ways, then merged.

    (B, C, H, W) of both -> fused feature (B, C, H, W).
    """

    WAYS = 2

    def __init__(self, channels: int, states: int = 16) -> None:
        super().__init__()
        self.states, self.heads = states, channels // HEAD
        self.enter = nn.ModuleList(
            nn.Sequential(
                LayerNorm2d(channels),
                Pointwise(channels, channels),
                nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
                nn.SiLU(),
            )
            for _ in range(2)
        )
        self.choose = nn.Linear(channels, self.WAYS * (2 * states + self.heads))
        self.decay = Decay(self.WAYS * self.heads)
        self.skip = nn.Parameter(torch.ones(channels))
        self.norm = nn.ModuleList(LayerNorm2d(channels) for _ in range(2))
        self.squeeze = nn.ModuleList(
            nn.Sequential(
                Pointwise(channels, channels // 4), nn.GELU(), Pointwise(channels // 4, channels)
            )
            for _ in range(2)
        )
        self.combine = Pointwise(2 * channels, channels)
        self.mix = ConvNeXtBlock(channels, ratio=2)

    def forward(self, optical: Tensor, sar: Tensor, mask: Tensor) -> Tensor:
        """Return the fused feature; the mask has done its part before."""
        size = optical.shape[-2:]
        entered = [layers(x) for layers, x in zip(self.enter, (optical, sar))]
        pair = torch.stack([x.permute(0, 2, 3, 1).flatten(1, 2) for x in entered], 2)
        scanned = torch.unflatten(self._scan(pair.flatten(1, 2)), 1, (-1, 2))
        o, s = (
            norm(torch.unflatten(x, 1, size).permute(0, 3, 1, 2))
            for x, norm in zip(scanned.unbind(2), self.norm)
        )
        gate_o, gate_s = (
            torch.sigmoid(squeeze(x.mean((2, 3), keepdim=True)))
            for squeeze, x in zip(self.squeeze, (s, o))
        )
        fused = optical + sar + self.combine.of(o * gate_o, s * gate_s)
        out: Tensor = self.mix(fused)
        return out

    def _scan(self, tokens: Tensor) -> Tensor:
        """Scan (B, 2 L, C) forwards and backwards; return the sum."""
        chosen = torch.unflatten(self.choose(tokens), -1, (self.WAYS, -1))
        write, read, raw = torch.split(chosen, [self.states, self.states, self.heads], -1)
        step = torch.unflatten(self.decay.step(raw.flatten(-2)), -1, (self.WAYS, -1))
        x = torch.unflatten(tokens, -1, (self.heads, HEAD)).transpose(1, 2)
        y = torch.unflatten(
            ssd_scan(
                torch.stack([x, x.flip(2)], 1).flatten(1, 2).transpose(1, 2),
                _both_ways(step).transpose(2, 3).flatten(1, 2).transpose(1, 2),
                self.decay.rate(),
                _both_ways(write).transpose(1, 2),
                _both_ways(read).transpose(1, 2),
            ).transpose(1, 2),
            1,
            (self.WAYS, -1),
        )
        forth, back = y.unbind(1)
        summed = (forth + back.flip(2)).transpose(1, 2).flatten(2)
        return summed + self.skip * tokens


def _both_ways(values: Tensor) -> Tensor:
    """(B, L, 2, K) -> (B, 2, L, K), the second reversed."""
    forth, back = values.unbind(2)
    return torch.stack([forth, back.flip(1)], 1)
