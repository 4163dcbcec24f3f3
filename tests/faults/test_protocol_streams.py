"""The lines between plugin and engine, as a broken or hostile other side would send them."""

from __future__ import annotations

import io
import json
import os
import threading
import time
from collections import Counter
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.protocol import (
    MAX_LINE,
    Cancel,
    Hello,
    Predict,
    Shutdown,
    decode,
    encode,
)
from segcr_qgis.core.report import ClassArea, Failure, Log, Notice, PredictReport, Progress
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.server import Server
from tests.faults.effort import cases, note, note_table

CASES = cases(10_000, 300)
SECONDS = 5.0
REPORT = PredictReport(
    {"classes": "c.tif"}, "m", "1", "d" * 64, 1.0, 99.0, (ClassArea(1, "Water", 5, 50.0, 0.1),),
    "cpu", "float32", 256, 64, 1, 4, 0.1, {"B2": 1}, {}, "dn10000", "", {"total": 1.0}, 50.0,
    (Notice("no_sar", {}),),
)  # fmt: skip
REQUEST = PredictRequest("o.tif", "m", Outputs(classes="c.tif"))
ANSWERS = [Hello(), Progress(0.5, "predicting", 3.0), Log("x"), Notice("no_sar"), REPORT,
           Failure("disk_full", {"path": "x"}, "detail")]  # fmt: skip
WISHES = [Predict(REQUEST), Cancel(), Shutdown()]
NONSENSE = ["null", "[]", "{}", '"x"', "1e999", "NaN", '{"type": 5}', '{"type": ["hello"]}',
            '{"type": "hello", "protocol": "2"}', "\x00", "\u202e", '{"type":', "{" * 5000,
            '{"type": "progress", "fraction": 1' + "0" * 400 + ', "phase": "x"}',
            '{"type": "failure", "code": "x", "values": {"code": "1", "detail": "2", "self": "3"}}',
            '{"type": "predict", "request": []}', "Traceback (most recent call last):"]  # fmt: skip


def spoilt(message, random: Random) -> str:
    """Return a line that is nearly ``message``."""
    line = encode(message).rstrip("\n")
    way = random.randrange(6)
    if way == 0:
        return line[: random.randrange(len(line))]
    if way == 1:
        place = random.randrange(len(line))
        return line[:place] + random.choice('{}[]",:\\0 \x7f\u00e9') + line[place + 1 :]
    if way == 2:
        other = encode(random.choice(ANSWERS + WISHES)).rstrip("\n")
        place = random.randrange(len(line))
        return line[:place] + other + line[place:]
    document = json.loads(line)
    key = random.choice(list(document))
    if way == 3:
        del document[key]
    elif way == 4:
        document[key] = random.choice([None, [], {}, -1, "x", True, 1e300, [[]], {"a": {}}])
    else:
        document["surplus"] = 1
    return json.dumps(document)


def stream(seed: int) -> list[str]:
    random = Random(seed)
    lines = []
    for _ in range(random.randrange(1, 12)):
        kind = random.randrange(8)
        if kind == 0:
            lines.append(random.choice(NONSENSE))
        elif kind == 1 and random.randrange(40) == 0:
            lines.append("x" * (MAX_LINE + random.randrange(-2, 9)))
        elif kind <= 4:
            lines.append(spoilt(random.choice(ANSWERS + WISHES), random))
        else:
            lines.append(encode(random.choice(ANSWERS + WISHES)).rstrip("\n"))
    return lines


def understood(line: str) -> str:
    """Return what a line was taken for; a refusal is one of two codes, never another error."""
    try:
        message = decode(line)
    except SegcrError as problem:
        assert problem.code in ("engine_protocol", "request_invalid")
        return problem.code
    if isinstance(message, Failure):
        str(message.to_error())
    encode(message)
    return type(message).__name__


def served(lines: list[str]) -> list[str]:
    """Return what a server answers to ``lines`` and then the end of its input."""

    def runner(request, emit, cancelled):
        emit(Progress(0.0, "loading"))
        return REPORT

    answers = io.StringIO()
    reader = io.BytesIO("\n".join([*lines, ""]).encode("utf-8", "replace"))
    server = Server(reader, answers, runner, idle_seconds=1.0)
    thread = threading.Thread(target=server.serve)
    thread.start()
    thread.join(2 * SECONDS)
    assert not thread.is_alive(), "the server ends with its input"
    return answers.getvalue().splitlines()


def seconds_for(lines: list[str]) -> float:
    """Serve a stream, check the answers, return how long it took."""
    began = time.monotonic()
    said = [decode(line) for line in served(lines)]
    assert isinstance(said[0], Hello)
    assert all(isinstance(m, (Progress, PredictReport, Failure)) for m in said[1:])
    return time.monotonic() - began


def test_ten_thousand_streams():
    codes: Counter[str] = Counter()

    @settings(
        max_examples=CASES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**48))
    def attack(seed):
        lines = stream(seed)
        codes.update(understood(line) for line in lines)
        # Twice at most: a stream that hangs does so again, a machine that pauses does not.
        assert seconds_for(lines) < SECONDS or seconds_for(lines) < SECONDS

    attack()
    note_table("protocol", dict(codes))
    refused = codes["engine_protocol"] + codes["request_invalid"]
    held = f"{refused} of {sum(codes.values())} lines refused, every server ended in order"
    note("Malformed, huge, interleaved and missing lines", f"{CASES} streams", held)
    assert {"engine_protocol", "request_invalid", "Hello", "PredictReport"} <= set(codes)


def test_whatever_is_said_is_understood():
    for message in ANSWERS + WISHES:
        assert decode(encode(message)) == message


def test_the_engine_is_not_ended_by_its_own_words():
    reading, writing = os.pipe()
    answers = io.StringIO()
    server = Server(io.FileIO(reading), answers, lambda *_: REPORT, idle_seconds=SECONDS)
    thread = threading.Thread(target=server.serve)
    thread.start()
    os.write(writing, (encode(Hello()) + encode(Predict(REQUEST))).encode())
    deadline = time.monotonic() + SECONDS
    while answers.getvalue().count("\n") < 3 and time.monotonic() < deadline:
        time.sleep(0.01)
    os.close(writing)
    thread.join(SECONDS)
    kinds = [type(decode(line)) for line in answers.getvalue().splitlines()]
    assert kinds == [Hello, Failure, PredictReport]
