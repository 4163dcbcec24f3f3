"""Find the Python that runs the engine: the setting, the variable, the managed environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from ..core.errors import SegcrError
from ..core.places import managed_engine

#: Name of the QGIS setting; its value is passed in, as this package knows no QGIS.
SETTING = "segcr_qgis/engine_python"
VARIABLE = "SEGCR_ENGINE_PYTHON"


def managed_python(folder: Path, platform: str = sys.platform) -> Path:
    """Return where a virtual environment in ``folder`` keeps its Python."""
    return folder / ("Scripts/python.exe" if platform == "win32" else "bin/python")


def locate(setting: str = "", variables: Mapping[str, str] = os.environ) -> Path:
    """Return the Python to run the engine with.

    A Python that was named but does not exist is an error: falling through to another one would
    hide the mistake.

    Raises
    ------
    SegcrError
        ``engine_missing``.
    """
    for named, origin in ((setting, f"setting {SETTING}"), (variables.get(VARIABLE), VARIABLE)):
        if named and named.strip():
            python = Path(named.strip()).expanduser()
            if not python.is_file():
                reason = f"'{python}', named by {origin}, does not exist"
                raise SegcrError("engine_missing", reason=reason)
            # Not resolved: the link inside a virtual environment is what makes it one.
            return python.absolute()
    python = managed_python(managed_engine())
    if not python.is_file():
        raise SegcrError("engine_missing", reason="no Python was named for it")
    return python
