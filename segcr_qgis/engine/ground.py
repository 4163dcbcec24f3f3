"""Is there anything to map: asked before the network is loaded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Optional

from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.run_memory import CHUNK_VALUES
from ..core.tiling import Window
from .rasters import open_layer, read_valid

#: Rows of blocks taller than these are not read at once.
TALLEST_BLOCK = 512


def check_ground(
    facts: LayerFacts,
    bands: Mapping[str, int],
    nodata: Sequence[Optional[float]],
    area: Window,
) -> None:
    """Raise ``nothing_valid`` where a part of a layer holds no valid pixel.

    Parameters
    ----------
    facts : LayerFacts
    bands : mapping
        Channel to band number.
    nodata : sequence of float or None
        One a band.
    area : Window
        In pixels of the layer; read until the first valid pixel is met.
    """
    numbers = list(bands.values())
    with open_layer(facts.source, facts.name) as dataset:
        blocks = min(dataset.block_shapes[0][0], TALLEST_BLOCK)
        rows = max(blocks, CHUNK_VALUES // (area.width * len(numbers)))
        for strip in _middle_first(area, rows):
            if read_valid(dataset, numbers, nodata, strip)[1].any():
                return
    raise SegcrError("nothing_valid", layer=facts.name)


def _middle_first(area: Window, rows: int) -> Iterator[Window]:
    """Cut a window into strips, those of the middle first: the rims are what is empty mostly."""
    middle = (area.row + area.bottom - rows) / 2
    for row in sorted(range(area.row, area.bottom, rows), key=lambda row: abs(row - middle)):
        yield Window(area.column, row, area.width, min(rows, area.bottom - row))
