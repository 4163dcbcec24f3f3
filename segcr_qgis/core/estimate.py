"""What a run will take, said before it starts: tiles, time, memory."""

from __future__ import annotations

from dataclasses import dataclass

from .bands import match_optical
from .errors import SegcrError
from .facts import LayerFacts
from .model_package import ModelPackage
from .run_memory import RunShape, likely_cache, run_mb
from .tiling import Window, lay_tiles
from .working_grid import WorkingGrid, working_grid

#: Memory of the engine before its first tile, libraries and a tiny network loaded, in MB.
ENGINE_MB = 310.0
#: Seconds a megapixel of tiles on one processor core; replaced by what this machine measured.
SECONDS_A_MEGAPIXEL = 3.0
#: Bytes of a stored value by its type; numpy, which knows them too, would slow QGIS's start.
_BYTES = {
    "uint8": 1, "int8": 1, "uint16": 2, "int16": 2, "uint32": 4, "int32": 4, "float32": 4,
}  # fmt: skip


@dataclass(frozen=True)
class Estimate:
    """What a run takes: ``width`` and ``height`` in pixels, ``hectares`` on the ground."""

    width: int
    height: int
    hectares: float
    tiles: int
    seconds: float
    megabytes: float


def estimate(
    facts: LayerFacts,
    window: Window,
    package: ModelPackage,
    tile_size: int = 0,
    seconds_a_megapixel: float = SECONDS_A_MEGAPIXEL,
) -> Estimate:
    """Return what a run over ``window`` of a layer takes, without its start.

    Parameters
    ----------
    facts : LayerFacts
        Of the optical layer.
    window : Window
        The part to work on, in pixels of the layer.
    package : ModelPackage
    tile_size : int
        Pixels; 0: the model's.
    seconds_a_megapixel : float
        Measured speed: seconds for 10^6 pixels of tiles, overlaps counted twice.
    """
    size = tile_size or package.tile_size
    overlap = min(package.overlap, size // 4)
    try:
        work = working_grid(facts, package)
    except SegcrError:
        # The run will say so.
        work = WorkingGrid(1.0, 1.0, facts.width, facts.height)
    area, image = work.window(window), (work.width, work.height)
    grid = lay_tiles(area, image, size, overlap, package.stride, package.other_tile_sizes)
    pixels = len(grid) * grid.tile_width * grid.tile_height
    shape = RunShape(
        width=area.width,
        layer_width=window.width,
        strip_width=grid.columns[-1] + grid.tile_width - grid.columns[0],
        tile_width=grid.tile_width,
        tile_height=grid.tile_height,
        bands=_bands(facts, package),
        stored_bytes=max((_BYTES.get(band.dtype, 8) for band in facts.bands), default=8),
        optical_channels=len(package.optical_channels),
        radar_channels=len(package.sar_channels),
        classes=len(package.classes),
    )
    ground = facts.ground_pixel_size[0] * facts.ground_pixel_size[1] / 10_000
    return Estimate(
        width=window.width,
        height=window.height,
        hectares=window.width * window.height * ground,
        tiles=len(grid),
        seconds=pixels / 1e6 * seconds_a_megapixel,
        megabytes=run_mb(shape, likely_cache(shape, facts.width), 1, ENGINE_MB),
    )


def _bands(facts: LayerFacts, package: ModelPackage) -> int:
    """Return how many bands will be read; all the model knows where they are not recognised."""
    try:
        return len(match_optical(facts, package.optical_channels, {}).bands)
    except SegcrError:
        return len(package.optical_channels)


def middle(window: Window, side: int) -> Window:
    """Return the middle of ``window``, at most ``side`` pixels wide and high."""
    width, height = min(window.width, side), min(window.height, side)
    column = window.column + (window.width - width) // 2
    row = window.row + (window.height - height) // 2
    return Window(column, row, width, height)


def inner_bounds(facts: LayerFacts, window: Window) -> tuple[float, float, float, float]:
    """Return the extent of ``window`` in the layer's CRS, a hundredth of a pixel inside it.

    Widened to whole pixels it is the window again, whatever rounding did on the way.
    """
    x0, dx, rx, y0, ry, dy = facts.transform
    columns = (window.column + 0.01, window.right - 0.01)
    rows = (window.row + 0.01, window.bottom - 0.01)
    xs = [x0 + c * dx + r * rx for c in columns for r in rows]
    ys = [y0 + c * ry + r * dy for c in columns for r in rows]
    return min(xs), min(ys), max(xs), max(ys)
