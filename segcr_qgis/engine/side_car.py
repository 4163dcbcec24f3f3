"""The ``.aux.xml`` of a class map: category names and attribute table, read by every GDAL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from ..core.classes import LandCoverClass

#: GDAL's codes for column type (integer, text) and usage.
_INTEGER, _TEXT = "0", "2"
_GENERIC, _PIXEL_COUNT, _NAME, _VALUE, _RED, _GREEN, _BLUE = "0", "1", "2", "5", "6", "7", "8"
_COLUMNS = (
    ("Value", _INTEGER, _VALUE),
    ("Class", _TEXT, _NAME),
    ("Red", _INTEGER, _RED),
    ("Green", _INTEGER, _GREEN),
    ("Blue", _INTEGER, _BLUE),
    ("Count", _INTEGER, _PIXEL_COUNT),
)


def class_side_car(classes: Sequence[LandCoverClass], pixels: Mapping[int, int]) -> bytes:
    """Return GDAL's side-car of a one-band class map as UTF-8 XML.

    Parameters
    ----------
    classes : sequence of LandCoverClass
    pixels : mapping
        Class code to number of pixels.
    """
    names = {c.code: c.name for c in classes}
    labels = ["No data" if code == 0 else names.get(code, "") for code in range(max(names) + 1)]
    columns = [
        f'<FieldDefn index="{index}">{_tag("Name", name)}{_tag("Type", kind)}'
        f"{_tag('Usage', usage)}</FieldDefn>"
        for index, (name, kind, usage) in enumerate(_COLUMNS)
    ]
    rows = []
    for index, entry in enumerate(classes):
        values = (entry.code, entry.name, *entry.rgb(), pixels.get(entry.code, 0))
        cells = "".join(_tag("F", value) for value in values)
        rows.append(f'<Row index="{index}">{cells}</Row>')
    text = [
        "<PAMDataset>",
        '<PAMRasterBand band="1">',
        f"<CategoryNames>{''.join(_tag('Category', label) for label in labels)}</CategoryNames>",
        '<GDALRasterAttributeTable tableType="thematic">',
        *columns,
        *rows,
        "</GDALRasterAttributeTable>",
        "</PAMRasterBand>",
        "</PAMDataset>",
        "",
    ]
    return "\n".join(text).encode("utf-8")


def _tag(name: str, value: object) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"
