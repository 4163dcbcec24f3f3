"""The open data the shipped weights are trained on: one reader a source.

Only sources whose licence allows it are read, and only the folder ``train``; the test and demo
scenes lie elsewhere. What each file holds was measured; see ``docs/training.md``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import netCDF4
import numpy as np
import rasterio
from PIL import Image
from scipy import ndimage

from ...core.classes import ESRI, WORLDCEREAL, translate
from .pseudo_labels import TRUSTED_COMPLETED, from_materials, from_rgb_and_vh, plain, with_cropland
from .scene import Scene, scene

#: Positions (from 1) of B2 B3 B4 B8 B11 B12 among 12 (no B10) and 13 Sentinel-2 bands.
AMONG_12, AMONG_13 = [2, 3, 4, 8, 11, 12], [2, 3, 4, 8, 12, 13]
#: Reflectance of a full byte in the Volkov tiles (99 % quantile stretch), by B2, B3, B4.
VOLKOV_STRETCH = np.array([0.28, 0.265, 0.29], np.float32)[:, None, None]
#: Backscatter of a full byte there, in dB, by city (first letters of the Sentinel-2 tile).
VOLKOV_VH_DB = {"T11": -7.0, "T14": -10.0}
#: Scene classification codes of shadow, cloud and cirrus.
CLOUDED_SCL = (3, 8, 9, 10)


def terramesh(folder: Path) -> Iterator[Scene]:
    """TerraMesh training scenes: L2A, gamma0, Esri land cover."""
    for path in sorted((folder / "S2L2A").glob("*.tif")):
        with rasterio.open(path) as optical, rasterio.open(folder / "S1RTC" / path.name) as sar:
            reflectance, decibel = optical.read(AMONG_12) / 1e4, sar.read()
        with rasterio.open(folder / "LULC" / path.name) as labels:
            codes = translate(labels.read(1), ESRI)
        yield scene(f"terramesh/{path.stem}", "mapped", reflectance, decibel, codes)


def optical_stacks(folder: Path) -> Iterator[Scene]:
    """Clear multi-band images without radar: New Zealand, Boadella, Danish waters."""
    for path in sorted((folder / "new_zealand").glob("*.tif")):
        with rasterio.open(path) as source:
            yield _unlabelled(f"new_zealand/{path.stem}", source.read(AMONG_13))
    clouded = ("2020-01-18", "2021-06-26")
    for path in sorted((folder / "boadella").glob("*.tif")):
        if not any(date in path.name for date in clouded):
            with rasterio.open(path) as source:
                yield _unlabelled(f"boadella/{path.stem}", source.read(AMONG_12))
    for path in sorted((folder / "danish_waters").glob("*.tif"))[::3]:
        with rasterio.open(path) as source:
            yield _unlabelled(f"danish_waters/{path.stem}", source.read(AMONG_12))


def _unlabelled(
    name: str,
    digital: np.ndarray,
    sar: np.ndarray | None = None,
    cropland: np.ndarray | None = None,
) -> Scene:
    reflectance = np.where(digital > 0, digital / 1e4, np.nan)
    radar = np.full((2, *reflectance.shape[1:]), np.nan) if sar is None else sar
    codes = from_materials(reflectance, radar)
    codes = plain(codes) if cropland is None else with_cropland(codes, cropland)
    return scene(name, "multiband", reflectance, sar, codes)


def bigearthnet(folder: Path) -> Iterator[Scene]:
    """BigEarthNet-MM pairs of 120 px; 20 m bands brought to 10 m."""
    for path in sorted((folder / "configilm_npz").glob("*.npz")):
        arrays = np.load(path)
        bands = [arrays[f"S2_{name}"] for name in ("02", "03", "04", "08", "11", "12")]
        optical = np.stack([_to_size(band, 120) for band in bands])
        sar = np.stack([arrays["S1_VV"], arrays["S1_VH"]])
        yield _unlabelled(f"bigearthnet/{path.stem}", optical, sar)
    for patch in sorted((folder / "s2-tiny").iterdir()):
        place = "_".join(patch.name.split("_")[-2:])
        radar = next((p for p in (folder / "s1-tiny").iterdir() if p.name.endswith(place)), None)
        if radar is not None:
            bands = [_only_band(patch, f"_B{b:02d}") for b in (2, 3, 4, 8, 11, 12)]
            optical = np.stack([_to_size(band, 120) for band in bands])
            sar = np.stack([_only_band(radar, "_VV"), _only_band(radar, "_VH")])
            yield _unlabelled(f"bigearthnet/{patch.name}", optical, sar)


def _only_band(folder: Path, suffix: str) -> np.ndarray:
    with rasterio.open(next(folder.glob(f"*{suffix}.tif"))) as source:
        values: np.ndarray = source.read(1)
    return values


def _to_size(band: np.ndarray, size: int) -> np.ndarray:
    factor = size // band.shape[0]
    return band if factor == 1 else ndimage.zoom(band.astype(float), factor, order=1)


def worldcereal_belgium(folder: Path) -> Iterator[Scene]:
    """Monthly composites of one Belgian place, with the cropland of the WorldCereal product."""
    for path in sorted(folder.glob("*2020-08-01_2022-03-31.nc")) + sorted(
        folder.glob("belgium_good_2020-12-01*.nc")
    ):
        with netCDF4.Dataset(str(path)) as source:
            product = {"WORLDCEREAL_TEMPORARYCROPS_2021", "worldcereal_cropland"}
            cropland = source[(product & set(source.variables)).pop()][:]
        cropland = cropland.max(0) if cropland.ndim == 3 else cropland
        yield from _monthly(path, f"worldcereal_belgium/{path.stem}", cropland == 100)


def worldcereal_monthly(folder: Path) -> Iterator[Scene]:
    """Monthly composites that overlap the Belgian place, with cropland as WorldCereal maps it."""
    with netCDF4.Dataset(str(folder / "worldcereal_cropland_classification.nc")) as source:
        classification = source["__xarray_dataarray_variable__"][:]
    path = folder / "worldcereal_preprocessed_inputs.nc"
    yield from _monthly(path, "worldcereal_monthly", classification[0] == 1)


def _monthly(path: Path, name: str, cropland: np.ndarray) -> Iterator[Scene]:
    """Read every other month that is nearly complete: reflectance and coded backscatter."""
    with netCDF4.Dataset(str(path)) as source:
        source.set_auto_maskandscale(False)
        cube = _bands_of(source, ("B02", "B03", "B04", "B08", "B11", "B12"), "S2-L2A-")
        radar = _bands_of(source, ("VV", "VH"), "S1-SIGMA0-")
    for month in range(0, len(cube), 2):
        if (cube[month] == 65535).mean() < 0.01 and (radar[month] == 65535).mean() < 0.01:
            decibel = 20 * np.log10(np.maximum(radar[month], 1).astype(float)) - 83
            digital = np.where(cube[month] == 65535, 0, cube[month])
            yield _unlabelled(f"{name}/{month}", digital, decibel, cropland)


def _bands_of(source: netCDF4.Dataset, bands: Sequence[str], prefix: str) -> np.ndarray:
    """Return bands (T, C, H, W) under any of the names that the cubes give them."""
    known = source.variables
    names = [(band, band.replace("B0", "B"), prefix + band) for band in bands]
    keys = [next(key for key in choice if key in known) for choice in names]
    return np.stack([source[key][:] for key in keys], 1).astype(np.uint16)


def volkov(folder: Path) -> Iterator[Scene]:
    """Volkov pairs: 8-bit RGB (top of atmosphere) and VH of Los Angeles and Austin."""
    entries = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    tiles = {entry["fragment_filename"]: entry["opt_tile_name"] for entry in entries}
    for path in sorted((folder / "opt").glob("*.jpg")):
        rgb = np.asarray(Image.open(path), np.float32)[..., ::-1].transpose(2, 0, 1) / 255
        byte = np.asarray(Image.open(folder / "sar" / path.name), np.float32)
        tile = next((key for key in VOLKOV_VH_DB if f"_{key}" in tiles[path.name]), "T14")
        vh = 20 * np.log10(np.maximum(byte, 4) / 255) + VOLKOV_VH_DB[tile]
        optical = np.full((6, *byte.shape), np.nan, np.float32)
        optical[:3] = rgb * VOLKOV_STRETCH
        sar = np.stack([np.full(byte.shape, np.nan, np.float32), vh])
        codes = from_rgb_and_vh(optical, sar)
        yield scene(f"volkov/{path.stem}", "rgb", optical, sar, codes)


def ombria(folder: Path, completion: np.ndarray) -> Iterator[Scene]:
    """OMBRIA false-colour tiles (B12, B8, B4), completed to six bands, with one radar band."""
    for moment in ("before", "after"):
        for path in sorted((folder / f"S2_{moment}").glob("*.jpg")):
            image = np.asarray(Image.open(path), np.float32).transpose(2, 0, 1) / 255
            swir, nir, red = image
            missing = image.max(0) < 3 / 255
            wedge = ndimage.binary_opening(missing, iterations=8)
            if wedge.mean() > 0.2 or _has_cloud(swir, nir, red):
                continue
            radar_name = path.name.replace(f"S2_{moment}", f"S1_{moment}")
            byte = np.asarray(Image.open(folder / f"S1_{moment}" / radar_name), np.float32)
            optical = complete(np.stack([red, nir, swir]), completion)
            optical[:, wedge] = np.nan
            # Stretched per image; the middle of the byte range is about -11 dB.
            sar = np.stack([byte / 255 * 25 - 25, np.full(byte.shape, np.nan)])
            codes = plain(from_materials(optical, np.full_like(sar, np.nan), TRUSTED_COMPLETED))
            codes[wedge] = 0
            yield scene(f"ombria/{moment}/{path.stem}", "falsecolor", optical, sar, codes)


def _has_cloud(swir: np.ndarray, nir: np.ndarray, red: np.ndarray) -> bool:
    bright = (red > np.median(red) + 0.05) & (swir < 0.98 * nir) & (nir < 2.2 * red)
    share = ndimage.binary_opening(bright, iterations=2).mean()
    green = np.median(nir) > 2 * np.median(red)
    return bool(share > (0.006 if green else 0.04))


def _completion_features(three: np.ndarray) -> np.ndarray:
    root = np.sqrt(np.clip(three, 0, 1.5)).reshape(3, -1)
    products = [root[i] * root[j] for i in range(3) for j in range(i, 3)]
    return np.stack([np.ones_like(root[0]), *root, *products], 1)


def fit_completion(scenes: list[Scene]) -> np.ndarray:
    """Fit B2, B3, B11 from B4, B8, B12 on real six-band scenes; returns coefficients (10, 3)."""
    features, targets = [], []
    for example in scenes:
        optical = example.optical.astype(np.float32)
        known = np.isfinite(optical).all(0)
        features.append(_completion_features(optical[[2, 3, 5]])[known.ravel()][::7])
        targets.append(
            np.sqrt(np.clip(optical[[0, 1, 4]], 0, 1.5)).reshape(3, -1).T[known.ravel()][::7]
        )
    coefficients, *_ = np.linalg.lstsq(np.vstack(features), np.vstack(targets), rcond=None)
    return np.asarray(coefficients)


def complete(three: np.ndarray, coefficients: np.ndarray) -> np.ndarray:
    """Return six bands (6, H, W) from B4, B8, B12 (3, H, W), all reflectance."""
    predicted = (_completion_features(three) @ coefficients).T.reshape(3, *three.shape[1:])
    others = np.clip(predicted, 0, 1.2) ** 2
    return np.stack([others[0], others[1], three[0], three[1], others[2], three[2]])


def real_pairs(folder: Path) -> Iterator[Scene]:
    """Really clouded images with a clear one of nearby date: openEO GFMap (RGB), Boadella."""
    for path in sorted((folder / "openeo_gfmap" / "pairs_rgb").glob("*.nc")):
        with netCDF4.Dataset(str(path)) as source:
            source.set_auto_maskandscale(False)
            cube = np.stack([source[key][:] for key in ("B02", "B03", "B04")], 1) / 1e4
        first_is_clear = np.median(cube[0]) < np.median(cube[1])
        clear, cloudy = (cube[0], cube[1]) if first_is_clear else (cube[1], cube[0])
        missing = np.full_like(clear, np.nan)
        yield _pair(
            f"openeo_gfmap/{path.stem}", np.vstack([clear, missing]), np.vstack([cloudy, missing])
        )
    for cloudy_date, clear_date in (("2020-01-18", "2020-01-28"), ("2021-06-26", "2021-07-16")):
        images = []
        for date in (cloudy_date, clear_date):
            with rasterio.open(folder / "boadella" / f"Boadella_{date}.tif") as source:
                digital = source.read(AMONG_12)
            images.append(np.where(digital > 0, digital / 1e4, np.nan))
        yield _pair(f"boadella/{cloudy_date}", images[1], images[0])


def time_series_pairs(folder: Path) -> Iterator[Scene]:
    """Really clouded dates of two WorldCereal sites, a clear date and the radar of about that day.

    Near and short-wave infrared at 20 m (B8A stands for B8), brought to 10 m: 64 px a side. Land
    cover is what the reference labels of the site say.
    """
    for path in sorted(folder.glob("*/S2_L2A_20m_*.nc")):
        with netCDF4.Dataset(str(path)) as source:
            source.set_auto_maskandscale(False)
            days = _days(source["timestamp"])
            cube = np.stack([source[key][:] for key in ("B8A", "B11", "B12")], 1) / 1e4
            scl = source["SCL"][:]
        with netCDF4.Dataset(str(next(path.parent.glob("S1_GRD*.nc")))) as source:
            source.set_auto_maskandscale(False)
            radar_days = _days(source["timestamp"])
            radar = np.stack([source[key][:] for key in ("VV", "VH")], 1)
        with netCDF4.Dataset(str(next(path.parent.glob("OUTPUT_*.nc")))) as source:
            codes = translate(source["LC"][:], WORLDCEREAL)
        known = (cube > 0).all((1, 2, 3))
        covered = np.isin(scl, CLOUDED_SCL).mean((1, 2))
        clear_days = np.flatnonzero(known & (covered < 0.01))
        for index in np.flatnonzero(known & (covered > 0.1) & (covered < 0.95)):
            clear = clear_days[np.abs(days[clear_days] - days[index]).argmin()]
            nearest = np.abs(radar_days - days[index]).argmin()
            if abs(days[clear] - days[index]) > 10 or (radar[nearest] == 0).any():
                continue
            pair = [_six_from_infrared(cube[date]) for date in (clear, index)]
            decibel = _to_size(radar[nearest, 0] / 1e4, 64), _to_size(radar[nearest, 1] / 1e4, 64)
            name = f"worldcereal/{path.parent.name}/{index}"
            yield _pair(name, *pair, np.stack(decibel), codes)


def _days(timestamp: netCDF4.Variable) -> np.ndarray:
    dates = netCDF4.num2date(timestamp[:], timestamp.units)
    return np.array([date.toordinal() for date in dates])


def _six_from_infrared(infrared: np.ndarray) -> np.ndarray:
    optical = np.full((6, 64, 64), np.nan)
    optical[3:] = [_to_size(band, 64) for band in infrared]
    return optical


def _pair(
    name: str,
    clear: np.ndarray,
    cloudy: np.ndarray,
    sar: np.ndarray | None = None,
    codes: np.ndarray | None = None,
) -> Scene:
    """Match the clear date to the cloudy one, which is its own target wherever it is clear."""
    difference = np.nanmean(np.abs(cloudy - clear), 0)
    brighter = np.nanmean(cloudy - clear, 0)
    smooth = ndimage.uniform_filter(np.nan_to_num(np.maximum(difference, brighter)), 9)
    same = smooth < 0.02
    if same.mean() > 0.05:
        for band in range(6):
            if np.isfinite(clear[band]).any():
                ratio = np.nanmedian(cloudy[band][same] / np.maximum(clear[band][same], 1e-3))
                clear[band] = clear[band] * np.clip(ratio, 0.7, 1.4)
    weight = ndimage.gaussian_filter(same.astype(float), 2)
    target = clear * (1 - weight) + cloudy * weight
    return scene(name, "pair", target, sar, codes, cloudy)
