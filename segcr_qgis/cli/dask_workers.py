"""Scenes on a running Dask cluster; GPU workers come from dask-cuda, which needs nothing here."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from distributed import Client, KilledWorker

from ..core.errors import SegcrError
from .workers import WorkerDied, predict_document

#: Seconds to wait for the scheduler.
PATIENCE = 20


class DaskWorkers:
    """The workers of a running cluster.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://10.0.0.5:8786``. Files must have the same paths on
        every worker, and ``segcr_qgis`` must be importable there.

    Raises
    ------
    SegcrError
        ``cluster_unreachable``.
    """

    def __init__(self, address: str) -> None:
        try:
            self._client = Client(address, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError) as problem:
            reason = "no scheduler answers"
            raise SegcrError(
                "cluster_unreachable", repr(problem), address=address, reason=reason
            ) from problem
        answers = self._client.run(can_import, on_error="return")
        broken = [answer for answer in answers.values() if answer is not True]
        if broken or not answers:
            self._client.close()
            reason = "a worker cannot import segcr_qgis" if broken else "it has no workers"
            raise SegcrError(
                "cluster_unreachable", repr(broken[:1]), address=address, reason=reason
            )

    def submit(self, document: dict[str, Any]) -> Future[dict[str, Any]]:
        """Start a request on any worker."""
        answer: Future[dict[str, Any]] = Future()
        task = self._client.submit(predict_document, document, pure=False)

        def settle(done: Any) -> None:
            problem = done.exception()
            if problem is None:
                answer.set_result(done.result())
            elif isinstance(problem, KilledWorker):
                answer.set_exception(WorkerDied("its worker was lost again and again"))
            else:
                answer.set_exception(problem)
            done.release()

        task.add_done_callback(settle)
        return answer

    def close(self) -> None:
        """Leave the cluster; it goes on."""
        self._client.close()


def can_import() -> bool:
    """Return True where this module can be unpickled: on a worker that has the package."""
    return True
