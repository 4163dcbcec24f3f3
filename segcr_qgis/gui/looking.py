"""Look at layers for the panel: small files at once, large ones beside the work of the user."""

from __future__ import annotations

import logging
import os
from typing import Optional

from qgis.core import QgsApplication, QgsRasterLayer, QgsTask
from qgis.PyQt.QtCore import QObject, pyqtSignal

from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..processing.describe import Stamp, describe, file_stamp
from ..processing.sources import local_source
from .texts import tr

log = logging.getLogger(__name__)

#: Larger files are looked at in the background: a sample of one without overviews takes seconds.
LARGEST_BYTES = 200_000_000
#: Of a sparse layer, which is a small file, all pixels may have to be gone through.
LARGEST_PIXELS = 50_000_000

Key = tuple[str, str, Stamp]


class Looker(QObject):
    """Keeps which large files have been looked at; ``seen`` tells that there is one more."""

    seen = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._looked: set[Key] = set()
        self._tasks: dict[Key, QgsTask] = {}

    def facts(self, layer: QgsRasterLayer) -> Optional[LayerFacts]:
        """Return the facts of a layer, None while a large file is being looked at.

        Raises
        ------
        SegcrError
            As :func:`describe`.
        """
        path, name = local_source(layer), layer.name()
        stamp = file_stamp(path)
        if stamp is None:
            # There is no such file: the reader says so.
            return describe(path, name)
        key = (path, name, stamp)
        if key in self._looked or _is_small(layer, path, stamp):
            return describe(path, name)
        if key not in self._tasks:
            self._look(key)
        return None

    def _look(self, key: Key) -> None:
        path, name, _ = key

        def look(task: QgsTask) -> None:
            try:
                describe(path, name)
            except SegcrError as problem:
                # Said in the layer's line, when the panel asks again.
                log.info("%s", problem)

        def done(problem: Optional[Exception], _result: object = None) -> None:
            self._tasks.pop(key, None)
            self._looked.add(key)
            self.seen.emit()

        text = tr("Looking at layer '{layer}'").format(layer=name)
        self._tasks[key] = QgsTask.fromFunction(text, look, on_finished=done)
        QgsApplication.taskManager().addTask(self._tasks[key])


def _is_small(layer: QgsRasterLayer, path: str, stamp: Stamp) -> bool:
    """Return whether a look takes no time: a mosaic or a part of a file may be larger than it."""
    plain = os.path.isfile(path) and not path.endswith(".vrt")
    pixels = layer.width() * layer.height()
    return plain and stamp[1] <= LARGEST_BYTES and pixels <= LARGEST_PIXELS


#: Shared by the parts of the panel, and kept while it is closed.
looker = Looker()
