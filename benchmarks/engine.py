"""A whole run beside the bare network on the same tiles; memory by height; where the time goes.

Runs on this machine's CPU with one thread for the network, as the reading and the writing thread
need the other core. ``--large`` adds the scene of 10 980 x 10 980 (5 to 12 minutes on two idle
cores, 2 GB of disk).

The bars: at most 2.0 GB of memory; for the scene of 10 980 rows at most 1.25 times the bare
network's wall time and 8 ms a tile beside it, and 1.1 times the memory of that of 2 048. Where the
network took less in the run than alone, what it took in the run is what the run is held against.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import _large_scene
import numpy as np

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.model_package import read_package
from segcr_qgis.engine.backend import Batch
from segcr_qgis.engine.backends.graph import has_graph
from segcr_qgis.engine.loading import loader_of
from tools.demo.scenes import LARGE_SEED, LARGE_SIZE, engine
from tools.places import BUILD, ROOT, STAGE

REPEATS = 3
#: Tiles the bare network is timed on; for more, its time is multiplied.
BARE_TILES = 700
MOST_TIMES, MOST_BESIDE_MS = 1.25, 8
MOST_MEMORY_MB, MOST_GROWTH = 2000, 1.1
#: Start of Python, reading the facts of the layers: what the run itself does not count.
MOST_START_SECONDS = 10
#: How a report begins to name what ran the network.
RUNTIMES = {"torch": "PyTorch", "openvino": "OpenVINO", "onnxruntime": "ONNX Runtime"}
PHASES = (
    "loading", "reading", "warping", "cutting tiles", "network", "blending", "writing", "finishing",
    "registration", "waiting for pixels", "waiting for the disk",
)  # fmt: skip


def pattern():
    """Return the synthetic scene of the demo, made where it is missing."""
    folder = BUILD / "demo" / "scenes" / "synthetic_1024"
    if not (folder / "sar.tif").is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        engine("simulate-scene", "--size", LARGE_SIZE, "--seed", LARGE_SEED, "--out", folder)
    return folder


def whole_run(optical, radar, model, precision="auto"):
    """Run the staged engine in a process of its own; return its report and the wall time."""
    scratch = BUILD / "bench"
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        command = [sys.executable, "-I", "-X", "utf8", str(STAGE / "engine_entry.py"), "predict"]
        command += ["--optical", str(optical), "--sar", str(radar), "--model", str(model)]
        command += ["--json", "--threads", "1", "--precision", precision, "--device", "cpu"]
        for name in ("classes", "restored", "cloud", "confidence"):
            command += [f"--{name}", str(Path(folder) / f"{name}.tif")]
        began = time.perf_counter()
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout), time.perf_counter() - began


def bare_seconds(loader, package, precision, tiles, tile):
    """Return the seconds a backend takes for that many random tiles, nothing read or written."""
    backend, _ = loader.load(package, "cpu", precision, 1)
    random = np.random.default_rng(0)
    shapes = [(1, len(c), tile, tile) for c in (package.optical_channels, package.sar_channels)]
    optical, sar = (random.random(shape).astype("float32") for shape in shapes)
    batch = Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), None)
    backend.run(batch)
    began = time.perf_counter()
    for _ in range(tiles):
        backend.run(batch)
    return time.perf_counter() - began, backend.precision


def against_bare_network(scene, model, repeats):
    """Return medians of whole runs and bare network, alternated: a busy machine disturbs both."""
    package = read_package(model)
    rows, loaders = [], {}
    for _ in range(repeats):
        report, wall = whole_run(*scene, model)
        inside = report["seconds"]["total"]
        tiles = report["tiles"]
        alone = min(tiles, BARE_TILES)
        name = next(key for key, title in RUNTIMES.items() if report["runtime"].startswith(title))
        loader = loaders.setdefault(name, loader_of(name))
        bare, _ = bare_seconds(loader, package, report["precision"], alone, report["tile_size"])
        bare *= tiles / alone
        least = min(bare, report["seconds"]["network"])
        rows.append((inside, bare, least, inside / least, wall - inside, report["peak_memory_mb"]))
    run, bare, least, times, start, memory = (statistics.median(column) for column in zip(*rows))
    return {
        "tiles": tiles,
        "runtime": report["runtime"],
        "precision": report["precision"],
        "run_seconds": round(run, 2),
        "bare_network_seconds": round(bare, 2),
        "times_the_bare_network": round(times, 3),
        "beside_it_ms_a_tile": round(1000 * (run - least) / tiles, 1),
        "start_seconds": round(start, 2),
        "peak_memory_mb": round(memory),
        "predicted_memory_mb": round(report["predicted_memory_mb"]),
        "phases_seconds": {k: round(report["seconds"].get(k, 0), 2) for k in PHASES},
    }


def backends(model, tiles=8):
    """Return milliseconds a tile of every backend and precision that works here."""
    package = read_package(model)
    ways = [("torch", loader_of("torch"), name) for name in ("float32", "bfloat16")]
    for name in ("openvino", "onnxruntime") if has_graph(package) else ():
        try:
            ways.append((name, loader_of(name), "float32"))
        except SegcrError as problem:
            print(f"{name} not run: {problem}")
    found = {}
    for name, loader, precision in ways:
        seconds, used = bare_seconds(loader, package, precision, tiles, package.tile_size)
        if used == precision:
            found[f"{name} {precision}"] = round(1000 * seconds / tiles, 1)
        else:
            print(f"{name} {precision} not run: this processor lacks it")
    return found


def tell(name, entry):
    """Print what was measured, as soon as it is: the large scene takes long."""
    print(f"== {name}")
    for key, value in entry.items():
        print(f"{key:24s} {value}", flush=True)


def main():
    """Measure, print a table, write the JSON; the exit status tells whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=STAGE / "models" / "segcr-tiny")
    parser.add_argument("--tall", action="store_true", help="add 10 980 x 2 048")
    parser.add_argument("--large", action="store_true", help="add 10 980 x 10 980 too")
    options = parser.parse_args()
    folder, source = BUILD / "bench" / "scenes", pattern()
    small = (source / "optical_cloudy.tif", source / "sar.tif")
    result = {"1024x1024": against_bare_network(small, options.model, REPEATS)}
    tell("1024x1024", result["1024x1024"])
    heights = [2048] * (options.tall or options.large) + [10980] * options.large
    for height in heights:
        scene = _large_scene.make(folder, source, height)
        result[f"10980x{height}"] = against_bare_network(scene, options.model, 1)
        tell(f"10980x{height}", result[f"10980x{height}"])
    result["backends_ms_a_tile"] = backends(options.model)
    problems = []
    tell("backends_ms_a_tile", result["backends_ms_a_tile"])
    # A start of seconds weighs on 25 tiles, not on thousands: the small scene has a wider bar.
    times = result["1024x1024"]["times_the_bare_network"]
    problems += [f"1024x1024 takes {times} times the bare network"] * (times > 3)
    start = result["1024x1024"]["start_seconds"]
    problems += [f"the start takes {start} s"] * (start > MOST_START_SECONDS)
    for height in heights:
        entry = result[f"10980x{height}"]
        memory = entry["peak_memory_mb"]
        problems += [f"10980x{height}: {memory} MB of memory"] * (memory > MOST_MEMORY_MB)
    if options.large:
        entry = result["10980x10980"]
        times, beside = entry["times_the_bare_network"], entry["beside_it_ms_a_tile"]
        problems += [f"the whole tile takes {times} times the bare network"] * (times > MOST_TIMES)
        problems += [f"the whole tile takes {beside} ms a tile beside"] * (beside > MOST_BESIDE_MS)
        peaks = [result[f"10980x{height}"]["peak_memory_mb"] for height in heights]
        growth = peaks[1] / peaks[0]
        problems += [f"memory grows {growth:.2f} times with height"] * (growth > MOST_GROWTH)
    target = BUILD / "bench" / f"{Path(__file__).stem}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n")
    for problem in problems:
        print(f"OUTSIDE: {problem}")
    print(f"written: {target.relative_to(ROOT)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
