"""Runs networks with PyTorch; the only file of the engine that imports it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Callable, Optional

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from ...core.errors import SegcrError
from ...core.memory_signs import speaks_of_memory
from ...core.model_package import ModelPackage
from ...core.report import Notice
from ...core.weights_header import count_values
from ...networks import registry, state_space_backends
from ...networks.conveyor import Conveyor
from ...networks.feature_record import record
from ...networks.precision import hold_weights
from ..backend import Answer, BackendOutOfMemory, Batch
from ..explain import Explanation, StageRecord
from . import allocator
from .processor import has_bfloat16

_DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
#: Precisions that pay on each kind of device, and those that work at all.
_WORKING = {
    "cpu": ("float32", "bfloat16"),
    "cuda": ("float32", "bfloat16", "float16"),
    "mps": ("float32", "float16"),
}
_MEMORY_A_TILE = 600 << 20


class TorchBackend:
    """A network in inference mode on one device."""

    runtime = f"PyTorch {torch.__version__}"

    def __init__(
        self, network: torch.nn.Module, device: torch.device, precision: str, temperature: float
    ) -> None:
        self._network = network.to(device).eval()
        if precision != "float32":
            hold_weights(self._network, _DTYPES[precision])
        if device.type == "cpu":
            allocator.keep_freed_memory()
        self._device = device
        self._temperature = temperature
        self.device = str(device)
        self.precision = precision
        self.threads = torch.get_num_threads()
        self.batch_size = _batch_size(device)
        self._conveyor = Conveyor(device) if device.type == "cuda" else None
        self.ahead = 0 if self._conveyor is None else 1

    def run(self, batch: Batch) -> Answer:
        """Run the network and wait for its answer; raises :class:`BackendOutOfMemory`."""
        return self.begin(batch)()

    def begin(self, batch: Batch) -> Callable[[], Answer]:
        """Start on a batch; the returned function waits for its answer.

        On CUDA both copies run beside the network: of the batch before and of the one after.
        """
        with self._telling_memory():
            if self._conveyor is not None:
                arrays = self._conveyor.begin(self._compute, batch)
                return lambda: Answer(*arrays())
            answer = Answer(*(_array(tensor) for tensor in self._compute(self._tensors(batch))))
            return lambda: answer

    @contextmanager
    def _telling_memory(self) -> Iterator[None]:
        try:
            yield
        except torch.OutOfMemoryError as problem:
            self.release()
            raise BackendOutOfMemory(str(problem)) from problem
        except RuntimeError as problem:
            # On the CPU and on MPS running out of memory is a plain RuntimeError.
            if not speaks_of_memory(str(problem)):
                raise
            self.release()
            raise BackendOutOfMemory(str(problem)) from problem

    def release(self) -> None:
        """Give back the memory the device caches between batches."""
        if self._device.type == "cuda":
            torch.cuda.empty_cache()
        elif self._device.type == "cpu":
            allocator.give_back()

    def _tensors(self, batch: Batch) -> list[Optional[torch.Tensor]]:
        return [None if values is None else self._tensor(values) for values in batch]

    def _tensor(self, values: np.ndarray) -> torch.Tensor:
        tensor = torch.from_numpy(values)
        return tensor.to(self._device).contiguous(memory_format=torch.channels_last)

    def _compute(self, tensors: Sequence[Optional[torch.Tensor]]) -> list[torch.Tensor]:
        """Return the fields of :class:`Answer` on the device, from those of :class:`Batch`."""
        *images, mask = tensors
        with torch.inference_mode(), self._autocast():
            prediction = self._network(*images, cloud_mask=mask)
            logits = prediction.logits.float() / self._temperature
            return [
                torch.softmax(logits, dim=1),
                prediction.clear.float(),
                prediction.cloud.float(),
                prediction.expected_error.float(),
            ]

    def _autocast(self) -> AbstractContextManager[Any]:
        if self.precision == "float32":
            return nullcontext()
        return torch.autocast(self._device.type, dtype=_DTYPES[self.precision])


class TorchLoader:
    """Loads networks and keeps the last one warm."""

    def __init__(self) -> None:
        self._key: tuple[str, ...] = ()
        self._backend: Optional[TorchBackend] = None

    def load(
        self, package: ModelPackage, device: str, precision: str, threads: Optional[int]
    ) -> tuple[TorchBackend, tuple[Notice, ...]]:
        """Return a backend for ``package``, and notices about what was chosen instead.

        Parameters
        ----------
        package : ModelPackage
        device : str
            ``auto``, ``cpu``, ``cuda``, ``cuda:1`` or ``mps``.
        precision : str
            ``auto``, ``float32``, ``bfloat16`` or ``float16``.
        threads : int or None
            CPU threads; None: what torch thinks best (the physical cores).

        Raises
        ------
        SegcrError
            ``device_missing``, ``model_invalid``, ``network_unknown`` or ``network_config``.
        """
        if threads:
            torch.set_num_threads(threads)
        chosen, notices = choose_device(device)
        used = _choose_precision(precision, chosen)
        if precision not in ("auto", used):
            values = {"wanted": precision, "device": str(chosen), "used": used}
            notices = (*notices, Notice("precision_fallback", values))
        key = (package.digest, str(package.folder), str(chosen), used)
        if self._backend is None or key != self._key:
            self._backend = None
            network = load_network(package)
            self._backend = TorchBackend(network, chosen, used, package.temperature)
            self._key = key
        return self._backend, notices


def load_network(package: ModelPackage) -> torch.nn.Module:
    """Return the package's network with its weights, in float32.

    Raises
    ------
    SegcrError
        ``model_invalid`` where the weights do not fit the network.
    """
    with torch.device("meta"):
        # Without memory: settings of strangers may describe a network larger than the machine.
        planned = registry.build(package.architecture, **package.config)
    values = sum(value.numel() for value in planned.state_dict().values())
    found = count_values(package.weights, package.folder)
    unfit = f"{package.weights.name} does not fit the network {package.architecture}"
    if values != found:
        detail = f"{found} values in the file, {values} in the network"
        raise SegcrError("model_invalid", detail, folder=package.folder, reason=unfit)
    network = registry.build(package.architecture, **package.config)
    try:
        state = {name: value.float() for name, value in load_file(str(package.weights)).items()}
        network.load_state_dict(state)
    except (OSError, SafetensorError, RuntimeError) as problem:
        raise SegcrError(
            "model_invalid", detail=repr(problem), folder=package.folder, reason=unfit
        ) from problem
    return network


def explain(package: ModelPackage, batch: Batch, device: str) -> Explanation:
    """Run a package's network on one tile, in float32, and tell what its stages exchanged."""
    chosen, _ = choose_device(device)
    network = load_network(package).to(chosen).eval()
    tensors = [None if a is None else torch.from_numpy(np.array(a)).to(chosen) for a in batch]
    found = record(network, *tensors)
    stages = [
        StageRecord(_array(stage.guidance)[0, 0], *(_array(t)[0] for t in stage[1:]))
        for stage in found.stages
    ]
    answer = found.prediction
    return Explanation(
        batch.optical[0],
        batch.sar[0],
        _array(answer.clear)[0],
        _array(answer.cloud)[0, 0],
        _array(answer.logits)[0].argmax(0),
        None if found.simulated is None else _array(found.simulated)[0],
        stages,
    )


def choose_device(wanted: str) -> tuple[torch.device, tuple[Notice, ...]]:
    """Return the device to use; a wanted one that is not there falls back, with a notice.

    Raises
    ------
    SegcrError
        ``device_missing`` where the name means nothing.
    """
    if wanted == "auto":
        for name in ("cuda", "mps"):
            if not _why_not(torch.device(name)):
                return torch.device(name), ()
        return torch.device("cpu"), ()
    try:
        device = torch.device(wanted)
        known = device.type in _WORKING
    except RuntimeError:
        known = False
    if not known:
        reason = "it is none of auto, cpu, cuda, cuda:N and mps"
        raise SegcrError("device_missing", device=wanted, reason=reason)
    reason = _why_not(device)
    if not reason:
        return device, ()
    values = {"wanted": wanted, "reason": reason, "used": "cpu"}
    return torch.device("cpu"), (Notice("device_fallback", values),)


def usable_devices() -> list[str]:
    """Return the devices that work here, with the precision chosen for each."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    names = ["cpu", *(f"cuda:{index}" for index in range(count)), "mps"]
    devices = [torch.device(name) for name in names]
    return [f"{d} ({_choose_precision('auto', d)})" for d in devices if not _why_not(d)]


def scan_backends() -> list[str]:
    """Return what runs the state-space scans on each device that works here."""
    types = dict.fromkeys(name.split()[0].split(":")[0] for name in usable_devices())
    return [f"{kind}: {state_space_backends.explain(torch.device(kind))}" for kind in types]


def _why_not(device: torch.device) -> str:
    """Return why a device cannot be used, '' where it can: it must add one and one."""
    if device.type == "cuda":
        if not torch.cuda.is_available():
            return "no CUDA device, or the engine's PyTorch was built without CUDA"
        if device.index is not None and device.index >= torch.cuda.device_count():
            return f"there are only {torch.cuda.device_count()} CUDA devices"
    if device.type == "mps" and not torch.backends.mps.is_available():
        return "no Apple GPU"
    try:
        two = (torch.ones(1, device=device) + 1).item()
    except RuntimeError as problem:
        return str(problem).splitlines()[0]
    return "" if two == 2 else "it computes wrongly"


def _choose_precision(wanted: str, device: torch.device) -> str:
    """Return the precision to use: what is asked for, unless float32 serves better."""
    working = _WORKING[device.type]
    if device.type == "cpu" and not has_bfloat16(torch.cpu):
        # What the processor does not have is emulated, and takes ten times as long.
        working = ("float32",)
    if wanted != "auto":
        return wanted if wanted in working else "float32"
    if device.type == "cuda" and not torch.cuda.is_bf16_supported():
        return "float16"
    return "bfloat16" if "bfloat16" in working else "float32"


def _batch_size(device: torch.device) -> int:
    """Return how many tiles of the model's size to run at once."""
    if device.type != "cuda":
        # More tiles at once gain nothing on a CPU, and cancelling waits for all of them.
        return 1
    free = torch.cuda.mem_get_info(device)[0]
    return int(min(16, max(1, free // 2 // _MEMORY_A_TILE)))


def _array(tensor: torch.Tensor) -> np.ndarray:
    return np.asarray(tensor.float().cpu().numpy())
