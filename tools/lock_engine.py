"""Pin what an engine environment holds, for every platform: ``python -m tools.lock_engine``.

Needs ``uv`` (``pip install uv``): it resolves for all platforms and Pythons at once.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from .places import ROOT

TARGET = ROOT / "resources" / "engine"
#: Versions follow torch's own pin; pip takes them with it, and no other build may slip in.
WITH_TORCH = ("torch", "nvidia-", "cuda-", "triton")
HEADER = "# Made by 'make lock' for every platform and Python from 3.10; not edited by hand.\n"


def resolve(uv: str, lines: str) -> str:
    """Return the pinned requirements of ``lines``, with markers."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.in"
        wanted.write_text(lines, encoding="utf-8")
        options = ["--universal", "--python-version", "3.10", "--only-binary", ":all:"]
        options += ["--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
        done = subprocess.run(
            [uv, "pip", "compile", *options, str(wanted)],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return done.stdout


def main(arguments: list[str]) -> int:
    """Write both locks; ``arguments``: the uv program and torch's plain version."""
    uv, torch = arguments
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, source, extra in (
        ("torch", "engine.txt", f"torch=={torch}\n"),
        ("light", "engine-light.txt", ""),
    ):
        lines = (ROOT / "requirements" / source).read_text(encoding="utf-8") + extra
        kept = [
            line
            for line in resolve(uv, lines).splitlines(keepends=True)
            if line.strip() and not line.startswith(WITH_TORCH)
        ]
        (TARGET / f"{name}.txt").write_text(HEADER + "".join(kept), encoding="utf-8")
        print(f"lock: resources/engine/{name}.txt, {len(kept)} pins")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
