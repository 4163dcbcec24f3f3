"""Kinds of parameters that several algorithms declare."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.core import QgsProcessingParameterDefinition, QgsProcessingParameterEnum

#: A parameter and what its help says.
Described = tuple[QgsProcessingParameterDefinition, str]


def choice(name: str, label: str, options: Sequence[str]) -> QgsProcessingParameterEnum:
    """Return a choice of texts, the first by default.

    Static strings: text in saved models and histories, not a position that may shift.
    """
    return QgsProcessingParameterEnum(
        name, label, options=list(options), defaultValue=options[0], usesStaticStrings=True
    )


def advanced(described: list[Described]) -> list[Described]:
    """Fold the parameters away under "Advanced"; return them."""
    for definition, _ in described:
        flag = QgsProcessingParameterDefinition.Flag.FlagAdvanced
        definition.setFlags(definition.flags() | flag)
    return described
