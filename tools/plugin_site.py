"""What the plugin site and our own budget ask of the ZIP, as checks that return sentences."""

from __future__ import annotations

import configparser
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .places import PLUGIN

MEGABYTE = 1_000_000
#: Ours; the site refuses more than 25 MB.
TOTAL_BUDGET = 18 * MEGABYTE
#: Compressed bytes a part may take: path prefix inside the plugin folder to megabytes.
PART_BUDGETS = {
    "models/segcr-tiny/": 6 * MEGABYTE,
    "models/cgm2net-tiny/": 6 * MEGABYTE,
    "resources/demo/": 3 * MEGABYTE,
}
EVERYTHING_ELSE = 2 * MEGABYTE
#: Of all exported networks together: they take their weights from the file beside them.
ONNX_BUDGET = 1 * MEGABYTE
REQUIRED_METADATA = [
    "name",
    "description",
    "version",
    "qgisMinimumVersion",
    "qgisMaximumVersion",
    "author",
    "email",
    "about",
    "tracker",
    "repository",
    "hasProcessingProvider",
]
FORBIDDEN_PARTS = ("__pycache__", ".git", "__MACOSX", "tests", "training", "benchmarks", "tools")
FORBIDDEN_SUFFIXES = [
    ".pyc",
    ".pyo",
    ".so",
    ".dll",
    ".dylib",
    ".pyd",
    ".exe",
    ".pt",
    ".pth",
    ".ckpt",
    ".pkl",
    ".pickle",
    ".npy",
    ".npz",
    ".joblib",
    ".part",
]
WEIGHT_SUFFIXES = (".safetensors", ".onnx")


def problems(archive: Path) -> list[str]:
    """Return one sentence for everything that is wrong with ``archive``; empty when it is fine."""
    with zipfile.ZipFile(archive) as bundle:
        entries = [entry for entry in bundle.infolist() if not entry.is_dir()]
        names = [entry.filename for entry in entries]
        metadata = f"{PLUGIN}/metadata.txt"
        text = bundle.read(metadata).decode("utf-8") if metadata in names else ""
    return [
        *_size_problems(archive, entries),
        *_name_problems(names),
        *_metadata_problems(text),
        *_model_problems(names),
    ]


def part_sizes(entries: list[zipfile.ZipInfo]) -> dict[str, int]:
    """Return the compressed bytes of every budgeted part, ``everything else`` included."""
    sizes = dict.fromkeys([*PART_BUDGETS, "everything else"], 0)
    for entry in entries:
        inside = entry.filename.partition("/")[2]
        if not inside.endswith(".onnx"):
            part = next((p for p in PART_BUDGETS if inside.startswith(p)), "everything else")
            sizes[part] += entry.compress_size
    return sizes


def _size_problems(archive: Path, entries: list[zipfile.ZipInfo]) -> Iterator[str]:
    size = archive.stat().st_size
    if size > TOTAL_BUDGET:
        yield f"the ZIP takes {size / MEGABYTE:.1f} MB of {TOTAL_BUDGET / MEGABYTE:.0f}"
    for part, used in part_sizes(entries).items():
        budget = PART_BUDGETS.get(part, EVERYTHING_ELSE)
        if used > budget:
            yield f"{part} takes {used / MEGABYTE:.2f} MB of {budget / MEGABYTE:.0f}"
    graphs = sum(entry.compress_size for entry in entries if entry.filename.endswith(".onnx"))
    if graphs > ONNX_BUDGET:
        yield f"ONNX files take {graphs / MEGABYTE:.2f} MB of {ONNX_BUDGET / MEGABYTE:.0f}"


def _name_problems(names: list[str]) -> Iterator[str]:
    if {name.partition("/")[0] for name in names} != {PLUGIN}:
        yield f"the ZIP must hold the folder {PLUGIN} and nothing beside it"
    for required in ("LICENSE", "metadata.txt", "__init__.py", "engine_entry.py", "plugin.py"):
        if f"{PLUGIN}/{required}" not in names:
            yield f"{required} is missing"
    for name in names:
        parts = name.split("/")
        if any(part in FORBIDDEN_PARTS for part in parts):
            yield f"{name} does not belong in the ZIP"
        elif any(part.startswith(".") for part in parts):
            yield f"{name} is a hidden file"
        elif Path(name).suffix.lower() in FORBIDDEN_SUFFIXES:
            yield f"{name} is of a kind that must not ship"
        elif ".." in parts or name.startswith("/"):
            yield f"{name} points out of the plugin folder"


def _metadata_problems(text: str) -> Iterator[str]:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text)
        general = dict(parser["general"])
    except (configparser.Error, KeyError) as problem:
        yield f"metadata.txt cannot be read: {problem}"
        return
    for key in REQUIRED_METADATA:
        if not general.get(key, "").strip():
            yield f"metadata.txt lacks {key}"
    if not re.fullmatch(r"\d+\.\d+\.\d+", general.get("version", "")):
        yield "the version is not MAJOR.MINOR.PATCH"
    if "plugin" in general.get("name", "").lower():
        yield "the name must not contain the word plugin"
    for key in ("tracker", "repository", "homepage"):
        if general.get(key) and not general[key].startswith("https://"):
            yield f"{key} is not an https address"


def _model_problems(names: list[str]) -> Iterator[str]:
    models = f"{PLUGIN}/models/"
    folders = {name[len(models) :].split("/")[0] for name in names if name.startswith(models)}
    if not folders:
        yield "no model is in the ZIP"
    for folder in sorted(folders):
        inside = {name for name in names if name.startswith(f"{models}{folder}/")}
        for required in ("model.json", "MODEL_CARD.md", "LICENSE", "SHA256SUMS"):
            if f"{models}{folder}/{required}" not in inside:
                yield f"model {folder} lacks {required}"
        if not any(name.endswith(WEIGHT_SUFFIXES) for name in inside):
            yield f"model {folder} has no weights"
