"""Judge a model package on held-out scenes, through the engine its users run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import rasterio
from rasterio.crs import CRS
from rasterio.transform import from_origin

from ..assessment.accuracy import class_scores, confusion_matrix
from ..assessment.baselines import mean_clear_colour, nearest_clear_pixel
from ..assessment.fidelity import image_scores
from ..core.classes import CLASSES
from ..core.model_package import find_package
from ..core.request import Outputs, PredictRequest
from ..engine.loading import WarmBackends
from ..engine.run import run
from .held_out import HeldOutScene

GRID = {"crs": CRS.from_epsg(32631), "transform": from_origin(500_000, 5_400_000, 10, 10)}
#: Pixels nearer to cloud or shadow than this count as neither clouded nor clear.
MARGIN = 8


@dataclass(frozen=True)
class Answer:
    """What the engine gave for a scene: reflectance (C, H, W), codes and impact (H, W)."""

    restored: np.ndarray
    codes: np.ndarray
    impact: np.ndarray


def evaluate(model: str, scenes: Iterable[HeldOutScene]) -> list[dict[str, Any]]:
    """Return one row of scores per scene, JSON-ready (NaN becomes None)."""
    backends = WarmBackends()
    return [_evaluate(model, item, backends) for item in scenes]


def _evaluate(model: str, item: HeldOutScene, backends: WarmBackends) -> dict[str, Any]:
    cloudy = _stored(item.made.reflectance) / 1e4
    clear = _stored(item.clear) / 1e4
    mask = item.made.mask()
    inside = mask == 1
    answer = _predict(model, item, item.sar, backends)
    shuffled = np.roll(item.sar[:, ::-1], item.sar.shape[2] // 3, 2)
    candidates = {
        "restored": answer.restored,
        "without_radar": _predict(model, item, None, backends).restored,
        "shuffled_radar": _predict(model, item, shuffled, backends).restored,
        "cloudy": cloudy,
        "mean_clear_colour": mean_clear_colour(cloudy, mask > 0),
        "nearest_clear_pixel": nearest_clear_pixel(cloudy, mask > 0),
    }
    row: dict[str, Any] = {"scene": item.name, "synthetic": item.synthetic}
    row["cloud_percent"] = round(float(inside.mean() * 100), 1)
    for name, image in candidates.items():
        scores = image_scores(clear, np.clip(image, 0, 1), inside)
        row[name] = {"psnr": _number(scores.psnr), "ssim": _number(scores.ssim)}
        row[name]["sam"] = _number(scores.sam)
    row.update(_detection(answer, mask, find_package(model).threshold_for(item.bands)))
    far = _far_from(mask > 0)
    if far.any():
        row["clear_mae"] = _number(np.abs(answer.restored - cloudy)[:, far].mean(), 5)
    if item.codes is not None:
        row.update(_classes(item.codes, answer, inside))
    return row


def _detection(answer: Answer, mask: np.ndarray, threshold: float) -> dict[str, Any]:
    found = (answer.impact >= 100 * threshold) & (answer.impact <= 100)
    clear, far = mask == 0, _far_from(mask > 0)
    return {
        "missed_cloud_percent": _number(100 * (~found[mask == 1]).mean()),
        "missed_shadow_percent": _number(100 * (~found[mask == 2]).mean()),
        "false_alarm_percent": _number(100 * found[clear].mean()),
        "far_unchanged_percent": _number(100 * (~found[far]).mean()),
    }


def _classes(codes: np.ndarray, answer: Answer, inside: np.ndarray) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for region, where in (("all", None), ("cloud", inside), ("clear", ~inside)):
        scores = class_scores(confusion_matrix(codes, answer.codes, len(CLASSES), where))
        row[f"classes_{region}"] = {
            "overall_accuracy": _number(scores.overall_accuracy, 3),
            "mean_iou": _number(scores.mean_iou, 3),
        }
    return row


def _far_from(covered: np.ndarray) -> np.ndarray:
    from scipy.ndimage import distance_transform_edt

    if not covered.any():
        return np.ones_like(covered)
    return np.asarray(distance_transform_edt(~covered) > MARGIN)


def _predict(
    model: str, item: HeldOutScene, sar: np.ndarray | None, backends: WarmBackends
) -> Answer:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _write(folder / "optical.tif", _stored(item.made.reflectance), item.bands, 0)
        if sar is not None:
            _write(folder / "sar.tif", sar.astype(np.float32), item.polarisations, None)
        outputs = Outputs(
            classes=str(folder / "classes.tif"),
            restored=str(folder / "restored.tif"),
            cloud_impact=str(folder / "impact.tif"),
        )
        request = PredictRequest(
            str(folder / "optical.tif"),
            model,
            outputs,
            sar=None if sar is None else str(folder / "sar.tif"),
            optical_units="dn10000",
            sar_units="db",
        )
        run(request, backends, lambda message: None, lambda: False)
        read = {name: _read(folder / f"{name}.tif") for name in ("restored", "classes", "impact")}
    return Answer(read["restored"] / 1e4, read["classes"][0], read["impact"][0])


def _stored(reflectance: np.ndarray) -> np.ndarray:
    return np.clip(np.rint(reflectance * 1e4), 1, 65_535).astype(np.uint16)


def _write(path: Path, values: np.ndarray, names: tuple[str, ...], nodata: float | None) -> None:
    count, height, width = values.shape
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        count=count,
        height=height,
        width=width,
        dtype=values.dtype,
        nodata=nodata,
        **GRID,
    ) as target:
        target.write(values)
        for number, name in enumerate(names, 1):
            target.set_band_description(number, name)


def _read(path: Path) -> np.ndarray:
    with rasterio.open(path) as source:
        values: np.ndarray = source.read()
    return values


def _number(value: float, digits: int = 2) -> float | None:
    return None if math.isnan(value) else round(float(value), digits)
