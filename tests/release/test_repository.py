"""What every tracked file must keep to."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tools.places import ROOT, version

TEXT = (".py", ".md", ".txt", ".toml", ".json", ".sh", ".ini", ".qml", ".svg", ".model3", ".cfg")


def tracked():
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return [ROOT / name for name in listed.decode().split("\0") if name and (ROOT / name).is_file()]


def texts():
    for path in tracked():
        if path.suffix in TEXT or path.name in ("Makefile", "run", ".gitignore"):
            yield path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")


def test_the_changelog_tells_of_the_version_in_metadata():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"(?m)^## \[(\d+\.\d+\.\d+)\] - \d{4}-\d{2}-\d{2}$", changelog)
    assert released[0] == version()


def test_the_version_is_written_nowhere_else():
    assert 'dynamic = ["version"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "__version__" not in (ROOT / "segcr_qgis" / "__init__.py").read_text(encoding="utf-8")


def test_no_file_names_a_place_of_the_machine_it_was_written_on():
    # Spelt in pieces, or this file would name them itself.
    places = ["/" + "work/", "/" + "root/", ".." + "/shared", f"{ROOT}/", f"{Path.home()}/"]
    found = [
        (name, place)
        for name, text in texts()
        for place in places
        if place in text and not (name == ".ci/run" and place.endswith("shared"))
    ]
    assert found == []


def test_no_data_but_our_own_is_tracked():
    rasters = (".tif", ".tiff", ".jp2", ".nc", ".zarr", ".npz", ".npy", ".parquet")
    found = [
        path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix.lower() in rasters
    ]
    allowed = ("resources/demo/", "tests/")
    assert [name for name in found if not name.startswith(allowed)] == []


def test_no_module_is_longer_than_500_lines():
    long = {
        name: text.count("\n")
        for name, text in texts()
        if name.endswith(".py") and text.count("\n") > 500
    }
    assert long == {}


def test_the_environments_are_pinned_so_that_no_gpu_build_slips_in():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "TORCH ?= torch==2.13.0+cpu" in makefile
    for name in ("engine.txt", "engine-dev.txt", "qgis.txt"):
        required = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        # What only depends on torch (torchmetrics, Fabric) takes the build that is there.
        assert not re.search(r"(?m)^(torch|torchvision|timm|lightning)\b(?!-fabric)", required)


@pytest.mark.parametrize("page", ["README.md", "CHANGELOG.md", "docs"])
def test_links_between_pages_lead_somewhere(page):
    start = ROOT / page
    pages = sorted(start.glob("*.md")) if start.is_dir() else [start]
    broken = []
    for path in pages:
        for target in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
            if "://" not in target and not (path.parent / target).exists():
                broken.append((path.name, target))
    assert broken == []


def test_every_promise_names_tests_that_exist():
    text = (ROOT / "docs" / "developing.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([PC]\d+) \|.*\| (.+) \|$", text, re.M)
    assert [name for name, _ in rows] == [
        *(f"P{n}" for n in range(1, 25)),
        *(f"C{n}" for n in range(1, 29)),
    ]
    for name, shown in rows:
        named = re.findall(r"`([^`]+)`", shown)
        assert named, name
        for reference in named:
            if reference.startswith("make "):
                makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
                assert re.search(rf"^{reference[5:]}:", makefile, re.M), reference
                continue
            file, test = reference.split("::")
            source = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert re.search(rf"^def {test}\(", source, re.M), f"{name}: {reference}"


def test_pictures_lie_only_where_every_one_was_looked_at():
    """A script's picture of real data, saved where it ran, is soon committed with all else."""
    pictures = (".png", ".jpg", ".jpeg", ".gif", ".webp")
    found = [
        path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix.lower() in pictures
    ]
    allowed = ("docs/images/", "resources/")
    assert [name for name in found if not name.startswith(allowed)] == []
