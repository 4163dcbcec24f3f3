"""Write docs/reliability.md from what the drills noted: ``python -m tools.reliability``."""

from __future__ import annotations

import json
import sys
from datetime import date

from .places import BUILD, ROOT

FOLDER = BUILD / "faults"
PAGE = ROOT / "docs" / "reliability.md"
TABLES = {
    "rejections": (
        "How hostile model packages were refused",
        "Each code is one check a package must pass; `taken` are packages that the damage left"
        " sound. Every check is reached, and none accounts for more than half.",
    ),
    "protocol": (
        "How lines of malformed streams were refused",
        "Each code is one check a line must pass, or (`wrong_side`, `out_of_order`) its place in"
        " the conversation; `request_invalid` is a sound line with a run nobody can do. Every check"
        " of a line is reached, and none accounts for more than half.",
    ),
    "rasters": (
        "How runs on damaged rasters ended",
        "Damage is cut ends, flipped bytes, zeroed or missing parts, in headers and in pixels.",
    ),
}


def page() -> str:
    """Return the page."""
    rows = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))]
    lines = [
        "# Reliability",
        "",
        f"What SegCR was put through and what held. Written by `make test-faults` on"
        f" {date.today().isoformat()} (Linux); not edited by hand.",
        "",
        "After every fault: QGIS's side is alive and says in one sentence what happened, no file"
        " is left under a final or a temporary name, no process is left over, the inputs are"
        " byte-identical (every drill compares their digests), and the next run works. A drill that"
        " finds otherwise fails, and this page is not written.",
        "",
        "| Fault | Tried with | Held |",
        "|---|---|---|",
        *(f"| {_cell(r['fault'])} | {_cell(r['tried'])} | {_cell(r['held'])} |" for r in rows),
    ]
    for name, (title, words) in TABLES.items():
        counts = json.loads((FOLDER / f"{name}.table").read_text(encoding="utf-8"))
        total = sum(counts.values())
        lines += ["", f"## {title}", "", words, "", "| Code | Times | Share |", "|---|---:|---:|"]
        for code, count in sorted(counts.items(), key=lambda entry: -entry[1]):
            lines.append(f"| `{code}` | {count} | {100 * count / total:.1f} % |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main() -> int:
    """Write the page; return the exit status."""
    missing = [name for name in TABLES if not (FOLDER / f"{name}.table").is_file()]
    if missing:
        print(f"reliability: no drill has noted {', '.join(missing)}", file=sys.stderr)
        return 1
    PAGE.write_text(page(), encoding="utf-8")
    print(f"reliability: {PAGE.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
