"""``segcr evaluate``: score a model on a dataset, or on the held-out scenes."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--model", required=True, help="installed model, or a model folder")
    add("--data", help="folder of a dataset; 'held-out' for the scenes no training reads")
    add("--layout", default="auto", help="name or YAML file of the dataset; default: recognised")
    add("--split", choices=("train", "val", "test"), default="test")
    add("--protocol", choices=("segcr", "public"), default="segcr")
    add("--simulate", action="store_true", help="simulated clouds in place of the real ones")
    add("--limit", type=int, default=0, help="only so many samples")
    add("--test", type=Path, help="folder of the real held-out scenes")
    add("--out", type=Path, default=Path("build/evaluation"), help="folder to write into")
    add("--record", type=Path, help="list of looks at test scenes; benchmarks/test_runs.csv")


def run(options: argparse.Namespace) -> int:
    """Write evaluation.json, .md and .html; print the tables."""
    from tqdm import tqdm

    from ..training.config import DataConfig
    from ..training.evaluation.evaluation import HELD_OUT, evaluate_dataset, evaluate_held_out
    from ..training.evaluation.pages import markdown
    from ..training.evaluation.record import RECORD

    log = options.record or (RECORD if RECORD.parent.is_dir() else None)
    with tqdm(unit="scene", file=sys.stderr, disable=not sys.stderr.isatty()) as bar:

        def tell(name: str) -> None:
            bar.update()

        if options.data == HELD_OUT or (options.test and not options.data):
            document = evaluate_held_out(options.model, options.test, options.out, tell, log)
        else:
            data = DataConfig(
                dataset=options.layout,
                root=options.data or ".",
                simulate=options.simulate,
                limit=options.limit,
            )
            document = evaluate_dataset(
                options.model, data, options.split, options.protocol, options.out, tell, log
            )
    print(markdown(document))
    print(f"wrote {options.out / 'evaluation.html'}")
    return 0
