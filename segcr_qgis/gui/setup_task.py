"""Looking at the machine and setting an engine up, as tasks that leave QGIS usable."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Optional

from qgis.core import QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..core.errors import Cancelled, SegcrError
from ..environments.gather import gather
from ..environments.install import Installation, SetupProgress
from ..environments.machine import MachineFacts
from ..environments.managed import managed_environments
from ..environments.plan import Plan
from ..environments.probe import EngineVersions, probe
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


def old_environments() -> list:
    """Return the environments of other versions of the plugin."""
    return [made for made in managed_environments() if not made.current]
