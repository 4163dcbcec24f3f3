"""The scenes of the demo: two synthetic ones always, two real ones where ``SEGCR_DATA`` is set."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from ..places import BUILD, ENGINE_PYTHON, STAGE

DEMO = BUILD / "demo"
#: Kept out of training, like the seed of the embedded scene.
LARGE_SEED = 90210
LARGE_SIZE = 1024
CLOUD_SEED = 2


@dataclass(frozen=True)
class Scene:
    """One scene and what is known of it.

    Attributes
    ----------
    key : str
        Start of every file name; says ``synthetic`` or ``simulated`` where it is.
    title, origin : str
        For pictures and the table.
    optical, sar : Path
    rgb, restored_rgb : tuple of 3 int
        Bands (from 1) that show natural colours in the input and in the restored image.
    truth, truth_classes, cloud_mask : Path or None
        What only the scoring sees.
    """

    key: str
    title: str
    origin: str
    optical: Path
    sar: Path
    rgb: tuple[int, int, int]
    restored_rgb: tuple[int, int, int]
    truth: Optional[Path] = None
    truth_classes: Optional[Path] = None
    cloud_mask: Optional[Path] = None

    @property
    def folder(self) -> Path:
        """Return the folder of what the demo makes of this scene."""
        return DEMO / self.key


def engine(*arguments: object) -> None:
    """Call the staged command line, as a user without QGIS would."""
    entry = [str(ENGINE_PYTHON), "-I", "-X", "utf8", str(STAGE / "engine_entry.py")]
    done = subprocess.run(
        [*entry, *(str(a) for a in arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-2000:]
        raise SystemExit(f"demo: segcr {arguments[0]} ended with {done.returncode}: {said}")


def _copied(source: Path, folder: Path) -> Path:
    """Copy an input into the demo: QGIS writes statistics beside the layers it shows."""
    folder.mkdir(parents=True, exist_ok=True)
    copy = folder / source.name
    if not copy.is_file():
        shutil.copyfile(source, copy)
    return copy


def _synthetic(key: str, title: str, folder: Path) -> Scene:
    return Scene(
        key,
        title,
        "synthetic landscape, simulated clouds",
        folder / "optical_cloudy.tif",
        folder / "sar.tif",
        (3, 2, 1),
        (3, 2, 1),
        folder / "truth" / "optical_clear.tif",
        folder / "truth" / "landcover.tif",
        folder / "truth" / "cloud_mask.tif",
    )


def _embedded() -> Optional[Scene]:
    folder = STAGE / "resources" / "demo"
    if not (folder / "optical_cloudy.tif").is_file():
        return None
    return _synthetic("synthetic_256", "Synthetic scene, 256 x 256", folder)


def _large() -> Scene:
    folder = DEMO / "scenes" / "synthetic_1024"
    if not (folder / "truth" / "cloud_mask.tif").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        engine("simulate-scene", "--size", LARGE_SIZE, "--seed", LARGE_SEED, "--out", folder)
    return _synthetic("synthetic_1024", "Synthetic scene, 1024 x 1024", folder)


def _long_beach(data: Path) -> Optional[Scene]:
    folder = data / "demo" / "long_beach"
    clear = next(iter(folder.glob("*_rgb_clear.tif")), None)
    sar = next(iter(folder.glob("*_vh.tif")), None)
    if clear is None or sar is None:
        return None
    key = "long_beach_simulated_clouds"
    made = DEMO / "scenes" / key
    cloudy, mask = made / "optical_simulated_clouds.tif", made / "simulated_cloud_mask.tif"
    if not (cloudy.is_file() and mask.is_file()):
        made.mkdir(parents=True, exist_ok=True)
        engine(
            "simulate-clouds",
            *("--optical", clear),
            *("--out", cloudy),
            *("--mask", mask),
            *("--seed", CLOUD_SEED),
        )
    sar = _copied(sar, made)
    return Scene(
        key,
        "Long Beach harbour, 2048 x 2048",
        "real Sentinel-2 RGB and Sentinel-1 VH, simulated clouds",
        cloudy,
        sar,
        (1, 2, 3),
        (1, 2, 3),
        truth=clear,
        cloud_mask=mask,
    )


def _p30(data: Path) -> Optional[Scene]:
    folder = data / "demo" / "sen12mscr_p30"
    cloudy = next(iter(folder.glob("*_s2_cloudy.tif")), None)
    sar = next(iter(folder.glob("*_s1.tif")), None)
    if cloudy is None or sar is None:
        return None
    key = "sen12mscr_p30_real_clouds"
    cloudy, sar = (_copied(path, DEMO / "scenes" / key) for path in (cloudy, sar))
    # 13 bands in the order of Sentinel-2; the restored image keeps the six the model knows.
    return Scene(
        key,
        "SEN12MS-CR sample p30, 256 x 256",
        "real Sentinel-2 and Sentinel-1, real clouds, truth unknown",
        cloudy,
        sar,
        (4, 3, 2),
        (3, 2, 1),
    )


def find_scenes(only: Optional[list[str]] = None) -> list[Scene]:
    """Return the scenes there are, made where they can be, and say which are not."""

    def wanted(key: str) -> bool:
        return not only or any(key.startswith(name) for name in only)

    scenes: list[Optional[Scene]] = []
    if wanted("synthetic_256"):
        scenes.append(_embedded())
        if scenes[-1] is None:
            print("demo: synthetic_256 not run: resources/demo holds no scene")
    if wanted("synthetic_1024"):
        scenes.append(_large())
    data = Path(os.environ["SEGCR_DATA"]) if os.environ.get("SEGCR_DATA") else None
    for key, finder in (("long_beach", _long_beach), ("sen12mscr_p30", _p30)):
        if not wanted(key):
            continue
        found = finder(data) if data else None
        scenes.append(found)
        if found is None:
            reason = "SEGCR_DATA names no folder that holds it" if data else "SEGCR_DATA is not set"
            print(f"demo: {key} (real) not run: {reason}")
    return [scene for scene in scenes if scene is not None]
