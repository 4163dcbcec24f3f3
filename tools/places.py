"""Where things lie in a checkout and under build/."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
PLUGIN = "segcr_qgis"
STAGE = BUILD / "stage" / PLUGIN
ENGINE_PYTHON = ROOT / ".venv-engine" / "bin" / "python"
QGIS_PYTHON = ROOT / ".venv" / "bin" / "python"


def version() -> str:
    """Return the version that metadata.txt states, the only place it is written."""
    text = (ROOT / "metadata.txt").read_text(encoding="utf-8")
    found = re.search(r"(?m)^version=(\S+)\s*$", text)
    if not found:
        raise SystemExit("metadata.txt states no version")
    return found.group(1)


def archive() -> Path:
    """Return the path of the plugin's ZIP."""
    return BUILD / f"{PLUGIN}-{version()}.zip"
