"""Networks by name. A model package names one of these keys; it never carries code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable

import torch
from torch import nn

from ..core.errors import SegcrError
from .baselines import SingleStream
from .cgm2net import CGM2Net
from .segcr import SegCR

_SIZES: dict[str, dict[str, Any]] = {
    "segcr-tiny": {
        "widths": (24, 48, 96, 160),
        "depths": (2, 2, 3, 2),
        "semantic": 64,
        "restoration": 16,
    },
    "segcr-base": {
        "widths": (48, 96, 192, 320),
        "depths": (2, 2, 6, 2),
        "semantic": 128,
        "restoration": 24,
        "block": "attention",
    },
    "segcr-large": {
        "widths": (64, 128, 320, 512),
        "depths": (3, 4, 6, 3),
        "semantic": 256,
        "restoration": 32,
        "block": "attention",
    },
    "cgm2net-tiny": {
        "widths": (32, 64, 96, 160),
        "depths": (1, 1, 2, 1),
        "ratio": 2,
        "semantic": 64,
        "restoration": 16,
    },
    "cgm2net-base": {
        "widths": (64, 128, 256, 384),
        "depths": (2, 2, 5, 2),
        "ratio": 4,
        "semantic": 192,
        "restoration": 32,
    },
    "cgm2net-large": {
        "widths": (96, 192, 384, 768),
        "depths": (2, 2, 8, 2),
        "ratio": 4,
        "semantic": 256,
        "restoration": 48,
    },
}
_BASELINE = _SIZES["segcr-tiny"]
_NETWORKS: dict[str, tuple[Callable[..., nn.Module], Mapping[str, Any]]] = {
    **{name: (SegCR, size) for name, size in _SIZES.items() if name.startswith("segcr")},
    **{name: (CGM2Net, size) for name, size in _SIZES.items() if name.startswith("cgm2net")},
    "baseline-optical": (SingleStream, {**_BASELINE, "sensors": "optical"}),
    "baseline-sar": (SingleStream, {**_BASELINE, "sensors": "sar"}),
    "baseline-concatenation": (SingleStream, {**_BASELINE, "sensors": "both"}),
}
#: What can be switched off in each family, for the papers' ablation tables: arguments of build.
ABLATIONS: dict[str, tuple[Mapping[str, Any], ...]] = {
    "segcr": (
        {"impact_map": False},
        {"sar_to_optical": False},
        {"targeted_fusion": False},
        {"multitask": "segmentation"},
        {"multitask": "removal"},
    ),
    "cgm2net": (
        {"feature_restoration": False},
        {"interaction": False},
        {"mamba_fusion": False},
        {"mask_guidance": False},
        {"multitask": "segmentation"},
        {"multitask": "removal"},
    ),
    "baseline": ({"multitask": "segmentation"}, {"multitask": "removal"}),
}


def names() -> tuple[str, ...]:
    """Return the names that :func:`build` knows."""
    return tuple(_NETWORKS)


def ablations(name: str) -> tuple[Mapping[str, Any], ...]:
    """Return the overrides that switch off one module, or one task, of a network each."""
    return ABLATIONS[name.split("-")[0]]


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
