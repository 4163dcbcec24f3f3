"""Mixed precision that leaves the images as they are."""

from __future__ import annotations

from typing import Any

import torch
from lightning_fabric.plugins.precision import MixedPrecision
from torch.optim import Optimizer

#: Fabric's names of the precisions in which convolutions are rounded and weights are not.
MIXED = ("bf16-mixed", "16-mixed")


class ExactInput(MixedPrecision):
    """Rounds within the network only.

    Fabric's own rounds its input as well: to eight bits, after which clear ground no longer equals
    its target, and no cloud looks like a thin one.
    """

    def convert_input(self, data: Any) -> Any:
        """Return ``data`` as it is."""
        return data

    def unscale_gradients(self, optimizer: Optimizer) -> None:
        """Take the loss's scale off the gradients, so that they can be clipped.

        Fabric refuses fused optimisers, which could do this themselves in their step; PyTorch's
        scaler knows that it is done.
        """
        if self.scaler is not None:
            self.scaler.unscale_(optimizer)

    def can_go_lower(self) -> bool:
        """Return whether an infinite gradient may come from the loss's scale alone.

        A scaler begins with too large a scale by design, skips the steps that overflow and halves
        it. At 1 nothing is scaled any more: what is infinite then is so by itself.
        """
        return self.scaler is not None and self.scaler.get_scale() > 1


def exact_input(precision: str, accelerator: str) -> ExactInput:
    """Return the plugin for Fabric; of its accelerators, ``auto`` is the best there is."""
    on_gpu = accelerator in ("auto", "gpu", "cuda") and torch.cuda.is_available()
    return ExactInput(precision, "cuda" if on_gpu else "cpu")  # type: ignore[arg-type]
