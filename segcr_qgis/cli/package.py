"""``segcr package``: judge a trained network on held-out scenes and write its model folder."""

from __future__ import annotations

import argparse
import json
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..core.errors import SegcrError

if TYPE_CHECKING:
    from ..training.calibrate import Calibration
    from ..training.checkpoints import Trained

BARS_SECTION = """
## Bars

What these weights had to reach on the real held-out scenes, means over scenes.

"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--run", dest="folder", required=True, type=Path, help="training run, with best.pt")
    add("--out", required=True, type=Path, help="model folder to write")
    add("--corpus", type=Path, help="arrays of the open data, if not where the run's config says")
    add("--average", nargs="+", default=[], metavar="MODEL", help="mean with these models' weights")
    add("--note", default="", help="what a reader of the card should know of this run")
    add("--test", type=Path, help="folder of real held-out scenes; without: synthetic only")
    add("--version", default="0.1.0", help="version of these weights")
    add("--no-test", action="store_true", help="write the package without judging it")
    add("--onnx", action="store_true", help="add the network as ONNX, for the light engine")


def run(options: argparse.Namespace) -> int:
    """Write the package, evaluate it through the engine, put the figures into its card."""
    if not (options.folder / "best.pt").is_file():
        raise SegcrError("layer_unreadable", layer=options.folder, reason="it holds no best.pt")
    from ..training.calibrate import calibrate
    from ..training.card import plain_card, write_card
    from ..training.checkpoints import average_with, load_best
    from ..training.evaluate import evaluate
    from ..training.held_out import real_scenes, synthetic_scenes
    from ..training.package import PackageFacts, check_target, write_package

    check_target(options.out)
    trained = load_best(options.folder)
    average_with(trained.network, options.average)
    if options.average:
        names = ", ".join(Path(model).name for model in options.average)
        options.note = f"{options.note} The mean with the weights of {names}.".strip()
    settled = calibrate(trained.network, _validation(options))
    facts = _facts(options.out.name, trained, settled)
    facts["version"] = options.version
    # Evaluated as it will be used: from the package, half precision weights included.
    plain = plain_card(trained, settled, options.note)
    write_package(options.out, trained.network, PackageFacts(**facts, card=plain))
    # The held-out scenes are Sentinel-2 with our classes; benchmarks have their own evaluation.
    if not options.no_test and trained.subject.dataset == "open data":
        rows = evaluate(str(options.out), synthetic_scenes())
        if options.test:
            rows += evaluate(str(options.out), real_scenes(options.test))
        text = json.dumps(rows, indent=1) + "\n"
        (options.folder / "evaluation.json").write_text(text, "utf-8")
        card = write_card(trained, rows, settled, options.note) + _judged(options)
        write_package(options.out, trained.network, PackageFacts(**facts, card=card))
        print(card)
    if options.onnx:
        from ..core.model_package import read_package
        from ..training.export import add_to_package

        worst = add_to_package(read_package(options.out))
        print(f"its ONNX differs from PyTorch by at most {worst:.1e}")
    print(f"wrote {options.out}")
    return 0


def _judged(options: argparse.Namespace) -> str:
    """Return the evaluation with intervals as sections of the card; its page stays with the run."""
    from ..training.evaluation.bars import bars_table
    from ..training.evaluation.evaluation import evaluate_held_out
    from ..training.evaluation.pages import section
    from ..training.evaluation.record import RECORD

    log = RECORD if RECORD.parent.is_dir() else None
    model, out = str(options.out), options.folder / "evaluation"
    made = evaluate_held_out(model, None, out / "synthetic")
    text = section(made, "Synthetic held-out scenes, with intervals")
    if options.test:
        real = evaluate_held_out(model, options.test, out / "real", log=log)
        text += BARS_SECTION + bars_table(real["rows"])
        for name, summary in real["groups"].items():
            text += section({**real, "summary": summary}, f"{name}, with intervals")
    return text


def _validation(options: argparse.Namespace) -> list[Any]:
    """Return the run's validation scenes."""
    from ..training.config import read_config
    from ..training.datasets.corpus import load
    from ..training.material import material

    config = options.folder / "config.yaml"
    if options.corpus or not config.is_file():
        return load(options.corpus or Path("build/corpus"))[1]
    return material(read_config(config).data).validation


def _facts(model: str, trained: Trained, settled: Calibration) -> dict[str, Any]:
    from ..training.card import PAPERS

    recipe, subject = trained.recipe, trained.subject
    name = PAPERS[recipe.network].title if recipe.network in PAPERS else recipe.network
    pixel = subject.pixel_size
    return {
        "id": model,
        "name": name if subject.dataset == "open data" else f"{name} ({subject.dataset})",
        "architecture": recipe.network,
        "config": subject.config(recipe),
        "created": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "optical_channels": subject.bands,
        "sar_channels": subject.polarisations,
        "classes": subject.classes,
        "resolution": pixel,
        "resolution_range": (pixel / 2, pixel * 3),
        "cloud_threshold": settled.cloud_threshold,
        "visible_cloud_threshold": settled.visible_cloud_threshold,
        "temperature": settled.temperature,
        "training": {
            **vars(recipe),
            # The folder it lay in is nobody's business.
            "start": Path(recipe.start).name,
            "dataset": subject.dataset,
            "best_step": trained.step,
            "minutes": round(trained.seconds / 60),
            **trained.split_facts(),
        },
    }
