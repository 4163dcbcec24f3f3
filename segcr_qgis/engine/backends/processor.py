"""Whether the processor computes in bfloat16, on every system."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Optional

#: What PyTorch itself asks the processor for, on Linux, Windows and macOS: names in ``torch.cpu``.
#: An x86 processor with either multiplies bfloat16; one without emulates it, slower than float32.
_ASKED = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
#: The same as Linux lists it, for a PyTorch without those names.
_LISTED = ("avx512_bf16", "amx_bf16")
_TABLE = Path("/proc/cpuinfo")


def bfloat16_here() -> bool:
    """Return whether bfloat16 is faster than float32, as PyTorch says where it is installed."""
    there = find_spec("torch") is not None
    return has_bfloat16(import_module("torch.cpu") if there else None)


def has_bfloat16(cpu: Optional[ModuleType]) -> bool:
    """Return whether bfloat16 is faster than float32; False where nobody knows.

    ``cpu`` is the module ``torch.cpu``, None without PyTorch.
    """
    questions = [getattr(cpu, name, None) for name in _ASKED]
    known = [question() for question in questions if question is not None]
    if known:
        return any(known)
    if not _TABLE.is_file():
        return False
    flags = _TABLE.read_text(encoding="utf-8", errors="replace")
    return any(flag in flags for flag in _LISTED)
