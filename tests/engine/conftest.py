"""Small rasters, packages and networks that the engine's tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from segcr_qgis.core.classes import CLASSES
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.backend import Answer, AtOnce
from segcr_qgis.engine.run import run

ROOT = Path(__file__).resolve().parents[2]
ENTRY = ROOT / "segcr_qgis" / "engine_entry.py"
SIX = ("B2", "B3", "B4", "B8", "B11", "B12")


def write_raster(path, values, names=None, crs="EPSG:32631", origin=(500000, 5000000), pixel=10.0,
                 transform=None, **options):  # fmt: skip
    values = np.asarray(values)
    if transform is None:
        transform = from_origin(*origin, pixel, pixel)
    scales, offsets = options.pop("scales", None), options.pop("offsets", None)
    tags = options.pop("tags", {})
    with rasterio.open(
        path, "w", driver="GTiff", width=values.shape[2], height=values.shape[1],
        count=values.shape[0], dtype=values.dtype, crs=crs, transform=transform, **options,
    ) as dataset:  # fmt: skip
        dataset.write(values)
        dataset.update_tags(**tags)
        for number, name in enumerate(names or [], 1):
            dataset.set_band_description(number, name)
        if scales:
            dataset.scales, dataset.offsets = scales, offsets
    return str(path)


def landscape(rows, columns, bands=6, seed=0):
    """Reflectance x 10000, uint16, with textures at several scales."""
    y, x = np.mgrid[0:rows, 0:columns]
    random = np.random.default_rng(seed)
    ground = (
        900 + 400 * np.sin(x / 13) + 300 * np.cos(y / 9) + random.normal(0, 60, (rows, columns))
    )
    return np.stack([ground * (0.6 + 0.3 * b) + 150 for b in range(bands)]).clip(1).astype("uint16")


def write_optical(path, rows=80, columns=100, **options):
    return write_raster(path, landscape(rows, columns), names=SIX, **options)


def write_sar(path, rows=80, columns=100, **options):
    random = np.random.default_rng(1)
    vv = random.normal(-12, 2, (rows, columns))
    return write_raster(
        path, np.stack([vv, vv - 7]).astype("float32"), names=("VV", "VH"), **options
    )


@dataclass
class FakeBackend(AtOnce):
    """A pointwise network: ``answer`` takes a batch and fills in what differs from identity."""

    change: object = None
    device: str = "cpu"
    precision: str = "float32"
    batch_size: int = 2
    sizes: list = field(default_factory=list)

    def run(self, batch):
        self.sizes.append(batch.optical.shape)
        count, _, height, width = batch.optical.shape
        probabilities = np.full((count, len(CLASSES), height, width), 0.02, np.float32)
        probabilities[:, 1] = 1 - 0.02 * (len(CLASSES) - 1)
        answer = Answer(
            probabilities,
            batch.optical.copy(),
            np.zeros((count, 1, height, width), np.float32),
            np.full((count, 1, height, width), 0.03, np.float32),
        )
        return answer if self.change is None else self.change(batch, answer)

    def release(self):
        pass


def run_with(
    backend, optical, folder, cancelled=lambda: False, events=None, report=None, **options
):
    """Run with a fake network; return the report and the arrays written."""
    roles = options.pop("roles", ("classes", "restored", "cloud_impact", "confidence"))
    outputs = Outputs(**{role: str(Path(folder) / f"{role}.tif") for role in roles})
    request = PredictRequest(optical=optical, outputs=outputs, **options)
    emit = events.append if events is not None else (lambda event: None)
    found = run(request, lambda plan: (backend, ()), emit, cancelled, report)
    arrays = {}
    for role in roles:
        with rasterio.open(found.outputs[role]) as dataset:
            arrays[role] = dataset.read()
    return found, arrays


@pytest.fixture(scope="session")
def package(tmp_path_factory):
    """An untrained segcr-tiny."""
    torch = pytest.importorskip("torch")
    from segcr_qgis.networks import registry
    from segcr_qgis.training.package import PackageFacts, write_package

    torch.manual_seed(3)
    facts = PackageFacts(
        id="tiny",
        name="Tiny",
        architecture="segcr-tiny",
        config={},
        created="2024-01-01T00:00:00Z",
        visible_cloud_threshold=0.4,
    )
    folder = tmp_path_factory.mktemp("models") / "tiny"
    return str(write_package(folder, registry.build("segcr-tiny"), facts))


@pytest.fixture
def engine():
    """Start the real engine: ``engine("predict", ...)`` gives a finished process."""

    def start(*words, popen=False, **options):
        command = [sys.executable, "-I", "-X", "utf8", str(ENTRY), *map(str, words)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        if popen:
            return subprocess.Popen(
                command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.PIPE, **options,
            )  # fmt: skip
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120,
            encoding="utf-8", stdin=subprocess.DEVNULL, **options,
        )  # fmt: skip

    return start
