import numpy as np
import pytest
from scipy import ndimage

from segcr_qgis.simulation.clouds import KINDS, CloudRecipe, add_clouds
from segcr_qgis.simulation.noise import fractal
from segcr_qgis.simulation.transplant import transplant_clouds

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


@pytest.mark.parametrize(("far", "low", "high"), [(False, 3, 40), (True, 40, 200)])
def test_shadows_lie_beside_their_clouds_or_apart_from_them(far, low, high):
    rows, columns = np.mgrid[:512, :512]
    disc = np.hypot(rows - 256, columns - 256) < 20
    for seed in range(6):
        recipe = CloudRecipe("thick", shapes=disc, far=far)
        made = add_clouds(ground(size=512), BANDS, np.random.default_rng(seed), recipe)
        shadow = ndimage.center_of_mass(made.shade)
        assert low - 1 <= np.hypot(shadow[0] - 256, shadow[1] - 256) <= high + 1


def test_no_shadow_takes_the_light_of_the_air():
    air = np.array([0.06, 0.03, 0.02, 0.01, 0.0, 0.0], np.float32)[:, None, None]
    recipe = CloudRecipe("shade")
    plain = add_clouds(ground(0.1), BANDS, np.random.default_rng(7), recipe)
    hazy = add_clouds(ground(0.1) + air, BANDS, np.random.default_rng(7), recipe, air)
    np.testing.assert_allclose(hazy.reflectance, plain.reflectance + air, atol=1e-6)


def test_over_green_land_thick_diffuse_cloud_is_brighter_in_infrared_the_darker_it_is():
    green = ground()
    green[3] = 0.35
    excess, brightness = [], []
    for seed in range(12):
        for diffuse in (False, True):
            recipe = CloudRecipe("thick", 0.6, diffuse=diffuse)
            made = add_clouds(green, BANDS, np.random.default_rng(seed), recipe)
            opaque = made.opacity > 0.98
            red, infrared = made.reflectance[[2, 3]][:, opaque].mean(1)
            excess.append(infrared - red)
            brightness.append(red)
    added = np.array(excess[1::2]) - np.array(excess[::2])
    darker = np.array(brightness[::2]) < 0.6
    assert darker.any() and (added > -1e-6).all()
    assert added[darker].min() > 0.03 > 0.01 > added[np.argmax(brightness[::2])]


def test_diffuse_light_leaves_clear_ground_alone_and_bridges_missing_pixels():
    holed = ground()
    holed[:, 10:20, 10:20] = np.nan
    plain, diffuse = (
        add_clouds(holed, BANDS, np.random.default_rng(3), CloudRecipe("thick", 0.3, diffuse=d))
        for d in (False, True)
    )
    clear = (plain.opacity == 0) & (plain.shade == 0)
    assert np.array_equal(
        diffuse.reflectance[:, clear], plain.reflectance[:, clear], equal_nan=True
    )
    assert (np.isnan(diffuse.reflectance) == np.isnan(holed)).all()


def test_broken_cloud_is_in_part_translucent():
    rng = np.random.default_rng(6)
    densest = [
        add_clouds(ground(), BANDS, rng, CloudRecipe("broken")).opacity.max() for _ in range(12)
    ]
    assert min(densest) < 0.75 and max(densest) > 0.95


def test_shreds_grow_no_thicker_than_told():
    for seed in range(6):
        recipe = CloudRecipe("broken", 0.3, growth=0.2)
        made = add_clouds(ground(), BANDS, np.random.default_rng(seed), recipe)
        assert 0.02 < made.thickness.max() <= 3 * 0.2 + 1e-6


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


def test_broken_cloud_is_small_and_scattered():
    def pieces(kind):
        rng, recipe = np.random.default_rng(5), CloudRecipe(kind, 0.3)
        made = [add_clouds(ground(size=192), BANDS, rng, recipe) for _ in range(6)]
        return sum(ndimage.label(one.mask() == 1)[1] for one in made)

    assert pieces("broken") > 2 * pieces("thick")


def test_thickness_and_the_masks_belong_together():
    made = add_clouds(ground(), BANDS, np.random.default_rng(6), CloudRecipe("mixed", 0.4))
    assert np.allclose(1 - np.exp(-made.thickness), made.opacity, atol=1e-6)
    assert made.thick().any() and (made.mask()[made.thick()] == 1).all()
    assert (made.thickness[made.mask() == 0] < 0.11).all()


def test_clouds_take_the_shapes_they_are_given():
    shapes = np.zeros((96, 96), bool)
    shapes[20:60, 30:70] = True
    recipe = CloudRecipe("thick", shapes=shapes)
    made = add_clouds(ground(), BANDS, np.random.default_rng(8), recipe)
    cloud = made.mask() == 1
    assert (cloud & shapes).sum() / (cloud | shapes).sum() > 0.75
    assert not cloud[ndimage.distance_transform_edt(~shapes) > 6].any()


@pytest.mark.parametrize("bands", [("B1", "B9", "B10"), ("B8A", "B5", "B6", "B7")])
def test_every_sentinel_2_band_can_be_clouded(bands):
    made = add_clouds(ground()[: len(bands)], bands, np.random.default_rng(1), CloudRecipe("full"))
    assert np.isfinite(made.reflectance).all()


def test_transplanted_cloud_brings_its_light_and_leaves_its_ground_behind():
    donor = ground(0.05)
    shapes = np.zeros((96, 96), bool)
    shapes[30:70, 30:70] = True
    alpha = np.where(shapes, np.interp(np.arange(96), (30, 66), (0.3, 1))[None], 0)
    donor = (donor * (1 - alpha) + 0.8 * alpha).astype(np.float32)
    clear = ground(0.25)
    made = transplant_clouds(clear, donor, shapes)
    far = ndimage.distance_transform_edt(~shapes) > 8
    assert np.array_equal(made.reflectance[:, far], clear[:, far])
    inner = ndimage.distance_transform_edt(shapes) > 6
    expected = clear * (1 - alpha) + 0.8 * alpha
    assert np.abs(made.reflectance - expected)[:, inner].max() < 0.05
    assert np.abs(made.opacity - alpha)[inner].max() < 0.07


def test_a_donor_without_cloud_changes_nothing():
    clear = ground(0.25)
    made = transplant_clouds(clear, ground(0.1), np.zeros((96, 96), bool))
    assert np.array_equal(made.reflectance, clear) and not made.mask().any()


def test_tinted_tops_differ_in_colour_from_place_to_place_and_leave_clear_ground_alone():
    spread = []
    for tinted in (False, True):
        made = [
            add_clouds(
                ground(), BANDS, np.random.default_rng(n), CloudRecipe("thick", 0.5, tinted=tinted)
            )
            for n in range(6)
        ]
        for scene in made:
            clear = (scene.opacity == 0) & (scene.shade == 0)
            assert (scene.reflectance[:, clear] == np.float32(0.1)).all()
            assert scene.reflectance.min() >= 0 and scene.reflectance.max() < 4
        opaque = [scene.reflectance[:, scene.opacity > 0.97] for scene in made]
        spread.append(np.mean([np.log(top[2] / top[1]).std() for top in opaque]))
    assert spread[1] > 4 * spread[0]
