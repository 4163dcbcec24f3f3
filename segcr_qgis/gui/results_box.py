"""The part of the dock for what comes out of a run and where it is kept."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsProcessingOutputLayerDefinition, QgsProject
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtWidgets import QCheckBox, QGroupBox, QVBoxLayout, QWidget

from ..processing import parameters as ids
from .texts import caption, tr

TEMPORARY = "TEMPORARY_OUTPUT"
#: Ending of the file names in a folder of the user's choice.
ENDINGS = {
    ids.OUTPUT: "landcover.tif",
    ids.RESTORED: "restored.tif",
    ids.CLOUD_IMPACT: "cloud_impact.tif",
    ids.CONFIDENCE: "confidence.tif",
    ids.REPORT: "report.html",
}

#: Characters of a layer's name that are kept in file names: some systems take 255 bytes in all.
LONGEST_STEM = 60


class ResultsBox(QGroupBox):
    """Which layers come out, and where they are kept."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(tr("Results"), parent)
        self.setObjectName("SegcrResults")
        self.checks = {
            ids.OUTPUT: _check(tr("Land cover"), True, ids.OUTPUT),
            ids.RESTORED: _check(tr("Restored image"), True, ids.RESTORED),
            ids.CLOUD_IMPACT: _check(tr("Cloud impact"), False, ids.CLOUD_IMPACT),
            ids.CONFIDENCE: _check(tr("Confidence"), False, ids.CONFIDENCE),
            ids.REPORT: _check(tr("Report"), True, ids.REPORT),
        }
        self.folder = QgsFileWidget()
        self.folder.setObjectName("SegcrFolder")
        self.folder.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
        self.folder.lineEdit().setPlaceholderText(tr("Temporary folder"))
        layout = QVBoxLayout(self)
        layout.setSpacing(4)
        for check in self.checks.values():
            layout.addWidget(check)
        layout.addSpacing(4)
        layout.addWidget(caption(tr("&Save to"), self.folder))
        layout.addWidget(self.folder)

    def values(self, scene: str) -> dict[str, Any]:
        """Return the algorithm's parameters for the results of a scene."""
        wanted = {name: check for name, check in self.checks.items() if check.isChecked()}
        return {name: destination(self._target(scene, ENDINGS[name]), name) for name in wanted}

    def state(self) -> dict[str, Any]:
        """Return what :meth:`restore` takes."""
        checks = {name: check.isChecked() for name, check in self.checks.items()}
        return {"results": checks, "folder": self.folder.filePath()}

    def restore(self, values: dict[str, Any]) -> None:
        """Take over what :meth:`state` returned earlier."""
        for name, checked in dict(values.get("results") or {}).items():
            if name in self.checks:
                self.checks[name].setChecked(bool(checked))
        self.folder.setFilePath(str(values.get("folder") or ""))

    def _target(self, scene: str, ending: str) -> str:
        """Return a file name that is still free: a loaded result is never written over."""
        folder = self.folder.filePath().strip()
        if not folder:
            return TEMPORARY
        stem = re.sub(r"[^\w.-]+", "_", scene)[:LONGEST_STEM].strip("._") or "scene"
        plain = Path(folder) / f"{stem}_{ending}"
        path, number = plain, 2
        # Not Path's own: where one may not look, it fails instead of saying no.
        while os.path.exists(path):
            path, number = plain.with_name(f"{plain.stem}_{number}{plain.suffix}"), number + 1
        return str(path)


def destination(target: str, name: str) -> Any:
    """Return a destination parameter: layers are loaded into the project, the report is not."""
    if name == ids.REPORT:
        return target
    return QgsProcessingOutputLayerDefinition(target, QgsProject.instance())


def _check(text: str, checked: bool, name: str) -> QCheckBox:
    box = QCheckBox(text)
    box.setObjectName("SegcrWant" + name.title().replace("_", ""))
    box.setChecked(checked)
    return box
