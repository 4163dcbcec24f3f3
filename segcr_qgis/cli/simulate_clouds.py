"""``segcr simulate-clouds``: put simulated clouds on a clear image and keep the mask."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from ..core.bands import identify_optical, parse_band_map
from ..core.errors import SegcrError
from ..core.radiometry import Units, optical_units
from ..core.request import OPTICAL_UNITS

#: Longest cloud structure in pixels, as in the synthetic scenes.
LONGEST_CLOUD = 200.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--optical", required=True, help="clear image")
    add("--out", required=True, type=Path, help="GeoTIFF to write, bands and units of the input")
    add("--mask", type=Path, help="GeoTIFF to write: 0 clear, 1 cloud, 2 shadow")
    add("--seed", type=int, default=1, help="same seed, same clouds (default 1)")
    add("--kind", choices=("thick", "thin", "mixed", "full", "shade"), default="mixed")
    add("--cover", type=float, default=0.3, help="share under thick cloud (default 0.3)")
    add("--bands", default="", help="band map such as B2=1,B3=2; default: found")
    add("--units", choices=OPTICAL_UNITS, default="auto")


def run(options: argparse.Namespace) -> int:
    """Write the cloudy image and its mask."""
    from ..engine.rasters import open_layer, raster_environment, read_facts, validity
    from ..simulation.clouds import WAVELENGTH_UM, CloudRecipe, add_clouds
    from .rasters import write_geotiff

    targets = [path for path in (options.out, options.mask) if path]
    for path in targets:
        if path.resolve() == Path(options.optical).resolve():
            raise SegcrError("output_is_input", path=path)
    with raster_environment():
        facts = read_facts(options.optical)
        bands = parse_band_map(options.bands, facts.name) or identify_optical(facts)[0]
        known = {c: n for c, n in bands.items() if c in WAVELENGTH_UM}
        if not known:
            raise SegcrError("bands_unmatched", layer=facts.name, reason="none is B2 to B12")
        units = optical_units(facts, known, options.units)
        with open_layer(options.optical, facts.name) as source:
            stored = source.read(list(known.values()))
            grid = {"crs": source.crs, "transform": source.transform}
            nodata, names = source.nodata, [source.descriptions[n - 1] for n in known.values()]
        valid = validity(stored, [nodata] * len(known))
        channels = tuple(known)
        clear = np.stack([units.to_reflectance(s, c) for s, c in zip(stored, channels)])
        rng = np.random.default_rng(options.seed)
        recipe = CloudRecipe(options.kind, options.cover, LONGEST_CLOUD)
        made = add_clouds(clear, channels, rng, recipe)
        touched = (made.mask() > 0) | (made.opacity > 0) | (made.shade > 0)
        cloudy = _stored(made.reflectance, stored, valid & touched[None], units, channels, nodata)
        tags = {"SEGCR_SIMULATED": f"clouds simulated, seed {options.seed}"}
        labels = [name or channel for name, channel in zip(names, channels)]
        write_geotiff(options.out, cloudy, grid, labels, nodata, **tags)
        if options.mask:
            write_geotiff(options.mask, made.mask()[None], grid, ["cloud mask"], **tags)
    share = float((made.mask() == 1).mean() * 100)
    print(f"{options.out}: {share:.1f} % simulated cloud, seed {options.seed}")
    return 0


def _stored(
    reflectance: np.ndarray,
    clear: np.ndarray,
    change: np.ndarray,
    units: Units,
    channels: tuple[str, ...],
    nodata: float | None,
) -> np.ndarray:
    """Return the cloudy image in the input's units; untouched pixels keep their stored value."""
    result: np.ndarray = clear.copy()
    for band, channel in enumerate(channels):
        values = units.from_reflectance(reflectance[band], channel)
        if np.issubdtype(clear.dtype, np.integer):
            limits = np.iinfo(clear.dtype)
            values = np.clip(np.rint(values), limits.min, limits.max)
            if nodata is not None:
                values = np.where(values == nodata, nodata + (1 if nodata <= 0 else -1), values)
        where = change[band]
        result[band][where] = values.astype(clear.dtype)[where]
    return result
