"""Notice inputs that change while they are read: by size and time of every file."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Optional

import rasterio
from rasterio.errors import RasterioError

from ..core.errors import SegcrError

State = Optional[tuple[int, int]]


class InputWatch:
    """Remembers size and time of all files of some rasters.

    Parameters
    ----------
    paths : iterable of str
        Rasters; files they refer to (tiles of a mosaic, side-cars) are watched too.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        files = sorted({file for path in paths for file in _files(path)})
        self._states = {file: _state(file) for file in files}

    def check(self) -> None:
        """Raise ``input_changed`` where a file is not what it was."""
        for file, state in self._states.items():
            if _state(file) != state:
                raise SegcrError("input_changed", path=file)


def _files(path: str) -> list[str]:
    try:
        with rasterio.open(path) as dataset:
            return [path, *dataset.files]
    except RasterioError:
        # Whoever reads it says what is wrong with it.
        return [path]


def _state(file: str) -> State:
    try:
        found = os.stat(file)
    except OSError:
        # A name inside an archive, for one: the archive itself is watched.
        return None
    return found.st_size, found.st_mtime_ns
