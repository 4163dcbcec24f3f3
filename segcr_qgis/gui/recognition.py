"""What the dock says about a layer, and which layers it suggests, without any widget."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional

from qgis.core import QgsCoordinateTransformContext, QgsRasterLayer

from ..core.alignment import bounds, check_georeferenced, overlaps
from ..core.bands import match_optical, match_sar, parse_band_map
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.model_package import ModelPackage, find_package
from ..core.radiometry import optical_units, sar_units
from ..processing.describe import describe
from ..processing.messages import error_text, units_text
from ..processing.sources import local_source, transformer
from .texts import tr

#: Larger files are looked at when the run starts, not while a layer is being chosen.
LARGEST_BYTES = 400_000_000
RADAR_WORDS = re.compile(
    r"(^|[^a-z])(s1[a-d]?|sar|radar|sentinel[-_ ]?1|grd|sigma0|gamma0|vv|vh)([^a-z]|$)"
)
CHANNELS = (("B2", "B3", "B4", "B8", "B11", "B12"), ("VV", "VH"))


@dataclass(frozen=True)
class Recognition:
    """One line about a layer; ``sound`` tells whether a run could use it as it is."""

    text: str
    sound: bool


def facts_of(layer: Optional[QgsRasterLayer]) -> Optional[LayerFacts]:
    """Return the facts of a layer, None where it is too large to look at in passing."""
    path = local_source(layer)
    if os.path.isfile(path) and os.path.getsize(path) > LARGEST_BYTES:
        return None
    return describe(path, layer.name())


def package_of(model: str) -> Optional[ModelPackage]:
    """Return an installed model's package, None where it cannot be read."""
    try:
        return find_package(model, verify=False)
    except SegcrError:
        # The run itself says what is wrong with it; the panel only needs its channels.
        return None


def recognise_optical(
    layer: QgsRasterLayer, package: Optional[ModelPackage], band_map: str, units: str
) -> Recognition:
    """Return what is known of the optical layer, or the sentence that says what to do."""
    channels = package.optical_channels if package else CHANNELS[0]
    try:
        facts = facts_of(layer)
        if facts is None:
            return Recognition(tr("A large file: looked at when the run starts."), True)
        check_georeferenced(facts)
        match = match_optical(facts, channels, parse_band_map(band_map, facts.name))
        kind = optical_units(facts, match.bands, units).kind
    except SegcrError as problem:
        return Recognition(error_text(problem), False)
    return Recognition(_line(facts, list(match.bands), kind), True)


def recognise_radar(
    layer: QgsRasterLayer, package: Optional[ModelPackage], band_map: str, units: str
) -> Recognition:
    """Return what is known of the radar layer, or the sentence that says what to do."""
    channels = package.sar_channels if package else CHANNELS[1]
    try:
        facts = facts_of(layer)
        if facts is None:
            return Recognition(tr("A large file: looked at when the run starts."), True)
        check_georeferenced(facts)
        match = match_sar(facts, channels, parse_band_map(band_map, facts.name))
        kind = sar_units(facts, match.bands, units).kind
    except SegcrError as problem:
        return Recognition(error_text(problem), False)
    return Recognition(_line(facts, list(match.bands), kind), True)


def _line(facts: LayerFacts, channels: Sequence[str], units: str) -> str:
    parts = [" ".join(channels), units_text(units)]
    pixel = facts.ground_pixel_size[0]
    if pixel > 0:
        parts.append(tr("{size} m").format(size=f"{pixel:.3g}"))
    if facts.date:
        parts.append(facts.date)
    return " · ".join(parts)


def looks_like_radar(layer: QgsRasterLayer) -> bool:
    """Return whether names speak of radar; nothing is opened."""
    words = [layer.name(), *(layer.bandName(n) for n in range(1, min(layer.bandCount(), 4) + 1))]
    return any(RADAR_WORDS.search(word.lower()) for word in words)


def suggest_optical(layers: Sequence[QgsRasterLayer]) -> Optional[QgsRasterLayer]:
    """Return the first local layer with three bands or more that is no radar image."""
    for layer in layers:
        if (
            layer.providerType() == "gdal"
            and layer.bandCount() >= 3
            and not looks_like_radar(layer)
        ):
            return layer
    return None


def suggest_radar(
    optical: QgsRasterLayer,
    layers: Sequence[QgsRasterLayer],
    context: QgsCoordinateTransformContext,
) -> Optional[QgsRasterLayer]:
    """Return the radar layer that lies over the optical one, None where there is none."""
    for layer in layers:
        if layer is optical or layer.providerType() != "gdal" or not looks_like_radar(layer):
            continue
        try:
            facts, reference = facts_of(layer), facts_of(optical)
        except SegcrError:
            # A layer that cannot be read is no suggestion.
            continue
        if facts is None or reference is None or not facts.crs or not reference.crs:
            return layer
        moved = transformer(facts.crs, reference.crs, context)(bounds(facts))
        if moved is not None and overlaps(moved, bounds(reference)):
            return layer
    return None
