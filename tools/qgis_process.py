"""Run Processing algorithms from the shell, in a QGIS profile of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Optional

from .places import ENGINE_PYTHON, PLUGIN


class QgisProcessError(RuntimeError):
    """A run of qgis_process that failed; the message holds what it printed."""


def program() -> str:
    """Return the qgis_process to call: Debian's wrapper of 3.22 is broken, the binary works."""
    found = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if not found:
        raise QgisProcessError("qgis_process is not installed: run make setup")
    return found


@dataclass(frozen=True)
class Finished:
    """What a run printed: its results, the whole JSON document and the wall time."""

    results: dict[str, Any]
    document: dict[str, Any]
    seconds: float


@dataclass(frozen=True)
class QgisProcess:
    """A profile with the plugin enabled.

    Parameters
    ----------
    profile : Path
        Private configuration folder; made when missing.
    plugins : Path, optional
        Folder that holds the plugin's folder; None where the profile itself does.
    engine_python : Path
        Python of the engine's environment.
    """

    profile: Path
    plugins: Optional[Path] = None
    engine_python: Path = ENGINE_PYTHON

    def environment(self) -> dict[str, str]:
        """Return the environment of the child process."""
        runtime = self.profile / "runtime"
        runtime.mkdir(parents=True, exist_ok=True)
        runtime.chmod(0o700)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PYTHON", "QGIS", "QT_", "VIRTUAL_ENV"))
        }
        kept.update(
            QT_QPA_PLATFORM="offscreen",
            XDG_RUNTIME_DIR=str(runtime),
            QGIS_CUSTOM_CONFIG_PATH=str(self.profile),
            SEGCR_ENGINE_PYTHON=str(self.engine_python),
            PYTHONDONTWRITEBYTECODE="1",
            PYTHONWARNINGS="ignore::DeprecationWarning",
        )
        if self.plugins:
            kept["QGIS_PLUGINPATH"] = str(self.plugins)
        return kept

    def call(self, *arguments: str, timeout: float = 900) -> str:
        """Run qgis_process and return what it printed; raises :class:`QgisProcessError`."""
        done = subprocess.run(
            [program(), *arguments],
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=timeout,
            encoding="utf-8",
            errors="replace",
        )
        if done.returncode != 0:
            said = "\n".join(text.strip() for text in (done.stdout, done.stderr) if text.strip())
            raise QgisProcessError(f"{' '.join(arguments[:2])}: {done.returncode}: {said[-3000:]}")
        return done.stdout

    def enable(self) -> QgisProcess:
        """Enable the plugin in the profile and return self."""
        try:
            self.call("plugins", "enable", PLUGIN)
        except QgisProcessError as problem:
            if "already enabled" not in str(problem):
                raise
        return self

    def run(self, algorithm: str, parameters: Mapping[str, object]) -> Finished:
        """Run an algorithm or a model file; raises :class:`QgisProcessError`."""
        pairs = [f"{name}={value}" for name, value in parameters.items() if value is not None]
        began = time.monotonic()
        printed = self.call("run", algorithm, "--json", "--", *pairs)
        seconds = time.monotonic() - began
        document = json.loads(printed[printed.index("{") :])
        return Finished(dict(document.get("results", {})), document, seconds)
