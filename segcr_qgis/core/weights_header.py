"""Check a safetensors file by its header, without loading it.

The layout (huggingface/safetensors, README): eight bytes with the header's length, a JSON header
of ``name: {dtype, shape, data_offsets}``, then the tensors without gap or overlap.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any, Final

from .bounded_json import MAX_BYTES, parse_json
from .rejections import rejection

#: Bytes a value of each kind takes. Integers are buffers such as counters of batches.
WIDTHS: Final = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "U8": 1, "BOOL": 1}
MAX_DIMENSIONS = 8
MAX_VALUES = 1 << 31


def count_values(weights: Path, place: Path) -> int:
    """Return how many values ``weights`` holds.

    Raises
    ------
    SegcrError
        ``model_invalid`` where the header is damaged, describes impossible tensors, or tells of
        another layout than the file has.
    """
    size = weights.stat().st_size
    name = weights.name
    with weights.open("rb") as stream:
        first = stream.read(8)
        length = struct.unpack("<Q", first)[0] if len(first) == 8 else 0
        if not 2 <= length <= min(MAX_BYTES, size - 8):
            raise rejection("weights_header", place, name=name)
        header = parse_json(stream.read(length), f"the header of {name}", place)
    if not isinstance(header, dict):
        raise rejection("weights_header", place, name=name)
    spans = []
    values = 0
    for key, tensor in header.items():
        if key == "__metadata__":
            continue
        count, begin, end = _tensor(tensor, weights, place)
        values += count
        spans.append((begin, end))
    position = 0
    for begin, end in sorted(spans):
        if begin != position:
            raise rejection("weights_layout", place, name=name)
        position = end
    if position != size - 8 - length:
        raise rejection("weights_layout", place, name=name)
    return values


def _tensor(tensor: Any, weights: Path, place: Path) -> tuple[int, int, int]:
    """Return how many values a tensor has, and where its bytes begin and end."""
    bad = rejection("weights_tensor", place, name=weights.name)
    if not isinstance(tensor, dict) or set(tensor) != {"dtype", "shape", "data_offsets"}:
        raise bad
    shape, offsets = tensor["shape"], tensor["data_offsets"]
    if tensor["dtype"] not in tuple(WIDTHS) or not _whole_numbers(shape, MAX_DIMENSIONS):
        raise bad
    if not _whole_numbers(offsets, 2) or len(offsets) != 2:
        raise bad
    count = 1
    for length in shape:
        count *= length
        if count > MAX_VALUES:
            raise bad
    begin, end = offsets
    if end - begin != count * WIDTHS[tensor["dtype"]]:
        raise bad
    return count, begin, end


def _whole_numbers(values: Any, most: int) -> bool:
    return (
        isinstance(values, list)
        and len(values) <= most
        and all(type(value) is int and value >= 0 for value in values)
    )
