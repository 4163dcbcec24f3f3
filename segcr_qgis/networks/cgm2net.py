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
from .prediction import Auxiliary, Prediction, pad, settle
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
            Cloud probability that leads the network; without it the mask head's. Outside training
            a given mask also *is* the share of the input that is replaced.
        """
        height, width = optical.shape[-2:]
        tensors = [optical, sar, optical_valid, sar_valid]
        if cloud_mask is not None:
            tensors.append(cloud_mask)
        optical, sar, optical_valid, sar_valid, *rest = (pad(t) for t in tensors)
        given = rest[0] if rest else None
        # Values without meaning (NaN, nodata) never reach a convolution.
        optical = torch.where(optical_valid > 0, optical, torch.zeros_like(optical))
        sar = torch.where(sar_valid > 0, sar, torch.zeros_like(sar))

        mask_logits, found = self.mask_head(torch.cat([optical, optical_valid], 1))
        # The mask leads; only its own loss teaches the head to draw it.
        found = found.detach()
        mask = found if given is None else given
        # Ground the optical sensor did not see is as good as clouded.
        mask = 1 - (1 - mask) * optical_valid.amax(1, keepdim=True)
        stages, first_sar = self._encode(optical, sar, optical_valid, sar_valid, mask)

        query = self.segmentation.query(stages)
        inputs = torch.cat([optical, optical_valid, sar, sar_valid], 1)
        size = (stages[0].shape[-2], stages[0].shape[-1])
        # A cloud that a given mask missed must not lend its colour to the prior.
        impact = pool_to(torch.maximum(mask, found), size)
        restored = self.removal(inputs, optical, optical_valid, stages, first_sar, impact, query)
        logits = self.segmentation.logits(query, restored.feature)
        cloud = self._cloud(restored.blend_logits, given)
        share = cloud * optical_valid + (1 - optical_valid)
        clear = optical + share * (restored.surface - optical)
        auxiliary = None
        if self.training:
            auxiliary = Auxiliary(
                (mask_logits,),
                restored.blend_logits[..., :height, :width],
                None,
                restored.surface[..., :height, :width],
            )
        return Prediction(
            logits[..., :height, :width],
            clear[..., :height, :width],
            cloud[..., :height, :width],
            restored.expected_error[..., :height, :width],
            auxiliary,
        )

    def _cloud(self, blend_logits: Tensor, given: Optional[Tensor]) -> Tensor:
        """Return the cloud impact; in training as it is learnt, else as given or settled."""
        if given is not None and not self.training:
            return given
        impact = torch.sigmoid(blend_logits.float())
        return impact if self.training else settle(impact).to(blend_logits.dtype)

    def _encode(
        self,
        optical: Tensor,
        sar: Tensor,
        optical_valid: Tensor,
        sar_valid: Tensor,
        mask: Tensor,
    ) -> tuple[list[Tensor], Tensor]:
        """Run both streams; return the fused stages and the radar feature of the first."""
        radar_seen = sar_valid.amax(1, keepdim=True)
        x_o = torch.cat([optical, optical_valid, mask], 1)
        x_s = torch.cat([sar, sar_valid], 1)
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
