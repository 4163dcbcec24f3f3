"""Model packages of strangers: refused or taken whole, never believed."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import time
import tracemalloc
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segcr_qgis.core import model_archive
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.model_archive import add_package
from segcr_qgis.core.model_package import read_package
from segcr_qgis.core.rejections import CHECKS
from tests.faults.attacks import FOLDER_ATTACKS, ZIP_ATTACKS
from tests.faults.effort import cases, note, note_table
from tests.faults.forgery import Forged

CASES = cases(10_000, 400)
SECONDS = 5.0
MEGABYTES = 64
MOST_COMPARED = 2 << 20


@pytest.fixture(scope="module")
def place():
    fast = "/dev/shm" if os.path.isdir("/dev/shm") else None
    with tempfile.TemporaryDirectory(dir=fast) as folder:
        yield Path(folder)


def everything(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*"))


def contents(source: Path) -> dict[str, str]:
    """Return digests of a package's files; one that is no file, or that is endless, is left out."""
    files = [source] if source.is_file() else sorted(source.rglob("*"))
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file() and not path.is_symlink() and path.stat().st_size < MOST_COMPARED
    }


def outcome(package: Forged, as_zip: bool, place: Path) -> str:
    """Read or add a package; return ``taken`` or the check that refused it."""
    work = place / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    source, root = work / ("package.zip" if as_zip else "package"), work / "models"
    (package.write_zip if as_zip else package.write)(source)
    before, content = everything(work), contents(source)
    began = time.monotonic()
    try:
        if as_zip:
            add_package(source, root)
        else:
            read_package(source)
        return "taken"
    except SegcrError as problem:
        left = [n for n in everything(work) if n not in before and n != "models"]
        assert left == [], "a refused package leaves nothing behind"
        assert contents(source) == content, "nor is it changed itself"
        assert str(problem).count("\n") == 0
        return problem.values.get("check", problem.code)
    finally:
        assert time.monotonic() - began < SECONDS


def test_ten_thousand_hostile_packages(place):
    codes: Counter[str] = Counter()
    attacks = [(a, False) for a in FOLDER_ATTACKS] + [(a, True) for a in ZIP_ATTACKS]

    @settings(
        max_examples=CASES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.sampled_from(attacks), st.booleans(), st.integers(0, 2**32))
    def attack(chosen, as_zip, seed):
        spoil, needs_zip = chosen
        package = Forged()
        spoil(package, Random(seed))
        codes[outcome(package, as_zip or needs_zip, place)] += 1

    attack()
    # What the drawing left out: every attack once, both ways.
    for spoil, needs_zip in attacks:
        for seed in range(6):
            for as_zip in {needs_zip, True}:
                package = Forged()
                spoil(package, Random(seed))
                codes[outcome(package, as_zip, place)] += 1
    total = sum(codes.values())
    note_table("rejections", dict(codes))
    held = f"{total - codes['taken']} refused under {len(codes) - 1} codes, none over 5 s"
    note("Hostile model packages", f"{total} packages, {len(attacks)} attacks", held)
    assert set(CHECKS) - set(codes) == set(), "every check is reached"
    assert max(codes.values()) <= total / 2


def test_a_sound_package_is_taken_and_can_be_replaced(place):
    assert outcome(Forged(), False, place) == "taken"
    assert outcome(Forged(), True, place) == "taken"
    source, root = place / "work" / "package.zip", place / "work" / "models"
    with pytest.raises(SegcrError) as raised:
        add_package(source, root)
    assert raised.value.code == "model_exists"
    assert add_package(source, root, replace=True).folder == root / "tiny"
    assert [p.name for p in root.iterdir()] == ["tiny"]


def test_a_shipped_model_is_not_hidden_by_an_added_one(place, monkeypatch):
    shipped = place / "shipped"
    (shipped / "tiny").mkdir(parents=True, exist_ok=True)
    monkeypatch.setattr(model_archive, "shipped_models", lambda: shipped)
    assert outcome(Forged(), True, place) == "model_exists"


def test_what_the_archiver_of_macos_adds_is_left_out(place):
    package = Forged()
    package.entries.append(("__MACOSX/tiny/._model.json", b"x", 0o100000, 8))
    assert outcome(package, True, place) == "taken"


@pytest.mark.skipif(os.name != "posix", reason="pipes in folders are POSIX's")
def test_a_pipe_in_place_of_a_file_does_not_hang(place):
    folder = place / "pipe"
    package = Forged()
    package.missing.add("model.json")
    package.write(folder)
    os.mkfifo(folder / "model.json")
    with pytest.raises(SegcrError) as raised:
        read_package(folder)
    assert raised.value.values["check"] == "file_kind"


def test_reading_takes_little_memory(place):
    package = Forged()
    package.json = b'{"a":' + b"[" * 20 + b"1," * 450_000 + b"1" + b"]" * 20 + b"}"
    folder = place / "large"
    package.write(folder)
    with (folder / "weights.safetensors").open("ab") as stream:
        stream.truncate(200_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SegcrError):
            read_package(folder)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
        with pytest.raises(SegcrError):
            read_package(folder, verify=False)
        peak = max(peak, tracemalloc.get_traced_memory()[1] / 1e6)
    finally:
        tracemalloc.stop()
        shutil.rmtree(folder)
    note("A package with a million values in model.json and 200 MB of zeros",
         "memory while reading it", f"{peak:.0f} MB of {MEGABYTES} allowed")  # fmt: skip
    assert peak < MEGABYTES


def test_settings_that_describe_a_giant_are_refused_before_it_is_built(tmp_path):
    import json

    from segcr_qgis.core.model_package import file_digest
    from segcr_qgis.core.places import shipped_models
    from segcr_qgis.engine.backends.torch_backend import load_network

    folder = Path(shutil.copytree(shipped_models() / "segcr-tiny", tmp_path / "giant"))
    document = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    document["properties"]["segcr:model"]["config"] = {"widths": [16384, 16384, 16384, 16384]}
    (folder / "model.json").write_text(json.dumps(document), encoding="utf-8")
    lines = [f"{file_digest(p)}  {p.name}\n" for p in folder.iterdir() if p.name != "SHA256SUMS"]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")
    package = read_package(folder)
    began = time.monotonic()
    with pytest.raises(SegcrError) as raised:
        load_network(package)
    assert raised.value.code in ("model_invalid", "network_config")
    assert time.monotonic() - began < SECONDS
