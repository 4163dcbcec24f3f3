"""Networks by name. A model package names one of these keys; it never carries code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

import torch
from torch import nn

from ..core.errors import SegcrError
from .cgm2net import CGM2Net
from .segcr import SegCR

_NETWORKS: dict[str, tuple[Callable[..., nn.Module], Mapping[str, Any]]] = {
    "segcr-tiny": (
        SegCR,
        {
            "widths": (24, 48, 96, 160),
            "depths": (2, 2, 3, 2),
            "semantic": 64,
            "restoration": 16,
        },
    ),
    "cgm2net-tiny": (
        CGM2Net,
        {
            "widths": (32, 64, 96, 160),
            "depths": (1, 1, 2, 1),
            "ratio": 2,
            "semantic": 64,
            "restoration": 16,
        },
    ),
}


def names() -> tuple[str, ...]:
    """Return the names that :func:`build` knows."""
    return tuple(_NETWORKS)


def build(name: str, **config: Any) -> nn.Module:
    """Return a freshly initialised network in channels_last memory.

    Parameters
    ----------
    name : str
        One of :func:`names`.
    **config
        Overrides of the network's constructor arguments, such as ``optical_channels``.

    Raises
    ------
    SegcrError
        ``network_unknown`` or ``network_config`` where the name or an argument does not exist.
    """
    if name not in _NETWORKS:
        raise SegcrError("network_unknown", name=name, available=", ".join(names()))
    network, defaults = _NETWORKS[name]
    try:
        built = network(**{**defaults, **config})
    except TypeError as problem:
        raise SegcrError("network_config", name=name, reason=problem) from problem
    # The stubs of Module.to leave out memory_format.
    return built.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]
