"""What weights must show on the real held-out scenes before they ship, and whether they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .summary import MODEL, calibration_error

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Bar:
    """One bar: what is measured, what it must reach and what would be good.

    ``measure`` returns NaN where the rows do not show it. Of errors ``least`` is false.
    """

    title: str
    must: float
    good: float
    measure: Callable[[Rows], float]
    digits: int = 2
    least: bool = True

    def verdict(self, value: float) -> str:
        """Return ``good``, ``met``, ``not met``, or ``not measured``."""
        if np.isnan(value):
            return "not measured"
        sign = 1 if self.least else -1
        if sign * value >= sign * self.good:
            return "good"
        return "met" if sign * value >= sign * self.must else "not met"


def bars_table(rows: Rows) -> str:
    """Return the bars and what ``rows`` of an evaluation show, as a Markdown table."""
    lines = ["| bar | must | good | measured | |", "|---|---|---|---|---|"]
    for bar in BARS:
        value = bar.measure(rows)
        sign = "at least" if bar.least else "at most"
        told = "-" if np.isnan(value) else f"{value:.{bar.digits}f}"
        limits = f"{sign} {bar.must:g} | {bar.good:g}"
        lines.append(f"| {bar.title} | {limits} | {told} | {bar.verdict(value)} |")
    return "\n".join(lines) + "\n"


def _mean(values: list[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def _under_cloud(row: dict[str, Any], name: str, metric: str = "psnr") -> float | None:
    scores = row["images"].get(name, {}).get("cloudy")
    return None if scores is None else scores[metric]


def _gain(rows: Rows, other: str, real: bool) -> float:
    """Return the mean PSNR under cloud above ``other``, on real or on simulated clouds."""
    pairs = [
        (_under_cloud(row, MODEL), _under_cloud(row, other))
        for row in rows
        if row["real_clouds"] == real
    ]
    return _mean(
        [ours - theirs for ours, theirs in pairs if ours is not None and theirs is not None]
    )


def _angle(rows: Rows) -> float:
    angles = [_under_cloud(row, MODEL, "sam") for row in rows if row["real_clouds"]]
    return _mean([a for a in angles if a is not None])


def _clear_error(rows: Rows) -> float:
    return _mean([row["clear_input"]["mae"] for row in rows if row.get("clear_input")])


def _accuracy(rows: Rows, key: Callable[[dict[str, Any]], Any], region: str) -> float:
    matrices = [key(row)[region] for row in rows if key(row)]
    total = np.array(matrices).sum(0) if matrices else np.zeros((1, 1))
    return float(np.trace(total) / total.sum()) if total.any() else float("nan")


def _of_the_clear_image(row: dict[str, Any]) -> Any:
    return (row.get("clear_input") or {}).get("classes")


def _kept_under_cloud(rows: Rows) -> float:
    clear = _accuracy(rows, _of_the_clear_image, "cloudy")
    return _accuracy(rows, lambda row: row.get("classes"), "cloudy") / clear


BARS = (
    Bar(
        "simulated clouds: dB above the nearest clear pixel, which is told the true mask",
        1.0,
        2.0,
        lambda rows: _gain(rows, "nearest clear pixel", False),
    ),
    Bar(
        "simulated clouds: dB above the mean clear colour",
        0.7,
        1.5,
        lambda rows: _gain(rows, "mean clear colour", False),
    ),
    Bar(
        "simulated clouds: dB above the same network without radar",
        0.3,
        1.0,
        lambda rows: _gain(rows, "without radar", False),
    ),
    Bar(
        "simulated clouds: dB above a regression on radar fitted to the scene (no bar was set)",
        0.0,
        1.0,
        lambda rows: _gain(rows, "radar regression", False),
    ),
    Bar("real clouds: dB above the cloudy input", 9, 12, lambda r: _gain(r, "cloudy input", True)),
    Bar("real clouds: spectral angle, degrees", 15, 10, _angle, 1, least=False),
    Bar("a clear image as input: mean absolute error", 0.005, 0.002, _clear_error, 4, least=False),
    Bar(
        "land cover of the clear image: overall accuracy",
        0.60,
        0.75,
        lambda rows: _accuracy(rows, _of_the_clear_image, "all"),
    ),
    Bar(
        "land cover under cloud: share of the accuracy there on the clear image",
        0.80,
        0.95,
        _kept_under_cloud,
    ),
    Bar("expected calibration error of the classes", 0.10, 0.04, calibration_error, least=False),
)
