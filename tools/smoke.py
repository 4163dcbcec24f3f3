"""Run the algorithm from the unpacked ZIP in an empty profile: ``python -m tools.smoke``."""

from __future__ import annotations

import shutil
import sys
import zipfile

from .places import BUILD, PLUGIN, ROOT, archive
from .qgis_process import QgisProcess, QgisProcessError

ALGORITHM = "segcr:segmentandremoveclouds"
EXAMPLE_MODEL = "segcr:landcoverpolygons"


def main() -> int:
    """Unpack, list, run on the embedded scene; return the exit status."""
    folder = BUILD / "smoke"
    shutil.rmtree(folder, ignore_errors=True)
    plugins = folder / "profile" / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    with zipfile.ZipFile(archive()) as bundle:
        bundle.extractall(plugins)
    qgis = QgisProcess(folder / "profile")
    demo = plugins / PLUGIN / "resources" / "demo"
    outputs = {name: folder / f"{name}.tif" for name in ("landcover", "restored")}
    try:
        qgis.enable()
        listed = qgis.call("list")
        missing = [name for name in (ALGORITHM, EXAMPLE_MODEL) if name not in listed]
        if missing:
            print(f"smoke: qgis_process does not list {', '.join(missing)}", file=sys.stderr)
            return 1
        finished = qgis.run(
            ALGORITHM,
            {
                "INPUT": demo / "optical_cloudy.tif",
                "SAR": demo / "sar.tif",
                "OUTPUT": outputs["landcover"],
                "RESTORED": outputs["restored"],
            },
        )
    except QgisProcessError as problem:
        print(f"smoke: {problem}", file=sys.stderr)
        return 1
    for path in outputs.values():
        if not path.is_file():
            print(f"smoke: {path.relative_to(ROOT)} was not written", file=sys.stderr)
            return 1
    said = {key: finished.results.get(key) for key in ("CLOUD_PERCENT", "DEVICE_USED", "NOTICES")}
    print(f"smoke: the ZIP works in an empty profile ({finished.seconds:.0f} s, {said})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
