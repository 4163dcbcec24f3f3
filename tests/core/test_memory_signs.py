"""Memory that ran out is recognised by whatever the libraries say of it, and by nothing else."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from segcr_qgis.cli import main as command_line
from segcr_qgis.core import memory_signs
from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.memory_signs import cannot_start, memory_failure, speaks_of_memory

#: As the libraries said it when their memory was limited.
SAID = [
    "libtorch_cpu.so: failed to map segment from shared object",
    "libblosc.so: failed to map segment from shared object: Cannot allocate memory",
    "[enforce fail at alloc_cpu.cpp:127] err == 0. DefaultCPUAllocator: can't allocate memory: you"
    " tried to allocate 552960 bytes. Error code 12 (Cannot allocate memory)",
    "[enforce fail at alloc_cpu.cpp:117] data. DefaultCPUAllocator: not enough memory: you tried to"
    " allocate 4294967296 bytes.",
    "CUDA out of memory. Tried to allocate 2.00 GiB",
    "MPS backend out of memory (MPS allocated: 8.00 GB)",
    "terminate called after throwing an instance of 'St9bad_alloc'\n  what():  std::bad_alloc",
    "bad allocation",
    "OpenBLAS error: Memory allocation still failed after 10 retries, giving up.",
    "Unable to allocate 3.00 GiB for an array with shape (6, 8192, 8192) and data type float64",
    "Traceback (most recent call last):\n  File x\nMemoryError",
    "can't start new thread",
    "[WinError 1455] The paging file is too small for this operation to complete",
    "Failed to allocate memory for requested buffer of size 553648128",
]
OTHERS = [
    "libtorch_cpu.so: failed to map segment from shared object: Operation not permitted",
    "No module named 'torch'",
    "read failed: TIFFReadEncodedStrip() failed",
    "in-memory dataset is closed",
    "",
]


@pytest.mark.parametrize("text", SAID)
def test_what_is_said_when_memory_runs_out(text):
    assert speaks_of_memory(text)
    try:
        try:
            raise RuntimeError(text)
        except RuntimeError as problem:
            raise SegcrError("model_invalid", folder="x", reason="y") from problem
    except SegcrError as wrapped:
        found = memory_failure(wrapped)
    assert found is not None and found.code == "memory_exhausted"
    assert text.splitlines()[0][:40] in found.detail.replace("\\'", "'")


@pytest.mark.parametrize("text", OTHERS)
def test_what_is_said_of_other_troubles(text):
    assert not speaks_of_memory(text)
    assert memory_failure(RuntimeError(text)) is None


def test_what_can_mean_either_counts_where_memory_is_short(monkeypatch):
    assert not speaks_of_memory("could not create a primitive")
    monkeypatch.setattr(memory_signs, "_room", lambda: 100e6)
    assert speaks_of_memory("could not create a primitive")
    assert not speaks_of_memory("could not create a folder")


@pytest.mark.skipif(sys.platform != "linux", reason="the tables are Linux's")
def test_the_room_left_is_known():
    assert 0 < memory_signs._room() < 1e15


def test_codes_of_their_own_stay():
    assert memory_failure(SegcrError("out_of_memory", device="cuda:0", tile=256)) is None
    short = OSError(errno.ENOMEM, "x")
    assert memory_failure(short).code == "memory_exhausted"
    assert cannot_start(Path("python"), short).code == "memory_exhausted"
    assert cannot_start(Path("python"), FileNotFoundError("x")).code == "engine_missing"


def test_a_layer_named_like_a_memory_error_is_no_memory_error():
    assert memory_failure(SegcrError("no_crs", layer="out of memory")) is None


@pytest.mark.parametrize(
    "problem", [MemoryError(), ImportError("libx.so: failed to map segment from shared object")]
)
def test_the_command_line_says_it_in_one_sentence(problem, monkeypatch, capsys):
    def fail(options):
        raise problem

    monkeypatch.setattr("segcr_qgis.cli.doctor.run", fail)
    assert command_line.main(["doctor", "--json"]) == 2
    said = capsys.readouterr()
    assert "ran out of memory" in said.err and said.err.count("\n") == 1
    assert '"code": "memory_exhausted"' in said.out


def test_the_system_count_of_processes_ended_for_memory(tmp_path, monkeypatch):
    table = tmp_path / "vmstat"
    monkeypatch.setattr(memory_signs, "_LINUX_COUNTER", table)
    assert memory_signs.processes_killed_for_memory() == 0
    table.write_text("oom_kill_other 7\noom_kill 3\n")
    assert memory_signs.processes_killed_for_memory() == 3


@pytest.mark.skipif(sys.platform != "linux", reason="the table is Linux's")
def test_the_real_table_is_read():
    assert memory_signs.processes_killed_for_memory() >= 0
