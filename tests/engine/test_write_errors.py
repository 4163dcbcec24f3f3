"""Why a file was not written is told from what is known, never from how its path is called."""

from __future__ import annotations

import errno
import shutil

import numpy as np
import pytest
from rasterio.errors import RasterioIOError
from rasterio.transform import from_origin

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.engine.write_errors import write_errors
from segcr_qgis.engine.writer import OutputSet, RasterLayout


def failed_with(problem: Exception, final: str, cause: Exception | None = None) -> SegcrError:
    with pytest.raises(SegcrError) as raised, write_errors(final):
        raise problem from cause
    return raised.value


@pytest.mark.parametrize("number", ["ENOSPC", "EDQUOT"])
def test_what_the_system_says(number, tmp_path):
    found = failed_with(OSError(getattr(errno, number), "no"), str(tmp_path / "a.tif"))
    assert found.code == "disk_full"


def test_gdal_points_to_what_it_said_before(tmp_path):
    seen = RasterioIOError("Write failed. See previous exception for details.")
    cause = RasterioIOError("ZSTD: No space left on device")
    assert failed_with(seen, str(tmp_path / "a.tif"), cause).code == "disk_full"
    cause = RasterioIOError("the block is too strange")
    found = failed_with(seen, str(tmp_path / "a.tif"), cause)
    assert found.code == "write_failed" and "too strange" in str(found)


def test_a_folder_that_speaks_of_space_is_not_full(tmp_path):
    final = str(tmp_path / "disk full, no space left" / "workspace.tif")
    found = failed_with(RasterioIOError(f"{final}: cannot be opened"), final)
    assert found.code == "write_failed"


def test_gdal_says_nothing_and_the_disk_is_full(tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)._replace(free=4096)
    problem, final = RasterioIOError("Write failed"), str(tmp_path / "a.tif")
    assert failed_with(problem, final).code == "write_failed"
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    assert failed_with(problem, final).code == "disk_full"


def test_results_of_an_earlier_run_survive_one_that_cannot_be_placed(tmp_path):
    """Two files are there from before; the third name is taken by a folder."""
    names = ["map.tif", "map.tif.aux.xml", "report.html"]
    for name in names[:2]:
        (tmp_path / name).write_text("of the run before")
    (tmp_path / names[2]).mkdir()
    with pytest.raises(SegcrError) as raised, OutputSet() as files:
        for name in names:
            files.add_text(str(tmp_path / name), b"new")
        files.commit()
    assert raised.value.code == "write_failed"
    assert [(tmp_path / name).read_text() for name in names[:2]] == ["of the run before"] * 2
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    (tmp_path / names[2]).rmdir()
    with OutputSet() as files:
        for name in names:
            files.add_text(str(tmp_path / name), b"new")
        files.commit()
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == dict.fromkeys(
        names, "new"
    )


@pytest.mark.parametrize("length", [200, 220, 237, 250])
def test_long_names_are_written_or_refused_in_a_sentence(tmp_path, length):
    final = tmp_path / f"{'x' * (length - 4)}.tif"
    layout = RasterLayout(8, 8, "uint8", "EPSG:32631", from_origin(0, 0, 10, 10), 0, ["one"])
    try:
        with OutputSet() as files:
            files.add_raster("classes", str(final), layout)
            files.write("classes", np.ones((1, 8, 8), np.uint8))
            files.finish_rasters()
            files.add_text(f"{final}.aux.xml", b"<PAMDataset/>")
            files.commit()
    except SegcrError as problem:
        assert length > 220 and "too long" in str(problem)
        assert not list(tmp_path.iterdir())
    else:
        assert length <= 220 and len(list(tmp_path.iterdir())) == 2
