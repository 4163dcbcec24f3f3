"""Write outputs under temporary names; they get their final names together, or none does."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

import numpy as np
import rasterio
import rasterio.io
from rasterio.enums import ColorInterp, Resampling
from rasterio.windows import Window as RasterioWindow

from ..core.errors import SegcrError
from ..core.part_files import part_path, remove_stale_parts
from .rasters import GDAL_ERRORS, gdal_settings
from .threads import ready_threads
from .write_errors import write_errors

BLOCK = 256
#: An overview this small shows at once: no further one is made, in pixels.
SMALLEST_OVERVIEW = 256
#: Files whose overviews are built at a time, once the network needs the processor no more.
OVERVIEW_THREADS = 2
_SIDECARS = (".aux.xml", ".ovr", ".msk")


@dataclass(frozen=True)
class RasterLayout:
    """How an output raster looks; sequences have one entry a band.

    ``colors`` maps values of a one-band raster to red, green, blue, alpha; ``masked`` says that a
    mask inside the file tells which pixels are shown.
    """

    width: int
    height: int
    dtype: str
    crs: Any
    transform: Any
    nodata: Optional[float]
    names: Sequence[str]
    scales: Sequence[float] = ()
    offsets: Sequence[float] = ()
    units: Sequence[str] = ()
    interpretation: Sequence[ColorInterp] = ()
    colors: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    band_tags: Sequence[dict[str, str]] = ()
    overviews: Resampling = Resampling.average
    masked: bool = False


class RasterOutput:
    """A GeoTIFF that grows from top to bottom under a temporary name.

    Rows are gathered into whole blocks, so that no block is compressed twice.
    """

    def __init__(self, final: str, layout: RasterLayout) -> None:
        self.final = final
        self.part = part_path(final, os.getpid())
        self._layout = layout
        self._row = 0
        self._waiting: list[np.ndarray] = []
        self._shown: list[np.ndarray] = []
        with write_errors(final):
            self._dataset = rasterio.open(self.part, "w", **_profile(layout))
            _describe(self._dataset, layout)

    def write(self, rows: np.ndarray, shown: Optional[np.ndarray] = None) -> None:
        """Append rows (bands, rows, width) of the raster's dtype; ``shown`` (rows, width) bool."""
        self._waiting.append(rows)
        if self._layout.masked:
            self._shown.append(np.ones(rows.shape[1:], bool) if shown is None else shown)
        count = sum(part.shape[1] for part in self._waiting)
        last = self._row + count >= self._layout.height
        ready = count if last else count // BLOCK * BLOCK
        if ready == 0:
            return
        block = np.concatenate(self._waiting, axis=1)
        with write_errors(self.final):
            window = RasterioWindow(0, self._row, block.shape[2], ready)
            self._dataset.write(block[:, :ready], window=window)
            self._write_mask(window, last)
        self._row += ready
        self._waiting = [] if last else [block[:, ready:].copy()]

    def _write_mask(self, window: RasterioWindow, last: bool) -> None:
        if not self._layout.masked:
            return
        shown = np.concatenate(self._shown)
        # Inside the file: a second file beside it would not get its final name.
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
            self._dataset.write_mask(shown[: window.height], window=window)
        self._shown = [] if last else [shown[window.height :].copy()]

    def close(self) -> None:
        """Flush the file, build its overviews and make sure that its end can be read back.

        A full disk shows here.
        """
        with write_errors(self.final):
            self._dataset.close()
            levels = overview_levels(self._layout.width, self._layout.height)
            if levels:
                method = compression()["compress"].upper()
                with (
                    rasterio.Env(COMPRESS_OVERVIEW=method, GDAL_TIFF_OVR_BLOCKSIZE=BLOCK),
                    rasterio.open(self.part, "r+") as written,
                ):
                    written.build_overviews(levels, self._layout.overviews)
            with rasterio.open(self.part) as written:
                written.read(1, window=RasterioWindow(0, self._layout.height - 1, written.width, 1))

    def size(self) -> int:
        """Return the bytes of the raster's pixels."""
        layout = self._layout
        pixels = layout.width * layout.height * len(layout.names)
        return int(pixels * np.dtype(layout.dtype).itemsize)

    def discard(self) -> None:
        """Close and delete the temporary file."""
        try:
            self._dataset.close()
        except GDAL_ERRORS as problem:
            print(f"closing {self.part}: {problem!r}", file=sys.stderr)
        for path in (self.part, Path(f"{self.part}.aux.xml")):
            _remove(path)


class OutputSet:
    """All files of a run; a context manager that deletes what was not committed."""

    _threads: Executor

    def __init__(self) -> None:
        self._rasters: dict[str, RasterOutput] = {}
        self._texts: dict[str, Path] = {}
        self._committed = False

    def __enter__(self) -> OutputSet:
        self._threads = ready_threads(OVERVIEW_THREADS, "segcr-overviews")
        return self

    def __exit__(self, *problem: object) -> None:
        self._threads.shutdown()
        if not self._committed:
            for raster in self._rasters.values():
                raster.discard()
            for part in self._texts.values():
                _remove(part)

    def add_raster(self, role: str, final: str, layout: RasterLayout) -> None:
        """Open a raster for writing under its temporary name."""
        if remove_stale_parts(final):
            raise SegcrError("output_busy", path=final)
        self._rasters[role] = RasterOutput(final, layout)

    def write(self, role: str, rows: np.ndarray, shown: Optional[np.ndarray] = None) -> None:
        """Append rows to a raster; nothing happens where that output is not wanted."""
        if role in self._rasters:
            self._rasters[role].write(rows, shown)

    def wants(self, role: str) -> bool:
        """Return whether the raster of this role is written."""
        return role in self._rasters

    def add_text(self, final: str, content: bytes) -> None:
        """Write a small file under its temporary name."""
        remove_stale_parts(final)
        part = part_path(final, os.getpid())
        self._texts[final] = part
        with write_errors(final):
            part.write_bytes(content)

    def finish_rasters(self) -> None:
        """Close all rasters, still under their temporary names."""

        def close(raster: RasterOutput) -> None:
            with gdal_settings():
                raster.close()

        # The largest first, or the others would wait for it alone.
        largest = sorted(self._rasters.values(), key=RasterOutput.size, reverse=True)
        for _ in self._threads.map(close, largest):
            continue

    def commit(self) -> None:
        """Give every file its final name; where one cannot have it, all is as it was before.

        Raises
        ------
        SegcrError
            ``output_in_use`` or ``write_failed``.
        """
        pairs = [(raster.part, Path(raster.final)) for raster in self._rasters.values()]
        pairs += [(part, Path(final)) for final, part in self._texts.items()]
        texts = {Path(final) for final in self._texts}
        placed: list[Path] = []
        kept: dict[Path, Path] = {}
        try:
            for part, final in pairs:
                before = _keep(final)
                if before is not None:
                    kept[final] = before
                with write_errors(str(final), renaming=True):
                    os.replace(part, final)
                placed.append(final)
            for part, final in pairs:
                for ending in _SIDECARS:
                    # Side-cars of the file that stood here before describe other pixels.
                    side_car = Path(f"{final}{ending}")
                    with write_errors(str(side_car), renaming=True):
                        if side_car not in texts:
                            _remove(side_car)
                        _remove(Path(f"{part}{ending}"))
        except SegcrError:
            for final in placed:
                if final in kept:
                    os.replace(kept.pop(final), final)
                else:
                    final.unlink(missing_ok=True)
            raise
        finally:
            for before in kept.values():
                before.unlink(missing_ok=True)
        self._committed = True


def _remove(path: Path) -> None:
    """Delete a file where there is one: a name too long for one cannot be asked to go."""
    if os.path.lexists(path):
        path.unlink()


def _keep(final: Path) -> Optional[Path]:
    """Return a second name for the file that stands there, None where none does.

    Nor where the file system knows no second names: what stood there is lost then if another of
    the files cannot have its name.
    """
    part = part_path(str(final), os.getpid())
    second = part.with_name(f"{part.name}.kept")
    try:
        second.unlink(missing_ok=True)
        os.link(final, second)
    except OSError:
        return None
    return second


def overview_levels(width: int, height: int) -> list[int]:
    """Return by which powers of two the overviews of a raster shrink it; [] where it is small.

    The first is 4: half the size would cost more time and disk than all others together, and
    reading four pixels for one is fast enough.
    """
    levels: list[int] = []
    level = 4
    while max(width, height) / level > SMALLEST_OVERVIEW:
        levels.append(level)
        level *= 2
    return levels


@functools.lru_cache(maxsize=1)
def compression() -> dict[str, Any]:
    """Return the GeoTIFF options of the best compression that this GDAL can write."""
    try:
        with (
            rasterio.io.MemoryFile() as memory,
            memory.open(driver="GTiff", width=1, height=1, count=1, dtype="uint8", compress="zstd"),
        ):
            return {"compress": "zstd", "zstd_level": 1}
    except GDAL_ERRORS:
        return {"compress": "deflate", "zlevel": 4}


def _profile(layout: RasterLayout) -> dict[str, Any]:
    floating = np.issubdtype(np.dtype(layout.dtype), np.floating)
    wide = np.dtype(layout.dtype).itemsize > 1
    profile = {
        "driver": "GTiff",
        "width": layout.width,
        "height": layout.height,
        "count": len(layout.names),
        "dtype": layout.dtype,
        "crs": layout.crs,
        "transform": layout.transform,
        "nodata": layout.nodata,
        "tiled": True,
        "blockxsize": BLOCK,
        "blockysize": BLOCK,
        "interleave": "band",
        **compression(),
        "predictor": 3 if floating else 2 if wide else 1,
        "bigtiff": "if_safer",
    }
    if tuple(layout.interpretation[:3]) == (ColorInterp.red, ColorInterp.green, ColorInterp.blue):
        profile["photometric"] = "rgb"
    return profile


def _describe(dataset: Any, layout: RasterLayout) -> None:
    if layout.interpretation:
        dataset.colorinterp = list(layout.interpretation)
    if layout.colors:
        dataset.write_colormap(1, layout.colors)
    if layout.scales:
        dataset.scales = tuple(layout.scales)
    if layout.offsets:
        dataset.offsets = tuple(layout.offsets)
    dataset.update_tags(**layout.tags)
    for number, name in enumerate(layout.names, 1):
        if name:
            dataset.set_band_description(number, name)
    for number, unit in enumerate(layout.units, 1):
        if unit:
            dataset.set_band_unit(number, unit)
    for number, tags in enumerate(layout.band_tags, 1):
        if tags:
            dataset.update_tags(number, **tags)
