"""``segcr experiment NAME``: train and compare the variants of an experiment; resumable."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("name", help="an experiment of benchmarks/experiments, or a YAML file")
    add("changes", nargs="*", metavar="key=value", help="changes of the training all share")
    add("--out", type=Path, help="folder of the runs; default build/experiments/NAME")
    add("--test", type=Path, help="folder of real held-out scenes to judge the networks on as well")


def run(options: argparse.Namespace) -> int:
    """Print the table."""
    from ..training.experiment import carry_out, judge_held_out, markdown, read_experiment

    experiment = read_experiment(options.name, options.changes)
    folder = options.out or Path("build/experiments") / experiment.name
    folder.mkdir(parents=True, exist_ok=True)
    print(markdown(carry_out(experiment, folder)))
    print(f"wrote {folder / 'experiment.md'}")
    if options.test is not None:
        print(markdown(judge_held_out(experiment, folder, options.test)))
        print(f"wrote {folder / 'held_out.md'}")
    return 0
