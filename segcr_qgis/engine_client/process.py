"""One engine process: its pipes, the threads that read them, and its end."""

from __future__ import annotations

import collections
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
from pathlib import Path
from typing import IO, Optional, Union

from ..core.errors import SegcrError
from ..core.line_faults import line_fault
from ..core.memory_signs import cannot_start, processes_killed_for_memory
from ..core.places import engine_entry
from ..core.protocol import (
    EXCERPT,
    Cancel,
    FromEngine,
    Predict,
    Shutdown,
    ToEngine,
    decode,
    encode,
    read_lines,
)
from ..environments.child_environment import child_environment

log = logging.getLogger(__name__)

TERMINATE_SECONDS = 3.0
#: An engine that talks faster than anybody listens is made to wait, not kept in memory.
MOST_WAITING = 10_000
KEPT_LINES = 40
KEPT_CHARACTERS = 1000


class Ended:
    """In the queue of messages: the engine closed its end; nothing more will come."""


Received = Union[FromEngine, SegcrError, Ended]


class EngineProcess:
    """An engine that was started; ``messages`` holds what it said, oldest first."""

    def __init__(self, python: Path, entry: Optional[Path] = None, idle: float = 300.0) -> None:
        self.python = python
        #: Whether it has said anything about the run it was given last.
        self.heard = False
        self.messages: queue.Queue[Received] = queue.Queue(MOST_WAITING)
        self._stderr: collections.deque[str] = collections.deque(maxlen=KEPT_LINES)
        self._folder = tempfile.mkdtemp(prefix="segcr-")
        self._writing = threading.Lock()
        self._killed_before = processes_killed_for_memory()
        command = [str(python), "-I", "-X", "utf8", str(entry or engine_entry()), "serve"]
        # Later than ours, so that it never ends while we hand it a run; its own clock only
        # matters where this process hangs.
        command += ["--idle", str(round(idle + 60))]
        try:
            self._process = _start(command, self._folder)
        except OSError as problem:
            shutil.rmtree(self._folder, ignore_errors=True)
            raise cannot_start(python, problem) from problem
        self._readers = [
            self._reader(self._process.stdout, self._read_message),
            self._reader(self._process.stderr, self._read_error_line),
        ]

    @property
    def pid(self) -> int:
        """Return the process id."""
        return self._process.pid

    def alive(self) -> bool:
        """Return whether the process runs."""
        return self._process.poll() is None

    def send(self, message: ToEngine) -> bool:
        """Write one line to the engine; False where it no longer listens."""
        with self._writing:
            try:
                self._process.stdin.write(encode(message).encode("ascii"))
                self._process.stdin.flush()
            except (OSError, ValueError) as problem:
                log.info("the engine no longer listens: %s", problem)
                return False
        return True

    def last_words(self) -> str:
        """Return the last lines the engine wrote to stderr, once it has ended."""
        self._readers[1].join(TERMINATE_SECONDS)
        return "\n".join(self._stderr)

    def end_reason(self) -> str:
        """Return in a few words how the process ended."""
        try:
            code = self._process.wait(TERMINATE_SECONDS)
        except subprocess.TimeoutExpired:
            return "it closed its output"
        if code >= 0:
            return f"exit code {code}"
        try:
            return f"killed by signal {signal.Signals(-code).name}"
        except ValueError:
            return f"killed by signal {-code}"

    def killed_for_memory(self) -> bool:
        """Return whether the system ended the process for want of memory."""
        killed = os.name == "posix" and self._process.poll() == -signal.SIGKILL
        return killed and processes_killed_for_memory() > self._killed_before

    def close(self, patience: float = 5.0) -> None:
        """End the process: ask, then terminate, then kill it with its children; wait for it."""
        if self.alive() and patience > 0:
            self.send(Shutdown())
        with self._writing:
            try:
                self._process.stdin.close()
            except OSError as problem:
                log.info("the engine's input was closed already: %s", problem)
        if not self._wait(patience):
            self._process.terminate()
            if not self._wait(TERMINATE_SECONDS):
                _kill_tree(self._process)
                self._wait(TERMINATE_SECONDS)
        self._join_readers()
        self._process.stdout.close()
        self._process.stderr.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _join_readers(self) -> None:
        deadline = time.monotonic() + TERMINATE_SECONDS
        while any(r.is_alive() for r in self._readers) and time.monotonic() < deadline:
            # A reader may wait for room for messages that nobody will read any more.
            while self.messages.full():
                self.messages.get_nowait()
            for reader in self._readers:
                reader.join(0.05)

    def _wait(self, seconds: float) -> bool:
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _reader(self, pipe: IO[bytes], handle) -> threading.Thread:
        """Start a thread that reads one pipe: ``select`` knows no pipes on Windows."""

        def read() -> None:
            for line in read_lines(pipe):
                handle(line)
            if pipe is self._process.stdout:
                self.messages.put(Ended())

        thread = threading.Thread(target=read, name="segcr-engine-reader", daemon=True)
        thread.start()
        return thread

    def _read_message(self, line: str) -> None:
        try:
            message = decode(line)
        except SegcrError as problem:
            self.messages.put(problem)
            return
        if isinstance(message, (Predict, Cancel, Shutdown)):
            name = type(message).__name__
            self.messages.put(line_fault("wrong_side", line[:EXCERPT], type=name))
        else:
            self.messages.put(message)

    def _read_error_line(self, line: str) -> None:
        self._stderr.append(line.rstrip()[:KEPT_CHARACTERS])
        log.debug("engine: %s", line.rstrip())


def _start(command: list[str], folder: str) -> subprocess.Popen:
    windows = sys.platform == "win32"
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=child_environment(os.environ, sys.platform, folder),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        # Its own session, so that the whole tree can be ended and Ctrl+C in a terminal reaches
        # us alone, who then end the engine in order.
        start_new_session=not windows,
        close_fds=True,
    )


def _kill_tree(process: subprocess.Popen) -> None:
    if sys.platform == "win32":
        root = os.environ.get("SYSTEMROOT", r"C:\Windows")
        taskkill = Path(root) / "System32" / "taskkill.exe"
        subprocess.run(
            [str(taskkill), "/T", "/F", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        )
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError as problem:
        log.info("the engine had ended already: %s", problem)
