"""How running out of memory shows itself: every library has words of its own for it.

An import fails, a model does not load, a thread does not start, a C++ library ends the process:
without this each of them would be taken for a fault of its own, and the advice would mislead.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, Optional

from .errors import SegcrError

_SIGNS: Final = re.compile(
    r"\bout of memory\b|\bnot enough memory\b|cannot allocate memory|can't allocate memory"
    r"|bad.?alloc(?:ation)?\b|\bMemoryError\b|memory allocation .{0,30}failed"
    r"|failed to allocate memory|\bunable to allocate\b|can't start new thread"
    r"|paging file is too small|WinError 1455"
    # Also what a folder that forbids programs says, but then with its reason.
    r"|failed to map segment from shared object(?!: *(?:Operation|Permission))",
    re.I,
)
#: oneDNN, which computes convolutions on the CPU, has no other words for it, but the same words for
#: what a processor cannot do: they count where memory is short indeed.
_EITHER: Final = re.compile(r"could not create a (?:primitive|memory)\b", re.I)
_SHORT_BYTES = 512 << 20
_LINUX_COUNTER = Path("/proc/vmstat")
#: The failures that stand for themselves, whatever lies behind them.
_OWN_WORDS = frozenset({"out_of_memory", "memory_exhausted", "cancelled"})


def speaks_of_memory(text: str) -> bool:
    """Return whether a message, or what a process said last, tells of memory that ran out."""
    if _SIGNS.search(text):
        return True
    return _EITHER.search(text) is not None and _room() < _SHORT_BYTES


def _room() -> float:
    """Return how many bytes this process may still have; infinite where the system is silent."""
    room = float("inf")
    try:
        table = Path("/proc/meminfo").read_text(encoding="ascii", errors="replace")
        size = Path("/proc/self/statm").read_text(encoding="ascii", errors="replace")
    except OSError:
        return room
    found = re.search(r"^MemAvailable:\s+(\d+) kB$", table, re.M)
    if found:
        room = float(found.group(1)) * 1024
    import resource

    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY:
        room = min(room, limit - int(size.split()[0]) * resource.getpagesize())
    return room


def is_memory(problem: BaseException) -> bool:
    """Return whether memory that ran out is what lies behind an exception."""
    return any(
        isinstance(link, MemoryError)
        or (isinstance(link, OSError) and link.errno == errno.ENOMEM)
        or (not isinstance(link, SegcrError) and speaks_of_memory(str(link)))
        for link in _chain(problem)
    )


def memory_failure(problem: BaseException) -> Optional[SegcrError]:
    """Return the failure to tell where memory that ran out lies behind ``problem``, else None."""
    if isinstance(problem, SegcrError) and problem.code in _OWN_WORDS:
        return None
    if not is_memory(problem):
        return None
    return SegcrError("memory_exhausted", " <- ".join(repr(link) for link in _chain(problem)))


def cannot_start(program: Path, problem: Exception) -> SegcrError:
    """Return the failure for an engine's Python that did not start."""
    reason = f"'{program}' cannot be started"
    missing = SegcrError("engine_missing", detail=repr(problem), reason=reason)
    return memory_failure(problem) or missing


def processes_killed_for_memory() -> int:
    """Return how many processes the system has ended for want of memory; 0 where it is silent."""
    try:
        told = _LINUX_COUNTER.read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"^oom_kill (\d+)$", told, re.M)
    return int(found.group(1)) if found else 0


def _chain(problem: Optional[BaseException]) -> Iterator[BaseException]:
    """Yield an exception and what it came of."""
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__
