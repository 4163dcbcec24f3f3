"""Paths that mean the same in the engine, which works in another folder than QGIS does."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
)

#: What QGIS calls a destination it is to choose itself.
TEMPORARY = "TEMPORARY_OUTPUT"
_STATIC = QgsProperty.fromValue("").propertyType()
#: GDAL's own names, such as ``/vsizip/...`` or ``GPKG:...``; one letter is a Windows drive.
_NO_PATH = re.compile(r"/vsi|[A-Za-z0-9_]{2,}:")


def absolute(path: str) -> str:
    """Return a file's path from anywhere; what is no path, and '', stay as they are."""
    return os.path.abspath(path) if path and not _NO_PATH.match(path) else path


def with_texts(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters whose paths are texts: of Python's own, older versions of QGIS know none.

    They take one for a layer that was not given, where it may be left out.
    """
    return {name: _text(value) for name, value in parameters.items()}


def _text(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_text(part) for part in value]
    return str(value) if isinstance(value, PurePath) else value


def absolute_destinations(parameters: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Return parameters whose destinations of these names are absolute.

    Destinations are relative to the working folder of ``qgis_process`` or of QGIS. Expressions
    and temporary outputs stay as they are.
    """
    resolved = with_texts(parameters)
    for name in names:
        value = resolved.get(name)
        if isinstance(value, str):
            resolved[name] = _file(value)
        elif isinstance(value, QgsProcessingOutputLayerDefinition):
            sink = value.sink
            text = sink.staticValue() if sink.propertyType() == _STATIC else None
            if isinstance(text, str):
                resolved[name] = copy = QgsProcessingOutputLayerDefinition(value)
                copy.sink = QgsProperty.fromValue(_file(text))
    return resolved


def plain_value(value: Any, context: QgsProcessingContext) -> Any:
    """Return a parameter's value: what an expression or a definition of a layer stands for."""
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value = value.valueAsString(context.expressionContext(), "")[0]
    return value


def output_path(
    value: Any, name: str, context: QgsProcessingContext, ending: str = ".tif"
) -> Optional[str]:
    """Return where an output goes, None for nowhere, without telling QGIS to load it yet.

    Parameters
    ----------
    value : object
        What was given for the output called ``name``.
    name : str
    context : QgsProcessingContext
    ending : str
        Of the file, where QGIS is to choose it.
    """
    value = plain_value(value, context)
    if not value or not isinstance(value, str):
        return None
    if value == TEMPORARY:
        return os.path.join(QgsProcessingUtils.tempFolder(), name + ending)
    return absolute(value)


def _file(text: str) -> str:
    return text if text == TEMPORARY else absolute(text)
