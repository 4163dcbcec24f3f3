from __future__ import annotations

import pytest

from segcr_qgis.core.longitudes import full_turn, turns, turns_of

#: As GDAL writes EPSG:4901: of its meridian Paris in degrees, of its axes in grads.
WKT1 = (
    'GEOGCS["ATF (Paris)",DATUM["ATF",SPHEROID["Plessis 1817",6376523,308.64]],'
    'PRIMEM["Paris RGS",2.33720833333333],UNIT["grad",0.015707963267949],'
    'AXIS["Latitude",NORTH],AXIS["Longitude",EAST]]'
)
WKT2 = (
    'GEOGCRS["ATF (Paris)",DATUM["ATF",ELLIPSOID["Plessis 1817",6376523,308.64,'
    'LENGTHUNIT["metre",1]]],PRIMEM["Paris RGS",2.33720833333333,'
    'ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],'
    'AXIS["latitude",north,ORDER[1],ANGLEUNIT["grad",0.015707963267949]],'
    'AXIS["longitude",east,ORDER[2],ANGLEUNIT["grad",0.015707963267949]]]'
)
BOUND = f'BOUNDCRS[SOURCECRS[{WKT2}],TARGETCRS[GEOGCRS["WGS 84",ANGLEUNIT["degree",0.01745]]]]'


def unit(told: str) -> str:
    return f'GEOGCS["x",PRIMEM["Greenwich",0],UNIT["y",{told}]]'


@pytest.mark.parametrize("crs", [WKT1, WKT2, BOUND, f'COMPD_CS["with heights",{WKT1}]'])
def test_a_turn_is_400_grads(crs):
    assert full_turn(crs) == 400 and turns_of(crs) == (0, 400, -400)
    assert turns((1, 2, 3, 4), crs) == [(1, 2, 3, 4), (401, 2, 403, 4), (-399, 2, -397, 4)]


@pytest.mark.parametrize("told", ["0.0174532925199433", "0.017453292519943295", "0.0174532925"])
def test_a_turn_is_360_degrees_however_many_digits_pi_has(told):
    assert full_turn(unit(told)) == 360


@pytest.mark.parametrize("told", ["0", "-1", "1e400", "1e-320", "1.2.3", "nonsense"])
def test_a_unit_that_can_be_none_is_taken_for_degrees(told):
    assert full_turn(unit(told)) == full_turn('GEOGCS["x"]') == 360


@pytest.mark.parametrize("crs", ["", f'PROJCS["Lambert",{WKT1}]', 'LOCAL_CS["site",UNIT["m",1]]'])
def test_metres_do_not_come_round(crs):
    assert full_turn(crs) == 0 and turns_of(crs) == (0,)
