"""Run one command of the engine's command line to its end, for work without a warm engine."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Optional

from ..core.errors import Cancelled, SegcrError
from ..core.line_faults import line_fault
from ..core.memory_signs import cannot_start, speaks_of_memory
from ..core.part_files import remove_stale_parts
from ..core.places import engine_entry
from ..core.protocol import EXCERPT, decode
from ..core.report import Failure
from ..environments.child_environment import child_environment
from .leftovers import remove_finished

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
TERMINATE_SECONDS = 3.0
#: Windows may hold a file for a moment after the process that wrote it has ended.
RELEASE_SECONDS = 1.0
#: Command to its options that name rasters to write.
TARGETS = {"simulate-clouds": ("--out", "--mask", "--thickness")}


def run_command(
    python: Path, words: Sequence[str], cancelled: Callable[[], bool] = lambda: False
) -> dict[str, Any]:
    """Run ``segcr WORDS --json`` in the engine's Python and return the JSON it prints.

    A command that is ended by force cannot tidy up after itself: of one that was cancelled, no
    file stays, whole or not; of one that crashed, none that is not whole.

    Parameters
    ----------
    python : Path
        The engine's Python.
    words : sequence of str
        Command and arguments; the command must know ``--json``.
    cancelled : callable
        Whether the user gave up; asked several times a second.

    Raises
    ------
    SegcrError
        What the command failed with, ``engine_missing``, ``engine_crashed``, or
        :class:`Cancelled`.
    """
    before = {path: _version(path) for path in _targets(words)}
    command = [str(python), "-I", "-X", "utf8", str(engine_entry()), *words, "--json"]
    with tempfile.TemporaryDirectory(prefix="segcr-") as folder:
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env=child_environment(os.environ, sys.platform, folder),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                close_fds=True,
            )
        except OSError as problem:
            raise cannot_start(python, problem) from problem
        try:
            said, errors = _follow(process, cancelled)
            return _answer(process.returncode, said, errors)
        except SegcrError as problem:
            _remove_parts(before)
            if isinstance(problem, Cancelled):
                remove_finished(path for path in before if _version(path) != before[path])
            raise


def _targets(words: Sequence[str]) -> list[str]:
    """Return the rasters that a command is to write."""
    options = TARGETS.get(words[0], ()) if words else ()
    return [value for option, value in zip(words, words[1:]) if option in options]


def _version(path: str) -> Optional[tuple[int, int, int]]:
    """Return what tells a file from another one of its name, None where there is no file."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns


def _remove_parts(targets: Iterable[str]) -> None:
    """Remove what an ended command left unfinished beside its targets."""
    patience = time.monotonic() + RELEASE_SECONDS
    for path in targets:
        while remove_stale_parts(path) and time.monotonic() < patience:
            time.sleep(POLL_SECONDS)


def _follow(process: subprocess.Popen[bytes], cancelled: Callable[[], bool]) -> tuple[str, str]:
    """Wait for the end while both pipes are read; end the process where the user gave up."""
    texts: list[bytes] = []

    def read() -> None:
        texts.extend(process.communicate())

    reader = threading.Thread(target=read, name="segcr-command-reader", daemon=True)
    reader.start()
    while reader.is_alive():
        reader.join(POLL_SECONDS)
        if reader.is_alive() and cancelled():
            process.terminate()
            reader.join(TERMINATE_SECONDS)
            if reader.is_alive():
                process.kill()
            reader.join()
            raise Cancelled()
    out, errors = (text.decode("utf-8", "replace") for text in texts)
    return out, errors


def _answer(code: int, said: str, errors: str) -> dict[str, Any]:
    lines = said.strip().splitlines()
    last = lines[-1] if lines else ""
    if code == 0:
        # Scores may be NaN, which messages may not: read leniently.
        try:
            answer = json.loads(last)
        except (ValueError, RecursionError) as problem:
            raise line_fault("line_cut", said[:EXCERPT]) from problem
        if not isinstance(answer, dict):
            raise line_fault("no_object", said[:EXCERPT])
        return answer
    if last.startswith("{"):
        failure = decode(last)
        if isinstance(failure, Failure):
            raise failure.to_error()
    if speaks_of_memory(errors):
        raise SegcrError("memory_exhausted", detail=errors)
    raise SegcrError("engine_crashed", detail=errors, reason=f"exit code {code}")
