"""Run every benchmark, one after the other: ``python -m tools.run_benchmarks [name ...]``."""

from __future__ import annotations

import os
import subprocess
import sys

from .places import BUILD, ENGINE_PYTHON, ROOT


def main() -> int:
    """Run the scripts of benchmarks/, or those named; return the exit status."""
    scripts = sorted((ROOT / "benchmarks").glob("[a-z]*.py"))
    names = sys.argv[1:] or [script.stem for script in scripts]
    (BUILD / "bench").mkdir(parents=True, exist_ok=True)
    failed = []
    for script in scripts:
        if script.stem not in names:
            continue
        print(f"==== {script.stem}", flush=True)
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([str(ENGINE_PYTHON), str(script)], cwd=ROOT, env=environment)
        result = BUILD / "bench" / f"{script.stem}.json"
        if done.returncode != 0:
            failed.append(f"{script.stem} ended with status {done.returncode}")
        elif not result.is_file():
            failed.append(f"{script.stem} wrote no {result.relative_to(ROOT)}")
    if not scripts:
        print("benchmarks not run: there are none yet")
    for sentence in failed:
        print(f"bench: {sentence}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
