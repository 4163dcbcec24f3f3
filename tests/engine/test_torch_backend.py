"""The torch backend: precision, devices, weights."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from pathlib import Path  # noqa: E402

from segcr_qgis.core.errors import SegcrError  # noqa: E402
from segcr_qgis.core.model_package import read_package  # noqa: E402
from segcr_qgis.engine.backend import BackendOutOfMemory, Batch  # noqa: E402
from segcr_qgis.engine.backends import torch_backend  # noqa: E402


@pytest.fixture(scope="module")
def card(package):
    return read_package(Path(package))


@pytest.fixture(scope="module")
def batch():
    random = np.random.default_rng(0)
    ones = np.ones((2, 6, 64, 64), np.float32)
    optical, sar = random.random((2, 6, 64, 64)), random.random((2, 2, 64, 64))
    return Batch(optical.astype("float32"), sar.astype("float32"), ones, ones[:, :2], None)


def test_bfloat16_agrees_with_float32(card, batch):
    loader = torch_backend.TorchLoader()
    exact = loader.load(card, "cpu", "float32", 1)[0].run(batch)
    fast = loader.load(card, "cpu", "bfloat16", 1)[0].run(batch)
    for name in exact._fields:
        a, b = getattr(exact, name), getattr(fast, name)
        assert a.dtype == b.dtype == np.float32 and a.shape == b.shape
        np.testing.assert_allclose(a, b, atol=0.05)
    np.testing.assert_allclose(exact.probabilities.sum(axis=1), 1, atol=1e-4)


def test_the_model_stays_warm_until_something_changes(card):
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
        def run(batch):
            raise RuntimeError(text)

        return run

    monkeypatch.setattr(backend, "_run", fail(message))
    with pytest.raises(BackendOutOfMemory):
        backend.run(batch)
    monkeypatch.setattr(backend, "_run", fail("channels_last memory format is not supported"))
    with pytest.raises(RuntimeError, match="channels_last"):
        backend.run(batch)
