"""CGM2Net's cloud-guided feature restoration (CGFR) and semantic interaction (CGSI).

Our reading of CGM2Net (IEEE JSTARS 19, 14358-14374, 2026), of which only the abstract is public:
an independent implementation of the published idea, not the authors' code or weights.

Throughout, ``mask`` is the probability of cloud, (B, 1, H, W), 1 = cloud.
"""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import LayerNorm2d, Pointwise
from .scan_order import DIRECTIONS
from .selective_scan import HEAD, SelectiveScan2d

#: Clear share of a tile at which what is estimated on clear pixels and what was learnt in
#: training count alike.
CLEAR_ENOUGH = 0.05
#: Most cells a side from which the spatial correlation copies.
CELLS = 16


class ChannelCorrelation(nn.Module):
    """How optical channels follow from radar channels, estimated on clear pixels, used everywhere.

    Where nothing is clear, a learnt correlation takes over.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.query = Pointwise(channels, channels, bias=False)
        self.key = Pointwise(channels, channels, bias=False)
        self.value = Pointwise(channels, channels, bias=False)
        self.temperature = nn.Parameter(torch.tensor([4.0]))
        self.prior = nn.Parameter(torch.zeros(channels, channels))

    def forward(self, optical: Tensor, sar: Tensor, clear: Tensor, share: Tensor) -> Tensor:
        """Return (B, C, H, W) from such features, ``clear`` (B, 1, H, W), its share (B, 1, 1)."""
        weight = torch.sqrt(clear)
        query = functional.normalize((self.query(optical) * weight).flatten(2).float(), dim=2)
        key = functional.normalize((self.key(sar) * weight).flatten(2).float(), dim=2)
        found = torch.softmax(self.temperature * (query @ key.transpose(1, 2)), -1)
        mixing = share * found + (1 - share) * torch.softmax(self.prior.float(), -1)
        value = self.value(sar)
        pixels = value.permute(0, 2, 3, 1).flatten(1, 2)
        mixed = pixels @ mixing.to(value.dtype).transpose(1, 2)
        return torch.unflatten(mixed, 1, value.shape[2:]).permute(0, 3, 1, 2)


class SpatialCorrelation(nn.Module):
    """Optical features of clear places whose radar looks alike; cloudy cells are never copied."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.heads = channels // HEAD
        self.query = Pointwise(channels, channels)
        self.key = Pointwise(channels, channels)

    def forward(self, optical: Tensor, sar: Tensor, clear: Tensor, share: Tensor) -> Tensor:
        """Return (B, C, H, W) from such features, ``clear`` (B, 1, H, W), its share (B, 1, 1)."""
        height, width = optical.shape[-2:]
        size = (min(height, CELLS), min(width, CELLS))

        def pool(x: Tensor) -> Tensor:
            return functional.adaptive_avg_pool2d(x, size)

        weight = pool(clear)
        value = pool(optical * clear) / (weight + 1e-6)
        bias = torch.log(weight + 1e-6).flatten(2)[:, :, None]
        query, key = self._heads(self.query(sar)), self._heads(self.key(pool(sar)))
        copied = functional.scaled_dot_product_attention(
            query, key, self._heads(value.to(query.dtype)), attn_mask=bias.to(query.dtype)
        )
        copied = torch.unflatten(copied.transpose(1, 2).flatten(2), 1, (height, width))
        return copied.permute(0, 3, 1, 2) * share[..., None].to(copied.dtype)

    def _heads(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, heads, H * W, C / heads)."""
        return torch.unflatten(x.permute(0, 2, 3, 1).flatten(1, 2), 2, (self.heads, -1)).transpose(
            1, 2
        )


class CloudGuidedRestoration(nn.Module):
    """CGFR: rebuild optical features under cloud from radar, calm the speckle of the radar.

    The abstract: gating guided by the cloud mask, spatial and channel-wise cross-modal
    correlation, rebuilding of the optical features below clouds, suppression of SAR speckle.
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channel = ChannelCorrelation(channels)
        self.spatial = SpatialCorrelation(channels)
        self.combine = Pointwise(2 * channels, channels)
        self.gate_optical = _gate(channels)
        self.gate_sar = _gate(channels)
        # Under cloud the rebuilt feature counts from the start; elsewhere a tenth of it.
        nn.init.constant_(self.gate_optical[-1].bias, 2.0)  # type: ignore[arg-type]
        self.clear_share = nn.Parameter(torch.tensor([0.1]))
        self.smooth = nn.Conv2d(channels, channels, 5, padding=2, groups=channels, bias=False)
        nn.init.constant_(self.smooth.weight, 1 / 25)

    def rebuild(self, optical: Tensor, sar: Tensor, mask: Tensor) -> Tensor:
        """Return R, (B, C, H, W): the optical feature as radar and the clear ground tell it."""
        clear = 1 - mask
        seen = clear.flatten(1).mean(1)[:, None, None].float()
        share = seen / (seen + CLEAR_ENOUGH)
        by_channel = self.channel(optical, sar, clear, share)
        by_place = self.spatial(optical, sar, clear, share)
        rebuilt: Tensor = self.combine.of(by_channel, by_place)
        return rebuilt

    def forward(self, optical: Tensor, sar: Tensor, mask: Tensor) -> tuple[Tensor, Tensor]:
        """Features (B, C, H, W) of both streams -> both, restored."""
        rebuilt = self.rebuild(optical, sar, mask)
        open_to = mask + self.clear_share * (1 - mask)
        gate = torch.sigmoid(_gate_of(self.gate_optical, optical, sar, mask)) * open_to
        clean = optical * (1 - mask)
        calm = torch.sigmoid(_gate_of(self.gate_sar, sar, clean, mask))
        return optical + gate * (rebuilt - optical), sar + calm * (self.smooth(sar) - sar)


def _gate(channels: int) -> nn.Sequential:
    return nn.Sequential(
        Pointwise(2 * channels + 1, channels),
        nn.Conv2d(channels, channels, 3, padding=1, groups=channels),
    )


def _gate_of(gate: nn.Sequential, *parts: Tensor) -> Tensor:
    opened: Tensor = gate[1](cast(Pointwise, gate[0]).of(*parts))
    return opened


class CloudGuidedInteraction(nn.Module):
    """CGSI: state-space scans that pass over cloud, and read the other sensor where it sees more.

    The abstract: mask-aware state-space modulation, selective region-aware cross-modal exchange.
    Cloudy optical tokens step less: they write less and let the state pass. Under cloud the
    optical stream reads its state with the radar's query, in clear sky the radar with the
    optical one.
    """

    def __init__(self, channels: int, states: int = 16) -> None:
        super().__init__()
        heads = DIRECTIONS * (channels // HEAD)
        self.norm_optical = LayerNorm2d(channels)
        self.norm_sar = LayerNorm2d(channels)
        self.optical = SelectiveScan2d(channels, states)
        self.sar = SelectiveScan2d(channels, states)
        # softplus of these is 2.
        self.hush_optical = nn.Parameter(torch.full((heads,), 1.8546))
        self.urge_sar = nn.Parameter(torch.full((heads,), 1.8546))
        self.exchange_bias = nn.Parameter(torch.zeros(2 * DIRECTIONS))
        # softplus of this is 1.
        self.exchange_slope = nn.Parameter(torch.full((2 * DIRECTIONS,), 0.5413))

    def forward(
        self, optical: Tensor, sar: Tensor, mask: Tensor, radar_seen: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Features (B, C, H, W) of both streams -> both after the exchange.

        ``radar_seen`` (B, 1, H, W): 0 where there is no radar to read with.
        """
        o = self.optical.select(self.norm_optical(optical))
        s = self.sar.select(self.norm_sar(sar))
        cloudy = mask.permute(0, 2, 3, 1)[..., None]
        # The scan's depthwise 3x3 spreads cloud by one pixel: those tokens are hushed too.
        touched = functional.max_pool2d(mask, 3, 1, 1).permute(0, 2, 3, 1)[..., None]
        hush = torch.unflatten(functional.softplus(self.hush_optical), 0, o.raw_step.shape[-2:])
        urge = torch.unflatten(functional.softplus(self.urge_sar), 0, s.raw_step.shape[-2:])
        to_sar, to_optical = self._exchange(cloudy)
        to_sar = to_sar * radar_seen.permute(0, 2, 3, 1)[..., None]
        difference = s.read - o.read
        o = o._replace(raw_step=o.raw_step - hush * touched, read=o.read + to_sar * difference)
        s = s._replace(
            raw_step=s.raw_step + 0.5 * urge * cloudy, read=s.read - to_optical * difference
        )
        return optical + self.optical.scan(o), sar + self.sar.scan(s)

    def _exchange(self, cloudy: Tensor) -> tuple[Tensor, Tensor]:
        """Return how far each stream reads with the other's query, two of (B, H, W, 4, 1)."""
        slopes = (4 * functional.softplus(self.exchange_slope)).chunk(2)
        biases = self.exchange_bias.chunk(2)
        lean = torch.sigmoid(biases[0] + slopes[0] * (cloudy - 0.5))
        mirror = torch.sigmoid(biases[1] + slopes[1] * (0.5 - cloudy))
        return lean.transpose(-1, -2), mirror.transpose(-1, -2)
