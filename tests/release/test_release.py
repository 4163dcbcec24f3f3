"""What keeps a release from being made."""

import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import date

import pytest

from tools.places import ROOT
from tools.release import changelog_problems, contact_problems, notes, version_problems

CHANGELOG = """# Changelog

## [Unreleased]

## [1.2.0] - 2026-01-02

### Added

- A thing.

## [1.1.0] - 2025-01-02

- Another.
"""
CONTACT = {
    "author": "Somebody",
    "email": "somebody@place.org",
    "homepage": "https://place.org/segcr",
    "tracker": "https://place.org/segcr/issues",
    "repository": "https://place.org/segcr",
}


def test_a_sound_release_has_no_problems():
    assert list(version_problems("1.2.0", "1.2.0", {"changelog": "1.2.0 A thing"})) == []
    assert list(changelog_problems(CHANGELOG, "1.2.0")) == []
    assert list(contact_problems(CONTACT, "somebody@place.org")) == []
    assert notes(CHANGELOG, "1.2.0") == "### Added\n\n- A thing."


@pytest.mark.parametrize("wanted", ["", "1.2", "1.2.0rc1", "v1.2.0", "01.2.0"])
def test_odd_versions(wanted):
    assert any("MAJOR" in p for p in version_problems(wanted, wanted, {}))


def test_versions_must_agree():
    found = list(version_problems("1.3.0", "1.2.0", {"changelog": "1.2.0 A thing"}))
    assert len(found) == 2
    assert list(changelog_problems(CHANGELOG, "1.3.0")) != []
    text = CHANGELOG.replace("[Unreleased]\n", "[Unreleased]\n\n- New.\n")
    assert any("Unreleased" in p for p in changelog_problems(text, "1.2.0"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("email", "you@example.org"),
        ("email", "TODO"),
        ("author", ""),
        ("homepage", "https://<your-org>/x"),
    ],
)
def test_placeholders_are_noticed(key, value):
    changed = {**CONTACT, key: value}
    assert any(key in p for p in contact_problems(changed, changed["email"]))


def test_the_address_must_be_confirmed():
    assert any("CONTACT" in p for p in contact_problems(CONTACT, ""))


@pytest.fixture
def scratch(tmp_path):
    """A clone of this checkout as it stands, with a guide that stands for the real one."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git checkout")
    clone = tmp_path / "clone"
    run(tmp_path, "git", "clone", "-q", "--no-tags", str(ROOT), str(clone))
    changed = run(ROOT, "git", "diff", "--name-only", "--diff-filter=d", "HEAD").stdout.split("\n")
    for name in filter(None, changed):
        shutil.copy(ROOT / name, clone / name)
    (clone / "build" / "docs").mkdir(parents=True)
    (clone / "build" / "docs" / "index.html").write_text("<p>Guide</p>")
    commit(clone)
    return clone


def run(folder, *words):
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def commit(clone):
    author = ("-c", "user.name=Somebody", "-c", "user.email=somebody@place.org")
    run(clone, "git", *author, "commit", "-q", "-a", "--allow-empty", "-m", "As it stands")


def release(clone, *words):
    return run(clone, sys.executable, "-m", "tools.release", *words)


def next_version(clone):
    """Bring the clone to the next minor version, as one does by hand; return version, address."""
    metadata, changelog = clone / "metadata.txt", clone / "CHANGELOG.md"
    told = metadata.read_text(encoding="utf-8")
    old = re.search(r"(?m)^version=(\d+)\.(\d+)", told)
    new = f"{old[1]}.{int(old[2]) + 1}.0"
    told = re.sub(r"(?m)^version=.*$", f"version={new}", told)
    told = re.sub(r"(?m)^changelog=\S+", f"changelog={new}", told)
    metadata.write_text(told, encoding="utf-8")
    text = changelog.read_text(encoding="utf-8")
    heading = f"## [Unreleased]\n\n## [{new}] - {date.today().isoformat()}\n\n- All that is new.\n"
    changelog.write_text(text.replace("## [Unreleased]\n", heading, 1), encoding="utf-8")
    return new, re.search(r"(?m)^email=(.*)$", told)[1]


def test_the_next_version_can_be_released_from_a_clone(scratch):
    version, address = next_version(scratch)
    refused = release(scratch, version, address)
    assert refused.returncode == 1 and refused.stderr.count("\n") == 1, refused.stderr
    assert "2 files are not committed" in refused.stderr
    commit(scratch)
    done = release(scratch, version, address)
    assert done.returncode == 0, done.stderr
    made = scratch / "build" / "release"
    archive = made / f"segcr_qgis-{version}.zip"
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert (made / "SHA256SUMS").read_text() == f"{digest}  {archive.name}\n"
    with zipfile.ZipFile(archive) as bundle:
        told = bundle.read("segcr_qgis/metadata.txt").decode()
        assert f"\nversion={version}\n" in told
        assert "segcr_qgis/resources/help/guide/index.html" in bundle.namelist()
    assert "All that is new" in (scratch / "build" / "release-notes.md").read_text()


def test_what_is_not_ready_is_refused_in_sentences(scratch):
    shutil.rmtree(scratch / "build" / "docs")
    weights = scratch / "models" / "segcr-tiny" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    refused = release(scratch, "9.9.9", "nobody@place.org")
    assert refused.returncode == 1 and "Traceback" not in refused.stderr
    lines = refused.stderr.splitlines()
    assert all(line.startswith("release: ") for line in lines)
    for part in ("not 9.9.9", "does not begin with 9.9.9", "no dated section", "CONTACT=",
                 "1 files are not committed", "digest is wrong", "guide is not there"):  # fmt: skip
        assert sum(part in line for line in lines) == 1, (part, lines)
    assert not (scratch / "build" / "release").exists()


def test_a_version_that_was_released_is_not_released_again(scratch):
    version, address = next_version(scratch)
    commit(scratch)
    run(scratch, "git", "tag", f"v{version}", "HEAD~1")
    refused = release(scratch, version, address)
    assert refused.returncode == 1
    assert refused.stderr == f"release: tag v{version} is there already, on another commit\n"
