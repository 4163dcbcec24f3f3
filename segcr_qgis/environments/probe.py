"""Ask a Python which of the engine's libraries it holds, without importing them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from ..core.errors import SegcrError
from .child_environment import child_environment

#: What a run cannot do without.
REQUIRED = ("numpy", "rasterio", "safetensors", "scipy", "torch")
MINIMUM_PYTHON = (3, 9)
TIMEOUT_SECONDS = 60

_QUESTION = """
import json, sys
from importlib.metadata import PackageNotFoundError, version
found = {"python": "%d.%d.%d" % sys.version_info[:3]}
for name in sys.argv[1:]:
    try:
        found[name] = version(name)
    except PackageNotFoundError:
        pass
print(json.dumps(found))
"""


@dataclass(frozen=True)
class EngineVersions:
    """What a Python holds: versions by name (``python`` among them), and what it lacks."""

    versions: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()


_answers: dict[tuple[str, float], EngineVersions] = {}


def _stamp(python: Path) -> float:
    """Return when the environment last changed: installing touches its library folder."""
    newest = python.stat().st_mtime
    prefix = python.parent.parent
    for pattern in ("lib/python3*/site-packages", "Lib/site-packages"):
        for folder in prefix.glob(pattern):
            newest = max(newest, folder.stat().st_mtime)
    return newest


def probe(python: Path) -> EngineVersions:
    """Return what ``python`` holds; the answer is kept until the environment changes.

    Raises
    ------
    SegcrError
        ``engine_missing`` where it cannot be started at all.
    """
    key = (str(python), _stamp(python))
    if key not in _answers:
        _answers[key] = _ask(python)
    return _answers[key]


def require(python: Path) -> EngineVersions:
    """Return what ``python`` holds; raise ``engine_missing`` where it cannot run the engine."""
    found = probe(python)
    if found.missing:
        reason = f"'{python}' lacks {', '.join(found.missing)}"
        raise SegcrError("engine_missing", reason=reason)
    version = tuple(int(part) for part in found.versions["python"].split(".")[:2])
    if version < MINIMUM_PYTHON:
        reason = f"'{python}' is Python {found.versions['python']}, at least 3.9 is needed"
        raise SegcrError("engine_missing", reason=reason)
    return found


def _ask(python: Path) -> EngineVersions:
    with tempfile.TemporaryDirectory(prefix="segcr-") as folder:
        try:
            answer = subprocess.run(
                [str(python), "-I", "-X", "utf8", "-c", _QUESTION, *REQUIRED],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=TIMEOUT_SECONDS,
                cwd=folder,
                env=child_environment(os.environ, sys.platform, folder),
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                check=True,
            )
            versions = json.loads(answer.stdout.decode("utf-8"))
        except (OSError, ValueError, subprocess.SubprocessError) as problem:
            reason = f"'{python}' cannot be started"
            raise SegcrError("engine_missing", detail=repr(problem), reason=reason) from problem
    missing = tuple(name for name in REQUIRED if name not in versions)
    return EngineVersions(versions, missing)
