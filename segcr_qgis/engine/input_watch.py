"""Look after the files that the inputs are made of: none changes, none is overwritten."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Optional

import rasterio
from rasterio.errors import RasterioError

from ..core.alignment import same_file
from ..core.errors import SegcrError
from .rasters import VIRTUAL

State = Optional[tuple[int, int]]
#: A file inside an archive, by GDAL's name: the archive is what can change.
_ARCHIVE = re.compile(r"/vsi(?:zip|tar|gzip)/\{?(.+?\.(?:zip|tar|tgz|gz|kmz))(?:\}|/|$)", re.I)
#: What other programs write beside a raster while it is looked at: statistics, pyramids.
_BESIDE = (".aux.xml", ".ovr")


class InputWatch:
    """Remembers size and time of all files of some rasters.

    Parameters
    ----------
    sources : iterable of str
        Rasters as they are opened: paths, or virtual rasters as XML; files they refer to (tiles
        of a mosaic, side-cars) are watched too.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        files = sorted(set(_files(sources)))
        self._states = {file: _state(file) for file in files if not file.endswith(_BESIDE)}

    def check(self) -> None:
        """Raise ``input_changed`` where a file is not what it was."""
        for file, state in self._states.items():
            if _state(file) != state:
                raise SegcrError("input_changed", path=file)

    def check_outputs(self, paths: Iterable[str]) -> None:
        """Raise ``output_is_input`` where a path is one of the files."""
        for path in paths:
            if any(same_file(path, file) for file in self._states):
                raise SegcrError("output_is_input", path=path)


def _files(sources: Iterable[str]) -> Iterator[str]:
    """Yield what the sources are made of; virtual rasters may be made of virtual ones."""
    waiting, seen = list(sources), set()
    while waiting:
        source = waiting.pop()
        if source in seen:
            continue
        seen.add(source)
        if source.startswith(VIRTUAL):
            names = re.findall(r"<SourceFilename[^>]*>(.*?)</SourceFilename>", source, re.S)
            waiting += [unescape(name) for name in names]
            continue
        yield source
        archive = _ARCHIVE.match(source)
        if archive:
            yield archive.group(1)
        try:
            with rasterio.open(source) as dataset:
                files = dataset.files
        except RasterioError:
            # Whoever reads it says what is wrong with it.
            continue
        yield from files
        waiting += [file for file in files if file.lower().endswith(".vrt")]


def _state(file: str) -> State:
    try:
        found = os.stat(file)
    except OSError:
        # A name inside an archive, for one: the archive itself is watched.
        return None
    return found.st_size, found.st_mtime_ns
