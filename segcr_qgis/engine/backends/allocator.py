"""How the C library hands out memory to a network that runs tile after tile."""

from __future__ import annotations

import ctypes
import sys
from typing import Any, Optional

#: glibc's numbers of what ``mallopt`` sets.
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
#: Blocks below this come from the heap: what passes between a network's layers does, whole scenes
#: do not.
_HEAP_BLOCK = 32 << 20
#: Free memory up to this stays at hand from tile to tile; it is given back when a run ends.
_KEPT = 512 << 20


def keep_freed_memory() -> bool:
    """Let freed blocks be used again instead of going back to the system; whether that worked.

    By default glibc maps every large tensor anew and the system clears its pages at each first
    touch: up to a quarter of the time of a tile. Elsewhere than on glibc nothing is changed.
    """
    library = _glibc()
    if library is None:
        return False
    mapped = library.mallopt(_MMAP_THRESHOLD, _HEAP_BLOCK)
    trimmed = library.mallopt(_TRIM_THRESHOLD, _KEPT)
    return bool(mapped and trimmed)


def give_back() -> None:
    """Return freed memory to the system."""
    library = _glibc()
    if library is not None:
        library.malloc_trim(0)


def _glibc() -> Optional[Any]:
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    # musl and others have neither.
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
