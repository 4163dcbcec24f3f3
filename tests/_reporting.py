"""Loaded by both test runs: says what could not be checked, and which copy was tested."""

from __future__ import annotations

import os
from pathlib import Path

import segcr_qgis

PACKAGE = Path(segcr_qgis.__file__).resolve().parent


def pytest_configure(config):
    # Imported above, before any test folder enters sys.path, so that this copy is the one tested.
    wanted = os.environ.get("SEGCR_TESTED_COPY")
    if wanted and Path(wanted).resolve() != PACKAGE:
        raise RuntimeError(f"{PACKAGE} would be tested instead of {wanted}")


def pytest_report_header(config):
    return f"tested copy: {os.path.relpath(PACKAGE)}"


def pytest_terminal_summary(terminalreporter):
    told = set()
    for report in terminalreporter.getreports("skipped"):
        if hasattr(report, "wasxfail"):
            continue
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if (report.nodeid, reason) not in told:
            told.add((report.nodeid, reason))
            terminalreporter.write_line(f"{report.nodeid} not run: {reason}")
