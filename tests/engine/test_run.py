"""The tile loop and its outputs, with pointwise networks whose answer is known."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import rasterio
from conftest import SIX, FakeBackend, landscape, run_with, write_optical, write_raster, write_sar
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.report import Notice, Progress
from segcr_qgis.engine.backend import BackendOutOfMemory
from segcr_qgis.engine.restore import restore_band

SLOW = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def everything_cloudy(batch, answer):
    return answer._replace(cloud=np.ones_like(answer.cloud))


def darker(batch, answer):
    """Pointwise: cloud where B2 is bright, all bands a third darker, class by brightness."""
    cloud = np.clip(batch.optical[:, :1] * 3 - 0.8, 0, 1)
    probabilities = np.where(batch.optical[:, :1] > 0.35, answer.probabilities, 0)
    probabilities[:, 0] = 1 - probabilities.sum(axis=1)
    return answer._replace(cloud=cloud, clear=batch.optical * 0.8, probabilities=probabilities)


@SLOW
@given(
    rows=st.integers(1, 150),
    columns=st.integers(1, 170),
    tile=st.sampled_from([32, 64, 96]),
    overlap=st.integers(0, 15),
)
def test_a_constant_network_gives_a_constant_image(tmp_path, package, rows, columns, tile, overlap):
    def constant(batch, answer):
        return answer._replace(
            cloud=np.ones_like(answer.cloud), clear=np.full_like(answer.clear, 0.5)
        )

    optical = write_optical(tmp_path / "o.tif", rows, columns)
    _, arrays = run_with(
        FakeBackend(constant), optical, tmp_path, model=package, tile_size=tile, overlap=overlap
    )
    assert (arrays["restored"] == 2500).all()
    assert (arrays["classes"] == 2).all()
    assert (arrays["cloud_impact"] == 100).all()
    np.testing.assert_allclose(arrays["confidence"][0], 0.86, atol=1e-5)
    np.testing.assert_allclose(arrays["confidence"][1], 0.03, atol=1e-6)


@pytest.mark.parametrize(("tile", "overlap"), [(32, 8), (64, 31), (256, 64)])
def test_the_identity_network_gives_back_the_input(tmp_path, package, tile, overlap):
    optical = write_optical(tmp_path / "o.tif", 130, 90)
    _, arrays = run_with(
        FakeBackend(everything_cloudy), optical, tmp_path, model=package,
        tile_size=tile, overlap=overlap,
    )  # fmt: skip
    assert (arrays["restored"] == landscape(130, 90)).all()


def test_blended_tiles_equal_the_whole_image_for_a_pointwise_network(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 150, 140)
    options = {"model": package, "cloud_threshold": 0.2}
    _, whole = run_with(FakeBackend(darker), optical, tmp_path, tile_size=256, overlap=0, **options)
    _, tiled = run_with(FakeBackend(darker), optical, tmp_path, tile_size=64, overlap=20, **options)
    assert (whole["classes"] == tiled["classes"]).mean() > 0.9999
    assert np.abs(whole["restored"].astype(int) - tiled["restored"].astype(int)).max() <= 1
    assert np.abs(whole["cloud_impact"].astype(int) - tiled["cloud_impact"].astype(int)).max() <= 1


def a_quarter(batch, answer):
    return answer._replace(cloud=np.full_like(answer.cloud, 0.25))


@pytest.mark.parametrize(
    ("bands", "choice", "percent"), [(6, None, 100), (3, None, 0), (3, 0.2, 100), (6, 0.3, 0)]
)
def test_layers_without_infrared_have_a_threshold_of_their_own(
    tmp_path, package, bands, choice, percent
):
    optical = write_raster(tmp_path / "o.tif", landscape(70, 80, bands), names=SIX[:bands])
    report, _ = run_with(
        FakeBackend(a_quarter), optical, tmp_path, model=package, cloud_threshold=choice
    )
    assert report.cloud_percent == percent
    assert report.cloud_threshold == (choice or (0.1 if bands == 6 else 0.4))


@SLOW
@given(
    threshold=st.floats(0.02, 0.98),
    seed=st.integers(0, 1000),
    dtype=st.sampled_from(["uint8", "uint16", "int16", "float32"]),
    nodata=st.sampled_from([None, 0, 7]),
)
def test_below_the_threshold_the_input_stays_bit_for_bit(
    tmp_path, package, threshold, seed, dtype, nodata
):
    random = np.random.default_rng(seed)
    values = random.integers(0, 250, (6, 70, 80)).astype(dtype)

    def noise(batch, answer):
        cloud = random.random(answer.cloud.shape).astype(np.float32)
        # Values that restore to nodata, too.
        clear = random.choice([0.0, 0.05, 0.3, 1.4], answer.clear.shape).astype(np.float32)
        return answer._replace(cloud=cloud, clear=clear)

    optical = write_raster(tmp_path / "o.tif", values, names=SIX, nodata=nodata)
    units = "display8bit" if dtype == "uint8" else "dn10000"
    _, arrays = run_with(
        FakeBackend(noise), optical, tmp_path, model=package, tile_size=32, overlap=8,
        cloud_threshold=threshold, optical_units=units,
    )  # fmt: skip
    impact = arrays["cloud_impact"][0]
    below = (impact == 255) | (impact / 100 < threshold)
    assert (arrays["restored"][:, below] == values[:, below]).all()
    assert arrays["restored"].dtype == values.dtype
    if nodata is not None:
        assert ((arrays["restored"] == nodata) == (values == nodata)).all()
    else:
        assert ((arrays["restored"] != 0).any(axis=0) == (values != 0).any(axis=0)).all()
    changed = (arrays["restored"] != values).any(axis=0)
    assert not (changed & below).any()
    assert changed.any()


def test_offsets_are_added_again_and_the_other_bands_left_out(tmp_path, package):
    values = landscape(64, 64, bands=13) + 1000
    values[10] = 1009

    def constant(batch, answer):
        return everything_cloudy(batch, answer)._replace(clear=np.full_like(answer.clear, 0.5))

    optical = write_raster(tmp_path / "o.tif", values)
    report, arrays = run_with(FakeBackend(constant), optical, tmp_path, model=package)
    assert report.optical_units == "dn10000_offset1000"
    assert arrays["restored"].shape[0] == 6
    assert (arrays["restored"] == 3500).all()
    left_out = [n for n in report.notices if n.code == "bands_left_out"]
    assert left_out and "11" in left_out[0].values["bands"]


def test_the_restored_layer_reads_like_its_input(tmp_path, package):
    from rasterio.enums import ColorInterp

    values = landscape(40, 50, bands=4)
    optical = write_raster(
        tmp_path / "o é.tif", values, names=("red", "green", "blue", "QA"), nodata=9,
        scales=(1e-4,) * 4, offsets=(0.0,) * 4, tags={"datetime": "2020-01-01"}, photometric="RGB",
    )  # fmt: skip
    run_with(FakeBackend(), optical, tmp_path, model=package)
    with rasterio.open(optical) as before, rasterio.open(tmp_path / "restored.tif") as after:
        assert after.descriptions == ("red", "green", "blue")
        assert after.colorinterp == (ColorInterp.red, ColorInterp.green, ColorInterp.blue)
        assert (after.crs, after.transform, after.dtypes[0]) == (
            before.crs, before.transform, "uint16",
        )  # fmt: skip
        assert (after.nodata, after.scales, after.tags()["datetime"]) == (
            9, (1e-4,) * 3, "2020-01-01",
        )  # fmt: skip
        assert after.profile["tiled"] and after.profile["compress"] == "zstd"
        assert len(after.tags()["SEGCR_MODEL_SHA256"]) == 64
        assert "optical" in after.tags()["SEGCR_INPUTS"]


def test_the_class_map_carries_names_and_colours(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 40, 40)
    run_with(FakeBackend(), optical, tmp_path, model=package, roles=("classes",))
    with rasterio.open(tmp_path / "classes.tif") as dataset:
        assert dataset.nodata == 0 and dataset.dtypes == ("uint8",)
        assert dataset.colormap(1)[2] == (0x35, 0x82, 0x21, 255)
    text = (tmp_path / "classes.tif.aux.xml").read_text()
    assert "<Category>Trees</Category>" in text and "GDALRasterAttributeTable" in text
    assert "<F>1600</F>" in text


def test_an_extent_is_a_window_of_the_grid(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 100, 120)
    extent = (500000 + 203, 5000000 - 707, 500000 + 601, 5000000 - 311)
    _, arrays = run_with(
        FakeBackend(), optical, tmp_path, model=package, extent=extent, tile_size=64
    )
    assert (arrays["restored"] == landscape(100, 120)[:, 31:71, 20:61]).all()
    with rasterio.open(tmp_path / "classes.tif") as dataset:
        assert (dataset.transform.c, dataset.transform.f) == (500200, 5000000 - 310)


def test_nodata_stays_and_radar_alone_still_gives_classes(tmp_path, package):
    values = landscape(64, 64)
    values[:, :20] = 0
    values[:, :, 50:] = 0
    optical = write_raster(tmp_path / "o.tif", values, names=SIX, nodata=0)
    sar = write_sar(tmp_path / "s.tif", 64, 50)
    report, arrays = run_with(
        FakeBackend(everything_cloudy), optical, tmp_path, model=package, sar=sar
    )
    classes, impact = arrays["classes"][0], arrays["cloud_impact"][0]
    assert (classes[:, 50:] == 0).all() and (classes[:, :50] == 2).all()
    assert (impact[:20] == 255).all() and (impact[20:, :50] == 100).all()
    assert (arrays["restored"] == values).all()
    assert np.isnan(arrays["confidence"][:, :, 50:]).all()
    assert report.valid_percent == pytest.approx(100 * 50 / 64)
    assert {n.code for n in report.notices} >= {"sar_partial", "overcast"}


def test_empty_tiles_are_skipped(tmp_path, package):
    values = landscape(64, 320)
    values[:, :, 100:] = 0
    optical = write_raster(tmp_path / "o.tif", values, names=SIX)
    backend = FakeBackend(batch_size=1)
    report, arrays = run_with(backend, optical, tmp_path, model=package, tile_size=64, overlap=0)
    assert report.tiles == 5 and len(backend.sizes) == 2
    assert (arrays["classes"][0, :, 100:] == 0).all()


def test_a_cloud_mask_reaches_the_network(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 64, 64)
    classification = np.full((1, 32, 32), 4, "uint8")
    classification[0, 8:16, 8:16] = 9
    mask = write_raster(tmp_path / "scl.tif", classification, pixel=20.0)

    def obey(batch, answer):
        return answer._replace(cloud=batch.cloud_mask)

    options = {"model": package, "cloud_mask": mask}
    report, arrays = run_with(
        FakeBackend(obey), optical, tmp_path, cloud_mask_values=(3, 8, 9), **options
    )
    expected = np.zeros((64, 64))
    expected[16:32, 16:32] = 100
    assert (arrays["cloud_impact"][0] == expected).all()
    assert report.cloud_percent == pytest.approx(100 / 16)
    with pytest.raises(SegcrError, match="holds values outside 0"):
        run_with(FakeBackend(obey), optical, tmp_path, **options)


def test_memory_shortage_halves_the_batch_then_the_tile_then_gives_up(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 300, 300)
    notices = []

    def at_most(count, size):
        def change(batch, answer):
            if batch.optical.shape[0] > count or batch.optical.shape[2] > size:
                raise BackendOutOfMemory("no more")
            return answer

        return change

    report, _ = run_with(
        FakeBackend(at_most(1, 256), batch_size=4), optical, tmp_path, events=notices, model=package
    )
    assert report.batch_size == 1
    assert Notice("batch_reduced", {"batch": "1"}) in notices
    report, arrays = run_with(FakeBackend(at_most(2, 128)), optical, tmp_path, model=package)
    assert report.tile_size == 128
    assert (arrays["restored"] == landscape(300, 300)).all()
    with pytest.raises(SegcrError, match="smaller tile size and one tile at a time"):
        run_with(FakeBackend(at_most(0, 0)), optical, tmp_path, model=package)


def test_progress_rises_to_one(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 100, 100)
    events = []
    run_with(FakeBackend(), optical, tmp_path, events=events, model=package, tile_size=32)
    fractions = [e.fraction for e in events if isinstance(e, Progress)]
    assert fractions == sorted(fractions) and fractions[-1] == 1
    assert any(e.seconds_left is not None for e in events if isinstance(e, Progress))


@pytest.mark.parametrize("failing", ["cancel", "network", "report"])
def test_whatever_stops_a_run_nothing_is_left(tmp_path, package, failing):
    optical = write_optical(tmp_path / "o.tif", 200, 200)
    old = tmp_path / "classes.tif"
    old.write_bytes(b"what stood here before")
    before = sorted(os.listdir(tmp_path))
    calls = []

    def change(batch, answer):
        calls.append(1)
        if failing == "network" and len(calls) == 5:
            raise ZeroDivisionError
        return answer

    def report(*_):
        raise OSError("no")

    request = {"model": package, "tile_size": 32, "overlap": 0}
    wanted = (SegcrError, ZeroDivisionError, OSError)
    with pytest.raises(wanted):
        if failing == "report":
            from segcr_qgis.core.request import Outputs, PredictRequest
            from segcr_qgis.engine.run import run

            outputs = Outputs(classes=str(old), report=str(tmp_path / "r.html"))
            run(
                PredictRequest(optical=optical, outputs=outputs, **request),
                lambda plan: (FakeBackend(change), ()), lambda e: None, lambda: False, report,
            )  # fmt: skip
        cancelled = (lambda: len(calls) > 3) if failing == "cancel" else (lambda: False)
        run_with(FakeBackend(change, batch_size=1), optical, tmp_path, cancelled, **request)
    if failing == "cancel":
        assert len(calls) == 4
    assert sorted(os.listdir(tmp_path)) == before
    assert old.read_bytes() == b"what stood here before"


def test_inputs_are_never_modified(tmp_path, package):
    optical, sar = write_optical(tmp_path / "o.tif"), write_sar(tmp_path / "s.tif")
    before = [Path(p).read_bytes() for p in (optical, sar)]
    run_with(FakeBackend(), optical, tmp_path, sar=sar, model=package)
    assert [Path(p).read_bytes() for p in (optical, sar)] == before
    assert not list(tmp_path.glob("[os].tif.*"))


def test_a_restored_value_never_is_nodata():
    from segcr_qgis.core.radiometry import Units

    units = Units("dn10000", 1e-4, 0.0, "", False)
    one = np.ones((1, 1), np.float32)

    def restored(dtype, nodata, clear):
        stored = np.full((1, 1), 5, dtype)
        return restore_band(stored, one > 0, one * clear, one, units, "B2", nodata)[0, 0]

    assert restored("uint16", 2500, 0.5) == 2501
    assert restored("uint8", 255, 1.0) == 254
    assert restored("uint16", None, 0.0) == 1
    assert restored("uint16", 65535, 0.0) == 0
    assert restored("float32", 2500.0, 0.5) != 2500.0


def test_large_outputs_have_overviews_and_small_ones_none(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif", 700, 2100)
    run_with(FakeBackend(), optical, tmp_path, model=package)
    for role in ("classes", "restored", "cloud_impact", "confidence"):
        with rasterio.open(tmp_path / f"{role}.tif") as dataset:
            assert all(dataset.overviews(n) == [4, 8] for n in dataset.indexes), role
            assert dataset.profile["tiled"] and dataset.block_shapes[0] == (256, 256)
    assert not list(tmp_path.glob("*.ovr")), "overviews lie inside the files"
    run_with(FakeBackend(), write_optical(tmp_path / "o.tif", 90, 90), tmp_path, model=package)
    with rasterio.open(tmp_path / "restored.tif") as dataset:
        assert dataset.overviews(1) == []


def test_rasters_are_tiled_compressed_and_may_grow_beyond_four_gigabytes(
    tmp_path, package, monkeypatch
):
    from segcr_qgis.engine import writer

    opened = []
    monkeypatch.setattr(
        writer,
        "_profile",
        lambda layout, made=writer._profile: opened.append(made(layout)) or opened[-1],
    )
    report, _ = run_with(FakeBackend(), write_optical(tmp_path / "o.tif"), tmp_path, model=package)
    for role in ("classes", "restored"):
        with rasterio.open(report.outputs[role]) as raster:
            assert raster.profile["tiled"] and raster.profile["blockxsize"] == writer.BLOCK
            assert raster.compression.name in ("zstd", "deflate")
    assert opened and all(made["bigtiff"] == "if_safer" for made in opened)


def test_where_gdal_lacks_zstd_deflate_is_written(tmp_path, package, monkeypatch):
    from segcr_qgis.engine import writer

    monkeypatch.setattr(writer, "compression", lambda: {"compress": "deflate", "zlevel": 4})
    run_with(FakeBackend(), write_optical(tmp_path / "o.tif"), tmp_path, model=package)
    with rasterio.open(tmp_path / "restored.tif") as dataset:
        assert dataset.profile["compress"] == "deflate"
        assert (dataset.read() == landscape(80, 100)).all()


@pytest.mark.parametrize("rows", [1, 2, 130])
def test_one_row_one_column_and_rotated_grids(tmp_path, package, rows):
    from rasterio import Affine

    turned = Affine.translation(500000, 5000000) @ Affine.rotation(30) @ Affine.scale(10, -10)
    for columns in (1, 70):
        values = landscape(rows, columns)
        optical = write_raster(tmp_path / "o.tif", values, names=SIX, transform=turned)
        _, arrays = run_with(
            FakeBackend(everything_cloudy), optical, tmp_path, model=package, tile_size=64
        )
        assert (arrays["restored"] == values).all()
        with rasterio.open(tmp_path / "classes.tif") as dataset:
            assert dataset.transform.almost_equals(turned)


def test_the_order_of_threads_never_shows(tmp_path, package):
    """A network that takes its time at random: same bits, run after run, in every output."""
    import time

    optical = write_optical(tmp_path / "o.tif", 300, 260)
    sar = write_sar(tmp_path / "s.tif", 90, 90, pixel=33.0, origin=(500003, 5000007))
    random = np.random.default_rng()
    found = []
    for _ in range(3):

        def late(batch, answer):
            time.sleep(random.random() * 0.005)
            return darker(batch, answer)

        _, arrays = run_with(
            FakeBackend(late, batch_size=3), optical, tmp_path, model=package, tile_size=64,
            overlap=20, sar=sar,
        )  # fmt: skip
        found.append(b"".join(values.tobytes() for values in arrays.values()))
    assert found[0] == found[1] == found[2]


def test_the_real_network_gives_the_same_bits_and_hardly_minds_the_batch(tmp_path, package):
    pytest.importorskip("torch")
    from segcr_qgis.engine.loading import WarmBackends

    optical, sar = write_optical(tmp_path / "o.tif", 150, 150), write_sar(tmp_path / "s.tif")
    options = {"model": package, "sar": sar, "tile_size": 64, "overlap": 16, "threads": 1}

    from segcr_qgis.core.request import Outputs, PredictRequest
    from segcr_qgis.engine.run import run

    def outputs(batch):
        paths = {r: str(tmp_path / f"{r}.tif") for r in ("classes", "restored", "confidence")}
        request = PredictRequest(optical, outputs=Outputs(**paths), batch_size=batch, **options)
        run(request, WarmBackends(), lambda event: None, lambda: False)
        arrays = {}
        for role, path in paths.items():
            with rasterio.open(path) as dataset:
                arrays[role] = dataset.read()
        return arrays

    first, again, other = outputs(1), outputs(1), outputs(4)
    assert all((first[r].tobytes() == again[r].tobytes()) for r in first)
    assert (first["classes"] != other["classes"]).mean() <= 0.001
    assert np.abs(first["restored"].astype(int) - other["restored"].astype(int)).max() <= 1


def test_where_tiles_begin_shows_only_within_the_documented_tolerance(tmp_path):
    """The shipped model on the demo scene, whole, and a part of it whose tiles lie elsewhere."""
    pytest.importorskip("torch")
    from segcr_qgis.core.places import resources
    from segcr_qgis.core.request import Outputs, PredictRequest
    from segcr_qgis.engine.loading import WarmBackends
    from segcr_qgis.engine.run import run

    demo, threshold = resources() / "demo", 0.3
    optical, backends = str(demo / "optical_cloudy.tif"), WarmBackends()
    with rasterio.open(optical) as source:
        stored, grid = source.read(), source.transform
    left, top = grid * (29, 45)
    right, bottom = grid * (stored.shape[2], stored.shape[1])

    def outputs(extent):
        paths = {r: str(tmp_path / f"{r}.tif") for r in ("classes", "restored", "cloud_impact")}
        request = PredictRequest(
            optical, "segcr-tiny", Outputs(**paths), sar=str(demo / "sar.tif"), extent=extent,
            tile_size=128, overlap=32, threads=1, cloud_threshold=threshold,
        )  # fmt: skip
        run(request, backends, lambda event: None, lambda: False)
        arrays = []
        for path in paths.values():
            with rasterio.open(path) as dataset:
                arrays.append(dataset.read().astype(int))
        return arrays

    whole = [values[:, 45:, 29:] for values in outputs(None)]
    part = outputs((left, bottom, right, top))
    assert (whole[0] == part[0]).mean() > 0.88
    differences = [np.abs(a - b) for a, b in zip(whole[1:], part[1:])]
    # Stored values are reflectance x 10000, impact is in percent.
    assert differences[0].mean() < 40 and differences[1].mean() < 2
    clear = (whole[2] < threshold * 100) & (part[2] < threshold * 100)
    assert clear.mean() > 0.2 and (part[1] == stored[:, 45:, 29:])[:, clear[0]].all()
    assert (whole[1] == part[1])[:, clear[0]].all()
    # It would be no test if tiles lay alike.
    assert differences[0].max() > 1


def test_memory_is_predicted_and_said(tmp_path, package, monkeypatch):
    from segcr_qgis.engine import run as module

    optical, events = write_optical(tmp_path / "o.tif"), []
    report, _ = run_with(FakeBackend(), optical, tmp_path, events=events, model=package)
    assert report.predicted_memory_mb > 50
    assert not [n for n in report.notices if n.code == "memory_short"]
    monkeypatch.setattr(module, "available_mb", lambda: -1e6)
    report, _ = run_with(FakeBackend(), optical, tmp_path, model=package)
    assert [n for n in report.notices if n.code == "memory_short"]
