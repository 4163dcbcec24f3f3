"""Starts the engine: ``python -I -X utf8 <this file> COMMAND ...``.

The code always comes from this folder, whatever the folder is called and whatever lies beside
it: the package is loaded from its own path, so that nothing near it (other plugins) and nothing
installed can take its place.
"""

import importlib.util
import sys
from pathlib import Path

PACKAGE = "segcr_qgis"


def load_package() -> None:
    """Make ``segcr_qgis`` importable from this folder."""
    folder = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    if spec is None or spec.loader is None:
        raise SystemExit(f"{folder} is not the folder of {PACKAGE}")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)


# A worker process that multiprocessing started runs this file under the second name.
if __name__ in ("__main__", "__mp_main__"):
    load_package()

if __name__ == "__main__":
    from segcr_qgis.cli.main import main

    sys.exit(main())
