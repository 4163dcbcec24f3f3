"""How large the chosen area is, what a run over it takes, and which part a preview shows."""

from __future__ import annotations

from typing import Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsSettings,
)

from ..core.alignment import check_georeferenced
from ..core.errors import SegcrError
from ..core.estimate import SECONDS_A_MEGAPIXEL, Estimate, estimate, inner_bounds, middle
from ..core.facts import LayerFacts
from ..core.model_package import ModelPackage
from ..core.report import PredictReport
from ..core.tiling import Window, window_of_extent
from ..processing.messages import area_text, duration_text, error_text, number_text
from .recognition import facts_of
from .texts import tr

#: A preview has at most so many pixels a side.
SIDE = 512
SPEED = "segcr_qgis/seconds_a_megapixel"


def window_in_layer(
    layer: QgsRasterLayer, extent: Optional[QgsReferencedRectangle]
) -> Optional[tuple[LayerFacts, Window]]:
    """Return a layer's facts and the window of it that an extent touches; None: all of it.

    Returns None where the layer cannot be looked at, or the extent misses it.
    """
    try:
        facts = facts_of(layer)
        if facts is None or not facts.crs:
            return None
        if extent is None:
            return facts, Window(0, 0, facts.width, facts.height)
        box = _moved(extent, QgsCoordinateReferenceSystem.fromWkt(facts.crs))
        corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
        return facts, window_of_extent(facts, corners)
    except (SegcrError, QgsCsException):
        # Said where it matters: in the layer's own line, or when the run is started.
        return None


def flaw_of(layer: QgsRasterLayer) -> str:
    """Return why no part of a layer can be found, '' where one can or nobody has looked yet."""
    try:
        facts = facts_of(layer)
        if facts is not None:
            check_georeferenced(facts)
    except SegcrError as problem:
        return error_text(problem)
    return ""


def is_known(layer: QgsRasterLayer) -> bool:
    """Return whether a layer has been looked at, even if in vain."""
    try:
        return facts_of(layer) is not None
    except SegcrError:
        return True


def preview_extent(
    layer: QgsRasterLayer, canvas: QgsReferencedRectangle
) -> Optional[QgsReferencedRectangle]:
    """Return the middle of what the canvas shows of a layer; None where it shows nothing of it."""
    found = window_in_layer(layer, canvas)
    if found is None:
        return None
    facts, window = found
    bounds = inner_bounds(facts, middle(window, SIDE))
    crs = QgsCoordinateReferenceSystem.fromWkt(facts.crs)
    return QgsReferencedRectangle(QgsRectangle(*bounds), crs)


def estimate_run(
    layer: QgsRasterLayer,
    extent: Optional[QgsReferencedRectangle],
    package: ModelPackage,
    tile_size: int,
    device: str,
) -> Optional[Estimate]:
    """Return what a run would take, None where it cannot be said."""
    found = window_in_layer(layer, extent)
    if found is None:
        return None
    usable = tile_size if tile_size >= package.stride and tile_size % package.stride == 0 else 0
    return estimate(*found, package, usable, speed(package.id, device))


def speed(model: str, device: str) -> float:
    """Return the seconds for a megapixel of tiles, as measured here or assumed."""
    value = QgsSettings().value(f"{SPEED}/{model}/{device}", SECONDS_A_MEGAPIXEL)
    try:
        return min(max(float(value), 1e-4), 1e4)
    except (TypeError, ValueError):
        return SECONDS_A_MEGAPIXEL


def remember_speed(report: PredictReport, device: str) -> None:
    """Keep how fast a run was, for the next estimate."""
    pixels = report.tiles * report.tile_size**2
    seconds = report.seconds.get("predicting", 0.0)
    if pixels and seconds > 0:
        name = f"{SPEED}/{report.model}/{device}"
        QgsSettings().setValue(name, round(seconds / pixels * 1e6, 4))


def size_text(found: Estimate) -> str:
    """Return the size of the area."""
    width, height = number_text(found.width), number_text(found.height)
    if not found.hectares:
        # A local system has no place on Earth.
        return tr("{width} \u00d7 {height} pixels").format(width=width, height=height)
    area = area_text(found.hectares)
    text = tr("{width} \u00d7 {height} pixels, {area}")
    return text.format(width=width, height=height, area=area)


def estimate_text(found: Estimate) -> str:
    """Return what a run takes."""
    memory = (
        tr("{size} GB").format(size=number_text(found.megabytes / 1000, 1))
        if found.megabytes >= 1000
        else tr("{size} MB").format(size=number_text(found.megabytes))
    )
    text = tr("About {time} and {memory} of memory")
    return text.format(time=duration_text(max(found.seconds, 1.0)), memory=memory)


def _moved(extent: QgsReferencedRectangle, target: QgsCoordinateReferenceSystem) -> QgsRectangle:
    if not extent.crs().isValid() or extent.crs() == target:
        return QgsRectangle(extent)
    context = QgsProject.instance().transformContext()
    return QgsCoordinateTransform(extent.crs(), target, context).transformBoundingBox(extent)
