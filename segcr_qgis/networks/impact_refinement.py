"""The first impact map, judged again by what all four stages know."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


class ImpactRefinement(nn.Module):
    """What is cloud, and what is opaque cloud, once the whole scene has been looked at.

    The first map is drawn from the finest stage alone, which sees some fifty pixels around: over
    hazy or bright ground it is unsure, and an unsure map lets cloud into the clear-sky prior. The
    decoder's coarse-to-fine feature has seen all stages, and how far a place lies above the clear
    line of this image, or below its surroundings, is no other image's business. What it adds starts
    at zero.
    """

    WIDTH = 16

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.look = nn.Conv2d(channels, self.WIDTH, 3, padding=1)
        self.look_at_haze = nn.Conv2d(1, self.WIDTH, 3, padding=1, bias=False)
        self.look_at_shade = nn.Conv2d(1, self.WIDTH, 3, padding=1, bias=False)
        self.judge = nn.Conv2d(self.WIDTH, 2, 3, padding=1)
        nn.init.zeros_(self.look_at_haze.weight)
        nn.init.zeros_(self.look_at_shade.weight)
        nn.init.zeros_(self.judge.weight)
        nn.init.zeros_(self.judge.bias)  # type: ignore[arg-type]

    def forward(self, impact: Tensor, feature: Tensor, haze: Tensor, shade: Tensor) -> Tensor:
        """Return logits of impact and of opacity, (B, 2, H/4, W/4) float32.

        ``impact`` (B, 1, H/4, W/4) in [0, 1] is the first map, ``feature`` (B, C, H/4, W/4) the
        decoder's, ``haze`` (B, 1, H/4, W/4) what lies above the clear line, about [-2, 2], and
        ``shade`` of that shape what is darker than its surroundings, about [0, 2].
        """
        looked = self.look(feature) + self.look_at_haze(haze.to(feature.dtype))
        looked = looked + self.look_at_shade(shade.to(feature.dtype))
        change: Tensor = self.judge(functional.gelu(looked))
        return torch.logit(impact.float(), 1e-3) + change.float()
