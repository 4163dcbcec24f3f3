"""The list of scenes of a batch: a CSV whose columns are the options of ``segcr predict``."""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
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
            rows = list(enumerate(reader, 2))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        raise _invalid(path, "it cannot be read as CSV", repr(problem)) from problem
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or "optical" not in columns:
        wrong = f"column '{unknown[0]}' is unknown" if unknown else "it has no column 'optical'"
        raise _invalid(path, f"{wrong}; columns are {', '.join(COLUMNS)}")
    twice = [name for name, count in Counter(columns).items() if count > 1]
    if twice:
        reason = (
            f"column '{twice[0]}' comes twice; write several files as one.tif{SEPARATOR}two.tif"
        )
        raise _invalid(path, reason)
    jobs = {}
    for number, row in rows:
        if None in row:
            reason = f"line {number} has more cells than columns; put commas of names in quotes"
            raise _invalid(path, reason)
        line = dict(zip(columns, row.values()))
        if not any((cell or "").strip() for cell in line.values()):
            # Spreadsheets leave such rows behind.
            continue
        try:
            jobs[number] = _job(path, line, options, to_request)
        except (ValueError, TypeError, AttributeError) as problem:
            raise _invalid(path, f"line {number} has an unusable value ({problem})") from problem
        except SegcrError as problem:
            told = problem.values.get("reason", "") if problem.code == "request_invalid" else ""
            reason = f"line {number}: {told or str(problem).rstrip('.')}"
            raise _invalid(path, reason) from problem
    _check_outputs(path, jobs.values())
    return _named_apart(jobs)


def _named_apart(jobs: dict[int, SceneJob]) -> list[SceneJob]:
    """Return the jobs, those that share a name told apart by their lines."""
    counts = Counter(job.name for job in jobs.values())
    return [
        replace(job, name=f"{job.name} (line {number})") if counts[job.name] > 1 else job
        for number, job in jobs.items()
    ]


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
    seen: dict[str, SceneJob] = {}
    for job in jobs:
        for output in job.request.outputs.paths():
            other = seen.setdefault(str(Path(output).resolve()), job)
            if other is not job:
                reason = f"scenes '{other.name}' and '{job.name}' both write '{output}'"
                raise _invalid(path, reason)


def _invalid(path: Path, reason: str, detail: str = "") -> SegcrError:
    return SegcrError("manifest_invalid", detail, path=path, reason=reason)
