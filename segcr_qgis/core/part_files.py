"""Names of unfinished outputs: known to both sides, so that a killed engine leaves nothing."""

from __future__ import annotations

import os
import re
from pathlib import Path


def part_path(final: str, process: int) -> Path:
    """Return where engine process ``process`` writes the output ``final`` until it is whole."""
    path = Path(final)
    return path.with_name(f".{path.name}.{process}.part{path.suffix}")


def remove_stale_parts(final: str) -> None:
    """Delete unfinished files of ``final`` whose process no longer runs (POSIX only)."""
    path = Path(final)
    pattern = re.compile(rf"\.{re.escape(path.name)}\.(\d+)\.part")
    if os.name != "posix" or not path.parent.is_dir():
        return
    for entry in path.parent.iterdir():
        match = pattern.match(entry.name)
        if match and not _running(int(match.group(1))):
            entry.unlink(missing_ok=True)


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
