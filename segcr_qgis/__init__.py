"""SegCR for QGIS: land-cover mapping and cloud removal from optical and radar images."""

from __future__ import annotations

from typing import Any


def classFactory(iface: Any) -> Any:  # noqa: N802 - QGIS looks the name up
    """Return the plugin; QGIS calls this once when it loads the folder."""
    from .plugin import SegcrPlugin

    return SegcrPlugin(iface)
