"""From maps to token sequences and back: rows, columns and both reversed."""

from __future__ import annotations

import torch
from torch import Tensor

DIRECTIONS = 4


def to_sequences(maps: Tensor) -> Tensor:
    """Order the pixels of (B, 4 or 1, K, H, W, P) into (B, 4, K, H * W, P).

    Direction 0 reads along rows, 1 along columns, 2 and 3 are their reverses. With one map for
    all directions it is read four times.
    """
    each = maps.unbind(1)
    rows, columns, rows_back, columns_back = each if len(each) == DIRECTIONS else each * DIRECTIONS
    return torch.stack(
        [
            rows.flatten(2, 3),
            columns.transpose(2, 3).flatten(2, 3),
            rows_back.flatten(2, 3).flip(2),
            columns_back.transpose(2, 3).flatten(2, 3).flip(2),
        ],
        1,
    )


def to_maps(sequences: Tensor, height: int, width: int) -> Tensor:
    """Undo :func:`to_sequences`: (B, 4, K, H * W, P) -> (B, 4, K, H, W, P)."""
    rows, columns, rows_back, columns_back = sequences.unbind(1)
    down = (2, (width, height))
    return torch.stack(
        [
            torch.unflatten(rows, 2, (height, width)),
            torch.unflatten(columns, *down).transpose(2, 3),
            torch.unflatten(rows_back.flip(2), 2, (height, width)),
            torch.unflatten(columns_back.flip(2), *down).transpose(2, 3),
        ],
        1,
    )


def merge(sequences: Tensor, height: int, width: int) -> Tensor:
    """Sum the four directions pixel by pixel: (B, 4, K, H * W, P) -> (B, H, W, K * P)."""
    rows, columns, rows_back, columns_back = sequences.unbind(1)
    rows = rows + rows_back.flip(2)
    columns = columns + columns_back.flip(2)
    summed = torch.unflatten(rows, 2, (height, width)).permute(0, 2, 3, 1, 4)
    summed = summed + torch.unflatten(columns, 2, (width, height)).permute(0, 3, 2, 1, 4)
    return summed.flatten(3)
