"""Run the tests as a user's two environments see the code: ``python -m tools.run_tests``.

The engine's side runs from the checkout, in two parts, QGIS's side from the staged plugin. As many
run side by side as there are cores; the coverage of all is combined into one report.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from .places import BUILD, ENGINE_PYTHON, QGIS_PYTHON, ROOT, STAGE

COVERAGE_RULES = "tests/coverage.ini"
#: Packages whose lines the whole test run must cover, and how many of them, in percent.
COVERED = ("core", "engine", "engine_client", "processing")
LEAST_PERCENT = 85


@dataclass(frozen=True)
class Side:
    """One pytest run: its Python, the copy under test and the test folders."""

    name: str
    python: Path
    tested: Path
    folders: tuple[str, ...]
    plugins: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def log(self) -> Path:
        """Return where the output of the run is kept."""
        return BUILD / f"test-{self.name}.log"

    def present(self) -> list[str]:
        """Return the test folders that exist and hold tests."""
        folders = [f"tests/{name}" for name in self.folders]
        return [f for f in folders if any((ROOT / f).rglob("test_*.py"))]


#: The longest first: on two cores the last one starts when QGIS's side has ended.
SIDES = (
    Side(
        "engine",
        ENGINE_PYTHON,
        ROOT / "segcr_qgis",
        (
            "architecture",
            "core",
            "networks",
            "simulation",
            "assessment",
            "engine",
            "faults",
            "release",
        ),
    ),
    Side(
        "qgis",
        QGIS_PYTHON,
        STAGE,
        ("environments", "engine_client", "in_qgis"),
        plugins=("tests._headless",),
        environment={"QT_QPA_PLATFORM": "offscreen"},
    ),
    Side("training", ENGINE_PYTHON, ROOT / "segcr_qgis", ("training",)),
)


def _run(side: Side, extra: list[str]) -> int:
    environment = {
        **os.environ,
        **side.environment,
        # The copy's parent before the checkout, which is only there for tests.*
        "PYTHONPATH": os.pathsep.join([str(side.tested.parent), str(ROOT)]),
        "SEGCR_TESTED_COPY": str(side.tested),
        "COVERAGE_FILE": str(BUILD / "coverage" / f".coverage.{side.name}"),
    }
    command = [str(side.python.parent / "pytest"), "-p", "tests._reporting"]
    for plugin in side.plugins:
        command += ["-p", plugin]
    command += [
        "--cov=segcr_qgis",
        f"--cov-config={COVERAGE_RULES}",
        "--cov-report=",
        f"--junit-xml={BUILD / f'junit-{side.name}.xml'}",
        "--durations=10",
        "--color=no",
        *extra,
        # Tests that are named replace the folders.
        *([] if any((ROOT / word.split("::")[0]).exists() for word in extra) else side.present()),
    ]
    with side.log.open("wb") as log:
        return subprocess.run(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False
        ).returncode


def _combine() -> None:
    folder = BUILD / "coverage"
    coverage = [str(ENGINE_PYTHON), "-m", "coverage"]
    rules = [f"--rcfile={COVERAGE_RULES}"]
    environment = {**os.environ, "COVERAGE_FILE": str(folder / "combined")}
    parts = [str(part) for part in sorted(folder.glob(".coverage.*"))]
    for step in (
        ["combine", "-q", "--keep", *rules, *parts],
        ["report", "--skip-covered", *rules],
        ["xml", "-q", "-o", str(BUILD / "coverage.xml"), *rules],
    ):
        subprocess.run([*coverage, *step], cwd=ROOT, env=environment, check=False)


def _covered_too_little() -> list[str]:
    """Return a sentence for every package of :data:`COVERED` below its bar."""
    coverage = [str(ENGINE_PYTHON), "-m", "coverage", "report", f"--rcfile={COVERAGE_RULES}"]
    environment = {**os.environ, "COVERAGE_FILE": str(BUILD / "coverage" / "combined")}
    low = []
    for package in COVERED:
        words = ["--format=total", "--precision=1", f"--include=segcr_qgis/{package}/*"]
        done = subprocess.run(
            [*coverage, *words], cwd=ROOT, env=environment, capture_output=True, text=True
        )
        told = done.stdout.strip()
        print(f"coverage of {package}: {told or done.stderr.strip()} % of lines")
        if not told or float(told) < LEAST_PERCENT:
            low.append(f"tests cover {told or 'nothing'} % of {package}, not {LEAST_PERCENT}")
    return low


def main() -> int:
    """Run all sides, print their output one after the other; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fast", action="store_true", help="leave out tests marked slow")
    parser.add_argument("--only", choices=[side.name for side in SIDES])
    parser.add_argument("rest", nargs="*", help="handed to pytest")
    options = parser.parse_args()

    (BUILD / "coverage").mkdir(parents=True, exist_ok=True)
    for old in (BUILD / "coverage").iterdir():
        old.unlink()
    extra = ["-m", "not slow", *options.rest] if options.fast else options.rest
    began = time.monotonic()
    sides = [side for side in SIDES if options.only in (None, side.name)]
    failed = []
    with ThreadPoolExecutor(max(2, os.cpu_count() or 2)) as cores:
        for side, code in zip(sides, cores.map(lambda side: _run(side, extra), sides)):
            print(f"==== {side.name} side, {side.python.relative_to(ROOT)}")
            sys.stdout.write(side.log.read_text("utf-8", "replace"))
            if code != 0:
                failed.append(f"{side.name} side ended with status {code}")
    print("==== coverage of all sides")
    sys.stdout.flush()
    _combine()
    if not options.only and not options.rest:
        failed += _covered_too_little()
    print(f"tests took {time.monotonic() - began:.0f} s; build/junit-*.xml, build/coverage.xml")
    for sentence in failed:
        print(f"FAILED: {sentence}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
