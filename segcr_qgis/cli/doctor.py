"""``segcr doctor``: what the engine's Python has, lacks and would run on."""

from __future__ import annotations

import argparse
import importlib
import json
import sys

from ..core.model_package import model_folders
from ..engine import backends  # noqa: F401 - what it keeps OpenVINO from holds here too
from ..engine.server import library_versions

LIBRARIES = ("numpy", "rasterio", "scipy", "tqdm")
#: The ways of computing the networks; one of them is enough. On a processor OpenVINO is preferred
#: for models that come with an exported network.
BACKENDS = {
    "torch": ("safetensors", "torch"),
    "openvino": ("openvino",),
    "onnx": ("onnxruntime",),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(options: argparse.Namespace) -> int:
    """Import every library, add one and one on the device; 0 where a run would work."""
    problems = _problems(LIBRARIES)
    lacking = {name: _problems(libraries) for name, libraries in BACKENDS.items()}
    backend = next((name for name, problem in lacking.items() if not problem), "")
    if not backend:
        problems |= lacking["torch"]
    names = [*LIBRARIES, *(name for libraries in BACKENDS.values() for name in libraries)]
    report = {
        "python": sys.executable,
        "versions": library_versions(names),
        "problems": problems,
        "backend": backend,
        "devices": [] if problems else _devices(backend),
        "graphs": [name for name in ("openvino", "onnx") if not lacking[name]],
        "scans": [] if problems else _scans(backend),
        "models": sorted(model_folders()),
    }
    if options.json:
        print(json.dumps(report))
    else:
        for name, number in report["versions"].items():
            print(f"{name:12s} {number}")
        for name, text in problems.items():
            print(f"{name:12s} MISSING: {text}")
        print(f"devices      {', '.join(report['devices']) or 'none'}")
        print(f"graphs       {', '.join(report['graphs']) or 'none'}")
        print(f"scans        {', '.join(report['scans']) or 'none'}")
        print(f"models       {', '.join(report['models']) or 'none'}")
    return 1 if problems else 0


def _problems(names: tuple[str, ...]) -> dict[str, str]:
    problems = {}
    for name in names:
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as problem:
            # A library that is there but does not load (OSError on Windows) is as good as absent.
            problems[name] = str(problem)
    return problems


def _devices(backend: str) -> list[str]:
    if backend != "torch":
        return ["cpu"]
    from ..engine.backends.torch_backend import usable_devices

    return usable_devices()


def _scans(backend: str) -> list[str]:
    """Return what runs the state-space scans of CGM2Net on each kind of device."""
    if backend != "torch":
        return [f"cpu: {backend}"]
    from ..engine.backends.torch_backend import scan_backends

    return scan_backends()
