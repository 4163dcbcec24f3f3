"""Lay out the plugin as it ships: ``python -m tools.stage``.

The folder is brought up to date in place rather than made anew, so that a QGIS or a test that
runs from it while it is staged again never sees it vanish.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from .i18n import compile_all
from .places import PLUGIN, ROOT, STAGE

#: Folders of the package that stay behind: the trainer runs from a checkout.
LEFT_BEHIND = ("training",)
FILES = ("metadata.txt", "LICENSE")
FOLDERS = ("resources", "models")
#: The guide as `make docs` leaves it, and where it ships; sources of its scripts stay behind.
GUIDE, GUIDE_INSIDE = "build/docs", "resources/help/guide"
NOT_OF_THE_GUIDE = (".map", ".inv", ".LICENSE.txt", "_sources")
LITTER = ("__pycache__", "Thumbs.db")
#: GDAL writes statistics beside a raster as soon as somebody looks at it.
LITTER_ENDINGS = (".pyc", ".pyo", ".part", ".ts", ".aux.xml")


def _files_of(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        hidden = any(part in LITTER or part.startswith(".") for part in parts)
        if path.is_file() and not hidden and not path.name.endswith(LITTER_ENDINGS):
            yield path


def contents(root: Path = ROOT) -> dict[str, Path]:
    """Return what ships: path inside the plugin folder to the file it is copied from."""
    code = root / PLUGIN
    found = {
        path.relative_to(code).as_posix(): path
        for path in _files_of(code)
        if path.relative_to(code).parts[0] not in LEFT_BEHIND
    }
    for folder in FOLDERS:
        for path in _files_of(root / folder) if (root / folder).is_dir() else ():
            found[path.relative_to(root).as_posix()] = path
    guide = root / GUIDE
    for path in _files_of(guide) if (guide / "index.html").is_file() else ():
        inside = path.relative_to(guide).as_posix()
        if not any(inside.endswith(end) or inside.startswith(end) for end in NOT_OF_THE_GUIDE):
            found[f"{GUIDE_INSIDE}/{inside}"] = path
    for path in compile_all():
        found[f"resources/i18n/{path.name}"] = path
    for name in FILES:
        if (root / name).is_file():
            found[name] = root / name
    return found


def _differs(source: Path, target: Path) -> bool:
    if not target.is_file() or source.stat().st_size != target.stat().st_size:
        return True
    return source.read_bytes() != target.read_bytes()


def stage(target: Path = STAGE, root: Path = ROOT) -> int:
    """Make ``target`` equal to what ships; return how many files were written or removed."""
    wanted = contents(root)
    changes = 0
    for inside, source in wanted.items():
        copy = target / inside
        if _differs(source, copy):
            copy.parent.mkdir(parents=True, exist_ok=True)
            partial = copy.with_name(copy.name + ".part")
            shutil.copyfile(source, partial)
            partial.replace(copy)
            changes += 1
    for path in sorted(target.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(target).as_posix() not in wanted:
            path.unlink()
            changes += 1
    return changes


if __name__ == "__main__":
    print(f"stage: {stage()} files brought up to date in {STAGE.relative_to(ROOT)}")
