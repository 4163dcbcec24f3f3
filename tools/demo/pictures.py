"""One before/after picture a scene, and one of a detail where the scene is large."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from segcr_qgis.core.classes import CLASSES

from .images import (
    busiest_window,
    class_picture,
    grey,
    natural_colours,
    radar_picture,
    read_bands,
    read_classes,
    read_impact,
    stretch_of,
)
from .runs import Run
from .scenes import DEMO, Scene

PICTURES = DEMO / "pictures"
DETAIL = 384


@dataclass(frozen=True)
class Panel:
    """One image, uint8 ``(row, column, 3)``, with its caption."""

    caption: str
    pixels: np.ndarray


def _panels(scene: Scene, run: Run) -> list[Panel]:
    restored = read_bands(Path(run.restored), scene.restored_rgb)
    truth = read_bands(scene.truth, scene.rgb) if scene.truth else None
    stretch = stretch_of(restored if truth is None else truth)
    simulated = "simulated" in scene.origin
    clouds = "simulated clouds" if simulated else "real clouds"
    cloudy = natural_colours(read_bands(scene.optical, scene.rgb), stretch)
    impact = Panel("Cloud impact found by SegCR", grey(read_impact(Path(run.cloud_impact))))
    confidence = read_bands(Path(run.confidence), (1,))[0]
    right = [impact, Panel("Confidence of the land cover", grey(confidence))]
    if truth is not None:
        shown = natural_colours(truth, stretch)
        right = [Panel("Truth, seen by the scoring only", shown), impact]
    if scene.truth_classes:
        codes = class_picture(read_classes(scene.truth_classes))
        right[1] = Panel("Land-cover truth, seen by the scoring only", codes)
    return [
        Panel(f"Input: optical, {clouds}", cloudy),
        Panel("Restored by SegCR", natural_colours(restored, stretch)),
        right[0],
        Panel("Input: radar", radar_picture(scene.sar, scene.optical)),
        Panel("Land cover by SegCR", class_picture(read_classes(Path(run.classes)))),
        right[1],
    ]


def _draw(panels: list[Panel], title: str, codes: np.ndarray, target: Path) -> Path:
    figure = Figure(figsize=(16, 11.6), dpi=120, facecolor="white")
    FigureCanvasAgg(figure)
    figure.suptitle(title, fontsize=15, y=0.99)
    for place, panel in enumerate(panels):
        axes = figure.add_subplot(2, 3, place + 1)
        axes.set_xticks([])
        axes.set_yticks([])
        axes.set_title(panel.caption, fontsize=12)
        # Pixels stay pixels where they are enlarged; large scenes are averaged down.
        enlarged = panel.pixels.shape[0] <= 640
        axes.imshow(panel.pixels, interpolation="nearest" if enlarged else "antialiased")
    present = set(np.unique(codes).tolist())
    handles = [
        Patch(facecolor=c.color, edgecolor="#555555", label=c.name)
        for c in CLASSES
        if c.code in present
    ]
    figure.legend(
        handles=handles, loc="lower center", ncol=len(handles), fontsize=11, frameon=False
    )
    figure.subplots_adjust(left=0.01, right=0.99, top=0.915, bottom=0.05, wspace=0.02, hspace=0.08)
    target.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(target)
    return target


def before_and_after(scene: Scene, run: Run) -> list[Path]:
    """Draw the scene and, where it is larger than a screen, a detail; return the files."""
    panels = _panels(scene, run)
    codes = read_classes(Path(run.classes))
    if scene.truth_classes:
        codes = np.stack([codes, read_classes(scene.truth_classes)])
    title = f"{scene.title}\n{scene.origin}"
    made = [_draw(panels, title, codes, PICTURES / f"{scene.key}.png")]
    impact = read_impact(Path(run.cloud_impact))
    if min(impact.shape) >= 2 * DETAIL:
        window = busiest_window(impact >= 0.5, DETAIL)
        rows = slice(int(window.row_off), int(window.row_off) + DETAIL)
        columns = slice(int(window.col_off), int(window.col_off) + DETAIL)
        details = [Panel(panel.caption, panel.pixels[rows, columns]) for panel in panels]
        where = f"detail, rows {rows.start}-{rows.stop}, columns {columns.start}-{columns.stop}"
        target = PICTURES / f"{scene.key}_detail.png"
        made.append(_draw(details, f"{scene.title}, {where}\n{scene.origin}", codes, target))
    return made
