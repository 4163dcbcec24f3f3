"""The feature sheet of both networks: what is drawn is what the network computed."""

import base64
import re
import shutil

import numpy as np
import pytest
import rasterio

torch = pytest.importorskip("torch")

from segcr_qgis.assessment.feature_sheet import principal  # noqa: E402
from segcr_qgis.cli.main import main  # noqa: E402
from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.places import PACKAGE  # noqa: E402
from segcr_qgis.networks import registry  # noqa: E402
from segcr_qgis.networks.feature_record import record  # noqa: E402
from segcr_qgis.training.package import PackageFacts, write_package  # noqa: E402

DEMO = PACKAGE.parent / "resources" / "demo"
TINY = ("segcr-tiny", "cgm2net-tiny")


@pytest.fixture(scope="module", params=TINY)
def model(request, tmp_path_factory):
    torch.manual_seed(1)
    name = request.param
    config = {"optical_channels": 6, "sar_channels": 2, "classes": 8}
    facts = PackageFacts(name, name, name, config, "2026-01-01T00:00:00Z", tile_size=64, overlap=8)
    return write_package(tmp_path_factory.mktemp("models") / name, registry.build(name), facts)


def test_the_command_draws_four_stages_and_the_simulated_image(model, tmp_path):
    target = tmp_path / "sheet.svg"
    layers = ["--optical", str(DEMO / "optical_cloudy.tif"), "--sar", str(DEMO / "sar.tif")]
    assert main(["explain", *layers, "--model", str(model), "--out", str(target)]) == 0
    text = target.read_text("utf-8")
    assert [f"stage {n}, stride {s}" in text for n, s in zip(range(1, 5), (4, 8, 16, 32))] == [
        True
    ] * 4
    translates = model.name == "segcr-tiny"
    assert ("simulated from radar" in text) == translates
    assert ("cloud impact map" in text) == translates and ("cloud mask" in text) != translates
    pictures = re.findall(r"base64,([^\"]+)", text)
    assert len(pictures) == 4 * 5 + (7 if translates else 6)
    assert all(base64.b64decode(p).startswith(b"\x89PNG") for p in pictures)
    assert list(tmp_path.iterdir()) == [target]


def test_a_sheet_may_be_called_like_the_layer_and_show_a_few_pixels(tmp_path, model):
    layer = tmp_path / "scene.tif"
    shutil.copy(DEMO / "optical_cloudy.tif", layer)
    with rasterio.open(layer) as dataset:
        left, top = dataset.bounds.left, dataset.bounds.top
    target = tmp_path / "scene.svg"
    words = ["explain", "--optical", str(layer), "--model", str(model), "--out", str(target)]
    few = [left, top - 100, left + 100, top]
    assert main([*words, "--extent", *map(str, few)]) == 0
    assert "stage 4" in target.read_text("utf-8")
    assert sorted(tmp_path.iterdir()) == sorted([layer, target])


def test_the_record_is_what_the_network_computed():
    torch.manual_seed(0)
    network = registry.build("segcr-tiny").eval()
    tensors = [torch.rand(1, 6, 64, 96), torch.rand(1, 2, 64, 96)]
    found = record(network, *tensors)
    with torch.inference_mode():
        assert torch.equal(found.prediction.logits, network(*tensors).logits)
    assert len(found.stages) == 4 and found.simulated.shape == (1, 6, 64, 96)
    for stage, channels, stride in zip(found.stages, (24, 48, 96, 160), (4, 8, 16, 32)):
        size = (64 // stride, 96 // stride)
        assert stage.guidance.shape == (1, 1, *size)
        assert stage.optical.shape == stage.restored.shape == (1, channels, *size)
        # Restored is what the impact map says: nothing changes where it is 0.
        moved = (stage.restored - stage.optical).abs().amax(1, keepdim=True)
        assert (moved > 0).any() and stage.guidance.min() > 0
    assert not any(m._forward_hooks for m in network.modules())


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("baseline-optical", {}),
        ("segcr-tiny", {"impact_map": False}),
        ("cgm2net-tiny", {"feature_restoration": False}),
    ],
)
def test_a_network_without_what_is_drawn_gets_a_sentence(name, change):
    network = registry.build(name, **change).eval()
    with pytest.raises(SegcrError, match="it explains only"):
        record(network, torch.rand(1, 6, 64, 64), torch.rand(1, 2, 64, 64))


def test_another_kind_of_picture_gets_a_sentence(tmp_path, capsys):
    layer = str(DEMO / "optical_cloudy.tif")
    target = str(tmp_path / "sheet.jpg")
    assert main(["explain", "--optical", layer, "--model", "segcr-tiny", "--out", target]) == 2
    assert "ends in .svg" in capsys.readouterr().err


def test_equal_features_have_equal_colours():
    random = np.random.default_rng(0)
    feature = random.normal(size=(12, 9, 7))
    other = feature + np.where(np.arange(7) > 3, 5.0, 0.0)
    a, b = principal([feature, other])
    assert a.shape == (9, 7, 3) and a.dtype == np.uint8
    assert np.array_equal(a[:, :4], b[:, :4]) and (a[:, 4:] != b[:, 4:]).any()
