from __future__ import annotations

import dataclasses
import os

import pytest

from segcr_qgis.core.alignment import (
    bounds,
    check_different,
    check_georeferenced,
    check_mask,
    check_outputs,
    check_overlap,
    overlap_share,
)
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.facts import BandFacts, LayerFacts
from segcr_qgis.core.layers import combine
from segcr_qgis.core.part_files import part_path, remove_stale_parts
from segcr_qgis.core.request import Outputs

HERE = LayerFacts(
    "here", "/d/here.tif", "GTiff", 10, 20, (100.0, 1.0, 0.0, 50.0, 0.0, -1.0), "x", (1, 1), ()
)


def code(call, *arguments):
    with pytest.raises(SegcrError) as caught:
        call(*arguments)
    return caught.value.code


def test_georeference():
    check_georeferenced(HERE)
    assert code(check_georeferenced, dataclasses.replace(HERE, crs="")) == "no_crs"
    for none in ((0.0,) * 6, (0.0, 1.0, 0.0, 0.0, 0.0, 1.0)):
        assert code(check_georeferenced, dataclasses.replace(HERE, transform=none)) == (
            "no_transform"
        )


def test_overlap():
    assert bounds(HERE) == (100, 30, 110, 50)
    check_overlap(HERE, HERE, lambda box: box)
    away = dataclasses.replace(HERE, name="away")
    assert code(check_overlap, HERE, away, lambda box: (110, 30, 120, 50)) == "no_overlap"
    assert code(check_overlap, HERE, away, lambda box: None) == "no_overlap"
    assert code(check_overlap, HERE, HERE, lambda box: box, (0, 0, 5, 5)) == "no_overlap"
    # An extent counts where it lies on the layer, and its corners may be in any order.
    beside = lambda box: (120, 30, 130, 50)  # noqa: E731
    assert code(check_overlap, HERE, away, beside, (90, 20, 140, 60)) == "no_overlap"
    check_overlap(HERE, HERE, lambda box: box, (108, 48, 102, 32))


def test_longitudes_come_round():
    degrees = 'GEOGCS["WGS 84",UNIT["degree",0.0174532925199433]]'
    there = dataclasses.replace(HERE, transform=(-170.0, 1, 0, 50, 0, -1), crs=degrees)
    for box in ((190, 40, 200, 50), (-535, 40, -525, 50)):
        check_overlap(there, HERE, lambda _, box=box: box)
        metres = dataclasses.replace(there, crs='PROJCS["x",GEOGCS["WGS 84"]]')
        assert code(check_overlap, metres, HERE, lambda _, box=box: box) == "no_overlap"
    assert code(check_overlap, there, HERE, lambda _: (180, 40, 190, 50)) == "no_overlap"
    check_overlap(there, HERE, lambda _: (190, 40, 200, 50), (195, 40, 196, 45))
    area = bounds(there)
    assert overlap_share(area, (-180, 0, 180, 90), degrees) == 1
    assert overlap_share(area, (195, 0, 355, 90), degrees) == 0.5
    assert overlap_share(area, (195, 0, 355, 90)) == 0


def test_one_file_under_two_names(tmp_path):
    (tmp_path / "a.tif").write_bytes(b"x")
    os.symlink(tmp_path / "a.tif", tmp_path / "b.tif")
    first = dataclasses.replace(HERE, path=str(tmp_path / "a.tif"))
    second = dataclasses.replace(HERE, path=str(tmp_path / "b.tif"))
    assert code(check_different, first, second) == "same_layer"
    other = dataclasses.replace(HERE, path=str(tmp_path / "c.tif"))
    check_different(first, other)
    assert code(check_different, combine([other, first]), second) == "same_layer"


def test_a_mask_is_known_among_the_files_of_a_layer():
    band = BandFacts("", "uint16")
    first, second, other = (
        dataclasses.replace(HERE, name=name, path=f"/d/{name}.tif", bands=(band, band))
        for name in ("first", "second", "other")
    )
    product = dataclasses.replace(second, path="/d/product.zip", document="/vsizip/second.tif")
    for part, mask in ((second, second), (product, product), (product, combine([product, other]))):
        image = dataclasses.replace(combine([first, part]), name="image")
        with pytest.raises(SegcrError, match="'second' was given as an image"):
            check_mask(mask, image, {"B2": 1, "B11": 3})
        with pytest.raises(SegcrError, match="'image' was given as an image"):
            check_mask(first, image, {"B2": 1, "B11": 3})
        # The second band of its file is another image than the mask.
        check_mask(mask, image, {"B2": 1, "B11": 4})
        check_mask(other, image, {"B2": 1, "B11": 3})


def test_output_names(tmp_path):
    source = tmp_path / "in.tif"
    source.write_bytes(b"x")
    (tmp_path / "folder.tif").mkdir()

    def check(**names):
        outputs = Outputs(**{k: str(tmp_path / v) for k, v in names.items()})
        return check_outputs(outputs, [str(source)])

    check(classes="c.tif", restored="r.TIFF", report="r.html")
    assert code(check_outputs, Outputs(), []) == "no_output"
    assert code(check_outputs, Outputs(cloud_impact=str(tmp_path / "i.tif")), []) == "no_output"
    for expected, names in (
        ("output_type", {"classes": "c.png"}),
        ("output_is_input", {"classes": "in.tif"}),
        ("output_is_input", {"restored": "./x/../in.tif"}),
        ("outputs_collide", {"classes": "a.tif", "restored": "a.tif"}),
        ("output_folder", {"classes": "no/such/c.tif"}),
        ("output_folder", {"classes": "folder.tif"}),
    ):
        with pytest.raises(SegcrError) as caught:
            check(**names)
        assert caught.value.code == expected, names


def test_unfinished_files_of_the_dead_are_removed(tmp_path):
    final = str(tmp_path / "out put.tif")
    mine, dead = part_path(final, os.getpid()), part_path(final, 2**22 - 3)
    assert mine.name == f".out put.tif.{os.getpid()}.part.tif"
    for path in (mine, dead):
        path.write_bytes(b"x")
    folder = part_path(final, 2**22 - 4)
    folder.mkdir()
    (folder / "00001.npz").write_bytes(b"x")
    assert not remove_stale_parts(final)
    assert mine.exists() and not dead.exists() and not folder.exists()
