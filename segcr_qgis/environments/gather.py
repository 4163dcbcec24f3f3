"""Find out about this machine: looks for Pythons, uv and a graphics card by asking them."""

from __future__ import annotations

import glob
import json
import logging
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Optional

from ..core.places import managed_engine
from .child_environment import installer_environment
from .machine import FoundPython, MachineFacts, Nvidia

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 20

#: Where Pythons live, by ``sys.platform``. Never /usr/bin/python3 on macOS: it opens a dialog.
PYTHON_PLACES: dict[str, tuple[str, ...]] = {
    "linux": ("/usr/bin/python3", "/usr/bin/python3.1?", "/usr/local/bin/python3.1?"),
    "darwin": (
        "/Library/Frameworks/Python.framework/Versions/3.1?/bin/python3.1?",
        "/opt/homebrew/bin/python3.1?",
        "/usr/local/bin/python3.1?",
    ),
    "win32": (
        "{LOCALAPPDATA}/Programs/Python/Python31?/python.exe",
        "{PROGRAMFILES}/Python31?/python.exe",
        "C:/Python31?/python.exe",
    ),
}
UV_PLACES: dict[str, tuple[str, ...]] = {
    "linux": ("{HOME}/.local/bin/uv", "{HOME}/.cargo/bin/uv", "/usr/local/bin/uv", "/usr/bin/uv"),
    "darwin": ("{HOME}/.local/bin/uv", "/opt/homebrew/bin/uv", "/usr/local/bin/uv"),
    "win32": ("{USERPROFILE}/.local/bin/uv.exe", "{USERPROFILE}/.cargo/bin/uv.exe"),
}
NVIDIA_SMI: dict[str, tuple[str, ...]] = {
    "linux": ("/usr/bin/nvidia-smi", "/usr/lib/wsl/lib/nvidia-smi"),
    "win32": ("{SYSTEMROOT}/System32/nvidia-smi.exe",),
}
PROCESSORS = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}

_QUESTION = """
import json, sys
from importlib.util import find_spec
print(json.dumps({
    "version": sys.version_info[:3],
    "wide": sys.maxsize > 2**32,
    "venv": bool(find_spec("venv") and find_spec("ensurepip")),
    "prefix": sys.base_prefix,
}))
"""


def places(patterns: Sequence[str], variables: Mapping[str, str]) -> list[str]:
    """Return what ``patterns`` stand for; those with a variable that is not set are left out."""
    named = {name.upper(): value for name, value in variables.items()}
    found = []
    for pattern in patterns:
        try:
            found.append(pattern.format_map(named))
        except KeyError:
            continue
    return found


def gather(proxy: str = "", variables: Mapping[str, str] = os.environ) -> MachineFacts:
    """Return the facts of this machine; takes a second or two, so not in QGIS's main thread."""
    home = managed_engine()
    return MachineFacts(
        platform=sys.platform,
        processor=PROCESSORS.get(platform.machine().lower(), platform.machine()),
        home=str(home),
        free_bytes=free_bytes(home),
        system=f"{platform.system()} {platform.release()}",
        release=_mac_release(),
        pythons=_pythons(variables),
        uv=_uv(home, variables),
        nvidia=_nvidia(variables),
        proxy=proxy,
        index=pip_index(variables),
    )


def free_bytes(folder: Path) -> int:
    """Return the room on the disk that holds ``folder``, which need not exist yet."""
    for place in (folder, *folder.parents):
        if place.exists():
            return shutil.disk_usage(place).free
    return 0


def pip_index(variables: Mapping[str, str]) -> str:
    """Return the package index named in the environment; pip reads its own files by itself."""
    return variables.get("PIP_INDEX_URL") or variables.get("UV_DEFAULT_INDEX") or ""


def ask_python(path: str) -> Optional[FoundPython]:
    """Return what a Python says of itself, None where it does not answer."""
    said = _output([path, "-I", "-c", _QUESTION])
    try:
        told = json.loads(said)
    except ValueError:
        return None
    version = tuple(int(part) for part in told["version"])
    # The interpreter that runs QGIS: on Linux the system's own, elsewhere a part of QGIS.
    ours = os.path.realpath(told["prefix"]) == os.path.realpath(sys.base_prefix)
    return FoundPython(
        path=path,
        version=(version[0], version[1], version[2]),
        makes_environments=bool(told["venv"]),
        wide=bool(told["wide"]),
        bundled=ours and sys.platform != "linux" and _runs_inside_qgis(),
    )


def _runs_inside_qgis() -> bool:
    return not re.match(r"python", Path(sys.executable or "").name, re.IGNORECASE)


def _pythons(variables: Mapping[str, str]) -> tuple[FoundPython, ...]:
    found: dict[str, FoundPython] = {}
    for pattern in places(PYTHON_PLACES.get(sys.platform, PYTHON_PLACES["linux"]), variables):
        for path in sorted(glob.glob(pattern)):
            real = os.path.realpath(path)
            if real not in found:
                answer = ask_python(path)
                if answer is not None:
                    found[real] = answer
    return tuple(found.values())


def _uv(home: Path, variables: Mapping[str, str]) -> str:
    ours = home / "tools" / ("uv.exe" if sys.platform == "win32" else "uv")
    listed = places(UV_PLACES.get(sys.platform, ()), variables)
    return next((path for path in (str(ours), *listed) if Path(path).is_file()), "")


def _nvidia(variables: Mapping[str, str]) -> Optional[Nvidia]:
    for path in places(NVIDIA_SMI.get(sys.platform, ()), variables):
        if Path(path).is_file():
            query = "--query-gpu=name,driver_version,compute_cap"
            return read_nvidia(_output([path, query, "--format=csv,noheader"]))
    return None


def read_nvidia(said: str) -> Optional[Nvidia]:
    """Return the first card of what ``nvidia-smi`` printed, None where it names none."""
    found = re.match(r"\s*(.+?),\s*(\d+)[\d.]*,\s*(\d+)\.(\d+)", said)
    if not found:
        return None
    name, driver, major, minor = found.groups()
    return Nvidia(name, int(driver), (int(major), int(minor)))


def _mac_release() -> tuple[int, ...]:
    release = platform.mac_ver()[0]
    return tuple(int(part) for part in release.split(".") if part.isdigit())


def _output(command: list[str]) -> str:
    with tempfile.TemporaryDirectory(prefix="segcr-") as folder:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                cwd=folder,
                env=installer_environment(os.environ, sys.platform, folder),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                check=True,
            )
        except (OSError, subprocess.SubprocessError) as problem:
            log.info("%s does not answer: %s", command[0], problem)
            return ""
    return done.stdout.decode("utf-8", "replace")
