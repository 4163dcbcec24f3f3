"""How far sure cloud vouches for faint impact: the same in every direction."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from segcr_qgis.networks.prediction import _greatest


def octagon(reach):
    point = torch.zeros(1, 1, 2 * reach + 3, 2 * reach + 3)
    point[..., reach + 1, reach + 1] = 1
    return _greatest(point, reach)[0, 0].numpy() > 0


@pytest.mark.parametrize("reach", [8, 12, 20])
def test_the_reach_is_about_the_same_in_every_direction(reach):
    near = octagon(reach)
    assert (near == near.T).all() and (near == near[::-1]).all()
    rows, columns = np.nonzero(near)
    distance = np.hypot(rows - reach - 1, columns - reach - 1)
    assert reach <= distance.max() <= 1.12 * reach
    filled = np.hypot(*np.indices(near.shape) - reach - 1) <= 0.94 * reach
    assert near[filled].all()


@pytest.mark.parametrize("reach", [1, 2, 8])
def test_the_greatest_value_is_found_up_to_the_frame(reach):
    values = torch.rand(2, 1, 37, 53)
    found = _greatest(values, reach)[:, 0].numpy()
    shape = octagon(reach)[1:-1, 1:-1]
    wanted = [
        ndimage.grey_dilation(v, footprint=shape, mode="constant", cval=0)
        for v in values[:, 0].numpy()
    ]
    np.testing.assert_array_equal(found, wanted)
