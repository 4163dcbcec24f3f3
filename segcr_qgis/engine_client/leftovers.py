"""Remove what a killed engine left beside the outputs it was asked for."""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterable
from pathlib import Path

log = logging.getLogger(__name__)

#: The engine writes ``.<final name>.<run>.part<ending>`` and renames it at the very end.
PATTERN = ".{name}.*.part*"
SIDECARS = (".aux.xml", ".ovr", ".msk")


def remove_unfinished(finals: Iterable[str]) -> list[Path]:
    """Remove the temporary files that belong to the final paths; return those removed."""
    removed = []
    for final in map(Path, finals):
        if not final.parent.is_dir():
            continue
        for part in final.parent.glob(PATTERN.format(name=glob.escape(final.name))):
            removed += _remove(part)
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
