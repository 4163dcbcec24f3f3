"""Time and memory of a whole run on 1024x1024, beside the bare network on the same tiles.

The bar: at most three times the bare network's time, at most 1.5 GB of memory.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import torch

from segcr_qgis.core.model_package import read_package
from segcr_qgis.engine.backends.torch_backend import load_network
from tools.demo.scenes import LARGE_SEED, LARGE_SIZE, engine
from tools.places import BUILD, ROOT, STAGE

REPEATS = 3
MOST_TIMES = 3.0
MOST_MEMORY_MB = 1500
#: Start of Python and torch, reading the facts of the layers: what the run itself does not count.
MOST_START_SECONDS = 10


def scene_folder():
    """Return the synthetic scene of the demo, made where it is missing."""
    folder = BUILD / "demo" / "scenes" / "synthetic_1024"
    if not (folder / "sar.tif").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        engine("simulate-scene", "--size", LARGE_SIZE, "--seed", LARGE_SEED, "--out", folder)
    return folder


def whole_run(scene, model):
    """Run the staged engine in a process of its own; return its report and the wall time."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-I", "-X", "utf8", str(STAGE / "engine_entry.py"), "predict"]
        command += ["--optical", str(scene / "optical_cloudy.tif"), "--sar", str(scene / "sar.tif")]
        command += ["--model", str(model), "--json", "--threads", "1"]
        for name in ("classes", "restored", "cloud", "confidence"):
            command += [f"--{name}", str(Path(folder) / f"{name}.tif")]
        began = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout), time.perf_counter() - began


def bare_network(package, tiles, tile, precision):
    """Return the seconds that the network alone takes for that many tiles."""
    torch.set_num_threads(1)
    network = load_network(package).eval()
    shapes = (len(package.optical_channels), len(package.sar_channels))
    values = [torch.rand(1, n, tile, tile) for n in shapes]
    inputs = [v.contiguous(memory_format=torch.channels_last) for v in values]
    valid = [torch.ones_like(v) for v in inputs]
    dtype = getattr(torch, precision)
    with (
        torch.inference_mode(),
        torch.autocast("cpu", dtype=torch.bfloat16, enabled=dtype is torch.bfloat16),
    ):
        network(*inputs, *valid)
        began = time.perf_counter()
        for _ in range(tiles):
            network(*inputs, *valid)
        return time.perf_counter() - began


def main():
    """Measure, print a table, write the JSON; the exit status tells whether the bar holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=STAGE / "models" / "segcr-tiny")
    options = parser.parse_args()
    package, scene = read_package(options.model), scene_folder()
    whole, inside, bare, memory = [], [], [], []
    for _ in range(REPEATS):  # alternated, so that a busy machine disturbs both alike
        report, wall = whole_run(scene, options.model)
        whole.append(wall)
        inside.append(report["seconds"]["total"])
        memory.append(report["peak_memory_mb"])
        bare.append(
            bare_network(package, report["tiles"], report["tile_size"], report["precision"])
        )
    times = statistics.median(w / b for w, b in zip(inside, bare))
    start = statistics.median(w - i for w, i in zip(whole, inside))
    result = {
        "scene": "synthetic_1024",
        "tiles": report["tiles"],
        "tile_size": report["tile_size"],
        "precision": report["precision"],
        "process_seconds": round(statistics.median(whole), 2),
        "run_seconds": round(statistics.median(inside), 2),
        "bare_network_seconds": round(statistics.median(bare), 2),
        "start_seconds": round(start, 2),
        "times_the_bare_network": round(times, 2),
        "peak_memory_mb": round(max(memory)),
        "phases": {k: round(v, 2) for k, v in report["seconds"].items()},
    }
    for name, value in result.items():
        print(f"{name:24s} {value}")
    target = BUILD / "bench" / f"{Path(__file__).stem}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n")
    holds = times <= MOST_TIMES and max(memory) <= MOST_MEMORY_MB and start <= MOST_START_SECONDS
    bar = f"{MOST_TIMES:g} times, {MOST_MEMORY_MB} MB and {MOST_START_SECONDS} s to start"
    print("within" if holds else "OUTSIDE", bar)
    print(f"written: {target.relative_to(ROOT)}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
