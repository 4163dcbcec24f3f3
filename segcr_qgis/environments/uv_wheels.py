"""Where the program ``uv`` comes from where a machine has no Python to offer: pinned wheels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

VERSION = "0.13.9"


@dataclass(frozen=True)
class UvWheel:
    """A wheel on the package index: its file name, its SHA-256, the program inside."""

    file: str
    digest: str
    program: str


_LINUX = "manylinux_2_17_{p}.manylinux2014_{p}"
#: The digests are public; the marks tell scanners that they are no secrets.
_WHEELS = {
    ("linux", "x86_64"): (
        _LINUX.format(p="x86_64"),
        # pragma: allowlist nextline secret
        "d7f459fe4fd247d830351c75686d3996ace3c6f3f728eb0e85a30b7ada0cef19",
    ),
    ("linux", "arm64"): (
        _LINUX.format(p="aarch64") + ".musllinux_1_1_aarch64",
        # pragma: allowlist nextline secret
        "5435c5ce14a56431208ca0996416d310f1598e8c2c8ba707688985a16bb82dbe",
    ),
    ("win32", "x86_64"): (
        "win_amd64",
        # pragma: allowlist nextline secret
        "6a44b2ed8111d2f60d2b92627c5dccda3f7ed7570b18ce115e569cd68c28246b",
    ),
    ("darwin", "arm64"): (
        "macosx_11_0_arm64",
        # pragma: allowlist nextline secret
        "66c512266d633bef48384a1f53003f41f2a8e7b36fe6e7fbfd3e0fd52d96fa63",
    ),
    ("darwin", "x86_64"): (
        "macosx_10_12_x86_64",
        # pragma: allowlist nextline secret
        "c16ed11e013557536b3e60065f1b912f6407bd6518e041b961e23ef9e6b4fbf5",
    ),
}


def uv_wheel(platform: str, processor: str) -> Optional[UvWheel]:
    """Return the wheel for a machine, None where there is none."""
    entry = _WHEELS.get((platform, processor))
    if entry is None:
        return None
    tag, digest = entry
    program = "uv.exe" if platform == "win32" else "uv"
    return UvWheel(f"uv-{VERSION}-py3-none-{tag}.whl", digest, program)
