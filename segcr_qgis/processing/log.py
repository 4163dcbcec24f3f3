"""Everything the package logs goes to one tab of QGIS's log messages panel."""

from __future__ import annotations

import logging

from qgis.core import Qgis, QgsMessageLog

from .messages import LOG_TAB

PACKAGE = __name__.split(".")[0]


class LogTab(logging.Handler):
    """Passes log records on to QGIS, from any thread."""

    def emit(self, record: logging.LogRecord) -> None:
        """Show one record."""
        level = Qgis.MessageLevel.Info
        if record.levelno >= logging.ERROR:
            level = Qgis.MessageLevel.Critical
        elif record.levelno >= logging.WARNING:
            level = Qgis.MessageLevel.Warning
        # Only what the user must act on makes QGIS blink.
        notify = record.levelno >= logging.ERROR
        QgsMessageLog.logMessage(self.format(record), LOG_TAB, level, notify)


_handler = LogTab(logging.INFO)


def log_to_qgis() -> None:
    """Begin to show the package's log records in QGIS."""
    logger = logging.getLogger(PACKAGE)
    if _handler not in logger.handlers:
        logger.addHandler(_handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def log_to_qgis_no_more() -> None:
    """Undo :func:`log_to_qgis`."""
    logger = logging.getLogger(PACKAGE)
    logger.removeHandler(_handler)
    logger.setLevel(logging.NOTSET)
    logger.propagate = True
