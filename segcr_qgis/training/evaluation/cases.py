"""What a model is judged on: one scene with its truth, and which part of it is clouded how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import netCDF4
import numpy as np

from ...simulation.clouds import CLOUD_OPACITY, THICK_OPACITY, CloudRecipe, add_clouds
from ..datasets.open_data import CLOUDED_SCL
from ..datasets.scene import IGNORE, OPTICAL, SAR, Scene
from ..held_out import HeldOutScene

#: Kinds of simulated cloud that take turns over samples without a clouded image.
KINDS = ("thick", "mixed", "thin", "broken")
COVER = 0.35
#: Seed of those clouds; the name of the sample makes the rest.
SEED = 31_337
#: Mean change of reflectance by which a real cloud's opacity is told.
SCALE = 0.1
#: Most days between a really clouded date and the clear one it is judged by.
MOST_DAYS = 10


@dataclass(frozen=True)
class Case:
    """One scene to judge.

    Attributes
    ----------
    name, place, dataset : str
    bands, polarisations : tuple of str
    clear, cloudy : (C, H, W) float32
        Reflectance, NaN where unknown.
    sar : (S, H, W) float32
        Decibels, NaN where unknown.
    labels : (h, w) uint8
        Class indices, 255 where unknown; on their own grid where ``label_ratio`` says so.
    clouded, thick : (H, W) bool
        ``thick`` lies within ``clouded``: the ground does not show through.
    real : bool
        Whether the clouds are real ones.
    """

    name: str
    place: str
    dataset: str
    bands: tuple[str, ...]
    polarisations: tuple[str, ...]
    clear: np.ndarray
    cloudy: np.ndarray
    sar: np.ndarray
    labels: np.ndarray
    clouded: np.ndarray
    thick: np.ndarray
    real: bool


def of_scene(item: Scene) -> Case:
    """Return the case of a dataset's sample; clouds are simulated where it has none."""
    clear = item.optical.astype(np.float32)
    if item.cloudy is None:
        key = [SEED, *item.name.encode("utf-8")]
        rng = np.random.default_rng(key)
        made = add_clouds(clear, item.bands, rng, CloudRecipe(KINDS[sum(key) % 4], COVER, 200))
        cloudy, opacity = made.reflectance, made.opacity
        clouded = opacity >= CLOUD_OPACITY
    else:
        cloudy = item.cloudy.astype(np.float32)
        opacity = implied_opacity(clear, cloudy)
        clouded = opacity >= 2 * CLOUD_OPACITY if item.mask is None else item.mask
    return Case(
        item.name,
        item.place or item.name,
        item.group,
        item.bands,
        item.polarisations,
        clear,
        cloudy,
        item.sar.astype(np.float32),
        item.labels if item.scored else np.full_like(item.labels, IGNORE),
        clouded,
        clouded & (opacity >= THICK_OPACITY),
        item.cloudy is not None,
    )


def implied_opacity(clear: np.ndarray, cloudy: np.ndarray) -> np.ndarray:
    """Return how opaque a real cloud is, (H, W) in [0, 1], from how much it changes the bands."""
    known = np.isfinite(clear) & np.isfinite(cloudy)
    change = np.where(known, np.abs(np.where(known, cloudy - clear, 0)), 0)
    return np.asarray(1 - np.exp(-change.sum(0) / np.maximum(known.sum(0), 1) / SCALE))


def of_held_out(scenes: Iterable[HeldOutScene]) -> Iterator[Case]:
    """Yield the cases of the held-out scenes with simulated clouds."""
    for item in scenes:
        mask = item.made.mask() == 1
        codes = np.zeros(mask.shape, np.uint8) if item.codes is None else item.codes
        yield Case(
            item.name,
            item.name.split(",")[0],
            "synthetic" if item.synthetic else item.name.split()[0],
            item.bands,
            item.polarisations,
            item.clear.astype(np.float32),
            item.made.reflectance.astype(np.float32),
            item.sar.astype(np.float32),
            np.where(codes == 0, IGNORE, codes.astype(int) - 1).astype(np.uint8),
            mask,
            mask & item.made.thick(),
            False,
        )


def real_pairs(test: Path) -> Iterator[Case]:
    """Yield really clouded dates of the WorldCereal test site, each with the nearest clear date.

    The clear date is scaled by no colour of the clouded one: what changed in between counts as
    error, for every candidate alike. Clouded is what the scene classification calls cloud or
    shadow.
    """
    for folder in sorted((test / "worldcereal_timeseries").glob("*")):
        ten, days, _ = _cube(next(folder.glob("S2_L2A_10m_*.nc")), ("B02", "B03", "B04", "B08"))
        twenty, _, scl = _cube(next(folder.glob("S2_L2A_20m_*.nc")), ("B11", "B12"), "SCL")
        radar, radar_days, _ = _cube(next(folder.glob("S1_*.nc")), ("VV", "VH"))
        known = (ten > 0).all((1, 2, 3)) & (twenty > 0).all((1, 2, 3))
        covered = np.isin(scl, CLOUDED_SCL)
        share = covered.mean((1, 2))
        clear_dates = np.flatnonzero(known & (share < 0.01))
        for index in np.flatnonzero(known & (share > 0.1)):
            clear = clear_dates[np.abs(days[clear_dates] - days[index]).argmin()]
            nearest = np.abs(radar_days - days[index]).argmin()
            if abs(days[clear] - days[index]) > MOST_DAYS or (radar[nearest] == 0).any():
                continue
            before, after = (
                np.concatenate([ten[k], _doubled(twenty[k])]).astype(np.float32) / 1e4
                for k in (clear, index)
            )
            clouded = _doubled(covered[index])
            opacity = implied_opacity(before, after)
            yield Case(
                f"WorldCereal {folder.name} date {index}",
                folder.name,
                "WorldCereal real cloud",
                OPTICAL,
                SAR,
                before,
                after,
                _doubled(radar[nearest] / 1e4).astype(np.float32),
                np.full(clouded.shape, IGNORE, np.uint8),
                clouded,
                clouded & (opacity >= THICK_OPACITY),
                True,
            )


def _cube(
    path: Path, bands: tuple[str, ...], layer: str | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return stored values (dates, bands, H, W), days, and one more layer."""
    with netCDF4.Dataset(str(path)) as source:
        source.set_auto_maskandscale(False)
        dates = netCDF4.num2date(source["timestamp"][:], source["timestamp"].units)
        cube = np.stack([source[name][:] for name in bands], 1)
        extra = source[layer][:] if layer else np.zeros(0)
    return cube, np.array([date.toordinal() for date in dates]), extra


def _doubled(values: np.ndarray) -> np.ndarray:
    return values.repeat(2, -2).repeat(2, -1)
