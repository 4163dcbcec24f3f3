"""What QGIS offers around an algorithm: its dialog, the history, batch runs, copied commands."""

from __future__ import annotations

import shlex

import pytest
from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingContext, QgsProject
from qgis.gui import QgsBrowserGuiModel
from qgis.PyQt.QtWidgets import QApplication, QWidget

from tests.watching import wait_for

MAIN = "segcr:segmentandremoveclouds"
OURS = (
    MAIN,
    "segcr:assessaccuracy",
    "segcr:checkengine",
    "segcr:modelinfo",
    "segcr:simulateclouds",
    "segcr:landcoverpolygons",
    "segcr:landcoverchange",
    "segcr:floodextent",
)


def algorithm(name=MAIN):
    return QgsApplication.processingRegistry().createAlgorithmById(name)


def read(path):
    return gdal.Open(str(path)).ReadAsArray()


@pytest.fixture
def window(qgis_iface, monkeypatch):
    """A window for the dialogs of Processing, which ask QGIS's own for theirs."""
    window = QWidget()
    browser = QgsBrowserGuiModel()
    monkeypatch.setattr(qgis_iface, "mainWindow", lambda: window, raising=False)
    monkeypatch.setattr(qgis_iface, "browserModel", lambda: browser, raising=False)
    yield window
    window.deleteLater()


@pytest.fixture
def values(scene, tmp_path):
    return {
        "INPUT": str(scene[0]),
        "SAR": str(scene[1]),
        "CLOUD_THRESHOLD": 0.25,
        "BAND_MAP": "B2=1,B3=2,B4=3,B8=4",
        "OUTPUT": str(tmp_path / 'a map\'s "file".tif'),
        "RESTORED": str(tmp_path / "clear.tif"),
    }


def test_the_list_of_algorithms_is_whole(processing):
    provider = QgsApplication.processingRegistry().providerById("segcr")
    assert {found.id() for found in provider.algorithms()} == set(OURS)


def test_the_copied_python_command_repeats_the_run(processing, values):
    processing.run(MAIN, values)
    first = [read(values[name]) for name in ("OUTPUT", "RESTORED")]
    command = algorithm().asPythonCommand(values, QgsProcessingContext())
    QgsProject.instance().removeAllMapLayers()
    results = eval(command, {"processing": processing})
    again = [read(results[name]) for name in ("OUTPUT", "RESTORED")]
    assert all((a == b).all() for a, b in zip(first, again))
    assert results["OUTPUT"] == values["OUTPUT"]


def test_the_copied_qgis_process_command_carries_every_value(processing, values):
    if not hasattr(algorithm(), "asQgisProcessCommand"):
        pytest.skip("this QGIS copies no qgis_process commands, newer ones do")
    command, able = algorithm().asQgisProcessCommand(values, QgsProcessingContext())
    assert able
    program, verb, name, *words = shlex.split(command)
    assert (program, verb, name) == ("qgis_process", "run", MAIN)
    told = dict(word[2:].split("=", 1) for word in words if word.startswith("--"))
    assert {key: told[key] for key in values} == {k: str(v) for k, v in values.items()}


@pytest.mark.parametrize("name", OURS)
def test_every_dialog_opens(processing, window, name):
    dialog = processing.createAlgorithmDialog(name, {})
    assert dialog is not None and dialog.windowTitle()
    assert dialog.algorithm().shortHelpString() or "ALG_DESC" in dialog.algorithm().helpContent()
    dialog.close()
    dialog.deleteLater()


def test_the_history_brings_a_run_back_into_the_dialog(processing, window, values):
    # The history keeps the Python command, and opens it like this.
    command = algorithm().asPythonCommand(values, QgsProcessingContext())
    opened = command.replace("processing.run(", "processing.createAlgorithmDialog(")
    dialog = eval(opened, {"processing": processing})
    shown = parameters_of(dialog)
    assert {key: shown[key] for key in ("INPUT", "SAR", "BAND_MAP", "CLOUD_THRESHOLD")} == {
        key: values[key] for key in ("INPUT", "SAR", "BAND_MAP", "CLOUD_THRESHOLD")
    }
    destinations = [getattr(shown[key], "sink", shown[key]) for key in ("OUTPUT", "RESTORED")]
    paths = [getattr(place, "staticValue", lambda p=place: p)() for place in destinations]
    assert paths == [values["OUTPUT"], values["RESTORED"]]
    dialog.close()
    dialog.deleteLater()


def parameters_of(dialog):
    if hasattr(dialog, "getParameterValues"):
        return dialog.getParameterValues()
    return dialog.createProcessingParameters()


def test_a_batch_of_two_scenes(processing, window, scene, tmp_path):
    from processing.gui.BatchAlgorithmDialog import BatchAlgorithmDialog

    dialog = BatchAlgorithmDialog(algorithm())
    panel = dialog.mainWidget()
    panel.addRow()
    check = getattr(panel, "checkLoadLayersOnCompletion", None)
    if check is not None:
        check.setChecked(False)
    context = QgsProcessingContext()
    for row, radar in enumerate((str(scene[1]), "")):
        for name, value in (("INPUT", str(scene[0])), ("SAR", radar)):
            wrapper = panel.wrappers[row][panel.parameter_to_column[name]]
            wrapper.setParameterValue(value, context)
        for name, path in (("OUTPUT", tmp_path / f"map {row}.tif"), ("RESTORED", "")):
            cell = panel.tblParameters.cellWidget(row + 1, panel.parameter_to_column[name])
            cell.setValue(str(path))
    dialog.runAlgorithm()
    targets = [tmp_path / f"map {row}.tif" for row in range(2)]
    # Newer versions of QGIS run a batch in the background.
    wait_for(lambda: QApplication.processEvents() or all(t.is_file() for t in targets), 60)
    maps = [read(target) for target in targets]
    # The second had no radar: it is another map.
    assert maps[0].shape == maps[1].shape and (maps[0] != maps[1]).any()
    dialog.close()
    dialog.deleteLater()
