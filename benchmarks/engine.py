"""A whole run at 1024 x 1024 beside the bare network on the same tiles; peak memory of the engine.

The bars: at most three times the bare network's time, less than 1.5 GB.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import rasterio
import torch
from rasterio.transform import from_origin

from segcr_qgis.core.model_package import model_folders, read_package
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.backend import Batch
from segcr_qgis.engine.backends.torch_backend import TorchLoader
from segcr_qgis.engine.loading import WarmBackends
from segcr_qgis.engine.prepare import prepare
from segcr_qgis.engine.run import run
from segcr_qgis.networks import registry
from segcr_qgis.training.package import PackageFacts, write_package

ROOT = Path(__file__).resolve().parents[1]
ENTRY = ROOT / "segcr_qgis" / "engine_entry.py"
SIDE = 1024
MOST_RATIO, MOST_MEGABYTES = 3.0, 1500.0


def write(path: Path, values: np.ndarray, names: tuple[str, ...], pixel: float) -> str:
    profile = {
        "driver": "GTiff", "width": values.shape[2], "height": values.shape[1],
        "count": values.shape[0], "dtype": values.dtype, "crs": "EPSG:32631",
        "transform": from_origin(500000, 5000000, pixel, pixel), "tiled": True,
    }  # fmt: skip
    with rasterio.open(path, "w", **profile) as dataset:
        dataset.write(values)
        for number, name in enumerate(names, 1):
            dataset.set_band_description(number, name)
    return str(path)


def layers(folder: Path) -> tuple[str, str]:
    """Write textured layers, the radar on a coarser grid, so that it has to be warped."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[0:SIDE, 0:SIDE]
    ground = 1500 + 700 * np.sin(x / 40) * np.cos(y / 25)
    bands = np.stack(
        [ground * s + random.normal(0, 80, x.shape) for s in (0.5, 0.7, 0.6, 2, 1.5, 1)]
    )
    vv = random.normal(-11, 2.5, (SIDE // 2, SIDE // 2)).astype("float32")
    names = ("B2", "B3", "B4", "B8", "B11", "B12")
    optical = write(folder / "optical.tif", bands.clip(1, 10000).astype("uint16"), names, 10)
    return optical, write(folder / "sar.tif", np.stack([vv, vv - 7]), ("VV", "VH"), 20)


def model(folder: Path) -> str:
    """Return the first installed model, else an untrained one of the same size."""
    installed = model_folders()
    if installed:
        return str(installed[sorted(installed)[0]])
    facts = PackageFacts("tiny", "Untrained", "segcr-tiny", {}, "2024-01-01T00:00:00Z")
    return str(write_package(folder / "tiny", registry.build("segcr-tiny"), facts))


def bare_seconds(loader: TorchLoader, request: PredictRequest) -> float:
    """Return the seconds the network alone takes for the tiles of a request."""
    plan = prepare(request)
    backend, _ = loader.load(plan.package, request.device, request.precision, request.threads)
    grid = plan.grid
    shape = (1, 1, grid.tile_height, grid.tile_width)
    optical = np.full(shape, 0.4, np.float32).repeat(len(plan.package.optical_channels), 1)
    sar = np.full(shape, 0.5, np.float32).repeat(len(plan.package.sar_channels), 1)
    tensors = [
        torch.from_numpy(v).contiguous(memory_format=torch.channels_last)
        for v in Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), None)[:4]
    ]
    began = time.perf_counter()
    with torch.inference_mode(), backend._autocast():
        for _ in range(len(grid)):
            backend._network(*tensors)
    return time.perf_counter() - began


def peak_megabytes(request: PredictRequest, folder: Path) -> float:
    """Return the peak memory of a real engine process that carries out the request."""
    document = folder / "request.json"
    document.write_text(json.dumps(request.to_json()))
    words = ["-I", "-X", "utf8", str(ENTRY), "predict", "--request", str(document), "--json"]
    done = subprocess.run([sys.executable, *words], check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout)["peak_memory_mb"])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=int(os.environ.get("OMP_NUM_THREADS", "1")))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        optical, sar = layers(folder)
        roles = ("classes", "restored", "cloud_impact", "confidence")
        outputs = Outputs(**{role: str(folder / f"{role}.tif") for role in roles})
        package = model(folder)
        request = PredictRequest(optical, package, outputs, sar=sar, threads=options.threads)
        loader, warm = TorchLoader(), WarmBackends()
        whole, bare = [], []
        for _ in range(options.repeats + 1):
            bare.append(bare_seconds(loader, request))
            began = time.perf_counter()
            report = run(request, warm, lambda event: None, lambda: False)
            whole.append(time.perf_counter() - began)
        # The first round loads and warms up.
        ratios = [w / b for w, b in zip(whole[1:], bare[1:])]
        found = {
            "model": read_package(Path(package)).id,
            "precision": report.precision,
            "threads": options.threads,
            "tiles": report.tiles,
            "bare_seconds": statistics.median(bare[1:]),
            "whole_seconds": statistics.median(whole[1:]),
            "ratio": statistics.median(ratios),
            "peak_memory_mb": peak_megabytes(request, folder),
        }
    for key, value in found.items():
        print(f"{key:16s} {value:.3g}" if isinstance(value, float) else f"{key:16s} {value}")
    target = ROOT / "build" / "bench" / "engine.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(found, indent=1) + "\n")
    good = found["ratio"] <= MOST_RATIO and found["peak_memory_mb"] < MOST_MEGABYTES
    print("within the bars" if good else f"over: {MOST_RATIO:g} times, {MOST_MEGABYTES:g} MB")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
