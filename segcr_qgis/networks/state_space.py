"""The state-space scan as chunked matrix products, in plain PyTorch.

Dao and Gu, "Transformers are SSMs" (Mamba-2), ICML 2024: with one decay per head the recurrence

    state_t = exp(dt_t A) state_(t-1) + dt_t B_t x_t        y_t = C_t state_t + D x_t

is a masked matrix product inside a chunk and a short recurrence over chunks, which is again a
masked product. No loop over tokens, so it is fast on every device and exports to ONNX.
"""

# ruff: noqa: N803, N806 - A, B, C, D are the names of the literature
from __future__ import annotations

from functools import lru_cache
from typing import Optional

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .products import mix_channels

#: Most chunks carried by one matrix product; longer sequences add a level.
CARRIED = 32


def default_chunk(device: torch.device) -> int:
    """Return the chunk that measured fastest: small on a CPU, larger where matrices are cheap."""
    return 16 if device.type == "cpu" else 64


def scan_in_chunks(
    x: Tensor,
    dt: Tensor,
    A: Tensor,
    B: Tensor,
    C: Tensor,
    D: Optional[Tensor],
    chunk: int,
) -> Tensor:
    """Scan in float32 (float64 stays); arguments as in ``state_space_backends.ssd_scan``."""
    kind = torch.float64 if x.dtype == torch.float64 else torch.float32
    with torch.autocast(x.device.type, enabled=False):
        y = _scan(x.to(kind), dt.to(kind), A.to(kind), B.to(kind), C.to(kind), chunk)
        if D is not None:
            y = y + x.to(kind) * D.to(kind)[:, None]
    return y.to(x.dtype)


def _scan(x: Tensor, dt: Tensor, A: Tensor, B: Tensor, C: Tensor, chunk: int) -> Tensor:
    batch, length, heads, width = x.shape
    groups, states = B.shape[2:]
    short = -length % chunk
    if short:
        # Steps of size 0 neither decay nor write.
        x, dt, B, C = (_lengthen(t, short) for t in (x, dt, B, C))
    chunks = (length + short) // chunk
    # Heads first. A caller that stores (B, H, L, P) and passes a permuted view pays no copy here.
    x = x.permute(0, 2, 1, 3).reshape(batch, groups, heads // groups, chunks, chunk, width)
    dt = dt.transpose(1, 2).reshape(batch, groups, heads // groups, chunks, chunk)
    B = B.permute(0, 2, 1, 3).reshape(batch, groups, 1, chunks, chunk, states)
    C = C.permute(0, 2, 1, 3).reshape(batch, groups, 1, chunks, chunk, states)
    steps = dt * A.reshape(groups, -1, 1, 1)
    written = x * dt[..., None]
    y = ((C @ B.transpose(-1, -2)) * _decays(steps)) @ written
    if chunks > 1:
        since_start = torch.cumsum(steps, -1)
        left = (B * torch.exp(_later(steps))[..., None]).transpose(-1, -2) @ written
        carried = torch.unflatten(
            _carry(left.flatten(-2), since_start[..., -1]), -1, (states, width)
        )
        y = y + (C * torch.exp(since_start)[..., None]) @ carried
    y = y.reshape(batch, heads, length + short, width)
    return (y[:, :, :length] if short else y).transpose(1, 2)


def _lengthen(x: Tensor, tokens: int) -> Tensor:
    """Append zeros to dimension 1."""
    return functional.pad(x, (0, 0) * (x.ndim - 2) + (0, tokens))


def _carry(left: Tensor, steps: Tensor) -> Tensor:
    """Return what arrives at each chunk from all earlier ones.

    ``left`` (..., K, S): the state each chunk alone leaves behind; ``steps`` (..., K): its log
    decay. More than :data:`CARRIED` chunks are carried within groups, then over the groups.
    """
    count = steps.shape[-1]
    if count <= CARRIED:
        return _decays(steps, before=True) @ left
    short = -count % CARRIED
    left = torch.unflatten(functional.pad(left, (0, 0, 0, short)), -2, (-1, CARRIED))
    steps = torch.unflatten(functional.pad(steps, (0, short)), -1, (-1, CARRIED))
    group_left = torch.exp(_later(steps))[..., None, :] @ left
    since_start = torch.cumsum(steps, -1)
    between = _carry(group_left.squeeze(-2), since_start[..., -1])[..., None, :]
    entering = functional.pad(since_start[..., :-1], (1, 0))
    arriving = _decays(steps, before=True) @ left + torch.exp(entering)[..., None] * between
    return arriving.flatten(-3, -2)[..., :count, :]


def _decays(steps: Tensor, before: bool = False) -> Tensor:
    """Return the decay from the end of step j to that of step i >= j, 0 elsewhere.

    ``steps`` (..., Q) log decays, at most 0 -> (..., Q, Q); with ``before`` to the *start* of step
    i > j. The log decays between are summed one by one by a matrix product: differences of
    running sums lose half of their digits where the decay is strong. Nothing positive ever
    reaches the exponential.
    """
    size = steps.shape[-1]
    spans, never = (
        torch.from_numpy(a).to(device=steps.device, dtype=steps.dtype) for a in _spans(size, before)
    )
    rows = steps.reshape(1, -1, 1, size).permute(0, 3, 1, 2)
    between = mix_channels(rows, spans, never)
    return torch.exp(between.permute(0, 2, 3, 1)).reshape(*steps.shape, size)


def _later(steps: Tensor) -> Tensor:
    """Return the sum of all later steps of (..., Q): a running sum from the end, exclusive."""
    summed = torch.cumsum(steps[..., 1:].flip(-1), -1).flip(-1)
    return functional.pad(summed, (0, 1))


@lru_cache(maxsize=16)
def _spans(size: int, before: bool) -> tuple[np.ndarray, np.ndarray]:
    """Return which steps k lie between j and i, (size * size, size), and -inf where j is late."""
    i, j, k = np.ogrid[:size, :size, :size]
    last = i - 1 if before else i
    spans = (j < k) & (k <= last)
    never = np.where(j > last, -np.inf, 0.0)
    return spans.reshape(-1, size).astype(np.float32), never.reshape(-1).astype(np.float32)
