"""Copies to and from a GPU beside the network: pinned memory, one stream for each direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

import numpy as np
import torch
from torch import Tensor

#: What runs on the device between the two copies: tensors there, to tensors there.
Compute = Callable[[Sequence[Optional[Tensor]]], Sequence[Tensor]]


class Conveyor:
    """Runs a computation on a device while the batches before and after it are copied.

    Parameters
    ----------
    device : torch.device
        ``cuda``. On ``cpu`` the same lines run with PyTorch's streams that do nothing, which is
        how tests reach them.
    """

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self._pinned = device.type == "cuda"
        self._streams: Any = torch.cuda if self._pinned else torch.cpu
        self._incoming, self._outgoing = self._stream(), self._stream()

    def begin(
        self, compute: Compute, inputs: Sequence[Optional[np.ndarray]]
    ) -> Callable[[], list[np.ndarray]]:
        """Queue the copies and the computation; the returned function waits for its results.

        Parameters
        ----------
        compute : callable
        inputs : sequence of (B, C, H, W) float32 or None
            None is handed on. Nothing writes to an array before its results are there.
        """
        computing = self._streams.current_stream(self._device)
        with self._streams.stream(self._incoming):
            there = [None if values is None else self._copied(values) for values in inputs]
        computing.wait_stream(self._incoming)
        for tensor in there:
            self._used_on(tensor, computing)
        answers = compute(there)
        self._outgoing.wait_stream(computing)
        back = []
        with self._streams.stream(self._outgoing):
            for answer in answers:
                self._used_on(answer, self._outgoing)
                host = torch.empty(answer.shape, dtype=answer.dtype, pin_memory=self._pinned)
                back.append(host.copy_(answer, non_blocking=True))
            arrived = self._streams.Event()
            arrived.record(self._outgoing)

        def results() -> list[np.ndarray]:
            arrived.synchronize()
            return [np.asarray(host.numpy()) for host in back]

        return results

    def _stream(self) -> Any:
        return torch.cuda.Stream(self._device) if self._pinned else torch.cpu.Stream()  # type: ignore[no-untyped-call]

    def _copied(self, values: np.ndarray) -> Tensor:
        host = torch.from_numpy(values)
        host = host.pin_memory() if self._pinned else host
        copied = host.to(self._device, non_blocking=True)
        return copied.contiguous(memory_format=torch.channels_last)

    def _used_on(self, tensor: Optional[Tensor], stream: Any) -> None:
        """Keep the tensor's memory from the stream that made it until ``stream`` has done."""
        if tensor is not None and self._pinned:
            tensor.record_stream(stream)
