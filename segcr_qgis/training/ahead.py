"""Make the next batch while the network works on this one, and know how long it waits."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Generic, Optional, TypeVar

T = TypeVar("T")


class BatchesAhead(Generic[T]):
    """Hands out the batches of consecutive steps; ``waited`` are the seconds spent waiting.

    A batch depends on its step only, so one made ahead equals one made on demand. One thread, one
    batch ahead: the network's threads need the rest of the processor.
    """

    def __init__(self, make: Callable[[int], T], ahead: bool) -> None:
        self._make = make
        self._pool = ThreadPoolExecutor(1, "segcr-batches") if ahead else None
        self._next: Optional[tuple[int, Future[T]]] = None
        self.waited = 0.0

    def __enter__(self) -> BatchesAhead[T]:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: Optional[type[BaseException]],
        problem: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        """End the thread."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def get(self, step: int, more: bool = True) -> T:
        """Return the batch of a step and begin with the next one where there is ``more``."""
        started = time.monotonic()
        if self._next is not None and self._next[0] == step:
            batch = self._next[1].result()
        else:
            batch = self._make(step)
        self.waited += time.monotonic() - started
        if self._pool is not None:
            self._next = (step + 1, self._pool.submit(self._make, step + 1)) if more else None
        return batch
