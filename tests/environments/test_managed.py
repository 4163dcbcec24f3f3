from __future__ import annotations

import pytest

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.environments.engines import CPU, LIGHT
from segcr_qgis.environments.locate import locate
from segcr_qgis.environments.managed import (
    managed_environments,
    managed_python,
    remove_environment,
    size_of,
    write_marker,
)


@pytest.fixture
def make(tmp_path, monkeypatch):
    monkeypatch.setenv("SEGCR_HOME", str(tmp_path))

    def make(engine, lock, made):
        folder = tmp_path / "engine" / f"{engine}-{lock}"
        python = managed_python(folder)
        python.parent.mkdir(parents=True)
        python.touch()
        write_marker(folder, engine, lock, made)
        return folder

    return make


def test_current_ones_come_first_and_of_those_the_newest(make):
    make("cpu", "00000000", "2027-01-01T00:00:00+00:00")
    older = make("cpu", CPU.lock_hash(), "2026-01-01T00:00:00+00:00")
    newer = make("light", LIGHT.lock_hash(), "2026-02-01T00:00:00+00:00")
    found = managed_environments()
    assert [(e.folder, e.current) for e in found[:2]] == [(newer, True), (older, True)]
    assert not found[2].current
    assert locate("", {}) == managed_python(newer)


def test_only_an_old_one_says_that_it_is_old(make):
    make("cpu", "00000000", "2026-01-01T00:00:00+00:00")
    with pytest.raises(SegcrError) as raised:
        locate("", {})
    assert raised.value.code == "engine_outdated"


def test_unfinished_and_strange_folders_are_not_seen(make, tmp_path):
    folder = make("cpu", CPU.lock_hash(), "2026-01-01T00:00:00+00:00")
    (folder / "segcr-engine.json").unlink()
    (tmp_path / "engine" / "tools").mkdir()
    broken = make("light", LIGHT.lock_hash(), "2026-01-01T00:00:00+00:00")
    (broken / "segcr-engine.json").write_text("[]")
    assert managed_environments() == []
    with pytest.raises(SegcrError) as raised:
        locate("", {})
    assert raised.value.code == "engine_missing"


def test_removing_one_leaves_the_others(make):
    old = make("cpu", "00000000", "2026-01-01T00:00:00+00:00")
    kept = make("light", LIGHT.lock_hash(), "2026-01-01T00:00:00+00:00")
    remove_environment(next(e for e in managed_environments() if e.folder == old))
    assert not old.exists() and [e.folder for e in managed_environments()] == [kept]
    assert list(kept.parent.iterdir()) == [kept]


def test_the_lock_hash_follows_every_pin(monkeypatch):
    before = CPU.lock_hash()
    assert before != LIGHT.lock_hash()
    monkeypatch.setattr(type(CPU), "lock_text", lambda self: "numpy==9.9.9")
    assert CPU.lock_hash() != before


def test_locks_pin_everything_and_nothing_twice_for_one_python():
    for engine in (CPU, LIGHT):
        lines = [x for x in engine.lock_text().splitlines() if x and not x.startswith("#")]
        assert all("==" in line for line in lines)
        assert {"numpy", "rasterio", "scipy", "tqdm"} <= {line.split("==")[0] for line in lines}
        # torch and its CUDA libraries come by their own pin only.
        assert not [line for line in lines if line.startswith(("torch", "nvidia", "triton"))]


def test_sizes_add_up(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"123")
    (tmp_path / "c").write_bytes(b"4567")
    assert size_of(tmp_path) == 7 and size_of(tmp_path / "absent") == 0
