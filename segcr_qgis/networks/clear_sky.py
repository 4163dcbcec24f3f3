"""Clear-sky prior: the colours of the clear surroundings, carried under the cloud."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import Pointwise, pool_to, resize


class PushPull(nn.Module):
    """Fill holes from ever coarser averages of what is clear around them.

    Gortler et al., "The Lumigraph", SIGGRAPH 1996. The coarsest average is mixed with a learnt
    mean colour, which is what is left where nothing at all is clear.
    """

    PULL = 0.03

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.mean_color = nn.Parameter(torch.full((1, bands, 1, 1), 0.35))

    def forward(self, colors: Tensor, weights: Tensor) -> Tensor:
        """Colours and weights in [0, 1], both (B, bands, H, W) -> filled colours of that shape."""
        levels = [(colors * weights, weights)]
        while min(levels[-1][0].shape[-2:]) > 1:
            summed, weight = levels[-1]
            levels.append(
                (
                    functional.avg_pool2d(summed, 2, ceil_mode=True),
                    functional.avg_pool2d(weight, 2, ceil_mode=True),
                )
            )
        filled = self.mean_color.expand(*colors.shape[:2], *levels[-1][0].shape[-2:])
        for summed, weight in reversed(levels):
            above = resize(filled, (summed.shape[-2], summed.shape[-1]))
            filled = (summed + self.PULL * above) / (weight + self.PULL)
        return filled


class RadarAttention(nn.Module):
    """Colours of clear places whose radar looks alike and that are not far away.

    Queries are radar features at stride 8, keys and values those of clear ground at stride 16.
    Every key is biased by its distance and by the log of its clear share; a null key with a
    learnt colour answers where nothing is clear.
    """

    HEADS = 4
    WIDTH = 16

    def __init__(self, channels: int, bands: int) -> None:
        super().__init__()
        self.query = Pointwise(channels, self.HEADS * self.WIDTH)
        self.key = Pointwise(channels, self.HEADS * self.WIDTH)
        self.null_key = nn.Parameter(torch.zeros(self.HEADS, self.WIDTH))
        self.null_color = nn.Parameter(torch.full((bands,), 0.35))
        self.log_falloff = nn.Parameter(torch.tensor([0.0, -2.0, -4.0, -6.0]))

    def forward(self, sar: Tensor, colors: Tensor, weights: Tensor) -> Tensor:
        """Return (B, HEADS * bands, H/2, W/2) colours.

        ``sar`` (B, C, H, W), ``colors`` and ``weights`` (B, bands, H, W), all at stride 4.
        """
        batch, bands, height, width = colors.shape
        pooled = pool_to(sar, (height // 2, width // 2))
        clear = pool_to(weights.amax(1, keepdim=True), (height // 4, width // 4))
        share = pool_to(weights, (height // 4, width // 4))
        color = pool_to(colors * weights, (height // 4, width // 4)) / (share + 1e-4)
        key_source = pool_to(pooled, (height // 4, width // 4))
        query = self._heads(self.query(pooled))
        key = self._heads(self.key(key_source))
        null = self.null_key[None, :, None].expand(batch, -1, -1, -1)
        key = torch.cat([key, null.to(key.dtype)], 2)
        score = (query @ key.transpose(-1, -2)).float() / self.WIDTH**0.5
        bias = torch.log(clear.flatten(2) + 1e-5)[:, :, None].float()
        distance = self._distances(height, width, colors.device)
        falloff = torch.exp(self.log_falloff.float())[:, None, None] * distance
        score[..., :-1] = score[..., :-1] + bias - falloff
        score[..., -1] = score[..., -1] - 4.0
        null_color = self.null_color.expand(batch, 1, bands)
        value = torch.cat([color.flatten(2).transpose(1, 2).float(), null_color.float()], 1)
        out = torch.softmax(score, -1) @ value[:, None]
        return (
            out.permute(0, 1, 3, 2).reshape(batch, self.HEADS * bands, height // 2, width // 2)
        ).to(colors.dtype)

    def _heads(self, x: Tensor) -> Tensor:
        """(B, HEADS * WIDTH, H, W) -> (B, HEADS, H * W, WIDTH)."""
        batch, _, height, width = x.shape
        heads = x.reshape(batch, self.HEADS, self.WIDTH, height * width)
        return heads.transpose(2, 3)

    @staticmethod
    def _distances(height: int, width: int, device: torch.device) -> Tensor:
        """Squared distances, in units of 16 px, of the stride-8 cells to the stride-16 cells."""

        def axis(size: int) -> Tensor:
            fine = (torch.arange(size // 2, device=device, dtype=torch.float32) + 0.5) / 2
            coarse = torch.arange(size // 4, device=device, dtype=torch.float32) + 0.5
            return (fine[:, None] - coarse[None, :]) ** 2

        rows, columns = axis(height), axis(width)
        both = rows[:, None, :, None] + columns[None, :, None, :]
        return both.reshape(height // 2 * (width // 2), height // 4 * (width // 4))


class ClearSkyPrior(nn.Module):
    """Mix both ways of carrying clear colours by a softmax predicted from the decoder's feature."""

    def __init__(self, sar_channels: int, feature_channels: int, bands: int) -> None:
        super().__init__()
        self.push_pull = PushPull(bands)
        self.attention = RadarAttention(sar_channels, bands)
        self.shares = Pointwise(feature_channels, 1 + RadarAttention.HEADS)

    def forward(
        self, optical: Tensor, valid: Tensor, impact: Tensor, sar: Tensor, feature: Tensor
    ) -> Tensor:
        """Return prior colours (B, bands, H/4, W/4) in square-root reflectance.

        ``optical`` and ``valid`` (B, bands, H, W); ``impact`` (B, 1, H/4, W/4) in [0, 1];
        ``sar`` and ``feature`` at stride 4.
        """
        size = (impact.shape[-2], impact.shape[-1])
        share = pool_to(valid, size)
        colors = pool_to(optical * valid, size) / (share + 1e-4)
        weights = share * (1 - impact) ** 4
        near = self.push_pull(colors, weights)
        alike = resize(self.attention(sar, colors, weights), size)
        batch, bands = optical.shape[:2]
        candidates = torch.cat([near, alike], 1).reshape(batch, -1, bands, *size)
        shares = torch.softmax(self.shares(feature).float(), 1).to(optical.dtype)
        return (candidates * shares[:, :, None]).sum(1)
