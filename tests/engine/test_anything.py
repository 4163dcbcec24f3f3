"""Whatever a file holds: a result or a sentence, never anything else, and nothing left behind."""

from __future__ import annotations

import math
import os
import shutil
import tempfile
import warnings
from pathlib import Path

import numpy as np
import pytest
import rasterio
from conftest import SIX, FakeBackend, landscape, run_with, write_raster
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio import Affine

from segcr_qgis.core.errors import SegcrError

SLOW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
ROLES = ("classes", "restored", "cloud_impact", "confidence")
NUMBERS = st.one_of(
    st.sampled_from([0.0, 1.0, -1.0, 10.0, 1e-9, 1e9, 1e300, -1e300, 180.0, 500000.0]),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
)
VALUES = st.sampled_from(["land", "zeros", "constant", "noise", "holes", "infinite", "extreme"])


@st.composite
def rasters(draw):
    """Describe a raster: all that can be odd about its header and its values."""
    return {
        "bands": draw(st.sampled_from([1, 2, 3, 4, 6, 12, 13, 200])),
        "rows": draw(st.integers(1, 40)),
        "columns": draw(st.integers(1, 40)),
        "dtype": draw(st.sampled_from(["uint8", "int16", "uint16", "float32", "float64", "int32"])),
        "values": draw(VALUES),
        "named": draw(st.booleans()),
        "crs": draw(st.sampled_from([None, "EPSG:32631", "EPSG:4326", "EPSG:3857", "EPSG:3413"])),
        "transform": draw(
            st.one_of(
                st.just((10.0, 0.0, 500000.0, 0.0, -10.0, 5000000.0)),
                st.just((1e-4, 0.0, 179.9985, 0.0, -1e-4, 60.0)),
                st.just((7.0, 7.0, 500000.0, 7.0, -7.0, 5000000.0)),
                st.tuples(*[NUMBERS] * 6),
            )
        ),
        "nodata": draw(st.sampled_from([None, 0, 5, "nan"])),
        "scale": draw(st.sampled_from([None, (1e-4, -0.1), (0.0, 0.0), (-1.0, 5.0), (1e300, 0.0)])),
    }


def contents(raster):
    shape = (raster["bands"], raster["rows"], raster["columns"])
    random = np.random.default_rng(0)
    kind, dtype = raster["values"], np.dtype(raster["dtype"])
    if kind == "noise":
        values = random.normal(0, 1000, shape)
    elif kind in ("zeros", "constant"):
        values = np.full(shape, 0.0 if kind == "zeros" else 1234.0)
    else:
        values = landscape(shape[1], shape[2], shape[0]).astype("float64")
    if dtype.kind == "f" and kind in ("holes", "infinite"):
        values[:, ::3] = np.nan if kind == "holes" else np.inf
        values[:1, 1::3] = -np.inf if kind == "infinite" else np.nan
    limits = np.finfo(dtype) if dtype.kind == "f" else np.iinfo(dtype)
    if kind == "extreme":
        values[:, ::2], values[:, 1::2] = float(limits.max), float(limits.min)
    if dtype.kind != "f":
        values = np.clip(values, limits.min, limits.max)
    return values.astype(dtype)


def write(path, raster):
    nodata = raster["nodata"]
    if nodata == "nan":
        nodata = math.nan if raster["dtype"].startswith("float") else None
    count = raster["bands"]
    names = [SIX[n] if n < 6 else f"x{n}" for n in range(count)] if raster["named"] else None
    options = {}
    if raster["scale"]:
        options = {"scales": [raster["scale"][0]] * count, "offsets": [raster["scale"][1]] * count}
    return write_raster(
        path, contents(raster), names=names, crs=raster["crs"],
        transform=Affine(*raster["transform"]), nodata=nodata, **options,
    )  # fmt: skip


def result_or_sentence(optical, folder, package, **options):
    """Run; whatever comes out, nothing but inputs or whole outputs may lie in the folder."""
    before = sorted(os.listdir(folder))
    cloudy = FakeBackend(lambda b, a: a._replace(cloud=np.ones_like(a.cloud)))
    try:
        report, arrays = run_with(cloudy, optical, folder, model=package, **options)
    except SegcrError as problem:
        assert str(problem).endswith(".") and "?" not in str(problem), str(problem)
        assert sorted(os.listdir(folder)) == before
        return None
    made = {f"{role}.tif" for role in ROLES} | {"classes.tif.aux.xml"}
    assert set(os.listdir(folder)) - set(before) == made
    assert all(np.isfinite(v) for v in (report.cloud_percent, report.valid_percent))
    return arrays


@SLOW
@given(raster=rasters(), choose=st.booleans())
def test_any_header_and_content(package, raster, choose):
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            optical = write(Path(folder) / "o.tif", raster)
        except (rasterio.errors.RasterioError, ValueError, OverflowError):
            return  # not even GDAL writes such a header
        options = {"optical_units": "dn10000"} if choose else {}
        if choose and raster["bands"] > 5 and not raster["named"]:
            options["optical_bands"] = {"B2": 1, "B12": raster["bands"]}
        result_or_sentence(optical, folder, package, **options)


@SLOW
@given(raster=rasters(), units=st.sampled_from(["auto", "db", "power", "amplitude"]))
def test_any_radar(package, raster, units):
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optical = write_raster(Path(folder) / "o.tif", landscape(40, 40), names=SIX)
        try:
            sar = write(Path(folder) / "s.tif", {**raster, "named": False})
        except (rasterio.errors.RasterioError, ValueError, OverflowError):
            return
        bands = {"VV": 1} if raster["bands"] != 2 else {}
        result_or_sentence(optical, folder, package, sar=sar, sar_units=units, sar_bands=bands)


@SLOW
@given(data=st.data())
def test_damaged_files(package, tmp_path_factory, data):
    whole = tmp_path_factory.getbasetemp() / "whole.tif"
    if not whole.exists():
        write_raster(whole, landscape(40, 40), names=SIX, compress="deflate", tiled=True,
                     blockxsize=16, blockysize=16)  # fmt: skip
    content = bytearray(whole.read_bytes())
    if data.draw(st.booleans(), "cut"):
        content = content[: data.draw(st.integers(0, len(content) - 1), "length")]
    else:
        for _ in range(data.draw(st.integers(1, 20), "flips")):
            content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (Path(folder) / "o.tif").write_bytes(content)
        result_or_sentence(str(Path(folder) / "o.tif"), folder, package)


@SLOW
@given(box=st.tuples(*[NUMBERS] * 4))
def test_any_extent(package, tmp_path_factory, box):
    with tempfile.TemporaryDirectory() as folder:
        optical = write_raster(Path(folder) / "o.tif", landscape(40, 40), names=SIX)
        result_or_sentence(optical, folder, package, extent=box)


@pytest.mark.parametrize("crossing", [179.9985, -180.0015])
def test_across_the_antimeridian(tmp_path, package, crossing):
    grid = Affine(1e-4, 0, crossing, 0, -1e-4, 10.0)
    values = landscape(30, 30)
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, crs="EPSG:4326", transform=grid)
    radar = np.full((2, 30, 30), -12, "float32")
    # The same ground, counted from the other side of the globe.
    other = Affine(1e-4, 0, crossing - math.copysign(360, crossing), 0, -1e-4, 10.0)
    sar = write_raster(tmp_path / "s.tif", radar, ("VV", "VH"), crs="EPSG:4326", transform=grid)
    assert result_or_sentence(optical, tmp_path, package, sar=sar) is not None
    for role in ROLES:
        (tmp_path / f"{role}.tif").unlink()
    (tmp_path / "classes.tif.aux.xml").unlink()
    sar = write_raster(tmp_path / "s.tif", radar, ("VV", "VH"), crs="EPSG:4326", transform=other)
    assert result_or_sentence(optical, tmp_path, package, sar=sar) is not None


def test_a_raster_without_bands(tmp_path, package):
    empty = tmp_path / "o.vrt"
    empty.write_text('<VRTDataset rasterXSize="20" rasterYSize="20"></VRTDataset>')
    with pytest.raises(SegcrError):
        run_with(FakeBackend(), str(empty), tmp_path, model=package)
    assert os.listdir(tmp_path) == ["o.vrt"]
    shutil.rmtree(tmp_path)
