"""Two ends of a conveyor: a thread that works ahead of the caller, and one that follows it.

Both are bounded, so that memory is; both end with the ``with`` block, whatever ended it; an error
in the thread comes out in the caller.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any, Callable, Generic, Optional, TypeVar

T = TypeVar("T")
#: How often a waiting thread looks whether it is still wanted, in seconds.
_GLANCE = 0.1
_END = object()

#: Opens what a thread needs around its work, such as GDAL's settings, which belong to a thread.
Surroundings = Callable[[], AbstractContextManager[Any]]


class Ahead(Generic[T]):
    """Iterates over ``source`` in a thread of its own, at most ``depth`` items ahead.

    Parameters
    ----------
    source : iterator
        Runs in the thread, from its first step to its last.
    depth : int
        Items that may wait; the thread holds one more.
    surroundings : callable
        Gives the context manager the thread works in.
    name : str
        Of the thread.
    """

    def __init__(
        self, source: Iterator[T], depth: int, surroundings: Surroundings, name: str
    ) -> None:
        self._source = source
        self._queue: queue.Queue[object] = queue.Queue(maxsize=depth)
        self._stop = threading.Event()
        self._problem: Optional[BaseException] = None
        self._surroundings = surroundings
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def __enter__(self) -> Ahead[T]:
        self._thread.start()
        return self

    def __exit__(self, *problem: object) -> None:
        self._stop.set()
        self._thread.join()

    def __iter__(self) -> Iterator[T]:
        while (item := self._queue.get()) is not _END:
            yield item  # type: ignore[misc]
        if self._problem is not None:
            raise self._problem

    def _work(self) -> None:
        try:
            with self._surroundings():
                for item in self._source:
                    if not self._put(item):
                        return
        except BaseException as problem:  # whatever it is, it is the caller's to see
            self._problem = problem
        self._put(_END)

    def _put(self, item: object) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(item, timeout=_GLANCE)
                return True
            except queue.Full:
                continue
        return False


class Behind(Generic[T]):
    """Hands items to ``work`` in a thread of its own, in order, at most ``depth`` waiting.

    Leaving the block waits until everything is worked off; where the block ended with an error,
    what still waits is dropped.
    """

    def __init__(
        self, work: Callable[[T], None], depth: int, surroundings: Surroundings, name: str
    ) -> None:
        self._do = work
        self._queue: queue.Queue[object] = queue.Queue(maxsize=depth)
        self._stop = threading.Event()
        self._problem: Optional[BaseException] = None
        self._surroundings = surroundings
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)

    def __enter__(self) -> Behind[T]:
        self._thread.start()
        return self

    def put(self, item: T) -> None:
        """Queue ``item``; raises what the thread ran into."""
        self._put(item)

    def __exit__(self, kind: object, *problem: object) -> None:
        if kind is not None:
            self._stop.set()
            self._thread.join()
            return
        self._put(_END)
        self._thread.join()
        if self._problem is not None:
            raise self._problem

    def _put(self, item: object) -> None:
        while self._problem is None:
            try:
                self._queue.put(item, timeout=_GLANCE)
                return
            except queue.Full:
                continue
        raise self._problem

    def _work(self) -> None:
        try:
            with self._surroundings():
                while not self._stop.is_set():
                    try:
                        item = self._queue.get(timeout=_GLANCE)
                    except queue.Empty:
                        continue
                    if item is _END:
                        return
                    self._do(item)  # type: ignore[arg-type]
                    # Not held while waiting for the next one.
                    del item
        except BaseException as problem:  # whatever it is, it is the caller's to see
            self._problem = problem


def ready_threads(count: int, name: str) -> ThreadPoolExecutor:
    """Return a pool of ``count`` threads that all run already.

    A pool by itself starts them when there is work. At the end of a run there may be no memory for
    that: a thread that finds none dies before it says that it lives, and Python waits for its word
    for ever.
    """
    pool = ThreadPoolExecutor(count, name)
    together = threading.Barrier(count + 1)
    for _ in range(count):
        pool.submit(together.wait)
    together.wait()
    return pool
