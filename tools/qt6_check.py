"""Check the plugin against real Qt 6: ``python -m tools.qt6_check``, in a Python with PyQt6.

QGIS 4 is in no Debian suite, so two things stand for it: every name that the code takes from
``qgis.PyQt`` is looked up in PyQt6, and the parts of the windows that need no QGIS class are shown
on Qt 6 with a stand-in for ``qgis``. That makes the code Qt6-clean; it is not a run on QGIS 4.
"""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

from .places import BUILD, ROOT

CODE = ROOT / "segcr_qgis"
FOLDERS = ("gui", "processing")
#: Calls and names that PyQt6 has no more, whatever they are called on.
GONE = ("exec_", "toTime_t", "setWindowFlag_")

#: Moved to QtGui in Qt 6; QGIS's own shim goes on offering them from QtWidgets.
SHIMMED = ("QAction", "QActionGroup", "QShortcut")


def sources() -> list[Path]:
    """Return the files that may use Qt."""
    found = [path for folder in FOLDERS for path in (CODE / folder).rglob("*.py")]
    return sorted([*found, *CODE.glob("*.py")])


def qt_names(tree: ast.Module) -> dict[str, tuple[str, str]]:
    """Return the names a file imports from ``qgis.PyQt``: local name to module and name."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("qgis.PyQt."):
            module = "PyQt6." + node.module.split(".")[-1]
            for alias in node.names:
                shimmed = alias.name in SHIMMED and module == "PyQt6.QtWidgets"
                home = "PyQt6.QtGui" if shimmed else module
                names[alias.asname or alias.name] = (home, alias.name)
    return names


def chains(tree: ast.Module) -> Iterator[tuple[int, list[str]]]:
    """Yield every dotted name of a file with its line, the longest of each only."""
    inner = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in inner:
            parts, at = [], node
            while isinstance(at, ast.Attribute):
                parts.append(at.attr)
                inner.add(id(at.value))
                at = at.value
            if isinstance(at, ast.Name):
                yield node.lineno, [at.id, *reversed(parts)]


def missing(path: Path) -> list[str]:
    """Return what a file uses that PyQt6 has not, one sentence each."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT)
    names, wrong = qt_names(tree), []
    for local, (module, name) in names.items():
        if not hasattr(importlib.import_module(module), name):
            wrong.append(f"{where}: {module} has no {name} ({local})")
    for line, (first, *rest) in chains(tree):
        if rest[-1] in GONE:
            wrong.append(f"{where}:{line}: {rest[-1]} is gone")
        if first not in names:
            continue
        module, name = names[first]
        at = getattr(importlib.import_module(module), name, None)
        for part in rest:
            if at is None or not isinstance(at, type):
                break
            if not hasattr(at, part):
                wrong.append(f"{where}:{line}: PyQt6 has no {'.'.join([first, *rest])}")
                break
            at = getattr(at, part)
    return wrong


def main() -> int:
    """Look every name up, show the windows; return the exit status."""
    from PyQt6.QtCore import PYQT_VERSION_STR, QT_VERSION_STR

    from .qt6_windows import show_windows

    files = sources()
    wrong = [sentence for path in files for sentence in missing(path)]
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    print(f"PyQt6 {PYQT_VERSION_STR} (Qt {QT_VERSION_STR}): {len(files)} files, {len(wrong)} wrong")
    pictures = show_windows(BUILD / "qt6")
    print(f"shown on Qt 6: {', '.join(picture.name for picture in pictures)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
