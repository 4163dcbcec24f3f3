"""The algorithm with the real engine: results, styles, optional outputs, repeated runs."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from qgis.core import (
    QgsApplication,
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsProject,
    QgsRasterLayer,
)

from tests.engine_side import OPTICAL, home_with_model, write_raster

ID = "segcr:segmentandremoveclouds"
GOLDEN = Path(__file__).parent / "golden_algorithm.json"


def algorithm():
    return QgsApplication.processingRegistry().algorithmById(ID)


def read(path) -> np.ndarray:
    dataset = gdal.Open(str(path))
    values = dataset.ReadAsArray()
    return values if values.ndim == 3 else values[None]


def frozen() -> dict:
    definitions = {}
    for definition in algorithm().parameterDefinitions():
        entry = {
            "type": definition.type(),
            "optional": bool(definition.flags() & definition.Flag.FlagOptional),
            "advanced": bool(definition.flags() & definition.Flag.FlagAdvanced),
        }
        if definition.type() == "enum" and definition.name() != "MODEL":
            entry["options"] = definition.options()
            entry["default"] = definition.defaultValue()
        if definition.isDestination():
            entry["by_default"] = definition.createByDefault()
        definitions[definition.name()] = entry
    outputs = {d.name(): d.type() for d in algorithm().outputDefinitions()}
    return {"id": algorithm().id(), "parameters": definitions, "outputs": outputs}


def test_ids_and_choices_are_frozen(processing):
    # Written anew on purpose only: models, scripts and histories name these.
    if os.environ.get("SEGCR_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(frozen(), indent=1) + "\n", encoding="utf-8")
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    now = frozen()
    assert now["id"] == golden["id"]
    assert now["outputs"] == golden["outputs"]
    for name, entry in golden["parameters"].items():
        assert now["parameters"][name] == entry, name
    added = set(now["parameters"]) - set(golden["parameters"])
    assert all(now["parameters"][name]["optional"] for name in added)


def test_every_parameter_is_explained(processing):
    for definition in algorithm().parameterDefinitions():
        assert len(definition.help()) > 20, definition.name()
        label = definition.description()
        assert label and label[0].isupper() and not label.endswith(":"), label
    assert "radar" in algorithm().shortHelpString()
    assert algorithm().helpUrl().startswith(("https://", "file://"))
    assert algorithm().displayName() == "Segment land cover and remove clouds"
    assert Path(algorithm().svgIconPath()).is_file()
    assert not algorithm().icon().isNull()


def test_all_outputs(processing, scene, tmp_path):
    paths = {
        "OUTPUT": tmp_path / "map.tif",
        "RESTORED": tmp_path / "clear.tif",
        "CLOUD_IMPACT": tmp_path / "impact.tif",
        "CONFIDENCE": tmp_path / "confidence.tif",
        "REPORT": tmp_path / "report.html",
    }
    before = [path.read_bytes() for path in scene]
    told = Feedback()
    results = processing.run(
        ID,
        {"INPUT": str(scene[0]), "SAR": str(scene[1]), **{k: str(v) for k, v in paths.items()}},
        feedback=told,
    )
    declared = {d.name() for d in algorithm().outputDefinitions()}
    assert set(results) <= declared
    for name, path in paths.items():
        assert Path(results[name]) == path and path.stat().st_size > 0
    assert 0 <= results["CLOUD_PERCENT"] <= 100 and results["VALID_PERCENT"] == 100
    assert results["DEVICE_USED"] == "cpu"
    assert "values read as Reflectance \u00d7 10000" in results["NOTICES"]
    optical, restored, impact = (
        read(p) for p in (scene[0], paths["RESTORED"], paths["CLOUD_IMPACT"])
    )
    below = impact[0] < 0.1
    assert (restored[:, below] == optical[:, below]).all()
    assert set(np.unique(read(paths["OUTPUT"]))) <= set(range(9))
    assert [path.read_bytes() for path in scene] == before
    assert told.progress_seen[-1] == 100
    assert any("tiles of" in line for line in told.lines)
    assert sorted(p.name for p in tmp_path.iterdir() if ".part" in p.name) == []


def test_a_loaded_result_that_is_written_anew_shows_what_is_new(processing, scene, tmp_path):
    target = tmp_path / "clear.tif"
    brighter = write_raster(
        tmp_path / "b.tif", (read(scene[0]) * 1.5).astype("uint16"), names=OPTICAL
    )
    values = {"RESTORED": str(target), "OUTPUT": str(tmp_path / "map.tif")}
    processing.run(ID, {"INPUT": str(scene[0]), **values})
    layer, beside = (QgsRasterLayer(str(path), "Loaded") for path in (target, scene[0]))
    QgsProject.instance().addMapLayers([layer, beside])
    place = layer.extent().center()
    first = layer.dataProvider().sample(place, 1)[0]
    try:
        processing.run(ID, {"INPUT": str(brighter), **values})
        now = read(target)[0]
        row, column = now.shape[0] // 2, now.shape[1] // 2
        assert layer.dataProvider().sample(place, 1)[0] == now[row, column] != first
    finally:
        QgsProject.instance().removeAllMapLayers()


@pytest.mark.parametrize("wanted", ["OUTPUT", "RESTORED"])
def test_one_output_is_enough_and_the_other_is_not_made(processing, scene, tmp_path, wanted):
    results = processing.run(ID, {"INPUT": str(scene[0]), wanted: str(tmp_path / "one.tif")})
    assert {"OUTPUT", "RESTORED"} & set(results) == {wanted}
    assert "No radar was given" in results["NOTICES"]


def test_repeated_runs_share_one_engine(processing, scene, tmp_path):
    from segcr_qgis.processing.engine import engine

    seen = set()
    for number in range(3):
        target = tmp_path / f"batch {number}.tif"
        processing.run(ID, {"INPUT": str(scene[0]), "SAR": str(scene[1]), "OUTPUT": str(target)})
        assert target.is_file()
        seen.add(engine().pid)
    assert len(seen) == 1 and None not in seen


def test_extent_is_snapped_to_the_input_grid(processing, scene, tmp_path):
    target = tmp_path / "part.tif"
    extent = "500103,500397,5499203,5499597 [EPSG:32632]"
    processing.run(ID, {"INPUT": str(scene[0]), "EXTENT": extent, "RESTORED": str(target)})
    dataset = gdal.Open(str(target))
    assert dataset.GetGeoTransform() == (500100.0, 10.0, 0.0, 5499600.0, 0.0, -10.0)
    assert (dataset.RasterXSize, dataset.RasterYSize) == (30, 40)


def test_extent_in_degrees_is_transformed(processing, scene, tmp_path):
    target = tmp_path / "part.tif"
    extent = "9.002,9.006,49.643,49.647 [EPSG:4326]"
    processing.run(ID, {"INPUT": str(scene[0]), "EXTENT": extent, "RESTORED": str(target)})
    dataset = gdal.Open(str(target))
    assert 20 < dataset.RasterXSize < 60 and 30 < dataset.RasterYSize < 70


def test_results_are_styled_when_the_toolbox_loads_them(processing, layers):
    optical, radar = layers
    optical.renderer().setRedBand(4)
    optical.renderer().setGreenBand(3)
    optical.renderer().setBlueBand(2)
    params = {"INPUT": optical, "SAR": radar, "OUTPUT": "TEMPORARY_OUTPUT"}
    for name in ("RESTORED", "CLOUD_IMPACT", "CONFIDENCE"):
        params[name] = "TEMPORARY_OUTPUT"
    processing.runAndLoadResults(ID, params)
    group = QgsProject.instance().layerTreeRoot().findGroup("Harbour")
    loaded = [node.layer() for node in group.findLayers()]
    assert [layer.name() for layer in loaded] == [
        "Land cover",
        "Restored image",
        "Cloud impact",
        "Confidence",
    ]
    entries = loaded[0].renderer().classes()
    assert 0 < len(entries) <= 8
    codes = set(np.unique(read(loaded[0].source()))) - {0}
    assert {entry.value for entry in entries} == codes
    assert all(entry.label and not entry.label.isdigit() for entry in entries)
    restored = loaded[1].renderer()
    assert (restored.redBand(), restored.greenBand(), restored.blueBand()) == (4, 3, 2)
    assert restored.redContrastEnhancement().maximumValue() == (
        optical.renderer().redContrastEnhancement().maximumValue()
    )
    assert [node.itemVisibilityChecked() for node in group.findLayers()] == [
        True,
        True,
        False,
        False,
    ]
    assert (
        isinstance(loaded[2], QgsRasterLayer)
        and loaded[2].renderer().type() == "singlebandpseudocolor"
    )
    del loaded, entries, restored, group


def test_failure_in_the_engine_is_one_sentence(processing, scene, tmp_path):
    folder = tmp_path / "damaged"
    shutil.copytree(home_with_model() / "models" / "segcr-tiny", folder)
    # One wrong byte at the end: the header is sound, so that only the engine finds out.
    weights = bytearray((folder / "weights.safetensors").read_bytes())
    weights[-1] ^= 1
    (folder / "weights.safetensors").write_bytes(weights)
    target = tmp_path / "results" / "map.tif"
    target.parent.mkdir()
    params = {"INPUT": str(scene[0]), "OUTPUT": str(target), "MODEL_FOLDER": str(folder)}
    with pytest.raises(QgsProcessingException, match="was changed or damaged"):
        processing.run(ID, params)
    assert list(target.parent.iterdir()) == []


def test_cancelled_run_leaves_nothing(processing, scene, tmp_path):
    target = tmp_path / "map.tif"
    told = Feedback()
    told.cancel()
    fresh = algorithm().create()
    context = QgsProcessingContext()
    fresh.run({"INPUT": str(scene[0]), "OUTPUT": str(target)}, context, told)
    assert list(tmp_path.iterdir()) == []


class Feedback(QgsProcessingFeedback):
    """Keeps what it is told."""

    def __init__(self):
        super().__init__(False)
        self.lines = []
        self.progress_seen = []
        self.progressChanged.connect(self.progress_seen.append)

    def pushInfo(self, info):
        self.lines.append(info)

    def pushWarning(self, text):
        self.lines.append(text)

    def setProgressText(self, text):
        self.lines.append(text)


def test_bands_from_a_second_layer(processing, scene, tmp_path):
    values = read(scene[0])
    fine = write_raster(tmp_path / "ten.tif", values[:4], names=OPTICAL[:4])
    coarse = write_raster(
        tmp_path / "twenty.tif", values[4:, ::2, ::2].copy(), pixel=20.0, names=OPTICAL[4:]
    )
    results = processing.run(
        ID,
        {
            "INPUT": str(fine),
            "OPTICAL_EXTRA": [str(coarse)],
            "RESTORED": str(tmp_path / "clear.tif"),
        },
    )
    assert read(results["RESTORED"]).shape == values.shape
    elsewhere = write_raster(tmp_path / "x.tif", values[4:], origin=(1.0, 2.0), names=OPTICAL[4:])
    sound, message = algorithm().checkParameterValues(
        {"INPUT": str(fine), "OPTICAL_EXTRA": [str(elsewhere)], "RESTORED": "TEMPORARY_OUTPUT"},
        QgsProcessingContext(),
    )
    assert not sound and "covers another area" in message


def test_three_metres_are_worked_on_at_ten_and_come_back(processing, tmp_path):
    random = np.random.default_rng(5)
    values = random.integers(300, 3000, (6, 200, 180)).astype("uint16")
    planet = write_raster(tmp_path / "planet.tif", values, pixel=3.0, names=OPTICAL)
    feedback = Feedback()
    results = processing.run(
        ID,
        {
            "INPUT": str(planet),
            "CLOUD_THRESHOLD": 0.5,
            "RESTORED": str(tmp_path / "clear.tif"),
            "CLOUD_IMPACT": str(tmp_path / "impact.tif"),
        },
        feedback=feedback,
    )
    below = read(results["CLOUD_IMPACT"])[0] < 50
    restored = read(results["RESTORED"])
    assert restored.shape == values.shape
    assert (restored[:, below] == values[:, below]).all()
    told = [line for line in feedback.lines if line.startswith("Layer 'planet' has pixels of 3 m")]
    assert len(told) == 1 and "the results back onto the layer's own pixels" in told[0]
