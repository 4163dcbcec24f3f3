"""CGM2Net: cloud-guided restoration, interaction and Mamba fusion at every stage.

Our reading of CGM2Net (IEEE JSTARS 19, 14358-14374, 2026), of which only the abstract is public:
an independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn

from .blocks import pool_to
from .cloud_guidance import CloudGuidedInteraction, CloudGuidedRestoration
from .cloud_impact import PlainFusion
from .encoders import Encoder
from .inputs import Inputs
from .mamba_fusion import MambaFusion
from .mask_head import MaskHead
from .network import CloudNetwork, Encoded
from .selective_scan import StateSpaceBlock

#: What the mask says of every pixel where it guides nothing.
UNDECIDED = 0.5


class CGM2Net(CloudNetwork):
    """The network, led by a cloud mask; arguments beyond :class:`CloudNetwork`'s are its own.

    Parameters
    ----------
    widths, depths : sequence of 4 int
        Channels (multiples of 32) and state-space blocks at stride 4, 8, 16 and 32.
    ratio : int
        Expansion of the blocks' feed-forward layers.
    states : int
        States of every scan.
    semantic, restoration : int
        Widths of the segmentation head and, at full resolution, of the removal decoder.
    feature_restoration, interaction, mamba_fusion, mask_guidance : bool
        Ablations. Without one of the first two both streams pass unchanged; without Mamba fusion
        they are concatenated; without guidance every pixel counts as half clouded.
    """

    #: Training hands this network a (corrupted) cloud mask in most steps.
    led_by_mask = True

    def __init__(
        self,
        optical_channels: int = 6,
        sar_channels: int = 2,
        classes: int = 8,
        widths: tuple[int, ...] = (32, 64, 96, 160),
        depths: tuple[int, ...] = (1, 1, 2, 1),
        ratio: int = 2,
        states: int = 16,
        semantic: int = 64,
        restoration: int = 16,
        feature_restoration: bool = True,
        interaction: bool = True,
        mamba_fusion: bool = True,
        mask_guidance: bool = True,
        multitask: str = "both",
        valid_maps: bool = True,
        blue_red: Optional[tuple[int, int]] = (0, 2),
    ) -> None:
        widths, depths = tuple(widths), tuple(depths)
        super().__init__(optical_channels, sar_channels, classes, multitask, valid_maps, blue_red)

        def block(_stage: int, channels: int) -> nn.Module:
            return StateSpaceBlock(channels, ratio, states)

        optical_inputs = self.per_channel * optical_channels
        self.mask_head = MaskHead(optical_inputs)
        self.optical_encoder = Encoder(optical_inputs + 1, widths, depths, block)
        self.sar_encoder = Encoder(self.per_channel * sar_channels, widths, depths, block)
        self.mask_guidance = mask_guidance
        self.restore: Optional[nn.ModuleList] = None
        self.interact: Optional[nn.ModuleList] = None
        if feature_restoration:
            self.restore = nn.ModuleList(CloudGuidedRestoration(c) for c in widths)
        if interaction:
            self.interact = nn.ModuleList(CloudGuidedInteraction(c, states) for c in widths)
        self.fuse = nn.ModuleList(
            MambaFusion(c, states) if mamba_fusion else PlainFusion(c) for c in widths
        )
        self.add_decoders(widths, semantic, restoration)

    def encode(self, x: Inputs) -> Encoded:
        """Find the mask where none is given, then run both streams, led by it."""
        mask_logits, found = self.mask_head(x.optical_stack())
        # The mask leads; only its own loss teaches the head to draw it.
        found = found.detach()
        # Ground the optical sensor did not see is as good as clouded.
        mask = 1 - (1 - x.mask_or(found)) * x.optical_seen()
        leading = mask if self.mask_guidance else torch.full_like(mask, UNDECIDED)
        radar_seen = x.sar_seen()
        x_o, x_s = torch.cat([x.optical_stack(), leading], 1), x.sar_stack()
        stages: list[Tensor] = []
        first: list[Tensor] = []
        for index, fuse in enumerate(self.fuse):
            x_o = self.optical_encoder.stage(index, x_o)
            x_s = self.sar_encoder.stage(index, x_s)
            size = (x_o.shape[-2], x_o.shape[-1])
            # Without radar at a pixel, nothing derived from it may reach the result.
            radar_seen, leading = pool_to(radar_seen, size), pool_to(leading, size)
            seen, m = radar_seen.to(x_s.dtype), leading
            if self.restore is not None:
                x_o, x_s = self.restore[index](x_o, x_s * seen, m)
            if self.interact is not None:
                x_o, x_s = self.interact[index](x_o, x_s * seen, m, seen)
            x_s = x_s * seen
            stages.append(fuse(x_o, x_s, m))
            if index == 0:
                # A cloud that a given mask missed must not lend its colour to the prior.
                first = [x_s, pool_to(torch.maximum(mask, found), size)]
        return Encoded(stages, first[0], first[1], (mask_logits,))
