"""Write the plugin's ZIP, the same bytes from the same files: ``python -m tools.package``."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

from .places import PLUGIN, ROOT, STAGE, archive
from .plugin_site import MEGABYTE, part_sizes, problems
from .stage import stage

#: The earliest time a ZIP can hold; a real one would change the bytes at every build.
TIMESTAMP = (1980, 1, 1, 0, 0, 0)
#: Files that are compressed already gain nothing.
STORED = (".png", ".jpg", ".webp")


def write_archive(folder: Path, target: Path) -> Path:
    """Write every file of ``folder`` into ``target`` under the plugin's name; return it."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".part")
    with zipfile.ZipFile(partial, "w") as bundle:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            inside = path.relative_to(folder)
            if "__pycache__" in inside.parts:
                continue
            entry = zipfile.ZipInfo(f"{PLUGIN}/{inside.as_posix()}", TIMESTAMP)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            stored = path.suffix in STORED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            bundle.writestr(entry, path.read_bytes(), compresslevel=9)
    partial.replace(target)
    return target


def main() -> int:
    """Stage, pack, check; return the exit status."""
    stage()
    made = write_archive(STAGE, archive())
    with zipfile.ZipFile(made) as bundle:
        parts = part_sizes(bundle.infolist())
    listed = ", ".join(f"{part.rstrip('/')} {size / MEGABYTE:.2f}" for part, size in parts.items())
    print(f"package: {made.relative_to(ROOT)}, {made.stat().st_size / MEGABYTE:.2f} MB ({listed})")
    found = problems(made)
    for sentence in found:
        print(f"package: {sentence}", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
