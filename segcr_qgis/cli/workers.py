"""Who carries out the scenes of a batch: processes of this machine, or a Dask cluster.

Both run :func:`predict_document`, and a worker that dies costs its scene only.
"""

from __future__ import annotations

import multiprocessing
import queue
import signal
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Callable, Protocol

from ..core.errors import SegcrError
from ..core.report import Failure
from ..core.request import PredictRequest
from .running import make_runner

#: What a worker keeps between scenes: the runner with its warm model.
_WARM: list[Callable[..., Any]] = []
#: Asked within every tile whether the scene is given up; a local worker's asks who started it.
_GIVEN_UP: list[Callable[[], bool]] = [lambda: False]


class WorkerDied(Exception):  # noqa: N818 - the worker's end, which its scene survives
    """The process that had a scene is gone."""


class Workers(Protocol):
    """Something that runs scenes."""

    def submit(self, document: dict[str, Any]) -> Future[dict[str, Any]]:
        """Start a request (JSON); the future gives :func:`predict_document`'s answer.

        Its exception is :class:`WorkerDied` where the worker was lost.
        """

    def close(self) -> None:
        """End the workers; scenes under way are given up."""


def predict_document(document: dict[str, Any]) -> dict[str, Any]:
    """Carry out one request in this process.

    Returns
    -------
    dict
        ``report``, or ``failure`` with the sentence in ``text``; JSON-ready.
    """
    if not _WARM:
        _WARM.append(make_runner())
    try:
        request = PredictRequest.from_json(document)
        report = _WARM[0](request, lambda event: None, _GIVEN_UP[-1])
        return {"report": report.to_json()}
    except SegcrError as problem:
        failure = Failure.of(problem)
        answer = {"code": failure.code, "values": failure.values, "detail": failure.detail}
        return {"failure": answer, "text": str(problem)}
    except Exception as problem:  # one scene's trouble must not end the others
        error = SegcrError("unexpected", reason=f"{type(problem).__name__}: {problem}")
        return {"failure": {"code": error.code, "values": error.values}, "text": str(error)}


class LocalWorkers:
    """Processes of this machine, each with a model of its own.

    Parameters
    ----------
    count : int
    """

    def __init__(self, count: int) -> None:
        self._threads = ThreadPoolExecutor(count, "segcr-scene")
        self._free: queue.SimpleQueue[ProcessPoolExecutor] = queue.SimpleQueue()
        self._closed = False
        # Never fork: torch's and GDAL's threads would not survive it.
        self._context = multiprocessing.get_context("spawn")
        self._over = self._context.Event()
        for _ in range(count):
            self._free.put(self._one_process())

    def submit(self, document: dict[str, Any]) -> Future[dict[str, Any]]:
        """Start a request as soon as a process is free."""
        return self._threads.submit(self._run, document)

    def close(self) -> None:
        """End the processes; scenes under way are given up."""
        self._closed = True
        # Without it the end of this process would wait for the whole of each.
        self._over.set()
        self._threads.shutdown(wait=False, cancel_futures=True)
        while not self._free.empty():
            self._free.get().shutdown(cancel_futures=True)

    def _run(self, document: dict[str, Any]) -> dict[str, Any]:
        # A pool of one process each: a shared one breaks as a whole when one process dies.
        pool = self._free.get()
        try:
            return pool.submit(predict_document, document).result()
        except BrokenProcessPool as problem:
            pool.shutdown(wait=False)
            pool = self._one_process()
            raise WorkerDied("its process ended") from problem
        finally:
            if self._closed:
                pool.shutdown(wait=False, cancel_futures=True)
            else:
                self._free.put(pool)

    def _one_process(self) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, self._context, _ask, (self._over,))


def _ask(over: Any) -> None:
    """Have this worker's scenes given up once ``over`` is set, and by nothing else.

    Ctrl+C reaches every process of a terminal: it is up to the first one what it means.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _GIVEN_UP.append(over.is_set)
