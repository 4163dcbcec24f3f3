"""Conventions that no other test of QGIS's side shows: what is told of a run, frozen names."""

from __future__ import annotations

import ast
import json
import os
import re
from pathlib import Path

import pytest
from qgis.core import QgsApplication, QgsProcessingFeedback
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication

import segcr_qgis
from segcr_qgis.gui.dock import SegcrDock
from tests.watching import wait_for

CODE = Path(segcr_qgis.__file__).parent
MAIN = "segcr:segmentandremoveclouds"
GOLDEN = Path(__file__).parent / "golden_others.json"
STARTS = ("subprocess.run", "subprocess.Popen")


class Feedback(QgsProcessingFeedback):
    """Keeps what a run says."""

    def __init__(self):
        super().__init__()
        self.information, self.warnings = [], []

    def pushInfo(self, info):
        self.information.append(info)

    def pushWarning(self, warning):
        self.warnings.append(warning)


def test_device_precision_tiles_and_time_are_told(processing, scene, tmp_path):
    told = Feedback()
    values = {"INPUT": str(scene[0]), "OUTPUT": str(tmp_path / "map.tif"), "DEVICE": "cpu"}
    results = processing.run(MAIN, values, feedback=told)
    assert results["DEVICE_USED"] == "cpu"
    said = re.compile(r"Clouded: .* 1 tiles of 128 pixels on cpu \((float32|bfloat16)\) in \d+ s\.")
    assert any(said.fullmatch(line) for line in told.information), told.information


def test_a_device_that_is_not_there_is_told_in_log_result_and_panel(
    processing, layers, qgis_canvas, tmp_path
):
    told = Feedback()
    values = {"INPUT": layers[0].id(), "OUTPUT": str(tmp_path / "map.tif"), "DEVICE": "cuda:3"}
    results = processing.run(MAIN, values, feedback=told)
    assert results["DEVICE_USED"] == "cpu"
    assert any("cuda:3 cannot be used" in text for text in told.warnings)
    assert "cuda:3 cannot be used" in results["NOTICES"]
    panel = SegcrDock(qgis_canvas)
    panel.show()
    panel.advanced.device.setCurrentIndex(panel.advanced.device.findData("cuda:3"))
    QTest.mouseClick(panel.bar.run, Qt.MouseButton.LeftButton)
    wait_for(lambda: QApplication.processEvents() or panel._run is None, 60)
    assert "cuda:3 cannot be used" in panel.messages.text()
    panel.end()
    panel.deleteLater()


def frozen(algorithm):
    parameters = {}
    for definition in algorithm.parameterDefinitions():
        optional = bool(definition.flags() & definition.Flag.FlagOptional)
        entry = {"type": definition.type(), "optional": optional}
        if definition.type() == "enum" and definition.name() != "MODEL":
            entry["options"] = definition.options()
        parameters[definition.name()] = entry
    outputs = {definition.name(): definition.type() for definition in algorithm.outputDefinitions()}
    return {"parameters": parameters, "outputs": outputs}


def test_names_of_the_other_algorithms_are_frozen(processing):
    provider = QgsApplication.processingRegistry().providerById("segcr")
    now = {found.id(): frozen(found) for found in provider.algorithms() if found.id() != MAIN}
    # Written anew on purpose only: models, scripts and histories name these.
    if os.environ.get("SEGCR_WRITE_GOLDEN"):
        GOLDEN.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert set(golden) <= set(now)
    for name, entry in golden.items():
        assert now[name]["outputs"] == entry["outputs"], name
        for parameter, definition in entry["parameters"].items():
            assert now[name]["parameters"][parameter] == definition, (name, parameter)
        added = set(now[name]["parameters"]) - set(entry["parameters"])
        assert all(now[name]["parameters"][other]["optional"] for other in added), name


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("segcr:checkengine", {}),
        ("segcr:modelinfo", {"OUTPUT": "card.html"}),
        ("segcr:simulateclouds", {"INPUT": None, "OUTPUT": "cloudy.tif"}),
        ("segcr:assessaccuracy", {"INPUT": None, "REFERENCE": None, "JSON": "scores.json"}),
    ],
)
def test_whatever_comes_back_is_declared(processing, scene, tmp_path, name, values):
    algorithm = QgsApplication.processingRegistry().algorithmById(name)
    names = {definition.name() for definition in algorithm.parameterDefinitions()}
    assert set(values) <= names, names
    if name == "segcr:assessaccuracy":
        made = {"INPUT": str(scene[0]), "OUTPUT": str(tmp_path / "map.tif")}
        drawn = processing.run(MAIN, made)["OUTPUT"]
        values = dict.fromkeys(("INPUT", "REFERENCE"), drawn)
        values["JSON"] = str(tmp_path / "scores.json")
    else:
        place = {"INPUT": str(scene[0])}
        values = {k: place.get(k) or str(tmp_path / v) for k, v in values.items()}
    results = processing.run(name, values)
    assert set(results) <= {definition.name() for definition in algorithm.outputDefinitions()}


def starts():
    """Return every call that starts a program, with where it stands."""
    for folder in ("processing", "gui", "environments", "engine_client"):
        for path in (CODE / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTS:
                    yield f"{path.name}:{node.lineno}", node


def test_programs_are_started_with_a_list_and_without_our_stdin():
    found = dict(starts())
    assert len(found) >= 5
    for where, node in found.items():
        given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        assert given.get("stdin") in ("subprocess.DEVNULL", "subprocess.PIPE"), where
        assert "shell" not in given and not isinstance(node.args[0], ast.Constant), where


def test_the_program_that_runs_qgis_is_never_taken_for_a_python():
    for folder in ("processing", "gui", "environments", "engine_client", "core"):
        for path in (CODE / folder).rglob("*.py"):
            used = "sys.executable" in path.read_text(encoding="utf-8")
            # There it only tells whether QGIS or a Python runs us.
            assert not used or path.name == "gather.py", path
