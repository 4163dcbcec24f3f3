"""Run every scene there is through the staged plugin: ``python -m tools.demo [scene ...]``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from segcr_qgis.core.model_package import read_package

from ..places import ROOT, STAGE
from ..qgis_process import QgisProcess, QgisProcessError
from ..smoke import EXAMPLE_MODEL
from .compare import compare
from .pictures import before_and_after
from .runs import run_plugin
from .scenes import DEMO, Scene, find_scenes
from .scoring import class_shares
from .table import write_table
from .tour import take_tour


def _example_model(qgis: QgisProcess, scene: Scene) -> Path:
    """Run the bundled example model on a scene; return the polygons."""
    folder = scene.folder / "example_model"
    folder.mkdir(parents=True, exist_ok=True)
    polygons = folder / f"{scene.key}_landcover_polygons.gpkg"
    polygons.unlink(missing_ok=True)
    finished = qgis.run(
        EXAMPLE_MODEL,
        {
            "INPUT": scene.optical,
            "SAR": scene.sar,
            "polygonize:Land-cover polygons": polygons,
            "segcr:Land cover": folder / f"{scene.key}_landcover.tif",
            "segcr:Cloud-free image": folder / f"{scene.key}_restored.tif",
        },
    )
    if not polygons.is_file():
        raise QgisProcessError(f"{EXAMPLE_MODEL} wrote no polygons: {finished.results}")
    return polygons


def main() -> int:
    """Run, score, picture, print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenes", nargs="*", help="starts of scene names; all by default")
    parser.add_argument("--model", type=Path, help="a model folder instead of segcr-tiny")
    options = parser.parse_args()

    DEMO.mkdir(parents=True, exist_ok=True)
    model = options.model.resolve() if options.model else None
    package = read_package(model or STAGE / "models" / "segcr-tiny")
    qgis = QgisProcess(DEMO / "profile", plugins=STAGE.parent).enable()
    scenes = find_scenes(options.scenes)
    if not scenes:
        print("demo: there is no scene to show", file=sys.stderr)
        return 1

    entries, scores, pictures, remarks = [], [], [], []
    for scene in scenes:
        print(f"demo: {scene.title} ({scene.origin})", flush=True)
        run = run_plugin(qgis, scene, model)
        entries.append((scene, run, class_shares(Path(run.classes))))
        pictures += before_and_after(scene, run)
        if run.notices:
            remarks.append(f"{scene.title}: {run.notices}")
        if scene.truth:
            scores.append(compare(scene, run, str(package.folder)))

    if model:
        remarks.append(f"example model and QGIS Desktop not run: they use segcr-tiny, not {model}")
    else:
        polygons = _example_model(qgis, scenes[0])
        remarks.append(f"{EXAMPLE_MODEL} made {polygons.relative_to(ROOT).as_posix()}")
        taken, remark = take_tour(entries)
        pictures += taken
        remarks += [remark] if remark else []

    text = write_table(entries, scores, pictures, remarks)
    print(f"\n{text}\nWritten: {(DEMO / 'table.md').relative_to(ROOT)}, table.json")
    return 0


if __name__ == "__main__":
    sys.exit(main())
