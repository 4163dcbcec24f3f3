"""What a network is trained for: channels, classes and resolution, kept with its weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from torch import nn

from ..core.classes import CLASSES, LandCoverClass
from ..networks import registry
from .datasets.scene import OPTICAL, SAR
from .recipe import Recipe


@dataclass(frozen=True)
class Subject:
    """Channels in network order, classes in the order of the logits, pixel size in metres.

    The default is that of the open data, and of checkpoints that do not say.
    """

    dataset: str = "open data"
    bands: tuple[str, ...] = OPTICAL
    polarisations: tuple[str, ...] = SAR
    classes: tuple[LandCoverClass, ...] = CLASSES
    pixel_size: float = 10.0

    def to_json(self) -> dict[str, Any]:
        """Return plain values for a checkpoint."""
        values = asdict(self)
        return {**values, "bands": list(self.bands), "polarisations": list(self.polarisations)}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Subject:
        """Return the subject that :meth:`to_json` wrote."""
        classes = tuple(LandCoverClass(**entry) for entry in values["classes"])
        return cls(
            str(values["dataset"]),
            tuple(values["bands"]),
            tuple(values["polarisations"]),
            classes,
            float(values["pixel_size"]),
        )

    def config(self, recipe: Recipe) -> dict[str, Any]:
        """Return the keyword arguments of the registry's ``build``."""
        return {
            "optical_channels": len(self.bands),
            "sar_channels": len(self.polarisations),
            "classes": len(self.classes),
            "blue_red": self._blue_red(),
            **recipe.network_config,
        }

    def _blue_red(self) -> tuple[int, int] | None:
        """Return the places of blue and red, which the clear line compares."""
        if {"B2", "B4"} <= set(self.bands):
            return self.bands.index("B2"), self.bands.index("B4")
        return None

    def build(self, recipe: Recipe) -> nn.Module:
        """Return a fresh network; raises ``network_unknown`` or ``network_config``."""
        return registry.build(recipe.network, **self.config(recipe))


OPEN_DATA = Subject()
