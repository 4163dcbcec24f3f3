"""Pictures of QGIS Desktop: the dock panel is driven on the small scenes, results are shown."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .desktop import drive, why_not
from .images import read_bands, stretch_of
from .pictures import PICTURES
from .runs import Run
from .scenes import DEMO, Scene
from .scoring import ClassShare

#: Scenes the dock itself is driven on; the large ones would only take longer.
DRIVEN = ("synthetic_256", "sen12mscr_p30_real_clouds")


def take_tour(
    entries: Sequence[tuple[Scene, Run, list[ClassShare]]],
) -> tuple[list[Path], str]:
    """Return the pictures that were taken, and a remark where something could not be done."""
    reason = why_not()
    if reason:
        return [], f"pictures of QGIS Desktop not run: {reason}"
    chosen = [(scene, run) for scene, run, _ in entries if scene.key in DRIVEN]
    pictures: list[Path] = []
    remarks = []
    PICTURES.mkdir(parents=True, exist_ok=True)
    for scene, run in chosen:
        task = {
            "key": scene.key,
            "optical": str(scene.optical),
            "sar": str(scene.sar),
            # Short, for narrow panels; the first word of the key tells what is synthetic.
            "optical_name": f"optical {scene.key.split('_')[0]}",
            "sar_name": f"radar {scene.key.split('_')[0]}",
            "rgb": list(scene.rgb),
            "stretch": stretch_of(read_bands(Path(run.restored), scene.restored_rgb)),
            "pictures": str(PICTURES),
        }
        told = drive(DEMO / "desktop" / scene.key, task, timeout=300)
        pictures += [Path(str(name)) for name in told["pictures"]]  # type: ignore[attr-defined]
        if told.get("problem"):
            remarks.append(f"QGIS Desktop, {scene.title}: {told['problem']}")
        if told["exit_status"] != 0:
            remarks.append(f"QGIS Desktop, {scene.title}: ended with status {told['exit_status']}")
    return pictures, "; ".join(remarks)
