"""Real layers, opened in QGIS as they are: each gives the right line in the panel."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from qgis.core import QgsCoordinateTransformContext, QgsRasterLayer

from segcr_qgis.gui.recognition import looks_like_radar, recognise_optical, recognise_radar
from tests.engine_side import ROOT

DATA = os.environ.get("SEGCR_DATA", "")
SIX = "B2 B3 B4 B8 B11 B12"
LONG_BEACH = "demo/long_beach/S2A_20201104_T11SLT_long_beach_rgb_clear.tif"
OPTICAL = {
    LONG_BEACH: "B4 B3 B2 · 8-bit picture · 8.32 m · 2020-11-04",
    "demo/sen12mscr_p30/ROIs1868_summer_19_p30_s2_cloudy.tif": f"{SIX} · DN/10000 · 10 m",
    "train/boadella/Boadella_2020-01-18.tif": f"{SIX} · DN/10000 · 9.97 m · 2020-01-18",
    "train/luojiaset/p22/s2_clear.tif": f"{SIX} · DN/10000, offset -1000 · 10 m",
    "train/new_zealand/20201002T221611_20201002T221610_T60HWB.tif": (
        f"{SIX} · DN/10000 · 10 m · 2020-10-02"
    ),
    "train/terramesh/S2L1C/609U_541L_3_0.tif": f"{SIX} · DN/10000, offset -1000 · 10 m",
    "train/terramesh/S2L2A/38D_378R_2_3.tif": f"{SIX} · DN/10000 · 10 m",
    "test/mol_real_clouds/ref_input_S2_B08.tif": "B8 · DN/10000 · 10 m",
}
RADAR = {
    "demo/long_beach/S1A_20201107_long_beach_vh.tif": "VH · 8-bit picture · 8.32 m · 2020-11-07",
    "demo/sen12mscr_p30/ROIs1868_summer_19_p30_s1.tif": "VV VH · dB · 10 m",
    "train/luojiaset/p22/s1.tif": "VV VH · dB · 10 m",
    "train/terramesh/S1RTC/38D_378R_2_3.tif": "VV VH · dB · 10 m · 2023-06-10",
}


def opened(name: str, tmp_path: Path) -> QgsRasterLayer:
    """Open a copy: QGIS writes statistics beside the layers it shows."""
    source = Path(DATA) / name if DATA else None
    if source is None or not source.is_file():
        pytest.skip("SEGCR_DATA names no folder that holds it")
    copy = tmp_path / source.parent.name / source.name
    copy.parent.mkdir(exist_ok=True)
    copy.write_bytes(source.read_bytes())
    return QgsRasterLayer(str(copy), source.stem)


@pytest.fixture
def package(processing):
    from segcr_qgis.core.model_package import read_package

    return read_package(ROOT / "models" / "segcr-tiny", verify=False)


@pytest.mark.parametrize("name", sorted(OPTICAL))
def test_optical_line(name, package, tmp_path):
    layer = opened(name, tmp_path)
    assert not looks_like_radar(layer)
    found = recognise_optical(layer, package, "", "auto")
    assert found.sound and found.text.replace("\u00a0", " ") == OPTICAL[name]


@pytest.mark.parametrize("name", sorted(RADAR))
def test_radar_line(name, package, tmp_path):
    layer = opened(name, tmp_path)
    assert looks_like_radar(layer)
    context = QgsCoordinateTransformContext()
    found = recognise_radar(layer, package, "", "auto", None, context)
    assert found.sound and found.text.replace("\u00a0", " ") == RADAR[name]


def test_radar_line_beside_the_optical_layer(package, tmp_path):
    optical = opened(LONG_BEACH, tmp_path)
    radar = opened("demo/long_beach/S1A_20201107_long_beach_vh.tif", tmp_path)
    context = QgsCoordinateTransformContext()
    found = recognise_radar(radar, package, "", "auto", optical, context)
    assert found.text.replace("\u00a0", " ").endswith("· 3 days apart · 100 % overlap")
