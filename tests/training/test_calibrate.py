"""The two thresholds of a package: each kind of scene has the one it needs."""

import numpy as np
import torch

from segcr_qgis.core.bands import only_visible
from segcr_qgis.networks.prediction import Prediction
from segcr_qgis.training.calibrate import calibrate
from segcr_qgis.training.datasets.scene import IGNORE, Scene


def scene(visible, group="multiband"):
    random = np.random.default_rng(3)
    optical = random.uniform(0.05, 0.2, (6, 192, 192)).astype(np.float32)
    if visible:
        optical[3:] = np.nan
    sar = random.normal(-12, 2, (2, 192, 192)).astype(np.float32)
    return Scene("somewhere", group, optical, sar, np.full((192, 192), IGNORE, np.uint8))


class Wary:
    """Takes clear ground for a little cloud: 0.33 with infrared, 0.43 without."""

    def __call__(self, optical, sar, optical_valid, sar_valid):
        infrared = bool(optical_valid[:, 3:].any())
        cloud = torch.full_like(optical[:, :1], 0.33 if infrared else 0.43)
        logits = torch.zeros(1, 8, *optical.shape[2:])
        return Prediction(logits, optical, cloud, cloud, None)


def test_scenes_of_visible_bands_have_a_threshold_of_their_own():
    found = calibrate(Wary(), [scene(True), scene(False)])
    assert (found.cloud_threshold, found.visible_cloud_threshold) == (0.34, 0.44)
    assert found.temperature == 1.0


def test_a_dataset_of_one_kind_has_one_threshold():
    found = calibrate(Wary(), [scene(False)])
    assert found.cloud_threshold == found.visible_cloud_threshold == 0.34


def test_tiles_that_may_hold_cloud_settle_nothing():
    found = calibrate(Wary(), [scene(False, "falsecolor"), scene(True)])
    assert found.cloud_threshold == 0.44


def test_visible_means_every_channel_is():
    assert only_visible(["B2", "B3", "B4"]) and only_visible(["B1"])
    assert not only_visible(["B4", "B8"]) and not only_visible(["B2", "a band of somebody's own"])
