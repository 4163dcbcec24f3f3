"""Renew the user guide's pictures: ``python -m tools.guide_pictures [folder]``.

They are those that ``make screenshots`` takes of the running plugin, made small. Only pictures of
the embedded scene are taken, so all of them may be published.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from .places import BUILD, ROOT

TARGET = ROOT / "docs" / "images"
#: Picture in the guide to the end of a screenshot's name.
PICTURES = {
    "install_zip": "install_from_zip",
    "environment_dialog": "engine_dialog",
    "welcome": "welcome",
    "panel": "panel_filled",
    "preview": "preview",
    "results": "results",
    "toolbox_dialog": "toolbox_dialog",
    "model_designer": "model_designer",
    "options_page": "options_page",
}
WIDTH, COLOURS = 1000, 96


def shrink(source: Path, target: Path) -> int:
    """Write ``source`` smaller and with few colours; return the bytes it takes."""
    picture = Image.open(source).convert("RGB")
    size = (WIDTH, round(picture.height * WIDTH / picture.width))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(target, optimize=True)
    return target.stat().st_size


def main(arguments: list[str]) -> int:
    """Renew every picture; return the exit status."""
    folder = Path(arguments[0]) if arguments else BUILD / "screenshots"
    missing = []
    for name, ending in PICTURES.items():
        found = sorted(folder.glob(f"[0-9][0-9]_{ending}.png"))
        if not found:
            missing.append(ending)
            continue
        taken = shrink(found[0], TARGET / f"{name}.png")
        print(f"docs/images/{name}.png: {taken / 1000:.0f} kB from {found[0].name}")
    for ending in missing:
        print(f"no screenshot '{ending}' in {folder}: run make screenshots first", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
