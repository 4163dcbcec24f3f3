"""``segcr train``: train a network on the open data; run it again to resume."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..core.errors import SegcrError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--data", required=True, type=Path, help="folder of the open training data")
    add("--corpus", type=Path, default=Path("build/corpus"), help="arrays made from it, kept")
    add("--network", default="segcr-tiny", help="name in the registry of networks")
    add("--run", dest="folder", type=Path, help="logs and checkpoints; build/training/<network>")
    add("--start", default="", help="model package whose weights the run begins with")
    add("--steps", type=int, default=6500)
    add("--rate", type=float, default=1.2e-3, help="peak learning rate")
    add("--seed", type=int, default=7)
    add("--threads", type=int, default=2)
    add("--landscapes", type=int, default=1800, help="procedural scenes in the corpus")
    add("--landscape-seed", type=int, default=11)


def run(options: argparse.Namespace) -> int:
    """Build the corpus where it is missing, train, and draw the losses."""
    from ..training.curves import draw_curves
    from ..training.datasets.corpus import build
    from ..training.fit import Recipe, train

    if not options.data.is_dir():
        raise SegcrError("layer_unreadable", layer=options.data, reason="no such folder")
    if not any(options.corpus.glob("*.npz")):
        build(options.data, options.corpus, options.landscapes, options.landscape_seed)
    folder = options.folder or Path("build/training") / options.network
    recipe = Recipe(
        network=options.network,
        steps=options.steps,
        rate=options.rate,
        seed=options.seed,
        start=options.start,
    )
    try:
        done = train(recipe, options.corpus, folder, options.threads)
    except FloatingPointError as problem:
        raise SegcrError("training_diverged", reason=problem, folder=folder) from problem
    draw_curves(folder)
    print(f"trained {done.step} steps in {done.seconds / 60:.0f} min: {folder}")
    return 0
