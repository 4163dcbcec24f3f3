"""Every check that a line between plugin and engine must pass, with a line that does not."""

from __future__ import annotations

import io
import json

import pytest

from segcr_qgis.core.errors import SegcrError, sentence
from segcr_qgis.core.line_faults import CHECKS, line_fault
from segcr_qgis.core.protocol import MAX_LINE, Cancel, Log, Progress, decode, encode, read_lines
from segcr_qgis.core.report import Failure

PROGRESS = encode(Progress(0.5, "predicting", 3.0)).strip()

LINES = {
    "line_long": ['{"type": "log", "text": "' + "x" * MAX_LINE + '"}'],
    "line_foreign": ["Segmentation fault", "\u202e", "Traceback (most recent call last):"],
    "line_cut": [PROGRESS[:-1], PROGRESS[:12], "{", '{"type": "log'],
    "line_joined": [PROGRESS + PROGRESS, PROGRESS + " x"],
    "line_garbled": [
        "{" * 500,
        PROGRESS.replace(":", ";", 1),
        '{"type": hello}',
        "{'type': 'hello'}",
    ],
    "line_depth": ['{"type": ' + "[" * 100_000 + "]" * 100_000 + "}"],
    "line_number": [
        PROGRESS.replace("0.5", number) for number in ("NaN", "-Infinity", "1e999", "9" * 41)
    ],
    "line_twice": ['{"type": "hello", "pid": 1, "pid": 2}'],
    "no_object": ["null", "[]", '"x"', "5"],
    "type_missing": ["{}", '{"kind": "hello"}'],
    "type_unknown": ['{"type": 5}', '{"type": ["hello"]}', '{"type": "goodbye"}'],
    "field_missing": ['{"type": "progress", "fraction": 1}', '{"type": "predict"}'],
    "field_unknown": [
        '{"type": "cancel", "run": 1}',
        '{"type": "predict", "request": {}, "priority": 1}',
    ],
    "field_kind": ['{"type": "hello", "protocol": "2"}', '{"type": "log", "text": null}'],
}


@pytest.mark.parametrize(
    ("check", "line"), [(check, line) for check, lines in LINES.items() for line in lines]
)
def test_each_check_speaks_for_itself(check, line):
    with pytest.raises(SegcrError) as raised:
        decode(line)
    said = raised.value
    assert (said.code, said.values["check"]) == ("engine_protocol", check), said
    assert said.values["reason"] in str(said)
    assert "\n" not in str(said) and len(str(said)) < 250
    assert len(said.detail) <= 200


def test_no_check_is_without_a_line():
    """The other three are about conversations: see the drills of streams."""
    assert set(CHECKS) - set(LINES) == {"wrong_side", "out_of_order", "silent"}
    assert all("{" not in str(line_fault(check)) for check in CHECKS)


def test_a_check_survives_the_way_to_the_other_side():
    problem = line_fault("type_unknown", type="x")
    again = decode(encode(Failure.of(problem))).to_error()
    assert again.values == problem.values and str(again) == str(problem)
    assert sentence(CHECKS["type_unknown"], {"type": "x"}) in str(again)


def test_lines_are_read_one_by_one_and_never_whole_when_they_are_endless():
    class Endless(io.BytesIO):
        """Counts the largest piece it was asked for."""

        most = 0

        def readline(self, size=-1, /):
            piece = super().readline(size)
            self.most = max(self.most, len(piece))
            return piece

    cancel, log = encode(Cancel()), encode(Log("x"))
    stream = Endless((cancel + "\n  \n" + "x" * (5 * MAX_LINE) + "\n" + log).encode())
    first, long, last = read_lines(stream)
    assert (first, last) == (cancel, log)
    with pytest.raises(SegcrError, match="longer than 1000000"):
        decode(long)
    assert stream.most <= MAX_LINE + 2
    assert list(read_lines(io.BytesIO(b"no end"))) == ["no end"]


def test_what_is_said_is_read_as_it_was_meant():
    told = Progress(1 / 3, "writing", None)
    assert decode(encode(told)) == told
    assert json.loads(encode(told))["type"] == "progress"
