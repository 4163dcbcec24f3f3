"""Drive QGIS through the whole story and look at it: ``python -m tools.screenshots``.

From an empty profile and the ZIP, without an engine, to the report; then once more in a dark
theme, at 200 % scaling, in French and in Chinese (which needs a font for it). Every step asserts
what must be on the screen; pictures lie in build/screenshots.

The first story really sets an engine up, as the window says: the light one where the ZIP holds a
model for it, else the standard one; it is downloaded anew each time. ``--existing`` takes the
checkout's engine instead and needs no network.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from ..demo.desktop import PROFILE_SETTINGS, SCREEN, drive, plugin_variables, why_not
from ..places import BUILD, ENGINE_PYTHON, PLUGIN, ROOT, archive

PICTURES = BUILD / "screenshots"
STORY = Path(__file__).with_name("story.py")
FIRST_MODEL = "segcr-tiny"
#: A profile without the plugin; no repository is asked over the network.
EMPTY_PROFILE = """[app]
plugin_repositories\\QGIS%20Official%20Plugin%20Repository\\enabled=false
plugin_repositories\\QGIS%20Official%20Plugin%20Repository\\url=

[plugin-manager]
automatically-check-for-updates=false

[core]
NewsFeed\\http_feed.qgis.org\\disabled=true

[qgis]
checkVersion=false
showTips=false
"""
DARK = "\n[UI]\nUITheme=Night Mapping\n"
#: Stories told in another language, by the name QGIS gives it.
SPOKEN = {"french": "fr", "chinese": "zh-Hans"}
SECONDS = 2700.0


def tell(name: str, existing: bool) -> bool:
    """Tell one story; return whether all of it came true."""
    # A place of no meaning, for paths are on the pictures; as the home of a new user.
    # Not in the system's temporary folder: QGIS would mark the demo's layers as temporary.
    with tempfile.TemporaryDirectory(prefix="segcr-", dir="/var/tmp") as place:
        return _tell(name, existing, Path(place))


def _tell(name: str, existing: bool, place: Path) -> bool:
    bundle = Path(shutil.copy(archive(), place))
    home = place / "segcr"
    variables = {"SEGCR_HOME": str(home), "HOME": str(place)}
    settings, story, screen = PROFILE_SETTINGS, "look", SCREEN
    if name == "first_day":
        settings, story = EMPTY_PROFILE, "first_day"
    else:
        variables.update(plugin_variables())
    if name == "dark":
        settings += DARK
    if name in SPOKEN:
        settings += f"\n[locale]\nuserLocale={SPOKEN[name]}\noverrideFlag=true\n"
        story = "spoken"
    if name == "scaled":
        variables["QT_SCALE_FACTOR"] = "2"
        screen = "3200x2000x24"
    prefix = "" if name == "first_day" else f"{name}_"
    for old in PICTURES.glob(f"{prefix}[0-9][0-9]_*.png"):
        old.unlink()
    task = {
        "story": story,
        "stage": str(STORY.with_name("stage.py")),
        "prefix": prefix,
        "pictures": str(PICTURES),
        "zip": str(bundle),
        "home": str(home),
        "python": str(ENGINE_PYTHON) if existing else "",
        "engine": "light" if _holds_graph(bundle) else "cpu",
    }
    try:
        told = drive(place / "qgis", task, SECONDS, STORY, settings, variables, screen)
    finally:
        log = place / "qgis" / "qgis.log"
        if log.is_file():
            shutil.copy(log, PICTURES / f"{name}.log")
    print(f"\n{name}: {len(told['pictures'])} pictures")  # type: ignore[arg-type]
    for step in told["steps"]:  # type: ignore[attr-defined]
        print(f"  ok  {step}")
    for what, figure in dict(told["figures"]).items():  # type: ignore[call-overload]
        print(f"  {what}: {figure}")
    if told["problem"]:
        print(f"  FAILED\n{told['problem']}")
    if told["exit_status"] != 0:
        print(f"  QGIS ended with status {told['exit_status']}")
    if told.get("report"):
        _picture_of(Path(str(told["report"])))
    (PICTURES / f"{name}.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    return not told["problem"] and told["exit_status"] == 0


def _holds_graph(bundle: Path) -> bool:
    """Return whether the ZIP's first model can be run by the light engine."""
    with zipfile.ZipFile(bundle) as held:
        return f"{PLUGIN}/models/{FIRST_MODEL}/model.onnx" in held.namelist()


def _picture_of(page: Path) -> None:
    """Take a picture of the report in a browser, and print it, where there is one."""
    browser = next((b for b in ("chromium", "google-chrome") if shutil.which(b)), None)
    if browser is None:
        print("  the report was not looked at in a browser: there is none")
        return
    common = [browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    for output in (
        ["--window-size=1060,1900", f"--screenshot={page.with_suffix('.png')}"],
        ["--no-pdf-header-footer", f"--print-to-pdf={page.with_suffix('.pdf')}"],
    ):
        subprocess.run(
            [*common, *output, page.as_uri()], capture_output=True, timeout=120, check=False
        )


def main() -> int:
    """Tell the stories; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    names = ("first_day", "dark", "scaled", *SPOKEN)
    parser.add_argument("stories", nargs="*", metavar="story", help=", ".join(names))
    parser.add_argument(
        "--existing", action="store_true", help="set no engine up, use the checkout's"
    )
    options = parser.parse_args()
    reason = why_not()
    if reason:
        print(f"screenshots: not run, {reason}")
        return 0
    PICTURES.mkdir(parents=True, exist_ok=True)
    wanted = options.stories or names
    true = [tell(name, options.existing) for name in wanted]
    print(f"\nPictures: {PICTURES.relative_to(ROOT)}")
    return 0 if all(true) else 1


if __name__ == "__main__":
    sys.exit(main())
