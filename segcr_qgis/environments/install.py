"""Carry out a plan: run its commands, tell how far they are, leave nothing unfinished behind."""

from __future__ import annotations

import collections
import datetime
import logging
import os
import queue
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Callable, Optional

from ..core.errors import Cancelled, SegcrError
from .advice import NOT_CARRIED, cause_of, subject_of, without_secrets
from .child_environment import installer_environment
from .fetch_uv import Fetch, fetch_uv
from .managed import size_of, write_marker
from .plan import MEGABYTE, Command, FetchUv, Plan

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
MEASURE_SECONDS = 2.0
KEPT_LINES = 200


@dataclass(frozen=True)
class SetupProgress:
    """How far a set-up is: its phase, the share that is done (0 to 1), the installer's last line.

    Phases are ``fetching``, ``making``, ``installing``, ``checking``.
    """

    phase: str
    share: float
    line: str = ""


Tell = Callable[[SetupProgress], None]


class Installation:
    """One set-up; :meth:`run` may be called in any thread.

    Parameters
    ----------
    plan : Plan
    tell : callable
        Is given the progress.
    cancelled : callable
        Whether the user gave up; asked several times a second.
    proxy : str
        The proxy that QGIS uses.
    index : str
        The package index to take ``uv`` from, where the plan asks for it.
    fetch : callable, optional
        Reads an address for the plan's :class:`FetchUv`.
    keep : bool
        Build on an unfinished folder and keep it after a failure (for developers' checkouts).
    """

    def __init__(
        self,
        plan: Plan,
        tell: Tell,
        cancelled: Callable[[], bool],
        proxy: str = "",
        index: str = "",
        fetch: Optional[Fetch] = None,
        keep: bool = False,
    ) -> None:
        self.plan = plan
        self._tell = tell
        self._cancelled = cancelled
        self._proxy = proxy
        self._index = index
        self._fetch = fetch
        self._keep = keep
        self._lines: collections.deque[str] = collections.deque(maxlen=KEPT_LINES)
        self._share = 0.0

    def output(self) -> str:
        """Return the last lines the installer printed, without secrets."""
        return without_secrets("\n".join(self._lines))

    def run(self) -> Path:
        """Set the engine up and return its Python.

        Raises
        ------
        SegcrError
            One of the ``setup_`` codes, or :class:`Cancelled`; nothing is left then.
        """
        folder = Path(self.plan.folder)
        try:
            if not self._keep:
                _clear(folder)
            folder.mkdir(parents=True, exist_ok=True)
            for step in self.plan.steps:
                if self._cancelled():
                    raise Cancelled()
                self._do(step)
            made = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds")
            write_marker(folder, self.plan.engine.key, self.plan.engine.lock_hash(), made)
        except OSError as problem:
            self._abandon(folder)
            code = cause_of(repr(problem))
            raise self._error(code, repr(problem)) from problem
        except SegcrError:
            self._abandon(folder)
            raise
        self._tell(SetupProgress("checking", 1.0))
        return Path(self.plan.python)

    def _abandon(self, folder: Path) -> None:
        if not self._keep:
            shutil.rmtree(folder, ignore_errors=True)

    def _do(self, step: object) -> None:
        if isinstance(step, FetchUv):
            self._tell(SetupProgress(step.phase, self._share, step.wheel.file))
            if self._fetch is None:
                raise SegcrError("setup_python", python="Python", version="-")
            fetch_uv(step.wheel, Path(step.target), self._fetch, self._index)
            return
        if not isinstance(step, Command):
            raise TypeError(f"not a step: {step!r}")
        code, said = self._run(step)
        if code != 0 and step.otherwise is not None and cause_of(said) == NOT_CARRIED:
            log.info("the configured package index does not carry it; asking another")
            code, said = self._run(step.otherwise)
        if code != 0:
            raise self._error(cause_of(said, step.phase), said)

    def _error(self, code: str, said: str) -> SegcrError:
        words = said.strip().splitlines()
        return SegcrError(
            code,
            detail=without_secrets(said),
            folder=self.plan.folder,
            subject=subject_of(said) or "a library",
            file="",
            reason=without_secrets(words[-1])[:200] if words else "no reason given",
            python=self.plan.base,
            version="",
            needed=self.plan.disk_mb,
            free="",
        )

    def _run(self, command: Command) -> tuple[int, str]:
        """Run one command to its end and return its status and what it printed."""
        log.info("set-up: %s", without_secrets(" ".join(command.arguments)))
        said: list[str] = []
        with tempfile.TemporaryDirectory(prefix="segcr-", dir=self._temporary_root()) as folder:
            process = self._start(command, folder)
            lines: queue.Queue[Optional[str]] = queue.Queue()
            reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
            reader.start()
            measured = 0.0
            try:
                while True:
                    if self._cancelled():
                        raise Cancelled()
                    try:
                        line = lines.get(timeout=POLL_SECONDS)
                    except queue.Empty:
                        line = ""
                    if line is None:
                        break
                    if line:
                        said.append(line)
                        self._lines.append(line)
                    due = time.monotonic() - measured > MEASURE_SECONDS
                    if due:
                        self._measure(folder)
                        measured = time.monotonic()
                    if line or due:
                        text = without_secrets(line)
                        self._tell(SetupProgress(command.phase, self._share, text))
            finally:
                _end(process)
                reader.join(5)
        return process.wait(), "\n".join(said)

    def _measure(self, temporary: str) -> None:
        """Estimate the share from the bytes that have arrived: pip's own bars are for people."""
        inside = Path(self.plan.folder)
        there = size_of(inside)
        if inside not in Path(temporary).parents:
            there += size_of(Path(temporary))
        share = there / (self.plan.disk_mb * MEGABYTE) if self.plan.disk_mb else 0.0
        self._share = max(self._share, min(share, 0.97))

    def _temporary_root(self) -> Optional[str]:
        # On the disk that was checked for room: the system's temporary disk is often small.
        root = Path(self.plan.folder)
        return str(root) if root.is_dir() else None

    def _start(self, command: Command, folder: str) -> subprocess.Popen:
        variables = installer_environment(os.environ, sys.platform, folder, self._proxy)
        variables.update(command.variables)
        return subprocess.Popen(
            list(command.arguments),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=variables,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            # Its own session, so that cancelling ends everything it started.
            start_new_session=sys.platform != "win32",
        )


def _clear(folder: Path) -> None:
    """Remove what an earlier try left."""
    if folder.exists():
        shutil.rmtree(folder)


def _read(process: subprocess.Popen, lines: queue.Queue[Optional[str]]) -> None:
    if process.stdout is not None:
        for line in iter(process.stdout.readline, b""):
            lines.put(line.decode("utf-8", "replace").rstrip())
    lines.put(None)


def _end(process: subprocess.Popen) -> None:
    """End a process that still runs, with everything it started; wait for it."""
    if process.poll() is None:
        if sys.platform == "win32":
            root = os.environ.get("SYSTEMROOT", r"C:\Windows")
            taskkill = str(Path(root) / "System32" / "taskkill.exe")
            subprocess.run(
                [taskkill, "/T", "/F", "/PID", str(process.pid)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                check=False,
            )
        else:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError as problem:
                log.info("the installer had ended already: %s", problem)
    process.wait()
    if process.stdout is not None:
        process.stdout.close()
