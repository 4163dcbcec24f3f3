"""SegCR: cloud impact map, radar-to-optical translation, targeted fusion, two decoders.

Our reading of SegCR (IEEE TGRS 63, 5640014, 2025), of which only the abstract is public: an
independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn
from torch.nn import functional

from .blocks import Pointwise, pool_to
from .cloud_impact import CloudImpactMap, SarToOptical, TargetedFusion
from .decoders import RemovalDecoder, SegmentationHead
from .encoders import Encoder
from .prediction import Auxiliary, Inputs, Prediction, prepare, settle


class SegCR(nn.Module):
    """Land cover and a cloud-free image from one optical and one radar image.

    Parameters
    ----------
    optical_channels, sar_channels : int
        Number of named channels; each comes with its own valid map.
    classes : int
    widths, depths : sequence of 4 int
        Channels and blocks at stride 4, 8, 16 and 32.
    semantic : int
        Width of the segmentation head.
    restoration : int
        Width of the removal decoder at full resolution.
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
    ) -> None:
        super().__init__()
        widths, depths = tuple(widths), tuple(depths)
        self.optical_channels = optical_channels
        self.optical_encoder = Encoder(2 * optical_channels, widths, depths)
        self.sar_encoder = Encoder(2 * sar_channels, widths, depths)
        self.impact = nn.ModuleList(CloudImpactMap(c) for c in widths)
        self.translate = nn.ModuleList(SarToOptical(c, 1) for c in widths)
        self.fuse = nn.ModuleList(TargetedFusion(c) for c in widths)
        self.simulate = Pointwise(widths[0], 16 * optical_channels)
        self.segmentation = SegmentationHead(widths, semantic, widths[0], classes)
        inputs = 2 * (optical_channels + sar_channels)
        self.removal = RemovalDecoder(inputs, optical_channels, widths, restoration, semantic)

    def forward(
        self,
        optical: Tensor,
        sar: Tensor,
        optical_valid: Tensor,
        sar_valid: Tensor,
        cloud_mask: Optional[Tensor] = None,
    ) -> Prediction:
        """Run the network; any height and width, padded inside to a multiple of 32.

        Parameters
        ----------
        optical : Tensor, (B, bands, H, W)
            Square root of reflectance, about [0, 1.2].
        sar : Tensor, (B, polarisations, H, W)
            Scaled decibels, about [0, 1].
        optical_valid, sar_valid : Tensor
            1 where the value exists, else 0; shapes of ``optical`` and ``sar``.
        cloud_mask : Tensor, (B, 1, H, W), optional
            Cloud probability. Where given it *is* the share of the input that is replaced; the
            network's own map only adds to it inside, so that a missed cloud stays out of the prior.
            Where it is NaN the network's own map stands in.
        """
        x = prepare(optical, sar, optical_valid, sar_valid, cloud_mask)
        stages, impact_logits, first_impact, first_sar, simulated = self._encode(x)
        query = self.segmentation.query(stages)
        restored = self.removal(
            x.everything(), x.optical, x.optical_valid, stages, first_sar, first_impact, query
        )
        logits = self.segmentation.logits(query, restored.feature)
        cloud = x.mask_or(self._cloud(restored.blend_logits))
        auxiliary = None
        if self.training:
            auxiliary = Auxiliary(
                tuple(impact_logits),
                restored.blend_logits,
                functional.pixel_shuffle(self.simulate(simulated), 4),
                restored.surface,
            )
        clear = x.blend(cloud, restored.surface)
        prediction = Prediction(logits, clear, cloud, restored.expected_error, auxiliary)
        return prediction.cropped(*optical.shape[-2:])

    def _cloud(self, blend_logits: Tensor) -> Tensor:
        """Return the cloud impact; in training as it is learnt, else settled."""
        impact = torch.sigmoid(blend_logits.float())
        return impact if self.training else settle(impact).to(blend_logits.dtype)

    def _encode(self, x: Inputs) -> tuple[list[Tensor], list[Tensor], Tensor, Tensor, Tensor]:
        """Run both streams; return fused stages, impact logits, and what stage 1 gives the rest."""
        radar_seen = x.sar_valid.amax(1, keepdim=True)
        optical_seen = x.optical_valid.amax(1, keepdim=True)
        x_o = torch.cat([x.optical, x.optical_valid], 1)
        x_s = torch.cat([x.sar, x.sar_valid], 1)
        stages: list[Tensor] = []
        impact_logits: list[Tensor] = []
        first: list[Tensor] = []
        for index, (impact_map, translate, fuse) in enumerate(
            zip(self.impact, self.translate, self.fuse)
        ):
            x_o = self.optical_encoder.stage(index, x_o)
            x_s = self.sar_encoder.stage(index, x_s)
            size = (x_o.shape[-2], x_o.shape[-1])
            # Without radar at a pixel, nothing derived from it may reach the result.
            x_s = x_s * pool_to(radar_seen, size)
            logits = impact_map(x_o, x_s)
            impact_logits.append(logits)
            impact = torch.sigmoid(logits)
            if x.mask is not None:
                impact = torch.maximum(impact, pool_to(torch.nan_to_num(x.mask), size))
            # Ground the optical sensor did not see is as good as clouded.
            impact = 1 - (1 - impact) * pool_to(optical_seen, size)
            simulated = translate(x_s)
            x_o = x_o + impact * (simulated - x_o)
            stages.append(fuse(x_o, x_s, impact))
            if index == 0:
                first = [impact, x_s, simulated]
        return stages, impact_logits, first[0], first[1], first[2]
