"""Carry out runs in an engine that stays warm between them: one engine, one run at a time."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Optional, Union

from ..core.errors import Cancelled, SegcrError
from ..core.line_faults import line_fault
from ..core.memory_signs import speaks_of_memory
from ..core.protocol import PROTOCOL_VERSION, Cancel, Hello, Predict
from ..core.report import Failure, Log, Notice, PredictReport, Progress
from ..core.request import PredictRequest
from .leftovers import remove_finished, remove_unfinished
from .process import Ended, EngineProcess, Received

log = logging.getLogger(__name__)

POLL_SECONDS = 0.1
#: Failures after which nobody knows what the engine does, or which leave it short of memory: it is
#: ended, the next run starts another one.
UNSOUND = frozenset(
    {
        "engine_crashed",
        "engine_protocol",
        "plugin_protocol",
        "memory_exhausted",
        "out_of_memory",
    }
)


@dataclass(frozen=True)
class Waiting:
    """Another run is under way; this one starts when it ends."""


Event = Union[Waiting, Progress, Log, Notice]


@dataclass(frozen=True)
class Patience:
    """How long to wait, in seconds.

    ``idle`` is how long the engine stays without work (0: it ends with the run), ``cancel`` how
    long it may take to obey, ``start`` how long until its first word.
    """

    idle: float = 300.0
    cancel: float = 20.0
    start: float = 120.0


class EngineClient:
    """One engine at most, shared by every run of this process; all methods are thread-safe."""

    def __init__(self, patience: Patience = Patience(), entry: Optional[Path] = None) -> None:
        self.patience = patience
        self._entry = entry
        self._run = threading.Lock()
        self._engine: Optional[EngineProcess] = None
        self._idle: Optional[threading.Timer] = None
        self._closing = False
        #: How often it was closed: a run that waited meanwhile must not start another engine.
        self._closed = 0

    @property
    def pid(self) -> Optional[int]:
        """Return the process id of the engine, None where none runs."""
        engine = self._engine
        return engine.pid if engine is not None and engine.alive() else None

    def predict(
        self,
        python: Path,
        request: PredictRequest,
        tell: Callable[[Event], None],
        cancelled: Callable[[], bool],
    ) -> PredictReport:
        """Carry out one run and return its report.

        Parameters
        ----------
        python : Path
            The engine's Python.
        request : PredictRequest
        tell : callable
            Is given every event, in the calling thread.
        cancelled : callable
            Whether the user gave up; asked several times a second.

        Raises
        ------
        SegcrError
            What the engine failed with, ``engine_crashed``, or :class:`Cancelled`.
        """
        self._take_turn(tell, cancelled)
        try:
            self._stop_idle_timer()
            report = self._predict(python, request, tell, cancelled)
            if self.patience.idle > 0:
                self._start_idle_timer()
            return report
        finally:
            if self.patience.idle <= 0 or self._closing:
                self._drop_engine()
            self._run.release()

    def set_patience(self, patience: Patience) -> None:
        """Change how long to wait; an engine that waits already goes by it at once."""
        self.patience = patience
        if self._idle is not None:
            self._stop_idle_timer()
            self._start_idle_timer()

    def close(self) -> None:
        """End the engine and wait for it; runs under way or waiting end as cancelled."""
        self._closing = True
        self._closed += 1
        self._stop_idle_timer()
        with self._run:
            self._drop_engine()
        self._closing = False

    def _take_turn(self, tell: Callable[[Event], None], cancelled: Callable[[], bool]) -> None:
        told, closed = False, self._closed
        while not self._run.acquire(timeout=POLL_SECONDS):
            if cancelled() or self._closed != closed:
                raise Cancelled()
            if not told:
                tell(Waiting())
                told = True
        if self._closed != closed:
            self._run.release()
            raise Cancelled()

    def _predict(self, python, request, tell, cancelled) -> PredictReport:
        wanted = request.outputs.paths()
        engine, fresh = self._engine_for(python)
        try:
            try:
                report = self._carry_out(engine, fresh, request, tell, cancelled)
            except SegcrError as problem:
                if problem.code == "engine_outdated":
                    self._drop_engine(patience=0)
                if fresh or engine.heard or problem.code != "engine_crashed":
                    raise
                # It had ended by itself between two runs (killed, say): not this run's fault.
                log.info("the warm engine is gone and is started again")
                self._drop_engine(patience=0)
                engine, fresh = self._engine_for(python)
                report = self._carry_out(engine, fresh, request, tell, cancelled)
        except SegcrError as problem:
            # A failure of the run leaves a sound engine; everything else has ended it.
            if not engine.alive() or problem.code in UNSOUND:
                self._drop_engine(patience=0)
                remove_unfinished(wanted, engine.pid)
            raise
        except BaseException:
            self._drop_engine(patience=0)
            remove_unfinished(wanted, engine.pid)
            raise
        if cancelled():
            remove_finished(report.outputs.values())
            raise Cancelled()
        return report

    def _carry_out(self, engine: EngineProcess, fresh: bool, request, tell, cancelled):
        engine.heard = False
        if fresh:
            self._greet(engine, cancelled)
        if not engine.send(Predict(request)):
            raise _crash(engine)
        return self._follow(engine, tell, cancelled)

    def _engine_for(self, python: Path) -> tuple[EngineProcess, bool]:
        """Return the warm engine, or a new one where there is none or it is another Python's."""
        engine = self._engine
        if engine is not None and engine.alive() and engine.python == python:
            while not engine.messages.empty():
                engine.messages.get_nowait()
            return engine, False
        self._drop_engine()
        self._engine = EngineProcess(python, self._entry, self.patience.idle)
        return self._engine, True

    def _greet(self, engine: EngineProcess, cancelled: Callable[[], bool]) -> None:
        deadline = time.monotonic() + self.patience.start
        while True:
            message = _next(engine)
            if isinstance(message, Hello):
                if message.protocol != PROTOCOL_VERSION:
                    reason = (
                        f"it speaks version {message.protocol} of the protocol,"
                        f" the plugin version {PROTOCOL_VERSION}"
                    )
                    raise SegcrError("engine_outdated", python=engine.python, reason=reason)
                return
            if isinstance(message, Failure):
                self._drop_engine()
                raise message.to_error()
            if isinstance(message, SegcrError):
                raise message
            if isinstance(message, Ended):
                raise _crash(engine)
            if message is not None:
                raise line_fault("out_of_order", type=type(message).__name__)
            if cancelled() or self._closing:
                self._drop_engine(patience=0)
                raise Cancelled()
            if time.monotonic() > deadline:
                raise line_fault("silent")

    def _follow(self, engine: EngineProcess, tell, cancelled) -> PredictReport:
        """Pass events on until the run ends; see to it that a cancelled one does end."""
        deadline: Optional[float] = None
        while True:
            message = _next(engine)
            if isinstance(message, PredictReport):
                return message
            if isinstance(message, Failure):
                raise Cancelled() if message.code == "cancelled" else message.to_error()
            if isinstance(message, SegcrError):
                raise message
            if isinstance(message, Ended):
                raise Cancelled() if deadline else _crash(engine)
            if isinstance(message, Hello):
                raise line_fault("out_of_order", type="Hello")
            if isinstance(message, (Progress, Log, Notice)):
                engine.heard = True
                tell(message)
            if deadline is None and (cancelled() or self._closing):
                engine.send(Cancel())
                deadline = time.monotonic() + self.patience.cancel
            elif deadline is not None and time.monotonic() > deadline:
                log.warning("the engine did not obey the cancel in time and is ended")
                self._drop_engine(patience=0)
                raise Cancelled()

    def _drop_engine(self, patience: float = 5.0) -> None:
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.close(patience)

    def _start_idle_timer(self) -> None:
        self._idle = threading.Timer(self.patience.idle, self._end_when_idle)
        self._idle.daemon = True
        self._idle.start()

    def _stop_idle_timer(self) -> None:
        timer, self._idle = self._idle, None
        if timer is not None:
            timer.cancel()

    def _end_when_idle(self) -> None:
        if self._run.acquire(blocking=False):
            try:
                self._drop_engine()
            finally:
                self._run.release()


def _next(engine: EngineProcess) -> Optional[Received]:
    try:
        return engine.messages.get(timeout=POLL_SECONDS)
    except queue.Empty:
        return None


def _crash(engine: EngineProcess) -> SegcrError:
    words, reason = engine.last_words(), engine.end_reason()
    if engine.killed_for_memory() or speaks_of_memory(words):
        return SegcrError("memory_exhausted", f"{reason}\n{words}")
    return SegcrError("engine_crashed", words, reason=reason)
