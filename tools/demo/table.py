"""The demo's result as one printed table, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Optional

from ..places import ROOT
from .runs import Run
from .scenes import DEMO, Scene
from .scoring import ClassShare, SceneScore


def _markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    lines = [[*head], ["-" * width for width in widths], *[[*row] for row in rows]]
    return "\n".join(
        "| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths)) + " |" for line in lines
    )


def _number(value: Optional[float], digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _runs(entries: Sequence[tuple[Scene, Run, list[ClassShare]]]) -> str:
    head = ("scene", "what it is", "cloud %", "class areas (ha)", "device", "seconds", "files")
    rows = []
    for scene, run, shares in entries:
        areas = ", ".join(f"{s.name} {s.hectares:.1f} ({s.percent:.0f} %)" for s in shares)
        folder = scene.folder.relative_to(ROOT).as_posix()
        cells = (scene.title, scene.origin, f"{run.cloud_percent:.1f}", areas, run.device)
        rows.append((*cells, f"{run.seconds:.1f}", f"{folder}/{scene.key}_*.tif"))
    return _markdown(head, rows)


def _scores(scores: Sequence[SceneScore]) -> str:
    head = ("inside the simulated clouds", "image", "PSNR dB", "SSIM", "mIoU %")
    rows = [
        (
            entry.title,
            score.name,
            _number(score.psnr, 2),
            _number(score.ssim, 3),
            _number(None if score.miou is None else 100 * score.miou, 1),
        )
        for entry in scores
        for score in entry.inside
    ]
    return _markdown(head, rows)


def _detection(scores: Sequence[SceneScore]) -> str:
    head = (
        "against the simulated mask",
        "truly cloud %",
        "truly shadow %",
        "missed cloud %",
        "missed shadow %",
        "false alarm %",
        "unchanged beyond 8 px %",
    )
    rows = [
        (
            entry.title,
            f"{100 * entry.cloud_share:.1f}",
            f"{100 * entry.shadow_share:.1f}",
            f"{100 * entry.missed_cloud:.2f}",
            f"{100 * entry.missed_shadow:.2f}",
            f"{100 * entry.false_alarm:.2f}",
            f"{100 * entry.unchanged:.3f}",
        )
        for entry in scores
    ]
    return _markdown(head, rows)


def write_table(
    entries: Sequence[tuple[Scene, Run, list[ClassShare]]],
    scores: Sequence[SceneScore],
    pictures: Sequence[Path],
    remarks: Sequence[str],
) -> str:
    """Write build/demo/table.md and table.json; return what is to be printed."""
    parts = [_runs(entries)]
    if scores:
        parts += [_scores(scores), _detection(scores)]
    parts.append("Pictures:\n" + "\n".join(f"- {p.relative_to(ROOT).as_posix()}" for p in pictures))
    if remarks:
        parts.append("Remarks:\n" + "\n".join(f"- {remark}" for remark in remarks))
    text = "\n\n".join(parts) + "\n"
    (DEMO / "table.md").write_text(text, encoding="utf-8")
    document = {
        "scenes": [
            {
                "key": scene.key,
                "title": scene.title,
                "origin": scene.origin,
                **asdict(run),
                "class_areas": [asdict(share) for share in shares],
            }
            for scene, run, shares in entries
        ],
        "scores": [asdict(score) for score in scores],
        "pictures": [p.relative_to(ROOT).as_posix() for p in pictures],
        "remarks": list(remarks),
    }
    (DEMO / "table.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return text
