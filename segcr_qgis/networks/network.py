"""What both networks share: two task decoders over four fused stages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NamedTuple, Optional

import torch
from torch import Tensor, nn

from .blocks import ramp, resize
from .decoders import RemovalDecoder, SegmentationHead
from .inputs import Inputs, prepare
from .prediction import Auxiliary, Prediction, settle

TASKS = ("both", "segmentation", "removal")


class Encoded(NamedTuple):
    """What an encoder hands to the decoders.

    ``stages``: fused features at stride 4, 8, 16, 32. ``query_feature`` (B, widths[0], H/4, W/4)
    finds alike ground for the clear-sky prior, in which ``impact`` (B, 1, H/4, W/4) says what is
    cloud. ``impact_logits``: the maps to supervise, finest first. ``simulated``: the optical image
    translated from radar, in training.
    """

    stages: list[Tensor]
    query_feature: Tensor
    impact: Tensor
    impact_logits: tuple[Tensor, ...]
    simulated: Optional[Tensor] = None


class CloudNetwork(nn.Module, ABC):
    """Land cover and a cloud-free image from one optical and one radar image.

    Parameters
    ----------
    optical_channels, sar_channels : int
        Number of named channels.
    classes : int
    multitask : str
        ``both`` tasks, or only one of them, without the exchange: ``segmentation`` returns the
        input as the clear image, ``removal`` logits of zero.
    valid_maps : bool
        Whether each channel comes with its own valid map; without, the channels are fixed.
    blue_red : tuple of 2 int, optional
        Places of blue and red among the optical channels, for the clear line. None where one of
        them is missing: haze is then told without.
    """

    def __init__(
        self,
        optical_channels: int,
        sar_channels: int,
        classes: int,
        multitask: str,
        valid_maps: bool,
        blue_red: Optional[tuple[int, int]],
    ) -> None:
        super().__init__()
        if multitask not in TASKS:
            raise TypeError(f"multitask is one of {', '.join(TASKS)}, not {multitask!r}")
        self.channels = (optical_channels, sar_channels)
        self.classes = classes
        self.valid_maps = valid_maps
        self.multitask = multitask
        if blue_red is not None and max(blue_red) >= optical_channels:
            blue_red = None
        # A package's list, as it comes.
        self.blue_red = None if blue_red is None else (blue_red[0], blue_red[1])
        self.per_channel = 2 if valid_maps else 1
        self.segmentation: Optional[SegmentationHead] = None
        self.removal: Optional[RemovalDecoder] = None

    def add_decoders(self, widths: tuple[int, ...], semantic: int, restoration: int) -> None:
        """Make the decoders of the wanted tasks; called last, so that seeds keep their meaning.

        Parameters
        ----------
        widths : sequence of 4 int
            Channels at stride 4, 8, 16 and 32.
        semantic : int
            Width of the segmentation head.
        restoration : int
            Width of the removal decoder at full resolution.
        """
        segments, removes = self.multitask != "removal", self.multitask != "segmentation"
        if segments:
            exchange = widths[0] if removes else 0
            self.segmentation = SegmentationHead(widths, semantic, exchange, self.classes)
        if removes:
            inputs = self.per_channel * sum(self.channels)
            self.removal = RemovalDecoder(
                inputs,
                self.channels[0],
                widths,
                restoration,
                semantic if segments else 0,
                self.blue_red,
            )

    def select(self, x: Inputs) -> Inputs:
        """Return what the network may see of its inputs: everything, unless a baseline."""
        return x

    @abstractmethod
    def encode(self, x: Inputs) -> Encoded:
        """Fuse both streams into four stages, (B, widths[i], H / s, W / s) at strides s 4 to 32."""

    def forward(
        self,
        optical: Tensor,
        sar: Tensor,
        optical_valid: Optional[Tensor] = None,
        sar_valid: Optional[Tensor] = None,
        cloud_mask: Optional[Tensor] = None,
    ) -> Prediction:
        """Run the network; any height and width, padded inside to a multiple of 32.

        Parameters
        ----------
        optical : Tensor, (B, bands, H, W)
            Square root of reflectance, about [0, 1.2].
        sar : Tensor, (B, polarisations, H, W)
            Scaled decibels, about [0, 1].
        optical_valid, sar_valid : Tensor, optional
            1 where the value exists, else 0; shapes of ``optical`` and ``sar``. NaN and infinite
            values never count as valid.
        cloud_mask : Tensor, (B, 1, H, W), optional
            Cloud probability. Outside training it *is* the share of the input that is replaced;
            the network's own map only adds to it inside, so that a missed cloud stays out of the
            prior. Where it is NaN the network's own map stands in.

        Raises
        ------
        SegcrError
            ``network_input`` where the tensors fit neither the network nor each other.
        """
        x = prepare(
            optical, sar, optical_valid, sar_valid, cloud_mask, self.channels, self.valid_maps
        )
        x = self.select(x)
        prediction = self._decode(x, self.encode(x))
        return prediction.cropped(*optical.shape[-2:])

    def _decode(self, x: Inputs, encoded: Encoded) -> Prediction:
        """Run both decoders and what they exchange."""
        query = self.segmentation.query(encoded.stages) if self.segmentation is not None else None
        if self.removal is not None:
            restored = self.removal(x, encoded.stages, encoded.query_feature, encoded.impact, query)
            surface, blend_logits = restored.surface, restored.blend_logits
            error, feature, refined = restored.expected_error, restored.feature, restored.refined
            prior, haze, hidden = restored.prior, restored.haze, restored.hidden
        else:
            size = (x.optical.shape[-2], x.optical.shape[-1])
            surface, blend_logits = x.optical, resize(_logit(encoded.impact), size)
            error, feature, refined = torch.zeros_like(blend_logits), None, None
            prior, haze = None, torch.zeros_like(blend_logits)
            hidden = haze
        if self.segmentation is not None and query is not None:
            logits = self.segmentation.logits(query, feature)
        else:
            logits = x.optical.new_zeros((x.optical.shape[0], self.classes, *x.optical.shape[2:]))
        cloud = torch.sigmoid(blend_logits.float())
        auxiliary = None
        if self.training:
            # The map is learnt as it is, whatever mask leads the network.
            impacts, opacity = encoded.impact_logits, None
            if refined is not None:
                impacts, opacity = (*impacts, refined[:, :1]), refined[:, 1:]
            auxiliary = Auxiliary(impacts, opacity, blend_logits, encoded.simulated, surface, prior)
        else:
            cloud = settle(cloud, x.optical_channels(), x.excess(surface), haze)
            # Where more was hidden than not, nothing of the image can be believed.
            cloud = torch.maximum(cloud, ramp(hidden, 0.5, 1.0))
            cloud = x.mask_or(cloud.to(blend_logits.dtype))
        return Prediction(logits, x.blend(cloud, surface), cloud, error, auxiliary)


def _logit(probability: Tensor) -> Tensor:
    return torch.logit(probability.float(), 1e-4)
