"""``segcr package``: judge a trained network on held-out scenes and write its model folder."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timezone
from pathlib import Path

from ..core.errors import SegcrError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--run", dest="folder", required=True, type=Path, help="training run, with best.pt")
    add("--out", required=True, type=Path, help="model folder to write")
    add("--corpus", type=Path, default=Path("build/corpus"), help="the run's training arrays")
    add("--note", default="", help="what a reader of the card should know of this run")
    add("--test", type=Path, help="folder of real held-out scenes; without: synthetic only")


def run(options: argparse.Namespace) -> int:
    """Write the package, evaluate it through the engine, put the figures into its card."""
    if not (options.folder / "best.pt").is_file():
        raise SegcrError("layer_unreadable", layer=options.folder, reason="it holds no best.pt")
    from ..training.calibrate import calibrate
    from ..training.card import PAPERS, write_card
    from ..training.datasets.corpus import load
    from ..training.evaluate import evaluate
    from ..training.fit import load_best
    from ..training.held_out import real_scenes, synthetic_scenes
    from ..training.package import PackageFacts, write_package

    trained = load_best(options.folder)
    network, recipe = trained.network, trained.recipe
    settled = calibrate(network, load(options.corpus)[1])
    model = options.out.name
    created = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    facts = {
        "id": model,
        "name": PAPERS[recipe.network].title,
        "architecture": recipe.network,
        "config": {"optical_channels": 6, "sar_channels": 2, "classes": 8},
        "created": created,
        "cloud_threshold": settled.cloud_threshold,
        "temperature": settled.temperature,
        "training": {
            **vars(recipe),
            "best_step": trained.step,
            "minutes": round(trained.seconds / 60),
        },
    }
    # Evaluated as it will be used: from the package, half precision weights included.
    write_package(options.out, network, PackageFacts(**facts))
    rows = evaluate(str(options.out), synthetic_scenes())
    if options.test:
        rows += evaluate(str(options.out), real_scenes(options.test))
    (options.folder / "evaluation.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    card = write_card(trained, rows, settled, options.note)
    write_package(options.out, network, PackageFacts(**facts, card=card))
    print(card)
    print(f"wrote {options.out}")
    return 0
