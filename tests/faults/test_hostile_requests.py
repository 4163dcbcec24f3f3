"""Requests that no sound plugin would send: a result or one short sentence, never a traceback."""

from __future__ import annotations

import copy
import json
import os
import time
from collections import Counter

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

from segcr_qgis.assessment.report import render_report
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.places import shipped_models
from segcr_qgis.core.request import PredictRequest
from segcr_qgis.engine.run import run
from tests.faults.effort import note
from tests.faults.pointwise import Pointwise, landscape

SECONDS = 5.0
NUMBERS = [0, -1, 1, 2, 7, 10**9, 10**30, -(10**30), 0.5, float("nan"), float("inf"), 1e300]
TEXTS = ["", "abc", "é\n\x00", "../../etc/passwd", "\ud800", "x" * 100_000]
LISTS = [[], [1], [None], ["a"], [0, 0, 0, 0], [1, 2, 3], [float("nan")] * 4, [float("inf")] * 4,
         [1e308, -1e308, 1e308, 1e308], [500000, 4999000, 501000, 5000000], ["/dev/zero"],
         list(range(100_000))]  # fmt: skip
OBJECTS = [{}, {"a": 1}, {"B2": 99}, {"B2": -1}, {"B2": 0}, {"B2": "1"}, {"classes": 5},
           {"classes": "/nonexistent/x.tif"}, {"classes": "/dev/null"}, {"report": ""}]  # fmt: skip
PLACES = ["/dev/zero", "/dev/null", "/proc/self/mem", "/", "/vsicurl/http://localhost/x.tif"]
NASTY = [None, True, False, *NUMBERS, *TEXTS, *LISTS, *OBJECTS, *PLACES]


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    folder = tmp_path_factory.mktemp("requests")
    for name, values, bands in (
        ("o.tif", landscape(130, 140, 4), ("B2", "B3", "B4", "B8")),
        ("s.tif", np.full((2, 130, 140), -12, "float32"), ("VV", "VH")),
    ):
        with rasterio.open(
            folder / name, "w", driver="GTiff", width=140, height=130, count=len(values),
            dtype=values.dtype, crs="EPSG:32631", transform=from_origin(500000, 5000000, 10, 10),
        ) as dataset:  # fmt: skip
            dataset.write(values)
            for number, band in enumerate(bands, 1):
                dataset.set_band_description(number, band)
    outputs = {role: str(folder / f"{role}.tif") for role in ("classes", "restored")}
    outputs["report"] = str(folder / "report.html")
    model = str(shipped_models() / "segcr-tiny")
    return folder, {"optical": str(folder / "o.tif"), "sar": str(folder / "s.tif"), "model": model,
                    "outputs": outputs, "sar_units": "db"}  # fmt: skip


def outcome(document) -> tuple[str, float]:
    """Return what became of a request, and after how many seconds."""
    began = time.monotonic()
    try:
        request = PredictRequest.from_json(document)
        assert PredictRequest.from_text(json.dumps(request.to_json())) == request
        run(request, lambda plan: (Pointwise(), ()), lambda event: None, lambda: False,
            render_report)  # fmt: skip
        code = "result"
    except SegcrError as problem:
        assert "\n" not in str(problem) and len(str(problem)) < 1500
        code = problem.code
    return code, time.monotonic() - began


def test_every_field_takes_whatever_it_is_given(sound, monkeypatch):
    folder, document = sound
    # What is written to relative paths lands here.
    monkeypatch.chdir(folder)
    inputs = {name: (folder / name).read_bytes() for name in ("o.tif", "s.tif")}
    codes: Counter[str] = Counter()
    longest = 0.0
    for field in (*PredictRequest.__dataclass_fields__, "surplus", "format_version"):
        for value in NASTY:
            spoilt = copy.deepcopy(document)
            spoilt[field] = value
            code, took = outcome(spoilt)
            if took >= SECONDS:
                # A request that hangs does so again, a machine that pauses does not.
                code, took = outcome(spoilt)
            assert took < SECONDS, (field, value)
            codes[code] += 1
            longest = max(longest, took)
            assert not [name for name in os.listdir(folder) if ".part" in name], (field, value)
    assert inputs == {name: (folder / name).read_bytes() for name in inputs}
    assert codes["result"] > 20 and codes["request_invalid"] > 200 and "unexpected" not in codes
    tried = f"{sum(codes.values())} requests: every field with {len(NASTY)} values"
    held = f"{codes.pop('result')} results, {sum(codes.values())} sentences of {len(codes)} codes"
    note("Requests nobody would send", tried, f"{held}; longest {longest:.1f} s")


@pytest.mark.parametrize("text", ["", "[]", "null", "{", "[" * 200_000, '{"a": NaN}', "\ufeff{}"])
def test_request_files_that_are_none(text):
    with pytest.raises(SegcrError) as raised:
        PredictRequest.from_text(text)
    assert raised.value.code == "request_invalid"


def test_what_older_writers_said_is_still_read(sound):
    _, document = sound
    left_out = ("optical_bands", "sar_bands", "optical_extra", "sar_extra", "cloud_mask_values")
    request = PredictRequest.from_json({**document, **dict.fromkeys(left_out)})
    assert request == PredictRequest.from_json(document)
