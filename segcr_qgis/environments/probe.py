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
from ..core.memory_signs import cannot_start
from .child_environment import child_environment

#: What a run cannot do without, whichever way the networks are computed.
REQUIRED = ("numpy", "rasterio", "scipy")
#: The ways of computing them, any of them enough, and the kind of engine that each makes.
BACKENDS = (
    ("torch", ("torch", "safetensors")),
    ("light", ("openvino",)),
    ("light", ("onnxruntime",)),
)
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

    @property
    def backend(self) -> str:
        """Return ``torch``, ``light`` or '' for none."""
        whole = (kind for kind, names in BACKENDS if all(n in self.versions for n in names))
        return next(whole, "")


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
    asked = (*REQUIRED, *(name for _, names in BACKENDS for name in names))
    with tempfile.TemporaryDirectory(prefix="segcr-") as folder:
        try:
            answer = subprocess.run(
                [str(python), "-I", "-X", "utf8", "-c", _QUESTION, *asked],
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
            raise cannot_start(python, problem) from problem
    found = EngineVersions(versions)
    needed = REQUIRED if found.backend else (*REQUIRED, *BACKENDS[0][1])
    return EngineVersions(versions, tuple(name for name in needed if name not in versions))
