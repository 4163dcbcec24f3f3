"""Helpers for tests that run the engine beside themselves."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from segcr_qgis.core.report import Progress
from tests.engine_side import engine_python


class Watcher:
    """Keeps the events of a run; sets ``predicting`` once tiles are being computed."""

    def __init__(self):
        self.events = []
        self.predicting = threading.Event()

    def __call__(self, event):
        self.events.append(event)
        if isinstance(event, Progress) and event.phase == "predicting":
            self.predicting.set()


def run_in_thread(client, request, watcher, cancelled=lambda: False):
    """Start a run beside the test; returns the thread and a list for what came of it."""
    outcome = []

    def work():
        try:
            outcome.append(client.predict(engine_python(), request, watcher, cancelled))
        except Exception as problem:
            outcome.append(problem)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread, outcome


def wait_for(condition, seconds=30.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
