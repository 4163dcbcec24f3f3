"""Folders that users describe themselves: what the files hold, and what is refused."""

import numpy as np
import pytest
import rasterio
import yaml
from rasterio.transform import from_origin

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.training.config import DataConfig
from segcr_qgis.training.datasets.catalogue import recognise
from segcr_qgis.training.datasets.check import check
from segcr_qgis.training.datasets.entries import index
from segcr_qgis.training.datasets.folder import read_layout
from segcr_qgis.training.datasets.layout import OPTICAL_UNITS, SAR_UNITS
from segcr_qgis.training.datasets.scene import IGNORE, BrokenSample
from segcr_qgis.training.material import material
from tests.training import fake_benchmarks as fake

BANDS = ("B2", "B3", "B4", "B8")
SIZE = 32
CLASSES = [
    {"code": 1, "name": "Urban", "color": "#ff0000"},
    {"code": 2, "name": "Forest", "color": "#00ff00"},
]


def write_own(folder, clear=None, sar=None, label=None, roles=(), **more):
    """Write a folder of one sample and its description; ``roles``: changes to the roles."""
    clear = np.full((len(BANDS), SIZE, SIZE), 1500, np.uint16) if clear is None else clear
    sar = np.full((2, SIZE, SIZE), -12, np.float32) if sar is None else sar
    label = np.ones((SIZE, SIZE), np.uint8) if label is None else label
    fake.write(folder / "clear" / "a_1.tif", clear)
    fake.write(folder / "radar" / "a_1.tif", sar)
    fake.write(folder / "classes" / "a_1.tif", label)
    document = {
        "name": "Ours",
        "roles": {
            "clear": {"pattern": "clear/{place}_{patch}.tif", "units": "dn10000"},
            "sar": {"pattern": "radar/{place}_{patch}.tif", "units": "db"},
            "label": {"pattern": "classes/{place}_{patch}.tif"},
        },
        "classes": CLASSES,
        **more,
    }
    document["roles"]["clear"]["bands"] = list(BANDS)
    document["roles"]["sar"]["bands"] = ["VV", "VH"]
    for name, change in dict(roles).items():
        document["roles"][name] |= change
    (folder / "segcr-data.yaml").write_text(yaml.safe_dump(document))
    return folder


def only(folder):
    (entry,) = index(folder, recognise(folder))
    return entry


def again(path, values, **options):
    """Write a file once more, on the ground where it lies."""
    path.unlink()
    return fake.write(path, values, **options)


STORED = {"reflectance": 0.15, "dn10000_offset1000": 2500, "display8bit": 128}
REFLECTANCE = {"display8bit": 128 / 255 * 0.28}


@pytest.mark.parametrize("units", OPTICAL_UNITS)
def test_every_optical_unit_can_be_read(units, tmp_path):
    bands = ["B2", "B10"] if units == "dn10000_b10_offset" else ["B2", "B3"]
    clear = np.full((2, SIZE, SIZE), STORED.get(units, 1500), np.float32)
    if units == "dn10000_b10_offset":
        clear[0] += 1000
        clear[1] = 1010
    write_own(tmp_path, clear, roles={"clear": {"units": units, "bands": bands}})
    item = only(tmp_path).load()
    assert np.allclose(item.optical[0], REFLECTANCE.get(units, 0.15), atol=1e-4)


#: Stored VV that is -12 dB; of bytes and percentiles another level.
RADAR = {"db": -12, "power": 10**-1.2, "amplitude": 10**-0.6, "db_uint16": 3548, "display8bit": 128}
LEVELS = {"display8bit": -2 + 20 * np.log10(128 / 255)}


@pytest.mark.parametrize("units", SAR_UNITS)
def test_every_radar_unit_can_be_read(units, tmp_path):
    sar = np.full((2, SIZE, SIZE), RADAR.get(units, 5), np.float32)
    if units == "percentile":
        sar[:, : SIZE // 2] = 105
    write_own(tmp_path, sar=sar, roles={"sar": {"units": units}})
    vv = only(tmp_path).load().sar[0]
    if units == "percentile":
        assert np.allclose(vv[0], 0) and np.allclose(vv[-1], -25)
    else:
        assert np.allclose(vv, LEVELS.get(units, -12), atol=0.01)


def test_codes_of_any_integer_are_classes_and_the_rest_is_ignored(tmp_path):
    codes = np.full((SIZE, SIZE), 311, np.int16)
    codes[0], codes[1], codes[2] = 112, -1, 55
    crosswalk = {112: 1, 311: 2, -7: 2, 0: 1}
    labels = only(write_own(tmp_path, label=codes, crosswalk=crosswalk)).load().labels
    assert (labels[0] == 0).all() and (labels[3:] == 1).all()
    assert (labels[1:3] == IGNORE).all()
    assert check(tmp_path, recognise(tmp_path)).unknown_codes == {-1: SIZE, 55: SIZE}


def test_nan_is_no_class(tmp_path):
    codes = np.ones((SIZE, SIZE), np.float32)
    codes[0] = np.nan
    labels = only(write_own(tmp_path, label=codes, crosswalk={0: 1, 1: 2})).load().labels
    assert (labels[0] == IGNORE).all() and (labels[1:] == 1).all()
    assert check(tmp_path, recognise(tmp_path)).unknown_codes == {}


def test_nodata_of_the_file_and_of_the_layout_are_no_classes(tmp_path):
    codes = np.full((SIZE, SIZE), 2, np.uint8)
    codes[0], codes[1] = 0, 1
    crosswalk = {0: 1, 1: 1, 2: 2}
    write_own(tmp_path, crosswalk=crosswalk, roles={"label": {"nodata": 1}})
    again(tmp_path / "classes" / "a_1.tif", codes, nodata=0)
    labels = only(tmp_path).load().labels
    assert (labels[:2] == IGNORE).all() and (labels[2:] == 1).all()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"code": 0}, "code 0"),
        ({"code": 256}, "code 256"),
        ({"code": 1}, "two classes have the code '1'"),
        ({"name": "Urban"}, "two classes have the name 'Urban'"),
        ({"color": "green"}, "color 'green'"),
        ({"color": "#0f0"}, "color '#0f0'"),
    ],
)
def test_classes_that_a_map_cannot_hold_are_refused(change, said, tmp_path):
    write_own(tmp_path, classes=[CLASSES[0], CLASSES[1] | change])
    with pytest.raises(SegcrError, match=said) as caught:
        recognise(tmp_path)
    assert caught.value.code == "config_invalid" and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("role", "bands", "units", "said"),
    [
        ("sar", ["HH", "HV"], "percentile", "HH, HV of sar"),
        ("sar", ["VV", "B2"], "db", "B2 of sar"),
        ("clear", ["B2", "B3", "B4", "VV"], "dn10000", "VV of clear"),
        ("clear", ["B2", "B3", "B4", "B8"], "dn10000_b10_offset", "need B10"),
    ],
)
def test_channels_no_network_knows_are_refused(role, bands, units, said, tmp_path):
    write_own(tmp_path, roles={role: {"bands": bands, "units": units}})
    with pytest.raises(SegcrError, match=said) as caught:
        read_layout(tmp_path / "segcr-data.yaml")
    assert caught.value.code == "config_invalid"


def test_a_missing_band_is_lost_alone(tmp_path):
    clear = np.full((4, SIZE, SIZE), 1500, np.float32)
    clear[3, :4], clear[2, 4:8], clear[:, 8] = np.nan, -9999, 0
    folder = write_own(tmp_path, roles={"clear": {"nodata": 7777}})
    clear[1, 12] = 7777
    again(folder / "clear" / "a_1.tif", clear, nodata=-9999)
    known = np.isfinite(only(folder).load().optical)
    expected = np.ones_like(known)
    expected[3, :4] = expected[2, 4:8] = expected[:, 8] = expected[1, 12] = False
    assert (known == expected).all()


def test_one_band_without_any_value_leaves_the_sample_whole(tmp_path):
    clear = np.full((4, SIZE, SIZE), 1500, np.float32)
    clear[3] = np.nan
    optical = only(write_own(tmp_path, clear)).load().optical
    assert np.isnan(optical[3]).all() and np.allclose(optical[:3], 0.15)
    again(tmp_path / "clear" / "a_1.tif", np.full_like(clear, np.nan))
    with pytest.raises(BrokenSample, match="no valid pixel"):
        only(tmp_path).load()


def test_linked_folders_are_gone_through_and_rings_are_not(tmp_path):
    whole = write_own(tmp_path / "parts")
    linked = tmp_path / "linked"
    linked.mkdir()
    for name in ("clear", "radar", "classes"):
        (linked / name).symlink_to(whole / name)
    (whole / "clear" / "ring").symlink_to(tmp_path)
    (linked / "segcr-data.yaml").write_bytes((whole / "segcr-data.yaml").read_bytes())
    entry = only(linked)
    assert not entry.lacking and entry.load().optical.shape == (4, SIZE, SIZE)


@pytest.mark.parametrize(
    ("corner", "pixel", "sound"),
    [
        ((500_000, 5_400_000), 10.0, True),
        ((500_009, 5_399_991), 10.0, True),
        ((500_011, 5_400_000), 10.0, False),
        ((500_000, 5_400_000), 20.0, False),
    ],
)
def test_radar_of_other_ground_is_broken(corner, pixel, sound, tmp_path):
    write_own(tmp_path)
    path = tmp_path / "radar" / "a_1.tif"
    with rasterio.open(path, "r+") as target:
        target.transform = from_origin(*corner, pixel, pixel)
    if sound:
        assert only(tmp_path).load().sar.shape == (2, SIZE, SIZE)
        return
    with pytest.raises(BrokenSample, match=r"radar.*it lies elsewhere than the clear image"):
        only(tmp_path).load()


@pytest.mark.parametrize(
    ("crs", "sound"),
    [
        (None, True),
        ("EPSG:32634", False),
        # As LuojiaSET's land cover: the same ground by a definition without a name.
        ("+proj=tmerc +lon_0=15 +k=0.9996 +x_0=500000 +ellps=bessel +units=m", True),
    ],
)
def test_labels_are_compared_where_both_files_say_where_they_lie(crs, sound, tmp_path):
    write_own(tmp_path)
    path = tmp_path / "classes" / "a_1.tif"
    with rasterio.open(path) as source:
        values, profile = source.read(), source.profile
    path.unlink()
    with rasterio.open(path, "w", **(profile | {"crs": crs})) as target:
        target.write(values)
    if sound:
        assert (only(tmp_path).load().labels == 0).all()
        return
    with pytest.raises(BrokenSample, match=r"classes.*elsewhere"):
        only(tmp_path).load()


def test_training_needs_radar(tmp_path):
    folder = write_own(tmp_path)
    described = yaml.safe_load((folder / "segcr-data.yaml").read_text())
    del described["roles"]["sar"]
    (folder / "segcr-data.yaml").write_text(yaml.safe_dump(described))
    with pytest.raises(SegcrError, match="Ours has no role sar") as caught:
        material(DataConfig("auto", str(folder)))
    assert caught.value.code == "config_invalid"
