"""A faster kernel is chosen for its device only, checked once, and dropped where it is wrong.

The kernel here is a stand-in: no GPU and no mamba-ssm are needed, and none was run.
"""

import sys
import warnings

import pytest
import torch

from segcr_qgis.networks import scan_accelerator, state_space_backends
from segcr_qgis.networks.scan_accelerator import Accelerator, load_mamba
from segcr_qgis.networks.state_space import default_chunk, scan_in_chunks

CPU = torch.device("cpu")


def kernel(x, dt, A, B, C, chunk_size, D=None, **_):
    """mamba_chunk_scan_combined's signature over our own scan."""
    assert all(t.is_contiguous() and t.dtype == torch.float32 for t in (x, dt, A, B, C))
    return scan_in_chunks(x, dt, A, B, C, D, chunk_size)


def wrong(x, dt, A, B, C, chunk_size, D=None):
    return kernel(x, dt, A, B, C, chunk_size, D) * 1.01


def wrong_gradient(x, dt, A, B, C, chunk_size, D=None):
    return kernel(x, dt.detach() + 0 * dt, A, B, C, chunk_size, D)


def nan(x, dt, A, B, C, chunk_size, D=None):
    return kernel(x, dt, A, B, C, chunk_size, D) * torch.nan


def crash(*_, **__):
    raise RuntimeError("no kernel image\nlong traceback")


def arguments():
    return [
        torch.randn(1, 40, 2, 32),
        torch.rand(1, 40, 2),
        -torch.rand(2),
        torch.randn(1, 40, 1, 16),
        torch.randn(1, 40, 1, 16),
        None,
    ]


@pytest.fixture
def use(monkeypatch):
    """Pretend that the accelerator's device is the CPU."""

    def put(function):
        calls = []

        def load():
            calls.append(1)
            return function

        made = Accelerator("mamba_ssm", "cpu", load)
        monkeypatch.setattr(state_space_backends, "MAMBA", made)
        return made, calls

    return put


def test_a_right_kernel_is_checked_once_and_used(use):
    seen = []

    def counted(x, *rest, **named):
        seen.append(x.shape[1])
        return kernel(x, *rest, **named)

    _, loads = use(counted)
    values = arguments()
    with torch.inference_mode():
        for _ in range(3):
            y = state_space_backends.ssd_scan(*values)
    assert loads == [1] and seen == [150, 40, 40, 40]
    torch.testing.assert_close(y, scan_in_chunks(*values, default_chunk(values[0].device)))
    assert state_space_backends.explain(CPU) == "mamba_ssm"


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (wrong, "differs from PyTorch by 2"),
        (wrong_gradient, "differs from PyTorch by 1"),
        (nan, "differs from PyTorch by inf"),
        (crash, "failed: no kernel image"),
    ],
)
def test_a_wrong_kernel_is_dropped_with_a_warning(use, function, said):
    use(function)
    values = arguments()
    with pytest.warns(UserWarning, match=f"{said}.*PyTorch instead"):
        y = state_space_backends.ssd_scan(*values)
    assert torch.equal(y, scan_in_chunks(*values, default_chunk(values[0].device)))
    assert said in state_space_backends.explain(CPU)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        state_space_backends.ssd_scan(*values)


def test_it_can_be_switched_off_and_is_for_its_device_only(use, monkeypatch):
    made, loads = use(kernel)
    monkeypatch.setenv(state_space_backends.OVERRIDE, "torch")
    assert state_space_backends.backend(CPU) == "torch" and not loads
    assert "SEGCR_SCAN is set" in state_space_backends.explain(CPU)
    monkeypatch.delenv(state_space_backends.OVERRIDE)
    made.device_type = "cuda"
    assert state_space_backends.backend(CPU) == "torch" and not loads
    assert state_space_backends.explain(CPU) == "torch"


def test_not_being_installed_is_no_warning(monkeypatch):
    monkeypatch.setattr(scan_accelerator.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "mamba_ssm", None)
    made = Accelerator("mamba_ssm", "cpu", load_mamba)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not made.ready(CPU)
    assert "cannot be loaded" in made.reason


def test_the_kernel_loads_past_a_top_level_that_fails(tmp_path, monkeypatch):
    folder = tmp_path / "mamba_ssm"
    (folder / "ops" / "triton").mkdir(parents=True)
    (folder / "__init__.py").write_text("import selective_scan_cuda_that_is_missing\n")
    (folder / "ops" / "__init__.py").write_text("")
    (folder / "ops" / "triton" / "__init__.py").write_text("")
    (folder / "ops" / "triton" / "helper.py").write_text("WORKS = 42\n")
    (folder / "ops" / "triton" / "ssd_combined.py").write_text(
        "from mamba_ssm.ops.triton.helper import WORKS\n"
        "def mamba_chunk_scan_combined(*arguments, **named):\n    return WORKS\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    try:
        assert load_mamba()() == 42
        assert "mamba_ssm" not in sys.modules
    finally:
        for name in [n for n in sys.modules if n.split(".")[0] == "mamba_ssm"]:
            del sys.modules[name]
