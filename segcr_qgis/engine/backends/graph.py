"""What every runtime of exported networks shares: one tile a run, of the graph's own size.

The graph stands in the package as ``model.onnx`` and takes its weights from the package's file. A
``cloud_mask`` of NaN means that there is none.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from typing import Callable, NamedTuple, Optional

import numpy as np

from ...core.errors import SegcrError
from ...core.memory_signs import speaks_of_memory
from ...core.model_package import ONNX, ModelPackage, read_digests
from ...core.report import Notice
from ..backend import Answer, AtOnce, BackendOutOfMemory, Batch

#: What a graph answers, in the order in which it is asked for.
OUTPUTS = ("logits", "clear", "cloud", "expected_error")


class Graph(NamedTuple):
    """A graph ready to run: names of its inputs, and what maps them to :data:`OUTPUTS`."""

    inputs: Collection[str]
    compute: Callable[[Mapping[str, np.ndarray]], Sequence[np.ndarray]]


class GraphBackend(AtOnce):
    """An exported network on the CPU."""

    device = "cpu"
    batch_size = 1

    def __init__(self, graph: Graph, package: ModelPackage, runtime: str, precision: str) -> None:
        self._graph = graph
        self.runtime = runtime
        self.precision = precision
        self._temperature = np.float32(package.temperature)
        self._tile = package.tile_size

    def run(self, batch: Batch) -> Answer:
        """Run the network tile by tile; raises :class:`BackendOutOfMemory`.

        Tiles smaller than the graph's are mirrored to its size.

        Raises
        ------
        SegcrError
            ``tile_invalid`` for tiles larger than the graph's.
        """
        height, width = batch.optical.shape[-2:]
        if max(height, width) > self._tile:
            raise SegcrError(
                "tile_invalid", tile=max(height, width), overlap=0, multiple=self._tile
            )
        answers = [self._run_one(batch, index) for index in range(len(batch.optical))]
        return Answer(*(np.concatenate(parts)[..., :height, :width] for parts in zip(*answers)))

    def release(self) -> None:
        """Do nothing: the graph keeps what the next tile needs."""

    def _run_one(self, batch: Batch, index: int) -> Answer:
        values = {
            name: self._fill(getattr(batch, name)[index : index + 1])
            for name in ("optical", "sar", "optical_valid", "sar_valid")
        }
        if batch.cloud_mask is not None:
            values["cloud_mask"] = self._fill(batch.cloud_mask[index : index + 1])
        else:
            values["cloud_mask"] = np.full((1, 1, self._tile, self._tile), np.nan, np.float32)
        feed = {name: value for name, value in values.items() if name in self._graph.inputs}
        try:
            logits, clear, cloud, error = self._graph.compute(feed)
        except RuntimeError as problem:
            if not speaks_of_memory(str(problem)):
                raise
            raise BackendOutOfMemory(str(problem)) from problem
        # In place: fresh memory for every step would take longer than the steps.
        odds = logits / self._temperature
        odds -= odds.max(axis=1, keepdims=True)
        np.exp(odds, out=odds)
        odds /= odds.sum(axis=1, keepdims=True)
        return Answer(odds, clear, cloud, error)

    def _fill(self, values: np.ndarray) -> np.ndarray:
        """Return (1, C, H, W) mirrored right and below to the graph's tile, row by row."""
        down, right = (self._tile - size for size in values.shape[-2:])
        if down or right:
            values = np.pad(values, ((0, 0), (0, 0), (0, down), (0, right)), mode="symmetric")
        return np.ascontiguousarray(values, np.float32)


class GraphLoader(ABC):
    """Loads exported networks and keeps the last one warm; ``runtime`` is the library."""

    runtime: str

    def __init__(self) -> None:
        self._key: tuple[str, ...] = ()
        self._backend: Optional[GraphBackend] = None

    def load(
        self, package: ModelPackage, device: str, precision: str, threads: Optional[int]
    ) -> tuple[GraphBackend, tuple[Notice, ...]]:
        """Return a backend for ``package``, and notices about what was chosen instead.

        Parameters
        ----------
        package : ModelPackage
        device : str
            Anything but ``auto`` and ``cpu`` falls back to the CPU, with a notice.
        precision : str
            What the runtime does not have falls back to float32, with a notice.
        threads : int or None
            CPU threads; None: one per physical core.

        Raises
        ------
        SegcrError
            ``engine_missing`` where the package has no graph, ``model_invalid`` where it is broken.
        """
        notices: tuple[Notice, ...] = ()
        if device not in ("auto", "cpu"):
            reason = "this engine has no PyTorch, which alone runs on graphics cards"
            values = {"wanted": device, "reason": reason, "used": "cpu"}
            notices = (Notice("device_fallback", values),)
        used = self._choose_precision(precision)
        if precision not in ("auto", used):
            values = {"wanted": precision, "device": "cpu", "used": used}
            notices = (*notices, Notice("precision_fallback", values))
        key = (package.digest, str(package.folder), str(threads), used)
        if self._backend is None or key != self._key:
            self._backend = None
            graph = self._open(package, threads, used)
            self._backend = GraphBackend(graph, package, self.runtime, used)
            self._key = key
        return self._backend, notices

    def _choose_precision(self, wanted: str) -> str:
        """Return the precision to use: float32, unless a runtime has another that is wanted."""
        return "float32"

    def _open(self, package: ModelPackage, threads: Optional[int], precision: str) -> Graph:
        if not has_graph(package):
            reason = f"its Python lacks torch, and model '{package.id}' comes without {ONNX}"
            raise SegcrError("engine_missing", reason=reason)
        try:
            graph, outputs = self._compile(package, threads, precision)
        except Exception as problem:  # the runtimes' exceptions share no base class but this one
            if isinstance(problem, MemoryError) or speaks_of_memory(str(problem)):
                raise
            reason = f"{ONNX} does not load"
            raise SegcrError(
                "model_invalid", detail=repr(problem), folder=package.folder, reason=reason
            ) from problem
        if not outputs >= set(OUTPUTS):
            reason = f"{ONNX} lacks {', '.join(sorted(set(OUTPUTS) - outputs))}"
            raise SegcrError("model_invalid", folder=package.folder, reason=reason)
        return graph

    @abstractmethod
    def _compile(
        self, package: ModelPackage, threads: Optional[int], precision: str
    ) -> tuple[Graph, set[str]]:
        """Return the package's graph, ready to run, and the names of what it answers."""


def has_graph(package: ModelPackage) -> bool:
    """Return whether a package comes with an exported network."""
    return ONNX in read_digests(package.folder)
