"""Every look at test scenes is written down: date, commit, weights, what came out."""

from __future__ import annotations

import csv
import math
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ...core.places import PACKAGE

#: In a checkout; elsewhere nothing is recorded unless a file is named.
RECORD = PACKAGE.parent / "benchmarks" / "test_runs.csv"
FIELDS = (
    "date",
    "commit",
    "model",
    "digest",
    "dataset",
    "split",
    "protocol",
    "scenes",
    "psnr_cloudy",
    "accuracy_all",
    "mean_iou_all",
)


def commit() -> str:
    """Return the short hash of the checkout, with a plus where it is changed; '' elsewhere."""
    words = ["git", "-C", str(PACKAGE.parent)]
    try:
        head = subprocess.run([*words, "rev-parse", "--short", "HEAD"], capture_output=True)
        changed = subprocess.run([*words, "diff", "--quiet", "HEAD"], capture_output=True)
    except OSError:
        return ""
    if head.returncode:
        return ""
    return head.stdout.decode("ascii").strip() + ("+" if changed.returncode else "")


def record(document: Mapping[str, Any], path: Path) -> None:
    """Append an evaluation to the list of looks at test scenes."""
    summary = document["summary"]
    classes = summary["classes"].get("all", {})
    cloudy = summary["images"]["model"].get("cloudy", {})
    values = {
        **{name: document[name] for name in FIELDS[:7]},
        "digest": document["digest"][:16],
        "scenes": summary["scenes"],
        "psnr_cloudy": _text(cloudy.get("psnr")),
        "accuracy_all": _text(classes.get("overall_accuracy")),
        "mean_iou_all": _text(classes.get("mean_iou")),
    }
    new = not path.is_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, FIELDS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(values)


def _text(values: list[float] | None) -> str:
    return "" if values is None or math.isnan(values[0]) else f"{values[0]:.4f}"
