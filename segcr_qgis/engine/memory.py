"""How much memory a run will need: said before it starts, measured when it ends."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Optional

import numpy as np

from ..core.run_memory import RunShape, run_mb
from .prepare import RunPlan


def predicted_mb(plan: RunPlan, cache: int, batch_size: int, already_mb: float) -> float:
    """Return the highest memory use to expect of a run, in MB.

    Parameters
    ----------
    plan : RunPlan
    cache : int
        Bytes of GDAL's block cache.
    batch_size : int
        Tiles a step.
    already_mb : float
        What the process holds before the first tile, the network's weights included.
    """
    grid = plan.grid
    types = [plan.optical.facts.bands[number - 1].dtype for number in plan.optical.bands.values()]
    resampled = ["float32"] * plan.work.resampled
    shape = RunShape(
        width=plan.work_area.width,
        layer_width=plan.area.width,
        strip_width=grid.columns[-1] + grid.tile_width - grid.columns[0],
        tile_width=grid.tile_width,
        tile_height=grid.tile_height,
        bands=len(plan.optical.bands),
        stored_bytes=max(np.dtype(name).itemsize for name in (*types, *resampled)),
        optical_channels=len(plan.package.optical_channels),
        radar_channels=len(plan.package.sar_channels),
        classes=len(plan.package.classes),
        mask=plan.mask is not None,
    )
    return run_mb(shape, cache, batch_size, already_mb)


def current_mb() -> float:
    """Return the memory this process holds in MB; where the system does not tell, its peak."""
    held = _kibibytes("/proc/self/status", "VmRSS:")
    return peak_mb() if held is None else held * 1024 / 1e6


def peak_mb() -> float:
    """Return the highest memory use of this process in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    # What getrusage says on Linux begins with the memory of the program that started this one.
    highest = _kibibytes("/proc/self/status", "VmHWM:")
    if highest is not None:
        return round(highest * 1024 / 1e6, 1)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kibibytes elsewhere.
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


def available_mb() -> float:
    """Return the memory that is free for the taking in MB; infinite where the system is silent."""
    free = _kibibytes("/proc/meminfo", "MemAvailable:")
    return float("inf") if free is None else free * 1024 / 1e6


def _kibibytes(table: str, key: str) -> Optional[int]:
    """Return a number of one of Linux's tables; None where there is none."""
    path = Path(table)
    if path.is_file():
        for line in path.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith(key):
                return int(line.split()[1])
    return None


def give_back() -> None:
    """Hand the memory that was freed back to the system, where its allocator keeps it (glibc).

    Rows of a wide image come and go by the hundred megabytes; what threads leave in between would
    make the peak depend on chance.
    """
    if not sys.platform.startswith("linux"):
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
