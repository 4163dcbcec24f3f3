"""The state-space scan: ours, a loop over tokens, an associative scan, mamba_ssm where present.

The bars: at (384, 4096, 16) at least 15 times faster than the loop, equal to float64 to 1e-5.
Times are CPU seconds of one thread (wall time on a GPU), alternated, medians.
"""

import argparse
import json
import statistics
import sys
import time

import torch

from segcr_qgis.engine.backends import allocator
from segcr_qgis.networks.scan_accelerator import MAMBA
from segcr_qgis.networks.state_space import default_chunk, scan_in_chunks
from tools.places import BUILD

#: Channels times directions, tokens, states; heads of 32 channels, four directions.
SHAPES = ((384, 4096, 16), (768, 1024, 16), (1536, 256, 16))
HEAD, DIRECTIONS = 32, 4
#: Rounds of ours, and of what takes long.
ROUNDS, SLOW_ROUNDS = 9, 2
LEAST_TIMES, MOST_ERROR = 15.0, 1e-5


def case(channels, tokens, states, device):
    chance = torch.Generator().manual_seed(0)
    heads = channels // HEAD
    values = (
        torch.randn(1, heads, tokens, HEAD, generator=chance).transpose(1, 2),
        torch.rand(1, heads, tokens, generator=chance).transpose(1, 2),
        -torch.rand(heads, generator=chance) * 4,
        torch.randn(1, DIRECTIONS, tokens, states, generator=chance).transpose(1, 2),
        torch.randn(1, DIRECTIONS, tokens, states, generator=chance).transpose(1, 2),
    )
    return tuple(v.to(device) for v in values)


def spread(x, write, read):
    repeats = x.shape[2] // write.shape[2]
    return write.repeat_interleave(repeats, 2), read.repeat_interleave(repeats, 2)


def loop(x, dt, rate, write, read):
    """Run the reference recurrence: every channel has its own decay, token by token.

    As Gu and Dao's reference for selective scans does it (arXiv:2312.00752): the decays and
    inputs of all tokens, channels and states first, then one loop.
    """
    write, read = spread(x, write, read)
    batch, tokens, heads, width = x.shape
    states = write.shape[3]
    shape = (batch, tokens, heads, width, states)
    decay = torch.exp((dt * rate)[..., None, None].expand(shape))
    new = (dt[..., None] * x)[..., None] * write[..., None, :]
    decay, new = (t.permute(0, 2, 3, 1, 4).contiguous() for t in (decay, new))
    state = x.new_zeros(batch, heads, width, states)
    rows = []
    for t in range(tokens):
        state = state * decay[:, :, :, t] + new[:, :, :, t]
        rows.append((state @ read[:, t, :, :, None])[..., 0])
    return torch.stack(rows, 1)


def loop_heads(x, dt, rate, write, read):
    """Run the loop with all that one decay per head allows to save."""
    write, read = spread(x, write, read)
    decay, new = torch.exp(dt * rate)[..., None, None], (dt[..., None] * write)[..., None]
    state = torch.zeros_like(new[:, 0] * x[:, 0, :, None])
    rows = []
    for t in range(x.shape[1]):
        state = state * decay[:, t] + new[:, t] * x[:, t, :, None]
        rows.append((read[:, t, :, None] @ state)[..., 0, :])
    return torch.stack(rows, 1)


def associative(x, dt, rate, write, read):
    """Combine neighbours in log2(L) rounds (Hillis and Steele), all states kept."""
    write, read = spread(x, write, read)
    decay = torch.exp(dt * rate)[..., None, None]
    state = (dt[..., None] * write)[..., None] * x[..., None, :]
    step = 1
    while step < x.shape[1]:
        state = torch.cat(
            [state[:, :step], state[:, step:] + decay[:, step:] * state[:, :-step]], dim=1
        )
        decay = torch.cat([decay[:, :step], decay[:, step:] * decay[:, :-step]], dim=1)
        step *= 2
    return (read[..., None, :] @ state)[..., 0, :]


def ssd(x, dt, rate, write, read):
    return scan_in_chunks(x, dt, rate, write, read, None, default_chunk(x.device))


def mamba(x, dt, rate, write, read):
    return MAMBA.scan(x, dt, rate, write, read, None, chunk=default_chunk(x.device))


def backends(device):
    """Return what can run here by name; the loop and the associative scan are the yardsticks."""
    found = {"ssd": ssd, "loop": loop, "loop_heads": loop_heads, "associative": associative}
    if MAMBA.ready(device):
        found["mamba_ssm"] = mamba
    return found


def seconds(run, values, device):
    if device.type == "cpu":
        began = time.process_time()
        run(*values)
        return time.process_time() - began
    torch.cuda.synchronize()
    began = time.perf_counter()
    run(*values)
    torch.cuda.synchronize()
    return time.perf_counter() - began


def measure(shape, device):
    """Return the rows of one shape and our error against float64."""
    values = case(*shape, device)
    runs = backends(device)
    times = {name: [] for name in runs}
    for run in runs.values():
        run(*values)
    for number in range(ROUNDS):
        for name, run in runs.items():
            if name in ("ssd", "mamba_ssm") or number < SLOW_ROUNDS:
                times[name].append(seconds(run, values, device))
    exact = loop_heads(*(v.double() for v in values))
    error = float((ssd(*values) - exact).abs().max() / exact.abs().max())
    rows = [
        {
            "channels": shape[0],
            "tokens": shape[1],
            "states": shape[2],
            "backend": name,
            "device": device.type,
            "ms": round(1e3 * statistics.median(taken), 3),
        }
        for name, taken in times.items()
    ]
    return rows, error


def main():
    """Measure, print a table, write the JSON; the exit status tells whether the bars hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cpu")
    device = torch.device(parser.parse_args().device)
    torch.set_num_threads(1)
    allocator.keep_freed_memory()  # as the engine does
    rows, errors = [], []
    with torch.inference_mode():
        for shape in SHAPES:
            found, error = measure(shape, device)
            rows += found
            errors.append(error)
            ours = next(row["ms"] for row in found if row["backend"] == "ssd")
            for row in found:
                print(f"{shape!s:18s} {row['backend']:12s} {row['ms']:9.2f} ms", end="")
                print(f"  {row['ms'] / ours:6.1f} times ours")
            print(f"{'':18s} relative error against float64: {error:.1e}")
    if "mamba_ssm" not in {row["backend"] for row in rows}:
        print(f"mamba_ssm not run: {MAMBA.reason or 'it needs a CUDA device'}")
    first = {row["backend"]: row["ms"] for row in rows if row["tokens"] == SHAPES[0][1]}
    times = first["loop"] / first["ssd"]
    holds = times >= LEAST_TIMES and max(errors) <= MOST_ERROR
    result = {"rows": rows, "times_the_loop": round(times, 1), "largest_error": max(errors)}
    target = BUILD / "bench" / "scan.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(result, indent=1) + "\n")
    print(f"{'within' if holds else 'OUTSIDE'}: {times:.1f} times the loop, {LEAST_TIMES:g} asked")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
