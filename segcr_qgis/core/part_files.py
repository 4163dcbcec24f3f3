"""Names of unfinished outputs: known to both sides, so that a killed engine leaves nothing."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path


def part_path(final: str, process: int) -> Path:
    """Return where engine process ``process`` writes the output ``final`` until it is whole."""
    path = Path(final)
    return path.with_name(f".{path.name}.{process}.part{path.suffix}")


def write_whole(final: str, text: str) -> None:
    """Write a small file that is there whole or not at all; raises ``OSError``."""
    part = part_path(final, os.getpid())
    try:
        part.write_text(text, encoding="utf-8")
        os.replace(part, final)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def remove_stale_parts(final: str) -> bool:
    """Delete unfinished files, or folders, of ``final`` that nobody writes any more.

    Returns
    -------
    bool
        Whether another process is at work on ``final`` right now.
    """
    path = Path(final)
    pattern = re.compile(rf"\.{re.escape(path.name)}\.(\d+)\.part")
    busy = False
    for entry in path.parent.iterdir() if path.parent.is_dir() else ():
        match = pattern.match(entry.name)
        if not match or int(match.group(1)) == os.getpid():
            continue
        if os.name == "posix" and _running(int(match.group(1))):
            busy = True
            continue
        try:
            # Windows refuses to delete what a process has open: that process is at work.
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink(missing_ok=True)
        except OSError:
            busy = True
    return busy


def _running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
