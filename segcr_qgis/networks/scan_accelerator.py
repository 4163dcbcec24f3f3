"""The optional CUDA kernel of mamba-ssm, trusted only after it agreed with plain PyTorch.

mamba-ssm (https://github.com/state-spaces/mamba, Apache-2.0) is never required: it is tried on
the first scan of CUDA tensors, compared once on a small random case, forward and backward, and
dropped with a warning where it fails or differs.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types
import warnings
from typing import Callable, Optional

import torch
from torch import Tensor

from .state_space import default_chunk, scan_in_chunks

Scan = Callable[..., Tensor]
#: Most that the kernel may differ from PyTorch, relative to the largest value.
TOLERANCE = 1e-3
_KERNEL = "mamba_ssm.ops.triton.ssd_combined"


class Accelerator:
    """A faster scan for one kind of device, loaded and checked on first use.

    Parameters
    ----------
    name : str
        What reports call it.
    device_type : str
        The kind of device it runs on, such as ``cuda``.
    load : callable
        Returns ``mamba_chunk_scan_combined`` or something with its signature.
    """

    def __init__(self, name: str, device_type: str, load: Callable[[], Scan]) -> None:
        self.name, self.device_type = name, device_type
        self._load = load
        self._tried = False
        self._kernel: Optional[Scan] = None
        #: Why it is not used; empty where it is, or was not tried yet.
        self.reason = ""

    def ready(self, device: torch.device) -> bool:
        """Return whether it can be used on ``device``; the first call tries it."""
        if device.type != self.device_type:
            return False
        if not self._tried:
            self._tried = True
            self._try(device)
        return self._kernel is not None

    def scan(self, x: Tensor, *others: Optional[Tensor], chunk: int) -> Tensor:
        """Scan in float32; arguments as :func:`ssd_scan`'s. Only where :meth:`ready`."""
        if self._kernel is None:
            raise RuntimeError(f"{self.name} is not ready")
        return _run(self._kernel, x, *others, chunk=chunk).to(x.dtype)

    def _try(self, device: torch.device) -> None:
        try:
            kernel = self._load()
        except (ImportError, OSError, RuntimeError, AttributeError) as problem:
            # Not installed is the common case and no news.
            self.reason = f"{self.name} cannot be loaded: {_first_line(problem)}"
            return
        try:
            worst = disagreement(kernel, device)
        except Exception as problem:  # a kernel may fail in any way, and must not end the run
            self.reason = f"{self.name} failed: {_first_line(problem)}"
        else:
            if worst <= TOLERANCE:
                self._kernel = kernel
                return
            self.reason = f"{self.name} differs from PyTorch by {worst:.1e}"
        warnings.warn(f"{self.reason}; scanning with PyTorch instead", stacklevel=4)


def disagreement(kernel: Scan, device: torch.device) -> float:
    """Return the largest relative difference of values and gradients; NaN counts as infinite."""
    with torch.inference_mode(False), torch.enable_grad():
        values = _case(device)
        chunk = default_chunk(device)
        x, dt, rate, write, read, skip = values
        y = scan_in_chunks(x, dt, rate, write, read, skip, chunk)
        z = _run(kernel, *values, chunk=chunk)
        wanted = [y, *torch.autograd.grad(y.square().sum(), values)]
        found = [z, *torch.autograd.grad(z.square().sum(), values)]
    worst = 0.0
    for a, b in zip(wanted, found):
        ratio = float(((a - b).abs().max() / a.abs().max().clamp(min=1e-6)).detach())
        if ratio != ratio:
            return float("inf")
        worst = max(worst, ratio)
    return worst


def _case(device: torch.device) -> tuple[Tensor, ...]:
    """Return x, dt, A, B, C, D of a case whose length is no multiple of a chunk."""
    chance = torch.Generator().manual_seed(11)

    def normal(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=chance)

    values = (
        normal(2, 150, 4, 32),
        torch.nn.functional.softplus(normal(2, 150, 4) - 1),
        -torch.exp(normal(4)),
        normal(2, 150, 2, 16),
        normal(2, 150, 2, 16),
        normal(4),
    )
    return tuple(v.to(device).requires_grad_() for v in values)


def _run(kernel: Scan, x: Tensor, *others: Optional[Tensor], chunk: int) -> Tensor:
    dt, rate, write, read, skip = (None if t is None else t.float().contiguous() for t in others)
    with torch.autocast(x.device.type, enabled=False):
        return kernel(x.float().contiguous(), dt, rate, write, read, chunk, D=skip)


def load_mamba() -> Scan:
    """Return the kernel, past a top-level import that fails without its compiled extensions.

    Raises
    ------
    ImportError
        mamba-ssm or something it needs is not installed.
    """
    try:
        module = importlib.import_module(_KERNEL)
    except (ImportError, OSError):
        module = _import_past_the_top()
    scan: Scan = module.mamba_chunk_scan_combined
    return scan


def _import_past_the_top() -> types.ModuleType:
    """Import the kernel's module with an empty stand-in for the top of the package."""
    spec = importlib.util.find_spec("mamba_ssm")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("mamba_ssm is not installed", name="mamba_ssm")
    for name in [n for n in sys.modules if n.split(".")[0] == "mamba_ssm"]:
        del sys.modules[name]
    stand_in = types.ModuleType("mamba_ssm")
    stand_in.__path__ = list(spec.submodule_search_locations)
    sys.modules["mamba_ssm"] = stand_in
    try:
        return importlib.import_module(_KERNEL)
    finally:
        # Whoever imports the package itself later must not meet the stand-in.
        sys.modules.pop("mamba_ssm", None)


def _first_line(problem: BaseException) -> str:
    return (str(problem) or type(problem).__name__).splitlines()[0]


MAMBA = Accelerator("mamba_ssm", "cuda", load_mamba)
