"""CGM2Net: cloud-guided restoration, interaction and Mamba fusion at every stage.

Our reading of CGM2Net (IEEE JSTARS 19, 14358-14374, 2026), of which only the abstract is public:
an independent implementation of the published idea, not the authors' code or weights.
"""

from __future__ import annotations

from functools import partial
from typing import Optional

import torch
from torch import Tensor, nn

from .blocks import pool_to
from .cloud_guidance import CloudGuidedInteraction, CloudGuidedRestoration, MambaFusion
from .decoders import RemovalDecoder, SegmentationHead
from .encoders import Encoder
from .mask_head import MaskHead
from .prediction import Auxiliary, Inputs, Prediction, prepare, settle
from .selective_scan import StateSpaceBlock


class CGM2Net(nn.Module):
    """Land cover and a cloud-free image from one optical and one radar image, led by a cloud mask.

    Parameters
    ----------
    optical_channels, sar_channels : int
        Number of named channels; each comes with its own valid map.
    classes : int
    widths, depths : sequence of 4 int
        Channels (multiples of 32) and state-space blocks at stride 4, 8, 16 and 32.
    ratio : int
        Expansion of the blocks' feed-forward layers.
    states : int
        States of every scan.
    semantic : int
        Width of the segmentation head.
    restoration : int
        Width of the removal decoder at full resolution.
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
    ) -> None:
        super().__init__()
        widths, depths = tuple(widths), tuple(depths)
        self.mask_head = MaskHead(2 * optical_channels)
        block = partial(StateSpaceBlock, ratio=ratio, states=states)
        self.optical_encoder = Encoder(2 * optical_channels + 1, widths, depths, block)
        self.sar_encoder = Encoder(2 * sar_channels, widths, depths, block)
        self.restore = nn.ModuleList(CloudGuidedRestoration(c) for c in widths)
        self.interact = nn.ModuleList(CloudGuidedInteraction(c, states) for c in widths)
        self.fuse = nn.ModuleList(MambaFusion(c, states) for c in widths)
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
            Cloud probability that leads the network; without it, and where it is NaN, the mask
            head's. Outside training a given mask also *is* the share of the input that is replaced.
        """
        x = prepare(optical, sar, optical_valid, sar_valid, cloud_mask)
        mask_logits, found = self.mask_head(torch.cat([x.optical, x.optical_valid], 1))
        # The mask leads; only its own loss teaches the head to draw it.
        found = found.detach()
        mask = x.mask_or(found)
        # Ground the optical sensor did not see is as good as clouded.
        mask = 1 - (1 - mask) * x.optical_valid.amax(1, keepdim=True)
        stages, first_sar = self._encode(x, mask)

        query = self.segmentation.query(stages)
        size = (stages[0].shape[-2], stages[0].shape[-1])
        # A cloud that a given mask missed must not lend its colour to the prior.
        impact = pool_to(torch.maximum(mask, found), size)
        restored = self.removal(
            x.everything(), x.optical, x.optical_valid, stages, first_sar, impact, query
        )
        logits = self.segmentation.logits(query, restored.feature)
        cloud = self._cloud(restored.blend_logits)
        if not self.training:
            cloud = x.mask_or(cloud)
        auxiliary = None
        if self.training:
            auxiliary = Auxiliary((mask_logits,), restored.blend_logits, None, restored.surface)
        clear = x.blend(cloud, restored.surface)
        prediction = Prediction(logits, clear, cloud, restored.expected_error, auxiliary)
        return prediction.cropped(*optical.shape[-2:])

    def _cloud(self, blend_logits: Tensor) -> Tensor:
        """Return the cloud impact; in training as it is learnt, else settled."""
        impact = torch.sigmoid(blend_logits.float())
        return impact if self.training else settle(impact).to(blend_logits.dtype)

    def _encode(self, x: Inputs, mask: Tensor) -> tuple[list[Tensor], Tensor]:
        """Run both streams; return the fused stages and the radar feature of the first."""
        radar_seen = x.sar_valid.amax(1, keepdim=True)
        x_o = torch.cat([x.optical, x.optical_valid, mask], 1)
        x_s = torch.cat([x.sar, x.sar_valid], 1)
        stages: list[Tensor] = []
        first: list[Tensor] = []
        for index, (restore, interact, fuse) in enumerate(
            zip(self.restore, self.interact, self.fuse)
        ):
            x_o = self.optical_encoder.stage(index, x_o)
            x_s = self.sar_encoder.stage(index, x_s)
            size = (x_o.shape[-2], x_o.shape[-1])
            # Without radar at a pixel, nothing derived from it may reach the result.
            seen, m = pool_to(radar_seen, size), pool_to(mask, size)
            x_o, x_s = restore(x_o, x_s * seen, m)
            x_o, x_s = interact(x_o, x_s * seen, m, seen)
            x_s = x_s * seen
            stages.append(fuse(x_o, x_s))
            if index == 0:
                first.append(x_s)
        return stages, first[0]
