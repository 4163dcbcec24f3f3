"""The scan equals a sequential recurrence; maps and sequences are each other's inverse."""

import pytest
import torch

from segcr_qgis.networks.scan_order import merge, to_maps, to_sequences
from segcr_qgis.networks.state_space import CARRIED, scan_in_chunks
from segcr_qgis.networks.state_space_backends import ssd_scan


def recurrence(x, dt, rate, write, read, skip):
    """Run the recurrence token by token."""
    repeats = x.shape[2] // write.shape[2]
    write, read = (t.repeat_interleave(repeats, 2) for t in (write, read))
    state = x.new_zeros(x.shape[0], x.shape[2], write.shape[3], x.shape[3])
    rows = []
    for t in range(x.shape[1]):
        state = state * torch.exp(dt[:, t] * rate)[..., None, None]
        state = state + (dt[:, t, :, None] * write[:, t])[..., None] * x[:, t, :, None]
        rows.append((read[:, t, :, None] @ state)[..., 0, :])
    return torch.stack(rows, 1) + skip[:, None] * x


def case(length, mean_step, heads=8, groups=4, seed=0, batch=2, width=8, states=16):
    chance = torch.Generator().manual_seed(seed)

    def normal(*shape):
        return torch.randn(*shape, generator=chance)

    spread = torch.nn.functional.softplus(normal(batch, length, heads) * 2)
    return (
        normal(batch, length, heads, width),
        spread * (mean_step / spread.mean()),
        -torch.rand(heads, generator=chance) * 4,
        normal(batch, length, groups, states),
        normal(batch, length, groups, states),
        normal(heads),
    )


def relative(a, b):
    return float((a - b).abs().max() / b.abs().max())


@pytest.mark.parametrize("mean_step", [0.05, 1.0, 6.0])
@pytest.mark.parametrize(
    ("length", "chunk"),
    [(1, 32), (77, 32), (64, 32), (50, 64), (150, 2)],
)
def test_equals_the_recurrence_in_float64(length, chunk, mean_step):
    values = case(length, mean_step)
    wanted = recurrence(*(v.double() for v in values))
    found = ssd_scan(*values, chunk=chunk)
    assert found.dtype == torch.float32 and found.shape == values[0].shape
    assert relative(found, wanted) < 1e-5


def test_long_sequences_are_carried_in_levels():
    length = 2 * CARRIED * CARRIED + 5
    values = case(length, 0.02, heads=2, groups=1, batch=1, width=2, states=3)
    wanted = recurrence(*(v.double() for v in values))
    assert relative(ssd_scan(*values, chunk=2), wanted) < 1e-5


def test_gradients_equal_those_of_the_recurrence():
    values = case(45, 0.7, heads=4, groups=2)
    plain = [v.double().requires_grad_() for v in values]
    chunked = [v.clone().requires_grad_() for v in values]
    recurrence(*plain).square().sum().backward()
    ssd_scan(*chunked, chunk=16).square().sum().backward()
    for a, b in zip(chunked, plain):
        assert relative(a.grad, b.grad) < 1e-4


def test_memory_layout_of_the_arguments_does_not_matter():
    values = case(70, 0.5)
    other = [values[0].transpose(1, 2).contiguous().transpose(1, 2), *values[1:]]
    assert torch.equal(ssd_scan(*values), ssd_scan(*other))


def test_steps_of_any_size_stay_finite_forward_and_backward():
    values = [v.clone().requires_grad_() for v in case(200, 60.0)]
    y = ssd_scan(*values)
    y.square().mean().backward()
    assert torch.isfinite(y).all() and all(torch.isfinite(v.grad).all() for v in values)


def test_autocast_leaves_the_scan_in_float32():
    values = case(100, 0.5)
    exact = scan_in_chunks(*values, 32)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert torch.equal(scan_in_chunks(*values, 32), exact)
        half = scan_in_chunks(values[0].bfloat16(), *values[1:], 32)
    assert half.dtype == torch.bfloat16
    assert relative(half.float(), exact) < 0.02


@pytest.mark.parametrize(("height", "width"), [(3, 5), (6, 2), (1, 4)])
def test_sequences_and_maps_are_inverse_on_any_shape(height, width):
    maps = torch.randn(2, 4, 3, height, width, 2)
    sequences = to_sequences(maps)
    assert sequences.shape == (2, 4, 3, height * width, 2)
    assert torch.equal(to_maps(sequences, height, width), maps)
    # Merging is the sum over the directions of that inverse.
    summed = maps.sum(1).permute(0, 2, 3, 1, 4).flatten(3)
    torch.testing.assert_close(merge(sequences, height, width), summed)


def test_the_four_directions_are_rows_columns_and_their_reverses():
    numbers = torch.arange(6.0).reshape(1, 1, 1, 2, 3, 1)
    rows, columns, rows_back, columns_back = to_sequences(numbers)[0, :, 0, :, 0].tolist()
    assert rows == [0, 1, 2, 3, 4, 5] and rows_back == rows[::-1]
    assert columns == [0, 3, 1, 4, 2, 5] and columns_back == columns[::-1]
