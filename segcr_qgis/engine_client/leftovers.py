"""Remove what a killed engine left beside the outputs it was asked for."""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterable
from pathlib import Path

from ..core.part_files import part_path

log = logging.getLogger(__name__)

SIDECARS = (".aux.xml", ".ovr", ".msk")


def remove_unfinished(finals: Iterable[str], process: int) -> list[Path]:
    """Remove the unfinished files of one engine process, side-cars included; return them."""
    removed = []
    for final in finals:
        folder = Path(final).parent
        # The final name, and those of its side-cars, which begin with it.
        for name in (Path(final).name, *(Path(final + ending).name for ending in SIDECARS)):
            part = part_path(str(folder / name), process)
            if folder.is_dir():
                for path in folder.glob(glob.escape(part.name) + "*"):
                    removed += _remove(path)
    return removed


def remove_finished(finals: Iterable[str]) -> list[Path]:
    """Remove outputs of a run that was cancelled in the moment it ended, side-cars included."""
    removed = []
    for final in finals:
        for path in (Path(final), *(Path(final + ending) for ending in SIDECARS)):
            if path.is_file():
                removed += _remove(path)
    return removed


def _remove(path: Path) -> list[Path]:
    try:
        path.unlink()
    except OSError as problem:
        log.warning("could not remove %s: %s", path, problem)
        return []
    return [path]
