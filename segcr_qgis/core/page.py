"""What the pages we write share: the style sheet and the class bars. They need no other file."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from .classes import LandCoverClass

STYLE = """
:root{--ink:#1f2933;--soft:#5f6c7b;--line:#d9e0e7;--tint:#f4f7f9}
*{box-sizing:border-box}
body{font:15px/1.55 system-ui,"Segoe UI","Open Sans",Roboto,
"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;color:var(--ink);
margin:0 auto;max-width:1020px;padding:2.2em 1.4em 3em;background:#fff}
header{border-bottom:3px solid #2e7d6b;margin-bottom:1.6em;padding-bottom:.7em}
h1{font-size:1.75em;line-height:1.2;margin:0;overflow-wrap:anywhere}
h2{font-size:1.2em;margin:2.1em 0 .6em} h3{font-size:1.02em;margin:1.5em 0 .4em}
header p{color:var(--soft);margin:.35em 0 0} p{margin:.6em 0}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:14px}
figure{margin:0;break-inside:avoid} figcaption{color:var(--soft);font-size:.86em;margin-top:.3em}
img{display:block;width:100%;border:1px solid var(--line);border-radius:3px;
image-rendering:auto}
.numbers{display:flex;flex-wrap:wrap;gap:12px;margin:1.5em 0 .4em}
.number{background:var(--tint);border:1px solid var(--line);border-radius:4px;flex:1 1 150px;
padding:.6em .9em;break-inside:avoid} .number b{display:block;font-size:1.5em;line-height:1.25}
.number span{color:var(--soft);font-size:.86em}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
td,th{border-bottom:1px solid var(--line);padding:.34em .9em .34em 0;text-align:left;
vertical-align:top} th{color:var(--soft);font-size:.86em;font-weight:600}
tr{break-inside:avoid} .n{text-align:right;white-space:nowrap}
.facts td:first-child{color:var(--soft);width:12.5em;white-space:nowrap}
.bars td{vertical-align:middle} .bars td:nth-child(2){width:42%}
.bar{display:flex;height:15px} .bar i{display:block;height:100%;border:1px solid #0003}
.swatch{border:1px solid #0003;border-radius:2px;display:inline-block;height:.8em;
margin-right:.5em;vertical-align:-.06em;width:.8em}
.hatch{background-image:repeating-linear-gradient(135deg,#fff0 0 3px,#fffb 3px 6px)}
.note{background:#fff7df;border-left:4px solid #d9a400;margin:.5em 0;padding:.45em .9em;
break-inside:avoid} .remark{color:var(--soft);font-size:.86em}
code{font:.86em ui-monospace,Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere} .card{background:var(--tint);border:1px solid var(--line);
border-radius:4px;font-size:.92em;margin-top:.6em;overflow-x:auto;padding:.2em 1.2em 1em}
footer{border-top:1px solid var(--line);color:var(--soft);font-size:.86em;margin-top:2.4em;
padding-top:.8em}
@media print{@page{margin:16mm 14mm} body{font-size:10pt;max-width:none;padding:0}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.figures{grid-template-columns:repeat(3,1fr)} h2,h3,h4,h5,h6{break-after:avoid}
h2{margin-top:1.6em} section,li,p{break-inside:avoid} section:has(.card){break-inside:auto}
thead{display:table-header-group}
.card{background:none;border:0;padding:0;overflow:visible} .card table{font-size:.84em}}
"""


def page(title: str, subtitle: str, body: str, footer: str = "", language: str = "en") -> str:
    """Return a whole HTML page.

    Parameters
    ----------
    title, subtitle, footer : str
        Plain text, escaped here.
    body : str
        HTML.
    language : str
        Of the words, as HTML names it.
    """
    foot = f"<footer>{escape(footer)}</footer>" if footer else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>"
        f"<header><h1>{escape(title)}</h1><p>{escape(subtitle)}</p></header>\n"
        f"{body}{foot}</body></html>\n"
    )


def facts_table(facts: Iterable[tuple[str, object]]) -> str:
    """Return names and values as a table; empty values are left out."""
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td>{_value(str(value))}</td></tr>"
        for name, value in facts
        if str(value)
    )
    return f'<table class="facts"><tbody>{rows}</tbody></table>'


def swatches(classes: Iterable[LandCoverClass]) -> str:
    """Return classes with their colours and codes as a table."""
    rows = "".join(
        f'<tr><td class="n">{c.code}</td><td>{swatch(c.color)}{escape(c.name)}</td></tr>'
        for c in classes
    )
    return (
        '<table style="width:auto"><thead><tr><th>Code</th><th>Class</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>"
    )


def swatch(color: str) -> str:
    """Return a small square of a colour such as ``#1a5bab``."""
    return f'<span class="swatch" style="background:{escape(color)}"></span>'


def _value(text: str) -> str:
    """Return a value; paths and digests in the letters of code, which break anywhere."""
    coded = "/" in text or "\\" in text or (len(text) >= 40 and " " not in text)
    return f"<code>{escape(text)}</code>" if coded else escape(text)
