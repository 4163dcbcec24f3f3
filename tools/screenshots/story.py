"""Runs inside QGIS Desktop (``--code``): tells the story of a first day, with the mouse.

Each chapter is a generator; it yields how long to wait (milliseconds) or what to wait for (a
function, or a function and the seconds it may take), clicks as a user would, says what must be on
the screen, and takes a picture. The task comes as a JSON file named by ``SEGCR_DEMO_TASK``. QGIS
executes this file in its own Python: the standard library and qgis only.
"""

import importlib.util
import json
import os
import time
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingModelAlgorithm, QgsProject
from qgis.PyQt.QtCore import QEvent, QPoint, Qt, QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import (
    QDialogButtonBox,
    QDockWidget,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QMessageBox,
    QPushButton,
    QRadioButton,
    QToolButton,
)
from qgis.utils import iface, plugins

TASK = json.loads(Path(os.environ["SEGCR_DEMO_TASK"]).read_text())
STAGE = importlib.util.spec_from_file_location("stage", TASK["stage"])
SHARED = importlib.util.module_from_spec(STAGE)
STAGE.loader.exec_module(SHARED)
LEFT, PLUGIN = SHARED.LEFT, SHARED.PLUGIN
#: To download and install an engine on a slow line.
SET_UP_PATIENCE = 1500.0
#: Long enough for the canvas to be drawn on a slow machine.
SETTLE = 1500


def install_from_zip(stage):
    """Plugins, Manage and Install Plugins, Install from ZIP; the file is chosen in its window."""
    yield from stage.choose(iface.actionManagePlugins())
    yield lambda: stage.window("QgsPluginManagerBase") or stage.window("QgsPluginManager")
    manager = stage.window("QgsPluginManagerBase") or stage.window("QgsPluginManager")
    pages = manager.findChild(QListWidget, "mOptionsListWidget")
    for row in range(pages.count()):
        if "ZIP" in pages.item(row).text():
            where = pages.visualItemRect(pages.item(row)).center()
            QTest.mouseClick(pages.viewport(), LEFT, pos=where)
    yield 500
    line = [w for w in manager.findChildren(QLineEdit) if w.isVisible()][-1]
    buttons = line.parentWidget().findChildren(QToolButton)
    yield stage.click([b for b in buttons if b.isVisible() and b.parent() is not line][-1])
    yield lambda: stage.dialog_with(QFileDialog)
    files = stage.dialog_with(QFileDialog).findChild(QListView, "listView")
    name = Path(TASK["zip"]).name
    yield lambda: _row_of(files, name) is not None
    stage.picture("choose_zip")
    where = files.visualRect(_row_of(files, name)).center()
    QTest.mouseClick(files.viewport(), LEFT, pos=where)
    yield 200
    QTimer.singleShot(0, lambda: QTest.mouseDClick(files.viewport(), LEFT, pos=where))
    yield lambda: stage.dialog_with(QFileDialog) is None
    stage.expect(line.text() == TASK["zip"], "the ZIP is chosen with the mouse")
    yield 300
    stage.picture("install_from_zip")
    button = manager.findChild(QPushButton, "buttonInstallFromZip")
    yield stage.click(button)
    yield lambda: stage.dialog_with(QMessageBox) or PLUGIN in plugins
    box = stage.dialog_with(QMessageBox)
    if box is not None:
        yield stage.click(box.button(QMessageBox.StandardButton.Yes))
    yield lambda: PLUGIN in plugins
    yield 1000
    stage.expect(PLUGIN in plugins, "the plugin is installed from its ZIP")
    manager.close()
    yield 500


def _row_of(files, name):
    """Return the place of a file in a list of files, None where it is not (yet) there."""
    model, root = files.model(), files.rootIndex()
    rows = (model.index(row, 0, root) for row in range(model.rowCount(root)))
    return next((index for index in rows if index.data() == name), None)


def panel_without_engine(stage):
    """The empty panel says that the engine is missing, and helps."""
    iface.messageBar().clearWidgets()
    yield stage.click(stage.tool_of(stage.plugin.action))
    yield lambda: stage.dock is not None and stage.dock.isVisible()
    yield lambda: stage.dock.messages.text()
    stage.expect("not set up" in stage.dock.messages.text(), "the panel says the engine is missing")
    stage.expect(stage.dock.layers.optical_layer() is None, "the panel is empty")
    stage.expect(
        stage.dock.findChild(QLabel, "SegcrNoLayers").isVisible(), "it says which layers to add"
    )
    yield 400
    stage.picture("panel_empty")
    yield stage.click(stage.dock.messages.button)


def set_up_engine(stage):
    """The set-up dialog; the engine is really made, unless the task names a Python."""
    yield lambda: stage.window("SegcrEnvironmentDialog")
    dialog = stage.window("SegcrEnvironmentDialog")
    yield lambda: dialog.set_up.isEnabled() or dialog.messages.text()
    yield 500
    stage.expect(dialog.set_up.isEnabled(), "the set-up dialog has a plan for this machine")
    said = " ".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    stage.expect("MB, takes" in said, "it says how large the engine is")
    stage.expect(TASK["home"] in dialog.place.text(), "it says where the engine goes")
    yield from _choose_python(stage, dialog) if TASK["python"] else _install(stage, dialog)
    yield lambda: not stage.dock.messages.text()
    yield 500
    stage.expect(not stage.dock.messages.text(), "the panel no longer misses the engine")
    stage.expect("Ready" in dialog.status.text(), f"the dialog says: {dialog.status.text()}")
    stage.picture("engine_ready")
    yield stage.click(dialog.close_button)
    yield lambda: stage.window("SegcrEnvironmentDialog") is None


def _install(stage, dialog):
    """Download and install the engine the task asks for."""
    button = dialog.findChild(QRadioButton, f"SegcrEngine_{TASK['engine']}")
    stage.expect(button is not None, f"the {TASK['engine']} engine is offered")
    QTest.mouseClick(button, LEFT, pos=QPoint(10, button.height() // 2))
    yield 300
    stage.expect(f"/{TASK['engine']}-" in dialog.place.text(), "the other engine is planned")
    stage.picture("engine_dialog")
    began = time.monotonic()
    yield stage.click(dialog.set_up)
    yield lambda: not dialog.set_up.isVisible()
    yield (lambda: dialog.phase.text().startswith("Downloading"), SET_UP_PATIENCE)
    yield 1500
    stage.expect(dialog.stop.isVisible() and dialog.progress.isVisible(), "it can be cancelled")
    stage.picture("engine_setting_up")
    yield (lambda: dialog.set_up.isVisible(), SET_UP_PATIENCE)
    yield dialog.messages.text
    stage.answer["figures"]["set_up_seconds"] = round(time.monotonic() - began)
    stage.expect(
        dialog.messages.text() == "The engine is ready.", f"it says: {dialog.messages.text()}"
    )
    made = list(Path(TASK["home"]).glob(f"engine/{TASK['engine']}-*/segcr-engine.json"))
    stage.expect(len(made) == 1, "there is one engine, made by the dialog")


def _choose_python(stage, dialog):
    """Use a Python that is there already, to download nothing."""
    stage.picture("engine_dialog")
    yield stage.click(dialog.existing)
    yield lambda: stage.dialog_with(QFileDialog)
    chooser = stage.dialog_with(QFileDialog)
    chooser.findChild(QLineEdit).setText(TASK["python"])
    yield 200
    QTimer.singleShot(0, chooser.accept)
    yield lambda: stage.dialog_with(QFileDialog) is None


def open_demo(stage):
    """Welcome, open the demo project."""
    yield from stage.choose(stage.plugin.menu.welcome)
    yield lambda: stage.window("SegcrWelcome")
    welcome = stage.window("SegcrWelcome")
    yield 300
    stage.picture("welcome")
    yield stage.click(welcome.demo)
    yield lambda: len(QgsProject.instance().mapLayers()) == 2
    yield SETTLE
    if welcome.isVisible():
        welcome.close()


def panel_filled(stage):
    """Both layers are suggested and recognised; the fold-out and the card."""
    for name in ("Browser", "LayerOrder"):
        for dock in iface.mainWindow().findChildren(QDockWidget, name):
            dock.hide()
    iface.messageBar().clearWidgets()
    if stage.dock is None or not stage.dock.isVisible():
        yield stage.click(stage.tool_of(stage.plugin.action))
        yield lambda: stage.dock is not None and stage.dock.isVisible()
    iface.mainWindow().resizeDocks([stage.dock], [360], Qt.Orientation.Horizontal)
    yield SETTLE
    layers = stage.dock.layers
    optical, radar = layers.optical_facts.line.text(), layers.radar_facts.line.text()
    stage.expect(
        optical.startswith("B2 B3 B4 B8 B11 B12 · DN/10000"),
        f"the optical layer is read: {optical}",
    )
    stage.expect(
        radar.startswith("VV VH · dB") and "100" in radar, f"the radar layer is read: {radar}"
    )
    estimate = stage.dock.findChild(QLabel, "SegcrEstimate").text()
    stage.expect("About" in estimate and "MB" in estimate, f"an estimate is shown: {estimate}")
    stage.expect_no_error()
    stage.picture("panel_filled")


def panel_spoken(stage):
    """The panel in another language, with everything unfolded."""
    yield lambda: stage.dock is not None and stage.dock.isVisible()
    iface.mainWindow().resizeDocks([stage.dock], [360], Qt.Orientation.Horizontal)
    yield SETTLE
    stage.expect(stage.dock.bar.run.text() != "Run", "the panel speaks the user's language")
    stage.picture("panel")
    yield stage.click(stage.dock.layers.optical_facts.arrow)
    stage.dock.advanced.setCollapsed(False)
    yield stage.click(stage.dock.bar.preview)
    yield lambda: stage.dock._run is None
    yield SETTLE
    stage.expect_no_error()
    stage.picture("preview")
    stage.dock._area.verticalScrollBar().setValue(0)
    yield 300
    stage.picture("panel_unfolded")


def set_up_spoken(stage):
    """The window that sets the engine up, in another language."""
    yield from stage.choose(stage.plugin.menu.engine)
    yield lambda: stage.window("SegcrEnvironmentDialog")
    dialog = stage.window("SegcrEnvironmentDialog")
    yield lambda: dialog.set_up.isEnabled() or dialog.messages.text()
    yield 500
    stage.picture("engine_dialog")
    dialog.close()
    yield 300


def correct_and_card(stage):
    """The fold-out to correct bands; the model card."""
    row = stage.dock.layers.optical_facts
    stage.expect(not row.fold.isVisible(), "what is recognised needs no correction")
    yield stage.click(row.arrow)
    yield 400
    stage.expect(row.fold.isVisible() and len(row.bands.boxes) == 6, "six band lists fold out")
    stage.picture("panel_correct")
    yield stage.click(row.arrow)
    yield stage.click(stage.dock.task.card)
    yield lambda: stage.window("SegcrModelCard")
    yield 500
    card = stage.window("SegcrModelCard")
    stage.expect("Limits" in card.text.toPlainText(), "the card tells the limits")
    stage.picture("model_card")
    card.close()
    yield 300


def preview(stage):
    """The first preview starts the engine, the second finds it warm."""
    yield stage.click(stage.dock.bar.preview)
    yield 300
    stage.picture("preview_running")
    yield lambda: stage.dock._run is None
    yield SETTLE
    group = QgsProject.instance().layerTreeRoot().findGroup("Preview")
    stage.expect(
        [node.name() for node in group.findLayers()] == ["Land cover", "Restored image"],
        "the preview brings two temporary layers",
    )
    stage.expect(stage.dock.summary.isVisible(), "the panel sums it up")
    stage.expect_no_error()
    stage.picture("preview")
    began = time.monotonic()
    QTest.mouseClick(stage.dock.bar.preview, LEFT)
    yield lambda: stage.dock._run is None
    stage.answer["figures"]["warm_preview_seconds"] = round(time.monotonic() - began, 2)
    yield SETTLE


def run(stage):
    """The run, with all results; they come as one group named after scene and date."""
    for check in stage.dock.results.checks.values():
        if not check.isChecked():
            stage.dock._area.ensureWidgetVisible(check)
            yield 100
            QTest.mouseClick(check, LEFT, pos=QPoint(8, check.height() // 2))
    bar = stage.dock.bar

    def look():
        # In the midst of it: a small scene on a warm engine is done in half a second.
        stage.expect(bar.cancel.isVisible(), "a run can be cancelled")
        stage.picture("running")

    bar.text.installEventFilter(SHARED.Once(bar.text, QEvent.Type.Paint, look))
    yield stage.click(bar.run)
    yield lambda: any(step == "a run can be cancelled" for step in stage.answer["steps"])
    yield lambda: stage.dock._run is None
    yield SETTLE
    stage.expect(stage.dock.messages.text().startswith("Done;"), stage.dock.messages.text())
    groups = [group.name() for group in QgsProject.instance().layerTreeRoot().findGroups()]
    named = [name for name in groups if name.startswith("Demo scene, cloudy")]
    stage.expect(len(named) == 1 and "20" in named[0], f"the group is named {named}")
    group = QgsProject.instance().layerTreeRoot().findGroup(named[0])
    names = [node.name() for node in group.findLayers()]
    wanted = ["Land cover", "Restored image", "Cloud impact", "Confidence"]
    stage.expect(names == wanted, f"it holds {names}")
    classes = group.findLayers()[0].layer().renderer().classes()
    stage.expect(1 < len(classes) <= 8, f"{len(classes)} classes in the legend")
    about = group.findLayers()[1].layer().metadata()
    stage.expect("segcr-tiny" in about.abstract(), "the layers tell which model made them")
    preview_group = QgsProject.instance().layerTreeRoot().findGroup("Preview")
    if preview_group is not None:
        preview_group.setExpanded(False)
    yield 500
    stage.expect_no_error()
    stage.picture("results")


def compare(stage):
    """Hold to flicker."""
    button = stage.dock.summary.compare
    stage.dock._area.ensureWidgetVisible(stage.dock.summary.report)
    yield 300
    QTest.mousePress(button, LEFT)
    yield 100
    yield lambda: not iface.mapCanvas().isDrawing()
    first = iface.mapCanvas().layers()[0].name()
    stage.expect(first == "Demo scene, cloudy", "the cloudy image shows while the button is held")
    stage.picture("compare_cloudy")
    yield lambda: iface.mapCanvas().layers()[0].name() == "Restored image"
    yield 150
    yield lambda: not iface.mapCanvas().isDrawing()
    stage.picture("compare_restored")
    QTest.mouseRelease(button, LEFT)
    yield 500
    names = [layer.name() for layer in iface.mapCanvas().layers()]
    stage.expect(names[0] == "Land cover", "then all is as it was")


def open_report(stage):
    """The report opens in the browser."""
    yield stage.click(stage.dock.summary.report)
    yield lambda: stage.opened
    path = Path(stage.opened[-1])
    html = path.read_text("utf-8")
    stage.expect(html.count("data:image/png") == 3, "the report shows before, after, classes")
    stage.expect("Under cloud" in html and "Model card" in html, "it tells clouds and the card")
    copy = Path(TASK["pictures"]) / "report.html"
    copy.write_text(html, encoding="utf-8")
    stage.answer["report"] = str(copy)


def toolbox_dialog(stage):
    """The algorithm's own dialog."""
    import processing

    optical = QgsProject.instance().mapLayersByName("Demo scene, cloudy")[0]
    dialog = processing.createAlgorithmDialog(
        "segcr:segmentandremoveclouds", {"INPUT": optical.id()}
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    yield SETTLE
    stage.expect(dialog.isVisible() and dialog.windowTitle() != "", "the toolbox dialog opens")
    stage.picture("toolbox_dialog")
    dialog.close()
    yield 300


def model_designer(stage):
    """An example model in the designer."""
    from processing.modeler.ModelerDialog import ModelerDialog

    source = QgsApplication.processingRegistry().algorithmById("segcr:floodextent")
    stage.expect(source is not None, "the flood model is in the toolbox")
    model = QgsProcessingModelAlgorithm()
    model.loadVariant(source.toVariant())
    dialog = ModelerDialog.create(model)
    dialog.resize(1560, 900)
    dialog.show()
    yield SETTLE
    stage.expect(len(model.childAlgorithms()) == 5, "it has five steps")
    stage.picture("model_designer")
    dialog.setDirty(False)
    dialog.close()
    yield 300


def options_page(stage):
    """QGIS's options at our page."""
    yield from stage.choose(stage.plugin.menu.options)
    yield lambda: stage.window("QgsOptionsBase") or stage.window("QgsOptions")
    yield 1000
    dialog = stage.window("QgsOptionsBase") or stage.window("QgsOptions")
    stage.expect(dialog.findChild(QLabel) is not None, "the options page opens")
    stage.picture("options_page")
    buttons = dialog.findChild(QDialogButtonBox)
    yield stage.click(buttons.button(QDialogButtonBox.StandardButton.Cancel))
    yield 500


def floating_and_narrow(stage):
    """The panel taken out, as narrow as it goes."""
    stage.dock.setFloating(True)
    stage.dock.resize(250, 880)
    stage.dock.move(60, 60)
    yield SETTLE
    stage.expect(stage.dock.width() <= 260, f"it is {stage.dock.width()} pixels wide")
    stage.picture("floating_narrow")
    stage.dock.setFloating(False)
    yield 500


def prepare_window(stage):
    """The window fills the screen."""
    iface.mainWindow().showMaximized()
    yield 1500


STORIES = {
    "first_day": [
        *(prepare_window, install_from_zip, panel_without_engine, set_up_engine, open_demo),
        *(panel_filled, correct_and_card, preview, run, compare, open_report),
        *(toolbox_dialog, model_designer, options_page, floating_and_narrow),
    ],
    "look": [prepare_window, open_demo, panel_filled, preview, compare],
    "spoken": [prepare_window, open_demo, panel_spoken, set_up_spoken],
}


TELLER = SHARED.Teller(SHARED.Stage(TASK), STORIES[TASK["story"]])
QTimer.singleShot(4000, TELLER.go_on)
