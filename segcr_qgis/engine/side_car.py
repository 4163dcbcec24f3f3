"""The ``.aux.xml`` of a class map: category names and attribute table, read by every GDAL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

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
    root = ElementTree.Element("PAMDataset")
    band = ElementTree.SubElement(root, "PAMRasterBand", band="1")
    names = {c.code: c.name for c in classes}
    categories = ElementTree.SubElement(band, "CategoryNames")
    for code in range(max(names) + 1):
        category = ElementTree.SubElement(categories, "Category")
        category.text = "No data" if code == 0 else names.get(code, "")
    table = ElementTree.SubElement(band, "GDALRasterAttributeTable", tableType="thematic")
    for index, (name, kind, usage) in enumerate(_COLUMNS):
        field = ElementTree.SubElement(table, "FieldDefn", index=str(index))
        for tag, text in (("Name", name), ("Type", kind), ("Usage", usage)):
            ElementTree.SubElement(field, tag).text = text
    for index, entry in enumerate(classes):
        row = ElementTree.SubElement(table, "Row", index=str(index))
        for value in (entry.code, entry.name, *entry.rgb(), pixels.get(entry.code, 0)):
            ElementTree.SubElement(row, "F").text = str(value)
    ElementTree.indent(root, " ")
    return bytes(ElementTree.tostring(root, encoding="utf-8"))
