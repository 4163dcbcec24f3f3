"""What a run will take, said before it starts: tiles, time, memory."""

from __future__ import annotations

from dataclasses import dataclass

from .facts import LayerFacts
from .model_package import ModelPackage
from .tiling import Window, lay_tiles

#: Memory of the engine with its libraries and a tiny network, in MB (``make bench``).
ENGINE_MB = 430.0
#: Seconds a megapixel of tiles on one processor core; replaced by what this machine measured.
SECONDS_A_MEGAPIXEL = 3.0


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
    image = (facts.width, facts.height)
    grid = lay_tiles(window, image, size, overlap, package.stride, package.other_tile_sizes)
    pixels = len(grid) * grid.tile_width * grid.tile_height
    values = len(package.classes) + 2 * len(package.optical_channels) + 8
    rows = window.width * grid.tile_height * values * 8
    ground = facts.ground_pixel_size[0] * facts.ground_pixel_size[1] / 10_000
    return Estimate(
        width=window.width,
        height=window.height,
        hectares=window.width * window.height * ground,
        tiles=len(grid),
        seconds=pixels / 1e6 * seconds_a_megapixel,
        megabytes=ENGINE_MB + rows / 1e6,
    )


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
