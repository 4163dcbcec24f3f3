"""Several rasters that supply the bands of one layer: what they are together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from pathlib import PurePath

from .bands import channel_of_name
from .errors import SegcrError
from .facts import BandFacts, LayerFacts
from .longitudes import turns_of

#: Name of a band whose channel an earlier raster supplies already.
REPEATED = "(again)"
_GDAL_TYPES = {
    "uint8": "Byte", "int8": "Int8", "uint16": "UInt16", "int16": "Int16", "uint32": "UInt32",
    "int32": "Int32", "float32": "Float32", "float64": "Float64",
}  # fmt: skip


def combine(parts: Sequence[LayerFacts]) -> LayerFacts:
    """Return the facts of a layer whose bands come from several rasters.

    The first one gives grid, name, path and tags. A raster of one band without a name is called
    by its file name; a channel that comes twice is taken from the first.

    Raises
    ------
    SegcrError
        ``parts_differ`` where a raster lies in another coordinate system or does not cover the
        first one's place.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    parts = [_turned(first, part) for part in parts]
    bands: list[BandFacts] = []
    seen: set[str] = set()
    for part in parts:
        _check_part(first, part)
        for band in part.bands:
            name = band.name
            if len(part.bands) == 1:
                stem = PurePath(part.path).stem
                name = name if channel_of_name(name) else channel_of_name(stem, False) or name
            channel = channel_of_name(name)
            if channel in seen:
                name = REPEATED
            elif channel:
                seen.add(channel)
            bands.append(replace(band, name=name))
    tags = {key: value for part in reversed(parts) for key, value in part.tags.items()}
    combined = replace(first, bands=tuple(bands), tags=tags, parts=tuple(parts))
    return replace(combined, document=vrt(combined, parts))


def vrt(combined: LayerFacts, parts: Sequence[LayerFacts]) -> str:
    """Return GDAL's virtual raster of ``parts`` on the grid of the first, as XML.

    Coarser and finer parts are interpolated bilinearly.
    """
    transform = ", ".join(repr(v) for v in combined.transform)
    lines = [
        f'<VRTDataset rasterXSize="{combined.width}" rasterYSize="{combined.height}">',
        f"<SRS>{escape(combined.crs)}</SRS>",
        f"<GeoTransform>{transform}</GeoTransform>",
        "<Metadata>",
        *(f'<MDI key="{escape(k)}">{escape(v)}</MDI>' for k, v in combined.tags.items()),
        "</Metadata>",
    ]
    sources = [(part, number) for part in parts for number in range(1, len(part.bands) + 1)]
    for index, (band, (part, number)) in enumerate(zip(combined.bands, sources), 1):
        lines += _band(index, band, combined, part, number)
    return "\n".join([*lines, "</VRTDataset>"])


def _band(
    index: int, band: BandFacts, combined: LayerFacts, part: LayerFacts, number: int
) -> list[str]:
    if band.dtype not in _GDAL_TYPES:
        raise SegcrError("parts_differ", layer=part.name, first=combined.name,
                         reason=f"its values are {band.dtype}")  # fmt: skip
    x0, dx, _, y0, _, dy = combined.transform
    px0, pdx, _, py0, _, pdy = part.transform
    place = ((px0 - x0) / dx, (py0 - y0) / dy, part.width * pdx / dx, part.height * pdy / dy)
    exact = (part.width, part.height) == (place[2], place[3])
    kind = "SimpleSource" if band.nodata is None or exact else "ComplexSource"
    resampling = "" if exact else ' resampling="bilinear"'
    rect = 'xOff="{}" yOff="{}" xSize="{}" ySize="{}"'
    kind_of = _GDAL_TYPES[band.dtype]
    size = f'RasterXSize="{part.width}" RasterYSize="{part.height}" DataType="{kind_of}"'
    nodata = "nan" if band.nodata is not None and math.isnan(band.nodata) else band.nodata
    lines = [
        f'<VRTRasterBand dataType="{kind_of}" band="{index}">',
        f"<Description>{escape(band.name)}</Description>",
        f"<Scale>{band.scale!r}</Scale><Offset>{band.offset!r}</Offset>",
    ]
    if nodata is not None:
        lines.append(f"<NoDataValue>{nodata}</NoDataValue>")
    lines += [
        f"<{kind}{resampling}>",
        f'<SourceFilename relativeToVRT="0">{escape(part.document or part.path)}</SourceFilename>',
        f"<SourceBand>{number}</SourceBand>",
        f"<SourceProperties {size}/>",
        f"<SrcRect {rect.format(0, 0, part.width, part.height)}/>",
        f"<DstRect {rect.format(*(repr(float(v)) for v in place))}/>",
    ]
    if kind == "ComplexSource":
        lines.append(f"<NODATA>{nodata}</NODATA>")
    return [*lines, f"</{kind}>", "</VRTRasterBand>"]


def _turned(first: LayerFacts, part: LayerFacts) -> LayerFacts:
    """Return ``part`` with its longitudes counted from where ``first`` counts them."""
    x0, dx, rx, y0, ry, dy = part.transform
    shifts = turns_of(first.crs) if part.crs == first.crs else (0.0,)
    nearest = min(shifts, key=lambda turn: abs(x0 + turn - first.transform[0]))
    return replace(part, transform=(x0 + nearest, dx, rx, y0, ry, dy)) if nearest else part


def _check_part(first: LayerFacts, part: LayerFacts) -> None:
    reason = ""
    if part.crs != first.crs:
        reason = "it lies in another coordinate system"
    elif any(abs(v) > 1e-9 for f in (first, part) for v in (f.transform[2], f.transform[4])):
        reason = "turned grids cannot be put together"
    elif first.transform[1] * part.transform[1] <= 0 or first.transform[5] * part.transform[5] <= 0:
        reason = "it is mirrored"
    else:
        tolerance = abs(part.transform[1]) + abs(first.transform[1])
        if any(abs(a - b) > tolerance for a, b in zip(_box(first), _box(part))):
            reason = "it covers another area"
    if reason:
        raise SegcrError("parts_differ", layer=part.name, first=first.name, reason=reason)


def _box(facts: LayerFacts) -> tuple[float, float, float, float]:
    x0, dx, _, y0, _, dy = facts.transform
    return x0, y0, x0 + facts.width * dx, y0 + facts.height * dy
