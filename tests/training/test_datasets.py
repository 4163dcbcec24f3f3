import numpy as np
import pytest
import rasterio

from segcr_qgis.cli.main import main
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.training.datasets import catalogue
from segcr_qgis.training.datasets.catalogue import layout_of, recognise
from segcr_qgis.training.datasets.check import check
from segcr_qgis.training.datasets.entries import Reading, index, loaded, reading, resize_decibel
from segcr_qgis.training.datasets.layout import Splitting
from segcr_qgis.training.datasets.scene import IGNORE, BrokenSample
from segcr_qgis.training.datasets.splits import places, split
from tests.training import fake_benchmarks as fake


@pytest.fixture(scope="module")
def m3mcr(tmp_path_factory):
    return fake.m3mcr(tmp_path_factory.mktemp("M3M-CR"))


@pytest.fixture(scope="module")
def luojiaset(tmp_path_factory):
    return fake.luojiaset(tmp_path_factory.mktemp("Luojia"))


def first(root, layout, wanted=None):
    return reading(index(root, layout), wanted or Reading())[0]


def test_m3mcr_brings_both_grids_together(m3mcr):
    layout = recognise(m3mcr)
    item = first(m3mcr, layout).load()
    assert layout.name == "M3M-CR" and item.bands == ("B2", "B3", "B4", "B8")
    assert item.optical.shape == item.cloudy.shape == (4, 300, 300)
    assert item.sar.shape == (2, 300, 300) and item.sar.dtype == np.float32
    assert item.labels.shape == (90, 90) and item.label_ratio == (3, 10)
    assert item.mask.dtype == bool and 0.1 < item.mask.mean() < 0.9
    assert np.nanmedian(item.optical) < 1 and np.nanmedian(item.sar) < 0


def test_m3mcr_unknown_labels_are_ignored_and_never_a_seventh_class(m3mcr, tmp_path):
    root = fake.m3mcr(tmp_path, areas=(("train", "spring", (1,)),))
    path = next(root.rglob("landcover*.tif"))
    codes = np.full((90, 90), 80, np.uint8)
    codes[:30] = np.repeat([[70], [95], [100]], 10, axis=0)
    fake.write(path, codes)
    labels = first(root, layout_of("m3mcr")).load().labels
    assert (labels[:30] == IGNORE).all() and (labels[30:] == 5).all()
    found = check(root, layout_of("m3mcr"))
    assert set(found.unknown_codes) == {70, 95, 100} and set(found.classes) == {"Water"}


def test_m3mcr_keeps_its_test_folder_and_validates_on_whole_places(m3mcr):
    shares = split(index(m3mcr, layout_of("m3mcr")), layout_of("m3mcr").splitting)
    assert {e.fields["split"] for e in shares["test"]} == {"test"}
    assert len(shares["val"]) == 1 and len(shares["train"]) == 2
    assert not places(shares["val"]) & places(shares["train"])


def test_luojiaset_offset_is_taken_off_unless_it_is_to_be_kept(luojiaset, tmp_path):
    layout = recognise(luojiaset)
    assert layout.name == "LuojiaSET-OSFCR"
    without = first(luojiaset, layout).load()
    kept = first(luojiaset, layout, Reading(keep_offset=True)).load()
    assert np.allclose(kept.optical - without.optical, 0.1, atol=1e-4)
    b10 = without.bands.index("B10")
    assert abs(np.median(without.optical[b10]) - 0.0012) < 2e-4
    old = fake.luojiaset(tmp_path, regions=("05",), patches=1, offset=0)
    again = first(old, layout).load()
    assert abs(np.median(again.optical[b10]) - 0.0012) < 2e-4


@pytest.mark.parametrize(
    ("offset", "clear_b10", "cloudy_b10", "rim"),
    [
        # A rim of zeros is not the darkest of B10, high cloud brightens it, so may thin cirrus in
        # both; and without an offset, a closed cover can be as bright as one.
        (1000, 1010, 1010, 6),
        (1000, 1010, 1150, 0),
        (1000, 1040, 1150, 0),
        (0, 12, 1010, 0),
    ],
)
def test_luojiaset_offset_is_decided_once_a_pair(offset, clear_b10, cloudy_b10, rim, tmp_path):
    root = fake.luojiaset(tmp_path, regions=("05",), patches=1, offset=offset)
    for kind, dark in (("s2", clear_b10), ("s2_cloudy", cloudy_b10)):
        (path,) = root.rglob(f"{kind}/*.tif")
        values = np.full((13, 256, 256), 500 + offset, np.uint16)
        values[10] = dark
        values[1, 0] += 50 if kind == "s2" else 90
        values[:, :, :rim] = 0
        path.unlink()
        fake.write(path, values)
    item = first(root, layout_of("luojiaset")).load()
    for image in (item.optical, item.cloudy):
        assert np.isnan(image[:, :, :rim]).all()
        assert np.allclose(image[0, :, rim:], 0.05, atol=1e-4)


def test_luojiaset_region_split_keeps_overlapping_patches_together(luojiaset):
    layout = layout_of("luojiaset")
    entries = index(luojiaset, layout)
    ours = split(entries, layout.splitting)
    assert all(ours[name] for name in ours)
    assert not places(ours["train"]) & (places(ours["val"]) | places(ours["test"]))
    public = split(entries, Splitting("random", (0.5, 0.0, 0.5), field="bucket"))
    assert places(public["train"]) & places(public["test"])
    assert split(entries, layout.public_splitting) == split(entries, layout.public_splitting)


def test_one_place_is_not_split(tmp_path):
    root = fake.luojiaset(tmp_path, regions=("01",), patches=2)
    with pytest.raises(SegcrError, match="must not be split"):
        split(index(root, layout_of("luojiaset")), layout_of("luojiaset").splitting)


def test_damaged_luojiaset_files_are_named_and_skipped(tmp_path, capsys):
    root = fake.luojiaset(tmp_path, patches=1)
    layout = layout_of("luojiaset")
    files = sorted(root.rglob("*_s2_cloudy_p0.tif"))
    cloudy = [p for p in files if p.parent.name == "s2_cloudy"]
    clear = sorted(p for p in root.rglob("*.tif") if p.parent.name == "s2")
    # As in the public samples: the clear image again, a mask in the image's place, a stump.
    cloudy[0].write_bytes(clear[0].read_bytes())
    fake.write(cloudy[1], np.zeros((256, 256), np.float32))
    cloudy[2].write_bytes(b"II*\0broken")
    broken = []
    assert len(list(loaded(reading(index(root, layout), Reading()), broken))) == 1
    said = "\n".join(map(str, broken))
    assert "equals the clear image" in said and "1 bands instead of 13" in said
    assert "cannot be read" in said
    assert main(["data", "check", str(root)]) == 0
    printed = capsys.readouterr().out
    assert "1 of 4 samples are complete" in printed and printed.count("broken:") == 3


def test_nan_radar_is_missing_and_all_nan_is_broken(tmp_path):
    root = fake.luojiaset(tmp_path, regions=("01",), patches=2)
    paths = sorted(p for p in root.rglob("*.tif") if p.parent.name == "s1")
    for path, rows in zip(paths, (40, 256)):
        with rasterio.open(path) as source:
            values = source.read()
        values[:, :rows] = np.nan
        fake.write(path, values)
    entries = reading(index(root, layout_of("luojiaset")), Reading())
    part = entries[0].load()
    assert np.isnan(part.sar[:, :40]).all() and np.isfinite(part.sar[:, 40:]).all()
    with pytest.raises(BrokenSample, match="no valid pixel"):
        entries[1].load()


def test_sen12mscr_is_split_by_its_authors_regions(tmp_path):
    root = fake.sen12mscr(tmp_path)
    layout = recognise(root)
    assert layout.name == "SEN12MS-CR"
    shares = split(index(root, layout), layout.splitting)
    assert [len(shares[name]) for name in ("train", "val", "test")] == [1, 1, 1]
    assert shares["test"][0].place == "ROIs2017_winter_108"
    item = shares["train"][0]
    assert (first(root, layout).load().labels == IGNORE).all() and not item.lacking


@pytest.mark.parametrize("name", catalogue.names())
def test_every_shipped_layout_is_sound(name):
    layout = layout_of(name)
    assert layout.bands and layout.polarisations
    assert set(layout.crosswalk.values()) <= set(range(len(layout.classes)))
    assert layout.roles["clear"].regex()


YAML = """
name: Ours
roles:
  clear: {pattern: "clear/{place}_{patch}.tif", bands: [B4, B3, B2, -], units: display8bit}
  sar: {pattern: "radar/{place}_{patch}.tif", bands: [VV], units: db_uint16, nodata: 65535}
  label: {pattern: "classes/{place}.tif"}
place: "{place}"
crosswalk: worldcover
"""


def own_folder(folder):
    (folder / "segcr-data.yaml").write_text(YAML)
    fake.write(folder / "clear" / "a_1.tif", np.full((4, 64, 64), 128, np.uint8))
    radar = np.full((64, 64), 4000, np.uint16)
    radar[:8] = 65535
    fake.write(folder / "radar" / "a_1.tif", radar)
    fake.write(folder / "classes" / "a.tif", np.full((64, 64), 10, np.uint8))
    return folder


def test_any_folder_is_read_by_its_yaml(tmp_path):
    layout = recognise(own_folder(tmp_path))
    item = first(tmp_path, layout, Reading(simulate=True)).load()
    assert item.bands == ("B4", "B3", "B2") and item.polarisations == ("VV",)
    expected = np.array([0.29, 0.265, 0.28]) * 128 / 255
    assert np.allclose(item.optical[:, 0, 0], expected, atol=1e-3)
    assert np.isnan(item.sar[0, :8]).all()
    assert np.allclose(item.sar[0, 8:], 20 * np.log10(4000) - 83, atol=1e-3)
    assert (item.labels == 1).all() and item.cloudy is None
    other = first(tmp_path, layout, Reading(("B2", "B8"), ("VV", "VH"), simulate=True)).load()
    assert np.isnan(other.optical[1]).all() and np.isnan(other.sar[1]).all()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("speed: 3", "unknown key 'speed'"),
        ("crosswalk: {10: 77}", "leads from 10 to 77, which is no class"),
        ("split: {by: colour}", "a split is by place, random or field"),
        ("roles: {sar: {pattern: x, bands: [VV], units: db}}", "clear is a must"),
        ("roles: [", "cannot be read"),
        (
            'roles: {clear: {pattern: "{a}.tif", bands: [BX], units: dn10000}}',
            "band 'BX' is no channel",
        ),
    ],
)
def test_a_wrong_description_is_one_sentence(line, said, tmp_path, capsys):
    path = tmp_path / "own.yaml"
    path.write_text(YAML.replace("crosswalk: worldcover", "") + line + "\n")
    assert main(["data", "check", str(tmp_path), "--layout", str(path)]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [(["nowhere"], "no such folder"), ([".", "--layout", "xyz"], "no dataset that is known")],
)
def test_what_is_no_dataset_is_one_sentence(words, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["data", "check", *words]) == 2
    error = capsys.readouterr().err
    assert said in error and error.count("\n") == 1


def test_radar_is_averaged_as_power_and_missing_pixels_stay_missing():
    coarse = np.full((1, 9, 9), -20.0, np.float32)
    coarse[0, :, 4:] = -10.0
    coarse[0, 0, 0] = np.nan
    fine = resize_decibel(coarse, (30, 30))
    assert fine.shape == (1, 30, 30) and np.isnan(fine[0, 0, 0])
    assert np.isclose(fine[0, 20, 2], -20, atol=1e-3) and np.isclose(fine[0, 20, 29], -10)
    between = fine[0, 20][(fine[0, 20] > -19.9) & (fine[0, 20] < -10.1)]
    assert between.size and (10 ** (between / 10) >= 0.01).all()
