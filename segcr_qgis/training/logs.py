"""What a run writes while it trains: CSV, TensorBoard, one line with the time left."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from lightning_fabric.loggers import TensorBoardLogger


class RunLog:
    """``log.csv``, ``validation.csv`` and a ``tensorboard`` folder of one run.

    The run goes on from ``step``; ``validates`` where that step's validation is yet to come.
    """

    def __init__(self, folder: Path, step: int, validates: bool = False) -> None:
        self.folder = folder
        # Rows that a killed run wrote after its last checkpoint come again.
        _forget_after(folder / "log.csv", step)
        _forget_after(folder / "validation.csv", step - 1 if validates else step)
        self._board = TensorBoardLogger(folder, name="", version="tensorboard")

    def training(self, step: int, seconds: float, means: Mapping[str, float]) -> None:
        """Keep the mean losses of some steps."""
        append(self.folder / "log.csv", {"step": step, "seconds": seconds, **means})
        self._board.log_metrics({f"train/{k}": v for k, v in means.items()}, step)

    def validation(self, step: int, scores: Mapping[str, float]) -> None:
        """Keep the scores of a validation."""
        append(self.folder / "validation.csv", {"step": step, **scores})
        self._board.log_metrics({f"val/{k}": v for k, v in scores.items()}, step)

    def close(self) -> None:
        """Write out what TensorBoard still holds."""
        self._board.finalize("success")


def in_words(values: Mapping[str, float]) -> str:
    """Return scores in one line."""
    return "  ".join(f"{name} {value:.3f}" for name, value in values.items())


def append(path: Path, row: Mapping[str, float]) -> None:
    """Add a row to a CSV file, with a header where it is new."""
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(row))
        if new:
            writer.writeheader()
        writer.writerow({k: f"{v:.8g}" for k, v in row.items()})


def _forget_after(path: Path, step: int) -> None:
    if not path.is_file():
        return
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.reader(stream))
    kept = rows[:1] + [row for row in rows[1:] if row and float(row[0]) <= step]
    if len(kept) < len(rows):
        with path.open("w", newline="", encoding="utf-8") as stream:
            csv.writer(stream).writerows(kept)
