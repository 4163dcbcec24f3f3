"""What the plugin costs QGIS: its start, opening the panel, a warm run, a preview.

The bars: 60 ms added to QGIS's start, 200 ms to open the panel, 300 ms until a warm engine
infers, 2 s for a preview of 512 x 512 px with six bands and VV, VH on the processor.
Each start is a process of its own; figures are medians. The first two are times of the main
thread on the processor, so that a busy machine does not show; the others are times on the clock.
"""

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from tools.places import BUILD, ENGINE_PYTHON, QGIS_PYTHON, ROOT, STAGE

STARTS = 7
BARS = {
    "start_ms": 60,
    "open_panel_ms": 200,
    "warm_until_inference_ms": 300,
    "preview_ms": 2000,
}

QGIS = """
import json, sys, time
from qgis.core import QgsApplication
app = QgsApplication([], True)
app.initQgis()
sys.path.append(QgsApplication.pkgDataPath() + "/python/plugins")
# QGIS has loaded these by itself before any plugin comes.
import qgis.gui, qgis.utils, processing, logging, json, pathlib
from processing.core.Processing import Processing
Processing.initialize()
from qgis.PyQt.QtWidgets import QMainWindow
class Bar:
    def createMessage(self, *given):
        from qgis.gui import QgsMessageBarItem
        return QgsMessageBarItem("")
    def pushWidget(self, item, *given): return item
    def popWidget(self, item): pass
class Iface:
    def __init__(self):
        from qgis.gui import QgsMapCanvas
        self.window = QMainWindow(); self.canvas = QgsMapCanvas(); self.bar = Bar()
    def mainWindow(self): return self.window
    def mapCanvas(self): return self.canvas
    def messageBar(self): return self.bar
    def __getattr__(self, name): return lambda *given: None
    def addDockWidget(self, area, dock): self.window.addDockWidget(area, dock)
iface = Iface()
iface.window.show()
told = {}
"""

START = """
began = time.thread_time()
import segcr_qgis
plugin = segcr_qgis.classFactory(iface)
plugin.initGui()
told["start_ms"] = 1000 * (time.thread_time() - began)
app.processEvents()
began = time.thread_time()
plugin.action.setChecked(True)
app.processEvents()
told["open_panel_ms"] = 1000 * (time.thread_time() - began)
print("TOLD" + json.dumps(told), flush=True)
plugin.unload()
"""

RUNS = """
import segcr_qgis
from qgis.core import QgsProcessingFeedback
plugin = segcr_qgis.classFactory(iface)
plugin.initGui()
class Feedback(QgsProcessingFeedback):
    inferring = None
    def setProgressText(self, text):
        if text.startswith("Mapping") and self.inferring is None:
            self.inferring = time.perf_counter()
values = json.loads(sys.argv[1])
waits, previews = [], []
for number in range(6):
    feedback = Feedback()
    began = time.perf_counter()
    processing.run("segcr:segmentandremoveclouds", values, feedback=feedback)
    if number:  # the first starts the engine
        waits.append(1000 * (feedback.inferring - began))
        previews.append(1000 * (time.perf_counter() - began))
told["waits"], told["previews"] = waits, previews
print("TOLD" + json.dumps(told), flush=True)
plugin.unload()
"""


def in_qgis(script, *arguments):
    """Run a script in QGIS's Python and return what it told."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(STAGE.parent),
        "QT_QPA_PLATFORM": "offscreen",
        "SEGCR_ENGINE_PYTHON": os.environ.get("SEGCR_ENGINE_PYTHON") or str(ENGINE_PYTHON),
        # As at a user's: compiled by the first start, outside the staged copy.
        "PYTHONDONTWRITEBYTECODE": "",
        "PYTHONPYCACHEPREFIX": str(BUILD / "bench" / "pycache"),
        "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", "/tmp"),
    }
    done = subprocess.run(
        [str(QGIS_PYTHON), "-c", QGIS + script, *arguments],
        env=environment,
        cwd=STAGE.parent,
        capture_output=True,
        text=True,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("TOLD")]
    if not lines:
        raise SystemExit(f"the plugin did not get that far:\n{done.stderr[-2000:]}")
    return json.loads(lines[0][4:])


def preview_inputs():
    """Return the parameters of a preview: 512 x 512 px of the large demo scene."""
    folder = BUILD / "demo" / "scenes" / "synthetic_1024"
    if not (folder / "sar.tif").is_file():
        from tools.demo.scenes import LARGE_SEED, LARGE_SIZE, engine

        folder.parent.mkdir(parents=True, exist_ok=True)
        engine("simulate-scene", "--size", LARGE_SIZE, "--seed", LARGE_SEED, "--out", folder)
    import rasterio

    with rasterio.open(folder / "optical_cloudy.tif") as scene:
        left, bottom, right, top = scene.window_bounds(rasterio.windows.Window(256, 256, 512, 512))
        crs = scene.crs.to_string()
    out = BUILD / "bench"
    out.mkdir(parents=True, exist_ok=True)
    return {
        "INPUT": str(folder / "optical_cloudy.tif"),
        "SAR": str(folder / "sar.tif"),
        "EXTENT": f"{left},{right},{bottom},{top} [{crs}]",
        "OUTPUT": str(out / "preview_classes.tif"),
        "RESTORED": str(out / "preview_restored.tif"),
    }


def main():
    """Measure, print a table, write the JSON; the exit status tells whether the bars hold."""
    in_qgis(START)  # compiles
    starts = [in_qgis(START) for _ in range(STARTS)]
    runs = in_qgis(RUNS, json.dumps(preview_inputs()))
    result = {
        "start_ms": statistics.median(told["start_ms"] for told in starts),
        "open_panel_ms": statistics.median(told["open_panel_ms"] for told in starts),
        "warm_until_inference_ms": statistics.median(runs["waits"]),
        "preview_ms": statistics.median(runs["previews"]),
    }
    for name, value in result.items():
        print(f"{name:26s} {value:7.0f} of {BARS[name]}")
    target = BUILD / "bench" / f"{Path(__file__).stem}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({k: round(v, 1) for k, v in result.items()}, indent=1) + "\n")
    holds = all(value <= BARS[name] for name, value in result.items())
    print("within the bars" if holds else "OUTSIDE the bars")
    print(f"written: {target.relative_to(ROOT)}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
