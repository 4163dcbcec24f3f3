import numpy as np
import pytest

from segcr_qgis.simulation.landscapes import (
    BIOMES,
    HELD_OUT_LAYOUT,
    TRAINING_LAYOUTS,
    WATER,
    landscape,
)
from segcr_qgis.simulation.materials import log_likelihoods, materials


@pytest.mark.parametrize("layout", [*TRAINING_LAYOUTS, HELD_OUT_LAYOUT])
@pytest.mark.parametrize("biome", sorted(BIOMES))
def test_every_landscape_is_complete_and_physical(layout, biome):
    made = landscape(np.random.default_rng(4), (80, 96), layout, biome)
    assert made.reflectance.shape == (6, 80, 96) and made.backscatter.shape == (2, 80, 96)
    assert set(np.unique(made.classes)) <= set(range(1, 9))
    assert made.reflectance.min() > 0 and made.reflectance.max() <= 1.4
    assert made.backscatter.min() > -55 and made.backscatter.max() < 25


def test_the_same_seed_gives_the_same_landscape():
    first, second = (landscape(np.random.default_rng(8), (64, 64)) for _ in range(2))
    assert np.array_equal(first.reflectance, second.reflectance)
    assert np.array_equal(first.classes, second.classes)


def test_water_is_dark_to_radar_and_to_the_infrared():
    wet, dry = [], []
    for seed in range(6):
        made = landscape(np.random.default_rng(seed), (96, 96), biome="coast")
        water = made.classes == WATER
        wet.append([made.reflectance[3][water].mean(), made.backscatter[1][water].mean()])
        dry.append([made.reflectance[3][~water].mean(), made.backscatter[1][~water].mean()])
    assert (np.mean(wet, 0) < np.mean(dry, 0) - [0.05, 4]).all()


def test_materials_tell_their_own_classes_apart():
    rng = np.random.default_rng(1)
    right = []
    for code, mixture in materials().items():
        components = rng.choice(
            len(mixture.weights), 200, p=mixture.weights / mixture.weights.sum()
        )
        drawn = mixture.draw(rng, components, 1.0)
        right.append((log_likelihoods(drawn, list(range(8))).argmax(1) + 1 == code).mean())
    assert np.mean(right) > 0.6


def test_the_held_out_layout_is_not_a_training_layout():
    assert HELD_OUT_LAYOUT not in TRAINING_LAYOUTS
    rng = np.random.default_rng(0)
    from segcr_qgis.training.datasets import corpus

    names = [item.name for item in corpus.procedural(4, int(rng.integers(99)))]
    assert not any(HELD_OUT_LAYOUT in name for name in names)
