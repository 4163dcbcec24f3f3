"""Renew the user guide's pictures: ``python -m tools.guide_pictures [folder]``.

Those of the panel are the ones that ``make screenshots`` takes of the running plugin, made small;
windows that show paths are taken anew here, so that no path of a developer's machine is published.
Only the embedded scene is on them.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from .demo.desktop import PROFILE_SETTINGS, drive, plugin_variables
from .places import BUILD, ROOT

TARGET = ROOT / "docs" / "images"
#: Picture in the guide to the end of a screenshot's name.
PICTURES = {
    "install_from_zip": "install_from_zip",
    "welcome": "welcome",
    "panel": "panel_filled",
    "results": "results",
    "toolbox_dialog": "toolbox_dialog",
    "model_designer": "model_designer",
}
WIDTH, COLOURS = 1000, 256
#: So much of the report's page is shown, in pixels from its top.
REPORT_HEIGHT = 985
WINDOWS = Path(__file__).with_name("guide_windows.py")
#: Shown in the windows as the place of the engine.
NEUTRAL_HOME = "/tmp/segcr"


def shrink(source: Path, target: Path, height: int = 0) -> int:
    """Write ``source`` smaller and with few colours; return the bytes it takes.

    ``height`` takes the upper part only.
    """
    picture = Image.open(source).convert("RGB")
    if height:
        picture = picture.crop((0, 0, picture.width, min(height, picture.height)))
    width = min(WIDTH, picture.width)
    size = (width, round(picture.height * width / picture.width))
    small = picture.resize(size, Image.Resampling.LANCZOS)
    # The octree keeps colours of few pixels: those of classes and icons.
    few = small.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)
    return target.stat().st_size


def take_windows() -> list[Path]:
    """Take the windows of the plugin one by one, in a profile and a place of their own."""
    folder = BUILD / "guide-windows"
    pictures = folder.with_name("guide-window-pictures")
    pictures.mkdir(parents=True, exist_ok=True)
    variables = {**plugin_variables(), "SEGCR_HOME": NEUTRAL_HOME, "SEGCR_ENGINE_PYTHON": ""}
    task = {"pictures": str(pictures)}
    told = drive(folder, task, 300.0, WINDOWS, PROFILE_SETTINGS, variables)
    if told["problem"]:
        raise SystemExit(str(told["problem"]))
    return [Path(str(name)) for name in told["pictures"]]  # type: ignore[attr-defined]


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
    page = folder / "report.png"
    if page.is_file():
        taken = shrink(page, TARGET / page.name, REPORT_HEIGHT)
        print(f"docs/images/{page.name}: {taken / 1000:.0f} kB from {page.name}")
    else:
        missing.append("report")
    for path in take_windows():
        taken = shrink(path, TARGET / path.name)
        print(f"docs/images/{path.name}: {taken / 1000:.0f} kB")
    for ending in missing:
        print(f"no screenshot '{ending}' in {folder}: run make screenshots first", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
