"""Products as they come: SAFE folders and zips, Landsat folders, bands from several files."""

from __future__ import annotations

import shutil
import zipfile

import numpy as np
import pytest
import rasterio
from conftest import SIX, FakeBackend, landscape, run_with, write_optical, write_raster

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.tiling import Window
from segcr_qgis.engine.products import read_layer
from segcr_qgis.engine.rasters import open_layer, read_window

CLOUDY = {"change": lambda b, a: a._replace(cloud=np.ones_like(a.cloud))}
METADATA = """<n1:Level-2A_User_Product>
<PRODUCT_START_TIME>2023-06-01T10:50:31.024Z</PRODUCT_START_TIME>
<PROCESSING_BASELINE>05.09</PROCESSING_BASELINE>
<SPACECRAFT_NAME>Sentinel-2A</SPACECRAFT_NAME>
<BOA_ADD_OFFSET_VALUES_LIST><BOA_ADD_OFFSET band_id="1">-1000</BOA_ADD_OFFSET>
</BOA_ADD_OFFSET_VALUES_LIST></n1:Level-2A_User_Product>"""
TILE = "T31UFS_20230601T105031"


def image(path, band, pixel, offset=1000):
    """A reversible JPEG 2000 image of one band, 60 x 50 pixels of 10 m large."""
    values = landscape(50, 60, bands=13)[band : band + 1] + offset
    path.parent.mkdir(parents=True, exist_ok=True)
    step = pixel // 10
    with rasterio.open(
        path, "w", driver="JP2OpenJPEG", width=60 // step, height=50 // step, count=1,
        dtype="uint16", crs="EPSG:32631", QUALITY=100, REVERSIBLE="YES",
        transform=rasterio.transform.from_origin(600000, 5700000, pixel, pixel),
    ) as dataset:  # fmt: skip
        dataset.write(values[:, ::step, ::step])


def safe(folder, level="2A"):
    root = folder / f"S2A_MSIL{level}_20230601T105031_N0509_R051_T31UFS_20230601T170000.SAFE"
    images = root / "GRANULE" / "L2A_T31UFS" / "IMG_DATA"
    if level == "2A":
        for number, band in enumerate(("B02", "B03", "B04", "B08")):
            image(images / "R10m" / f"{TILE}_{band}_10m.jp2", number, 10)
            image(images / "R20m" / f"{TILE}_{band}_20m.jp2", number, 20)
        for number, band in enumerate(("B8A", "B11", "B12"), 4):
            image(images / "R20m" / f"{TILE}_{band}_20m.jp2", number, 20)
    else:
        for number, band in enumerate(("B02", "B03", "B04", "B08", "B11", "B12", "B10")):
            image(images / f"{TILE}_{band}.jp2", number, 20 if number > 3 else 10)
    text = METADATA if level == "2A" else METADATA.replace("BOA_", "RADIO_")
    (root / f"MTD_MSIL{level}.xml").write_text(text)
    return root


@pytest.mark.parametrize("level", ["1C", "2A"])
@pytest.mark.parametrize("way", ["folder", "zip", "metadata"])
def test_a_safe_product(tmp_path, package, level, way):
    root = safe(tmp_path, level)
    path = {"folder": root, "metadata": root / f"MTD_MSIL{level}.xml"}.get(way)
    if way == "zip":
        path = shutil.make_archive(str(tmp_path / "product"), "zip", tmp_path, root.name)
    report, arrays = run_with(FakeBackend(**CLOUDY), str(path), tmp_path, model=package)
    assert report.optical_units == "dn10000_offset1000"
    assert report.optical_date == "2023-06-01"
    with rasterio.open(tmp_path / "restored.tif") as dataset:
        assert dataset.descriptions == ("B02", "B03", "B04", "B08", "B11", "B12")
        assert dataset.res == (10, 10) and dataset.shape == (50, 60) and dataset.nodata == 0
    # The identity network gives back the 10 m bands as they are.
    assert (arrays["restored"][:4] == landscape(50, 60, bands=13)[:4] + 1000).all()
    assert not [n for n in report.notices if n.code in ("bands_missing", "units_assumed")]


def test_an_incomplete_product_gets_a_sentence(tmp_path):
    root = safe(tmp_path)
    for path in root.rglob("*_B02_*.jp2"):
        path.unlink()
    with pytest.raises(SegcrError, match="holds no band B02"):
        read_layer(str(root))
    (tmp_path / "empty").mkdir()
    with pytest.raises(SegcrError, match="neither a Sentinel-2 SAFE nor a Landsat"):
        read_layer(str(tmp_path / "empty"))


LANDSAT_GROUPS = {
    "LEVEL2_SURFACE_REFLECTANCE_PARAMETERS": (2.75e-05, -0.2),
    "LEVEL1_RADIOMETRIC_RESCALING": (2e-05, -0.1),
}


def landsat(folder, level, sensor="OLI_TIRS", prefix="LC09"):
    """Write a product whose metadata, as real ones, tells the scales of both levels."""
    name = f"{prefix}_{('L1TP', 'L2SP')[level - 1]}_199026_20230601_20230602_02_T1"
    root = folder / name
    root.mkdir()
    values = landscape(40, 40, bands=7) + 7000
    for number in range(1, 8):
        word = "SR_B" if level == 2 else "B"
        write_raster(root / f"{name}_{word}{number}.TIF", values[number - 1 :][:1], pixel=30.0)
    write_raster(root / f"{name}_B8.TIF", np.ones((1, 80, 80), "uint16"), pixel=15.0)
    lines = ["GROUP = LANDSAT_METADATA_FILE", "  GROUP = IMAGE_ATTRIBUTES"]
    lines += [f'    SENSOR_ID = "{sensor}"', "    DATE_ACQUIRED = 2023-06-01"]
    lines += ["    SUN_ELEVATION = 30.0", "  END_GROUP = IMAGE_ATTRIBUTES"]
    for group, (scale, offset) in LANDSAT_GROUPS.items():
        if level == 2 or group.startswith("LEVEL1"):
            lines.append(f"  GROUP = {group}")
            lines += [f"    REFLECTANCE_MULT_BAND_{n} = {scale}" for n in range(1, 8)]
            lines += [f"    REFLECTANCE_ADD_BAND_{n} = {offset}" for n in range(1, 8)]
            lines.append(f"  END_GROUP = {group}")
    lines += ["END_GROUP = LANDSAT_METADATA_FILE", "END", ""]
    (root / f"{name}_MTL.txt").write_text("\n".join(lines))
    return root


@pytest.mark.parametrize(("level", "scale", "offset"), [(1, 4e-5, -0.2), (2, 2.75e-5, -0.2)])
def test_a_landsat_folder(tmp_path, package, level, scale, offset):
    root = landsat(tmp_path, level)
    facts = read_layer(str(root))
    assert [band.name for band in facts.bands] == ["B1", "B2", "B3", "B4", "B8", "B11", "B12"]
    assert facts.bands[1].scale == pytest.approx(scale)
    assert facts.bands[1].offset == pytest.approx(offset)
    assert facts.date == "2023-06-01"
    report, _ = run_with(FakeBackend(), str(root), tmp_path, model=package)
    assert report.optical_units == "reflectance" and len(report.optical_bands) == 6


def test_results_may_lie_beside_the_images_of_a_product(tmp_path, package):
    root = landsat(tmp_path, 2)
    run_with(FakeBackend(), str(root), root, model=package)
    assert (root / "classes.tif").exists()


@pytest.mark.parametrize(("sensor", "prefix"), [("TM", "LT05"), ("ETM", "LE07")])
@pytest.mark.parametrize("level", [1, 2])
def test_older_landsats_have_bands_of_their_own(tmp_path, sensor, prefix, level):
    facts = read_layer(str(landsat(tmp_path, level, sensor, prefix)))
    assert [band.name for band in facts.bands] == ["B2", "B3", "B4", "B8", "B11", "B12"]


def test_a_landsat_sensor_without_these_bands_gets_a_sentence(tmp_path):
    with pytest.raises(SegcrError, match="its sensor is 'MSS'"):
        read_layer(str(landsat(tmp_path, 1, "MSS", "LM05")))


def test_bands_from_several_files(tmp_path, package):
    values = landscape(80, 100)
    fine = write_raster(tmp_path / "ten.tif", values[:4], names=SIX[:4])
    names = ("B2", "B11", "B12")
    coarse = write_raster(tmp_path / "twenty.tif", values[3:, ::2, ::2], names=names, pixel=20.0)
    report, arrays = run_with(
        FakeBackend(**CLOUDY), fine, tmp_path, model=package, optical_extra=(coarse,)
    )
    assert report.optical_bands == {"B2": 1, "B3": 2, "B4": 3, "B8": 4, "B11": 6, "B12": 7}
    assert (arrays["restored"][:4] == values[:4]).all()
    # Interpolated, not moved: a half pixel would show as a bias along the gradient.
    middle = arrays["restored"][4][10:70, 10:90].astype(float)
    blocks = values[4, ::2, ::2].repeat(2, 0).repeat(2, 1)[10:70, 10:90].astype(float)
    assert abs((middle - blocks).mean()) < 15
    facts = read_layer(fine, "", (coarse,))
    with open_layer(facts.source, "x") as dataset:
        whole = read_window(dataset, [6, 7], Window(0, 0, 100, 80))
        strips = [read_window(dataset, [6, 7], Window(0, r, 100, 16)) for r in range(0, 80, 16)]
        assert (whole == np.concatenate(strips, axis=1)).all()


@pytest.mark.parametrize(
    ("crs", "west", "other"),
    [("EPSG:4326", -170.0, 190.0), ("EPSG:4326", 359.999, -0.001), ("EPSG:4807", 0.0, 400.0)],
)
def test_bands_from_a_file_that_counts_longitudes_from_another_side(
    tmp_path, package, crs, west, other
):
    values = landscape(80, 100)
    fine = write_raster(
        tmp_path / "ten.tif", values[:4], SIX[:4], crs, origin=(west, 17), pixel=1e-4
    )
    coarse = write_raster(
        tmp_path / "twenty.tif", values[4:], SIX[4:], crs, origin=(other, 17), pixel=1e-4
    )
    report, arrays = run_with(FakeBackend(), fine, tmp_path, model=package, optical_extra=(coarse,))
    assert list(report.optical_bands) == list(SIX)
    assert (arrays["restored"] == values).all()


def test_files_that_do_not_belong_together(tmp_path, package):
    fine = write_optical(tmp_path / "o.tif")
    for options, reason in (
        ({"crs": "EPSG:32632"}, "another coordinate system"),
        ({"origin": (500400, 5000000)}, "covers another area"),
    ):
        other = write_raster(tmp_path / "x.tif", landscape(80, 100, 2), ("B5", "B6"), **options)
        with pytest.raises(SegcrError) as caught:
            run_with(FakeBackend(), fine, tmp_path, model=package, optical_extra=(other,))
        assert caught.value.code == "parts_differ" and reason in str(caught.value)


def test_radar_in_two_files_named_by_their_files(tmp_path, package):
    optical = write_optical(tmp_path / "o.tif")
    values = np.random.default_rng(0).normal(-12, 2, (2, 80, 100)).astype("float32")
    paths = [
        write_raster(tmp_path / f"S1A_IW_20230601_{name}.tif", band[None])
        for name, band in zip(("VH", "VV"), values)
    ]
    seen = []

    def keep(batch, answer):
        # The tile of 96 x 128 reaches 8 rows and 14 columns beyond the image.
        seen.append(batch.sar[0, :, 20 + 8, 30 + 14])
        return answer

    report, _ = run_with(
        FakeBackend(keep), optical, tmp_path, model=package, sar=paths[0], sar_extra=(paths[1],)
    )
    assert report.sar_bands == {"VH": 1, "VV": 2} and report.sar_units == "db"
    expected = [(values[1, 20, 30] + 25) / 25, (values[0, 20, 30] + 32.5) / 32.5]
    assert seen[0] == pytest.approx(expected, abs=1e-5)


def test_bands_with_nodata_of_their_own(tmp_path, package):
    values = landscape(60, 60)
    values[0, :5], values[1, :9] = 0, 65535
    blue = write_raster(tmp_path / "x_B02.tif", values[:1], nodata=0)
    green = write_raster(tmp_path / "x_B03.tif", values[1:2], nodata=65535)
    _, arrays = run_with(
        FakeBackend(**CLOUDY), blue, tmp_path, model=package, optical_extra=(green,)
    )
    assert (arrays["restored"][0] == values[0]).all()
    assert (arrays["restored"][1][:9] == 0).all()
    assert (arrays["restored"][1][9:] == values[1][9:]).all()


def test_the_only_raster_in_a_zip_is_opened(tmp_path, package):
    optical = write_optical(tmp_path / "scene.tif")
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        archive.write(optical, "somewhere/scene.tif")
        archive.writestr("somewhere/readme.txt", "x")
    facts = read_layer(str(tmp_path / "download.zip"))
    assert (facts.name, facts.path) == ("download", str(tmp_path / "download.zip"))
    _, arrays = run_with(FakeBackend(), facts.path, tmp_path, model=package)
    with rasterio.open(optical) as source:
        assert (arrays["restored"] == source.read()).all()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("a.tif", "b.TIF"), "holds 2 rasters: unpack it and choose one of them"),
        (("a.txt",), "holds no raster"),
    ],
)
def test_a_zip_of_many_rasters_or_none_says_what_to_do(tmp_path, names, said):
    with zipfile.ZipFile(tmp_path / "download.zip", "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(SegcrError, match=said) as caught:
        read_layer(str(tmp_path / "download.zip"))
    assert caught.value.code == "layer_unreadable" and "'download'" in str(caught.value)
