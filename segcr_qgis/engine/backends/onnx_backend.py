"""Runs exported networks with ONNX Runtime, for engines without PyTorch.

The graph stands in the package as ``model.onnx``. It takes one tile of the card's size a run;
a ``cloud_mask`` of NaN means that there is none.
"""

from __future__ import annotations

from typing import Any, Optional

import numpy as np
import onnxruntime

from ...core.errors import SegcrError
from ...core.memory_signs import speaks_of_memory
from ...core.model_package import ONNX, ModelPackage, read_digests
from ...core.report import Notice
from ..backend import Answer, AtOnce, BackendOutOfMemory, Batch

_OUTPUTS = ("logits", "clear", "cloud", "expected_error")


class OnnxBackend(AtOnce):
    """An exported network on the CPU, in float32."""

    device = "cpu"
    precision = "float32"
    batch_size = 1

    def __init__(self, session: Any, package: ModelPackage) -> None:
        self._session = session
        self._temperature = np.float32(package.temperature)
        self._inputs = {entry.name: entry.shape for entry in session.get_inputs()}
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
        """Do nothing: the session keeps what the next tile needs."""

    def _run_one(self, batch: Batch, index: int) -> Answer:
        values = {
            name: self._fill(getattr(batch, name)[index : index + 1])
            for name in ("optical", "sar", "optical_valid", "sar_valid")
        }
        if batch.cloud_mask is not None:
            values["cloud_mask"] = self._fill(batch.cloud_mask[index : index + 1])
        else:
            values["cloud_mask"] = np.full((1, 1, self._tile, self._tile), np.nan, np.float32)
        feed = {name: value for name, value in values.items() if name in self._inputs}
        try:
            logits, clear, cloud, error = self._session.run(list(_OUTPUTS), feed)
        except RuntimeError as problem:
            if not speaks_of_memory(str(problem)):
                raise
            raise BackendOutOfMemory(str(problem)) from problem
        scaled = logits / self._temperature
        odds = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return Answer(odds / odds.sum(axis=1, keepdims=True), clear, cloud, error)

    def _fill(self, values: np.ndarray) -> np.ndarray:
        """Return (1, C, H, W) mirrored right and below to the graph's tile, row by row."""
        down, right = (self._tile - size for size in values.shape[-2:])
        if down or right:
            values = np.pad(values, ((0, 0), (0, 0), (0, down), (0, right)), mode="symmetric")
        return np.ascontiguousarray(values, np.float32)


class OnnxLoader:
    """Loads exported networks and keeps the last one warm."""

    def __init__(self) -> None:
        self._key: tuple[str, ...] = ()
        self._backend: Optional[OnnxBackend] = None

    def load(
        self, package: ModelPackage, device: str, precision: str, threads: Optional[int]
    ) -> tuple[OnnxBackend, tuple[Notice, ...]]:
        """Return a backend for ``package``, and notices about what was chosen instead.

        Parameters
        ----------
        package : ModelPackage
        device : str
            Anything but ``auto`` and ``cpu`` falls back to the CPU, with a notice.
        precision : str
            float32 whatever is asked for; the report says so.
        threads : int or None
            CPU threads; None: one per physical core.

        Raises
        ------
        SegcrError
            ``engine_missing`` where the package has no graph, ``model_invalid`` where it is broken.
        """
        notices: tuple[Notice, ...] = ()
        if device not in ("auto", "cpu"):
            reason = "this engine has ONNX Runtime only, without PyTorch"
            values = {"wanted": device, "reason": reason, "used": "cpu"}
            notices = (Notice("device_fallback", values),)
        key = (package.digest, str(package.folder), str(threads))
        if self._backend is None or key != self._key:
            self._backend = OnnxBackend(_session(package, threads), package)
            self._key = key
        return self._backend, notices


def _session(package: ModelPackage, threads: Optional[int]) -> Any:
    if ONNX not in read_digests(package.folder):
        reason = f"its Python lacks torch, and model '{package.id}' comes without {ONNX}"
        raise SegcrError("engine_missing", reason=reason)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads or 0
    # Threads that spin while they wait would take the time of those that read and write.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        session = onnxruntime.InferenceSession(
            str(package.folder / ONNX), options, providers=["CPUExecutionProvider"]
        )
    except Exception as problem:  # its exceptions share no base class but this one
        reason = f"{ONNX} does not load"
        raise SegcrError(
            "model_invalid", detail=repr(problem), folder=package.folder, reason=reason
        ) from problem
    names = {entry.name for entry in session.get_outputs()}
    if not names >= set(_OUTPUTS):
        reason = f"{ONNX} lacks {', '.join(sorted(set(_OUTPUTS) - names))}"
        raise SegcrError("model_invalid", folder=package.folder, reason=reason)
    return session
