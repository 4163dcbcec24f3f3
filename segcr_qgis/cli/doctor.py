"""``segcr doctor``: what the engine's Python has, lacks and would run on."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from ..core.model_package import model_folders
from ..engine.server import library_versions

LIBRARIES = ("numpy", "rasterio", "safetensors", "scipy", "tqdm", "torch")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Import every library, add one and one on the device; 0 where a run would work."""
    problems = {}
    for name in LIBRARIES:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as problem:
            # A library that is there but does not load (OSError on Windows) is as good as absent.
            problems[name] = str(problem)
    report = {
        "python": sys.executable,
        "versions": library_versions(LIBRARIES),
        "problems": problems,
        "devices": [] if problems else _devices(),
        "models": sorted(model_folders()),
    }
    if options.json:
        print(json.dumps(report, indent=1))
    else:
        for name, number in report["versions"].items():
            print(f"{name:12s} {number}")
        for name, text in problems.items():
            print(f"{name:12s} MISSING: {text}")
        print(f"devices      {', '.join(report['devices']) or 'none'}")
        print(f"models       {', '.join(report['models']) or 'none'}")
    return 1 if problems else 0


def _devices() -> list[str]:
    from ..engine.backends.torch_backend import usable_devices

    return usable_devices()
