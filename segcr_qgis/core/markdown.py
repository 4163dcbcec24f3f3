"""The Markdown that model cards are written in, as HTML: headings, lists, tables, emphasis, code.

Both a run's report, made by the engine, and the page of ``segcr:modelinfo``, made in QGIS, show
cards. Only what cards use is understood; everything else is text, and all text is escaped, since
a card may come from anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

_HEADING = re.compile(r"(#{1,4})\s+(.*)")
_ITEM = re.compile(r"[-*]\s+(.*)")
_RULE = re.compile(r"\|?[\s:|-]+\|?")


def to_html(text: str, top: int = 1) -> str:
    """Return Markdown ``text`` as HTML whose highest headings are ``<hTOP>``.

    Parameters
    ----------
    text : str
    top : int
        1 to 4; deeper headings follow, down to ``<h6>``.
    """
    parts = []
    for kind, lines in _blocks(text):
        if kind == "heading":
            marks, words = _HEADING.fullmatch(lines[0]).groups()  # type: ignore[union-attr]
            level = min(len(marks) + top - 1, 6)
            parts.append(f"<h{level}>{_inline(words)}</h{level}>")
        elif kind == "list":
            parts.append(
                "<ul>" + "".join(f"<li>{_inline(i)}</li>" for i in _items(lines)) + "</ul>"
            )
        elif kind == "table":
            parts.append(_table(lines))
        else:
            parts.append(f"<p>{_inline(' '.join(lines))}</p>")
    return "\n".join(parts)


def _blocks(text: str) -> Iterator[tuple[str, list[str]]]:
    lines = [line.rstrip() for line in text.splitlines()]
    for blank, group in groupby(lines, key=lambda line: not line.strip()):
        if blank:
            continue
        paragraph: list[str] = []
        for kind, run in groupby(group, key=_kind):
            block = list(run)
            if paragraph and kind in ("text", "list"):
                # A line below a list item goes on with it; the next item with the list.
                paragraph += block
                continue
            if paragraph:
                yield "list", paragraph
                paragraph = []
            if kind == "list":
                paragraph = block
            elif kind == "heading":
                yield from (("heading", [line]) for line in block)
            else:
                yield kind, block
        if paragraph:
            yield "list", paragraph


def _kind(line: str) -> str:
    if _HEADING.fullmatch(line):
        return "heading"
    if line.lstrip().startswith("|"):
        return "table"
    return "list" if _ITEM.match(line) else "text"


def _items(lines: list[str]) -> list[str]:
    items: list[str] = []
    for line in lines:
        found = _ITEM.fullmatch(line)
        if found:
            items.append(found.group(1))
        else:
            items[-1] += " " + line.strip()
    return items


def _table(lines: list[str]) -> str:
    rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if not _RULE.fullmatch(line.strip())
    ]
    head, *body = [[_inline(cell) for cell in row] for row in rows] or [[]]
    cells = "".join(f"<th>{cell}</th>" for cell in head)
    text = "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in body)
    return f"<table><thead><tr>{cells}</tr></thead><tbody>{text}</tbody></table>"


def _inline(text: str) -> str:
    """Return one line's text with emphasis, code and bare link texts."""
    parts = []
    for number, part in enumerate(text.split("`")):
        if number % 2:
            parts.append(f"<code>{escape(part)}</code>")
            continue
        plain = escape(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", part))
        plain = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", plain)
        parts.append(re.sub(r"(?<![\w*])\*(?!\s)(.+?)\*(?!\w)", r"<i>\1</i>", plain))
    return "".join(parts)
