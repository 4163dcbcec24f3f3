import numpy as np

from segcr_qgis.training.mask_corruption import ALL_CLOUD, SHIFT, SOFT, corrupt


def impact():
    values = np.zeros((96, 96), np.float32)
    values[20:50, 20:50] = 1
    values[70:84, 60:90] = 1
    return values


def draws(count=600):
    rng = np.random.default_rng(4)
    return np.stack([corrupt(rng, impact()) for _ in range(count)])


def test_masks_stay_probabilities_and_are_flawed_as_often_as_said():
    masks = draws()
    assert masks.dtype == np.float32 and masks.min() >= 0 and masks.max() <= 1
    everything = masks.min((1, 2)) == 1
    assert abs(everything.mean() - ALL_CLOUD) < 0.03
    soft = ((masks > 0) & (masks < 1)).any((1, 2))
    assert abs(soft.mean() - SOFT * (1 - ALL_CLOUD)) < 0.06
    missed = masks[~everything & ~soft][:, 35, 35] == 0
    assert 0.05 < missed.mean() < 0.16


def test_borders_move_by_at_most_four_pixels_to_either_side():
    masks = draws()
    hard = masks[((masks == 0) | (masks == 1)).all((1, 2)) & (masks.min((1, 2)) == 0)]
    column = hard[:, 20 - SHIFT - 1 : 20 + SHIFT + 1, 35]
    assert not column[:, 0].any()
    assert column[:, 1].any() and (hard[:, 20, 35] == 0).any()


def test_the_same_seed_gives_the_same_mask():
    a, b = (corrupt(np.random.default_rng(9), impact()) for _ in range(2))
    assert np.array_equal(a, b)
