"""How results look: only real classes in the legend, the input's style, one group a scene.

Runs in the main thread, where layers and the project may be touched.
"""

from __future__ import annotations

import collections
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Callable, ClassVar, Optional

from qgis.core import (
    QgsColorRampShader,
    QgsLayerTreeLayer,
    QgsMapLayer,
    QgsMapLayerStyle,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsProcessingContext,
    QgsProcessingLayerPostProcessorInterface,
    QgsProject,
    QgsRasterLayer,
    QgsRasterShader,
    QgsSingleBandGrayRenderer,
    QgsSingleBandPseudoColorRenderer,
)
from qgis.PyQt.QtCore import QThread
from qgis.PyQt.QtGui import QColor

from ..core.alignment import same_file
from ..core.classes import LandCoverClass
from .messages import tr

#: Cloud impact, clear ground see-through; class confidence, dark to bright.
IMPACT_RAMP = ((0.0, "#00ede7f6"), (0.5, "#b39ddbff"), (1.0, "#4527a0ff"))
CONFIDENCE_RAMP = (
    (0.0, "#440154"),
    (0.25, "#3b528b"),
    (0.5, "#21918c"),
    (0.75, "#5ec962"),
    (1.0, "#fde725"),
)
#: The first results, in the order of the group, are visible at once.
SHOWN = 2
#: Property of a loaded layer that says which result of which run it is.
PLACE = "segcr_qgis/place"


@dataclass(frozen=True)
class InputStyle:
    """The optical layer's symbology as text, and the bands its renderer draws."""

    xml: str = ""
    bands: tuple[int, ...] = field(default_factory=tuple)


def read_style(layer: QgsRasterLayer) -> InputStyle:
    """Copy the style of a layer into plain values."""
    style = QgsMapLayerStyle()
    style.readFromLayer(layer)
    renderer = layer.renderer()
    bands = tuple(renderer.usesBands()) if renderer is not None else ()
    return InputStyle(style.xmlData(), bands)


def style_restored(layer: QgsRasterLayer, style: InputStyle, bands: Sequence[int]) -> None:
    """Give the restored layer the style of the input, so that the two can be flicked between.

    Parameters
    ----------
    layer : QgsRasterLayer
    style : InputStyle
        That of the optical input.
    bands : sequence of int
        Band numbers of the input that the restored layer holds.
    """
    position = {number: place for place, number in enumerate(sorted(bands), 1)}
    if not style.xml:
        return
    untouched = layer.renderer().clone()
    QgsMapLayerStyle(style.xml).writeToLayer(layer)
    if not _renumber(layer, position):
        layer.setRenderer(untouched)
    layer.triggerRepaint()


def _renumber(layer: QgsRasterLayer, position: Mapping[int, int]) -> bool:
    """Point the renderer at the same bands in their new places; False where one is gone."""
    renderer = layer.renderer()
    if isinstance(renderer, QgsMultiBandColorRenderer):
        shown = (renderer.redBand(), renderer.greenBand(), renderer.blueBand())
        if not all(band in position for band in shown if band > 0):
            return False
        red, green, blue = (position.get(band, -1) for band in shown)
        renderer.setRedBand(red)
        renderer.setGreenBand(green)
        renderer.setBlueBand(blue)
        renderer.setAlphaBand(position.get(renderer.alphaBand(), -1))
        return True
    if isinstance(renderer, QgsSingleBandGrayRenderer):
        if renderer.grayBand() not in position:
            return False
        renderer.setGrayBand(position[renderer.grayBand()])
        renderer.setAlphaBand(position.get(renderer.alphaBand(), -1))
        return True
    if isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        if renderer.band() not in position:
            return False
        renderer.setBand(position[renderer.band()])
        return True
    return all(position.get(band) == band for band in renderer.usesBands())


def style_classes(layer: QgsRasterLayer, classes: Sequence[LandCoverClass]) -> None:
    """Show exactly ``classes`` in the legend: a byte palette alone would list all 256 values."""
    entries = [
        QgsPalettedRasterRenderer.Class(c.code, QColor(c.color), tr(c.name)) for c in classes
    ]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, entries))
    layer.triggerRepaint()


def style_ramp(
    layer: QgsRasterLayer, ramp: Sequence[tuple[float, str]], opacity: float = 1.0
) -> None:
    """Colour band 1, values 0 to 1, by a ramp of ``#rrggbb`` or ``#rrggbbaa`` colours."""
    items = [
        QgsColorRampShader.ColorRampItem(value, _color(text), f"{value:.0%}")
        for value, text in ramp
    ]
    function = QgsColorRampShader(0.0, 1.0, None, QgsColorRampShader.Type.Interpolated)
    function.setColorRampItemList(items)
    shader = QgsRasterShader(0.0, 1.0)
    shader.setRasterShaderFunction(function)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0.0)
    renderer.setClassificationMax(1.0)
    renderer.setOpacity(opacity)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def _color(text: str) -> QColor:
    color = QColor(text[:7])
    if len(text) == 9:
        color.setAlpha(int(text[7:], 16))
    return color


@dataclass(frozen=True)
class Place:
    """Where a result belongs: the group of its scene, its run, its position among the results."""

    group: str
    run: str
    position: int


def put_into_group(project: QgsProject, layer: QgsMapLayer, place: Place) -> None:
    """Move a layer of the project into its group, made where it is missing; new runs on top.

    QGIS loads the results of a run in any order, so that each finds its position by itself.
    """
    root = project.layerTreeRoot()
    node = root.findLayer(layer.id())
    if node is None:
        return
    group = root.findGroup(place.group) or root.insertGroup(0, place.group)
    layer.setCustomProperty(PLACE, f"{place.run} {place.position}")
    index = 0
    for number, child in enumerate(group.children()):
        other = child.layer() if isinstance(child, QgsLayerTreeLayer) else None
        if other is None or other.id() == layer.id():
            continue
        if _position(other, place.run) < place.position:
            index = number + 1
    parent, moved = node.parent(), node.clone()
    moved.setExpanded(place.position == 0)
    # Cloud impact and confidence are there to be looked at on purpose.
    moved.setItemVisibilityChecked(place.position < SHOWN)
    group.insertChildNode(index, moved)
    # Last, as QGIS drops a layer from the project when its only node goes.
    parent.removeChildNode(node)


def reload_layers(project: Optional[QgsProject], paths: Sequence[str]) -> None:
    """Have layers that show what an earlier run wrote read what is there now.

    A result takes the place of an older file as a whole: QGIS would go on showing the old one.
    Inside a model this is called in another thread than the layers live in: they stay as they are.
    """
    if project is None or project.thread() != QThread.currentThread():
        return
    for layer in project.mapLayers().values():
        shown = layer.source() if isinstance(layer, QgsRasterLayer) and layer.isValid() else ""
        if shown and any(same_file(shown, path) for path in paths):
            layer.dataProvider().reloadData()
            layer.triggerRepaint()


def is_result(layer: QgsMapLayer) -> bool:
    """Return whether a layer is a result of ours."""
    return bool(layer.customProperty(PLACE))


def _position(layer: QgsMapLayer, run: str) -> float:
    """Return the position of a result of ``run``; layers of other runs lie below it."""
    found, _, position = str(layer.customProperty(PLACE, "")).rpartition(" ")
    return int(position) if found == run else math.inf


class ResultStyler(QgsProcessingLayerPostProcessorInterface):
    """Styles one result once QGIS has loaded it, and puts it into its group."""

    #: QGIS does not own post-processors; these must outlive the loading of their layers.
    _kept: ClassVar[collections.deque[ResultStyler]] = collections.deque(maxlen=1000)

    def __init__(
        self, apply: Callable[[QgsRasterLayer], None], place: Optional[Place] = None
    ) -> None:
        super().__init__()
        self._apply = apply
        self._place = place
        self._kept.append(self)

    def postProcessLayer(self, layer, context, feedback) -> None:  # noqa: N802 - QGIS's name
        """Style ``layer``; called in the main thread."""
        if isinstance(layer, QgsRasterLayer) and layer.isValid():
            self._apply(layer)
        project: Optional[QgsProject] = context.project()
        if project is not None and self._place is not None:
            put_into_group(project, layer, self._place)


def style_when_loaded(
    context: QgsProcessingContext,
    path: str,
    apply: Callable[[QgsRasterLayer], None],
    place: Place,
) -> None:
    """Have QGIS style the layer of ``path`` and group it, if it is going to load it at all."""
    if context.willLoadLayerOnCompletion(path):
        details = context.layerToLoadOnCompletionDetails(path)
        details.setPostProcessor(ResultStyler(apply, place))
