from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import LayerFacts
from segcr_qgis.core.tiling import Window, check_tile, lay_tiles, window_of_extent


@st.composite
def layouts(draw):
    image = draw(st.tuples(st.integers(1, 700), st.integers(1, 700)))
    column, row = draw(st.integers(0, image[0] - 1)), draw(st.integers(0, image[1] - 1))
    width = draw(st.integers(1, image[0] - column))
    height = draw(st.integers(1, image[1] - row))
    tile = 32 * draw(st.integers(1, 8))
    overlap = draw(st.integers(0, (tile - 1) // 2))
    return Window(column, row, width, height), image, tile, overlap, draw(st.booleans())


@given(layouts())
def test_tiles_cover_the_area_and_stay_in_the_image_where_they_can(layout):
    area, image, tile, overlap, shrink = layout
    grid = lay_tiles(area, image, tile, overlap, 32, shrink)
    covered = np.zeros((image[1], image[0]), bool)
    for window in grid.tiles():
        inside = window.intersection(Window(0, 0, *image))
        assert inside.width and inside.height
        covered[inside.row : inside.bottom, inside.column : inside.right] = True
        if image[0] >= grid.tile_width:
            assert inside.width == window.width
        if image[1] >= grid.tile_height:
            assert inside.height == window.height
    assert covered[area.row : area.bottom, area.column : area.right].all()
    assert grid.tile_width % 32 == 0 and grid.tile_height % 32 == 0
    if not shrink:
        assert (grid.tile_width, grid.tile_height) == (tile, tile)
    for starts, size in ((grid.columns, grid.tile_width), (grid.rows, grid.tile_height)):
        steps = np.diff(starts)
        assert (steps > 0).all() and (size - steps >= overlap).all()


def test_tile_rules():
    check_tile(256, 64, 32)
    for tile, overlap in ((250, 0), (256, 128), (0, 0), (256, -1), (16, 0)):
        with pytest.raises(SegcrError) as caught:
            check_tile(tile, overlap, 32)
        assert caught.value.code == "tile_invalid"


def facts(transform, width=100, height=80):
    return LayerFacts("o", "/o", "GTiff", width, height, transform, "x", (10, 10), ())


def test_extents_snap_outwards_but_not_by_rounding_errors():
    layer = facts((1000.0, 10.0, 0.0, 5000.0, 0.0, -10.0))
    assert window_of_extent(layer, (1010, 4900, 1050, 4990)) == Window(1, 1, 4, 9)
    assert window_of_extent(layer, (1011, 4901, 1049, 4989)) == Window(1, 1, 4, 9)
    assert window_of_extent(layer, (0, 0, 9e9, 9e9)) == Window(0, 0, 100, 80)
    endless = float("inf")
    assert window_of_extent(layer, (-endless, -endless, endless, endless)) == Window(0, 0, 100, 80)
    thirds = facts((0.1, 0.1, 0.0, 0.3, 0.0, -0.1), 3, 3)
    assert window_of_extent(thirds, (0.1 + 0.1 * 2, 0.0, 0.4, 0.3)) == Window(2, 0, 1, 3)
    with pytest.raises(SegcrError, match="does not touch"):
        window_of_extent(layer, (0, 0, 1000, 4200))


def test_an_extent_may_count_longitudes_from_another_side():
    layer = replace(facts((179.0, 0.02, 0.0, 10.0, 0.0, -0.02)), crs='GEOGCS["WGS 84"]')
    assert window_of_extent(layer, (-180.5, 9, -180, 10)) == Window(25, 0, 25, 50)
    assert window_of_extent(layer, (-179.5, 9, -179.2, 10)) == Window(75, 0, 15, 50)
    assert window_of_extent(layer, (-180, -90, 180, 90)) == Window(0, 0, 100, 80)


def test_an_extent_on_a_south_up_grid():
    layer = facts((0.0, 10.0, 0.0, 0.0, 0.0, 10.0))
    assert window_of_extent(layer, (0, 100, 50, 200)) == Window(0, 10, 5, 10)
