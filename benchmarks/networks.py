"""Every network of the registry: parameters, GFLOP, time of a 256 tile, peak memory.

Times are CPU seconds of one thread (wall time on a GPU), formats and precisions alternated,
medians, in a process of its own for each network, so that peak memory is its own. A 3x3
convolution measured in the same process tells how fast the machine is just then: ``scaled_ms`` is
what the time would be where that convolution reaches the speed of the machine the bars were set
on, ``limit_ms`` what the network's arithmetic alone would take at the convolution's speed.

The two shipped networks are measured as exported graphs too, in OpenVINO, which is what a run on a
processor uses: six bands and valid maps, beside PyTorch with the same weights. OpenVINO keeps
bfloat16 features with the channels last as well.

The bars (one thread, scaled, of what a run uses): SegCR tiny 45 ms, CGM2Net tiny 95 ms in float32;
SegCR tiny in bfloat16 channels_last at least 2.0 times faster than in float32 NCHW, which is
PyTorch's, where the processor has bfloat16 arithmetic.
"""

import argparse
import functools
import json
import math
import resource
import statistics
import subprocess
import sys
import time

import numpy as np
import torch
from torch.utils.flop_counter import FlopCounterMode

from segcr_qgis.core.model_package import read_package
from segcr_qgis.engine.backend import Batch
from segcr_qgis.engine.backends import allocator
from segcr_qgis.engine.backends.processor import has_bfloat16
from segcr_qgis.engine.backends.torch_backend import TorchLoader, load_network
from segcr_qgis.networks import registry
from segcr_qgis.networks.precision import hold_weights
from tools.places import BUILD, ROOT

TILE, CHANNELS, CLASSES = 256, (4, 2), 7
CPU = torch.device("cpu")
#: GFLOP/s of one core in that convolution, channels_last, on the machine the bars were set on.
REFERENCE = {"float32": 257.0, "bfloat16": 510.0}
BARS_MS = {"segcr-tiny": 45.0, "cgm2net-tiny": 95.0}
LEAST_GAIN = 2.0
VARIANTS = [(f, p) for f in ("nchw", "channels_last") for p in ("float32", "bfloat16")]
FORMATS = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}
#: A product that PyTorch's counter does not know: shapes of input and weight to operations.
PRODUCTS = {
    torch.ops.mkldnn._linear_pointwise: lambda x, weight, *_, **__: 2 * math.prod(x) * weight[0]
}


def clock(device):
    if device.type == "cpu":
        return time.process_time()
    torch.cuda.synchronize()
    return time.perf_counter()


def timed(run, device):
    began = clock(device)
    run()
    return clock(device) - began


def peak_mb(device):
    if device.type == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return torch.cuda.max_memory_allocated() / 1e6


class Convolution:
    """A 3x3 convolution of 64 channels at 128 x 128, the yardstick."""

    GFLOP = 2 * 9 * 64 * 64 * 128 * 128 / 1e9

    def __init__(self, device):
        last = torch.channels_last
        layer = torch.nn.Conv2d(64, 64, 3, padding=1).to(device)
        self.layer = layer.to(memory_format=last)
        self.image = torch.rand(1, 64, 128, 128, device=device).contiguous(memory_format=last)

    def __call__(self):
        return self.layer(self.image)


def _build(name, device):
    """Return the same network each time."""
    torch.manual_seed(0)
    return registry.build(
        name, optical_channels=CHANNELS[0], sar_channels=CHANNELS[1], classes=CLASSES,
        valid_maps=False,
    ).eval().to(device)  # fmt: skip


def measure(name, rounds, device):
    """Return the rows of one network."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if device.type == "cpu":
        allocator.keep_freed_memory()  # as the engine does
    variants = VARIANTS
    if device.type == "cpu" and not has_bfloat16(torch.cpu):
        # Emulated, it takes ten times as long and tells nothing.
        variants = [(layout, precision) for layout, precision in VARIANTS if precision == "float32"]
    network = _build(name, device)
    halved = _build(name, device)
    hold_weights(halved, torch.bfloat16)
    tiles = [torch.rand(1, n, TILE, TILE, device=device) for n in CHANNELS]
    convolution = Convolution(device)
    with torch.inference_mode(), FlopCounterMode(display=False, custom_mapping=PRODUCTS) as counter:
        network(*tiles)
    gflop = counter.get_total_flops() / 1e9
    before = peak_mb(device)
    times = {variant: [] for variant in variants}
    yardstick = {precision: [] for precision in REFERENCE}
    for number in range(rounds + 1):  # the first round warms up
        for layout, precision in variants:
            half = precision == "bfloat16"
            run = (halved if half else network).to(memory_format=FORMATS[layout])
            given = [t.contiguous(memory_format=FORMATS[layout]) for t in tiles]
            with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=half):
                run(*given)
                taken = [timed(lambda: run(*given), device) for _ in range(3)]  # noqa: B023
                speed = [timed(convolution, device) for _ in range(9)]
            if number:
                times[layout, precision] += taken
                yardstick[precision].append(statistics.median(speed))
    millions = sum(p.numel() for p in network.parameters()) / 1e6
    rows = []
    for (layout, precision), taken in times.items():
        rate = Convolution.GFLOP / statistics.median(yardstick[precision])
        ms = 1e3 * statistics.median(taken)
        rows.append(
            {
                "network": name,
                "parameters_m": round(millions, 2),
                "gflop": round(gflop, 2),
                "device": device.type,
                "format": layout,
                "precision": precision,
                "ms": round(ms, 1),
                "convolution_gflops": round(rate, 1),
                "scaled_ms": round(ms * rate / REFERENCE[precision], 1),
                "limit_ms": round(1e3 * gflop / rate, 1),
                "peak_mb": round(peak_mb(device)),
                "added_mb": round(peak_mb(device) - before),
            }
        )
    return rows


def measure_shipped(name, rounds):
    """Return the rows of a shipped package: its graph in OpenVINO and PyTorch, alternated."""
    from segcr_qgis.engine.backends.openvino_backend import OpenvinoLoader

    torch.set_num_threads(1)
    allocator.keep_freed_memory()  # as the engine does
    package = read_package(ROOT / "models" / name)
    size = (package.tile_size, package.tile_size)
    chance = np.random.default_rng(0)
    channels = (package.optical_channels, package.sar_channels)
    optical, sar = (chance.random((1, len(c), *size)).astype("float32") for c in channels)
    batch = Batch(optical, sar, np.ones_like(optical), np.ones_like(sar), None)
    network = load_network(package).eval()

    def as_loaded():
        with torch.inference_mode():
            found = network(*(torch.from_numpy(values) for values in batch[:4]))
            # As both backends end.
            torch.softmax(found.logits / package.temperature, dim=1)

    precisions = ("float32", "bfloat16") if has_bfloat16(torch.cpu) else ("float32",)
    ways = {("nchw", "float32"): as_loaded}
    for loader, layout in ((TorchLoader, "channels_last"), (OpenvinoLoader, "graph")):
        for precision in precisions:
            backend = loader().load(package, "cpu", precision, 1)[0]
            ways[layout, precision] = functools.partial(backend.run, batch)
    convolution = Convolution(CPU)
    times, speed = {way: [] for way in ways}, []
    for number in range(rounds + 1):  # the first round warms up
        for way, run in ways.items():
            run()
            taken = [timed(run, CPU) for _ in range(3)]
            with torch.inference_mode():
                pace = [timed(convolution, CPU) for _ in range(9)]
            if number:
                times[way] += taken
                speed.append(statistics.median(pace))
    rate = Convolution.GFLOP / statistics.median(speed)
    rows = []
    for (layout, precision), taken in times.items():
        ms = 1e3 * statistics.median(taken)
        row = {
            "network": f"{name} shipped",
            "backend": "openvino" if layout == "graph" else "torch",
            "device": "cpu",
            "format": layout,
            "precision": precision,
            "ms": round(ms, 1),
            "convolution_gflops": round(rate, 1),
            "scaled_ms": round(ms * rate / REFERENCE["float32"], 1),
            "peak_mb": round(peak_mb(CPU)),
        }
        rows.append(row)
    return rows


def main():
    """Measure all, print a table, write the JSON; the exit status tells whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="measure this network in this process, print JSON rows")
    parser.add_argument("--shipped", help="the same of this shipped package")
    parser.add_argument("--names", nargs="*", default=registry.names())
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    if options.only:
        print(json.dumps(measure(options.only, options.rounds, torch.device(options.device))))
        return 0
    if options.shipped:
        print(json.dumps(measure_shipped(options.shipped, options.rounds)))
        return 0
    rows = []
    asked = [("--only", name) for name in options.names]
    if options.device == "cpu":
        asked += [("--shipped", name) for name in BARS_MS if name in options.names]
    for way in asked:
        command = [sys.executable, __file__, *way, "--rounds", str(options.rounds)]
        command += ["--device", options.device]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        for row in json.loads(done.stdout):
            rows.append(row)
            _tell(row)
    target = BUILD / "bench" / "networks.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps({"rows": rows}, indent=1) + "\n")
    return 0 if _bars_hold(rows) else 1


def _tell(row):
    size = limit = ""
    if "gflop" in row:
        size = f"{row['parameters_m']:6.2f} M {row['gflop']:6.2f} GFLOP"
        limit = f", limit {row['limit_ms']:.1f}"
    print(
        f"{row['network']:22s} {size:23s} {row['format']:13s} {row['precision']:8s}"
        f" {row['ms']:7.1f} ms (scaled {row['scaled_ms']:.1f}{limit}) {row['peak_mb']:5d} MB",
        flush=True,
    )


def _bars_hold(rows):
    found = {(r["network"], r["format"], r["precision"]): r for r in rows if r["device"] == "cpu"}
    holds = True
    for name, most in BARS_MS.items():
        row = found.get((f"{name} shipped", "graph", "float32"))
        if row:
            within = row["scaled_ms"] <= most
            holds &= within
            print(f"{'within' if within else 'OUTSIDE'}: {name} {row['scaled_ms']} of {most} ms")
        slow = found.get((f"{name} shipped", "nchw", "float32"))
        for layout in ("channels_last", "graph"):
            fast = found.get((f"{name} shipped", layout, "bfloat16"))
            if slow and fast:
                gain = slow["ms"] / fast["ms"]
                asked = name == "segcr-tiny" and layout == "graph"
                holds &= not asked or gain >= LEAST_GAIN
                print(f"{name}: bfloat16 {layout} is {gain:.2f} times as fast as float32 NCHW")
    return holds


if __name__ == "__main__":
    sys.exit(main())
