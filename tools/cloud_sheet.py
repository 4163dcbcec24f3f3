"""A sheet of simulated clouds beside real ones: ``python -m tools.cloud_sheet``.

Needs ``SEGCR_DATA``; writes build/figures/simulated_clouds.png. Left, real clouds and the clear
date nearest to them; right, the same clear ground under simulated clouds of every kind, with the
outlines of the real mask, and under the real clouds transplanted.
"""

import os
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from segcr_qgis.simulation.clouds import CloudRecipe, add_clouds
from segcr_qgis.simulation.transplant import transplant_clouds
from segcr_qgis.training.datasets.open_data import real_pairs
from segcr_qgis.training.datasets.scene import OPTICAL

from .places import BUILD

SIZE = 320
KINDS = ("thick", "thin", "mixed", "broken", "full", "shade")


def picture(reflectance):
    """Return red, green, blue as bytes, stretched as a viewer would."""
    rgb = np.nan_to_num(reflectance[[2, 1, 0], :SIZE, :SIZE])
    return (255 * np.clip(rgb / 0.5, 0, 1) ** 0.7).astype(np.uint8).transpose(1, 2, 0)


def real_mask(cloudy, clear):
    """Return where the real image is clouded: clearly brighter than the clear date."""
    return np.nan_to_num(cloudy - clear)[:3].mean(0) > 0.04


def rows(folder):
    """Yield (name, pictures with captions) of every real pair."""
    for number, pair in enumerate(real_pairs(folder)):
        clear, cloudy = (
            image[:, :SIZE, :SIZE].astype(np.float32) for image in (pair.optical, pair.cloudy)
        )
        mask = real_mask(cloudy, clear)
        made = [("real cloud", cloudy), ("clear", clear)]
        for kind in KINDS:
            rng = np.random.default_rng([17, number, len(made)])
            scene = add_clouds(clear, OPTICAL, rng, CloudRecipe(kind, 0.35, 200))
            made.append((f"simulated {kind}", scene.reflectance))
        rng = np.random.default_rng([17, number])
        shaped = add_clouds(clear, OPTICAL, rng, CloudRecipe("thick", shapes=mask))
        made.append(("simulated, real outline", shaped.reflectance))
        known = np.isfinite(clear).all((1, 2))
        moved = transplant_clouds(clear[known], cloudy[known][..., ::-1], mask[:, ::-1])
        laid = np.full_like(clear, np.nan)
        laid[known] = moved.reflectance
        made.append(("real cloud, transplanted", laid))
        yield pair.name, made


def main():
    """Draw the sheet."""
    data = os.environ.get("SEGCR_DATA")
    if not data:
        sys.exit("cloud_sheet: set SEGCR_DATA to the folder of the open data")
    table = list(rows(Path(data) / "train"))
    sheet = Image.new("RGB", (len(table[0][1]) * (SIZE + 4), len(table) * (SIZE + 20)), "white")
    draw = ImageDraw.Draw(sheet)
    for row, (name, made) in enumerate(table):
        for column, (caption, image) in enumerate(made):
            place = column * (SIZE + 4), row * (SIZE + 20)
            sheet.paste(Image.fromarray(picture(image)), (place[0], place[1] + 16))
            draw.text(place, f"{caption} ({name})" if column == 0 else caption, fill="black")
    target = BUILD / "figures" / "simulated_clouds.png"
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(target)
    print(target)


if __name__ == "__main__":
    main()
