"""Looking at the machine, setting an engine up and removing old ones, as tasks beside QGIS."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..core.errors import Cancelled, SegcrError
from ..environments.gather import gather
from ..environments.install import Installation, SetupProgress
from ..environments.locate import locate
from ..environments.machine import MachineFacts
from ..environments.managed import (
    ManagedEnvironment,
    managed_environments,
    remove_environment,
    size_of,
)
from ..environments.plan import Plan
from ..environments.probe import EngineVersions, probe, require
from ..processing.engine import close_engine
from .network import fetch
from .texts import tr

log = logging.getLogger(__name__)


class LookAround(QgsTask):
    """Find out about this machine, and what the engine that is set up now holds."""

    seen = pyqtSignal(object, object)

    def __init__(self, proxy: str, python: Optional[Path]) -> None:
        super().__init__(tr("SegCR: looking at this computer"), QgsTask.Flag.CanCancel)
        self._proxy = proxy
        self._python = python
        self.facts: Optional[MachineFacts] = None
        self.versions: Optional[EngineVersions] = None

    def run(self) -> bool:
        """Ask; in the background."""
        try:
            self.facts = gather(self._proxy)
            if self._python is not None:
                self.versions = probe(self._python)
        except (OSError, SegcrError) as problem:
            log.warning("looking at this computer: %s", problem)
        return self.facts is not None

    def finished(self, successful: bool) -> None:
        """Tell; in the main thread."""
        self.seen.emit(self.facts, self.versions)


class CheckPython(QgsTask):
    """Find out whether a Python can run the engine: it is started, which may take its time.

    ``path`` names it; empty: the one a run would use. ``checked`` carries the path, what it holds
    and what is wrong, one of which is None.
    """

    checked = pyqtSignal(str, object, object)

    def __init__(self, path: str = "") -> None:
        super().__init__(tr("SegCR: checking a Python"), QgsTask.Flag.CanCancel)
        self._path = path
        self._versions: Optional[EngineVersions] = None
        self._problem: Optional[SegcrError] = None

    def run(self) -> bool:
        """Ask it; in the background."""
        try:
            self._versions = require(locate(self._path, {}) if self._path else locate())
            # The next run starts the new one.
            close_engine()
        except SegcrError as problem:
            self._problem = problem
        return self._problem is None

    def finished(self, successful: bool) -> None:
        """Tell; in the main thread."""
        if self._versions is not None or self._problem is not None:
            self.checked.emit(self._path, self._versions, self._problem)


class SetupTask(QgsTask):
    """Set an engine up; ``ended`` carries the failure (None: ready, or cancelled)."""

    told = pyqtSignal(object)
    ended = pyqtSignal(object, bool)

    def __init__(self, plan: Plan, proxy: str, index: str) -> None:
        super().__init__(tr("SegCR: setting up the engine"), QgsTask.Flag.CanCancel)
        self.plan = plan
        self.failure: Optional[SegcrError] = None
        self._ready = False
        self._work = Installation(plan, self._tell, self.isCanceled, proxy, index, fetch)

    def output(self) -> str:
        """Return the installer's last lines."""
        return self._work.output()

    def run(self) -> bool:
        """Install; in the background."""
        # An engine that runs holds its files open, and may take its time to end.
        close_engine()
        try:
            self._work.run()
            self._ready = True
        except Cancelled:
            return False
        except SegcrError as problem:
            log.error("%s\n%s", problem, problem.detail)
            self.failure = problem
        return self._ready

    def finished(self, successful: bool) -> None:
        """Tell; in the main thread."""
        self.ended.emit(self.failure, self._ready)

    def _tell(self, progress: SetupProgress) -> None:
        self.setProgress(100 * progress.share)
        self.told.emit(progress)


class OldEngines(QgsTask):
    """Find the engines of other versions of the plugin, once they are removed if so wished.

    Tens of thousands of small files each: both take long on a slow or a networked disk. ``seen``
    carries the megabytes of what is there (0: nothing) and what could not be removed.
    """

    seen = pyqtSignal(float, object)

    def __init__(self, remove: bool) -> None:
        text = tr("SegCR: removing old engines") if remove else tr("SegCR: looking for old engines")
        super().__init__(text, QgsTask.Flag.CanCancel)
        self._remove = remove
        self.megabytes = 0.0
        self.failures: list[SegcrError] = []

    def run(self) -> bool:
        """Remove and measure; in the background."""
        try:
            if self._remove:
                self._remove_all()
            self.megabytes = sum(size_of(made.folder) for made in old_environments()) / 1e6
        except OSError as problem:
            log.warning("looking for old engines: %s", problem)
        return not self.isCanceled()

    def finished(self, successful: bool) -> None:
        """Tell; in the main thread."""
        self.seen.emit(self.megabytes, self.failures)

    def _remove_all(self) -> None:
        for made in old_environments():
            if self.isCanceled():
                return
            try:
                remove_environment(made)
            except SegcrError as problem:
                log.warning("%s %s", problem, problem.detail)
                self.failures.append(problem)


def old_environments() -> list[ManagedEnvironment]:
    """Return the environments of other versions of the plugin."""
    return [made for made in managed_environments() if not made.current]
