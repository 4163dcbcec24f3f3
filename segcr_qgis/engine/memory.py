"""How much memory a run will need: said before it starts, measured when it ends."""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path

import numpy as np

from .prepare import RunPlan

#: What a network on the CPU holds for every pixel of the tiles in work, in bytes: measured on
#: segcr-tiny (about 1 500), rounded up.
NETWORK_BYTES_A_PIXEL = 1_700
#: Tiles that may wait on either side of the network: reading a strip and writing one take as long
#: as the network takes for about this many.
TILES_WAITING = 12
#: Strips alive at once: the one being read, the one its tiles are cut from, the one written.
STRIPS_ALIVE = 3
FLOAT = 4


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
    grid, width = plan.grid, plan.area.width
    bands, radar = len(plan.optical.bands), len(plan.package.sar_channels)
    stored = max(np.dtype(plan.optical.facts.bands[n - 1].dtype).itemsize
                 for n in plan.optical.bands.values())  # fmt: skip
    strip_width = grid.columns[-1] + grid.tile_width - grid.columns[0]
    mask = FLOAT if plan.mask else 0
    strip = strip_width * grid.tile_height * (bands * (stored + 1) + radar * (FLOAT + 1) + mask)
    values = len(plan.package.classes) + bands + 2
    blender = width * grid.tile_height * (values + 1) * FLOAT
    # Rows on their way into files: blocks that fill up, copies while they are compressed.
    written = width * 512 * (bands * stored + 2 * FLOAT + 2)
    inputs = 2 * (len(plan.package.optical_channels) + radar)
    tile = grid.tile_width * grid.tile_height
    waiting = TILES_WAITING * tile * (inputs + values) * FLOAT
    network = batch_size * tile * NETWORK_BYTES_A_PIXEL
    parts = STRIPS_ALIVE * strip + 1.3 * blender + 2 * written + waiting + network + cache
    return already_mb + parts / 1e6


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
