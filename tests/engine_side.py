"""What tests of QGIS's side need from the engine's: its Python, a model, small layers."""

from __future__ import annotations

import functools
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

ROOT = Path(__file__).resolve().parents[1]
OPTICAL = ("B2", "B3", "B4", "B8", "B11", "B12")

MODEL_SCRIPT = """
import sys
from pathlib import Path
import torch
from segcr_qgis.networks.registry import build
from segcr_qgis.training.package import PackageFacts, write_package

torch.manual_seed(7)
facts = dict(architecture="segcr-tiny", config={}, created="2024-01-01T00:00:00Z")
network = build("segcr-tiny")
write_package(Path(sys.argv[1]), network, PackageFacts(id="segcr-tiny", name="Untrained", **facts))
"""


def engine_python() -> Path:
    """Return the engine's Python, of the variable or of this checkout."""
    named = os.environ.get("SEGCR_ENGINE_PYTHON")
    return Path(named) if named else ROOT / ".venv-engine" / "bin" / "python"


@functools.lru_cache(maxsize=1)
def home_with_model() -> Path:
    """Return a folder for SEGCR_HOME that holds an untrained segcr-tiny."""
    home = Path(tempfile.mkdtemp(prefix="segcr-home-"))
    subprocess.run(
        [str(engine_python()), "-c", MODEL_SCRIPT, str(home / "models" / "segcr-tiny")],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "PATH": os.defpath},
        check=True,
        timeout=120,
    )
    return home


def write_raster(path: Path, values, origin=(500000.0, 5500000.0), pixel=10.0, **options) -> Path:
    """Write (bands, rows, columns) as GeoTIFF.

    ``options`` are ``names``, ``epsg`` (None: none), ``wkt`` instead of it, and ``nodata``.
    """
    values = np.asarray(values)
    bands, rows, columns = values.shape
    kind = {"uint8": gdal.GDT_Byte, "uint16": gdal.GDT_UInt16, "float32": gdal.GDT_Float32}
    path.parent.mkdir(parents=True, exist_ok=True)
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), columns, rows, bands, kind[values.dtype.name])
    if options.get("georeferenced", True):
        dataset.SetGeoTransform((origin[0], pixel, 0.0, origin[1], 0.0, -pixel))
    epsg = options.get("epsg", 32632)
    if epsg:
        reference = osr.SpatialReference()
        reference.ImportFromEPSG(epsg)
        dataset.SetProjection(options.get("wkt") or reference.ExportToWkt())
    for number, band in enumerate(values, 1):
        dataset.GetRasterBand(number).WriteArray(band)
        if options.get("names"):
            dataset.GetRasterBand(number).SetDescription(options["names"][number - 1])
        if options.get("nodata") is not None:
            dataset.GetRasterBand(number).SetNoDataValue(options["nodata"])
    dataset.FlushCache()
    return path


def optical_values(rows: int, columns: int) -> np.ndarray:
    """Return a smooth landscape with a bright cloud, reflectance x 10000, six bands."""
    y, x = np.mgrid[0:rows, 0:columns]
    ground = 600 + 300 * np.sin(x / 17.0) + 250 * np.cos(y / 11.0)
    bands = np.stack([ground * (1 + 0.35 * band) for band in range(6)])
    cloud = np.exp(-(((x - columns / 3) / 14.0) ** 2 + ((y - rows / 2) / 14.0) ** 2))
    return (bands + 7000 * cloud).clip(1, 15000).astype(np.uint16)


def write_scene(folder: Path, rows: int = 96, columns: int = 128) -> tuple[Path, Path]:
    """Write an optical and a radar layer of one place; return their paths."""
    optical = write_raster(folder / "optical é.tif", optical_values(rows, columns), names=OPTICAL)
    y, x = np.mgrid[0 : rows // 2, 0 : columns // 2]
    vv = -11 + 3 * np.sin(x / 8.0) + np.cos(y / 5.0)
    radar = np.stack([vv, vv - 7]).astype(np.float32)
    return optical, write_raster(folder / "radar.tif", radar, pixel=20.0, names=("VV", "VH"))
