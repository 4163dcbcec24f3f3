"""``segcr data check FOLDER``: say what a training folder holds before it is trained on."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    checking = actions.add_parser("check", help="look through a dataset")
    add = checking.add_argument
    add("folder", type=Path, help="folder of the dataset")
    add("--layout", default="", help="name or YAML file of its description; default: recognised")
    add("--simulate", action="store_true", help="clouded images are not needed")
    add("--limit", type=int, help="read only so many samples")
    add("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Print what was found; exit code 0 also where files are broken: they are skipped."""
    from tqdm import tqdm

    from ..training.datasets.catalogue import layout_of, recognise
    from ..training.datasets.check import check, in_words

    layout = layout_of(options.layout) if options.layout else recognise(options.folder)
    with tqdm(unit="sample", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def tell(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        found = check(options.folder, layout, options.simulate, options.limit, tell)
    print(json.dumps(found.to_json()) if options.json else in_words(found))
    return 0
