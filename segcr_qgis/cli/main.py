"""``segcr COMMAND``: finds the command's module and turns failures into one sentence."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Optional

from ..core.errors import SegcrError
from ..core.memory_signs import memory_failure
from ..core.places import PACKAGE
from ..core.protocol import encode
from ..core.report import Failure
from .running import library_missing

#: Command to module and what it does. A module offers ``add_arguments`` and ``run``.
COMMANDS = {
    "predict": ("predict", "map land cover and remove clouds"),
    "serve": ("serve", "answer requests on stdin, as the plugin's engine"),
    "doctor": ("doctor", "say what the engine has and lacks"),
    "models": ("models", "list the installed models"),
    "rerun": ("rerun", "repeat the run that made a raster, and compare"),
    "assess": ("assess", "score a class map or a restored image against a reference"),
    "explain": ("explain", "draw what a network sees and makes of one tile"),
    "simulate-scene": ("simulate_scene", "make a synthetic scene with simulated clouds"),
    "simulate-clouds": ("simulate_clouds", "put simulated clouds on a clear scene"),
    "data": ("data", "look through a training dataset"),
    "train": ("train", "train a network"),
    "evaluate": ("evaluate", "score a model on a dataset or on the held-out scenes"),
    "experiment": ("experiment", "train and compare the variants of an experiment"),
    "package": ("package", "turn a checkpoint into a model folder"),
    "export": ("export", "write a model as ONNX"),
}
#: Commands of the trainer, which the plugin does not carry.
TRAINING = {"data", "train", "evaluate", "experiment", "package", "export"}
BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Optional[Sequence[str]] = None) -> int:
    """Run a command; return the exit code.

    0: done. 2: bad input, said in one sentence on stderr. 130: interrupted.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = _parser(words[0] if words else "")
    options = parser.parse_args(words)
    try:
        return int(options.run(options) or 0)
    except SegcrError as problem:
        return _tell(memory_failure(problem) or problem, options)
    except ImportError as problem:
        return _tell(memory_failure(problem) or library_missing(problem), options)
    except Exception as problem:
        short = memory_failure(problem)
        if short is None:
            raise
        return _tell(short, options)
    except KeyboardInterrupt:
        print(SegcrError("cancelled"), file=sys.stderr)
        return INTERRUPTED


def _tell(problem: SegcrError, options: argparse.Namespace) -> int:
    print(problem, file=sys.stderr)
    if getattr(options, "json", False):
        # For the plugin, which says it in the user's language.
        print(encode(Failure.of(problem)), end="")
    return INTERRUPTED if problem.code == "cancelled" else BAD_INPUT


def available() -> dict[str, tuple[str, str]]:
    """Return the commands that can be run (training is not part of the plugin)."""
    left_out = set() if (PACKAGE / "training").is_dir() else TRAINING
    return {name: entry for name, entry in COMMANDS.items() if name not in left_out}


def _parser(command: str) -> argparse.ArgumentParser:
    """Return a parser; only the module of ``command`` is imported."""
    parser = argparse.ArgumentParser(
        prog="segcr", description="Land-cover maps and cloud-free images from optical and radar."
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, (module, summary) in available().items():
        sub = commands.add_parser(name, help=summary, description=summary.capitalize() + ".")
        if name == command:
            try:
                code = importlib.import_module(f"..cli.{module}", __package__)
            except ImportError as problem:
                print(memory_failure(problem) or library_missing(problem), file=sys.stderr)
                raise SystemExit(BAD_INPUT) from problem
            code.add_arguments(sub)
            sub.set_defaults(run=code.run)
    return parser
