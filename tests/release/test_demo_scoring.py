"""The demo's figures, on scenes small enough to count by hand."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from tools.demo.runs import empty_mask, shuffled_radar
from tools.demo.scenes import Scene
from tools.demo.scoring import Candidate, class_shares, read_truth, score, score_scene

SIZE = 128


def write(path, pixels, **options):
    pixels = pixels if pixels.ndim == 3 else pixels[None]
    bands, height, width = pixels.shape
    path.parent.mkdir(parents=True, exist_ok=True)
    profile = {"driver": "GTiff", "crs": "EPSG:32631", "transform": from_origin(5e5, 5.6e6, 10, 10)}
    profile.update(count=bands, height=height, width=width, dtype=pixels.dtype, **options)
    with rasterio.open(path, "w", **profile) as sink:
        sink.write(pixels)
    return path


@pytest.fixture
def scene(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.demo.scenes.DEMO", tmp_path / "demo")
    rng = np.random.default_rng(1)
    clear = rng.integers(300, 3000, (3, SIZE, SIZE)).astype(np.uint16)
    mask = np.zeros((SIZE, SIZE), np.uint8)
    mask[:32, :32] = 1
    mask[:32, 32:48] = 2
    cloudy = clear.copy()
    cloudy[:, mask == 1] = 9000
    classes = np.ones((SIZE, SIZE), np.uint8)
    classes[:, 64:] = 4
    return Scene(
        "synthetic_tiny",
        "Synthetic, tiny",
        "synthetic",
        write(tmp_path / "cloudy.tif", cloudy),
        write(tmp_path / "sar.tif", rng.normal(-12, 3, (2, SIZE, SIZE)).astype(np.float32)),
        (1, 2, 3),
        (1, 2, 3),
        write(tmp_path / "clear.tif", clear),
        write(tmp_path / "classes.tif", classes),
        write(tmp_path / "mask.tif", mask),
    )


def test_the_truth_itself_scores_best(scene):
    truth = read_truth(scene)
    best = score(Candidate("truth", truth.image, truth.classes), truth)
    assert best.psnr == float("inf")
    assert best.ssim == pytest.approx(1)
    assert best.miou == 1


def test_shares_are_counted_against_the_true_mask(scene):
    truth = read_truth(scene)
    impact = np.zeros((SIZE, SIZE), np.float32)
    impact[:16, :32] = 1  # half of the cloud, no shadow
    impact[-16:] = 1  # an eighth of the image, all of it clear
    restored = truth.image.copy()
    restored[:, -4:] += 0.01
    found = score_scene(scene, [Candidate("x", restored)], truth, impact, 0.1)
    assert found.cloud_share == pytest.approx(32 * 32 / SIZE**2)
    assert found.missed_cloud == pytest.approx(0.5)
    assert found.missed_shadow == 1
    assert found.false_alarm == pytest.approx(16 * SIZE / (SIZE**2 - 32 * 48))
    assert 0.9 < found.unchanged < 1


def test_areas_are_ground_areas(scene):
    shares = {share.name: share for share in class_shares(scene.truth_classes)}
    assert set(shares) == {"Water", "Crops"}
    assert shares["Water"].percent == pytest.approx(50)
    # 10 m in the grid; UTM's scale is within a thousandth of one.
    assert shares["Water"].hectares == pytest.approx(SIZE * 64 / 100, rel=2e-3)


def test_shuffled_radar_is_the_same_radar_elsewhere(scene):
    with rasterio.open(scene.sar) as source, rasterio.open(shuffled_radar(scene, 32)) as shuffled:
        before, after = source.read(), shuffled.read()
        assert shuffled.transform == source.transform
    assert not np.array_equal(before, after)
    assert np.array_equal(np.sort(before, axis=None), np.sort(after, axis=None))


def test_the_empty_mask_says_clear_everywhere(scene):
    with rasterio.open(empty_mask(scene)) as mask:
        assert mask.shape == (SIZE, SIZE)
        assert not mask.read().any()
