"""Small text files that a command writes: whole under their final name, or not at all."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from ..core.alignment import check_outputs
from ..core.part_files import part_path
from ..core.request import Outputs


def check_page(path: str, inputs: Sequence[str]) -> None:
    """Raise where a page would take the place of an input, or its folder cannot be written to."""
    # The rules are those of a run's outputs, which hold a class map: one that nobody writes.
    check_outputs(Outputs(classes=f"{path}.never.tif", report=path), inputs)


def write_page(path: str, text: str) -> None:
    """Write a page; raises :class:`SegcrError` in the words of a run's outputs."""
    from ..engine.write_errors import write_errors

    part = part_path(path, os.getpid())
    try:
        with write_errors(path):
            part.write_text(text, encoding="utf-8")
        with write_errors(path, renaming=True):
            part.replace(Path(path))
    finally:
        part.unlink(missing_ok=True)
