"""One run from request to report."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Callable, Optional, Protocol

from ..core.classes import LandCoverClass
from ..core.errors import SegcrError
from ..core.report import Alignment, ClassArea, Log, Notice, PredictReport, Progress
from ..core.request import PredictRequest
from .augmentation import augmented
from .backend import Backend
from .experience import TELL_PERCENT, Experience
from .input_watch import InputWatch
from .memory import available_mb, current_mb, peak_mb, predicted_mb
from .outputs import Tally, open_outputs, resolved_request, run_tags, write_rows
from .predict import FinishedRows, TileLoop
from .prepare import DAYS_APART, RunPlan, days_apart, prepare
from .preview import Pictures, Preview
from .rasters import block_cache, gdal_settings, raster_environment
from .registration import Shift, estimate_shift
from .resampling import OntoLayer
from .scene import Scene
from .side_car import class_side_car
from .stopwatch import Stopwatch
from .writer import OutputSet

OVERCAST_PERCENT = 80.0
SMALLEST_TILE = 128

Emit = Callable[[object], None]


class RenderReport(Protocol):
    """Makes the HTML of a run report."""

    def __call__(
        self,
        request: PredictRequest,
        report: PredictReport,
        pictures: Pictures,
        classes: Sequence[LandCoverClass],
        card: str,
    ) -> str:
        """Return the page; ``card`` is the model card, Markdown."""


class LoadBackend(Protocol):
    """Loads a network or returns it warm, and says what the user should know of it."""

    def __call__(self, plan: RunPlan) -> tuple[Backend, tuple[Notice, ...]]:
        """Return the backend for a plan's model, device and precision."""


def run(
    request: PredictRequest,
    load_backend: LoadBackend,
    emit: Emit,
    cancelled: Callable[[], bool],
    render_report: Optional[RenderReport] = None,
) -> PredictReport:
    """Carry out ``request``; outputs appear under their final names only when all are whole.

    Parameters
    ----------
    request : PredictRequest
    load_backend : LoadBackend
    emit : callable
        Takes :class:`Progress`, :class:`Log` and :class:`Notice`.
    cancelled : callable
        Asked within every tile.
    render_report : callable, optional
        Makes the HTML of the run report.

    Raises
    ------
    SegcrError
        Whatever stopped the run; nothing is left behind.
    """
    with raster_environment():
        tile: Optional[int] = None
        while True:
            plan = prepare(request, tile)
            try:
                return _Run(plan, emit, cancelled, render_report).carry_out(load_backend)
            except (SegcrError, MemoryError) as problem:
                smaller = max(plan.grid.tile_width, plan.grid.tile_height) // 2
                smaller -= smaller % plan.package.stride
                fixed = not plan.package.other_tile_sizes
                code = getattr(problem, "code", "out_of_memory")
                if code != "out_of_memory" or fixed or smaller < SMALLEST_TILE:
                    raise
                emit(Log(f"memory ran out: trying again with tiles of {smaller}", "warning"))
                tile = smaller


class _Run:
    def __init__(
        self,
        plan: RunPlan,
        emit: Emit,
        cancelled: Callable[[], bool],
        render_report: Optional[RenderReport],
    ) -> None:
        self._plan = plan
        self._emit = emit
        self._cancelled = cancelled
        self._render_report = render_report
        self._notices: list[Notice] = []
        self._tally = Tally()
        self._outside = Experience()
        self._predicted_mb = 0.0
        self._days: Optional[int] = None
        self._shift: Optional[Shift] = None
        self._watch = Stopwatch()
        self._seconds = self._watch.seconds
        self._started = time.monotonic()

    def carry_out(self, load_backend: LoadBackend) -> PredictReport:
        plan = self._plan
        inputs = InputWatch(_sources(plan))
        inputs.check_outputs(plan.request.outputs.paths())
        self._tell(*plan.notices)
        self._days = days_apart(plan.optical.facts, plan.sar.facts if plan.sar else None)
        if self._days is not None and self._days > DAYS_APART:
            self._tell(Notice("dates_apart", {"days": str(self._days)}))
        self._emit(Progress(0.0, "loading"))
        backend, notices = load_backend(plan)
        self._tell(*notices)
        backend = augmented(backend, plan.request.augment)
        self._seconds["loading"] = time.monotonic() - self._started
        self._emit(Log(_plan_in_words(plan, backend)))
        try:
            return self._predict(backend, inputs)
        finally:
            backend.release()

    def _predict(self, backend: Backend, inputs: InputWatch) -> PredictReport:
        plan = self._plan
        wanted = plan.request.outputs
        began = time.monotonic()
        batch_size = plan.request.batch_size or backend.batch_size
        resolved = resolved_request(plan, backend, batch_size)
        tags = run_tags(plan, backend.device, backend.precision, resolved)
        with (
            Scene(plan, self._watch) as scene,
            # Once for all threads of the run: the look for a shift opens the layers again.
            block_cache(scene.cache_bytes()),
            OutputSet() as files,
        ):
            self._predict_memory(scene, batch_size)
            open_outputs(files, plan, scene.optical, tags)
            loop = TileLoop(
                plan, scene, backend, batch_size, self._emit, self._cancelled, self._watch
            )
            preview = Preview(plan)

            def consume(rows: FinishedRows) -> None:
                classes, restored = write_rows(files, plan, rows, self._tally)
                if wanted.report:
                    preview.add(rows, classes, restored)

            with self._looking_for_shift():
                if plan.work.resampled:
                    with OntoLayer(plan, consume) as layer:
                        loop.run(layer.take)
                else:
                    loop.run(consume)
            self._notices += loop.notices
            self._seconds["predicting"] = time.monotonic() - began
            self._emit(Progress(1.0, "writing", 0.0))
            began = time.monotonic()
            files.finish_rasters()
            inputs.check()
            self._outside = scene.experience
            self._tell(*_findings(plan, self._tally, scene))
            if wanted.classes:
                pixels = {c.code: int(self._tally.classes[c.code]) for c in plan.package.classes}
                side_car = class_side_car(plan.package.classes, pixels)
                files.add_text(f"{wanted.classes}.aux.xml", side_car)
            self._seconds["finishing"] = time.monotonic() - began
            report = self._report(backend, loop.batch_size)
            if wanted.report and self._render_report is not None:
                package = plan.package
                html = self._render_report(
                    plan.request, report, preview.pictures(), package.classes, package.card()
                )
                files.add_text(wanted.report, html.encode("utf-8"))
            files.commit()
        return report

    @contextmanager
    def _looking_for_shift(self) -> Iterator[None]:
        """Look for a shift beside the block, in a thread: the first tile never waits for it."""
        over = threading.Event()

        def look() -> Optional[Shift]:
            with gdal_settings(), self._watch.measure("registration"):
                return estimate_shift(self._plan, over.is_set)

        with ThreadPoolExecutor(1, "segcr-registration") as pool:
            looking = pool.submit(look)
            try:
                yield
            except BaseException:
                over.set()
                raise
        self._shift = looking.result()
        if self._shift is not None and self._shift.beside:
            columns, rows, _ = self._shift
            values = {"columns": f"{columns:.0f}", "rows": f"{rows:.0f}"}
            values["pixels"] = f"{math.hypot(columns, rows):.0f}"
            self._tell(Notice("shifted", values))

    def _alignment(self) -> Optional[Alignment]:
        plan, tally = self._plan, self._tally
        if plan.sar is None:
            return None
        sizes = [layer.facts.ground_pixel_size for layer in (plan.sar, plan.optical)]
        areas = [width * height for width, height in sizes]
        ratio = (areas[0] / areas[1]) ** 0.5 if areas[1] else 0.0
        overlap = tally.share(tally.radar, tally.all)
        shift = self._shift and (self._shift.columns, self._shift.rows)
        return Alignment(round(overlap, 2), round(ratio, 3), self._days, shift)

    def _predict_memory(self, scene: Scene, batch_size: int) -> None:
        cache = scene.cache_bytes()
        self._predicted_mb = predicted_mb(self._plan, cache, batch_size, current_mb())
        self._emit(Log(f"about {self._predicted_mb:.0f} MB of memory at most"))
        room = available_mb() + current_mb()
        if self._predicted_mb > room:
            values = {"needed": f"{self._predicted_mb:.0f}", "free": f"{room:.0f}"}
            self._tell(Notice("memory_short", values))

    def _report(self, backend: Backend, batch_size: int) -> PredictReport:
        plan, tally = self._plan, self._tally
        wanted = plan.request.outputs
        outputs = {
            role: path
            for role in ("classes", "restored", "cloud_impact", "confidence", "report")
            if (path := getattr(wanted, role))
        }
        self._seconds["total"] = time.monotonic() - self._started
        return PredictReport(
            outputs=outputs,
            model=plan.package.id,
            model_version=plan.package.version,
            model_digest=plan.package.digest,
            cloud_percent=tally.share(tally.clouded, tally.optical),
            valid_percent=tally.share(tally.valid, tally.all),
            class_areas=_areas(plan, tally),
            device=backend.device,
            precision=backend.precision,
            runtime=backend.runtime,
            tile_size=max(plan.grid.tile_width, plan.grid.tile_height),
            overlap=plan.overlap,
            batch_size=batch_size,
            tiles=len(plan.grid),
            cloud_threshold=plan.threshold,
            optical_bands=dict(plan.optical.bands),
            sar_bands=dict(plan.sar.bands) if plan.sar else {},
            optical_units=plan.optical.units.kind,
            sar_units=plan.sar.units.kind if plan.sar else "",
            seconds={phase: round(value, 3) for phase, value in self._seconds.items()},
            peak_memory_mb=peak_mb(),
            predicted_memory_mb=round(self._predicted_mb, 1),
            optical_outside_percent=round(tally.experience.percent, 3),
            sar_outside_percent=round(self._outside.percent, 3),
            alignment=self._alignment(),
            notices=tuple(self._notices),
            optical_date=plan.optical.facts.date or "",
            sar_date=(plan.sar.facts.date or "") if plan.sar else "",
        )

    def _tell(self, *notices: Notice) -> None:
        for notice in notices:
            self._notices.append(notice)
            self._emit(notice)


def _findings(plan: RunPlan, tally: Tally, scene: Scene) -> list[Notice]:
    """Return what the pixels said that the user should know."""
    found = []
    for layer, values in ((plan.optical, tally.experience), (plan.sar, scene.experience)):
        if layer is not None and values.percent >= TELL_PERCENT:
            named = {"layer": layer.facts.name, "percent": f"{values.percent:.1f}"}
            found.append(Notice("outside_experience", named))
    radar = tally.share(tally.radar, tally.all)
    if plan.sar is not None and radar < 99.5:
        found.append(Notice("sar_partial", {"percent": f"{radar:.0f}"}))
    masked = tally.share(scene.masked, scene.asked)
    if scene.asked and masked < 99.5:
        found.append(Notice("mask_partial", {"percent": f"{masked:.0f}"}))
    cloudy = tally.share(tally.clouded, tally.optical)
    if tally.optical and tally.clouded == 0:
        found.append(Notice("no_clouds"))
    elif cloudy >= OVERCAST_PERCENT:
        found.append(Notice("overcast", {"percent": f"{cloudy:.0f}"}))
    return found


def _sources(plan: RunPlan) -> list[str]:
    """Return what is opened, and the files that were asked for: an archive counts as a whole."""
    layers = (plan.optical, plan.sar, plan.mask)
    asked = [path for path in plan.request.inputs() if not os.path.isdir(path)]
    return [*asked, *(layer.facts.source for layer in layers if layer is not None)]


def _areas(plan: RunPlan, tally: Tally) -> tuple[ClassArea, ...]:
    width, height = plan.optical.facts.ground_pixel_size
    areas = []
    for entry in plan.package.classes:
        pixels = int(tally.classes[entry.code])
        percent = tally.share(pixels, tally.valid)
        hectares = pixels * width * height / 10_000
        under_cloud = tally.share(int(tally.clouded_classes[entry.code]), pixels)
        confidence = round(float(tally.confidence[entry.code]) / pixels, 4) if pixels else None
        areas.append(
            ClassArea(entry.code, entry.name, pixels, percent, hectares, under_cloud, confidence)
        )
    return tuple(areas)


def _plan_in_words(plan: RunPlan, backend: Backend) -> str:
    grid = plan.grid
    return (
        f"{len(grid)} tiles of {grid.tile_width}x{grid.tile_height}, overlap {plan.overlap}, on"
        f" {backend.device} ({backend.precision}, {backend.runtime})"
    )
