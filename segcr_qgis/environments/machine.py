"""What a set-up is decided on: facts about this machine, gathered once, then only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Optional

#: Pythons the locks were resolved for: from the first up to, not including, the second.
SUPPORTED_PYTHONS = ((3, 10), (3, 15))


@dataclass(frozen=True)
class FoundPython:
    """A Python that answered.

    Attributes
    ----------
    path : str
    version : tuple of int
        Major, minor, micro.
    makes_environments : bool
        Whether both ``venv`` and ``ensurepip`` are there (Debian leaves one out).
    wide : bool
        64 bits; the libraries exist for nothing less.
    bundled : bool
        Part of QGIS on Windows or macOS: an environment on it would break with QGIS's upgrade.
    """

    path: str
    version: tuple[int, int, int]
    makes_environments: bool = True
    wide: bool = True
    bundled: bool = False

    @property
    def supported(self) -> bool:
        """Return whether the libraries exist for it."""
        low, high = SUPPORTED_PYTHONS
        return self.wide and low <= self.version[:2] < high

    def label(self) -> str:
        """Return the version as one writes it."""
        return ".".join(str(part) for part in self.version)


@dataclass(frozen=True)
class Nvidia:
    """A graphics card: its name, the driver's major version, the compute capability."""

    name: str
    driver: int
    capability: tuple[int, int]


@dataclass(frozen=True)
class MachineFacts:
    """Everything a set-up depends on.

    Attributes
    ----------
    platform : str
        As in ``sys.platform``.
    processor : str
        ``x86_64`` or ``arm64``; other words as the system says them.
    system : str
        The system's name and version, for the diagnostics.
    release : tuple of int
        The version of macOS; empty elsewhere.
    home : str
        Folder of the managed environments.
    free_bytes : int
        Room on its disk.
    pythons : tuple of FoundPython
    uv : str
        A ``uv`` that is there already; '' where none is.
    nvidia : Nvidia, optional
    proxy : str
        Address of the proxy that QGIS uses; may hold a password, so it is never shown.
    index : str
        The package index pip is configured for; '' for the public one.
    """

    platform: str
    processor: str
    home: str
    free_bytes: int
    system: str = ""
    release: tuple[int, ...] = ()
    pythons: tuple[FoundPython, ...] = ()
    uv: str = ""
    nvidia: Optional[Nvidia] = None
    proxy: str = ""
    index: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)
