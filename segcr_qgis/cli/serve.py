"""``segcr serve``: the engine behind the plugin."""

from __future__ import annotations

import argparse

from ..engine.server import IDLE_SECONDS, serve_process
from .running import make_runner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument(
        "--idle", type=float, default=IDLE_SECONDS, help="seconds without work until it ends"
    )


def run(options: argparse.Namespace) -> int:
    """Serve until stdin closes or nothing comes for long."""
    serve_process(make_runner(), options.idle)
    return 0
