"""The torch backend: precision, devices, weights."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from pathlib import Path  # noqa: E402
from types import SimpleNamespace  # noqa: E402

from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.model_package import read_package  # noqa: E402
from segcr_qgis.engine.backend import BackendOutOfMemory, Batch  # noqa: E402
from segcr_qgis.engine.backends import allocator, processor, torch_backend  # noqa: E402
from segcr_qgis.networks.conveyor import Conveyor  # noqa: E402


@pytest.fixture(scope="module")
def card(package):
    return read_package(Path(package))


@pytest.fixture(scope="module")
def batch():
    random = np.random.default_rng(0)
    ones = np.ones((2, 6, 64, 64), np.float32)
    optical, sar = random.random((2, 6, 64, 64)), random.random((2, 2, 64, 64))
    return Batch(optical.astype("float32"), sar.astype("float32"), ones, ones[:, :2], None)


@pytest.fixture
def bfloat16(monkeypatch):
    """A processor that has bfloat16, or claims it: emulated it computes the same."""
    monkeypatch.setattr(torch_backend, "has_bfloat16", lambda cpu: True)


def test_bfloat16_agrees_with_float32(card, batch, bfloat16):
    loader = torch_backend.TorchLoader()
    exact = loader.load(card, "cpu", "float32", 1)[0].run(batch)
    fast = loader.load(card, "cpu", "bfloat16", 1)[0].run(batch)
    for name in exact._fields:
        a, b = getattr(exact, name), getattr(fast, name)
        assert a.dtype == b.dtype == np.float32 and a.shape == b.shape
        np.testing.assert_allclose(a, b, atol=0.05)
    np.testing.assert_allclose(exact.probabilities.sum(axis=1), 1, atol=1e-4)


def test_a_processor_without_bfloat16_is_not_made_to_emulate_it(card, monkeypatch):
    monkeypatch.setattr(torch_backend, "has_bfloat16", lambda cpu: False)
    loader = torch_backend.TorchLoader()
    assert loader.load(card, "cpu", "auto", 1)[0].precision == "float32"
    backend, notices = loader.load(card, "cpu", "bfloat16", 1)
    assert backend.precision == "float32"
    assert [notice.code for notice in notices] == ["precision_fallback"]
    assert notices[0].values == {"wanted": "bfloat16", "device": "cpu", "used": "float32"}


def test_the_model_stays_warm_until_something_changes(card, bfloat16):
    loader = torch_backend.TorchLoader()
    first = loader.load(card, "cpu", "float32", 1)[0]
    assert loader.load(card, "cpu", "float32", 1)[0] is first
    assert loader.load(card, "cpu", "bfloat16", 1)[0] is not first


def test_an_absent_device_falls_back_with_a_notice():
    if torch.cuda.is_available():
        pytest.skip("this machine has a GPU")
    for wanted in ("cuda", "cuda:3", "mps"):
        device, notices = torch_backend.choose_device(wanted)
        assert device.type == "cpu" and notices[0].values["wanted"] == wanted
    assert torch_backend.choose_device("auto") == (torch.device("cpu"), ())
    for name in ("abacus", "meta", ""):
        with pytest.raises(SegcrError) as caught:
            torch_backend.choose_device(name)
        assert caught.value.code == "device_missing"


def test_weights_of_another_network_are_refused(card):
    other = dataclasses.replace(card, config={**card.config, "widths": (8, 16, 24, 32)})
    with pytest.raises(SegcrError, match="does not fit the network"):
        torch_backend.load_network(other)


def test_memory_errors_are_told_from_others(card, batch, monkeypatch):
    backend = torch_backend.TorchLoader().load(card, "cpu", "float32", 1)[0]
    message = "DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"

    def fail(text):
        def compute(tensors):
            raise RuntimeError(text)

        return compute

    monkeypatch.setattr(backend, "_compute", fail(message))
    with pytest.raises(BackendOutOfMemory):
        backend.run(batch)
    monkeypatch.setattr(backend, "_compute", fail("channels_last memory format is not supported"))
    with pytest.raises(RuntimeError, match="channels_last"):
        backend.run(batch)


def test_weights_are_rounded_once_not_for_every_tile(card, batch, bfloat16):
    backend = torch_backend.TorchLoader().load(card, "cpu", "bfloat16", 1)[0]
    held = {p.dtype for m in backend._network.modules() for p in m.parameters(recurse=False)}
    assert held == {torch.float32, torch.bfloat16}
    network = torch_backend.load_network(card).eval()
    tensors = [torch.from_numpy(array) for array in batch[:4]]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        by_autocast = network(*tensors).clear
    np.testing.assert_allclose(backend.run(batch).clear, by_autocast.float(), atol=5e-3)


@pytest.mark.parametrize(
    ("asked", "listed", "expected"),
    [
        ({"_is_avx512_bf16_supported": True}, "", True),
        ({"_is_avx512_bf16_supported": False, "_is_amx_tile_supported": True}, "", True),
        ({"_is_avx512_bf16_supported": False}, "flags : avx512_bf16", False),
        ({}, "flags : avx2 avx512_bf16", True),
        ({}, "flags : avx2 avx512f", False),
        ({}, None, False),
    ],
)
def test_the_processor_is_asked_first_then_the_table(
    monkeypatch, tmp_path, asked, listed, expected
):
    answers = {name: lambda answer=answer: answer for name, answer in asked.items()}
    table = tmp_path / "cpuinfo"
    if listed is not None:
        table.write_text(listed)
    monkeypatch.setattr(processor, "_TABLE", table)
    assert processor.has_bfloat16(SimpleNamespace(**answers)) is expected


@pytest.mark.skipif(not allocator.keep_freed_memory(), reason="the C library is not glibc")
def test_memory_freed_by_a_tile_serves_the_next_and_goes_back_at_the_end():
    import resource

    def faults():
        return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

    def resident():
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * resource.getpagesize()

    def touch():
        [torch.ones(1 << 20) for _ in range(16)]  # 64 MB in blocks of 4

    # What earlier tests left would count towards what is kept.
    allocator.give_back()
    touch()
    taken = []
    for _ in range(4):  # the heap of earlier tests has holes, which are filled first
        before = faults()
        touch()
        taken.append(faults() - before)
    assert min(taken) < 4000, taken  # of 16384 pages
    # Told by what is resident: with huge pages, faults are few whatever is given back.
    kept = resident()
    allocator.give_back()
    assert kept - resident() > 40 << 20


def test_the_conveyor_brings_what_the_plain_way_brings(card, batch):
    """On the CPU, where PyTorch's streams do nothing: the same lines as on CUDA."""
    backend = torch_backend.TorchLoader().load(card, "cpu", "float32", 1)[0]
    plain = backend.run(batch)
    other = batch._replace(optical=batch.optical[..., ::-1].copy())
    backend._conveyor = Conveyor(torch.device("cpu"))
    waiting = [backend.begin(given) for given in (batch, other)]
    first, second = (answer() for answer in waiting)
    for expected, found in zip(plain, first):
        assert found.dtype == np.float32 and found.shape == expected.shape
        np.testing.assert_array_equal(found, expected)
    assert np.abs(second.clear - first.clear).max() > 0.01


@pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
def test_on_cuda_the_copies_overlap_and_change_nothing(card, batch):
    backend = torch_backend.TorchLoader().load(card, "cuda", "float32", 1)[0]
    assert backend.ahead == 1
    batches = [batch._replace(optical=batch.optical * share) for share in (1.0, 0.9, 0.8, 0.7)]
    waiting = [backend.begin(given) for given in batches]
    together = [answer() for answer in waiting]
    for given, found in zip(batches, together):
        alone = backend.run(given)
        np.testing.assert_allclose(found.clear, alone.clear, atol=1e-4)
        np.testing.assert_allclose(found.probabilities, alone.probabilities, atol=1e-4)
