"""The state of a training run on disk: written whole or not at all, read with plain words."""

from __future__ import annotations

import errno
import io
import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn

from ..core.errors import SegcrError
from ..core.model_package import find_package
from ..core.part_files import part_path, remove_stale_parts
from .recipe import Recipe
from .subject import OPEN_DATA, Subject

LAST, BEST = "last.pt", "best.pt"


@dataclass(frozen=True)
class Trained:
    """The averaged network of a run that validated best, at which step, and when that was.

    ``data`` are the settings of its data by name; empty where the checkpoint does not say.
    """

    network: nn.Module
    recipe: Recipe
    step: int
    seconds: float
    subject: Subject = OPEN_DATA
    data: Mapping[str, Any] = field(default_factory=dict)

    def split_facts(self) -> dict[str, Any]:
        """Return what tells the samples it has seen: ``split`` and ``simulate``, where known."""
        return {name: self.data[name] for name in ("split", "simulate") if name in self.data}


def load_best(folder: Path) -> Trained:
    """Return the best averaged network of a run.

    Runs of earlier versions, which did not keep their subject, were of the open data.

    Raises
    ------
    SegcrError
        ``checkpoint_invalid``.
    """
    path = folder / BEST
    state = read(path)
    known = {f.name for f in fields(Recipe)}
    try:
        # Runs that do not say were stepped by AdamW: there was no other.
        said = {"optimiser": "adamw", **state["recipe"]}
        recipe = Recipe(**{k: v for k, v in said.items() if k in known})
        subject = Subject.from_json(state["subject"]) if "subject" in state else OPEN_DATA
        step, seconds, weights = int(state["step"]), float(state["seconds"]), state["averaged"]
        data = dict(state.get("data") or {})
    except (KeyError, TypeError, ValueError) as problem:
        raise SegcrError("checkpoint_invalid", path=path, reason=repr(problem)) from problem
    network = subject.build(recipe)
    fill(network, weights, path)
    return Trained(network.eval(), recipe, step, seconds, subject, data)


def read(path: Path) -> dict[str, Any]:
    """Return what a checkpoint holds; no code in it is ever run."""
    try:
        state = torch.load(path, weights_only=True, map_location="cpu")
    except FileNotFoundError as problem:
        raise SegcrError("checkpoint_invalid", path=path, reason="no such file") from problem
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as problem:
        reason = "it is damaged or no checkpoint"
        raise SegcrError("checkpoint_invalid", repr(problem), path=path, reason=reason) from problem
    if not isinstance(state, dict):
        raise SegcrError("checkpoint_invalid", path=path, reason="it is no checkpoint")
    return state


def write(state: Mapping[str, Any], path: Path) -> None:
    """Write a checkpoint under a temporary name, then replace the last one.

    Raises
    ------
    SegcrError
        ``disk_full`` or ``write_failed``; the last checkpoint stays.
    """
    remove_stale_parts(str(path))
    part = part_path(str(path), os.getpid())
    buffer = io.BytesIO()
    torch.save(dict(state), buffer)
    try:
        part.write_bytes(buffer.getbuffer())
        part.replace(path)
    except OSError as problem:
        part.unlink(missing_ok=True)
        code = "disk_full" if problem.errno in (errno.ENOSPC, errno.EDQUOT) else "write_failed"
        raise SegcrError(code, path=path, reason=problem.strerror or problem) from problem


def fill(network: nn.Module, weights: Mapping[str, Any], path: Path) -> None:
    """Load weights into a network; raises ``checkpoint_invalid`` where they are of another."""
    try:
        network.load_state_dict(dict(weights))
    except RuntimeError as problem:
        reason = "its weights are of another network"
        raise SegcrError("checkpoint_invalid", str(problem), path=path, reason=reason) from problem


def fill_from_package(network: nn.Module, model: str) -> tuple[str, ...]:
    """Load a model package's weights into a network, and return what it had no weights for.

    Parts that the network has gained since begin as they were initialised.

    Raises
    ------
    SegcrError
        ``checkpoint_invalid`` where the package holds weights the network does not have, or of
        another shape.
    """
    path = find_package(model).weights
    weights = {name: value.float() for name, value in load_file(path).items()}
    own = network.state_dict()
    fill(network, {**own, **weights}, path)
    return tuple(name for name in own if name not in weights)


def average_with(network: nn.Module, models: Sequence[str]) -> None:
    """Give a network the mean of its own weights and those of model packages.

    Runs that began with the same weights and ended in different places average well: Wortsman et
    al., "Model soups", ICML 2022.

    Raises
    ------
    SegcrError
        ``checkpoint_invalid`` where a package's weights are not those of such a network.
    """
    total = network.state_dict()
    for model in models:
        path = find_package(model).weights
        weights = {name: value.float() for name, value in load_file(path).items()}
        if {n: v.shape for n, v in weights.items()} != {n: v.shape for n, v in total.items()}:
            reason = "its weights are of another network"
            raise SegcrError("checkpoint_invalid", path=path, reason=reason)
        total = {name: value + weights[name] for name, value in total.items()}
    network.load_state_dict({name: value / (1 + len(models)) for name, value in total.items()})
