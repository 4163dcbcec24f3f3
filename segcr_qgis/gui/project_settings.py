"""The panel's settings, kept inside the project file."""

from __future__ import annotations

import json
import logging
from typing import Any, Final

from qgis.core import QgsProject

log = logging.getLogger(__name__)

SCOPE, KEY = "SegCR", "panel"
#: Settings that are no text; projects come from strangers, and are edited by hand.
KINDS: Final[dict[str, type]] = {
    "further": list,
    "optical_facts": dict,
    "radar_facts": dict,
    "drawn": list,
    "results": dict,
}


def read_settings(project: QgsProject) -> dict[str, Any]:
    """Return the panel's settings of a project, {} where it has none or they are unreadable.

    What is of another kind than the panel writes is left out.
    """
    text, found = project.readEntry(SCOPE, KEY, "")
    if not found or not text:
        return {}
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        log.warning("the panel's settings in the project are unreadable and were left out")
        return {}
    if not isinstance(values, dict):
        return {}
    return {name: v for name, v in values.items() if isinstance(v, KINDS.get(name, str))}


def write_settings(project: QgsProject, values: dict[str, Any]) -> None:
    """Write the panel's settings into a project that is being saved."""
    text = json.dumps(values, ensure_ascii=True, sort_keys=True)
    if project.readEntry(SCOPE, KEY, "")[0] != text:
        project.writeEntry(SCOPE, KEY, text)
