"""The engine as a process: requests in on stdin, JSON lines out, one run at a time."""

from __future__ import annotations

import io
import os
import queue
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import IO, Callable, Optional

from ..core.errors import SegcrError
from ..core.line_faults import line_fault
from ..core.memory_signs import memory_failure
from ..core.protocol import (
    EXCERPT,
    Cancel,
    FromEngine,
    Hello,
    Predict,
    Shutdown,
    decode,
    encode,
    read_lines,
)
from ..core.report import Failure, Log, Notice, PredictReport, Progress
from ..core.request import PredictRequest

IDLE_SECONDS = 300.0
#: How long a run may take to notice that nobody waits for it.
PATIENCE_SECONDS = 20.0

Runner = Callable[[PredictRequest, Callable[[object], None], Callable[[], bool]], PredictReport]


@dataclass(frozen=True)
class _Job:
    request: PredictRequest
    cancel: threading.Event = field(default_factory=threading.Event)


class Server:
    """Answers requests until stdin closes, it is told to end, or nothing comes for long.

    Parameters
    ----------
    reader : binary stream
        Requests, one JSON object a line.
    writer : text stream
        Answers; nothing else may write to it.
    runner : callable
        Carries out a request; takes ``emit`` and ``cancelled`` after it.
    idle_seconds : float
        How long to wait for the next request.
    over : threading.Event, optional
        Set once no more requests can come.
    """

    def __init__(
        self,
        reader: io.RawIOBase,
        writer: IO[str],
        runner: Runner,
        idle_seconds: float = IDLE_SECONDS,
        over: Optional[threading.Event] = None,
    ) -> None:
        self._over = over or threading.Event()
        self._reader = reader
        self._writer = writer
        self._runner = runner
        self._idle_seconds = idle_seconds
        self._jobs: queue.Queue[Optional[_Job]] = queue.Queue()
        self._latest: Optional[_Job] = None
        self._writing = threading.Lock()
        self._closed = False

    def serve(self) -> None:
        """Serve until the end."""
        self._send(Hello(pid=os.getpid(), versions=library_versions()))
        # One thread that reads: select knows no pipes on Windows.
        threading.Thread(target=self._read_to_end, name="segcr-requests", daemon=True).start()
        while not self._closed:
            try:
                job = self._jobs.get(timeout=self._idle_seconds)
            except queue.Empty:
                break
            if job is None:
                break
            self._carry_out(job)

    def _read_to_end(self) -> None:
        try:
            self._read()
        finally:
            # The other side is gone or wants the end, or nothing can be read any more: what runs
            # now is of no use to anyone.
            self._closed = True
            if self._latest is not None:
                self._latest.cancel.set()
            self._jobs.put(None)
            self._over.set()

    def _read(self) -> None:
        for line in read_lines(self._reader):
            try:
                message = decode(line)
            except SegcrError as problem:
                self._send(_refusal(problem))
                continue
            if isinstance(message, Predict):
                self._latest = _Job(message.request)
                self._jobs.put(self._latest)
            elif isinstance(message, Cancel):
                if self._latest is not None:
                    self._latest.cancel.set()
            elif isinstance(message, Shutdown):
                break
            else:
                name = type(message).__name__
                self._send(_refusal(line_fault("wrong_side", line[:EXCERPT], type=name)))

    def _carry_out(self, job: _Job) -> None:
        try:
            answer: FromEngine = self._runner(job.request, self._emit, job.cancel.is_set)
        except SegcrError as problem:
            answer = Failure.of(memory_failure(problem) or problem)
        except Exception as problem:
            # The last line of defence: whatever it is, the user gets a sentence and we live on.
            traceback.print_exc(file=sys.stderr)
            reason = f"{type(problem).__name__}: {problem}"
            error = SegcrError("unexpected", traceback.format_exc(), reason=reason)
            answer = Failure.of(memory_failure(problem) or error)
        self._send(answer)

    def _emit(self, event: object) -> None:
        if isinstance(event, (Progress, Log, Notice)):
            self._send(event)

    def _send(self, message: FromEngine) -> None:
        with self._writing:
            try:
                self._writer.write(encode(message))
                self._writer.flush()
            except (OSError, ValueError) as problem:
                # Nobody listens any more: end the run under way.
                print(f"answer lost: {problem!r}", file=sys.stderr)
                self._closed = True
                if self._latest is not None:
                    self._latest.cancel.set()


def _refusal(problem: SegcrError) -> Failure:
    """Return the answer to a line that cannot be obeyed; it is the plugin that is hard to read."""
    if problem.code != "engine_protocol":
        return Failure.of(problem)
    return Failure("plugin_protocol", dict(problem.values), problem.detail)


def serve_process(
    runner: Runner, idle_seconds: float = IDLE_SECONDS, patience: float = PATIENCE_SECONDS
) -> None:
    """Serve this process's own stdin and stdout; end at latest ``patience`` seconds after stdin.

    Whatever else prints to stdout, libraries in C included, lands on stderr from here on.
    """
    protocol = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    sys.stdout.flush()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    # Unbuffered: a thread that waits inside a buffered reader would abort the interpreter's exit.
    requests = io.FileIO(0, closefd=False)
    over = threading.Event()
    # Begun while there is memory for a thread: without any, a library may wait for ever.
    threading.Thread(
        target=_end_after, args=(over, patience), name="segcr-watchdog", daemon=True
    ).start()
    Server(requests, protocol, runner, idle_seconds, over).serve()


def _end_after(over: threading.Event, patience: float) -> None:
    """End the process where it is still there some time after nobody wants it any more."""
    over.wait()
    time.sleep(patience)
    os._exit(1)


def library_versions(names: tuple[str, ...] = ("numpy", "rasterio", "torch")) -> dict[str, str]:
    """Return the versions of Python and of libraries, without importing them; absent: left out."""
    found = {"python": ".".join(str(part) for part in sys.version_info[:3])}
    for name in names:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
