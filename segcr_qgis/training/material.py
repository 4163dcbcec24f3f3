"""What a configuration trains and validates on."""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch

from ..core.errors import SegcrError
from .config import DataConfig
from .datasets import corpus
from .datasets.catalogue import layout_of, recognise
from .datasets.entries import Entry, Reading, index, loaded, reading
from .datasets.layout import Layout
from .datasets.scene import IGNORE, BrokenSample, Scene
from .datasets.splits import split
from .sampler import Source
from .subject import Subject

#: Most validation samples, and most samples the class balance is taken from.
VALIDATED, COUNTED = 48, 200
#: Of larger samples the middle validates, in pixels a side: all of them are in memory at once.
VALIDATED_SIDE = 512
#: Seconds after which the first process of several is no longer waited for, and between two looks.
PATIENCE_S, LOOK_S = 7200.0, 2.0
Item = TypeVar("Item")


@dataclass(frozen=True)
class Material:
    """Samples to train on (read as they are drawn), samples to validate on, and their subject."""

    training: Sequence[Source]
    validation: list[Scene]
    subject: Subject


def material(data: DataConfig) -> Material:
    """Open what a configuration names.

    Raises
    ------
    SegcrError
        ``layer_unreadable`` for a missing folder, ``dataset_unknown``, ``dataset_empty``,
        ``split_impossible``, ``config_invalid``.
    """
    root = data.folder()
    if data.dataset == "open":
        return _open_data(data)
    layout = recognise(root) if data.dataset == "auto" else layout_of(data.dataset)
    if not layout.polarisations:
        reason = f"{layout.name} has no role sar: the networks learn from optical and radar images"
        raise SegcrError("config_invalid", path="data", reason=reason)
    shares = {name: chosen(data, layout, name) for name in ("train", "val")}
    broken: list[BrokenSample] = []
    # One whole scene at a time: of WHU-OPT-SAR 48 of them would take 20 GB.
    whole = loaded(evenly(shares["val"], VALIDATED), broken)
    validation = [item.middle(VALIDATED_SIDE) for item in whole]
    for problem in broken:
        print(f"skipped {problem}", flush=True)
    if not validation:
        raise SegcrError("dataset_empty", split="val", folder=root, reason="all are broken")
    return Material(shares["train"], validation, subject_of(data, layout))


def chosen(data: DataConfig, layout: Layout, name: str) -> list[Entry]:
    """Return the complete samples of one split.

    Raises
    ------
    SegcrError
        ``layer_unreadable``, ``config_invalid`` for a split or channels there are not,
        ``dataset_empty``.
    """
    root = data.folder()
    if not root.is_dir():
        raise SegcrError("layer_unreadable", layer=root, reason="no such folder")
    if data.split not in ("place", "public"):
        reason = f"data.split is '{data.split}', not place or public"
        raise SegcrError("config_invalid", path="data", reason=reason)
    lacking = [band for band in data.bands if band not in layout.bands]
    lacking += [name for name in data.polarisations if name not in layout.polarisations]
    if lacking:
        there = ", ".join((*layout.bands, *layout.polarisations))
        reason = f"{layout.name} has no {', '.join(lacking)}, but {there}"
        raise SegcrError("config_invalid", path="data", reason=reason)
    simulate = data.simulate or "cloudy" not in layout.roles
    wanted = Reading(data.bands, data.polarisations, data.keep_offset, simulate)
    entries = reading(index(root, layout), wanted)
    how = layout.splitting if data.split == "place" else layout.public_splitting
    found = split(entries, how)[name] if entries else []
    if not found:
        reason = f"{len(entries)} complete samples in all"
        raise SegcrError("dataset_empty", split=name, folder=root, reason=reason)
    return found[: data.limit] if data.limit else found


def subject_of(data: DataConfig, layout: Layout) -> Subject:
    """Return the subject of a network trained on a dataset."""
    return Subject(
        layout.name,
        data.bands or layout.bands,
        data.polarisations or layout.polarisations,
        layout.classes,
        layout.pixel_size,
    )


def _open_data(data: DataConfig) -> Material:
    folder = Path(data.corpus)
    if not _whole(folder):
        if not data.folder().is_dir():
            raise SegcrError("layer_unreadable", layer=data.folder(), reason="no such folder")
        if int(os.environ.get("RANK", "0")) == 0:
            corpus.build(data.folder(), folder, data.landscapes, data.landscape_seed)
        else:
            _wait_for(folder)
    training, validation = corpus.load(folder)
    return Material(training, validation, Subject())


def _whole(folder: Path) -> bool:
    """Return whether there is a corpus: it gets its name only once it is whole."""
    return any(folder.glob("*.npz"))


def _wait_for(folder: Path) -> None:
    """Wait until torchrun's first process has built the corpus; one is enough."""
    given_up = time.monotonic() + PATIENCE_S
    while not _whole(folder):
        if time.monotonic() > given_up:
            reason = "the first process has not built it; it must be on a disk that all see"
            raise SegcrError("layer_unreadable", layer=folder, reason=reason)
        time.sleep(LOOK_S)


def evenly(items: Sequence[Item], most: int) -> list[Item]:
    """Return at most ``most`` items, evenly from first to last, so that every place has its say."""
    if len(items) <= most:
        return list(items)
    return [items[k] for k in np.linspace(0, len(items) - 1, most, dtype=int)]


def class_weights(sources: Sequence[Source], classes: int) -> torch.Tensor:
    """Return (classes,) weights, the root of how rare each class is, mean 1, within a factor of 4.

    From at most :data:`COUNTED` samples, evenly over ``sources``; unreadable ones do not count.
    """
    counts = np.zeros(classes)
    for source in evenly(sources, COUNTED):
        try:
            labels = source.load().labels
        except BrokenSample:
            continue
        counts += np.bincount(labels[labels != IGNORE].ravel(), minlength=classes)[:classes]
    share = np.maximum(counts / max(counts.sum(), 1), 1e-6)
    weights = np.clip((1 / classes / share) ** 0.5, 0.25, 4)
    return torch.tensor(weights / weights.mean(), dtype=torch.float32)
