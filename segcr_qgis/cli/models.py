"""``segcr models``: what is installed, and whether it is whole."""

from __future__ import annotations

import argparse

from ..core.errors import SegcrError
from ..core.model_package import model_folders, read_package


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("--card", metavar="ID", help="print a model's card")


def run(options: argparse.Namespace) -> int:
    """Print a line a model, or one model's card."""
    folders = model_folders()
    if options.card:
        if options.card not in folders:
            available = ", ".join(sorted(folders)) or "none"
            raise SegcrError("model_missing", model=options.card, available=available)
        print(read_package(folders[options.card]).card())
        return 0
    if not folders:
        print("no model is installed")
    broken = 0
    for name, folder in sorted(folders.items()):
        try:
            package = read_package(folder)
        except SegcrError as problem:
            broken += 1
            print(f"{name}: {problem}")
            continue
        print(
            f"{name} {package.version}: {package.name}, {package.total_parameters / 1e6:.1f} M"
            f" parameters, {package.resolution:g} m, optical {','.join(package.optical_channels)},"
            f" radar {','.join(package.sar_channels)}, in {folder}"
        )
    return 1 if broken else 0
