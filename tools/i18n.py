"""Bring the translations' sources up to date, and compile them: ``python -m tools.i18n``.

``lupdate`` knows our ``tr()`` functions no context, so the strings are taken from the code's own
syntax trees. Translations that are there are kept; strings that are gone go.
"""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from segcr_qgis.core.classes import CLASSES
from segcr_qgis.core.notices import NOTICES
from segcr_qgis.core.reasons import REASONS

from .places import BUILD, ROOT

CODE = ROOT / "segcr_qgis"
FOLDER = ROOT / "resources" / "i18n"
COMPILED = BUILD / "i18n"
LANGUAGES = ("fr", "zh_CN")
#: Context of ``tr()`` by the file that defines it, and by the module it is imported from.
CONTEXTS = {"texts": "SegcrDock", "messages": "SegcrProcessing"}
OWN = {
    "plugin.py": "SegcrPlugin",
    "gui/texts.py": "SegcrDock",
    "assessment/accuracy_page.py": "SegcrReport",
    "assessment/report.py": "SegcrReport",
}
#: What the engine's pages say: of this context, and these sentences of others.
PAGES = "SegcrReport"
ON_PAGES = (*NOTICES.values(), *REASONS, *(entry.name for entry in CLASSES))
NAMED = ("translate", "QT_TRANSLATE_NOOP")

Strings = dict[str, list[str]]


def extract() -> Strings:
    """Return every string that users may see, by context, in the order of the code."""
    found: Strings = {}
    for path in sorted(CODE.rglob("*.py")):
        inside = path.relative_to(CODE)
        if inside.parts[0] in ("training", "networks", "cli"):
            continue
        _of_file(path, inside.as_posix(), found)
    for item in CLASSES:
        for context in ("SegcrDock", "SegcrProcessing"):
            _add(found, context, item.name)
    for page in sorted((ROOT / "resources" / "help").glob("*.txt")):
        for paragraph in page.read_text(encoding="utf-8").strip().split("\n\n"):
            _add(found, "SegcrProcessing", " ".join(paragraph.split()))
    return dict(sorted(found.items()))


def _add(found: Strings, context: str, text: str) -> None:
    if text and text not in found.setdefault(context, []):
        found[context].append(text)


def _of_file(path: Path, inside: str, found: Strings) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    own = OWN.get(inside, "SegcrProcessing")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and any(a.name == "tr" for a in node.names):
            own = CONTEXTS.get((node.module or "").split(".")[-1], own)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        name = node.func.id if isinstance(node.func, ast.Name) else name
        words = [a.value for a in node.args if isinstance(a, ast.Constant)]
        texts = [word for word in words if isinstance(word, str)]
        if name == "tr" and len(texts) == len(node.args) == 1:
            _add(found, own, texts[0])
        elif name in NAMED and len(texts) == len(node.args) == 2:
            _add(found, texts[0], texts[1])


def source_file(language: str) -> Path:
    """Return the file of a language's translations."""
    return FOLDER / f"segcr_{language}.ts"


def read(path: Path) -> dict[tuple[str, str], str]:
    """Return the translations of a file by context and English text; '' for unfinished ones."""
    if not path.is_file():
        return {}
    known = {}
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            known[name, message.findtext("source", "")] = message.findtext("translation", "")
    return known


def write(path: Path, language: str, strings: Strings, known: dict[tuple[str, str], str]) -> int:
    """Write a language's file; return how many strings are not translated yet."""
    root = ElementTree.Element("TS", version="2.1", language=language, sourcelanguage="en")
    missing = 0
    for name, texts in strings.items():
        context = ElementTree.SubElement(root, "context")
        ElementTree.SubElement(context, "name").text = name
        for text in texts:
            message = ElementTree.SubElement(context, "message")
            ElementTree.SubElement(message, "source").text = text
            translation = ElementTree.SubElement(message, "translation")
            translation.text = known.get((name, text), "")
            if not translation.text:
                translation.set("type", "unfinished")
                missing += 1
    ElementTree.indent(root, "  ")
    body = ElementTree.tostring(root, encoding="unicode")
    path.parent.mkdir(parents=True, exist_ok=True)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{body}\n", encoding="utf-8")
    return missing


def catalogue_file(language: str) -> Path:
    """Return the file of a language's words for the engine, which knows no Qt."""
    return FOLDER / f"report_{language}.json"


def catalogue(language: str) -> str:
    """Return the words of a language for the engine's pages, as they stand in its file."""
    known = read(source_file(language))
    words = {
        text: translated
        for (context, text), translated in known.items()
        if translated and (context == PAGES or text in ON_PAGES)
    }
    return json.dumps(words, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def compile_all(target: Path = COMPILED) -> list[Path]:
    """Compile every language; return the files, none where ``lrelease`` is not installed."""
    program = shutil.which("lrelease") or shutil.which("lrelease-qt5")
    if program is None:
        return []
    target.mkdir(parents=True, exist_ok=True)
    made = []
    for source in sorted(FOLDER.glob("segcr_*.ts")):
        compiled = target / f"{source.stem}.qm"
        # Always: times do not tell whether it is this source's, after a change of branch for one.
        partial = compiled.with_name(f"{compiled.name}.part")
        command = [program, "-silent", "-nounfinished", str(source), "-qm", str(partial)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        partial.replace(compiled)
        made.append(compiled)
    return made


def main() -> int:
    """Extract, keep what is translated, compile; the status tells whether all is translated."""
    strings = extract()
    print(f"i18n: {sum(len(texts) for texts in strings.values())} strings")
    left = 0
    for language in LANGUAGES:
        path = source_file(language)
        missing = write(path, language, strings, read(path))
        print(f"i18n: {path.relative_to(ROOT)}, {missing} not translated")
        left += missing
        catalogue_file(language).write_text(catalogue(language), encoding="utf-8")
    made = compile_all()
    print(f"i18n: {', '.join(p.name for p in made) or 'not compiled: lrelease is not installed'}")
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())
