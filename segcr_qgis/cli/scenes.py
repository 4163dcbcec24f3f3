"""Many scenes: skip what is finished, run the rest, try again what may pass, sum up."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Callable

from ..core.errors import Cancelled, SegcrError
from ..core.part_files import write_whole
from ..core.request import PredictRequest
from .manifest import SceneJob
from .workers import WorkerDied, Workers

#: Failures that another attempt may not meet again.
PASSING = frozenset(
    {"worker_died", "out_of_memory", "memory_exhausted", "unexpected", "write_failed"}
)
#: What does not change the result: who computes it, and how fast.
_HOW = ("device", "threads", "batch_size", "precision")


@dataclass
class Outcome:
    """How one scene ended.

    ``state`` is ``done``, ``skipped`` (finished before) or ``failed``; ``text`` the sentence of a
    failure; ``request`` what a later start compares; ``report`` the run's report as JSON.
    """

    name: str
    state: str
    attempts: int
    seconds: float
    text: str
    request: dict[str, Any]
    report: dict[str, Any]


def run_scenes(
    jobs: Sequence[SceneJob],
    workers: Workers,
    summary: Path,
    retries: int,
    cancelled: Callable[[], bool],
    tell: Callable[[str], None],
) -> list[Outcome]:
    """Run every scene that is not finished; the summary is written anew after each.

    Parameters
    ----------
    jobs : sequence of SceneJob
    workers : Workers
    summary : Path
        JSON; what an earlier start wrote there says which requests were carried out.
    retries : int
        Further attempts for failures that may pass.
    cancelled : callable
        Asked twice a second; scenes under way are given up.
    tell : callable
        Takes one line for each scene that ended.

    Raises
    ------
    SegcrError
        ``cancelled``.
    """
    outcomes = _finished_before(jobs, _read(summary))
    for outcome in outcomes.values():
        tell(f"{outcome.name}: finished before")
    # Said before the first scene has taken its hours: here it cannot be written.
    _write(summary, list(outcomes.values()))
    running: dict[Future[dict[str, Any]], tuple[int, int, float]] = {}
    for place, job in enumerate(jobs):
        if place not in outcomes:
            running[workers.submit(job.request.to_json())] = (place, 1, time.monotonic())
    while running:
        if cancelled():
            raise Cancelled()
        ended, _ = wait(running, timeout=0.5, return_when=FIRST_COMPLETED)
        for future in ended:
            place, attempt, began = running.pop(future)
            job = jobs[place]
            code, text, report = _answer(job, future)
            document = job.request.to_json()
            if code in PASSING and attempt <= retries:
                tell(f"{job.name}: {text} Trying again.")
                running[workers.submit(document)] = (place, attempt + 1, began)
                continue
            seconds = round(time.monotonic() - began, 1)
            state = "failed" if code else "done"
            outcomes[place] = Outcome(job.name, state, attempt, seconds, text, document, report)
            tell(f"{job.name}: {text or 'done'}")
            _write(summary, [outcomes[number] for number in sorted(outcomes)])
    return [outcomes[number] for number in sorted(outcomes)]


def _finished_before(
    jobs: Sequence[SceneJob], before: dict[str, dict[str, Any]]
) -> dict[int, Outcome]:
    """Return what an earlier start has finished, by the scene's place in the list."""
    found = {}
    for place, job in enumerate(jobs):
        document = job.request.to_json()
        known = before.get(_target(document))
        if known is not None and finished(job.request, known.get("request")):
            report = known.get("report") or {}
            found[place] = Outcome(job.name, "skipped", 0, 0.0, "", document, report)
    return found


def finished(request: PredictRequest, before: Any) -> bool:
    """Return whether the same request was carried out and no input is newer than its outputs."""
    if not isinstance(before, dict) or _essence(before) != _essence(request.to_json()):
        return False
    try:
        oldest = min(os.stat(path).st_mtime for path in request.outputs.paths())
        return all(os.stat(path).st_mtime <= oldest for path in request.inputs())
    except OSError:
        return False


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the summary for the terminal, one line a scene."""
    lines = [f"{'scene':32s} {'state':8s} {'cloud':>6s} {'valid':>6s} {'seconds':>8s}"]
    for outcome in outcomes:
        shares = [outcome.report.get(key) for key in ("cloud_percent", "valid_percent")]
        cells = " ".join(f"{v:5.1f}%" if v is not None else "     -" for v in shares)
        line = f"{outcome.name:32s} {outcome.state:8s} {cells} {outcome.seconds:8.1f}"
        lines.append(f"{line}  {outcome.text}".rstrip())
    return "\n".join(lines)


def _answer(job: SceneJob, future: Future[dict[str, Any]]) -> tuple[str, str, dict[str, Any]]:
    """Return failure code ('' where it went well), sentence and report."""
    problem = future.exception()
    if isinstance(problem, WorkerDied):
        error = SegcrError("worker_died", scene=job.name, reason=problem)
        return error.code, str(error), {}
    if problem is not None:
        error = SegcrError("unexpected", reason=f"{type(problem).__name__}: {problem}")
        return error.code, str(error), {}
    answer = future.result()
    if "failure" in answer:
        return answer["failure"]["code"], answer["text"], {}
    return "", "", answer["report"]


def _essence(document: dict[str, Any]) -> dict[str, Any]:
    # Through JSON, as the earlier start's document went: tuples are lists there.
    whole = json.loads(json.dumps(document))
    return {key: value for key, value in whole.items() if key not in _HOW}


def _target(document: dict[str, Any]) -> str:
    """Return what tells scenes apart: what they write. Names may be the same in every folder."""
    return json.dumps(document["outputs"], sort_keys=True)


def _read(summary: Path) -> dict[str, dict[str, Any]]:
    """Return what the summary knows of finished scenes, by what they write."""
    try:
        scenes = json.loads(summary.read_text(encoding="utf-8"))["scenes"]
        return {_target(s["request"]): s for s in scenes if s["state"] != "failed"}
    except (OSError, ValueError, KeyError, TypeError):
        # None yet, or none of ours: nothing is known to be finished.
        return {}


def _write(summary: Path, outcomes: Sequence[Outcome]) -> None:
    text = json.dumps({"scenes": [asdict(outcome) for outcome in outcomes]}, indent=1)
    try:
        write_whole(str(summary), text + "\n")
    except OSError as problem:
        raise SegcrError("write_failed", path=summary, reason=problem) from problem
