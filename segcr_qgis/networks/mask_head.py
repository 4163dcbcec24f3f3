"""CGM2Net's own cloud mask, for users who have none."""

from __future__ import annotations

from torch import Tensor, nn

from .blocks import Pointwise, resize
from .encoders import Stem


class MaskHead(nn.Module):
    """Find clouds in the optical image alone; never sees the mask it stands in for.

    Three dilated 3x3 convolutions at stride 4 look about 120 pixels wide, enough to tell a cloud
    from a bright field.
    """

    WIDTH = 32

    def __init__(self, channels: int) -> None:
        super().__init__()
        layers: list[nn.Module] = [Stem(channels, self.WIDTH)]
        for dilation in (1, 3, 9):
            layers += [
                nn.GELU(),
                nn.Conv2d(self.WIDTH, self.WIDTH, 3, padding=dilation, dilation=dilation),
            ]
        last = Pointwise(self.WIDTH, 1)
        nn.init.constant_(last.bias, -1.0)
        self.layers = nn.Sequential(*layers, nn.GELU(), last)

    def forward(self, optical: Tensor) -> tuple[Tensor, Tensor]:
        """Optical image with valid maps (B, C, H, W) -> logits at stride 4 and probability.

        (B, 1, H/4, W/4) and (B, 1, H, W).
        """
        logits: Tensor = self.layers(optical)
        size = (optical.shape[-2], optical.shape[-1])
        return logits, resize(logits.float(), size).sigmoid().to(optical.dtype)
