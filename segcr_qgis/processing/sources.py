"""From a QGIS layer to the local file an engine can open."""

from __future__ import annotations

import re
from typing import Any, Callable, NoReturn, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCoordinateTransformContext,
    QgsCsException,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProviderRegistry,
    QgsRasterLayer,
    QgsRectangle,
)

from ..core.alignment import Bounds
from ..core.errors import SegcrError
from .absolute import absolute
from .describe import describe

#: GDAL's virtual file systems that read local archives; every other one is remote or in memory.
_NOT_LOCAL = re.compile(
    r"^(?:/vsi(?:zip|gzip|tar|sparse|subfile)/+)*"
    r"(/vsi(?!zip|gzip|tar|sparse|subfile)[a-z0-9_]*|[a-z][a-z0-9+.-]+://)",
    re.I,
)


def local_source(layer: QgsRasterLayer) -> str:
    """Return the file (or local GDAL source) behind a layer.

    Raises
    ------
    SegcrError
        ``layer_not_local`` for web services, other providers, remote and in-memory files.
    """
    provider = layer.providerType()
    if provider != "gdal":
        raise SegcrError("layer_not_local", layer=layer.name(), kind=provider.upper())
    source = layer.source()
    parts = QgsProviderRegistry.instance().decodeUri("gdal", source)
    path = str(parts.get("path") or source)
    prefix = str(parts.get("vsiPrefix") or "")
    for text in (source, prefix + path):
        found = _NOT_LOCAL.match(text)
        if found:
            raise SegcrError("layer_not_local", layer=layer.name(), kind=found.group(1))
    plain = not prefix and not parts.get("layerName") and not parts.get("vsiSuffix")
    return absolute(path) if plain else source.split("|option:")[0].split("|credential:")[0]


def refuse_layer(value: Any, context: QgsProcessingContext) -> NoReturn:
    """Say why a parameter's value is no raster layer that QGIS can open.

    A layer of the project is called by its name: users never see its id.

    Raises
    ------
    SegcrError
        ``layer_unreadable`` or ``layer_not_local``.
    """
    project = context.project()
    layer, name = value if isinstance(value, QgsMapLayer) else None, str(value)
    if layer is None and project is not None:
        layer = project.mapLayer(name)
    if isinstance(layer, QgsRasterLayer):
        describe(local_source(layer), layer.name())
    elif layer is None:
        describe(name, name)
    name = layer.name() if layer is not None else name
    raise SegcrError("layer_unreadable", layer=name, reason="damaged or no raster")


def transformer(
    source: str, target: str, context: QgsCoordinateTransformContext
) -> Callable[[Bounds], Optional[Bounds]]:
    """Return a function that moves bounds from one CRS to another (both as WKT)."""
    crs = [QgsCoordinateReferenceSystem.fromWkt(wkt) for wkt in (source, target)]

    def move(box: Bounds) -> Optional[Bounds]:
        if source == target or crs[0] == crs[1]:
            return box
        transform = QgsCoordinateTransform(crs[0], crs[1], context)
        if not transform.isValid():
            # A local system: QGIS would hand the box back as it is.
            return None
        try:
            moved = transform.transformBoundingBox(QgsRectangle(*box))
        except QgsCsException:
            # A projection is not defined everywhere: no image there, hence no overlap.
            return None
        if not moved.isFinite() or moved.isEmpty():
            return None
        return moved.xMinimum(), moved.yMinimum(), moved.xMaximum(), moved.yMaximum()

    return move
