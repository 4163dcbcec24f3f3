"""Encoder streams: a stem to stride 4, then four stages at stride 4, 8, 16 and 32."""

from __future__ import annotations

from typing import Callable

from torch import Tensor, nn

from .blocks import LayerNorm2d


class Stem(nn.Module):
    """Two strided convolutions: (B, C, H, W) -> (B, width, H/4, W/4)."""

    def __init__(self, channels: int, width: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, width // 2, 3, stride=2, padding=1),
            LayerNorm2d(width // 2),
            nn.GELU(),
            nn.Conv2d(width // 2, width, 3, stride=2, padding=1),
            LayerNorm2d(width),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return the stride-4 feature."""
        out: Tensor = self.layers(x)
        return out


class Encoder(nn.Module):
    """One stream; the network calls it stage by stage, since the streams meet between stages.

    Parameters
    ----------
    channels : int
        Input channels, valid maps included.
    widths, depths : sequence of 4 int
        Channels and blocks of each stage.
    block : callable
        Makes a block from the stage's index and its channels.
    """

    def __init__(
        self,
        channels: int,
        widths: tuple[int, ...],
        depths: tuple[int, ...],
        block: Callable[[int, int], nn.Module],
    ) -> None:
        super().__init__()
        self.stem = Stem(channels, widths[0])
        self.down = nn.ModuleList(
            nn.Sequential(LayerNorm2d(a), nn.Conv2d(a, b, 3, stride=2, padding=1))
            for a, b in zip(widths, widths[1:])
        )
        self.stages = nn.ModuleList(
            nn.Sequential(*(block(stage, width) for _ in range(depth)))
            for stage, (width, depth) in enumerate(zip(widths, depths))
        )

    def stage(self, index: int, x: Tensor) -> Tensor:
        """Run stage ``index`` (0 to 3) on the image (stage 0) or the previous stage's feature."""
        x = self.stem(x) if index == 0 else self.down[index - 1](x)
        out: Tensor = self.stages[index](x)
        return out
