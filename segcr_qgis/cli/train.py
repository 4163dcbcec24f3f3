"""``segcr train CONFIG [key=value ...]``: train a network; run it again to resume."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("config", type=Path, help="YAML file, or the name of a shipped one such as segcr-tiny")
    add("changes", nargs="*", metavar="key=value", help="such as recipe.steps=2000 data.root=...")


def run(options: argparse.Namespace) -> int:
    """Train, and draw the losses."""
    from ..training.config import read_config
    from ..training.curves import draw_curves
    from ..training.fit import train

    config = read_config(options.config, options.changes)
    done = train(config)
    if done.fabric.is_global_zero:
        draw_curves(done.folder)
        print(f"trained {done.step} steps in {done.seconds / 60:.0f} min: {done.folder}")
    return 0
