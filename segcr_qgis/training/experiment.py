"""Experiments that can be repeated: variants of one training, the same budget and seeds for all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from ..core.errors import SegcrError
from ..core.places import PACKAGE
from .calibrate import calibrate
from .checkpoints import LAST, load_best
from .config import CONFIGS, TrainingConfig, differing, plain, read_config, varied
from .evaluation.cases import of_scene
from .evaluation.evaluation import evaluate_held_out
from .evaluation.judge import Judge
from .evaluation.pages import with_interval
from .evaluation.record import RECORD
from .evaluation.summary import (
    LEAST_SCENES,
    MODEL,
    calibration_error,
    interval,
    summarise,
    verdict,
)
from .fit import train
from .material import material
from .package import PackageFacts, write_package

EXPERIMENTS = PACKAGE.parent / "benchmarks" / "experiments"
#: What a run is compared by: name to region and metric of the restored image.
COMPARED = {
    "PSNR under cloud": ("cloudy", "psnr"),
    "PSNR under thick cloud": ("thick", "psnr"),
    "PSNR under thin cloud": ("thin", "psnr"),
    "SAM under cloud": ("cloudy", "sam"),
}
#: Of these the table tells.
SHOWN = ("PSNR under cloud", "PSNR under thick cloud")
#: What a run is compared by on the real held-out scenes: name to whether the clouds are real.
HELD_OUT = {"PSNR under simulated cloud": False, "PSNR under real cloud": True}
#: Settings that change no result.
WITHOUT_EFFECT = ("recipe.log_every", "recipe.save_minutes", "recipe.save_steps")


@dataclass(frozen=True)
class Experiment:
    """Variants that are trained alike.

    ``config`` is the training all share; ``variants`` maps a name to changes of its recipe, the
    first is what the others are compared with; ``judged`` is the number of validation samples.
    """

    name: str
    title: str
    config: TrainingConfig
    variants: Mapping[str, Mapping[str, Any]]
    seeds: tuple[int, ...]
    judged: int = 24

    def training(self, variant: str, seed: int, run: Path) -> TrainingConfig:
        """Return the training of a variant with a seed in a folder; it validates at its end."""
        recipe = replace(self.config.recipe, **{**self.variants[variant], "seed": seed})
        recipe = replace(recipe, validate_every=recipe.steps)
        return replace(self.config, run=str(run), recipe=recipe)

    def settings(self, variant: str, seed: int) -> dict[str, dict[str, Any]]:
        """Return all that a result depends on, in plain values."""
        config = self.training(variant, seed, Path())
        of_training = {"data": vars(config.data), "recipe": vars(config.recipe)}
        settings: dict[str, Any] = plain({**of_training, "experiment": {"judged": self.judged}})
        return settings


def read_experiment(name: str, changes: Sequence[str] = ()) -> Experiment:
    """Return an experiment by name or file; ``changes`` are those of its training.

    Raises
    ------
    SegcrError
        ``config_invalid``.
    """
    path = Path(name) if name.endswith(".yaml") else EXPERIMENTS / f"{name}.yaml"
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        base = str(document["config"])
        recipe = [f"recipe.{key}={value}" for key, value in document.get("recipe", {}).items()]
        config = read_config(CONFIGS / f"{base}.yaml", [*recipe, *changes])
        seeds = tuple(int(seed) for seed in document["seeds"])
        variants = {str(k): dict(v) for k, v in document["variants"].items()}
        for variant, values in variants.items():
            fitting = varied(config.recipe, values, f"variant '{variant}'")
            variants[variant] = {key: getattr(fitting, key) for key in values}
        judged = int(document.get("judged", 24))
        title = str(document["title"])
    except OSError as problem:
        raise SegcrError("config_invalid", path=path, reason="no such file") from problem
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as problem:
        reason = " ".join(str(problem).split())
        raise SegcrError("config_invalid", path=path, reason=reason) from problem
    return Experiment(path.stem, title, config, variants, seeds, judged)


def carry_out(
    experiment: Experiment, folder: Path, tell: Callable[[str], None] = print
) -> dict[str, Any]:
    """Train and judge every variant with every seed; what is finished is not done again.

    Returns the document that is written as ``experiment.json`` and ``experiment.md``.

    Raises
    ------
    SegcrError
        ``config_invalid`` where the folder holds results of other settings: they are kept, and
        nothing is trained.
    """
    _refuse_others(experiment, folder)
    results: dict[str, list[dict[str, Any]]] = {}
    # Seeds outside: an interrupted experiment has whole comparisons.
    for seed in experiment.seeds:
        for name in experiment.variants:
            run = folder / _slug(name) / str(seed)
            if not (run / "result.json").is_file():
                tell(f"{name}, seed {seed}")
                result = _one(experiment, name, seed, run)
                result["settings"] = experiment.settings(name, seed)
                (run / "result.json").write_text(json.dumps(result, indent=1) + "\n", "utf-8")
            result = json.loads((run / "result.json").read_text(encoding="utf-8"))
            results.setdefault(name, []).append(result)
    return _written(experiment, "validation scenes", results, COMPARED, folder / "experiment")


def judge_held_out(
    experiment: Experiment, folder: Path, test: Path, tell: Callable[[str], None] = print
) -> dict[str, Any]:
    """Judge what :func:`carry_out` trained on the real held-out scenes; every look is recorded.

    Returns the document that is written as ``held_out.json`` and ``held_out.md``.
    """
    _refuse_others(experiment, folder)
    results: dict[str, list[dict[str, Any]]] = {}
    log = RECORD if RECORD.parent.is_dir() else None
    for seed in experiment.seeds:
        for name in experiment.variants:
            run = folder / _slug(name) / str(seed)
            judged = run / "held_out" / "evaluation.json"
            if not judged.is_file():
                tell(f"{name}, seed {seed}, on held-out scenes")
                evaluate_held_out(str(run / "model"), test, judged.parent, log=log)
            evaluation = json.loads(judged.read_text(encoding="utf-8"))
            trained = json.loads((run / "result.json").read_text(encoding="utf-8"))
            multitask = experiment.variants[name].get("network_config", {}).get("multitask", "both")
            shown = _of_held_out(evaluation, multitask)
            results.setdefault(name, []).append({**trained, **shown})
    return _written(experiment, "real held-out scenes", results, HELD_OUT, folder / "held_out")


def _refuse_others(experiment: Experiment, folder: Path) -> None:
    """Refuse a folder with work of other settings: the table would say it was of these."""
    for seed in experiment.seeds:
        for name in experiment.variants:
            run = folder / _slug(name) / str(seed)
            if not (run / "result.json").is_file() and not (run / LAST).is_file():
                continue
            saved, wanted = _settings_of(run), experiment.settings(name, seed)
            found = ", ".join(differing(saved, wanted, WITHOUT_EFFECT))
            if found or not saved:
                told = f"was made with other {found}" if saved else "does not tell its settings"
                reason = f"what is there {told}; name another folder by --out, or delete this one"
                raise SegcrError("config_invalid", path=run, reason=reason)


def _settings_of(run: Path) -> dict[str, Any]:
    """Return the settings a run was made with, {} where they are not told.

    Results of earlier versions kept none, but training wrote its configuration beside.
    """
    result, config = run / "result.json", run / "config.yaml"
    if result.is_file():
        found = json.loads(result.read_text(encoding="utf-8")).get("settings")
        if found is not None:
            return dict(found)
    if not config.is_file():
        return {}
    document = yaml.safe_load(config.read_text(encoding="utf-8"))
    return {name: document.get(name) or {} for name in ("data", "recipe")}


def _of_held_out(evaluation: Mapping[str, Any], multitask: str) -> dict[str, Any]:
    classes = evaluation["summary"]["classes"]
    labelled = multitask != "removal" and "cloudy" in classes
    return {
        "mean_iou_cloudy": classes["cloudy"]["mean_iou"][0] if labelled else None,
        "scenes": {
            row["scene"]: {
                name: (row["images"][MODEL]["cloudy"] or {}).get("psnr")
                if multitask != "segmentation" and row["real_clouds"] == real
                else None
                for name, real in HELD_OUT.items()
            }
            for row in evaluation["rows"]
        },
    }


def _written(
    experiment: Experiment,
    judged_on: str,
    results: Mapping[str, Sequence[Mapping[str, Any]]],
    compared: Collection[str],
    path: Path,
) -> dict[str, Any]:
    """Compare the variants, write ``path`` with ``.json`` and ``.md``, return the document."""
    document = {
        "title": experiment.title,
        "steps": experiment.config.recipe.steps,
        "seeds": list(experiment.seeds),
        "judged_on": judged_on,
        "variants": {name: _against(found, results, compared) for name, found in results.items()},
    }
    path.with_suffix(".json").write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    path.with_suffix(".md").write_text(markdown(document), "utf-8")
    return document


def _one(experiment: Experiment, variant: str, seed: int, run: Path) -> dict[str, Any]:
    config = experiment.training(variant, seed, run)
    wanted = config.recipe
    train(config)
    trained = load_best(run)
    validation = material(config.data).validation
    settled = calibrate(trained.network, validation)
    subject = trained.subject
    facts = PackageFacts(
        "variant",
        "variant",
        wanted.network,
        subject.config(wanted),
        "2000-01-01T00:00:00Z",
        optical_channels=subject.bands,
        sar_channels=subject.polarisations,
        classes=subject.classes,
        resolution=subject.pixel_size,
        cloud_threshold=settled.cloud_threshold,
        visible_cloud_threshold=settled.visible_cloud_threshold,
        temperature=settled.temperature,
        training={"dataset": subject.dataset, **trained.split_facts()},
    )
    judge = Judge.of(str(write_package(run / "model", trained.network, facts)))
    # Not all the way to the last one, as material.evenly goes: the tables in docs are of these.
    chosen = validation[:: max(1, len(validation) // experiment.judged)][: experiment.judged]
    rows = [judge.row(of_scene(item))[0] for item in chosen]
    classes = summarise(rows, [c.name for c in subject.classes])["classes"]
    # A network of one task has nothing to show in the other.
    task = wanted.network_config.get("multitask", "both")
    labelled, restored = task != "removal" and "cloudy" in classes, task != "segmentation"
    return {
        "seconds": round(trained.seconds),
        "parameters": sum(p.numel() for p in trained.network.parameters()),
        "mean_iou_cloudy": classes["cloudy"]["mean_iou"][0] if labelled else None,
        "calibration_error": calibration_error(rows) if labelled else None,
        "scenes": {
            row["scene"]: {
                name: (row["images"][MODEL][region] or {}).get(metric) if restored else None
                for name, (region, metric) in COMPARED.items()
            }
            for row in rows
        },
    }


def _against(
    found: Sequence[Mapping[str, Any]],
    results: Mapping[str, Sequence[Mapping[str, Any]]],
    compared: Collection[str],
) -> dict[str, Any]:
    """Return means of one variant and its differences from the first, scene and seed by pair."""
    first = next(iter(results.values()))
    scores: dict[str, Any] = {}
    for name in compared:
        values, pairs = [], []
        for ours, theirs in zip(found, first):
            for scene, numbers in ours["scenes"].items():
                other = theirs["scenes"].get(scene, {}).get(name)
                if numbers[name] is not None:
                    values.append(numbers[name])
                    if other is not None:
                        pairs.append(numbers[name] - other)
        difference, shown = None, ""
        if found is not first and len(pairs) >= LEAST_SCENES:
            difference = interval(pairs)
            # A smaller angle is the better one.
            shown = verdict(interval([-v for v in pairs]) if "SAM" in name else difference)
        mean = float(np.mean(values)) if values else None
        scores[name] = {"mean": mean, "difference": difference, "verdict": shown}
    iou = [r["mean_iou_cloudy"] for r in found if r["mean_iou_cloudy"] is not None]
    return {
        "seeds": len(found),
        "parameters": found[0]["parameters"],
        "seconds": round(float(np.mean([r["seconds"] for r in found]))),
        "mean_iou_cloudy": float(np.mean(iou)) if iou else None,
        "scores": scores,
    }


def markdown(document: Mapping[str, Any]) -> str:
    """Return an experiment's table as Markdown."""
    seeds = ", ".join(str(seed) for seed in document["seeds"])
    entries = document["variants"]
    names = list(next(iter(entries.values()))["scores"])
    names = [name for name in SHOWN if name in names] or names
    heads = ["variant", "parameters"]
    for name in names:
        heads += [name, "difference", "shown"]
    heads.append("mean IoU under cloud")
    lines = [
        f"# {document['title']}\n",
        f"{document['steps']} steps each, seeds {seeds}. Differences from the first line with 95 %"
        f" bootstrap intervals over scenes and seeds, on {document['judged_on']}.\n",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    for name, entry in entries.items():
        cells = [name, f"{entry['parameters'] / 1e6:.2f} M"]
        for score in names:
            numbers = entry["scores"][score]
            cells.append("-" if numbers["mean"] is None else f"{numbers['mean']:.2f}")
            change = numbers["difference"]
            cells += ["" if change is None else with_interval(change, 2), numbers["verdict"]]
        iou = entry["mean_iou_cloudy"]
        cells.append("-" if iou is None else f"{iou:.3f}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
