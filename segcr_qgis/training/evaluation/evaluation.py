"""One evaluation: its cases, its document, its files."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from itertools import chain
from pathlib import Path
from typing import Any

from ...core.errors import SegcrError
from ...core.model_package import MODEL, ModelPackage, find_package
from ..config import DataConfig
from ..datasets.catalogue import layout_of, recognise
from ..datasets.entries import Entry, loaded
from ..datasets.layout import Layout
from ..datasets.scene import BrokenSample
from ..held_out import real_scenes, synthetic_scenes
from ..material import chosen
from .cases import Case, of_held_out, of_scene, real_pairs
from .judge import judge, model_facts
from .pages import markdown, page
from .record import commit, record
from .summary import summarise

HELD_OUT = "held-out"
#: How far off its centre the window of the public loaders' SSIM is.
PUBLIC_OFF_CENTRE = 0.5


def evaluate_dataset(
    model: str,
    data: DataConfig,
    split: str,
    protocol: str,
    out: Path,
    tell: Callable[[str], None] = lambda name: None,
    log: Path | None = None,
) -> dict[str, Any]:
    """Judge a model on one split of a dataset, write the files, return the document.

    ``protocol`` ``segcr``: places kept whole, offset taken off, centred SSIM window. ``public``:
    the public loaders' random split, offset kept, their window half a pixel off. Where the model
    was trained on some of these samples, the document's ``warning`` says so.
    """
    public = protocol == "public"
    package = find_package(model)
    folder = data.folder()
    if not folder.is_dir():
        raise SegcrError("layer_unreadable", layer=folder, reason="no such folder")
    layout = recognise(folder) if data.dataset in ("auto", "open") else layout_of(data.dataset)
    bands = tuple(b for b in package.optical_channels if b in layout.bands)
    wanted = DataConfig(
        dataset=data.dataset,
        root=data.root,
        split="public" if public else "place",
        bands=data.bands or bands,
        polarisations=layout.polarisations,
        simulate=data.simulate,
        keep_offset=public,
        limit=data.limit,
    )
    entries = chosen(wanted, layout, split)
    if "label" in layout.roles and package.classes != layout.classes:
        reason = f"its classes are not those of {layout.name}"
        raise SegcrError("model_invalid", folder=package.folder, reason=reason)
    broken: list[BrokenSample] = []
    cases = (of_scene(item) for item in loaded(entries, broken))
    off_centre = PUBLIC_OFF_CENTRE if public else 0.0
    facts: dict[str, Any] = {"dataset": layout.name, "split": split, "protocol": protocol}
    facts["warning"] = split_warning(training_of(package), layout, wanted, entries)
    document = _evaluate(model, cases, facts, off_centre, out, tell)
    document["skipped"] = [str(problem) for problem in broken]
    return _written(document, out, log if split == "test" else None)


def training_of(package: ModelPackage) -> dict[str, Any]:
    """Return what a package tells of its training; nothing where it does not."""
    document = json.loads((Path(package.folder) / MODEL).read_text(encoding="utf-8"))
    told = document["properties"]["segcr:model"].get("training")
    return told if isinstance(told, dict) else {}


def split_warning(
    training: Mapping[str, Any], layout: Layout, data: DataConfig, judged: Sequence[Entry]
) -> str:
    """Return a sentence where a model was probably trained on what it is judged on, or ''.

    Places kept whole and single patches at random share a dataset out differently, and so do the
    samples that have a clouded image and all of them. Packages that do not say how theirs was
    shared out are taken to have kept places whole, which is the default.

    Parameters
    ----------
    training : mapping
        What the package tells of its training.
    layout : Layout
        Of the dataset the model is judged on.
    data : DataConfig
        How that is shared out for the judgement.
    judged : sequence of Entry
        The samples it is judged on.
    """
    if training.get("dataset", layout.name) != layout.name:
        return ""
    split = training.get("split", "place")
    trained = replace(data, split=split, simulate=training.get("simulate", data.simulate), limit=0)
    if (trained.split, trained.simulate) == (data.split, data.simulate):
        return ""
    try:
        seen = {entry.name for entry in chosen(trained, layout, "train")}
    except SegcrError:
        # Nothing can be trained on that way here.
        return ""
    count = sum(entry.name in seen for entry in judged)
    if not count:
        return ""
    way = f"data.split={trained.split} data.simulate={str(trained.simulate).lower()}"
    said = f"trained with {way}" if "split" in training else f"probably trained with {way}"
    return (
        f"Warning: {count} of the {len(judged)} samples are training samples of a model"
        f" {said}, as this one was: the scores are too good."
    )


def evaluate_held_out(
    model: str,
    test: Path | None,
    out: Path,
    tell: Callable[[str], None] = lambda name: None,
    log: Path | None = None,
) -> dict[str, Any]:
    """Judge a model on the scenes no training reads: synthetic, and the real ones of ``test``."""
    cases: Iterator[Case] = of_held_out(synthetic_scenes())
    if test is not None:
        if not test.is_dir():
            raise SegcrError("layer_unreadable", layer=test, reason="no such folder")
        cases = chain(of_held_out(real_scenes(test)), real_pairs(test))
    name = "synthetic held-out scenes" if test is None else "real held-out scenes"
    facts = {"dataset": name, "split": "test", "protocol": "segcr"}
    document = _evaluate(model, cases, facts, 0.0, out, tell)
    groups = dict.fromkeys(row["dataset"] for row in document["rows"])
    names = [c.name for c in find_package(model).classes]
    document["groups"] = {
        group: summarise([r for r in document["rows"] if r["dataset"] == group], names)
        for group in groups
    }
    return _written(document, out, log if test is not None else None)


def _evaluate(
    model: str,
    cases: Iterator[Case],
    facts: dict[str, Any],
    off_centre: float,
    out: Path,
    tell: Callable[[str], None],
) -> dict[str, Any]:
    rows, sheets = judge(model, cases, off_centre, tell)
    if not rows:
        raise SegcrError("dataset_empty", split=facts["split"], folder=out, reason="none readable")
    names = [c.name for c in find_package(model).classes]
    document = {
        **model_facts(model),
        **facts,
        "date": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": commit(),
        "summary": summarise(rows, names),
        "rows": rows,
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "evaluation.html").write_text(page(document, sheets), "utf-8")
    return document


def _written(document: dict[str, Any], out: Path, log: Path | None) -> dict[str, Any]:
    text = json.dumps(_without_nan(document), indent=1) + "\n"
    (out / "evaluation.json").write_text(text, "utf-8")
    (out / "evaluation.md").write_text(markdown(document), "utf-8")
    if log is not None:
        record(document, log)
    return document


def _without_nan(value: Any) -> Any:
    """Return ``value`` with null for NaN, which JSON does not know."""
    if isinstance(value, dict):
        return {key: _without_nan(entry) for key, entry in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_without_nan(entry) for entry in value]
    return None if isinstance(value, float) and math.isnan(value) else value
