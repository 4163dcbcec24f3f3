"""What training opens, file by file: nothing of a test or demo scene, nor a tile beside one."""

import json
import os
import sys
from pathlib import Path

import netCDF4
import numpy as np
import pytest
import rasterio

from segcr_qgis.training.config import CONFIGS, read_config
from segcr_qgis.training.datasets import corpus, open_data

DATA = os.environ.get("SEGCR_DATA", "")
needs_data = pytest.mark.skipif(not Path(DATA, "train").is_dir(), reason="SEGCR_DATA is not set")
#: The Austin test tiles.
TEST_TILES = ("246", "256")


def opened_while(action):
    """Return every path that Python opens, and that GDAL, netCDF and PIL are asked to open."""
    paths = set()
    watching = True

    def watch(event, arguments):
        if watching and event in ("open", "os.scandir", "os.listdir") and arguments:
            name = arguments[0]
            if isinstance(name, (str, bytes, os.PathLike)):
                paths.add(os.path.realpath(os.fsdecode(name)))

    sys.addaudithook(watch)
    try:
        action(paths.add)
    finally:
        watching = False
    return paths


@needs_data
def test_building_the_corpus_opens_nothing_of_test_or_demo(tmp_path, monkeypatch):
    def build(add):
        # GDAL and netCDF open by themselves: Python's hook does not see it.
        for module, name in ((rasterio, "open"), (netCDF4, "Dataset")):
            original = getattr(module, name)

            def noted(path, *rest, original=original, **options):
                add(os.path.realpath(str(path)))
                return original(path, *rest, **options)

            monkeypatch.setattr(module, name, noted)
        # Each scene is read, then dropped: the labels take minutes and open nothing.
        for name in ("from_materials", "from_rgb_and_vh"):
            monkeypatch.setattr(open_data, name, lambda o, *rest: np.zeros(o.shape[1:], np.uint8))
        monkeypatch.setattr(corpus.np, "savez", lambda *parts, **arrays: None)
        corpus.build(Path(DATA) / "train", tmp_path, 0, 1)

    paths = opened_while(build)
    root = Path(os.path.realpath(DATA))
    read = [Path(p).relative_to(root) for p in paths if Path(p).is_relative_to(root)]
    assert len([p for p in read if p.parts[0] == "train"]) > 500
    assert {p.parts[0] for p in read if p.parts} == {"train"}
    volkov = {p.stem for p in read if p.parts[:2] == ("train", "volkov")}
    assert volkov and not volkov & set(TEST_TILES)


@needs_data
def test_no_training_tile_touches_test_or_demo_ground():
    """By the corners in the metadata: no shared edge or corner, hence no neighbouring tile."""
    folder = Path(DATA) / "train" / "volkov"
    corners = {
        Path(entry["fragment_filename"]).stem: np.array(entry["corners_EPSG:3395"])
        for entry in json.loads((folder / "metadata.json").read_text())
    }
    boxes = {name: (*points.min(0), *points.max(0)) for name, points in corners.items()}
    demo = next((Path(DATA) / "demo" / "long_beach").glob("*.tif"))
    with rasterio.open(demo) as source:
        held_out = [*(boxes[name] for name in TEST_TILES), tuple(source.bounds)]
    training = {path.stem for path in (folder / "opt").glob("*.jpg")}
    assert training and not training & set(TEST_TILES)
    for name in training:
        left, bottom, right, top = boxes[name]
        for box in held_out:
            # A pixel is about 10 m: tiles that meet are at most that far apart.
            apart = max(left - box[2], box[0] - right, bottom - box[3], box[1] - top)
            assert apart > 20, name


@pytest.mark.parametrize("path", sorted(CONFIGS.glob("*.yaml")), ids=lambda p: p.stem)
def test_no_config_names_a_test_or_demo_folder(path):
    parts = Path(read_config(path).data.root).parts
    assert not {"test", "demo"} & set(parts)
