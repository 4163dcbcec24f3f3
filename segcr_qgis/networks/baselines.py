"""What both papers argue against, built from the same parts: one stream, no guidance."""

from __future__ import annotations

from typing import Optional

import torch
from torch import Tensor, nn

from .blocks import ConvNeXtBlock
from .encoders import Encoder
from .inputs import Inputs
from .network import CloudNetwork, Encoded
from .prediction import Prediction

SENSORS = ("optical", "sar", "both")


class SingleStream(CloudNetwork):
    """One encoder over one sensor, or over both concatenated; the decoders of the networks.

    Parameters
    ----------
    sensors : str
        ``optical``, ``sar`` or ``both``. What is left out reaches no part of the network: without
        the optical image the clear image is wholly guessed.
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
        sensors: str = "both",
        multitask: str = "both",
        valid_maps: bool = True,
        blue_red: Optional[tuple[int, int]] = (0, 2),
    ) -> None:
        widths, depths = tuple(widths), tuple(depths)
        super().__init__(optical_channels, sar_channels, classes, multitask, valid_maps, blue_red)
        if sensors not in SENSORS:
            raise TypeError(f"sensors is one of {', '.join(SENSORS)}, not {sensors!r}")
        self.sensors = sensors
        inputs = self.per_channel * (optical_channels + sar_channels)

        def block(_stage: int, channels: int) -> nn.Module:
            return ConvNeXtBlock(channels)

        self.encoder = Encoder(inputs, widths, depths, block)
        self.impact = nn.Conv2d(widths[0], 1, 3, padding=1)
        self.add_decoders(widths, semantic, restoration)

    def select(self, x: Inputs) -> Inputs:
        """Take away the sensor that this network does without."""
        if self.sensors == "optical":
            return x._replace(sar=x.sar * 0, sar_valid=x.sar_valid * 0)
        if self.sensors == "sar":
            return x._replace(optical=x.optical * 0, optical_valid=x.optical_valid * 0)
        return x

    def _decode(self, x: Inputs, encoded: Encoded) -> Prediction:
        """Run both decoders; nothing can be kept of an image that was not seen."""
        found = super()._decode(x, encoded)
        blind = self.sensors == "sar" and not self.training
        return found._replace(cloud=torch.ones_like(found.cloud)) if blind else found

    def encode(self, x: Inputs) -> Encoded:
        """Run the stream; one convolution on its first stage finds the clouds."""
        feature = x.everything()
        stages: list[Tensor] = []
        for index in range(4):
            feature = self.encoder.stage(index, feature)
            stages.append(feature)
        logits = self.impact(stages[0])
        return Encoded(stages, stages[0], torch.sigmoid(logits), (logits,))
