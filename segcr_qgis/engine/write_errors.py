"""Why a file could not be written, as the sentence that helps."""

from __future__ import annotations

import errno
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..core.errors import SegcrError
from .rasters import GDAL_ERRORS

_FULL = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_FULL_WORDS = re.compile(r"no space left|not enough space|disk( is)? full|quota exceeded", re.I)
#: GDAL says of a full disk only that it could not write; less than this is too little, in bytes.
_ROOM = 1 << 20


@contextmanager
def write_errors(final: str, renaming: bool = False) -> Iterator[None]:
    """Turn errors of GDAL and the system into the sentence that helps.

    Parameters
    ----------
    final : str
        The name the file is to have.
    renaming : bool
        Whether the file is whole and only gets its name.
    """
    try:
        yield
    except PermissionError as problem:
        if renaming:
            raise SegcrError("output_in_use", detail=repr(problem), path=final) from problem
        folder = Path(final).absolute().parent
        raise SegcrError("output_folder", folder=folder, reason="no permission") from problem
    except (OSError, *GDAL_ERRORS) as problem:
        code = "disk_full" if _is_full(problem, final) else "write_failed"
        raise SegcrError(
            code, detail=repr(problem), path=final, reason=_reason(problem)
        ) from problem


def _is_full(problem: BaseException, final: str) -> bool:
    for link in _chain(problem):
        # Not the whole text: the path in it may speak of space.
        told = getattr(link, "strerror", None) or str(link).replace(final, "")
        if getattr(link, "errno", None) in _FULL or _FULL_WORDS.search(told):
            return True
    try:
        return shutil.disk_usage(Path(final).absolute().parent).free < _ROOM
    except OSError:
        # The folder is gone.
        return False


def _reason(problem: BaseException) -> str:
    """Return what was said first: what came of it only points there."""
    *_, first = _chain(problem)
    return getattr(first, "strerror", None) or str(first) or str(problem)


def _chain(problem: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = problem
    while link is not None:
        yield link
        link = link.__cause__
