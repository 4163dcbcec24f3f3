"""Decides everything about a run before the first pixel is predicted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Optional

from ..core.alignment import (
    check_different,
    check_georeferenced,
    check_mask,
    check_outputs,
    check_overlap,
    pixel_in_words,
)
from ..core.bands import BandMatch, match_optical, match_sar
from ..core.errors import SegcrError
from ..core.facts import BandFacts, LayerFacts
from ..core.model_package import ModelPackage, find_package
from ..core.radiometry import Units, check_threshold, optical_units, sar_units
from ..core.report import Notice
from ..core.request import PredictRequest
from ..core.tiling import (
    TileGrid,
    Window,
    check_tile,
    default_overlap,
    lay_tiles,
    window_of_extent,
)
from ..core.working_grid import WorkingGrid, working_grid
from .ground import check_ground
from .products import read_layer
from .rasters import bounds_to

#: Days between optical and radar image from which the user is told.
DAYS_APART = 6


@dataclass(frozen=True)
class LayerPlan:
    """One layer of a run: which bands are read as what."""

    facts: LayerFacts
    bands: dict[str, int]
    units: Units

    @property
    def nodata(self) -> tuple[Optional[float], ...]:
        """Return nodata of the bands in use, in their order; told by the file, else its fill."""
        return stands_for_nodata(self.facts, self.bands)

    @property
    def least(self) -> tuple[float, ...]:
        """Return the stored values below which none is a measurement, of the bands in use."""
        return tuple(self.units.least(channel) for channel in self.bands)


@dataclass(frozen=True)
class RunPlan:
    """A run, decided.

    ``area`` is the window of the optical raster that becomes the outputs; ``work`` the grid the
    network works on, ``work_area`` the part of it that ``area`` needs and ``grid`` its tiles;
    ``tile_size`` and ``overlap`` in pixels of it, as decided before tiles shrink to a small image;
    ``threshold`` the cloud impact from which values are replaced.
    """

    request: PredictRequest
    package: ModelPackage
    optical: LayerPlan
    sar: Optional[LayerPlan]
    mask: Optional[LayerPlan]
    mask_values: tuple[int, ...]
    area: Window
    work: WorkingGrid
    work_area: Window
    grid: TileGrid
    tile_size: int
    overlap: int
    threshold: float
    notices: tuple[Notice, ...] = field(default=())


def stands_for_nodata(facts: LayerFacts, bands: Mapping[str, int]) -> tuple[Optional[float], ...]:
    """Return what stands for nodata in each of ``bands``, whether or not the file says so."""
    used = (facts.bands[number - 1] for number in bands.values())
    return tuple(
        band.statistics.fill if band.nodata is None and band.statistics else band.nodata
        for band in used
    )


def check_request(request: PredictRequest) -> None:
    """Raise :class:`SegcrError` for what is wrong with a request before any file is opened."""
    check_threshold(request.cloud_threshold)
    check_outputs(request.outputs, request.inputs())


def prepare(request: PredictRequest, tile: Optional[int] = None) -> RunPlan:
    """Read the facts of all layers and decide bands, units, area and tiles.

    Parameters
    ----------
    request : PredictRequest
    tile : int, optional
        Tile size instead of the request's or the model's, in pixels.

    Raises
    ------
    SegcrError
        With the sentence for whatever does not fit.
    """
    check_request(request)
    optical = read_layer(request.optical, request.optical_name, request.optical_extra)
    check_georeferenced(optical)
    area = Window(0, 0, optical.width, optical.height)
    if request.extent is not None:
        area = window_of_extent(optical, request.extent)
    package = find_package(request.model)
    notices: list[Notice] = []
    sar_facts = _other_layer(request.sar, request.sar_name, request.sar_extra)
    if sar_facts is not None:
        check_different(optical, sar_facts)
        _check_covers(optical, sar_facts, request)
    mask_facts = _other_layer(request.cloud_mask, "")
    if mask_facts is not None:
        _check_covers(optical, mask_facts, request)
    work = working_grid(optical, package)
    plan = _optical_plan(request, optical, package, area, notices)
    sar = _sar_plan(request, sar_facts, package, notices)
    mask = None
    if mask_facts is not None:
        check_mask(mask_facts, optical, plan.bands)
        if sar is not None:
            check_mask(mask_facts, sar.facts, sar.bands)
        mask = LayerPlan(mask_facts, {"cloud": 1}, Units("reflectance", 1, 0, "", False))
    if work.resampled:
        trained = f"{package.resolution:g}"
        values = {"layer": optical.name, "pixel": pixel_in_words(optical), "trained": trained}
        notices.append(Notice("resolution_differs", values))
    size, overlap = _tile_size(request, package, tile)
    image = (work.width, work.height)
    work_area = work.window(area)
    shrink = package.other_tile_sizes
    grid = lay_tiles(work_area, image, size, overlap, package.stride, shrink)
    threshold = request.cloud_threshold or package.threshold_for(plan.bands)
    mask_values = request.cloud_mask_values
    return RunPlan(
        request, package, plan, sar, mask, mask_values, area, work, work_area, grid, size, overlap,
        threshold, tuple(notices),
    )  # fmt: skip


def _other_layer(path: Optional[str], name: str, extra: Sequence[str] = ()) -> Optional[LayerFacts]:
    if not path:
        return None
    facts = read_layer(path, name, extra)
    check_georeferenced(facts)
    return facts


def _check_covers(optical: LayerFacts, other: LayerFacts, request: PredictRequest) -> None:
    check_overlap(
        optical, other, lambda box: bounds_to(other.crs, optical.crs, box), request.extent
    )


def _tile_size(
    request: PredictRequest, package: ModelPackage, tile: Optional[int]
) -> tuple[int, int]:
    size = tile or request.tile_size or package.tile_size
    default = default_overlap(package.overlap, size)
    overlap = default if request.overlap is None else request.overlap
    if tile is not None:
        # Memory ran out: what was asked for belongs to larger tiles.
        overlap = min(overlap, default)
    check_tile(size, overlap, package.stride)
    if not package.other_tile_sizes and size != package.tile_size:
        raise SegcrError("tile_invalid", tile=size, overlap=overlap, multiple=package.tile_size)
    return size, overlap


def _optical_plan(
    request: PredictRequest,
    facts: LayerFacts,
    package: ModelPackage,
    area: Window,
    notices: list[Notice],
) -> LayerPlan:
    match = match_optical(facts, package.optical_channels, request.optical_bands)
    used = [facts.bands[number - 1].statistics for number in match.bands.values()]
    if request.extent is not None or not any(s is not None and s.valid_share for s in used):
        # A sample of the whole layer says nothing of a part of it.
        check_ground(facts, match.bands, stands_for_nodata(facts, match.bands), area)
    units = optical_units(facts, match.bands, request.optical_units)
    _tell(facts, match, units, notices)
    if match.left_out:
        listed = ", ".join(
            f"{number} ({facts.bands[number - 1].name})"
            if facts.bands[number - 1].name
            else str(number)
            for number in match.left_out
        )
        notices.append(Notice("bands_left_out", {"bands": listed, "layer": facts.name}))
    return LayerPlan(facts, match.bands, units)


def _sar_plan(
    request: PredictRequest,
    facts: Optional[LayerFacts],
    package: ModelPackage,
    notices: list[Notice],
) -> Optional[LayerPlan]:
    if facts is None:
        notices.append(Notice("no_sar"))
        return None
    match = match_sar(facts, package.sar_channels, request.sar_bands)
    units = sar_units(facts, match.bands, request.sar_units)
    _tell(facts, match, units, notices)
    return LayerPlan(facts, match.bands, units)


def _tell(facts: LayerFacts, match: BandMatch, units: Units, notices: list[Notice]) -> None:
    if match.assumed:
        listed = ", ".join(match.bands)
        values = {"layer": facts.name, "bands": listed, "reason": match.reason}
        notices.append(Notice("bands_assumed", values))
    if match.missing:
        values = {"layer": facts.name, "bands": ", ".join(match.missing)}
        notices.append(Notice("bands_missing", values))
    if units.assumed:
        values = {"layer": facts.name, "units": units.kind, "reason": units.reason}
        notices.append(Notice("units_assumed", values))
    strange = [
        low
        for channel, number in match.bands.items()
        if (low := _below_all(facts.bands[number - 1], units.least(channel))) is not None
    ]
    if strange:
        values = {"layer": facts.name, "value": f"{min(strange):.6g}"}
        notices.append(Notice("values_missing", values))


def _below_all(band: BandFacts, least: float) -> Optional[float]:
    """Return a value of a band's sample that can be no measurement, None where all can."""
    sample = band.statistics
    if sample is None:
        return None
    if sample.fill is not None:
        return sample.fill
    return sample.minimum if sample.minimum < least else None


def days_apart(optical: LayerFacts, sar: Optional[LayerFacts]) -> Optional[int]:
    """Return the days between the acquisitions, None where one is unknown."""
    if sar is None or not optical.date or not sar.date:
        return None
    first, second = (date.fromisoformat(facts.date[:10]) for facts in (optical, sar) if facts.date)
    return abs((first - second).days)
