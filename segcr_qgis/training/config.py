"""The one YAML file of a training run: read, changed by ``key=value``, saved with the run."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import MISSING, asdict, dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, get_type_hints

import yaml

from ..core.errors import SegcrError
from .recipe import Recipe

#: Where the shipped configurations lie.
CONFIGS = Path(__file__).with_name("configs")
#: What a machine may be asked for, by Fabric's names.
ACCELERATORS = ("auto", "cpu", "cuda", "gpu", "mps")
PRECISIONS = ("32-true", "bf16-mixed", "16-mixed", "bf16-true", "16-true", "64-true")


@dataclass(frozen=True)
class DataConfig:
    """Where the samples come from.

    ``dataset`` is ``open`` (the corpus of open data), the name or YAML file of a layout, or
    ``auto``. ``root`` is its folder; variables such as ``$SEGCR_DATA`` are filled in. ``split`` is
    ``place`` (places are kept whole) or ``public`` (as public loaders do). ``bands`` and
    ``polarisations`` are the network's channels; empty: what the dataset has. ``simulate`` leaves
    real clouded images out. ``limit`` of samples a split, 0 = all. ``corpus``, ``landscapes`` and
    ``landscape_seed`` belong to the open data.
    """

    dataset: str = "open"
    root: str = "$SEGCR_DATA/train"
    split: str = "place"
    bands: tuple[str, ...] = ()
    polarisations: tuple[str, ...] = ()
    simulate: bool = False
    keep_offset: bool = False
    limit: int = 0
    corpus: str = "build/corpus"
    landscapes: int = 1800
    landscape_seed: int = 11

    def folder(self) -> Path:
        """Return ``root`` with its variables filled in."""
        return Path(os.path.expandvars(self.root)).expanduser()


@dataclass(frozen=True)
class MachineConfig:
    """What the run may use: Fabric's ``accelerator`` and ``precision``, CPU threads.

    ``threads`` 0: what is there, less one for the data where batches are made ahead
    (``ahead``) in a thread of their own.
    """

    accelerator: str = "auto"
    precision: str = "32-true"
    threads: int = 0
    ahead: bool = True

    def __post_init__(self) -> None:
        for name, known in (("accelerator", ACCELERATORS), ("precision", PRECISIONS)):
            value = getattr(self, name)
            if value not in known:
                raise ValueError(f"machine.{name} is {value!r}, not one of {', '.join(known)}")
        if self.threads < 0:
            raise ValueError(f"machine.threads is {self.threads}, not 0 or more")


@dataclass(frozen=True)
class TrainingConfig:
    """A training run: ``run`` is the folder of its checkpoints and logs."""

    run: str = "build/training/run"
    data: DataConfig = field(default_factory=DataConfig)
    recipe: Recipe = field(default_factory=Recipe)
    machine: MachineConfig = field(default_factory=MachineConfig)

    def save(self, path: Path) -> None:
        """Write the file that :func:`read_config` reads."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(plain(asdict(self)), sort_keys=False), "utf-8")


def read_config(path: Path, changes: Sequence[str] = ()) -> TrainingConfig:
    """Return the configuration of a file, changed by ``key=value`` words.

    ``path`` may be the name of a shipped configuration. Keys are dotted (``recipe.steps=100``);
    the section may be left out where the key is in one section only.

    Raises
    ------
    SegcrError
        ``config_invalid`` with the key that is unknown or the value that does not fit.
    """
    shipped = CONFIGS / f"{path}.yaml"
    path = shipped if not path.is_file() and shipped.is_file() else path
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for word in changes:
            _change(document, word)
        config = _built(TrainingConfig, document, "")
    except (OSError, UnicodeDecodeError) as problem:
        raise SegcrError("config_invalid", path=path, reason="no such file") from problem
    except (yaml.YAMLError, ValueError, TypeError, AttributeError) as problem:
        reason = " ".join(str(problem).split())
        raise SegcrError("config_invalid", path=path, reason=reason) from problem
    return config


def changed(config: TrainingConfig, recipe: Mapping[str, Any], run: str) -> TrainingConfig:
    """Return ``config`` with other values in its recipe and another run folder."""
    return replace(config, run=run, recipe=replace(config.recipe, **recipe))


def varied(recipe: Recipe, changes: Mapping[str, Any], where: str) -> Recipe:
    """Return ``recipe`` with other values; ``where`` is what a message calls their place.

    Raises
    ------
    ValueError, TypeError
        A key that is unknown or a value that does not fit.
    """
    varied_recipe: Recipe = _built(Recipe, {**vars(recipe), **changes}, where)
    return varied_recipe


def differing(
    saved: Mapping[str, Mapping[str, Any]],
    wanted: Mapping[str, Mapping[str, Any]],
    free: Collection[str],
) -> tuple[str, ...]:
    """Return the dotted names of what is not as it was saved, section by section.

    What was not saved did not exist then and cannot differ; ``free`` are dotted names that may.
    """
    return tuple(
        f"{section}.{name}"
        for section, values in wanted.items()
        for name, value in values.items()
        if f"{section}.{name}" not in free
        and name in saved.get(section, {})
        and plain(saved[section][name]) != plain(value)
    )


def _change(document: dict[str, Any], word: str) -> None:
    key, sign, text = word.partition("=")
    if not sign or not key:
        raise ValueError(f"'{word}' is not key=value")
    *sections, last = key.split(".")
    if not sections:
        homes = [f.name for f in fields(TrainingConfig) if _has(f.name, last)]
        sections = homes if len(homes) == 1 else []
    for section in sections:
        document = document.setdefault(section, {})
        if not isinstance(document, dict):
            raise ValueError(f"'{key}' leads nowhere")
    document[last] = yaml.safe_load(text)


def _has(section: str, key: str) -> bool:
    kind = get_type_hints(TrainingConfig)[section]
    return is_dataclass(kind) and key in {f.name for f in fields(kind)}


def _built(kind: Any, values: Any, where: str) -> Any:
    """Return a ``kind`` from plain values, refusing unknown keys and values of other types."""
    if not isinstance(values, Mapping):
        raise TypeError(f"{where or 'the file'} must hold 'key: value' pairs")
    known = {f.name: f for f in fields(kind)}
    unknown = sorted(str(name) for name in values if name not in known)
    if unknown:
        place = f" in {where}" if where else ""
        raise ValueError(f"unknown key '{unknown[0]}'{place}; keys are {', '.join(known)}")
    hints = get_type_hints(kind)
    given = {}
    for name, value in values.items():
        label = f"{where}.{name}" if where else name
        if is_dataclass(hints[name]):
            given[name] = _built(hints[name], value or {}, label)
        else:
            entry = known[name]
            made = entry.default is MISSING and entry.default_factory is not MISSING
            default = entry.default_factory() if made else entry.default  # type: ignore[misc]
            given[name] = _fitting(value, default, label)
    return kind(**given)


def _fitting(value: Any, default: Any, label: str) -> Any:
    """Return ``value`` as the type of ``default``."""
    if isinstance(default, bool) or isinstance(value, bool):
        fits = isinstance(default, bool) and isinstance(value, bool)
    elif isinstance(default, float):
        # YAML reads 1e-3 as text.
        value = float(value) if isinstance(value, (int, str)) else value
        fits = isinstance(value, float)
    elif isinstance(default, tuple):
        fits = isinstance(value, (list, tuple))
        value = tuple(str(v) for v in value) if fits else value
    else:
        fits = isinstance(value, type(default))
    if not fits:
        raise ValueError(f"{label} is {value!r}, which is no {type(default).__name__}")
    return value


def plain(value: Any) -> Any:
    """Return ``value`` as YAML and JSON keep it: lists for tuples, at any depth."""
    if isinstance(value, Mapping):
        return {key: plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value] if isinstance(value, (list, tuple)) else value
