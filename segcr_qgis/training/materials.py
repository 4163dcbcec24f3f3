"""Fit the table of surface materials behind the procedural landscapes.

Input are labelled pixel series (Presto's example exports, WorldCereal extractions) and the two
TerraMesh training scenes; output is a mixture of Gaussians per class over the square root of
reflectance (B2 B3 B4 B8 B11 B12) and backscatter in decibels (VV, VH). Only this table of numbers
is part of the product.

Run: ``python -m segcr_qgis.training.materials $SEGCR_DATA/train resources/landscapes``
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import rasterio
from sklearn.mixture import GaussianMixture

from ..core.classes import CLASSES, DYNAMIC_WORLD, ESRI, translate
from ..simulation.clouds import PATH_RADIANCE

BANDS = ("B2", "B3", "B4", "B8", "B11", "B12")
#: Columns of Presto's exports: VV VH B2 B3 B4 B5 B6 B7 B8 B8A B9 B11 B12, weather, terrain, NDVI.
PRESTO_SAR, PRESTO_OPTICAL = [0, 1], [2, 3, 4, 8, 11, 12]
MAX_COMPONENTS = 10


def presto(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return samples (N, 8) as reflectance and dB, and our class codes (N,)."""
    samples, codes = [], []
    # These composites are top of atmosphere.
    path_radiance = np.array([PATH_RADIANCE[band] for band in BANDS])
    for name in ("algae_blooms", "fuel_moisture"):
        series = np.load(folder / f"data_{name}_npy_s1_s2_era5_srtm.npy")
        labels = np.load(folder / f"data_{name}_npy_dynamic_world.npy")
        flat = series.reshape(-1, series.shape[-1])
        optical = np.clip(flat[:, PRESTO_OPTICAL] / 1e4 - path_radiance, 1e-3, None)
        samples.append(np.hstack([optical, flat[:, PRESTO_SAR]]))
        codes.append(translate(labels, DYNAMIC_WORLD).ravel())
    return np.vstack(samples), np.concatenate(codes)


def worldcereal(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return samples and codes of crops, grassland and trees from the parcel extractions."""
    samples, codes = [], []
    for name in (
        "dekad_2023_FRA_LPIS.geoparquet",
        "month_2022_FRA_LPIS.geoparquet",
        "private_extractions_BEL.parquet",
    ):
        columns = [f"S2-L2A-B{b:02d}" for b in (2, 3, 4, 8, 11, 12)]
        columns += ["S1-SIGMA0-VV", "S1-SIGMA0-VH"]
        table = pd.read_parquet(folder / name, columns=[*columns, "ewoc_code"])
        values = table[columns].to_numpy(float)
        group = (table["ewoc_code"].to_numpy() // 10_000_000).astype(int)
        code = np.select([group // 10 == 11, group // 10 == 20, group // 10 == 40], [4, 8, 2], 0)
        known = (values < 65535).all(1) & (values > 0).all(1) & (code > 0)
        values, code = values[known], code[known]
        values[:, :6] /= 1e4
        values[:, 6:] = 20 * np.log10(values[:, 6:]) - 83
        samples.append(values)
        codes.append(code)
    return np.vstack(samples), np.concatenate(codes)


def terramesh(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Return samples and codes of the two training scenes (L2A, gamma0, Esri labels)."""
    samples, codes = [], []
    for path in sorted((folder / "S2L2A").glob("*.tif")):
        with rasterio.open(path) as optical, rasterio.open(folder / "S1RTC" / path.name) as sar:
            values = optical.read([2, 3, 4, 8, 11, 12]) / 1e4
            radar = sar.read()
        with rasterio.open(folder / "LULC" / path.name) as labels:
            code = translate(labels.read(1), ESRI)
        stacked = np.concatenate([values, radar]).reshape(8, -1).T
        keep = np.random.default_rng(0).choice(len(stacked), 3000, replace=False)
        samples.append(stacked[keep])
        codes.append(code.ravel()[keep])
    return np.vstack(samples), np.concatenate(codes)


def plausible(samples: np.ndarray, codes: np.ndarray) -> np.ndarray:
    """Return which samples look like their class; the rest is cloud, haze or a wrong label."""
    blue, green, red, nir, swir, _, _, vh = samples.T
    ndvi = (nir - red) / (nir + red)
    ndsi = (green - swir) / (green + swir)
    rules = {
        1: (swir < 0.05) & (vh < -19) & (nir < 0.12) & (blue < 0.2),
        2: (ndvi > 0.35) & (blue < 0.12) & (vh > -22),
        3: (ndvi > 0.05) & (blue < 0.2) & (nir < 0.35),
        4: (blue < 0.2) & (ndvi > 0.08),
        5: (blue < 0.25) & (ndvi < 0.55) & (vh > -23),
        6: (blue < 0.25) & (ndvi < 0.25) & (ndsi < 0.1),
        7: (ndsi > 0.4) & (green > 0.25),
        8: (blue < 0.2) & (ndvi > 0.1) & (vh < -13),
    }
    kept = np.zeros(len(codes), bool)
    for code, rule in rules.items():
        kept |= (codes == code) & rule
    finite = np.isfinite(samples).all(1) & (samples[:, 6:] > -40).all(1)
    return kept & finite


def fit(samples: np.ndarray, codes: np.ndarray) -> dict[str, object]:
    """Return the table: per class the weights, means and covariances of its materials."""
    table: dict[str, object] = {"bands": list(BANDS), "sar": ["VV", "VH"], "classes": {}}
    rng = np.random.default_rng(0)
    for land_cover in CLASSES:
        chosen = samples[codes == land_cover.code]
        if len(chosen) > 6000:
            chosen = chosen[rng.choice(len(chosen), 6000, replace=False)]
        features = np.hstack([np.sqrt(chosen[:, :6]), chosen[:, 6:] / 20])
        count = int(np.clip(len(features) // 40, 2, MAX_COMPONENTS))
        mixture = GaussianMixture(count, reg_covar=1e-4, random_state=0, n_init=2).fit(features)
        table["classes"][str(land_cover.code)] = {  # type: ignore[index]
            "name": land_cover.name,
            "samples": len(features),
            "weights": np.round(mixture.weights_, 4).tolist(),
            "means": np.round(mixture.means_, 4).tolist(),
            "covariances": np.round(mixture.covariances_, 5).tolist(),
        }
        print(f"{land_cover.name:20} {len(features):6} samples, {count} materials")
    return table


def main() -> None:
    """Fit and write ``materials.json``."""
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    parts = [
        presto(source / "pixel_series" / "presto"),
        worldcereal(source / "pixel_series" / "worldcereal"),
        terramesh(source / "terramesh"),
    ]
    samples = np.vstack([part[0] for part in parts])
    codes = np.concatenate([part[1] for part in parts])
    kept = plausible(samples, codes)
    target.mkdir(parents=True, exist_ok=True)
    table = fit(samples[kept], codes[kept])
    (target / "materials.json").write_text(json.dumps(table) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
