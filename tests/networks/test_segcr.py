import pytest
import torch

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.networks import registry
from segcr_qgis.networks.segcr import settle


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return registry.build("segcr-tiny").eval()


def images(size=(64, 64), batch=1, seed=0):
    generator = torch.Generator().manual_seed(seed)
    optical = torch.rand(batch, 6, *size, generator=generator)
    sar = torch.rand(batch, 2, *size, generator=generator)
    return [optical, sar, torch.ones_like(optical), torch.ones_like(sar)]


@pytest.mark.parametrize("size", [(64, 64), (70, 101), (5, 5), (256, 256)])
def test_outputs_have_the_size_of_the_input_and_are_finite(network, size):
    with torch.inference_mode():
        out = network(*images(size))
    assert out.logits.shape == (1, 8, *size)
    assert out.clear.shape == (1, 6, *size)
    assert out.cloud.shape == out.expected_error.shape == (1, 1, *size)
    assert all(torch.isfinite(t).all() for t in out[:4])
    assert out.cloud.min() >= 0 and out.cloud.max() <= 1 and out.expected_error.min() >= 0


def test_values_without_meaning_change_nothing(network):
    optical, sar, optical_valid, sar_valid = images()
    optical_valid[:, 4:] = 0
    optical_valid[..., :20, :20] = 0
    sar_valid[..., 40:] = 0
    poisoned_optical = torch.where(optical_valid > 0, optical, torch.nan)
    poisoned_sar = torch.where(sar_valid > 0, sar, torch.inf)
    with torch.inference_mode():
        clean = network(optical, sar, optical_valid, sar_valid)
        poisoned = network(poisoned_optical, poisoned_sar, optical_valid, sar_valid)
    for a, b in zip(clean[:4], poisoned[:4]):
        assert torch.equal(a, b)


@pytest.mark.parametrize("missing", ["sar", "optical"])
def test_a_missing_sensor_is_answered(network, missing):
    tensors = images()
    tensors[3 if missing == "sar" else 2].zero_()
    with torch.inference_mode():
        out = network(*tensors)
    assert all(torch.isfinite(t).all() for t in out[:4])


def test_a_given_mask_is_the_cloud_map_and_clear_ground_passes_unchanged(network):
    tensors = images()
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 16:40, 16:40] = 1
    with torch.inference_mode():
        out = network(*tensors, mask)
    assert torch.equal(out.cloud, mask)
    outside = (mask == 0).expand(-1, 6, -1, -1)
    assert torch.equal(out.clear[outside], tensors[0][outside])
    assert not torch.equal(out.clear[~outside], tensors[0][~outside])


def test_batch_members_do_not_influence_each_other(network):
    tensors = images(batch=2)
    with torch.inference_mode():
        both = network(*tensors)
        alone = network(*(t[:1] for t in tensors))
    for a, b in zip(both[:4], alone[:4]):
        torch.testing.assert_close(a[:1], b, rtol=1e-4, atol=1e-5)


def test_every_parameter_is_trained():
    network = registry.build("segcr-tiny").train()
    # Zero-initialised exchanges block gradients in the first step only.
    with torch.no_grad():
        for parameter in network.parameters():
            if not parameter.any():
                parameter.normal_(0, 0.05)
    out = network(*images())
    auxiliary = out.auxiliary
    loss = sum(t.square().mean() for t in (*out[:4], *auxiliary.impact_logits))
    (loss + auxiliary.simulated_optical.square().mean()).backward()
    silent = [
        name
        for name, p in network.named_parameters()
        if p.grad is None or not torch.isfinite(p.grad).all() or not p.grad.any()
    ]
    # The nearest null key competes with real keys; every other parameter must move.
    assert silent == []


def test_saved_and_loaded_weights_give_the_same_output(network, tmp_path):
    from safetensors.torch import load_file, save_file

    save_file({k: v.contiguous() for k, v in network.state_dict().items()}, tmp_path / "w.st")
    other = registry.build("segcr-tiny").eval()
    other.load_state_dict(load_file(tmp_path / "w.st"))
    with torch.inference_mode():
        a, b = network(*images()), other(*images())
    assert all(torch.equal(x, y) for x, y in zip(a[:4], b[:4]))


def test_size_is_what_the_docs_say(network):
    millions = sum(p.numel() for p in network.parameters()) / 1e6
    assert 2.2 < millions < 3.0


def test_unknown_names_and_arguments_get_a_sentence():
    with pytest.raises(SegcrError, match="segcr-tiny"):
        registry.build("segcr-huge")
    with pytest.raises(SegcrError, match="cannot be built"):
        registry.build("segcr-tiny", colour="blue")


def test_faint_impact_counts_only_near_strong_impact():
    impact = torch.full((1, 1, 96, 96), 0.3)
    impact[..., 40:56, 40:56] = 0.9
    impact[..., 5, 90] = 0.95
    settled = settle(impact)
    assert settled.min() >= 0 and settled.max() <= 1
    assert torch.equal(settled[..., 40:56, 40:56], impact[..., 40:56, 40:56])
    assert settled[0, 0, 36, 48] == impact[0, 0, 36, 48]
    far = torch.ones(96, 96, dtype=torch.bool)
    far[20:76, 20:76] = False
    assert settled[0, 0][far].max() == 0
