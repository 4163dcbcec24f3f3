from __future__ import annotations

from xml.etree import ElementTree

from segcr_qgis.core.classes import CLASSES, LandCoverClass
from segcr_qgis.engine.side_car import class_side_car


def test_the_side_car_is_well_formed_and_escapes_names():
    odd = LandCoverClass(9, '<Sea & "ice" é>', "#010203")
    root = ElementTree.fromstring(class_side_car([*CLASSES, odd], {9: 17, 1: 3}).decode("utf-8"))
    names = [c.text for c in root.iter("Category")]
    assert names[0] == "No data" and names[9] == odd.name and len(names) == 10
    rows = [[f.text for f in row] for row in root.iter("Row")]
    assert rows[-1] == ["9", odd.name, "1", "2", "3", "17"]
    assert rows[0][:2] == ["1", "Water"] and rows[0][5] == "3"
    assert [f.find("Usage").text for f in root.iter("FieldDefn")] == ["5", "2", "6", "7", "8", "1"]
