"""Set an engine up without QGIS: ``python3 -m segcr_qgis.environments --engine light``.

The plugin's dialog, ``make setup`` and administrators use one and the same code.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..core.errors import SegcrError
from ..core.places import engine_entry, resources
from .gather import ask_python, free_bytes, gather
from .install import Installation, SetupProgress
from .machine import MachineFacts
from .plan import Choice, Command, Plan, choose_engine, make_plan


def say(text: str) -> None:
    """Write a line to the terminal."""
    sys.stdout.write(f"setup: {text}\n")
    sys.stdout.flush()


def parse(words: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(prog="segcr_qgis.environments", description=__doc__)
    parser.add_argument("--engine", default="", help="cpu, cuda, mps or light")
    parser.add_argument("--folder", type=Path, help="where to make it; else the managed place")
    parser.add_argument("--python", default="", help="the Python to build on")
    parser.add_argument("--wheels", type=Path, help="a folder of wheels: no network is used")
    parser.add_argument("--index", default="", help="a package index of your own")
    parser.add_argument("--requirement", default="", help="such as torch==2.6.0+cpu")
    parser.add_argument("--dry-run", action="store_true", help="print the commands only")
    parser.add_argument("--verbose", action="store_true", help="print what pip prints")
    return parser.parse_args(words)


def plan_for(options: argparse.Namespace, facts: MachineFacts) -> Plan:
    """Return the plan that the options ask for."""
    engine = choose_engine(facts, options.engine)
    return make_plan(
        facts,
        Choice(
            engine=options.engine,
            python=options.python,
            # pip runs in another folder.
            wheels=str(options.wheels.absolute()) if options.wheels else "",
            index=options.index,
            requirement=options.requirement,
        ),
        entry=str(engine_entry()),
        lock=str(resources() / "engine" / f"{engine.lock}.txt"),
        folder=str(options.folder.absolute()) if options.folder else "",
    )


def _facts(options: argparse.Namespace) -> MachineFacts:
    facts = gather()
    changes = {}
    if options.folder:
        changes["free_bytes"] = free_bytes(options.folder.absolute())
    if options.python:
        named = ask_python(options.python)
        if named is not None:
            changes["pythons"] = (named, *facts.pythons)
    if options.engine == "cuda" and facts.nvidia is None:
        # A machine that prepares an environment for others need not have the card.
        from .machine import Nvidia

        changes["nvidia"] = Nvidia("named on the command line", 580, (8, 0))
    return MachineFacts(**{**vars(facts), **changes})


def main(words: list[str]) -> int:
    """Set up; return the exit status."""
    options = parse(words)
    shown = ""

    def tell(progress: SetupProgress) -> None:
        nonlocal shown
        if options.verbose and progress.line:
            say(progress.line)
        elif progress.phase != shown:
            shown = progress.phase
            say(progress.phase)

    try:
        plan = plan_for(options, _facts(options))
        say(f"{plan.engine.key} engine in {plan.folder}, on {plan.base}, {plan.disk_mb} MB")
        if options.dry_run:
            for step in plan.steps:
                say(" ".join(step.arguments) if isinstance(step, Command) else str(step))
            return 0
        work = Installation(plan, tell, lambda: False, keep=options.folder is not None)
        say(f"ready: {work.run()}")
    except SegcrError as problem:
        sys.stderr.write(f"{problem}\n")
        if problem.detail:
            sys.stderr.write(problem.detail[-4000:] + "\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
