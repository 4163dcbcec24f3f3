"""Find the Python that runs the engine: the setting, the variable, the managed environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from ..core.errors import SegcrError
from .managed import managed_environments

#: Name of the QGIS setting; its value is passed in, as this package knows no QGIS.
SETTING = "segcr_qgis/engine_python"
VARIABLE = "SEGCR_ENGINE_PYTHON"
#: The reason of ``engine_missing`` where nothing was ever set up or named.
NOTHING_NAMED = "no Python was named for it"


def locate(setting: str = "", variables: Mapping[str, str] = os.environ) -> Path:
    """Return the Python to run the engine with.

    A Python that was named but does not exist is an error: falling through to another one would
    hide the mistake.

    Raises
    ------
    SegcrError
        ``engine_missing``; ``engine_outdated`` where only environments of other versions of the
        plugin are there.
    """
    for named, origin in ((setting, f"setting {SETTING}"), (variables.get(VARIABLE), VARIABLE)):
        if named and named.strip():
            python = Path(named.strip()).expanduser()
            if not python.is_file():
                reason = f"'{python}', named by {origin}, does not exist"
                raise SegcrError("engine_missing", reason=reason)
            # Not resolved: the link inside a virtual environment is what makes it one.
            return python.absolute()
    made = managed_environments()
    if not made:
        raise SegcrError("engine_missing", reason=NOTHING_NAMED)
    if not made[0].current:
        reason = "it was set up for another version"
        raise SegcrError("engine_outdated", python=made[0].python, reason=reason)
    return made[0].python
