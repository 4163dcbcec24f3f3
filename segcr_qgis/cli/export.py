"""``segcr export``: write a model's network as ONNX, for an engine without PyTorch."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.model_package import ONNX, find_package


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("model", help="id of an installed model, or a model folder")
    parser.add_argument(
        "--out", type=Path, help=f"file to write; by default {ONNX} in the model's folder"
    )


def run(options: argparse.Namespace) -> int:
    """Export, compare with PyTorch, and say how close they are."""
    from ..training.export import add_to_package, export

    package = find_package(options.model)
    worst = export(package, options.out) if options.out else add_to_package(package)
    target = options.out or package.folder / ONNX
    size = target.stat().st_size / 1e6
    print(f"wrote {target} ({size:.1f} MB); differs from PyTorch by at most {worst:.1e}")
    return 0
