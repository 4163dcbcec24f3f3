"""Which button mends what a run failed with."""

from __future__ import annotations

from typing import Final

#: Where something can be done about a failure: a name of :data:`CURES`.
ENGINE, MODELS, MEMORY = "engine", "models", "memory"

CURES: Final[dict[str, str]] = {
    **dict.fromkeys(
        ("engine_missing", "engine_outdated", "engine_protocol", "plugin_protocol"), ENGINE
    ),
    **dict.fromkeys(
        ("model_missing", "model_invalid", "model_digest", "network_unknown", "network_config"),
        MODELS,
    ),
    **dict.fromkeys(("out_of_memory", "memory_exhausted"), MEMORY),
}


def cure_of(code: str) -> str:
    """Return where the failure of that code can be mended, '' where not in the plugin."""
    return CURES.get(code, "")
