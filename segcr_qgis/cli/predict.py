"""``segcr predict``: one run, by arguments or by a request file; or many, by a list of scenes."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path
from typing import Any, Optional

from ..core.bands import parse_band_map
from ..core.errors import SegcrError
from ..core.radiometry import parse_mask_values
from ..core.report import Log, Notice, PredictReport, Progress
from ..core.request import (
    AUGMENTATIONS,
    OPTICAL_UNITS,
    PRECISIONS,
    SAR_UNITS,
    Outputs,
    PredictRequest,
)
from .manifest import read_manifest
from .running import make_runner
from .scenes import run_scenes, table
from .workers import LocalWorkers, Workers


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the command's arguments."""
    add = parser.add_argument
    add("--request", help="a request file (JSON); replaces all arguments but --json")
    add(
        "--optical",
        action="append",
        help="optical raster or product (a SAFE folder or zip, a Landsat folder); every output has"
        " its grid; give it again for further files that hold bands",
    )
    add("--sar", action="append", help="radar raster, on any grid; again for a second file")
    add("--model", help="id of an installed model, or a model folder")
    add("--mask", help="cloud mask raster; without it the network finds the clouds")
    add("--mask-values", default="", help="values of the mask that mean cloud, such as 3,8,9,10")
    add("--classes", help="land-cover map to write (.tif)")
    add("--restored", help="cloud-free image to write (.tif)")
    add("--cloud", help="cloud impact to write (.tif)")
    add("--confidence", help="class confidence and expected error to write (.tif)")
    add("--report", help="run report to write (.html)")
    add("--language", default="en", help="of the report: en, fr or zh_CN")
    add("--extent", type=float, nargs=4, metavar=("XMIN", "YMIN", "XMAX", "YMAX"))
    add("--bands", default="", help="optical band map, such as B2=1,B3=2")
    add("--sar-bands", default="", help="radar band map, such as VV=1,VH=2")
    add("--optical-units", choices=OPTICAL_UNITS, default="auto")
    add("--sar-units", choices=SAR_UNITS, default="auto")
    add("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    add("--precision", choices=PRECISIONS, default="auto")
    add("--tile", type=int, help="tile size in pixels")
    add("--overlap", type=int, help="overlap of tiles in pixels")
    add("--batch", type=int, help="tiles a step")
    add("--threads", type=int, help="CPU threads")
    add("--threshold", type=float, help="cloud impact from which values are replaced")
    add(
        "--augment",
        choices=AUGMENTATIONS,
        default="none",
        help="average the answers to mirrored (4) or mirrored and turned (8) copies of every tile",
    )
    add("--scenes", help="list of scenes (CSV): one run a line, columns named like these options")
    add("--workers", type=int, default=1, help="with --scenes: processes on this machine")
    add("--dask", metavar="ADDRESS", help="with --scenes: scheduler of a running Dask cluster")
    add("--retries", type=int, default=1, help="with --scenes: more attempts for a lost worker")
    add("--summary", help="with --scenes: JSON to write; what it says is finished is skipped")
    add("--json", action="store_true", help="print the report as JSON")
    add("--quiet", action="store_true", help="no progress, no summary")


def run(options: argparse.Namespace) -> int:
    """Carry out the run, or the runs, and print a summary."""
    if options.scenes:
        return _run_scenes(options)
    request = _request(options)
    cancel = threading.Event()
    restore = _cancel_on_signals(cancel)
    screen = _Screen(quiet=options.quiet or options.json)
    try:
        report = make_runner()(request, screen.show, cancel.is_set)
    finally:
        screen.close()
        restore()
    if options.json:
        print(json.dumps(report.to_json(), indent=1))
    elif not options.quiet:
        print(summary(report))
    return 0


def _run_scenes(options: argparse.Namespace) -> int:
    """Carry out a list of scenes; 1 where one of them failed."""
    manifest = Path(options.scenes)
    jobs = read_manifest(manifest, options, _request)
    summary = Path(options.summary or manifest.with_name(f"{manifest.stem}_summary.json"))
    cancel = threading.Event()
    restore = _cancel_on_signals(cancel)
    workers = _workers(options)
    quiet = options.quiet or options.json

    def tell(line: str) -> None:
        if not quiet:
            print(line, file=sys.stderr)

    try:
        outcomes = run_scenes(jobs, workers, summary, options.retries, cancel.is_set, tell)
    finally:
        workers.close()
        restore()
    if options.json:
        print(summary.read_text(encoding="utf-8"), end="")
    elif not options.quiet:
        print(table(outcomes))
    return 1 if any(outcome.state == "failed" for outcome in outcomes) else 0


def _workers(options: argparse.Namespace) -> Workers:
    if options.dask:
        try:
            from .dask_workers import DaskWorkers
        except ImportError as problem:
            reason = "this Python lacks dask.distributed"
            raise SegcrError(
                "cluster_unreachable", repr(problem), address=options.dask, reason=reason
            ) from problem
        return DaskWorkers(options.dask)
    if options.workers < 1:
        raise SegcrError("request_invalid", reason="--workers must be at least 1")
    return LocalWorkers(options.workers)


def _request(options: argparse.Namespace) -> PredictRequest:
    if options.request:
        try:
            # Windows editors begin with a byte order mark.
            return PredictRequest.from_text(Path(options.request).read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError) as problem:
            reason = f"'{options.request}' cannot be read"
            raise SegcrError("request_invalid", repr(problem), reason=reason) from problem
    for name in ("optical", "model"):
        if not getattr(options, name):
            raise SegcrError("request_invalid", reason=f"--{name} is missing")
    outputs = Outputs(
        options.classes, options.restored, options.cloud, options.confidence, options.report
    )
    sar = options.sar or [None]
    document: dict[str, Any] = {
        "optical": options.optical[0],
        "optical_extra": options.optical[1:],
        "sar": sar[0],
        "sar_extra": sar[1:],
        "model": options.model,
        "outputs": vars(outputs),
        "cloud_mask": options.mask,
        "cloud_mask_values": parse_mask_values(options.mask_values),
        "extent": options.extent,
        "optical_bands": parse_band_map(options.bands, Path(options.optical[0]).stem),
        "sar_bands": parse_band_map(options.sar_bands, Path(sar[0] or "").stem),
        "optical_units": options.optical_units,
        "sar_units": options.sar_units,
        "tile_size": options.tile,
        "overlap": options.overlap,
        "batch_size": options.batch,
        "device": options.device,
        "precision": options.precision,
        "cloud_threshold": options.threshold,
        "threads": options.threads,
        "augment": options.augment,
        "language": options.language,
    }
    return PredictRequest.from_json(document)


def _cancel_on_signals(cancel: threading.Event) -> Any:
    """Let Ctrl+C and a polite kill end the run in order; return what undoes it."""
    previous = {
        number: signal.signal(number, lambda *_: cancel.set())
        for number in (signal.SIGINT, signal.SIGTERM)
    }

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    return restore


class _Screen:
    """Shows a bar with the time left on a terminal; notices and warnings always."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Optional[Any] = None
        if not quiet and sys.stderr.isatty():
            try:
                from tqdm import tqdm
            except ImportError:
                print("no progress bar: tqdm is not installed", file=sys.stderr)
                return
            shape = "{desc} {percentage:3.0f} %|{bar}| {elapsed}, {remaining} left"
            self._bar = tqdm(total=100, bar_format=shape, desc="loading", leave=False)

    def show(self, event: object) -> None:
        if isinstance(event, Progress) and self._bar is not None:
            self._bar.set_description(event.phase, refresh=False)
            self._bar.update(round(event.fraction * 100) - self._bar.n)
        elif isinstance(event, Notice):
            self._say(f"note: {event.text()}")
        elif isinstance(event, Log) and not self._quiet:
            self._say(event.text)

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.clear()
        print(text, file=sys.stderr)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()


def summary(report: PredictReport) -> str:
    """Return a short account of a run for the terminal."""
    lines = [f"{role:13s} {path}" for role, path in report.outputs.items()]
    lines.append(
        f"{report.cloud_percent:.1f} % clouded, {report.valid_percent:.1f} % valid;"
        f" {report.tiles} tiles on {report.device} ({report.precision}) in"
        f" {report.seconds['total']:.1f} s, at most {report.peak_memory_mb:.0f} MB"
    )
    for area in sorted(report.class_areas, key=lambda a: -a.pixels):
        if area.pixels:
            lines.append(f"{area.name:20s} {area.percent:5.1f} %  {area.hectares:10.1f} ha")
    return "\n".join(lines)
