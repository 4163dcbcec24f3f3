"""What the dock says about a layer, and which layers it suggests, without any widget."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Optional

from qgis.core import Qgis, QgsCoordinateTransformContext, QgsRasterLayer

from ..core.alignment import (
    bounds,
    check_different,
    check_georeferenced,
    check_resolution,
    overlap_share,
)
from ..core.bands import match_optical, match_sar, parse_band_map
from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.layers import combine
from ..core.model_package import ModelPackage, find_package
from ..core.radiometry import optical_units, sar_units
from ..processing.messages import error_text, reason_text, units_short
from ..processing.sources import transformer
from .looking import looker
from .texts import tr

RADAR_WORDS = re.compile(
    r"(^|[^a-z])(s1[a-d]?|s1_?rtc|s1_?grd|sar|radar|sentinel[-_ ]?1|grd|sigma0|gamma0|vv|vh)"
    r"([^a-z]|$)"
)
DECIMALS = (Qgis.DataType.Float32, Qgis.DataType.Float64)
CHANNELS = (("B2", "B3", "B4", "B8", "B11", "B12"), ("VV", "VH"))


@dataclass(frozen=True)
class Recognition:
    """What is known of a layer.

    ``text`` is its line in the panel; ``sound`` tells whether a run could use the layer as it
    is; ``reason`` says how bands and units were found; ``bands`` maps channel to band number;
    ``further`` names the bands that other layers supply.
    """

    text: str
    sound: bool
    reason: str = ""
    bands: Mapping[str, int] = field(default_factory=dict)
    further: tuple[str, ...] = ()


def facts_of(layer: QgsRasterLayer) -> Optional[LayerFacts]:
    """Return the facts of a layer, None while a large file is being looked at."""
    return looker.facts(layer)


def package_of(model: str) -> Optional[ModelPackage]:
    """Return an installed model's package, None where it cannot be read."""
    try:
        return find_package(model, verify=False)
    except SegcrError:
        # The run itself says what is wrong with it; the panel only needs its channels.
        return None


def recognise_optical(
    layer: QgsRasterLayer,
    package: Optional[ModelPackage],
    band_map: str,
    units: str,
    further: Sequence[QgsRasterLayer] = (),
) -> Recognition:
    """Return what is known of the optical layer, or the sentence that says what to do.

    ``further`` are layers that supply bands besides.
    """
    channels = package.optical_channels if package else CHANNELS[0]
    try:
        parts = [facts_of(part) for part in (layer, *further)]
        known = [part for part in parts if part is not None]
        if len(known) < len(parts):
            return Recognition(tr("A large file, being looked at\u2026"), True)
        check_georeferenced(known[0])
        if package is not None:
            check_resolution(known[0], package)
        facts = combine(known)
        names = tuple(
            f"{band.name or number} ({part.name})"
            for part in known[1:]
            for number, band in enumerate(part.bands, 1)
        )
        match = match_optical(facts, channels, parse_band_map(band_map, facts.name))
        found = optical_units(facts, match.bands, units)
    except SegcrError as problem:
        return Recognition(error_text(problem), False)
    line = _line([_listed(match.bands), units_short(found.kind), _pixel(facts), facts.date or ""])
    return Recognition(line, True, _reason(match.reason, found.reason), match.bands, names)


def recognise_radar(
    layer: QgsRasterLayer,
    package: Optional[ModelPackage],
    band_map: str,
    units: str,
    optical: Optional[QgsRasterLayer],
    context: QgsCoordinateTransformContext,
) -> Recognition:
    """Return what is known of the radar layer beside the optical one, or what to do."""
    channels = package.sar_channels if package else CHANNELS[1]
    try:
        facts = facts_of(layer)
        if facts is None:
            return Recognition(tr("A large file, being looked at\u2026"), True)
        check_georeferenced(facts)
        match = match_sar(facts, channels, parse_band_map(band_map, facts.name))
        found = sar_units(facts, match.bands, units)
        beside = _beside(facts, optical, context)
    except SegcrError as problem:
        return Recognition(error_text(problem), False)
    parts = [_listed(match.bands), units_short(found.kind), _pixel(facts), facts.date or ""]
    return Recognition(
        _line(parts + beside), True, _reason(match.reason, found.reason), match.bands
    )


def _beside(
    radar: LayerFacts, optical: Optional[QgsRasterLayer], context: QgsCoordinateTransformContext
) -> list[str]:
    """Return how the radar layer lies beside the optical one: days apart, ground in common.

    Raises
    ------
    SegcrError
        ``no_overlap`` or ``same_layer``; nothing else about the optical layer, whose own line
        says it.
    """
    try:
        reference = facts_of(optical) if optical is not None else None
    except SegcrError:
        reference = None
    if reference is None or not reference.crs:
        return []
    check_different(reference, radar)
    parts = []
    if radar.date and reference.date:
        first, second = (date.fromisoformat(f.date[:10]) for f in (radar, reference))
        parts.append(days_text(abs((first - second).days)))
    moved = transformer(radar.crs, reference.crs, context)(bounds(radar))
    share = 0.0 if moved is None else overlap_share(bounds(reference), moved, reference.crs)
    if share <= 0:
        raise SegcrError("no_overlap", layer=reference.name, other=radar.name)
    percent = f"{100 * share:.0f}" if share >= 0.01 else f"{100 * share:.1g}"
    parts.append(tr("{percent} % overlap").format(percent=percent))
    return parts


def days_text(days: int) -> str:
    """Return how far apart two images were taken."""
    if days == 0:
        return tr("same day")
    return tr("1 day apart") if days == 1 else tr("{days} days apart").format(days=days)


def _listed(bands: Mapping[str, int]) -> str:
    return " ".join(bands)


def _pixel(facts: LayerFacts) -> str:
    pixel = facts.ground_pixel_size[0]
    size = f"{pixel:.3g}" if pixel < 999.5 else f"{pixel:.0f}"
    return tr("{size} m").format(size=size) if pixel > 0 else ""


def _line(parts: Sequence[str]) -> str:
    """Return the parts as one line that wraps between them, or between bands, only."""
    bands, *others = parts
    return " · ".join([bands, *(part.replace(" ", "\u00a0") for part in others if part)])


def _reason(bands: str, units: str) -> str:
    return tr("Bands recognised: {bands}. Units recognised: {units}.").format(
        bands=reason_text(bands), units=reason_text(units)
    )


def looks_like_radar(layer: QgsRasterLayer) -> bool:
    """Return whether names speak of radar, or two bands of decimals do; nothing is read."""
    bands = range(1, min(layer.bandCount(), 4) + 1)
    words = [layer.name(), *(layer.bandName(number) for number in bands)]
    if any(RADAR_WORDS.search(word.lower()) for word in words):
        return True
    provider = layer.dataProvider()
    return len(bands) == 2 and all(provider.dataType(number) in DECIMALS for number in bands)


def looks_like_optical(layer: QgsRasterLayer) -> bool:
    """Return whether a layer is local, has three bands or more and is no radar image."""
    local = layer.providerType() == "gdal"
    return local and layer.bandCount() >= 3 and not looks_like_radar(layer)


def suggest_optical(layers: Sequence[QgsRasterLayer]) -> Optional[QgsRasterLayer]:
    """Return the first layer that looks like an optical image."""
    return next((layer for layer in layers if looks_like_optical(layer)), None)


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
        if moved is not None and overlap_share(bounds(reference), moved, reference.crs):
            return layer
    return None
