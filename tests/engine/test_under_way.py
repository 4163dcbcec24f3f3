"""Devices that answer later than they are asked: what is under way changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import FakeBackend, run_with, write_optical

from segcr_qgis.core.report import Progress
from segcr_qgis.engine.backend import BackendOutOfMemory


def darker(batch, answer):
    """Pointwise: cloud where B2 is bright, all bands a third darker."""
    cloud = np.clip(batch.optical[:, :1] * 3 - 0.8, 0, 1)
    return answer._replace(cloud=cloud, clear=batch.optical * 0.8)


class LaterBackend(FakeBackend):
    """Answers when asked, as a GPU does; ``room`` is how many batches fit at a time."""

    ahead, room, under_way, most = 1, 2, 0, 0

    def begin(self, batch):
        if self.under_way >= self.room or len(batch.optical) > 2:
            raise BackendOutOfMemory("no more")
        self.under_way += 1
        self.most = max(self.most, self.under_way)

        def answer():
            self.under_way -= 1
            return self.run(batch)

        return answer


@pytest.mark.parametrize("room", [2, 1])
def test_batches_under_way_change_nothing(tmp_path, package, room):
    """Neither do those that find no room until the ones before them are done."""
    optical = write_optical(tmp_path / "o.tif", 300, 200)
    options = {"model": package, "tile_size": 64}
    _, expected = run_with(FakeBackend(darker), optical, tmp_path, **options)
    backend = LaterBackend(darker, batch_size=4)
    backend.room = room
    events = []
    report, arrays = run_with(backend, optical, tmp_path, events=events, **options)
    assert backend.most == room and backend.under_way == 0
    assert report.batch_size == 2
    fractions = [e.fraction for e in events if isinstance(e, Progress)]
    assert fractions == sorted(fractions) and fractions[-1] == 1
    for role, values in expected.items():
        np.testing.assert_array_equal(values, arrays[role])
