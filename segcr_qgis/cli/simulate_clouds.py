"""``segcr simulate-clouds``: put simulated clouds on a clear image and keep mask and thickness."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.alignment import check_rasters
from ..core.bands import identify_optical, parse_band_map
from ..core.errors import SegcrError
from ..core.radiometry import Units, optical_units
from ..core.request import OPTICAL_UNITS
from ..core.tiling import Window

if TYPE_CHECKING:
    from ..engine.writer import OutputSet
    from ..simulation.clouds import CloudyScene

#: Longest cloud structure in pixels, as in the synthetic scenes.
LONGEST_CLOUD = 200.0
KINDS = ("mixed", "thick", "thin", "broken", "full", "shade")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--optical", required=True, help="clear image")
    add("--out", required=True, type=Path, help="GeoTIFF to write, bands and units of the input")
    add("--mask", type=Path, help="GeoTIFF to write: 0 clear, 1 cloud, 2 shadow")
    add("--thickness", type=Path, help="GeoTIFF to write: optical thickness in the blue")
    add("--seed", type=int, default=1, help="same seed, same clouds (default 1)")
    add("--kind", choices=KINDS, default="mixed")
    add("--cover", type=float, default=0.3, help="share under thick cloud (default 0.3)")
    add("--shapes", help="real cloud mask (above 0 is cloud) whose outlines the clouds take")
    add("--donor", help="really clouded image whose clouds are laid over; --shapes is its mask")
    add("--bands", default="", help="band map such as B2=1,B3=2; default: found")
    add("--units", choices=OPTICAL_UNITS, default="auto")
    add("--json", action="store_true", help="print JSON")


@dataclass(frozen=True)
class ClearImage:
    """A clear image as stored: ``stored`` (C, H, W) of ``channels``, and how to read it.

    ``scaling`` holds the bands' scale and offset tags, ``units`` what their values mean; ``shown``
    is (H, W), where the file's mask or opacity shows its pixels, None where it has neither.
    """

    name: str
    stored: np.ndarray
    channels: tuple[str, ...]
    labels: tuple[str, ...]
    scaling: tuple[tuple[float, float], ...]
    units: Units
    nodata: float | None
    grid: dict[str, Any]
    shown: np.ndarray | None

    def reflectance(self) -> np.ndarray:
        """Return (C, H, W) float32."""
        planes = [self.units.to_reflectance(s, c) for s, c in zip(self.stored, self.channels)]
        return np.stack(planes)

    def valid(self) -> np.ndarray:
        """Return which stored values mean something, (C, H, W)."""
        from ..engine.rasters import validity

        least = [self.units.least(channel) for channel in self.channels]
        valid = validity(self.stored, [self.nodata] * len(self.channels), least)
        return valid if self.shown is None else valid & self.shown


def run(options: argparse.Namespace) -> int:
    """Write the cloudy image, its mask and the thickness: all of them, or none."""
    from rasterio.enums import Resampling

    from ..engine.rasters import raster_environment
    from ..engine.writer import OutputSet

    _check(options)
    with raster_environment(), OutputSet() as files:
        clear = _read(options.optical, parse_band_map(options.bands, "optical"), options.units)
        made = _clouds(options, clear)
        mask = made.mask()
        touched = (mask > 0) | (made.opacity > 0) | (made.shade > 0)
        cloudy = _stored(made.reflectance, clear, clear.valid() & touched[None])
        tags = {"SEGCR_SIMULATED": _told(options)}
        scales, offsets = zip(*clear.scaling)
        own = {"nodata": clear.nodata, "scales": scales, "offsets": offsets, "shown": clear.shown}
        _add(files, options.out, cloudy, clear, clear.labels, tags=tags, **own)
        if options.mask:
            # Codes cannot be averaged.
            codes = {"overviews": Resampling.mode}
            _add(files, options.mask, mask[None], clear, ["cloud mask"], tags=tags, **codes)
        if options.thickness:
            _add(files, options.thickness, made.thickness[None], clear, ["thickness"], tags=tags)
        files.finish_rasters()
        files.commit()
    shares = {
        "cloud_percent": round(float((mask == 1).mean() * 100), 1),
        "thick_percent": round(float(made.thick().mean() * 100), 1),
        "shadow_percent": round(float((mask == 2).mean() * 100), 1),
    }
    text = f"{options.out}: {shares['cloud_percent']} % simulated cloud, seed {options.seed}"
    print(json.dumps(shares) if options.json else text)
    return 0


def _add(
    files: OutputSet,
    path: Path,
    values: np.ndarray,
    clear: ClearImage,
    names: Sequence[str],
    shown: np.ndarray | None = None,
    **more: Any,
) -> None:
    """Write ``values`` (C, H, W) on the grid of the clear image, under a temporary name.

    What is not ``shown`` is hidden by a mask inside the file.
    """
    from ..engine.write_errors import write_errors
    from ..engine.writer import BLOCK, RasterLayout

    _, height, width = values.shape
    dtype = str(values.dtype)
    more = {"nodata": None, "masked": shown is not None, **more}
    layout = RasterLayout(width, height, dtype, **clear.grid, names=names, **more)
    final = str(path)
    with write_errors(final):
        path.parent.mkdir(parents=True, exist_ok=True)
    files.add_raster(final, final, layout)
    for row in range(0, height, BLOCK):
        rows = slice(row, row + BLOCK)
        files.write(final, values[:, rows], None if shown is None else shown[rows])


def _check(options: argparse.Namespace) -> None:
    inputs = [p for p in (options.optical, options.shapes, options.donor) if p]
    targets = [str(p) for p in (options.out, options.mask, options.thickness) if p]
    check_rasters(targets, inputs)
    if not 0 < options.cover < 1:
        raise SegcrError("request_invalid", reason="the cloud cover must lie between 0 and 1")
    if options.donor and not options.shapes:
        raise SegcrError("request_invalid", reason="a donor needs its cloud mask (--shapes)")


def _told(options: argparse.Namespace) -> str:
    if options.donor:
        return f"clouds of {Path(options.donor).name} transplanted"
    shapes = f", outlines of {Path(options.shapes).name}" if options.shapes else ""
    return f"clouds simulated, {options.kind}, seed {options.seed}{shapes}"


def _read(path: str, wanted: Mapping[str, int], units: str) -> ClearImage:
    from ..engine.rasters import open_layer, read_facts, read_shown, read_window
    from ..simulation.clouds import WAVELENGTH_UM

    facts = read_facts(path)
    bands = wanted or identify_optical(facts)[0]
    known = {c: n for c, n in bands.items() if c in WAVELENGTH_UM and n <= len(facts.bands)}
    if not known:
        raise SegcrError("bands_unmatched", layer=facts.name, reason="none is B1 to B12")
    decided = optical_units(facts, known, units)
    with open_layer(path, facts.name) as source:
        whole = Window(0, 0, source.width, source.height)
        stored = read_window(source, list(known.values()), whole)
        shown = read_shown(source, list(known.values()), whole)
        names = [source.descriptions[n - 1] for n in known.values()]
        grid = {"crs": source.crs, "transform": source.transform}
        labels = tuple(name or channel for name, channel in zip(names, known))
    tagged = tuple((facts.bands[n - 1].scale, facts.bands[n - 1].offset) for n in known.values())
    return ClearImage(
        facts.name, stored, tuple(known), labels, tagged, decided, source.nodata, grid, shown
    )


def _clouds(options: argparse.Namespace, clear: ClearImage) -> CloudyScene:
    from ..simulation.clouds import CloudRecipe, add_clouds
    from ..simulation.transplant import transplant_clouds

    shape = (clear.stored.shape[1], clear.stored.shape[2])
    shapes = _covering(_read_mask(options.shapes), shape) if options.shapes else None
    if options.donor and shapes is not None:
        donor = _read(options.donor, {}, "auto")
        lacking = [c for c in clear.channels if c not in donor.channels]
        if lacking:
            reason = f"it has no {', '.join(lacking)}"
            raise SegcrError("bands_unmatched", layer=donor.name, reason=reason)
        planes = donor.reflectance()[[donor.channels.index(c) for c in clear.channels]]
        donor_planes = np.stack([_covering(plane, shape) for plane in planes])
        return transplant_clouds(clear.reflectance(), donor_planes, shapes)
    rng = np.random.default_rng(options.seed)
    recipe = CloudRecipe(options.kind, options.cover, LONGEST_CLOUD, shapes)
    return add_clouds(clear.reflectance(), clear.channels, rng, recipe)


def _read_mask(path: str) -> np.ndarray:
    from ..engine.rasters import open_layer

    with open_layer(path, Path(path).stem) as source:
        # Where the mask knows nothing it knows of no cloud: 255, often, is above 0, too.
        values: np.ndarray = source.read(1, masked=True).filled(0)
    return np.nan_to_num(values) > 0


def _covering(plane: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """Return ``plane`` cropped, or mirrored on, to ``shape``: only its shapes matter."""
    short = [(0, max(0, wanted - have)) for wanted, have in zip(shape, plane.shape)]
    return np.pad(plane, short, mode="symmetric")[: shape[0], : shape[1]]


def _stored(reflectance: np.ndarray, clear: ClearImage, change: np.ndarray) -> np.ndarray:
    """Return the cloudy image in the input's units; untouched pixels keep their stored value."""
    result: np.ndarray = clear.stored.copy()
    dtype, nodata = result.dtype, clear.nodata
    for band, channel in enumerate(clear.channels):
        values = clear.units.from_reflectance(reflectance[band], channel)
        if np.issubdtype(dtype, np.integer):
            limits = np.iinfo(dtype)
            values = np.clip(np.rint(values), limits.min, limits.max)
            if nodata is not None:
                values = np.where(values == nodata, nodata + (1 if nodata <= 0 else -1), values)
        where = change[band]
        result[band][where] = values.astype(dtype)[where]
    return result
