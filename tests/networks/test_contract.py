import pytest
import torch

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.networks import registry
from segcr_qgis.networks.inputs import prepare
from segcr_qgis.networks.prediction import RISE, settle

TINY = ("segcr-tiny", "cgm2net-tiny")


@pytest.fixture(scope="module", params=TINY)
def network(request):
    torch.manual_seed(0)
    return registry.build(request.param).eval()


def images(size=(64, 64), batch=1, seed=0):
    generator = torch.Generator().manual_seed(seed)
    optical = torch.rand(batch, 6, *size, generator=generator)
    sar = torch.rand(batch, 2, *size, generator=generator)
    return [optical, sar, torch.ones_like(optical), torch.ones_like(sar)]


@pytest.mark.parametrize("size", [(64, 64), (70, 101), (5, 5)])
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


def test_a_mask_of_nan_is_no_mask_and_a_hole_in_a_mask_is_filled(network):
    tensors = images()
    nothing = torch.full((1, 1, 64, 64), torch.nan)
    half = torch.zeros(1, 1, 64, 64)
    half[..., 32:] = torch.nan
    with torch.inference_mode():
        for a, b in zip(network(*tensors)[:4], network(*tensors, nothing)[:4]):
            assert torch.equal(a, b)
        out = network(*tensors, half)
    assert (out.cloud[..., :32] == 0).all()
    assert all(torch.isfinite(t).all() for t in out[:4])


def test_nan_that_is_called_valid_is_taken_as_missing(network):
    tensors = images(batch=2)
    with torch.inference_mode():
        clean = network(*tensors)
        tensors[0][0, 2, 10:20, 10:20] = torch.nan
        tensors[1][0, :, 40, 40] = torch.inf
        poisoned = network(*tensors)
    for a, b in zip(clean[:4], poisoned[:4]):
        assert torch.isfinite(b).all()
        # The tile beside it in the batch notices nothing.
        torch.testing.assert_close(a[1], b[1], rtol=1e-4, atol=1e-5)


def test_nothing_valid_is_answered_with_numbers(network):
    tensors = images()
    tensors[2].zero_()
    tensors[3].zero_()
    with torch.inference_mode():
        assert all(torch.isfinite(t).all() for t in network(*tensors)[:4])


@pytest.mark.parametrize("name", TINY)
def test_every_parameter_is_trained(name):
    torch.manual_seed(0)
    network = registry.build(name).train()
    # Zero-initialised exchanges block gradients in the first step only.
    with torch.no_grad():
        for parameter in network.parameters():
            if not parameter.any():
                parameter.normal_(0, 0.05)
    mask = torch.zeros(1, 1, 64, 64)
    mask[..., 10:40, 10:50] = 0.8
    out = network(*images(), mask if name.startswith("cgm2net") else None)
    auxiliary = out.auxiliary
    loss = sum(t.square().mean() for t in (*out[:4], *auxiliary.impact_logits))
    if auxiliary.simulated_optical is not None:
        loss = loss + auxiliary.simulated_optical.square().mean()
    loss.backward()
    silent = [
        name
        for name, p in network.named_parameters()
        if p.grad is None or not torch.isfinite(p.grad).all() or not p.grad.any()
    ]
    assert silent == []


def test_unknown_names_and_arguments_get_a_sentence():
    with pytest.raises(SegcrError, match="segcr-tiny"):
        registry.build("segcr-huge")
    with pytest.raises(SegcrError, match="cannot be built"):
        registry.build("segcr-tiny", colour="blue")
    for wrong in ({"block": "magic"}, {"multitask": "neither"}):
        with pytest.raises(SegcrError, match="is one of"):
            registry.build("segcr-tiny", **wrong)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.update(optical=t["optical"][:, :4]), "optical channels belong"),
        (lambda t: t.update(sar=t["sar"][0]), "radar channels belong"),
        (lambda t: t.update(sar_valid=t["sar_valid"][:, :1]), "valid map of radar"),
        (lambda t: t.update(optical=t["optical"][..., :0]), "is empty"),
        (lambda t: t.update({k: t[k][..., :32] for k in ("sar", "sar_valid")}), "radar 1 x 2"),
        (lambda t: t.update(cloud_mask=torch.zeros(1, 2, 64, 64)), "the cloud mask is"),
    ],
)
def test_tensors_that_do_not_fit_get_a_sentence(network, change, said):
    tensors = dict(zip(("optical", "sar", "optical_valid", "sar_valid"), images()))
    change(tensors)
    with pytest.raises(SegcrError, match=said) as caught:
        network(**tensors)
    assert caught.value.code == "network_input"


def test_faint_impact_counts_only_near_strong_impact():
    impact = torch.full((1, 1, 96, 96), 0.3)
    impact[..., 40:56, 40:56] = 0.9
    impact[..., 5, 90] = 0.95
    nothing = torch.zeros(1, 1, 96, 96)
    settled = settle(impact, torch.full((1, 1, 1, 1), 6), nothing, nothing)
    assert settled.min() >= 0 and settled.max() <= 1
    raised = impact**RISE
    torch.testing.assert_close(settled[..., 40:56, 40:56], raised[..., 40:56, 40:56])
    torch.testing.assert_close(settled[0, 0, 37, 48], raised[0, 0, 37, 48])
    assert settled[0, 0, 37, 48] > impact[0, 0, 37, 48]
    far = torch.ones(96, 96, dtype=torch.bool)
    far[20:76, 20:76] = False
    assert settled[0, 0][far].max() == 0


def test_where_few_channels_are_cloud_must_be_surer_and_vouches_farther():
    impact = torch.full((2, 1, 96, 96), 0.3)
    impact[..., 60:76, 60:76] = 0.72
    impact[..., 20:36, 20:36] = 0.95
    channels = torch.tensor([6, 3]).reshape(2, 1, 1, 1)
    nothing = torch.zeros(2, 1, 96, 96)
    six, three = settle(impact, channels, nothing, nothing)[:, 0]
    assert six[68, 68] > 0 and three[68, 68] == 0
    assert six[28, 47] == 0 and three[28, 47] > 0
    assert six[28, 28] == three[28, 28]


def test_what_is_too_bright_beside_a_cloud_is_its_shred_and_far_from_it_ground():
    impact, excess = torch.zeros(2, 1, 96, 160), torch.zeros(2, 1, 96, 160)
    impact[..., 40:56, 10:26] = 0.9
    for left in (52, 130):
        impact[..., 40:52, left : left + 12] = 0.45
        excess[..., 40:52, left : left + 12] = 0.2
    channels = torch.tensor([6, 3]).reshape(2, 1, 1, 1)
    nothing = torch.zeros_like(excess)
    six, three = settle(impact, channels, excess, nothing)[:, 0]
    assert six[46, 55] > 0.45**RISE and six[46, 136] == 0
    assert three[46, 55] == 0
    as_dark = settle(impact, channels, nothing, nothing)[0, 0]
    assert as_dark[46, 55] == 0


def test_faint_haze_beside_a_cloud_is_plain_over_even_ground():
    impact, noise = torch.zeros(2, 1, 96, 160), torch.randn(2, 1, 96, 160)
    impact[..., 40:56, 10:26] = 0.9
    impact[..., 40:52, 42:54] = 0.15
    excess = torch.tensor([0.005, 0.05]).reshape(2, 1, 1, 1) * noise
    excess[..., 40:52, 42:54] = 0.04
    six = torch.full((2, 1, 1, 1), 6)
    even, varied = settle(impact, six, excess, torch.zeros_like(excess))[:, 0, 46, 47]
    assert even > 0.15**RISE and varied == 0


def test_what_lies_above_the_clear_line_beside_a_cloud_is_haze_and_elsewhere_or_unseen_none():
    impact, haze = torch.zeros(2, 1, 96, 160), torch.zeros(2, 1, 96, 160)
    impact[..., 40:56, 10:26] = 0.9
    for left, found in ((42, 0.1), (44 + 12, 0.0), (130, 0.1)):
        impact[..., 40:52, left : left + 12] = found
        haze[..., 40:52, left : left + 12] = 8.0
    channels = torch.tensor([6, 3]).reshape(2, 1, 1, 1)
    six, three = settle(impact, channels, torch.zeros_like(haze), haze)[:, 0]
    assert six[46, 47] > 0.1**RISE
    assert six[46, 62] < 1e-6 and six[46, 136] == 0 and three[46, 47] == 0


def test_excess_counts_the_bands_that_are_there():
    optical, sar, valid, sar_valid = images()
    valid[:, 3:] = 0
    inputs = prepare(optical, sar, valid, sar_valid, None, (6, 2), True)
    excess = inputs.excess(torch.zeros_like(optical))
    assert torch.allclose(excess, optical[:, :3].mean(1, keepdim=True))
    hidden = inputs._replace(optical_valid=torch.zeros_like(valid))
    assert not hidden.excess(optical).any()


def test_full_overcast_is_answered_without_the_optical_values(network):
    tensors = images()
    everything = torch.ones(1, 1, 64, 64)
    with torch.inference_mode():
        out = network(*tensors, everything)
    assert all(torch.isfinite(t).all() for t in out[:4])
    assert torch.equal(out.cloud, everything)


def test_the_mask_leads_cgm2net_and_its_own_head_stands_in():
    torch.manual_seed(0)
    network = registry.build("cgm2net-tiny").eval()
    tensors = images()
    with torch.inference_mode():
        logits, found = network.mask_head(torch.cat([tensors[0], tensors[2]], 1))
        assert logits.shape == (1, 1, 16, 16) and found.shape == (1, 1, 64, 64)
        own, given = network(*tensors), network(*tensors, found)
        other = network(*tensors, 1 - found)
    # Given its own finding as a mask, it sees the same ground.
    torch.testing.assert_close(own.logits, given.logits)
    assert not torch.allclose(own.logits, other.logits, atol=1e-4)


def test_the_mask_head_is_taught_by_its_own_loss_only():
    torch.manual_seed(0)
    network = registry.build("cgm2net-tiny").train()
    out = network(*images())
    (out.logits.square().mean() + out.clear.square().mean()).backward()
    assert all(p.grad is None or not p.grad.any() for p in network.mask_head.parameters())
    out = network(*images())
    out.auxiliary.impact_logits[0].square().mean().backward()
    assert any(p.grad is not None and p.grad.any() for p in network.mask_head.parameters())
