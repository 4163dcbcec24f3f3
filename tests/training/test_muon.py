"""The optimiser: orthogonal steps for matrices, AdamW for the rest, both at one rate."""

import pytest
import torch
from torch import nn

from segcr_qgis.networks import registry
from segcr_qgis.training.muon import MATCHED, Muon, orthogonalised
from segcr_qgis.training.recipe import Recipe, optimiser


@pytest.mark.parametrize("shape", [(24, 24), (16, 90), (90, 16)])
def test_singular_values_end_near_one(shape):
    matrix = torch.randn(shape, generator=torch.Generator().manual_seed(1))
    values = torch.linalg.svdvals(orthogonalised(matrix))
    # The smallest of a square matrix of chance are near zero and need more than five rounds.
    assert values.max() < 1.25 and values.quantile(0.2) > 0.65
    assert orthogonalised(matrix).shape == shape
    torch.testing.assert_close(orthogonalised(1e3 * matrix), orthogonalised(matrix))


def test_a_step_is_as_long_as_one_of_adamw():
    weight = nn.Parameter(torch.zeros(32, 16, 3, 3))
    weight.grad = torch.randn(weight.shape, generator=torch.Generator().manual_seed(2))
    muon = Muon([{"params": [weight], "weight_decay": 0.0, "orthogonal": True}], lr=0.01)
    muon.step()
    assert weight.detach().square().mean().sqrt() == pytest.approx(0.01 * MATCHED, rel=0.25)


def test_what_is_not_orthogonalised_is_stepped_as_by_adamw():
    generator = torch.Generator().manual_seed(3)
    ours = nn.Parameter(torch.randn(7, 5, generator=generator))
    theirs = nn.Parameter(ours.detach().clone())
    group = {"params": [ours], "weight_decay": 0.1, "orthogonal": False}
    a, b = Muon([group], lr=0.01), torch.optim.AdamW([theirs], 0.01, (0.9, 0.99), weight_decay=0.1)
    for _ in range(5):
        ours.grad = torch.randn(7, 5, generator=generator)
        theirs.grad = ours.grad.clone()
        a.step()
        b.step()
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("name", ["muon", "adamw"])
def test_every_parameter_is_stepped_once(name):
    network = registry.build("cgm2net-tiny", widths=(8, 16, 24, 32), semantic=16, restoration=8)
    stepper = optimiser(network, Recipe(optimiser=name))
    stepped = [p for group in stepper.param_groups for p in group["params"]]
    assert len(stepped) == len({id(p) for p in stepped}) == len(list(network.parameters()))
    decayed = [p for g in stepper.param_groups if g["weight_decay"] for p in g["params"]]
    assert all(p.ndim > 1 for p in decayed) and decayed


def test_an_unknown_optimiser_is_named():
    with pytest.raises(ValueError, match="muon, adamw, not 'sgd'"):
        Recipe(optimiser="sgd")
