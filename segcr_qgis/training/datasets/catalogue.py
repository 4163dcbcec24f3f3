"""Datasets by name: the code loaders, the shipped YAML files, and YAML files of a user's own."""

from __future__ import annotations

from pathlib import Path

from ...core.errors import SegcrError
from . import luojiaset, m3mcr, sen12mscr
from .entries import index
from .folder import read_layout
from .layout import Layout

#: Where the shipped descriptions lie.
LAYOUTS = Path(__file__).with_name("layouts")
#: A description of this name inside a folder is that folder's own.
OWN_FILE = "segcr-data.yaml"
_CODED = {"m3mcr": m3mcr.LAYOUT, "luojiaset": luojiaset.LAYOUT, "sen12mscr": sen12mscr.LAYOUT}


def names() -> tuple[str, ...]:
    """Return the names :func:`layout_of` knows."""
    return (*_CODED, *(path.stem for path in sorted(LAYOUTS.glob("*.yaml"))))


def layout_of(name: str) -> Layout:
    """Return a layout by name or by the path of a YAML file.

    Raises
    ------
    SegcrError
        ``dataset_unknown`` or ``config_invalid``.
    """
    if name in _CODED:
        return _CODED[name]
    for path in (LAYOUTS / f"{name}.yaml", Path(name)):
        if path.suffix in (".yaml", ".yml") and path.is_file():
            return read_layout(path)
    raise SegcrError("dataset_unknown", name=name, available=", ".join(names()))


def recognise(root: Path) -> Layout:
    """Return the layout of a folder: its own description, else the known one that fits most files.

    Raises
    ------
    SegcrError
        ``dataset_unknown`` where no known layout finds a sample in it; ``layer_unreadable`` where
        there is no such folder.
    """
    if not root.is_dir():
        raise SegcrError("layer_unreadable", layer=root, reason="no such folder")
    if (root / OWN_FILE).is_file():
        return read_layout(root / OWN_FILE)

    def fit(layout: Layout) -> int:
        return sum(len(entry.files) for entry in index(root, layout))

    best = max((layout_of(name) for name in names()), key=fit)
    if fit(best) == 0:
        raise SegcrError("dataset_unknown", name=root, available=", ".join(names()))
    return best
