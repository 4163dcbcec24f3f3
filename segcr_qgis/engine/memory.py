"""How much memory a run will need: said before it starts, measured when it ends."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

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
    shape = RunShape(
        width=plan.area.width,
        strip_width=grid.columns[-1] + grid.tile_width - grid.columns[0],
        tile_width=grid.tile_width,
        tile_height=grid.tile_height,
        bands=len(plan.optical.bands),
        stored_bytes=max(np.dtype(name).itemsize for name in types),
        optical_channels=len(plan.package.optical_channels),
        radar_channels=len(plan.package.sar_channels),
        classes=len(plan.package.classes),
        mask=plan.mask is not None,
    )
    return run_mb(shape, cache, batch_size, already_mb)


def current_mb() -> float:
    """Return the memory this process holds in MB; where the system does not tell, its peak."""
    table = Path("/proc/self/status")
    if table.is_file():
        for line in table.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return peak_mb()


def peak_mb() -> float:
    """Return the highest memory use of this process in MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Bytes on macOS, kibibytes elsewhere.
    return round(peak * (1 if sys.platform == "darwin" else 1024) / 1e6, 1)


def available_mb() -> float:
    """Return the memory that is free for the taking in MB; infinite where the system is silent."""
    table = Path("/proc/meminfo")
    if table.is_file():
        for line in table.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024 / 1e6
    return float("inf")


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
