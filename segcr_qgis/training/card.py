"""The model card, made from what was measured."""

# ruff: noqa: E501 - Markdown table rows cannot be wrapped

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from .calibrate import Calibration
from .checkpoints import Trained
from .recipe import OPTIMISERS, Recipe
from .sampler import MIX


@dataclass(frozen=True)
class Paper:
    """The name a model goes by, and the paper whose idea it implements."""

    title: str
    method: str
    source: str


#: By name in the registry of networks.
PAPERS = {
    "segcr-tiny": Paper("SegCR tiny", "SegCR", "IEEE TGRS 63, 5640014, 2025"),
    "cgm2net-tiny": Paper("CGM2Net tiny", "CGM2Net", "IEEE JSTARS 19, 14358-14374, 2026"),
}

_HEAD = """# {title}: land cover and cloud removal from optical and radar images

An independent implementation of the published idea of {method} ({source}); not
the authors' code or weights, and not trained on their data.

- **Input**: Sentinel-2 B2 B3 B4 B8 B11 B12, or any of them (RGB and RGB + near infrared too), and
  Sentinel-1 VV, VH, one of them or none; pixels of 1 to 30 m, trained at about 10 m.
- **Output**: land cover (water, trees, flooded vegetation, crops, built area, bare ground, snow
  and ice, rangeland), the cloud-free image, the cloud impact, class confidence, expected error.
- **Size**: {millions:.2f} million parameters, half precision, no mask needed.

## Trained on

Open data, read by `segcr_qgis/training/datasets/open_data.py`, and nothing else:

| source | used for | licence |
|---|---|---|
| Volkov Optical-SAR-dataset (Los Angeles, Austin 2020; Sentinel-2 RGB, Sentinel-1 VH) | clear images | "licence allows distributing and modifying" |
| OMBRIA (IEEE JSTARS 2022; Sentinel-2 false colour, Sentinel-1) | clear images | curator's licence unstated; Copernicus data |
| TerraMesh validation examples (two scenes) with Esri land cover | images, labels | CC-BY-SA-4.0; CC BY 4.0 |
| BigEarthNet-MM (six pairs) | images | CDLA-Permissive-1.0 |
| EOTDL Boadella and ships (Danish waters), Copernicus-FM (New Zealand) | images, some real cloud | MIT, MIT, Apache-2.0 |
| openEO GFMap RGB pairs | real cloud | Apache-2.0 |
| WorldCereal classification test resources (two sites; infrared bands, VV, VH) | real cloud | MIT |
| WorldCereal inputs (Belgium) | images | licence unstated; Copernicus data |
| Presto and WorldCereal pixel series | statistics of the procedural landscapes | MIT |
| procedural landscapes of our own | a third of all samples, the only labels of every class | - |

All contain modified Copernicus Sentinel data. Clouds and shadows are **simulated** in all but the
{pairs:.0f} % of the samples that come from image pairs with real cloud. Labels of real images are pseudo-labels by spectral and radar statistics (Esri labels
for TerraMesh); no score below uses a pseudo-label.

Recipe: {steps} steps of {batch} crops of {crop} px, {stepped_by} at {rate:g} with a cosine, averaged
weights, seed {seed}{start}; the step that validated best, {best}, came after {minutes:.0f} minutes on
one shared CPU core (float32). Command:
`{command}`.{note}

The cloud threshold ({threshold:g}; {visible_threshold:g} for layers without infrared, in which roofs and
sand look like cloud) and the temperature of the class probabilities ({temperature:g}) were settled on
validation scenes, none of which is scored below.

## Measured

On scenes that no training read, through the engine, with simulated clouds of fixed seed
(`segcr package --run RUN --out models/ID --test $SEGCR_DATA/test`). PSNR in dB of
reflectance **inside the clouds**; the two fills are given the true mask, the network is not.
"""

_FOOT = """
One training run, one seed: read differences under 0.5 dB as noise. Volkov 246 and 256 show unseen
ground of an acquisition that also occurs in training; TerraMesh is unseen in every way.

## Limits

- Under thick cloud the result is a plausible, colour-consistent but smoothed surface: use it to
  look at and to map broad classes, not to measure reflectance, detect change or count objects.
- Without radar, what a cloud hides is guessed from the clear surroundings only.
- Shadows are found less surely than clouds; see the table. Bright roofs, sand, snow and ice can be
  taken for cloud.
- Land cover was learnt mostly from procedural landscapes: water is reliable, crops, rangeland and
  bare ground are often confused on real images, built area is coarse. There is no training on real
  flooded vegetation worth the name.
- The class confidence was calibrated on procedural landscapes and two real sites of farmland;
  elsewhere it may be too sure.
- Not for decisions about people, property or safety without a check against other sources.
"""


def _paper(network: str) -> Paper:
    """Return what is said of a network; of one without a text its name in the registry."""
    return PAPERS.get(network, Paper(network, network, "see the registry"))


def write_card(
    trained: Trained, rows: list[dict[str, Any]], settled: Calibration, note: str = ""
) -> str:
    """Return the card (Markdown) of a trained network and its evaluation rows.

    ``note`` is a sentence on the run that follows the recipe.
    """
    recipe = trained.recipe
    head = _HEAD.format(
        **vars(_paper(recipe.network)),
        millions=sum(p.numel() for p in trained.network.parameters()) / 1e6,
        pairs=100 * MIX["pair"],
        best=trained.step,
        stepped_by=OPTIMISERS[recipe.optimiser],
        minutes=trained.seconds / 60,
        command=_command(recipe),
        threshold=settled.cloud_threshold,
        visible_threshold=settled.visible_cloud_threshold,
        temperature=settled.temperature,
        note=f" {note}" if note else "",
        **{**vars(recipe), "start": f", begun from {_start(recipe)}" if recipe.start else ""},
    )
    return head + _restoration_table(rows) + _detection_table(rows) + _class_table(rows) + _FOOT


def _command(recipe: Recipe) -> str:
    """Return the command that makes such a run."""
    words = [f"segcr train {recipe.network} recipe.steps={recipe.steps}"]
    words += [f"recipe.rate={recipe.rate:g} recipe.seed={recipe.seed}"]
    if recipe.start:
        words.append(f"recipe.start={_start(recipe)}")
    return " ".join(words)


def _start(recipe: Recipe) -> str:
    """Return the name of the package a run began with: where it lay says nothing to others."""
    return Path(recipe.start).name


def plain_card(trained: Trained, settled: Calibration, note: str = "") -> str:
    """Return the card of a network that is not judged yet, or was trained on one dataset."""
    recipe, subject = trained.recipe, trained.subject
    paper = _paper(recipe.network)
    classes = ", ".join(c.name for c in subject.classes)
    return f"""# {paper.title} trained on {subject.dataset}

An independent implementation of the published idea of {paper.method} ({paper.source}); not the
authors' code or weights.

- **Input**: {" ".join(subject.bands)} and {" ".join(subject.polarisations)}, pixels of about
  {subject.pixel_size:g} m.
- **Classes**: {classes}.
- **Recipe**: {recipe.steps} steps of {recipe.batch} crops of {recipe.crop} px, seed {recipe.seed};
  the step that validated best, {trained.step}, came after {trained.seconds / 60:.0f} minutes.
- **Settled on validation samples**: cloud threshold {settled.cloud_threshold:g}
  (without infrared {settled.visible_cloud_threshold:g}), temperature {settled.temperature:g}.

{note or "Not judged yet: segcr evaluate gives the figures."}

What is under thick cloud is an estimate. The licence of the data may bind these weights.
"""


_FILLS = (
    "restored",
    "without_radar",
    "shuffled_radar",
    "cloudy",
    "mean_clear_colour",
    "nearest_clear_pixel",
)


def _restoration_table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "\n| scene | cloud % | restored | without radar | shuffled radar | cloudy input |"
        " mean clear colour | nearest clear pixel | SSIM restored |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for row in _with_mean(rows):
        values = " | ".join(_text(row[fill]["psnr"]) for fill in _FILLS)
        share, ssim = _text(row["cloud_percent"]), _text(row["restored"]["ssim"])
        lines.append(f"| {row['scene']} | {share} | {values} | {ssim} |")
    return "\n".join(lines) + "\n"


def _with_mean(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Replace the synthetic scenes by their mean; real ones stay, one by one."""
    synthetic = [row for row in rows if row["synthetic"]]
    mean: dict[str, Any] = {"scene": f"synthetic, mean of {len(synthetic)}"}
    mean["cloud_percent"] = round(float(np.mean([r["cloud_percent"] for r in synthetic])), 1)
    for fill in _FILLS:
        mean[fill] = {
            key: round(float(np.mean([r[fill][key] for r in synthetic])), 2)
            for key in ("psnr", "ssim")
        }
    return [mean] + [row for row in rows if not row["synthetic"]]


_DETECTION = (
    ("missed_cloud_percent", "cloud missed %"),
    ("missed_shadow_percent", "shadow missed %"),
    ("false_alarm_percent", "clear ground touched %"),
    ("far_unchanged_percent", "unchanged beyond 8 px %"),
    ("clear_mae", "clear MAE"),
)


def _detection_table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "\n| scenes | " + " | ".join(title for _, title in _DETECTION) + " |",
        "|---" * (len(_DETECTION) + 1) + "|",
    ]
    for title, chosen in _by_kind(rows):
        values = [_text(_mean(chosen, key), 4 if "mae" in key else 1) for key, _ in _DETECTION]
        lines.append(f"| {title} | " + " | ".join(values) + " |")
    return "\n".join(lines) + "\n"


def _class_table(rows: list[dict[str, Any]]) -> str:
    lines = [
        "\n| land cover | OA all | OA in cloud | OA clear | mIoU all | mIoU in cloud | mIoU clear |",
        "|---|---|---|---|---|---|---|",
    ]
    for title, chosen in _by_kind([row for row in rows if "classes_all" in row]):
        values = [
            _text(float(np.mean([r[f"classes_{region}"][key] for r in chosen])), 2)
            for key in ("overall_accuracy", "mean_iou")
            for region in ("all", "cloud", "clear")
        ]
        lines.append(f"| {title} | " + " | ".join(values) + " |")
    return "\n".join(lines) + "\n"


def _by_kind(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    kinds = (
        ("synthetic", [r for r in rows if r["synthetic"]]),
        ("real", [r for r in rows if not r["synthetic"]]),
    )
    return [(f"{title} ({len(chosen)})", chosen) for title, chosen in kinds if chosen]


def _mean(rows: list[dict[str, Any]], key: str) -> float | None:
    values = [row[key] for row in rows if row.get(key) is not None]
    return float(np.mean(values)) if values else None


def _text(value: float | None, digits: int = 2) -> str:
    return "-" if value is None else f"{value:.{digits}f}"
