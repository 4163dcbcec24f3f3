"""How hard the drills try: a few hundred cases in ``make test``, all of them in ``test-faults``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

FULL = os.environ.get("SEGCR_FAULTS") == "full"
FOLDER = Path(__file__).resolve().parents[2] / "build" / "faults"
#: For drills that take more than a moment.
thorough = pytest.mark.skipif(not FULL, reason="a longer drill, run by make test-faults")


def cases(full: int, quick: int) -> int:
    return full if FULL else quick


def note(fault: str, tried: str, held: str) -> None:
    """Keep what a drill found for ``docs/reliability.md``; quick runs leave no trace."""
    if FULL:
        FOLDER.mkdir(parents=True, exist_ok=True)
        row = {"fault": fault, "tried": tried, "held": held}
        name = "".join(c if c.isalnum() else "_" for c in fault.lower())[:60]
        (FOLDER / f"{name}.json").write_text(json.dumps(row, indent=1), encoding="utf-8")


def note_table(name: str, counts: dict[str, int]) -> None:
    if FULL:
        FOLDER.mkdir(parents=True, exist_ok=True)
        path = FOLDER / f"{name}.table"
        path.write_text(json.dumps(dict(sorted(counts.items()))), encoding="utf-8")
