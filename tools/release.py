"""Check that a release is whole and write it: ``make release VERSION=x.y.z CONTACT=address``.

``build/release`` gets the ZIP and its checksums, ``build/release-notes.md`` the changelog's part.
The address is asked for because no program can tell a mailbox that is read from one that is not.
"""

from __future__ import annotations

import configparser
import hashlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.model_package import read_package

from .package import write_archive
from .places import BUILD, ROOT, STAGE, archive, version
from .plugin_site import problems as site_problems
from .stage import GUIDE_INSIDE, stage

VERSION = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
PLACEHOLDER = re.compile(
    r"example\.(com|org|net)|todo|fixme|changeme|your[ _.-]?(name|mail|org)|<[^>]*>|xxx|lorem"
    r"|@(localhost|test|invalid)\b",
    re.I,
)
CONTACTS = ("author", "email", "homepage", "tracker", "repository")
GOLDEN = ("tests/in_qgis/golden_algorithm.json",)


def metadata(root: Path = ROOT) -> dict[str, str]:
    """Return the general part of metadata.txt."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string((root / "metadata.txt").read_text(encoding="utf-8"))
    return dict(parser["general"])


def notes(text: str, wanted: str) -> str:
    """Return what a changelog says of one version, '' where it says nothing."""
    heading = rf"(?m)^## \[{re.escape(wanted)}\] - \d{{4}}-\d{{2}}-\d{{2}}$"
    found = re.split(heading, text)
    return re.split(r"(?m)^## \[", found[1])[0].strip() if len(found) == 2 else ""


def version_problems(wanted: str, stated: str, general: dict[str, str]) -> Iterator[str]:
    """Yield what is wrong with the version and what is told of it."""
    if not VERSION.fullmatch(wanted):
        yield f"VERSION={wanted!r} is not MAJOR.MINOR.PATCH"
    if stated != wanted:
        yield f"metadata.txt states version {stated}, not {wanted}"
    if not general.get("changelog", "").startswith(f"{wanted} "):
        yield f"the changelog of metadata.txt does not begin with {wanted}"


def changelog_problems(text: str, wanted: str) -> Iterator[str]:
    """Yield what is wrong with CHANGELOG.md."""
    if not notes(text, wanted):
        yield f"CHANGELOG.md has no dated section with text for {wanted}"
    unreleased = re.search(r"(?ms)^## \[Unreleased\]\s*(.*?)^## \[", text)
    if unreleased and unreleased.group(1).strip():
        yield f"CHANGELOG.md still tells of changes under Unreleased: move them to {wanted}"


def contact_problems(general: dict[str, str], confirmed: str) -> Iterator[str]:
    """Yield contact data that is missing, a placeholder, or not confirmed."""
    for key in CONTACTS:
        value = general.get(key, "").strip()
        if not value or PLACEHOLDER.search(value):
            yield f"{key} of metadata.txt is empty or a placeholder: {value!r}"
    email = general.get("email", "")
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", email):
        yield f"email of metadata.txt is no address: {email!r}"
    if confirmed != email:
        yield f"say that somebody reads the mail there: make release ... CONTACT={email}"


def golden_problems() -> Iterator[str]:
    """Yield golden files that are missing or changed since the last commit."""
    for name in GOLDEN:
        if not (ROOT / name).is_file():
            yield f"golden file {name} is missing"
    changed = _git("status", "--porcelain")
    if changed is None:
        yield "git does not say whether everything is committed"
    elif changed:
        yield f"{len(changed.splitlines())} files are not committed"


def tag_problems(wanted: str) -> Iterator[str]:
    """Yield it where the version was released already, from another commit."""
    tagged = _git("rev-parse", "-q", "--verify", f"v{wanted}^{{commit}}")
    if tagged and tagged != _git("rev-parse", "HEAD"):
        yield f"tag v{wanted} is there already, on another commit"


def model_problems(folder: Path) -> Iterator[str]:
    """Yield models whose digests or description are wrong."""
    for package in sorted(path for path in folder.iterdir() if path.is_dir()):
        try:
            read_package(package)
        except SegcrError as problem:
            yield str(problem)


def guide_problems(folder: Path) -> Iterator[str]:
    """Yield it where the user guide is not part of what ships."""
    if not (folder / GUIDE_INSIDE / "index.html").is_file():
        yield "the user guide is not there: make docs"


def write_release(wanted: str) -> list[Path]:
    """Write ZIP, checksums and notes; the ZIP twice, to see that its bytes are reproducible."""
    folder = BUILD / "release"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    first = write_archive(STAGE, archive())
    target = write_archive(STAGE, folder / first.name)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    if digest != hashlib.sha256(first.read_bytes()).hexdigest():
        raise SystemExit("release: the same files made different bytes")
    sums = folder / "SHA256SUMS"
    sums.write_text(f"{digest}  {target.name}\n", encoding="ascii")
    told = notes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), wanted)
    (BUILD / "release-notes.md").write_text(told + "\n", encoding="utf-8")
    return [target, sums]


def _git(*words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", *words], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return None
    return done.stdout.strip() if done.returncode in (0, 1) else None


def main() -> int:
    """Check everything, then write the release; return the exit status."""
    wanted, confirmed = (*sys.argv[1:], "", "")[:2]
    general = metadata()
    stage()
    found = [
        *version_problems(wanted, version(), general),
        *changelog_problems((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), wanted),
        *contact_problems(general, confirmed),
        *golden_problems(),
        *tag_problems(wanted),
        *model_problems(STAGE / "models"),
        *guide_problems(STAGE),
    ]
    if not found:
        written = write_release(wanted)
        found = site_problems(written[0])
    for sentence in found:
        print(f"release: {sentence}", file=sys.stderr)
    if found:
        return 1
    for path in written:
        print(f"release: {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
