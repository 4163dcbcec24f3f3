"""The lines between plugin and engine, as a broken or hostile other side would send them."""

from __future__ import annotations

import io
import json
import os
import queue
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random
from typing import ClassVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.line_faults import CHECKS
from segcr_qgis.core.protocol import (
    MAX_LINE,
    Cancel,
    Hello,
    Predict,
    Shutdown,
    decode,
    encode,
    read_lines,
)
from segcr_qgis.core.report import ClassArea, Failure, Log, Notice, PredictReport, Progress
from segcr_qgis.core.request import Outputs, PredictRequest
from segcr_qgis.engine.server import Server
from segcr_qgis.engine_client.client import EngineClient, Patience
from segcr_qgis.engine_client.process import Ended, EngineProcess
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
            '{"type":' + "[" * 20_000, '{"type": "hello", "pid": 1, "pid": 2}',
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
    """Return what a line was taken for, or the check it did not pass; never another error."""
    try:
        message = decode(line)
    except SegcrError as problem:
        assert problem.code in ("engine_protocol", "request_invalid")
        return problem.values.get("check", problem.code)
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


class Recording(EngineProcess):
    """An engine that said what it says before anybody asked, and has ended since."""

    lines: ClassVar[list[str]] = []
    pid = 1

    def __init__(self, python, entry=None, idle=0.0):
        self.python, self.heard, self.messages = python, False, queue.Queue()
        for line in read_lines(io.BytesIO("\n".join(self.lines).encode("utf-8", "replace"))):
            self._read_message(line)
        self.messages.put(Ended())

    def alive(self):
        return not self.messages.empty()

    def send(self, message):
        return True

    def last_words(self):
        return ""

    def killed_for_memory(self):
        return False

    def end_reason(self):
        return "exit code 0"

    def close(self, patience=5.0):
        while not self.messages.empty():
            self.messages.get_nowait()


def heard(lines: list[str]) -> str:
    """Return what QGIS's side makes of an engine that says ``lines``."""
    Recording.lines = lines
    told = []
    client = EngineClient(Patience(idle=0, start=SECONDS))
    try:
        report = client.predict(Path("python"), REQUEST, told.append, lambda: False)
    except SegcrError as problem:
        assert "\n" not in str(problem)
        return problem.values.get("check", problem.code)
    finally:
        assert all(isinstance(event, (Progress, Log, Notice)) for event in told)
        assert client.pid is None
    assert isinstance(report, PredictReport)
    return "a result"


def seconds_for(lines: list[str], codes: Counter[str]) -> float:
    """Give a stream to both sides, check what they say, return how long it took."""
    began = time.monotonic()
    said = [decode(line) for line in served(lines)]
    assert isinstance(said[0], Hello)
    assert all(isinstance(m, (Progress, PredictReport, Failure)) for m in said[1:])
    refused = [m.values["check"] for m in said if getattr(m, "code", "") == "plugin_protocol"]
    # The other checks are counted line by line, also of lines after the one that ended it all.
    codes.update(check for check in refused if check == "wrong_side")
    found = heard(lines), heard([encode(Hello()), *lines])
    codes.update(check for check in found if check in ("wrong_side", "out_of_order"))
    return time.monotonic() - began


def test_ten_thousand_streams(monkeypatch):
    monkeypatch.setattr("segcr_qgis.engine_client.client.EngineProcess", Recording)
    codes: Counter[str] = Counter()
    lines_read = 0

    @settings(
        max_examples=CASES, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.integers(0, 2**48))
    def attack(seed):
        nonlocal lines_read
        lines = stream(seed)
        lines_read += len(lines)
        codes.update(understood(line) for line in lines)
        # Twice at most: a stream that hangs does so again, a machine that pauses does not.
        assert seconds_for(lines, codes) < SECONDS or seconds_for(lines, Counter()) < SECONDS

    attack()
    refused = {name: n for name, n in codes.items() if name in CHECKS or name == "request_invalid"}
    note_table("protocol", refused)
    held = (
        f"{sum(refused.values())} refusals under {len(refused)} codes in {lines_read} lines;"
        " every engine ended in order, QGIS's side always had a result or one sentence"
    )
    note("Malformed, huge, interleaved and missing lines", f"{CASES} streams each way", held)
    missing = {*CHECKS, "request_invalid"} - {"silent"} - set(refused)
    assert not missing, f"no stream was refused for {missing}"
    assert max(refused.values()) < sum(refused.values()) / 2, "one code says too little"
    assert {"Hello", "PredictReport", "Predict"} <= set(codes), "whole lines are understood"


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
