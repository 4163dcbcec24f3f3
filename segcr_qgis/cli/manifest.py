"""The list of scenes of a batch: a CSV whose columns are the options of ``segcr predict``."""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

from ..core.errors import SegcrError
from ..core.request import PredictRequest

#: Columns that hold files; a relative path starts at the folder of the list.
FILES = ("optical", "sar", "mask", "classes", "restored", "cloud", "confidence", "report")
INTEGERS = ("tile", "overlap", "batch", "threads")
TEXTS = (
    "model", "mask_values", "bands", "sar_bands", "optical_units", "sar_units", "device",
    "precision", "augment", "language",
)  # fmt: skip
COLUMNS = ("name", "extent", "threshold", *FILES, *INTEGERS, *TEXTS)
#: Between the files of one cell, where a layer comes in several.
SEPARATOR = ";"


@dataclass(frozen=True)
class SceneJob:
    """One line of the list: what the scene is called, and its run."""

    name: str
    request: PredictRequest


def read_manifest(
    path: Path, options: argparse.Namespace, to_request: Callable[[Any], PredictRequest]
) -> list[SceneJob]:
    """Return the runs of a list; a cell that is not empty goes before the command's own option.

    Raises
    ------
    SegcrError
        ``manifest_invalid``, or what is wrong with a line's options.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            columns = [name.strip() for name in reader.fieldnames or ()]
            lines = [dict(zip(columns, line.values())) for line in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _invalid(path, "it cannot be read as CSV", repr(problem)) from problem
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or "optical" not in columns:
        wrong = f"column '{unknown[0]}' is unknown" if unknown else "it has no column 'optical'"
        raise _invalid(path, f"{wrong}; columns are {', '.join(COLUMNS)}")
    jobs = []
    for number, line in enumerate(lines, 2):
        try:
            jobs.append(_job(path, line, options, to_request))
        except (ValueError, TypeError, AttributeError) as problem:
            raise _invalid(path, f"line {number} has an unusable value ({problem})") from problem
        except SegcrError as problem:
            raise _invalid(path, f"line {number}: {problem}") from problem
    _check_outputs(path, jobs)
    return jobs


def _job(
    path: Path,
    line: dict[str, Any],
    options: argparse.Namespace,
    to_request: Callable[[Any], PredictRequest],
) -> SceneJob:
    values = dict(vars(options))
    for column, cell in line.items():
        text = (cell or "").strip()
        if not text:
            continue
        if column in FILES:
            files = [str(path.parent / part.strip()) for part in text.split(SEPARATOR)]
            values[column] = files if column in ("optical", "sar") else files[0]
        elif column in INTEGERS:
            values[column] = int(text)
        elif column == "threshold":
            values[column] = float(text)
        elif column == "extent":
            values[column] = [float(part) for part in text.replace(",", " ").split()]
        else:
            values[column] = text
    request = to_request(argparse.Namespace(**values))
    return SceneJob(values.get("name") or Path(request.optical).stem, request)


def _check_outputs(path: Path, jobs: Iterable[SceneJob]) -> None:
    """Raise where two scenes would write one file: which of them won would be chance."""
    seen: dict[str, str] = {}
    for job in jobs:
        for output in job.request.outputs.paths():
            other = seen.setdefault(str(Path(output).resolve()), job.name)
            if other is not job.name:
                reason = f"scenes '{other}' and '{job.name}' both write '{output}'"
                raise _invalid(path, reason)


def _invalid(path: Path, reason: str, detail: str = "") -> SegcrError:
    return SegcrError("manifest_invalid", detail, path=path, reason=reason)
