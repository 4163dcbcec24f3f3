"""SegCR: cloud impact map, radar-to-optical translation, targeted fusion, two decoders.

Our reading of SegCR (IEEE TGRS 63, 5640014, 2025), of which only the abstract is public: an
independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional

from .attention import AttentionBlock
from .blocks import ConvNeXtBlock, Pointwise, pool_to
from .cloud_impact import CloudImpactMap, PlainFusion, SarToOptical, TargetedFusion
from .encoders import Encoder
from .inputs import Inputs
from .network import CloudNetwork, Encoded

#: Encoder blocks by name, from the stage's index and channels.
BLOCKS = {
    "convnext": lambda _stage, channels: ConvNeXtBlock(channels),
    "attention": AttentionBlock,
}
#: What an ablated map says of every pixel.
UNDECIDED = 0.5


class SegCR(CloudNetwork):
    """The network; arguments beyond those of :class:`CloudNetwork` are its own.

    Parameters
    ----------
    widths, depths : sequence of 4 int
        Channels and blocks at stride 4, 8, 16 and 32.
    semantic, restoration : int
        Widths of the segmentation head and, at full resolution, of the removal decoder.
    block : str
        ``convnext`` or ``attention``.
    impact_map, sar_to_optical, targeted_fusion : bool
        Ablations. Without the map every pixel counts as half clouded; without the translation
        cloud stays in the optical stream; without targeted fusion both streams are concatenated.
    """

    def __init__(
        self,
        optical_channels: int = 6,
        sar_channels: int = 2,
        classes: int = 8,
        widths: tuple[int, ...] = (24, 48, 96, 160),
        depths: tuple[int, ...] = (2, 2, 3, 2),
        semantic: int = 64,
        restoration: int = 16,
        block: str = "convnext",
        impact_map: bool = True,
        sar_to_optical: bool = True,
        targeted_fusion: bool = True,
        multitask: str = "both",
        valid_maps: bool = True,
        blue_red: Optional[tuple[int, int]] = (0, 2),
    ) -> None:
        widths, depths = tuple(widths), tuple(depths)
        super().__init__(optical_channels, sar_channels, classes, multitask, valid_maps, blue_red)
        if block not in BLOCKS:
            raise TypeError(f"block is one of {', '.join(BLOCKS)}, not {block!r}")
        make = BLOCKS[block]
        self.optical_encoder = Encoder(self.per_channel * optical_channels, widths, depths, make)
        self.sar_encoder = Encoder(self.per_channel * sar_channels, widths, depths, make)
        fusion = TargetedFusion if targeted_fusion else PlainFusion
        self.impact: Optional[nn.ModuleList] = None
        self.translate: Optional[nn.ModuleList] = None
        if impact_map:
            self.impact = nn.ModuleList(CloudImpactMap(c) for c in widths)
        if sar_to_optical:
            self.translate = nn.ModuleList(SarToOptical(c, 1) for c in widths)
        self.fuse = nn.ModuleList(fusion(c) for c in widths)
        if sar_to_optical:
            self.simulate = Pointwise(widths[0], 16 * optical_channels)
        self.add_decoders(widths, semantic, restoration)

    def encode(self, x: Inputs) -> Encoded:
        """Run both streams, which meet at every stage."""
        x_o, x_s = x.optical_stack(), x.sar_stack()
        radar_seen = x.sar_seen()
        stages: list[Tensor] = []
        impact_logits: list[Tensor] = []
        first: list[Tensor] = []
        image: Optional[Tensor] = None
        for index, fuse in enumerate(self.fuse):
            x_o = self.optical_encoder.stage(index, x_o)
            x_s = self.sar_encoder.stage(index, x_s)
            size = (x_o.shape[-2], x_o.shape[-1])
            radar_seen = pool_to(radar_seen, size)
            # Without radar at a pixel, nothing derived from it may reach the result.
            x_s = x_s * radar_seen.to(x_s.dtype)
            if self.impact is None:
                impact = torch.full_like(x_o[:, :1], UNDECIDED)
            else:
                impact_logits.append(self.impact[index](x_o, x_s))
                impact = torch.sigmoid(impact_logits[-1])
            impact = x.covered(impact)
            if self.translate is not None:
                simulated = self.translate[index](x_s)
                x_o = torch.lerp(x_o, simulated, impact.to(x_o.dtype))
                if index == 0 and self.training:
                    image = functional.pixel_shuffle(self.simulate(simulated), 4)
            stages.append(fuse(x_o, x_s, impact))
            if index == 0:
                first = [x_s, impact]
        return Encoded(stages, first[0], first[1], tuple(impact_logits), image)
