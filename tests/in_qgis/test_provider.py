"""The provider, the bundled model, and the facts both sides read."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from qgis.core import QgsApplication, QgsProcessingModelAlgorithm
from qgis.PyQt.QtCore import QSize

from segcr_qgis.core.facts import LayerFacts
from tests.engine_side import OPTICAL, ROOT, engine_python, optical_values, write_raster

MODEL = "segcr:landcoverpolygons"


def provider():
    return QgsApplication.processingRegistry().providerById("segcr")


def test_provider_and_its_algorithms(processing):
    assert provider().name() == "SegCR" and not provider().icon().isNull()
    assert {a.id() for a in provider().algorithms()} >= {
        MODEL,
        "segcr:segmentandremoveclouds",
        "segcr:simulateclouds",
    }
    assert provider().defaultRasterFileExtension() == "tif"


def test_provider_registers_without_an_engine(processing, monkeypatch):
    monkeypatch.setenv("SEGCR_ENGINE_PYTHON", "/nowhere/python")
    provider().refreshAlgorithms()
    assert len(provider().algorithms()) >= 3


def test_model_runs_and_makes_polygons_with_class_codes(processing, scene, tmp_path):
    targets = {
        "segcr:Land cover": tmp_path / "map.tif",
        "segcr:Cloud-free image": tmp_path / "clear.tif",
        "polygonize:Land-cover polygons": tmp_path / "polygons.gpkg",
    }
    values = {name: str(path) for name, path in targets.items()}
    results = processing.run(MODEL, {"INPUT": str(scene[0]), "SAR": str(scene[1]), **values})
    assert set(targets) <= set(results)
    source = ogr.Open(str(targets["polygonize:Land-cover polygons"]))
    layer = source.GetLayer(0)
    codes = {feature.GetField("class_code") for feature in layer}
    raster = gdal.Open(str(targets["segcr:Land cover"])).ReadAsArray()
    assert codes == set(np.unique(raster).tolist()) - {0}
    del layer, source


def test_model_without_the_cloud_free_image(processing, scene, tmp_path):
    values = {"INPUT": str(scene[0]), "segcr:Land cover": str(tmp_path / "map.tif")}
    values["polygonize:Land-cover polygons"] = str(tmp_path / "polygons.gpkg")
    results = processing.run(MODEL, values)
    assert (tmp_path / "polygons.gpkg").is_file()
    assert results["segcr:Cloud-free image"] is None
    model = QgsApplication.processingRegistry().algorithmById(MODEL)
    optional = {
        d.name() for d in model.destinationParameterDefinitions() if d.flags() & d.Flag.FlagOptional
    }
    assert optional == {"segcr:Cloud-free image"}


def test_model_file_opens_and_is_saved_the_same(processing, tmp_path):
    path = ROOT / "segcr_qgis" / "processing" / "models" / "landcoverpolygons.model3"
    model = QgsProcessingModelAlgorithm()
    assert model.fromFile(str(path))
    assert model.name() == "landcoverpolygons"
    assert set(model.childAlgorithms()) == {"segcr", "polygonize"}
    copy = tmp_path / "copy.model3"
    assert model.toFile(str(copy))
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(copy))
    assert again.toVariant() == model.toVariant()
    assert model.validate()[0], model.validate()[1]


def test_model_opens_in_the_designer(processing, qgis_iface, monkeypatch):
    from processing.modeler.ModelerDialog import ModelerDialog
    from qgis.core import QgsBrowserModel
    from qgis.gui import QgsBrowserGuiModel

    browser = QgsBrowserGuiModel()
    assert isinstance(browser, QgsBrowserModel)
    monkeypatch.setattr(qgis_iface, "browserModel", lambda: browser, raising=False)
    monkeypatch.setattr(qgis_iface, "iconSize", lambda docked=False: QSize(24, 24), raising=False)
    model = QgsProcessingModelAlgorithm()
    path = ROOT / "segcr_qgis" / "processing" / "models" / "landcoverpolygons.model3"
    assert model.fromFile(str(path))
    dialog = ModelerDialog.create(model)
    assert dialog.windowTitle()
    dialog.setDirty(False)
    dialog.close()
    dialog.deleteLater()


SCRIPT = """
import json, sys
from dataclasses import asdict
from segcr_qgis.engine.rasters import read_facts
print(json.dumps([asdict(read_facts(path)) for path in sys.argv[1:]]))
"""


def test_both_readers_find_the_same_facts(processing, scene, tmp_path):
    tagged = tmp_path / "S2_20240601T101031.tif"
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(tagged), 700, 600, 1, gdal.GDT_Int16)
    dataset.SetGeoTransform((9.0, 1e-4, 0.0, 50.0, 0.0, -1e-4))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4326)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetMetadata({"PROCESSING_BASELINE": "05.09"})
    band = dataset.GetRasterBand(1)
    band.WriteArray(np.arange(420000, dtype=np.int32).reshape(600, 700) % 9000)
    band.SetNoDataValue(7)
    band.SetScale(1e-4)
    band.SetOffset(-0.1)
    band.SetMetadata({"wavelength": "0.665"})
    del band, dataset
    grads = tmp_path / "grads.tif"
    write_raster(grads, optical_values(64, 64), (0.0, 54.2), 1e-4, epsg=4807)
    paths = [*(str(path) for path in scene), str(tagged), str(grads)]
    assert same_facts(paths)[-1].ground_pixel_size == pytest.approx((6.615, 10.008), abs=0.001)


def same_facts(paths):
    """Have both readers read the files; return what ours found."""
    from segcr_qgis.processing.describe import describe

    answer = subprocess.run(
        [str(engine_python()), "-c", SCRIPT, *paths],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        capture_output=True,
        check=True,
        text=True,
    )
    found = [describe(path) for path in paths]
    for ours, theirs in zip(found, json.loads(answer.stdout)):
        same_crs = osr.SpatialReference(wkt=ours.crs).IsSame(osr.SpatialReference(theirs["crs"]))
        assert same_crs
        assert ours.ground_pixel_size == pytest.approx(theirs["ground_pixel_size"], rel=1e-6)
        assert plain(replace(ours, crs="", ground_pixel_size=(0, 0))) == plain(
            {**theirs, "crs": "", "ground_pixel_size": (0, 0)}
        )
    return found


def masked(path, values, shown, inside="YES"):
    """Write a raster with a mask inside the file, or in an .msk file beside it."""
    write_raster(path, values, names=OPTICAL)
    with gdal_option("GDAL_TIFF_INTERNAL_MASK", inside):
        dataset = gdal.Open(str(path), gdal.GA_Update)
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(shown.astype(np.uint8) * 255)
        del dataset
    return str(path)


@contextmanager
def gdal_option(name, value):
    gdal.SetConfigOption(name, value)
    try:
        yield
    finally:
        gdal.SetConfigOption(name, None)


@pytest.mark.parametrize("inside", ["YES", "NO"])
@pytest.mark.parametrize("hidden", [1, 65535])
def test_what_a_files_mask_hides_says_nothing_of_the_units(processing, tmp_path, inside, hidden):
    from segcr_qgis.core.radiometry import optical_units

    values, shown = optical_values(80, 100) + 1000, np.ones((80, 100), bool)
    shown[:, :50] = False
    values[:, ~shown] = hidden
    path = masked(tmp_path / "masked.tif", values, shown, inside)
    assert (tmp_path / "masked.tif.msk").is_file() is (inside == "NO")
    (facts,) = same_facts([path])
    assert optical_units(facts, {"B2": 1, "B4": 3}, "auto").kind == "dn10000_offset1000"
    assert facts.bands[0].statistics.minimum == values[0][shown].min()


def test_nothing_but_hidden_pixels_and_opacity(processing, tmp_path):
    blank = masked(tmp_path / "b.tif", optical_values(80, 100), np.zeros((80, 100), bool))
    picture = tmp_path / "picture.tif"
    values = (optical_values(80, 100)[:4] // 60).astype(np.uint8)
    write_raster(picture, values)
    dataset = gdal.Open(str(picture), gdal.GA_Update)
    dataset.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
    del dataset
    hidden, shown = same_facts([blank, str(picture)])
    assert hidden.bands[0].statistics.valid_share == 0
    # Opacity may be near infrared by a wrong name.
    assert len(shown.bands) == 4 and shown.bands[0].statistics.maximum == values[0].max()


def plain(facts) -> dict:
    from dataclasses import asdict

    return json.loads(json.dumps(asdict(facts) if isinstance(facts, LayerFacts) else facts))


def test_description_is_kept_until_the_file_changes(processing, scene, monkeypatch):
    from segcr_qgis.processing import describe as module

    first = module.describe(str(scene[0]), "A")
    monkeypatch.setattr(module, "_describe", lambda *_: pytest.fail("read again"))
    assert module.describe(str(scene[0]), "A") is first


@pytest.mark.parametrize("name", ["landcoverpolygons", "landcoverchange", "floodextent"])
def test_model_script_writes_what_is_in_the_repository(processing, tmp_path, name):
    from tools.make_example_models import BUILDERS, MODELS

    stored = QgsProcessingModelAlgorithm()
    assert stored.fromFile(str(MODELS / f"{name}.model3"))
    assert stored.validate()[0], stored.validate()[1]
    written = tmp_path / "written.model3"
    assert BUILDERS[name]().toFile(str(written))
    again = QgsProcessingModelAlgorithm()
    assert again.fromFile(str(written))
    # Newer versions of QGIS write more about each part; what we say of them is the same.
    assert said(again) == said(stored)
    shown = QgsApplication.processingRegistry().algorithmById(f"segcr:{name}")
    assert shown.displayName() != name and not shown.icon().isNull()
    assert "ALG_DESC" in shown.helpContent()


@pytest.mark.parametrize("name", ["landcoverpolygons", "landcoverchange", "floodextent"])
def test_a_copy_of_a_bundled_model_keeps_its_name(processing, name):
    # Dialogs, the history and a run all work with a copy.
    shown = QgsApplication.processingRegistry().algorithmById(f"segcr:{name}")
    copy = QgsApplication.processingRegistry().createAlgorithmById(f"segcr:{name}").create()
    assert copy.displayName() == shown.displayName() != name
    assert copy.svgIconPath() == shown.svgIconPath()
    assert copy.id() == shown.id() and copy.toVariant() == shown.toVariant()
    assert copy.helpContent() == shown.helpContent()


def said(model) -> dict:
    return {
        child_id: {
            name: [(source.source(), source.staticValue()) for source in sources]
            for name, sources in child.parameterSources().items()
        }
        for child_id, child in model.childAlgorithms().items()
    }


def two_dates(scene, tmp_path):
    """Return inputs of the models that compare dates: the second optical image is brighter."""
    second = tmp_path / "second.tif"
    values = (gdal.Open(str(scene[0])).ReadAsArray() * 1.6).astype(np.uint16)
    write_raster(second, values, names=OPTICAL)
    return str(scene[0]), str(second), str(scene[1])


def test_change_model_counts_every_pixel(processing, scene, tmp_path):
    from segcr_qgis.core.classes import CLASSES

    first, second, radar = two_dates(scene, tmp_path)
    names = {
        "first:Land cover, first": tmp_path / "first_map.tif",
        "second:Land cover, second": tmp_path / "second_map.tif",
        "change:Change map": tmp_path / "change.tif",
        "table:Change table": tmp_path / "table.csv",
    }
    inputs = {"INPUT_FIRST": first, "SAR_FIRST": radar, "INPUT_SECOND": second, "SAR_SECOND": radar}
    processing.run("segcr:landcoverchange", {**inputs, **{k: str(v) for k, v in names.items()}})
    maps = [gdal.Open(str(p)).ReadAsArray().astype(int) for p in list(names.values())[:2]]
    source = ogr.Open(str(names["table:Change table"]))
    rows = [feature.items() for feature in source.GetLayer(0)]
    codes = {entry.name: entry.code for entry in CLASSES}
    counted = {
        (codes[row["from_class"]], codes[row["to_class"]]): int(row["pixels"]) for row in rows
    }
    pairs, counts = np.unique(np.stack([m.ravel() for m in maps]), axis=1, return_counts=True)
    assert counted == {tuple(pair): n for pair, n in zip(pairs.T.tolist(), counts.tolist())}
    assert all(int(r["changed"]) == (r["from_class"] != r["to_class"]) for r in rows)
    hectares = sum(float(row["hectares"]) for row in rows)
    assert hectares == pytest.approx(maps[0].size * 0.01)
    del source


def test_flood_model_finds_new_water_only(processing, scene, tmp_path):
    before, after, radar = two_dates(scene, tmp_path)
    names = {
        "before:Land cover, before": tmp_path / "before_map.tif",
        "after:Land cover, after": tmp_path / "after_map.tif",
        "flood:Flood map": tmp_path / "flood.tif",
        "extract:Flooded areas": tmp_path / "flooded.gpkg",
    }
    inputs = {"INPUT_BEFORE": before, "SAR_BEFORE": radar, "INPUT_AFTER": after}
    processing.run("segcr:floodextent", {**inputs, **{k: str(v) for k, v in names.items()}})
    wet = [np.isin(gdal.Open(str(p)).ReadAsArray(), (1, 3)) for p in list(names.values())[:2]]
    expected = np.select([wet[0] & wet[1], ~wet[0] & wet[1], wet[0] & ~wet[1]], [1, 2, 3], 0)
    assert (gdal.Open(str(names["flood:Flood map"])).ReadAsArray() == expected).all()
    source = ogr.Open(str(names["extract:Flooded areas"]))
    area = sum(feature.GetGeometryRef().GetArea() for feature in source.GetLayer(0))
    assert area == pytest.approx((expected == 2).sum() * 100)
    del source
