"""Every network by name: builds, runs, is stored and read, and its modules can be switched off."""

import pytest
import torch
from safetensors.torch import load_file, save_file

from segcr_qgis.networks import registry

#: Millions of parameters with 4 bands, 2 polarisations, 7 classes and no valid maps (the design's
#: table), and how far from it is still the same network.
MILLIONS = {
    "segcr-tiny": 2.6,
    "segcr-base": 18.5,
    "segcr-large": 56,
    "cgm2net-tiny": 2.9,
    "cgm2net-base": 27,
    "cgm2net-large": 90,
}
NEAR = 0.15
#: Enough to be a whole network, small enough to build every ablation of every size in seconds.
SMALL = {
    "segcr": {"widths": (16, 16, 16, 16), "depths": (1, 1, 1, 1), "semantic": 16},
    "cgm2net": {"widths": (32, 32, 32, 32), "depths": (1, 1, 1, 1), "semantic": 16},
    "baseline": {"widths": (16, 16, 16, 16), "depths": (1, 1, 1, 1), "semantic": 16},
}


def images(height, width, channels=(6, 2)):
    chance = torch.Generator().manual_seed(1)
    return [torch.rand(1, n, height, width, generator=chance) for n in channels]


def millions(network):
    return sum(p.numel() for p in network.parameters()) / 1e6


@pytest.mark.parametrize("name", registry.names())
def test_builds_runs_is_saved_and_loaded_with_the_same_output(name, tmp_path):
    torch.manual_seed(0)
    network = registry.build(name).eval()
    save_file({k: v.contiguous() for k, v in network.state_dict().items()}, tmp_path / "w")
    other = registry.build(name).eval()
    other.load_state_dict(load_file(tmp_path / "w"))
    with torch.inference_mode():
        for size in [(256, 256), (75, 98)]:
            out = network(*images(*size))
            assert out.logits.shape == (1, 8, *size) and out.clear.shape == (1, 6, *size)
            assert out.cloud.shape == out.expected_error.shape == (1, 1, *size)
            assert all(torch.isfinite(t).all() for t in out[:4])
        again = other(*images(*size))
    assert all(torch.equal(a, b) for a, b in zip(out[:4], again[:4]))


@pytest.mark.parametrize("name", sorted(MILLIONS))
def test_sizes_are_those_of_the_design(name):
    with torch.device("meta"):
        network = registry.build(
            name, optical_channels=4, sar_channels=2, classes=7, valid_maps=False
        )
    assert millions(network) == pytest.approx(MILLIONS[name], rel=NEAR)


def cases():
    return [
        (name, dict(change))
        for name in registry.names()
        for change in registry.ablations(name)
        if not name.endswith(("base", "large"))
    ]


@pytest.mark.parametrize(("name", "change"), cases(), ids=str)
def test_every_switch_runs_trains_and_changes_the_graph(name, change):
    size = SMALL[name.split("-")[0]]
    torch.manual_seed(0)
    whole, ablated = registry.build(name, **size), registry.build(name, **size, **change)
    kept = {k: v.shape for k, v in ablated.state_dict().items()}
    shared = {k: v for k, v in whole.state_dict().items() if kept.get(k) == v.shape}
    with torch.no_grad():
        # Layers that start at zero would hide what is switched off.
        for value in shared.values():
            value.add_(0.05 * torch.randn_like(value))
    ablated.load_state_dict(shared, strict=False)
    tensors = images(64, 64)
    with torch.inference_mode():
        a, b = whole.eval()(*tensors), ablated.eval()(*tensors)
    assert all(torch.isfinite(t).all() for t in b[:4])
    assert any(not torch.allclose(x, y, atol=1e-4) for x, y in zip(a[:4], b[:4]))
    out = ablated.train()(*tensors)
    sum(t.square().mean() for t in out[:4]).backward()
    if change.get("multitask") == "segmentation":
        seen = torch.zeros_like(tensors[0]) if name == "baseline-sar" else tensors[0]
        assert torch.equal(b.clear, seen)
        assert millions(ablated) < millions(whole)
    if change.get("multitask") == "removal":
        assert not b.logits.any()
        assert millions(ablated) < millions(whole)


def test_what_sees_no_image_keeps_none_of_it():
    """Else the comparison with radar alone would show the clouds of the input."""
    optical, sar = images(64, 64)
    with torch.inference_mode():
        found = registry.build("baseline-sar").eval()(optical, sar)
        other = registry.build("baseline-optical").eval()(optical, sar)
    assert (found.cloud == 1).all() and not (other.cloud == 1).all()


@pytest.mark.parametrize("name", ["segcr-base", "segcr-large", "cgm2net-base", "cgm2net-large"])
def test_the_larger_sizes_have_the_same_switches(name):
    for change in registry.ablations(name):
        with torch.device("meta"):
            assert millions(registry.build(name, **change)) > 0


@pytest.mark.parametrize("name", ["segcr-tiny", "cgm2net-tiny", "baseline-concatenation"])
@pytest.mark.parametrize("channels", [(4, 2), (13, 2)])
def test_fixed_channels_have_no_valid_maps(name, channels):
    size = SMALL[name.split("-")[0]]
    network = registry.build(
        name, **size, optical_channels=channels[0], sar_channels=channels[1], valid_maps=False
    ).eval()
    with torch.inference_mode():
        out = network(*images(64, 64, channels))
    assert out.clear.shape == (1, channels[0], 64, 64) and torch.isfinite(out.clear).all()


@pytest.mark.parametrize("sensor", ["optical", "sar"])
def test_a_single_sensor_baseline_never_sees_the_other(sensor):
    torch.manual_seed(0)
    network = registry.build(f"baseline-{sensor}", **SMALL["baseline"]).eval()
    tensors = images(64, 64)
    changed = [t.clone() for t in tensors]
    changed[1 if sensor == "optical" else 0].uniform_()
    with torch.inference_mode():
        for a, b in zip(network(*tensors)[:4], network(*changed)[:4]):
            assert torch.equal(a, b)
