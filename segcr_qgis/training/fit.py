"""Train a network on the corpus: resumable, logged, with fixed validation between phases."""

from __future__ import annotations

import csv
import math
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

from ..core.model_package import find_package
from ..networks import registry
from .augment import Sampler
from .datasets import corpus
from .datasets.scene import Scene
from .losses import segcr_loss
from .mask_corruption import LED, corrupted_masks
from .validate import selection_score, validate


@dataclass(frozen=True)
class Recipe:
    """What a training run depends on.

    ``steps`` of ``batch`` crops of ``crop`` pixels; in the second half every ``large_every``-th
    step sees a quarter of them at twice the size instead. ``rate`` is the peak learning rate of a
    cosine with ``warm_up`` steps; ``average`` the decay of the averaged weights that are shipped.
    ``start`` is the model package whose weights the run begins with; empty = from nothing.
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


def rate_at(recipe: Recipe, step: int) -> float:
    """Return the learning rate of a step: linear warm-up, then a cosine to 1 % of the peak."""
    if step < recipe.warm_up:
        return recipe.rate * (step + 1) / recipe.warm_up
    done = (step - recipe.warm_up) / max(1, recipe.steps - recipe.warm_up)
    return recipe.rate * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


def optimiser(network: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """AdamW; vectors (scales, norms, biases) are not decayed."""
    matrices = [p for p in network.parameters() if p.ndim > 1 and min(p.shape[:2]) > 1]
    chosen = {id(p) for p in matrices}
    vectors = [p for p in network.parameters() if id(p) not in chosen]
    groups = [
        {"params": matrices, "weight_decay": recipe.weight_decay},
        {"params": vectors, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=recipe.rate, betas=(0.9, 0.99), fused=True)


class Run:
    """One training run in a folder.

    ``last.pt`` to resume from, ``best.pt`` with the averaged weights that validated best,
    ``log.csv`` and ``validation.csv``.
    """

    def __init__(self, recipe: Recipe, folder: Path) -> None:
        self.recipe, self.folder = recipe, folder
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(recipe.seed)
        self.network = registry.build(recipe.network)
        if recipe.start:
            _load_package(self.network, recipe.start)
        self.averaged = AveragedWeights(self.network, recipe.average)
        self.optimiser = optimiser(self.network, recipe)
        self.step = 0
        self.seconds = 0.0
        self.best = -math.inf
        if (folder / "last.pt").is_file():
            self._resume()

    def _resume(self) -> None:
        state = torch.load(self.folder / "last.pt", weights_only=True, map_location="cpu")
        self.network.load_state_dict(state["network"])
        self.averaged.state = state["averaged"]
        self.optimiser.load_state_dict(state["optimiser"])
        self.step, self.seconds = int(state["step"]), float(state["seconds"])
        self.best = float(state["best"])
        print(f"resumed at step {self.step}")

    def save(self) -> None:
        """Write the checkpoint under a temporary name, then replace the last one."""
        state = {
            "network": self.network.state_dict(),
            "averaged": self.averaged.state,
            "optimiser": self.optimiser.state_dict(),
            "step": self.step,
            "seconds": self.seconds,
            "best": self.best,
            "recipe": vars(self.recipe),
        }
        _write(state, self.folder / "last.pt")

    def keep_if_best(self, score: float) -> None:
        """Keep the averaged weights where they validate better than all before."""
        if score > self.best:
            self.best = score
            kept = {"averaged": self.averaged.state, "step": self.step, "seconds": self.seconds}
            _write({**kept, "recipe": vars(self.recipe)}, self.folder / "best.pt")

    def averaged_network(self) -> nn.Module:
        """Return the network with the averaged weights, for evaluation."""
        network = registry.build(self.recipe.network)
        network.load_state_dict(self.averaged.state)
        return network.eval()

    def train_step(self, sampler: Sampler) -> dict[str, float]:
        """Take one step; all chance depends on the seed and the step alone.

        Raises
        ------
        FloatingPointError
            The loss is not a number; the last checkpoint stays good.
        """
        recipe = self.recipe
        rng = np.random.default_rng([recipe.seed, self.step])
        late = self.step > recipe.steps // 2 and self.step % recipe.large_every == 0
        size, crop = (
            (max(1, recipe.batch // 4), 2 * recipe.crop)
            if late
            else (
                recipe.batch,
                recipe.crop,
            )
        )
        batch = sampler.batch(rng, size, crop)
        for group in self.optimiser.param_groups:
            group["lr"] = rate_at(recipe, self.step)
        mask = None
        if getattr(self.network, "led_by_mask", False) and rng.random() < LED:
            mask = corrupted_masks(rng, batch)
        out = self.network(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid, mask)
        loss, parts = segcr_loss(out, batch)
        if not torch.isfinite(loss):
            raise FloatingPointError(f"the loss is not a number at step {self.step}: {parts}")
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), recipe.clip)
        self.optimiser.step()
        self.averaged.update(self.network, self.step)
        self.step += 1
        return {"loss": float(loss.detach()), **parts}


def train(recipe: Recipe, data: Path, folder: Path, threads: int = 1) -> Run:
    """Train to the end of the recipe, resuming where a run in ``folder`` stopped."""
    torch.set_num_threads(threads)
    run = Run(recipe, folder)
    training, validation = corpus.load(data)
    print(f"{len(training)} scenes to train on, {len(validation)} to validate")
    sampler = Sampler(training)
    run.network.train()
    try:
        _run_steps(run, sampler, validation)
    finally:
        # Interrupted or not: the next call goes on from here.
        run.save()
    return run


def _run_steps(run: Run, sampler: Sampler, validation: list[Scene]) -> None:
    recipe, folder = run.recipe, run.folder
    started, saved = time.monotonic() - run.seconds, time.monotonic()
    sums: dict[str, float] = {}
    while run.step < recipe.steps:
        for name, value in run.train_step(sampler).items():
            sums[name] = sums.get(name, 0) + value
        run.seconds = time.monotonic() - started
        if run.step % recipe.log_every == 0:
            means = {name: value / recipe.log_every for name, value in sums.items()}
            _append(folder / "log.csv", {"step": run.step, "seconds": run.seconds, **means})
            left = run.seconds / run.step * (recipe.steps - run.step) / 60
            print(
                f"step {run.step}/{recipe.steps}  {left:.0f} min left  {_line(means)}", flush=True
            )
            sums = {}
        if time.monotonic() - saved > 60 * recipe.save_minutes:
            run.save()
            saved = time.monotonic()
        if run.step % recipe.validate_every == 0 or run.step == recipe.steps:
            _validate(run, validation)


@dataclass(frozen=True)
class Trained:
    """The averaged network of a run that validated best, at which step, and when that was."""

    network: nn.Module
    recipe: Recipe
    step: int
    seconds: float


def load_best(folder: Path) -> Trained:
    """Return the best averaged network of a run."""
    state = torch.load(folder / "best.pt", weights_only=True, map_location="cpu")
    recipe = Recipe(**state["recipe"])
    network = registry.build(recipe.network)
    network.load_state_dict(state["averaged"])
    return Trained(network.eval(), recipe, int(state["step"]), float(state["seconds"]))


def _load_package(network: nn.Module, model: str) -> None:
    weights = load_file(find_package(model).weights)
    network.load_state_dict({name: value.float() for name, value in weights.items()})


def _write(state: dict[str, object], path: Path) -> None:
    part = path.with_suffix(".pt.part")
    torch.save(state, part)
    part.replace(path)


def _validate(run: Run, scenes: list[Scene]) -> None:
    scores = validate(run.averaged_network(), scenes)
    run.keep_if_best(selection_score(scores))
    _append(run.folder / "validation.csv", {"step": run.step, **scores})
    print("validation:", _line(scores), flush=True)


def _line(values: dict[str, float]) -> str:
    return "  ".join(f"{name} {value:.3f}" for name, value in values.items())


def _append(path: Path, row: dict[str, float]) -> None:
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(row))
        if new:
            writer.writeheader()
        writer.writerow({k: f"{v:.6g}" for k, v in row.items()})
