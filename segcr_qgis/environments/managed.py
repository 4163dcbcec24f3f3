"""The environments the plugin made: listed, told apart by their lock, removed."""

from __future__ import annotations

import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import SegcrError
from ..core.part_files import write_whole
from ..core.places import managed_engine
from .engines import APPLE, CPU, LIGHT, TORCH, Engine

#: Written last: without it an environment is unfinished and nobody starts it.
MARKER = "segcr-engine.json"


@dataclass(frozen=True)
class ManagedEnvironment:
    """An environment of ours.

    Attributes
    ----------
    folder, python : Path
    engine : str
        Key of its engine.
    lock : str
        Hash of the pins it was made from.
    made : str
        Date and time, ISO 8601.
    current : bool
        Whether those are the pins of this version of the plugin.
    """

    folder: Path
    python: Path
    engine: str
    lock: str
    made: str
    current: bool


def managed_python(folder: Path, platform: str = sys.platform) -> Path:
    """Return where a virtual environment in ``folder`` keeps its Python."""
    return folder / ("Scripts/python.exe" if platform == "win32" else "bin/python")


def current_locks() -> dict[str, set[str]]:
    """Return the hashes that environments of this version may carry, by engine."""
    # The CUDA builds pin differently by driver; all of them are of this version.
    builds = (f"torch=={TORCH}", f"torch=={TORCH}+cu130", f"torch=={TORCH}+cu126")
    return {
        **{engine.key: {engine.lock_hash()} for engine in (CPU, APPLE, LIGHT)},
        "cuda": {Engine("cuda", "torch", build).lock_hash() for build in builds},
    }


def managed_environments() -> list[ManagedEnvironment]:
    """Return the finished environments, current ones first, then the newest."""
    home = managed_engine()
    if not home.is_dir():
        return []
    locks, found = current_locks(), []
    for folder in home.iterdir():
        try:
            told = json.loads((folder / MARKER).read_text(encoding="utf-8"))
            engine, lock, made = str(told["engine"]), str(told["lock"]), str(told["made"])
        except (OSError, ValueError, KeyError, TypeError):
            # Not one of ours, or one whose making was cut off.
            continue
        current = lock in locks.get(engine, set())
        python = managed_python(folder)
        if python.is_file():
            found.append(ManagedEnvironment(folder, python, engine, lock, made, current))
    return sorted(found, key=lambda e: (e.current, e.made), reverse=True)


def write_marker(folder: Path, engine: str, lock: str, made: str) -> None:
    """Declare an environment finished."""
    facts = {"engine": engine, "lock": lock, "made": made}
    write_whole(str(folder / MARKER), json.dumps(facts))


def size_of(folder: Path) -> int:
    """Return the bytes under ``folder``; what vanishes meanwhile is not counted."""
    total, waiting = 0, [str(folder)]
    while waiting:
        try:
            with os.scandir(waiting.pop()) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        total += entry.stat(follow_symlinks=False).st_size
        except OSError:
            continue
    return total


def remove_environment(environment: ManagedEnvironment) -> None:
    """Remove one; where its files are in use it stays whole.

    Raises
    ------
    SegcrError
        ``setup_in_use``.
    """
    doomed = environment.folder.with_name(environment.folder.name + ".removing")
    try:
        # Windows refuses to rename a folder with open files: nothing is half removed then.
        os.replace(environment.folder, doomed)
    except OSError as problem:
        folder = environment.folder
        raise SegcrError("setup_in_use", detail=repr(problem), folder=folder) from problem
    shutil.rmtree(doomed, ignore_errors=True)
