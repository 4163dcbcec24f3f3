"""Train a network: resumable to the bit, on one device or several, with fixed validation."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from lightning_fabric import Fabric
from lightning_fabric.strategies import DDPStrategy
from torch import Tensor

from ..core.errors import SegcrError
from .ahead import BatchesAhead
from .augment import Batch
from .checkpoints import BEST, LAST, fill, fill_from_package, read, write
from .config import DataConfig, MachineConfig, TrainingConfig, differing, plain
from .datasets.scene import BrokenSample, Scene
from .logs import RunLog, in_words
from .losses import own_class_weights, segcr_loss
from .mask_corruption import LED, corrupted_masks
from .material import Material, class_weights, material
from .mixed_precision import MIXED, ExactInput, exact_input
from .recipe import AveragedWeights, Recipe, optimiser
from .sampler import Sampler
from .sheet import draw_sheet
from .subject import OPEN_DATA, Subject
from .validate import selection_score, validate, validation_batches

#: Rows of the picture sheet.
SHOWN = 6
#: What may be another when a run goes on: how long, how fast, and what is written on the way.
REVISED = (
    "recipe.steps",
    "recipe.rate",
    "recipe.log_every",
    "recipe.save_minutes",
    "recipe.save_steps",
    "recipe.validate_every",
)


def make_fabric(machine: MachineConfig) -> Fabric:
    """Return Fabric as the machine asks; under torchrun with one process a device.

    Raises
    ------
    SegcrError
        ``config_invalid`` where this machine has no such accelerator or precision.
    """
    try:
        return _fabric(machine)
    except (RuntimeError, ValueError, ImportError) as problem:
        asked = f"accelerator {machine.accelerator} with precision {machine.precision}"
        reason = f"this computer cannot train on {asked}"
        raise SegcrError("config_invalid", str(problem), path="machine", reason=reason) from problem


def _fabric(machine: MachineConfig) -> Fabric:
    accelerator, precision = machine.accelerator, machine.precision
    rounding: dict[str, Any] = {"precision": precision}
    if precision in MIXED:
        rounding = {"plugins": [exact_input(precision, accelerator)]}
    if "TORCHELASTIC_RUN_ID" not in os.environ:
        return Fabric(accelerator=accelerator, devices=1, **rounding)
    devices = int(os.environ["LOCAL_WORLD_SIZE"])
    nodes = int(os.environ["WORLD_SIZE"]) // devices
    backend = "nccl" if torch.cuda.is_available() and accelerator != "cpu" else "gloo"
    # Not every head has something to say in every batch.
    strategy = DDPStrategy(process_group_backend=backend, find_unused_parameters=True)
    return Fabric(
        accelerator=accelerator,
        strategy=strategy,
        devices=devices,
        num_nodes=nodes,
        **rounding,
    )


class Run:
    """One training run in a folder.

    ``last.pt`` to resume from, ``best.pt`` with the averaged weights that validated best,
    ``log.csv``, ``validation.csv``, ``tensorboard``, ``sheet.png``.
    """

    def __init__(
        self,
        recipe: Recipe,
        folder: Path,
        subject: Subject = OPEN_DATA,
        fabric: Fabric | None = None,
        weights: Tensor | None = None,
        data: DataConfig | None = None,
    ) -> None:
        self.recipe, self.folder, self.subject, self.data = recipe, folder, subject, data
        self.fabric = fabric or Fabric(accelerator="cpu", devices=1)
        self.class_weights = weights
        folder.mkdir(parents=True, exist_ok=True)
        torch.manual_seed(recipe.seed)
        self.network = subject.build(recipe)
        if recipe.start:
            for name in fill_from_package(self.network, recipe.start):
                self.fabric.print(f"not in {recipe.start}, begun from nothing: {name}")
        state = read(folder / LAST) if (folder / LAST).is_file() else None
        if state is not None:
            fill(self.network, state["network"], folder / LAST)
        self.averaged = AveragedWeights(self.network, recipe.average)
        self.optimiser = optimiser(self.network, recipe)
        self.wrapped, self.stepper = self.fabric.setup(self.network, self.optimiser)
        self.step, self.seconds, self.best = 0, 0.0, -math.inf
        #: The last step that was validated; -1: none.
        self.validated_at = -1
        if state is not None:
            self._refuse_another(state)
            self._resume(state)
        self._to_device()

    def _refuse_another(self, state: dict[str, Any]) -> None:
        """Refuse to go on with other settings than those of the checkpoint, but :data:`REVISED`.

        The run's record would say that all of it was trained with the new ones.
        """
        saved = {name: state.get(name) or {} for name in ("recipe", "data", "subject")}
        # Runs that do not say were stepped by AdamW: there was no other.
        saved["recipe"] = {"optimiser": "adamw", **saved["recipe"]}
        found = differing(saved, self._settings(), REVISED)
        if found:
            reason = f"it was made with other {', '.join(found)}"
            raise SegcrError("checkpoint_invalid", path=self.folder / LAST, reason=reason)

    def _resume(self, state: dict[str, Any]) -> None:
        try:
            self.averaged.state = state["averaged"]
            self.optimiser.load_state_dict(state["optimiser"])
            self.step, self.seconds = int(state["step"]), float(state["seconds"])
            self.best = float(state["best"])
            # Earlier runs do not say; where they kept a best network, they had validated.
            validated = self.step if (self.folder / BEST).is_file() else -1
            self.validated_at = int(state.get("validated_at", validated))
            if state.get("scaler"):
                self.fabric.strategy.precision.load_state_dict(state["scaler"])
        except (KeyError, ValueError, TypeError) as problem:
            reason = f"it lacks or misplaces {problem}"
            raise SegcrError(
                "checkpoint_invalid", path=self.folder / LAST, reason=reason
            ) from problem
        self.fabric.print(f"resumed at step {self.step}")

    def _to_device(self) -> None:
        device = self.fabric.device
        self.averaged.state = {k: v.to(device) for k, v in self.averaged.state.items()}
        if self.class_weights is not None:
            self.class_weights = self.class_weights.to(device)

    def save(self) -> None:
        """Keep all that the run goes on from."""
        if self.fabric.is_global_zero:
            state = {
                **self._kept(),
                "network": self.network.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "best": self.best,
                "validated_at": self.validated_at,
                "scaler": self.fabric.strategy.precision.state_dict(),
            }
            write(state, self.folder / LAST)

    def keep_if_best(self, score: float) -> None:
        """Keep the averaged weights where they validate better than all before."""
        if score > self.best:
            self.best = score
            write(self._kept(), self.folder / BEST)

    def _kept(self) -> dict[str, object]:
        return {
            "averaged": self.averaged.state,
            "step": self.step,
            "seconds": self.seconds,
            **self._settings(),
        }

    def _settings(self) -> dict[str, dict[str, Any]]:
        """Return what decides the run's outcome besides the machine, in plain values."""
        data = {} if self.data is None else {"data": plain(vars(self.data))}
        return {"recipe": vars(self.recipe), "subject": self.subject.to_json(), **data}

    @property
    def must_validate(self) -> bool:
        """Return whether the step is due for a validation that it has not had."""
        due = self.step % self.recipe.validate_every == 0 or self.step == self.recipe.steps
        return due and self.step > 0 and self.validated_at != self.step

    def averaged_network(self) -> torch.nn.Module:
        """Return the network with the averaged weights, for evaluation on the CPU."""
        network = self.subject.build(self.recipe)
        network.load_state_dict({k: v.to("cpu") for k, v in self.averaged.state.items()})
        return network.eval()

    def seed(self, step: int) -> list[int]:
        """Return what all chance of a step comes from; every process has its own."""
        rank = [self.fabric.global_rank] if self.fabric.world_size > 1 else []
        return [self.recipe.seed, step, *rank]

    def make_batch(self, sampler: Sampler, step: int) -> tuple[Batch, np.random.Generator]:
        """Return the batch of a step, and the generator after it was drawn."""
        rng = np.random.default_rng(self.seed(step))
        return sampler.batch(rng, *self.recipe.draw(step)), rng

    def train_step(self, drawn: tuple[Batch, np.random.Generator]) -> dict[str, float]:
        """Take one step.

        A step whose gradient overflows by the scale of 16-bit floats alone counts, but changes
        nothing: the next ones have a smaller scale.

        Raises
        ------
        FloatingPointError
            The loss or its gradient is not a number; the last checkpoint stays good.
        """
        batch, rng = drawn
        recipe = self.recipe
        for group in self.optimiser.param_groups:
            group["lr"] = recipe.rate_at(self.step)
        torch.manual_seed(hash(tuple(self.seed(self.step))) % 2**31)
        mask = None
        if getattr(self.network, "led_by_mask", False) and rng.random() < LED:
            mask = corrupted_masks(rng, batch).to(self.fabric.device)
        batch = batch.to(self.fabric.device)
        out = self.wrapped(batch.optical, batch.sar, batch.optical_valid, batch.sar_valid, mask)
        loss, parts = segcr_loss(out, batch, self.class_weights)
        self._check(loss, "loss", parts, batch)
        self.stepper.zero_grad(set_to_none=True)
        self.fabric.backward(loss)
        norm = self.fabric.clip_gradients(
            self.wrapped, self.stepper, max_norm=recipe.clip, error_if_nonfinite=False
        )
        assert norm is not None, "clipped by a norm"
        overflown = self._overflown(norm)
        if not overflown:
            self._check(norm, "gradient", parts, batch)
        # Of a step that overflowed the scaler takes the smaller scale only.
        self.stepper.step()
        if not overflown:
            self.averaged.update(self.network, self.step)
        self.step += 1
        return {"loss": float(loss.detach()), **parts}

    def _overflown(self, norm: Tensor) -> bool:
        """Return whether a gradient's norm is infinite by the loss's scale alone."""
        precision = self.fabric.strategy.precision
        scaled = isinstance(precision, ExactInput) and precision.can_go_lower()
        return scaled and not bool(torch.isfinite(norm))

    def _check(self, value: Tensor, name: str, parts: dict[str, float], batch: Batch) -> None:
        if not torch.isfinite(value):
            bad = [part for part, number in parts.items() if not math.isfinite(number)]
            samples = ", ".join(batch.names)
            reason = f" ({', '.join(bad)})" if bad else ""
            raise FloatingPointError(
                f"the {name}{reason} is not a number at step {self.step}, in the batch of {samples}"
            )


def train(config: TrainingConfig) -> Run:
    """Train to the end of the recipe, resuming where a run in the folder stopped.

    Raises
    ------
    SegcrError
        ``training_diverged`` with the batch, or what is wrong with the settings, the data, the
        checkpoint or the disk; the last good checkpoint stays.
    """
    machine, folder = config.machine, Path(config.run)
    spare = 1 if machine.ahead else 0
    torch.set_num_threads(machine.threads or max(1, (os.cpu_count() or 1) - spare))
    fabric = make_fabric(machine)
    fabric.launch()
    found = material(config.data)
    check_crops(config.recipe, found.validation)
    count = len(found.subject.classes)
    weights = own_class_weights(found.subject.classes)
    if config.recipe.balance:
        weights = class_weights(found.training, count)
    run = Run(config.recipe, folder, found.subject, fabric, weights, config.data)
    if fabric.is_global_zero:
        config.save(folder / "config.yaml")
    fabric.print(f"{len(found.training)} samples to train on, {len(found.validation)} to validate")
    try:
        _run_steps(run, found, machine.ahead)
    except FloatingPointError as problem:
        raise SegcrError("training_diverged", reason=problem, folder=folder) from problem
    except BrokenSample as problem:
        root = config.data.root
        raise SegcrError(
            "dataset_empty", split="train", folder=root, reason=problem.reason
        ) from problem
    except KeyboardInterrupt:
        # The next call goes on from here.
        run.save()
        raise
    run.save()
    return run


def check_crops(recipe: Recipe, scenes: Sequence[Scene]) -> None:
    """Refuse crops that hold no whole number of label pixels: labels would not fit the image.

    Raises
    ------
    SegcrError
        ``config_invalid``.
    """
    for item in scenes:
        over, under = item.label_ratio
        if recipe.crop * over % under:
            least = under // math.gcd(over, under)
            reason = (
                f"recipe.crop is {recipe.crop}, but {item.group} has {over} label pixels for"
                f" {under} of the image: it must be a multiple of {least}"
            )
            raise SegcrError("config_invalid", path="recipe", reason=reason)


def _run_steps(run: Run, found: Material, ahead: bool) -> None:
    recipe, sampler = run.recipe, Sampler(found.training)
    # All processes ask before one of them validates.
    missed = run.must_validate
    log = RunLog(run.folder, run.step, missed) if run.fabric.is_global_zero else None
    if missed:
        _validate_here(run, found, log)
    started = saved = lap = time.monotonic()
    before, waited, worked = run.seconds, 0.0, 0.0
    sums: dict[str, float] = {}
    # After a resume the first sum is of fewer steps than it is logged for.
    summed = 0
    run.wrapped.train()
    with BatchesAhead(lambda step: run.make_batch(sampler, step), ahead) as batches:
        while run.step < recipe.steps:
            lap = time.monotonic()
            drawn = batches.get(run.step, run.step + 1 < recipe.steps)
            for name, value in run.train_step(drawn).items():
                sums[name] = sums.get(name, 0) + value
            summed += 1
            worked += time.monotonic() - lap
            run.seconds = before + time.monotonic() - started
            if run.step % recipe.log_every == 0:
                means = {name: value / summed for name, value in sums.items()}
                share = (batches.waited - waited) / max(worked, 1e-9)
                waited, worked, sums, summed = batches.waited, 0.0, {}, 0
                if log is not None:
                    log.training(run.step, run.seconds, {**means, "wait_share": share})
                    _tell(run, means, share)
            due = time.monotonic() - saved > 60 * recipe.save_minutes
            if due or (recipe.save_steps and run.step % recipe.save_steps == 0):
                run.save()
                saved = time.monotonic()
            if run.must_validate:
                _validate_here(run, found, log)
                run.wrapped.train()
    if log is not None:
        log.close()


def _validate_here(run: Run, found: Material, log: RunLog | None) -> None:
    """Validate in the process that logs; the others wait, and all know that it is done."""
    if log is not None:
        _validate(run, found, log)
    run.fabric.barrier()
    run.validated_at = run.step


def _tell(run: Run, means: dict[str, float], share: float) -> None:
    left = run.seconds / run.step * (run.recipe.steps - run.step) / 60
    head = f"step {run.step}/{run.recipe.steps}  {left:.0f} min left  waits for data {share:.0%}"
    print(f"{head}  {in_words(means)}", flush=True)


def _validate(run: Run, found: Material, log: RunLog) -> None:
    network = run.averaged_network()
    scores = validate(network, found.validation)
    run.keep_if_best(selection_score(scores))
    log.validation(run.step, scores)
    chosen = found.validation[:: max(1, len(found.validation) // SHOWN)][:SHOWN]
    batches = [batch for _, _, batch in validation_batches(chosen)]
    subject = run.subject
    draw_sheet(network, batches, subject.bands, subject.classes, run.folder / "sheet.png")
    print("validation:", in_words(scores), flush=True)
