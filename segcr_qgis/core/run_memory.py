"""How much memory a run takes: one model of it, for the engine's own prediction and the panel's."""

from __future__ import annotations

from dataclasses import dataclass

#: What a network on the CPU holds for every pixel of the tiles in work, in bytes: measured on
#: segcr-tiny (about 1 500), rounded up.
NETWORK_BYTES_A_PIXEL = 1_700
#: Tiles that may wait on either side of the network: reading a strip and writing one take as long
#: as the network takes for about this many.
TILES_WAITING = 12
#: Strips alive at once: the one being read, the one its tiles are cut from, the one written.
STRIPS_ALIVE = 3
#: Rasters are read once, front to back: what GDAL's cache must hold is one row of blocks, or every
#: strip would unpack them anew. Limits of its size in bytes.
SMALLEST_CACHE, LARGEST_CACHE = 64 << 20, 512 << 20
#: Rows that are finished at a time: the intermediate values of a whole strip would be the peak of
#: the run.
ROWS_A_STEP = 64
#: Values of a finer source, all bands together, that are averaged at a time, and how many copies of
#: them are alive meanwhile.
CHUNK_VALUES, CHUNK_COPIES = 4_000_000, 7
FLOAT = 4


@dataclass(frozen=True)
class RunShape:
    """What the memory of a run depends on.

    Attributes
    ----------
    width : int
        Of the area, in pixels of the grid the network works on.
    layer_width : int
        Of the area, in pixels of the layer.
    strip_width : int
        Of a row of tiles; tiles may reach beyond the area.
    tile_width, tile_height : int
    bands : int
        Optical bands that are read.
    stored_bytes : int
        Of one of their stored values.
    optical_channels, radar_channels, classes : int
        Of the model.
    mask : bool
        Whether a cloud mask is read.
    """

    width: int
    layer_width: int
    strip_width: int
    tile_width: int
    tile_height: int
    bands: int
    stored_bytes: int
    optical_channels: int
    radar_channels: int
    classes: int
    mask: bool = False


def run_mb(shape: RunShape, cache: int, batch_size: int, already_mb: float) -> float:
    """Return the highest memory use to expect of a run, in MB.

    Parameters
    ----------
    shape : RunShape
    cache : int
        Bytes of GDAL's block cache.
    batch_size : int
        Tiles a step.
    already_mb : float
        What the process holds before the first tile, the network's weights included.
    """
    bands, radar = shape.bands, shape.radar_channels
    mask = FLOAT if shape.mask else 0
    a_pixel = bands * (shape.stored_bytes + 1) + radar * (FLOAT + 1) + mask
    strip = shape.strip_width * shape.tile_height * a_pixel
    values = shape.classes + bands + 2
    blender = shape.width * shape.tile_height * (values + 1) * FLOAT
    # Rows on their way into files: blocks that fill up, copies while they are compressed.
    written = shape.layer_width * 512 * (bands * shape.stored_bytes + 2 * FLOAT + 2)
    inputs = 2 * (shape.optical_channels + radar)
    tile = shape.tile_width * shape.tile_height
    waiting = TILES_WAITING * tile * (inputs + values) * FLOAT
    network = batch_size * tile * NETWORK_BYTES_A_PIXEL
    parts = STRIPS_ALIVE * strip + 1.3 * blender + 2 * written + waiting + network + cache
    if shape.layer_width != shape.width:
        # Rows of both grids while one becomes the other.
        rows = 3 * shape.layer_width + 2 * shape.width
        parts += rows * ROWS_A_STEP * (values + 1) * FLOAT
    if shape.layer_width > shape.width:
        parts += CHUNK_VALUES * CHUNK_COPIES * FLOAT
    return already_mb + parts / 1e6


def likely_cache(shape: RunShape, image_width: int) -> int:
    """Return the bytes of the cache where the blocks of the files are not known."""
    rows = 2 * shape.tile_height
    size = image_width * rows * (shape.bands * shape.stored_bytes + shape.radar_channels * FLOAT)
    return min(size, LARGEST_CACHE)
