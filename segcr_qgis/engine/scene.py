"""Turns stored values of all layers into network input, one strip of rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasterio import Affine
from rasterio.enums import Resampling

from ..core.errors import SegcrError
from ..core.radiometry import Units, power_to_decibel
from ..core.tiling import Window
from .backend import Batch
from .experience import DECIBEL_MARGIN, Experience
from .grids import joined
from .prepare import LayerPlan, RunPlan
from .rasters import block_row_bytes, open_layer, read_valid, validity
from .stopwatch import Stopwatch
from .warping import AlignedReader

REFLECTANCE_LIMIT = 1.5
SAR_LIMIT = 1.2


@dataclass(frozen=True)
class Strip:
    """Rows of all layers, as compact as they come: tiles are scaled and padded when cut out.

    Attributes
    ----------
    window : Window
        What the network sees, in pixels of the working grid; may reach beyond the image.
    inside : Window
        The part of it inside the image.
    stored : array, (bands, inside.height, inside.width)
        Optical values in the file's units, in band order; resampled ones float32.
    stored_valid : array of bool
        Same shape.
    sar : array, (Cs, inside.height, inside.width) float32
        Scaled decibels, 0 where not valid.
    sar_valid : array of bool
        Same shape.
    cloud_mask : array, (1, inside.height, inside.width) float32, or None
        Cloud probability, NaN where the mask says nothing.
    """

    window: Window
    inside: Window
    stored: np.ndarray
    stored_valid: np.ndarray
    sar: np.ndarray
    sar_valid: np.ndarray
    cloud_mask: Optional[np.ndarray]

    def holds_data(self, tile: Window) -> bool:
        """Return whether any layer has a value inside ``tile``."""
        columns = self._columns(tile)
        return bool(self.stored_valid[:, :, columns].any() or self.sar_valid[:, :, columns].any())

    def batch(self, tiles: Sequence[Window], plan: RunPlan) -> Batch:
        """Cut ``tiles`` out, scaled for the network; beyond the image they are mirrored.

        The arrays lie channels last in memory, the order networks like best.
        """
        channels, units = plan.package.optical_channels, plan.optical.units
        optical, optical_valid = (_channels_last(tiles, len(channels)) for _ in range(2))
        sar, sar_valid = (_channels_last(tiles, self.sar.shape[0]) for _ in range(2))
        mask = None if self.cloud_mask is None else _channels_last(tiles, 1)
        for index, tile in enumerate(tiles):
            columns = self._columns(tile)
            inside = tile.intersection(self.inside)
            for band, channel in enumerate(plan.optical.bands):
                valid = self.stored_valid[band, :, columns]
                scaled = scale_optical(self.stored[band, :, columns], units, channel)
                place = channels.index(channel)
                scaled = np.where(valid, scaled, np.float32(0))
                optical[index, place] = pad_window(scaled, tile, inside)
                optical_valid[index, place] = pad_window(valid, tile, inside)
            sar[index] = pad_window(self.sar[:, :, columns], tile, inside)
            sar_valid[index] = pad_window(self.sar_valid[:, :, columns], tile, inside)
            if mask is not None and self.cloud_mask is not None:
                mask[index] = pad_window(self.cloud_mask[:, :, columns], tile, inside)
        return Batch(optical, sar, optical_valid, sar_valid, mask)

    def _columns(self, tile: Window) -> slice:
        inside = tile.intersection(self.inside)
        first = inside.column - self.inside.column
        return slice(first, first + inside.width)


class Scene:
    """All layers of a run, open for reading; a context manager.

    Strips are asked for from top to bottom: rows that the previous one had are not read again.
    """

    def __init__(self, plan: RunPlan, watch: Optional[Stopwatch] = None) -> None:
        self._plan = plan
        self._watch = watch or Stopwatch()
        self._stack = ExitStack()
        self._resampled: Optional[AlignedReader] = None
        self._sar: Optional[AlignedReader] = None
        self._mask: Optional[AlignedReader] = None
        self._last: Optional[Strip] = None
        self.optical: Any = None
        #: Radar values read so far, and how many of them no model has seen the like of.
        self.experience = Experience()
        #: Pixels at which the cloud mask was asked, and at which it had an answer.
        self.asked = self.masked = 0

    def __enter__(self) -> Scene:
        plan = self._plan
        try:
            self.optical = self._stack.enter_context(
                open_layer(plan.optical.facts.source, plan.optical.facts.name)
            )
            if plan.work.resampled:
                stored = _OpticalValues(plan.optical)
                self._resampled = self._aligned(plan.optical, stored, Resampling.bilinear, False)
            if plan.sar is not None:
                self._sar = self._aligned(plan.sar, _SarValues(plan.sar), Resampling.bilinear)
            if plan.mask is not None:
                values = _MaskValues(plan.mask, plan.mask_values)
                self._mask = self._aligned(plan.mask, values, Resampling.nearest)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(self, *problem: object) -> None:
        self._last = None
        self._stack.close()

    def _aligned(
        self, layer: LayerPlan, convert: Any, resampling: Resampling, widen: bool = True
    ) -> AlignedReader:
        dataset = self._stack.enter_context(open_layer(layer.facts.source, layer.facts.name))
        work, crs = self._plan.work, self.optical.crs
        grid = joined(self.optical.transform, Affine.scale(work.across, work.down))
        bands = list(layer.bands.values())
        return AlignedReader(dataset, bands, grid, crs, convert, resampling, widen)

    def cache_bytes(self) -> int:
        """Return the bytes of all blocks that a strip in the middle of the area touches."""
        plan = self._plan
        rows = plan.grid.tile_height
        area = plan.work_area
        strip = Window(area.column, area.row + area.height // 2, area.width, rows)
        size = 0
        if self._resampled is None:
            size = block_row_bytes(self.optical, len(plan.optical.bands), rows)
        for reader in (self._resampled, self._sar, self._mask):
            size += reader.cache_bytes(strip) if reader is not None else 0
        return size

    def strip(self, window: Window) -> Strip:
        """Read a window of the working grid."""
        inside = window.intersection(self._plan.work.image)
        last = self._last
        kept = 0
        if last is not None and _continues(last.inside, inside):
            kept = last.inside.bottom - inside.row
        self._last = None
        below = Window(inside.column, inside.row + kept, inside.width, inside.height - kept)
        strip = self._read(window, inside, below)
        if kept and last is not None:
            strip = _joined(last, strip, kept)
        self._last = strip
        return strip

    def _read(self, window: Window, inside: Window, rows: Window) -> Strip:
        """Return a strip that holds ``rows`` only."""
        with self._watch.measure("reading"):
            stored, stored_valid = self._optical(rows)
        with self._watch.measure("warping"):
            sar, sar_valid = self._radar(rows)
            mask = None
            if self._mask is not None:
                # NaN where the mask knows nothing: there the network finds the clouds.
                mask = self._mask.read(rows)
                self.masked += int(np.isfinite(mask).sum())
                self.asked += mask.size
        return Strip(window, inside, stored, stored_valid, sar, sar_valid, mask)

    def _optical(self, rows: Window) -> tuple[np.ndarray, np.ndarray]:
        if self._resampled is not None:
            stored = self._resampled.read(rows)
            valid = np.isfinite(stored)
            return np.where(valid, stored, np.float32(0)), valid
        plan = self._plan.optical
        bands = list(plan.bands.values())
        return read_valid(self.optical, bands, plan.nodata, rows, plan.least)

    def _radar(self, rows: Window) -> tuple[np.ndarray, np.ndarray]:
        plan = self._plan
        shape = (len(plan.package.sar_channels), rows.height, rows.width)
        sar, sar_valid = np.zeros(shape, np.float32), np.zeros(shape, bool)
        if self._sar is None or plan.sar is None:
            return sar, sar_valid
        power = self._sar.read(rows)
        for index, channel in enumerate(plan.sar.bands):
            place = plan.package.sar_channels.index(channel)
            valid = np.isfinite(power[index])
            decibel = power_to_decibel(np.where(valid, power[index], np.float32(1)))
            low, high = plan.package.sar_clip_db[channel]
            span = (low - DECIBEL_MARGIN[0], high + DECIBEL_MARGIN[1])
            self.experience.count(decibel, valid, span)
            scaled = scale_sar(decibel, (low, high))
            sar[place] = np.where(valid, scaled, np.float32(0))
            sar_valid[place] = valid
        return sar, sar_valid


def _continues(above: Window, below: Window) -> bool:
    """Return whether ``below`` has rows of ``above`` on top and new ones underneath."""
    same_columns = (above.column, above.width) == (below.column, below.width)
    return same_columns and above.row <= below.row < above.bottom < below.bottom


def _joined(above: Strip, below: Strip, kept: int) -> Strip:
    """Return ``below`` with the last ``kept`` rows of ``above`` on top."""

    def join(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        return np.concatenate([first[:, first.shape[1] - kept :], second], axis=1)

    mask = below.cloud_mask
    if mask is not None and above.cloud_mask is not None:
        mask = join(above.cloud_mask, mask)
    return Strip(
        below.window,
        below.inside,
        join(above.stored, below.stored),
        join(above.stored_valid, below.stored_valid),
        join(above.sar, below.sar),
        join(above.sar_valid, below.sar_valid),
        mask,
    )


def _channels_last(tiles: Sequence[Window], channels: int) -> np.ndarray:
    shape = (len(tiles), tiles[0].height, tiles[0].width, channels)
    return np.asarray(np.zeros(shape, np.float32).transpose(0, 3, 1, 2))


def scale_optical(stored: np.ndarray, units: Units, channel: str) -> np.ndarray:
    """Return sqrt(clip(reflectance, 0, 1.5)) of stored values, float32."""
    reflectance = units.to_reflectance(stored, channel)
    return np.asarray(np.sqrt(np.clip(reflectance, 0, REFLECTANCE_LIMIT)))


def scale_sar(decibel: np.ndarray, clip: tuple[float, float]) -> np.ndarray:
    """Return decibels scaled so that ``clip`` becomes 0 and 1, within [0, 1.2], float32."""
    low, high = clip
    scaled = (decibel - np.float32(low)) / np.float32(high - low)
    return np.asarray(np.clip(scaled, 0, SAR_LIMIT), np.float32)


def pad_window(values: np.ndarray, window: Window, inside: Window) -> np.ndarray:
    """Pad (..., h, w) of ``inside`` to ``window``: mirrored where the image reaches, else edge."""
    for axis, before, after in (
        (values.ndim - 2, inside.row - window.row, window.bottom - inside.bottom),
        (values.ndim - 1, inside.column - window.column, window.right - inside.right),
    ):
        if before or after:
            room = [(0, 0)] * values.ndim
            room[axis] = (before, after)
            mirrored = max(before, after) < values.shape[axis]
            values = np.pad(values, room, mode="reflect" if mirrored else "edge")
    return values


class _OpticalValues:
    """Stored optical values as they are, NaN where they mean nothing."""

    def __init__(self, layer: LayerPlan) -> None:
        self._layer = layer

    def __call__(self, stored: np.ndarray) -> np.ndarray:
        valid = validity(stored, self._layer.nodata, self._layer.least)
        return np.where(valid, stored, np.nan).astype(np.float32)


class _SarValues:
    """Stored radar values to linear power, NaN where they mean nothing."""

    def __init__(self, layer: LayerPlan) -> None:
        self._layer = layer

    def __call__(self, stored: np.ndarray) -> np.ndarray:
        valid = validity(stored, self._layer.nodata, self._layer.least)
        power = np.empty(stored.shape, np.float32)
        for index, channel in enumerate(self._layer.bands):
            safe = np.where(valid[index], stored[index], 0)
            power[index] = self._layer.units.to_power(safe, channel)
        if self._layer.units.kind != "db":
            # No echo at all is no measurement: its decibels would be minus infinity.
            valid &= power > 0
        power[~valid] = np.nan
        return power


class _MaskValues:
    """Stored mask values to cloud probability, NaN where there are none."""

    def __init__(self, layer: LayerPlan, cloudy: Sequence[int]) -> None:
        self._layer = layer
        self._cloudy = cloudy

    def __call__(self, stored: np.ndarray) -> np.ndarray:
        nodata = self._layer.nodata[0]
        valid = np.isfinite(stored)
        # A 0/1 mask that calls its 0 nodata means clear ground by it all the same.
        if nodata is not None and (nodata != 0 or self._cloudy):
            valid &= stored != nodata
        if self._cloudy:
            share = np.isin(stored, self._cloudy).astype(np.float32)
        else:
            band = self._layer.facts.bands[0]
            share = stored.astype(np.float32) * np.float32(band.scale) + np.float32(band.offset)
            wrong = share[valid & ((share < -1e-6) | (share > 1 + 1e-6))]
            if wrong.size:
                raise mask_invalid(self._layer, [float(wrong.min()), float(wrong.max())])
        share[~valid] = np.nan
        return np.clip(share, 0, 1)


def mask_invalid(layer: LayerPlan, values: Sequence[float]) -> SegcrError:
    """Return the failure of a mask whose values are neither 0/1 nor a probability."""
    shown = ", ".join(f"{value:g}" for value in dict.fromkeys(values))
    return SegcrError("mask_invalid", layer=layer.facts.name, values=shown)
