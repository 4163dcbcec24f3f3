import numpy as np
import pytest

from segcr_qgis.simulation.clouds import KINDS, CloudRecipe, add_clouds
from segcr_qgis.simulation.noise import fractal

BANDS = ("B2", "B3", "B4", "B8", "B11", "B12")


def ground(value=0.1, size=96):
    return np.full((6, size, size), value, np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_finite_physical_values(kind):
    made = add_clouds(ground(), BANDS, np.random.default_rng(1), CloudRecipe(kind))
    assert np.isfinite(made.reflectance).all()
    assert made.reflectance.min() >= 0 and made.reflectance.max() < 2
    assert made.opacity.min() >= 0 and made.opacity.max() <= 1
    assert made.shade.min() >= 0 and made.shade.max() <= 1


def test_where_there_is_neither_cloud_nor_shadow_the_ground_is_untouched():
    made = add_clouds(ground(), BANDS, np.random.default_rng(3), CloudRecipe("thick", 0.3))
    untouched = (made.opacity == 0) & (made.shade == 0)
    assert untouched.mean() > 0.1
    assert (made.reflectance[:, untouched] == np.float32(0.1)).all()
    assert (made.mask()[untouched] == 0).all()


def test_thin_cloud_lets_long_waves_through():
    rng = np.random.default_rng(5)
    differences = []
    for _ in range(8):
        made = add_clouds(ground(0.1), BANDS, rng, CloudRecipe("thin"))
        thin = (made.opacity > 0.05) & (made.opacity < 0.3) & (made.shade == 0)
        if thin.any():
            change = np.abs(made.reflectance[:, thin] - 0.1).mean(1)
            differences.append(change[0] - change[5])
    assert np.mean(differences) > 0.005


def test_shadow_darkens_infrared_more_than_blue():
    made = add_clouds(ground(0.3), BANDS, np.random.default_rng(7), CloudRecipe("shade"))
    dark = made.shade > 0.2
    loss = 1 - made.reflectance[:, dark].mean(1) / 0.3
    assert loss[3] > loss[0] > 0


def test_cover_steers_how_much_is_clouded():
    def share(cover):
        rng = np.random.default_rng(11)
        recipe = CloudRecipe("thick", cover)
        made = [add_clouds(ground(), BANDS, rng, recipe).mask() == 1 for _ in range(6)]
        return np.mean(made)

    assert share(0.1) < share(0.4) < share(0.8)
    assert share(0.1) < 0.35


def test_the_same_seed_gives_the_same_clouds():
    first, second = (add_clouds(ground(), BANDS, np.random.default_rng(9)) for _ in range(2))
    assert np.array_equal(first.reflectance, second.reflectance)


def test_missing_pixels_stay_missing():
    holes = ground()
    holes[:, :10, :10] = np.nan
    made = add_clouds(holes, BANDS, np.random.default_rng(2), CloudRecipe("full"))
    assert np.isnan(made.reflectance[:, :10, :10]).all()
    assert np.isfinite(made.reflectance[:, 10:, 10:]).all()


def test_noise_has_the_asked_roughness():
    rng = np.random.default_rng(0)
    rough, smooth = fractal(rng, (128, 128), 2), fractal(rng, (128, 128), 4)
    for noise in (rough, smooth):
        assert abs(noise.mean()) < 1e-4 and abs(noise.std() - 1) < 1e-3
    assert np.abs(np.diff(rough)).mean() > 3 * np.abs(np.diff(smooth)).mean()
