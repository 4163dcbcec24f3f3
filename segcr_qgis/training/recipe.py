"""What a training run depends on, and what follows from it: learning rate, optimiser, crops."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from .muon import Muon

ADAM_BETAS = (0.9, 0.99)
#: Channels on either side from which a matrix is stepped by Muon.
ORTHOGONAL_FROM = 16
#: Optimisers by their key in a recipe, and what cards call them.
OPTIMISERS = {"muon": "Muon", "adamw": "AdamW"}
#: What counts steps, samples or pixels, of which there must be one at least.
COUNTS = ("steps", "batch", "crop", "log_every", "validate_every")


@dataclass(frozen=True)
class Recipe:
    """What a training run depends on.

    ``steps`` of ``batch`` crops of ``crop`` pixels; in the second half every ``large_every``-th
    step sees a quarter of them at twice the size instead (0: never). ``rate`` is the peak learning
    rate of a cosine with ``warm_up`` steps; ``average`` the decay of the averaged weights that are
    shipped. ``start`` is the model package whose weights the run begins with; empty = from nothing.
    ``network_config`` are arguments of the network's constructor that differ from its defaults.
    ``balance`` weighs the classes of the loss by the root of how rare they are. A checkpoint is
    kept every ``save_minutes`` and, where it is not 0, every ``save_steps``. ``optimiser`` is one
    of :data:`OPTIMISERS`; both take the same rate.
    """

    network: str = "segcr-tiny"
    steps: int = 8000
    batch: int = 8
    crop: int = 128
    large_every: int = 4
    rate: float = 1.2e-3
    warm_up: int = 100
    weight_decay: float = 0.01
    clip: float = 1.0
    average: float = 0.998
    seed: int = 7
    log_every: int = 25
    save_minutes: float = 3.0
    validate_every: int = 500
    start: str = ""
    network_config: dict[str, Any] = field(default_factory=dict)
    balance: bool = False
    save_steps: int = 0
    optimiser: str = "muon"

    def __post_init__(self) -> None:
        if self.optimiser not in OPTIMISERS:
            raise ValueError(f"optimiser is one of {', '.join(OPTIMISERS)}, not {self.optimiser!r}")
        for name in COUNTS:
            if getattr(self, name) < 1:
                raise ValueError(f"recipe.{name} is {getattr(self, name)}, not 1 or more")

    def draw(self, step: int) -> tuple[int, int]:
        """Return number and size of the crops of a step."""
        late = self.large_every > 0 and step > self.steps // 2 and step % self.large_every == 0
        return (max(1, self.batch // 4), 2 * self.crop) if late else (self.batch, self.crop)

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step: linear warm-up, then a cosine to 1 % of the peak."""
        if step < self.warm_up:
            return self.rate * (step + 1) / self.warm_up
        done = (step - self.warm_up) / max(1, self.steps - self.warm_up)
        return self.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


class AveragedWeights:
    """Exponential moving average of a network's parameters."""

    def __init__(self, network: nn.Module, decay: float) -> None:
        self.decay = decay
        self.state = {k: v.detach().clone() for k, v in network.state_dict().items()}

    @torch.no_grad()
    def update(self, network: nn.Module, step: int) -> None:
        """Move towards the network; faster at the start, when the weights still run away."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for name, value in network.state_dict().items():
            self.state[name].lerp_(value, 1 - decay)


def optimiser(network: nn.Module, recipe: Recipe) -> torch.optim.Optimizer:
    """Return the optimiser of a recipe; vectors (scales, norms, biases) are not decayed."""
    matrices = [p for p in network.parameters() if p.ndim > 1 and min(p.shape[:2]) > 1]
    chosen = {id(p) for p in matrices}
    vectors = [p for p in network.parameters() if id(p) not in chosen]
    decay = recipe.weight_decay
    if recipe.optimiser == "adamw":
        groups = [
            {"params": matrices, "weight_decay": decay},
            {"params": vectors, "weight_decay": 0.0},
        ]
        return torch.optim.AdamW(groups, lr=recipe.rate, betas=ADAM_BETAS, fused=True)
    # First and last layers have few channels on one side, and mean something each.
    wide = [p for p in matrices if min(p.shape[0], p[0].numel()) >= ORTHOGONAL_FROM]
    chosen = {id(p) for p in wide}
    narrow = [p for p in matrices if id(p) not in chosen]
    groups = [
        {"params": wide, "weight_decay": decay, "orthogonal": True},
        {"params": narrow, "weight_decay": decay, "orthogonal": False},
        {"params": vectors, "weight_decay": 0.0, "orthogonal": False},
    ]
    return Muon(groups, lr=recipe.rate, betas=ADAM_BETAS)
