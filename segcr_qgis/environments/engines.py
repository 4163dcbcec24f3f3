"""The engines there are to choose from, and which of them a machine can have."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Optional

from ..core.places import resources
from .machine import MachineFacts

#: The version every standard engine pins; the Makefile asks for the same.
TORCH = "2.13.0"
PYTORCH_INDEX = "https://download.pytorch.org/whl/"
#: Wheels of rasterio for macOS ask for this release.
MAC_RELEASE = (15,)


@dataclass(frozen=True)
class Engine:
    """A kind of engine.

    Attributes
    ----------
    key : str
        ``cpu``, ``cuda``, ``mps`` or ``light``.
    lock : str
        Name of the file of pins in ``resources/engine``.
    requirement : str
        What is pinned besides, in pip's spelling; '' for nothing.
    index : str
        A package index to ask where the configured one does not carry the requirement.
    download_mb, disk_mb : int
        What it takes, measured on Linux with Python 3.11 (the CUDA builds: from their wheels).
    """

    key: str
    lock: str
    requirement: str = ""
    index: str = ""
    download_mb: int = 0
    disk_mb: int = 0

    def lock_text(self) -> str:
        """Return the pins."""
        return (resources() / "engine" / f"{self.lock}.txt").read_text(encoding="utf-8")

    def lock_hash(self) -> str:
        """Return eight digits that change whenever a pin changes."""
        text = self.lock_text() + self.requirement
        return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]


LIGHT = Engine("light", "light", download_mb=140, disk_mb=560)
CPU = Engine("cpu", "torch", f"torch=={TORCH}+cpu", PYTORCH_INDEX + "cpu", 360, 1470)
APPLE = Engine("mps", "torch", f"torch=={TORCH}", "", 210, 900)


def cuda(facts: MachineFacts) -> Optional[Engine]:
    """Return the CUDA build that card and driver can run, None where there is none.

    The CUDA 13 builds need driver 580 and a card from Turing (7.5) on; CUDA 12.6 serves older
    drivers and cards, but no Blackwell (10.0 and up).
    """
    card = facts.nvidia
    if card is None or facts.platform not in ("linux", "win32") or facts.processor != "x86_64":
        return None
    if card.driver >= 580 and card.capability >= (7, 5):
        if facts.platform == "linux":
            # The public index carries this very build for Linux.
            return Engine("cuda", "torch", f"torch=={TORCH}", "", 2660, 6990)
        index = PYTORCH_INDEX + "cu130"
        return Engine("cuda", "torch", f"torch=={TORCH}+cu130", index, 2660, 5390)
    if card.driver >= 560 and (5, 0) <= card.capability < (10, 0):
        index = PYTORCH_INDEX + "cu126"
        return Engine("cuda", "torch", f"torch=={TORCH}+cu126", index, 2760, 6690)
    return None


def engines_for(facts: MachineFacts) -> tuple[Engine, ...]:
    """Return the engines this machine can have, the recommended one first; may be empty."""
    if facts.platform == "darwin":
        if facts.release and facts.release < MAC_RELEASE:
            return ()
        # PyTorch stopped building for Intel Macs.
        return (APPLE, LIGHT) if facts.processor == "arm64" else (LIGHT,)
    if facts.platform == "win32" and facts.processor != "x86_64":
        return ()
    if facts.processor not in ("x86_64", "arm64"):
        return ()
    fast = cuda(facts)
    return (fast, CPU, LIGHT) if fast else (CPU, LIGHT)
