"""The training corpus: every open scene and a stock of procedural ones, kept as arrays on disk."""

from __future__ import annotations

import os
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from ...core.errors import SegcrError
from ...core.part_files import part_path, remove_stale_parts
from ...simulation.landscapes import BIOMES, TRAINING_LAYOUTS, landscape
from . import open_data
from .scene import Scene, scene

#: Of every so many scenes of these groups, the so-manieth validates and is never trained on.
VALIDATION = {
    "rgb": (12, 11),
    "falsecolor": (80, 79),
    "multiband": (9, 6),
    "procedural": (60, 59),
    "pair": (6, 5),
}
PROCEDURAL_SIZE = 192


def procedural(count: int, seed: int) -> Iterator[Scene]:
    """Make landscapes of the training layouts; the held-out layout never appears."""
    for index in range(count):
        rng = np.random.default_rng([seed, index])
        layout = TRAINING_LAYOUTS[index % len(TRAINING_LAYOUTS)]
        biome = sorted(BIOMES)[index // 2 % len(BIOMES)]
        made = landscape(rng, (PROCEDURAL_SIZE, PROCEDURAL_SIZE), layout, biome)
        yield scene(
            f"procedural/{layout}-{biome}-{index}",
            "procedural",
            made.reflectance,
            made.backscatter,
            made.classes,
        )


def build(train: Path, target: Path, procedural_count: int, seed: int) -> None:
    """Read every source under ``train`` and write one ``.npz`` per scene into ``target``.

    It is written beside, under a temporary name, and renamed once it is whole: what a stopped build
    left is never taken for a corpus, and goes with the next.

    Raises
    ------
    SegcrError
        ``output_folder`` where ``target`` holds something else, ``output_busy`` where another
        process builds it.
    """
    target = target.resolve()
    if target.is_dir() and any(target.iterdir()):
        raise SegcrError("output_folder", folder=target, reason="it is not empty")
    if remove_stale_parts(str(target)):
        raise SegcrError("output_busy", path=target)
    part = part_path(str(target), os.getpid())
    if part.exists():
        shutil.rmtree(part)
    part.mkdir(parents=True)
    counts = _write(_scenes(train, procedural_count, seed), part)
    if target.is_dir():
        # Not every system renames onto a folder, even an empty one.
        target.rmdir()
    part.rename(target)
    print("corpus:", ", ".join(f"{count} {group}" for group, count in sorted(counts.items())))


def _scenes(train: Path, procedural_count: int, seed: int) -> Iterator[Scene]:
    """Return the scenes of every source, in the order of their files."""
    six_bands = list(
        chain(
            open_data.terramesh(train / "terramesh"),
            open_data.optical_stacks(train),
            open_data.bigearthnet(train / "bigearthnet"),
            open_data.worldcereal_belgium(train / "worldcereal_belgium"),
            open_data.worldcereal_monthly(train / "worldcereal_timeseries" / "monthly_composites"),
        )
    )
    completion = open_data.fit_completion(six_bands)
    return chain(
        six_bands,
        open_data.volkov(train / "volkov"),
        open_data.ombria(train / "ombria", completion),
        open_data.real_pairs(train),
        open_data.time_series_pairs(train / "worldcereal_timeseries"),
        procedural(procedural_count, seed),
    )


def _write(scenes: Iterator[Scene], folder: Path) -> dict[str, int]:
    """Write one file per scene and return how many each group has."""
    counts: dict[str, int] = {}
    for index, item in enumerate(scenes):
        counts[item.group] = counts.get(item.group, 0) + 1
        arrays: dict[str, Any] = {"optical": item.optical, "sar": item.sar, "labels": item.labels}
        if item.cloudy is not None:
            arrays["cloudy"] = item.cloudy
        np.savez(folder / f"{index:05d}.npz", name=item.name, group=item.group, **arrays)
    return counts


def load(folder: Path) -> tuple[list[Scene], list[Scene]]:
    """Return training and validation scenes.

    Raises
    ------
    SegcrError
        ``layer_unreadable`` with the file that is damaged.
    """
    training: list[Scene] = []
    validation: list[Scene] = []
    seen: dict[str, int] = {}
    for path in sorted(folder.glob("*.npz")):
        item = _read(path)
        position = seen[item.group] = seen.get(item.group, 0) + 1
        stride, place = VALIDATION.get(item.group, (0, 0))
        held_out = stride > 0 and position % stride == place
        (validation if held_out else training).append(item)
    return training, validation


def _read(path: Path) -> Scene:
    try:
        with np.load(path) as arrays:
            return Scene(
                str(arrays["name"]),
                str(arrays["group"]),
                arrays["optical"],
                arrays["sar"],
                arrays["labels"],
                arrays.get("cloudy"),
            )
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as problem:
        reason = f"{problem}; remove its folder, and the corpus is built anew"
        raise SegcrError("layer_unreadable", layer=path, reason=reason) from problem
