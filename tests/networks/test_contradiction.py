"""What the difference between the image and the guessed ground says of cloud."""

from __future__ import annotations

import pytest
import torch

from segcr_qgis.networks import registry
from segcr_qgis.networks.decoders import Contradiction

SIZE = 32
LEVEL = torch.zeros(1, 3, SIZE // 4, SIZE // 4), torch.zeros(1, 1, SIZE, SIZE)


@pytest.fixture
def contradiction():
    torch.manual_seed(3)
    made = Contradiction().eval()
    torch.nn.init.normal_(made.judge.weight, std=0.5)
    return made


@pytest.fixture
def image():
    return torch.rand(1, 4, SIZE, SIZE, generator=torch.Generator().manual_seed(4))


@pytest.fixture
def clear():
    return torch.full((1, 1, SIZE, SIZE), -20.0)


def test_begins_by_saying_nothing(image, clear):
    assert not Contradiction()(image, torch.ones_like(image), 0.5 * image, clear, *LEVEL).any()


def test_the_same_colour_everywhere_is_no_cloud(contradiction, image, clear):
    valid, surface = torch.ones_like(image), 0.8 * image
    shift = torch.tensor([0.3, -0.1, 0.05, 0.2])[None, :, None, None]
    with torch.inference_mode():
        plain = contradiction(image, valid, surface, clear, *LEVEL)
        shifted = contradiction(image + shift, valid, surface, clear, *LEVEL)
    # All but one part in the number of clear cells, which guards the mean where nothing is clear.
    assert (plain - shifted).abs().max() < 0.1 * plain.std()


def test_a_veil_is_seen_where_it_lies(contradiction, image, clear):
    valid = torch.ones_like(image)
    veiled = image.clone()
    veiled[..., :8, :8] += 0.3
    with torch.inference_mode():
        change = contradiction(veiled, valid, image, clear, *LEVEL)
        change = change - contradiction(image, valid, image, clear, *LEVEL)
    assert change[..., :8, :8].abs().mean() > 5 * change[..., 20:, 20:].abs().mean()


def test_a_missing_band_says_nothing(contradiction, image, clear):
    valid = torch.ones_like(image)
    valid[:, 2] = 0
    other = image.clone()
    other[:, 2] = 9.0
    with torch.inference_mode():
        one = contradiction(image * valid, valid, 0.5 * image, clear, *LEVEL)
        two = contradiction(other * valid, valid, 0.5 * image, clear, *LEVEL)
    assert torch.equal(one, two)


def test_it_never_pulls_at_what_it_judges():
    torch.manual_seed(1)
    network = registry.build("segcr-tiny").train()
    optical, sar = torch.rand(1, 6, 64, 64), torch.rand(1, 2, 64, 64)
    surface = torch.rand(1, 6, 64, 64, requires_grad=True)
    blend = torch.zeros(1, 1, 64, 64, requires_grad=True)
    level = torch.zeros(1, 3, 16, 16), torch.zeros(1, 1, 64, 64)
    said = network.removal.contradiction(optical, torch.ones_like(optical), surface, blend, *level)
    said.sum().backward()
    assert surface.grad is None and blend.grad is None
    assert network.removal.contradiction.judge.bias.grad is not None
    assert network(optical, sar).clear.shape == optical.shape
