"""Attention with spatially reduced keys, for the larger SegCR encoders."""

from __future__ import annotations

from torch import Tensor, nn
from torch.nn import functional

from .blocks import LayerNorm2d, Pointwise
from .selective_scan import ConvFeedForward

#: Stride of keys and values, and number of heads, at stage 1 to 4.
REDUCTIONS = (8, 4, 2, 1)
HEADS = (1, 2, 4, 8)


class ReducedAttention(nn.Module):
    """Attention of every pixel to a grid of keys: (B, C, H, W) -> (B, C, H, W).

    The spatial-reduction attention of Wang et al., "Pyramid Vision Transformer", ICCV 2021.
    """

    def __init__(self, channels: int, heads: int, reduction: int) -> None:
        super().__init__()
        self.heads = heads
        self.query = Pointwise(channels, channels)
        self.key_value = Pointwise(channels, 2 * channels)
        self.project = Pointwise(channels, channels)
        self.reduce: nn.Module = nn.Identity()
        if reduction > 1:
            strided = nn.Conv2d(channels, channels, reduction, stride=reduction)
            self.reduce = nn.Sequential(strided, LayerNorm2d(channels))

    def forward(self, x: Tensor) -> Tensor:
        """Return what the attention adds to ``x``."""
        key, value = self.key_value(self.reduce(x)).chunk(2, dim=1)
        query, key, value = (self._heads(t) for t in (self.query(x), key, value))
        mixed = functional.scaled_dot_product_attention(query, key, value)
        maps = mixed.transpose(1, 2).flatten(2).reshape(x.shape[0], *x.shape[2:], -1)
        out: Tensor = self.project(maps.permute(0, 3, 1, 2))
        return out

    def _heads(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, heads, H * W, C / heads)."""
        tokens = x.permute(0, 2, 3, 1).flatten(1, 2)
        return tokens.reshape(*tokens.shape[:2], self.heads, -1).transpose(1, 2)


class AttentionBlock(nn.Module):
    """SRA block of Xie et al., "SegFormer", NeurIPS 2021: attention, then a convolutional MLP."""

    def __init__(self, stage: int, channels: int) -> None:
        super().__init__()
        self.norm_attention = LayerNorm2d(channels)
        self.attention = ReducedAttention(channels, HEADS[stage], REDUCTIONS[stage])
        self.norm_forward = LayerNorm2d(channels)
        self.forward_layers = ConvFeedForward(channels, ratio=4)

    def forward(self, x: Tensor) -> Tensor:
        """(B, C, H, W) -> (B, C, H, W)."""
        x = x + self.attention(self.norm_attention(x))
        added: Tensor = self.forward_layers(self.norm_forward(x))
        return x + added
