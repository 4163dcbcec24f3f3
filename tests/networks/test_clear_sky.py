"""The regression on radar in the clear-sky prior: exact where it can be, else modest."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional

from segcr_qgis.networks.clear_sky import ClearSkyPrior, RadarRegression, _solved
from segcr_qgis.networks.inputs import Cells

CHANNELS, BANDS, SIZE = 8, 4, 24


@pytest.fixture
def regression():
    torch.manual_seed(5)
    return RadarRegression(CHANNELS, BANDS).eval()


@pytest.fixture
def radar():
    return torch.randn(2, CHANNELS, SIZE, SIZE, generator=torch.Generator().manual_seed(6))


def told_by(regression, radar):
    """Return colours that are linear in what the regression sees of the radar."""
    mixing = 0.04 * torch.randn(
        regression.FEATURES, BANDS, generator=torch.Generator().manual_seed(7)
    )
    described = functional.gelu(regression.describe(radar))
    return (0.5 + torch.einsum("bkhw,kc->bchw", described, mixing)).detach()


@pytest.mark.parametrize("size", [1, 5, 13])
def test_elimination_solves_definite_systems(size):
    root = torch.randn(3, size, 40, generator=torch.Generator().manual_seed(size))
    matrix = root @ root.transpose(1, 2) / 40 + 0.002 * torch.eye(size)
    right = torch.randn(3, size, 6, generator=torch.Generator().manual_seed(8))
    expected = torch.linalg.solve(matrix.double(), right.double()).float()
    torch.testing.assert_close(_solved(matrix, right), expected, rtol=1e-3, atol=1e-4)


def test_what_radar_tells_is_found_under_the_cloud(regression, radar):
    colors = told_by(regression, radar)
    clear = torch.zeros(2, BANDS, SIZE, SIZE)
    clear[..., : SIZE // 2] = 1
    # What is under the cloud must not matter: it is white there.
    seen = torch.where(clear > 0, colors, torch.ones(()))
    with torch.no_grad():
        regression.log_ridge.fill_(-14)
        found = regression(radar, seen, clear)
    assert (found - colors).abs().max() < 5e-3
    assert colors.std() > 0.03


def test_nothing_clear_leaves_the_general_translation(regression, radar):
    with torch.no_grad():
        general = regression.translate(functional.gelu(regression.describe(radar)))
        found = regression(
            radar, torch.rand(2, BANDS, SIZE, SIZE), torch.zeros(2, BANDS, SIZE, SIZE)
        )
    torch.testing.assert_close(found, general.clamp(0, 1.3))


def test_no_radar_gives_one_colour_that_fits_the_clear_ground(regression):
    radar = torch.zeros(1, CHANNELS, SIZE, SIZE)
    colors = torch.full((1, BANDS, SIZE, SIZE), 0.7)
    with torch.no_grad():
        found = regression(radar, colors, torch.ones_like(colors))
    assert found.std() < 1e-6
    assert (found - 0.7).abs().max() < 0.01


def test_the_regression_learns_what_to_look_at(radar):
    torch.manual_seed(9)
    prior = ClearSkyPrior(CHANNELS, CHANNELS, BANDS)
    colors = torch.rand(2, BANDS, SIZE, SIZE)
    impact = torch.rand(2, 1, SIZE, SIZE)
    cells = Cells(colors, torch.ones_like(colors))
    prior(cells, impact, radar, radar).square().sum().backward()
    for name, parameter in prior.regression.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().max() > 0, name
