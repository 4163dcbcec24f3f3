"""Which code runs the state-space scan."""

# ruff: noqa: N803 - A, B, C, D are the names of the literature
from __future__ import annotations

from typing import Optional

from torch import Tensor

from .state_space import default_chunk, scan_in_chunks


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
    return scan_in_chunks(x, dt, A, B, C, D, chunk or default_chunk(x.device))
