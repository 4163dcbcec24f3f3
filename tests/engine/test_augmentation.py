from __future__ import annotations

import numpy as np
import pytest
from conftest import FakeBackend, landscape, run_with, write_optical

from segcr_qgis.engine.augmentation import VIEWS, AugmentedBackend
from segcr_qgis.engine.backend import Batch


def batch(height=64, width=96):
    random = np.random.default_rng(0)
    optical = random.random((1, 6, height, width)).astype("float32")
    sar = random.random((1, 2, height, width)).astype("float32")
    return Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), None)


@pytest.mark.parametrize(("name", "count"), [("flips", 4), ("rotations", 8)])
def test_every_view_differs_and_comes_back_to_its_place(name, count):
    seen = []

    def keep(batch, answer):
        seen.append(batch.optical)
        return answer._replace(cloud=batch.optical[:, :1])

    given = batch()
    answer = AugmentedBackend(FakeBackend(keep), VIEWS[name]).run(given)
    assert len(seen) == count == len({view.tobytes() for view in seen})
    assert answer.clear.shape == given.optical.shape
    np.testing.assert_allclose(answer.clear, given.optical, atol=1e-6)
    np.testing.assert_allclose(answer.cloud, given.optical[:, :1], atol=1e-6)


def test_what_depends_on_direction_is_averaged():
    def leans(batch, answer):
        ramp = np.linspace(0, 1, batch.optical.shape[-1], dtype="float32")
        return answer._replace(cloud=answer.cloud + ramp)

    assert np.ptp(FakeBackend(leans).run(batch()).cloud) == 1
    answer = AugmentedBackend(FakeBackend(leans), VIEWS["flips"]).run(batch())
    np.testing.assert_allclose(answer.cloud, 0.5, atol=1e-6)


def test_a_run_asks_for_it(tmp_path, package):
    backend = FakeBackend(lambda b, a: a._replace(cloud=np.ones_like(a.cloud)), batch_size=1)
    optical = write_optical(tmp_path / "o.tif", 96, 96)
    _, arrays = run_with(backend, optical, tmp_path, model=package, augment="rotations")
    assert len(backend.sizes) == 8
    assert np.abs(arrays["restored"].astype(int) - landscape(96, 96).astype(int)).max() <= 1
