"""Where the product's files lie: in a checkout, in the staged plugin, in an installed wheel."""

from __future__ import annotations

import os
import sys
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]


def _beside_code(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.exists() else PACKAGE.parent / name


def resources() -> Path:
    """Return the folder of icons, styles, sensor profiles, help and the demo scene."""
    return _beside_code("resources")


def shipped_models() -> Path:
    """Return the folder of the models that come with the plugin."""
    return _beside_code("models")


def engine_entry() -> Path:
    """Return the script that starts the engine."""
    return PACKAGE / "engine_entry.py"


def user_data() -> Path:
    """Return the user's data folder (``SEGCR_HOME`` overrides it); it may not exist yet.

    It lies outside the plugin folder, which an upgrade deletes, and on a short path.
    """
    override = os.environ.get("SEGCR_HOME")
    if override:
        return Path(override)
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", str(home))) / "segcr"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "segcr"
    return Path(os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))) / "segcr"


def added_models() -> Path:
    """Return the folder of the models the user added."""
    return user_data() / "models"


def managed_engine() -> Path:
    """Return the folder of the engine environment the plugin manages."""
    return user_data() / "engine"
