"""The one engine of this QGIS and the settings that belong to it."""

from __future__ import annotations

from pathlib import Path

from qgis.core import QgsSettings

from ..engine_client.client import EngineClient, Patience
from ..environments.locate import SETTING, locate
from ..environments.probe import require

IDLE_SETTING = "segcr_qgis/engine_idle_minutes"
IDLE_MINUTES = 5.0

#: Without a desktop (``qgis_process``) the engine ends with each run.
_client = EngineClient(Patience(idle=0))


def engine() -> EngineClient:
    """Return the engine every run of this process shares."""
    return _client


def engine_python() -> Path:
    """Return the engine's Python; raises ``engine_missing`` (call it in the main thread)."""
    python = locate(str(QgsSettings().value(SETTING, "") or ""))
    require(python)
    return python


def keep_engine_warm() -> None:
    """Keep the engine between runs, for as long as the setting says (0: not at all)."""
    try:
        minutes = float(QgsSettings().value(IDLE_SETTING, IDLE_MINUTES))
    except (TypeError, ValueError):
        minutes = IDLE_MINUTES
    _client.set_patience(Patience(idle=max(minutes, 0.0) * 60))


def close_engine() -> None:
    """End the engine and wait until it is gone."""
    _client.close()
    _client.patience = Patience(idle=0)
