"""Which code runs the state-space scan: plain PyTorch, or a kernel that agreed with it."""

# ruff: noqa: N803 - A, B, C, D are the names of the literature
from __future__ import annotations

import os
from typing import Optional

import torch
from torch import Tensor

from .scan_accelerator import MAMBA
from .state_space import default_chunk, scan_in_chunks

#: Set to ``torch`` to do without accelerators.
OVERRIDE = "SEGCR_SCAN"
PLAIN = "torch"


def backend(device: torch.device) -> str:
    """Return the name of what scans tensors on ``device``."""
    if os.environ.get(OVERRIDE) != PLAIN and MAMBA.ready(device):
        return MAMBA.name
    return PLAIN


def explain(device: torch.device) -> str:
    """Return the backend for ``device`` and, where there is one, why not the faster."""
    name = backend(device)
    if name != PLAIN or device.type != MAMBA.device_type:
        return name
    if os.environ.get(OVERRIDE) == PLAIN:
        return f"{name} ({OVERRIDE} is set)"
    return f"{name} ({MAMBA.reason})"


def ssd_scan(
    x: Tensor,
    dt: Tensor,
    A: Tensor,
    B: Tensor,
    C: Tensor,
    D: Optional[Tensor] = None,
    chunk: Optional[int] = None,
) -> Tensor:
    """Run the state-space recurrence of Mamba-2 over all heads and directions at once.

    Parameters
    ----------
    x : Tensor, (B, L, H, P)
        Tokens: H heads of P channels. Heads are grouped; directions are groups.
    dt : Tensor, (B, L, H)
        Step sizes, at least 0 (after softplus).
    A : Tensor, (H,)
        Decay rates, below 0.
    B, C : Tensor, (B, L, G, N)
        What each token writes to and reads from the N states, for G groups of H / G heads.
    D : Tensor, (H,), optional
        Share of the token itself in the output.
    chunk : int, optional
        Tokens a chunk; by default what is fastest on the device.

    Returns
    -------
    y : Tensor, (B, L, H, P)
        Of ``x``'s dtype; computed in float32.
    """
    chunk = chunk or default_chunk(x.device)
    if backend(x.device) == PLAIN:
        return scan_in_chunks(x, dt, A, B, C, D, chunk)
    return MAMBA.scan(x, dt, A, B, C, D, chunk=chunk)
