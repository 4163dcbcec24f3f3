"""Turns stored values of all layers into network input, one strip of rows at a time."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np
from rasterio.enums import Resampling

from ..core.errors import SegcrError
from ..core.radiometry import Units, power_to_decibel
from ..core.tiling import Window
from .prepare import LayerPlan, RunPlan
from .rasters import open_layer, read_window, validity
from .warping import AlignedReader

REFLECTANCE_LIMIT = 1.5
SAR_LIMIT = 1.2


@dataclass(frozen=True)
class Strip:
    """Rows of all layers.

    Attributes
    ----------
    window : Window
        What the network sees, in image coordinates; may reach beyond the image.
    inside : Window
        The part of it inside the image.
    stored : array, (bands, inside.height, inside.width)
        Optical values as they are in the file, in band order.
    stored_valid : array of bool
        Same shape.
    optical, optical_valid : array, (Co, window.height, window.width) float32
    sar, sar_valid : array, (Cs, window.height, window.width) float32
    cloud_mask : array, (1, window.height, window.width) float32, or None
    """

    window: Window
    inside: Window
    stored: np.ndarray
    stored_valid: np.ndarray
    optical: np.ndarray
    optical_valid: np.ndarray
    sar: np.ndarray
    sar_valid: np.ndarray
    cloud_mask: Optional[np.ndarray]


class Scene:
    """All layers of a run, open for reading; a context manager."""

    def __init__(self, plan: RunPlan) -> None:
        self._plan = plan
        self._stack = ExitStack()
        self._sar: Optional[AlignedReader] = None
        self._mask: Optional[AlignedReader] = None
        self.optical: Any = None

    def __enter__(self) -> Scene:
        plan = self._plan
        try:
            self.optical = self._stack.enter_context(
                open_layer(plan.optical.facts.path, plan.optical.facts.name)
            )
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
        self._stack.close()

    def _aligned(self, layer: LayerPlan, convert: Any, resampling: Resampling) -> AlignedReader:
        dataset = self._stack.enter_context(open_layer(layer.facts.path, layer.facts.name))
        grid, crs = self.optical.transform, self.optical.crs
        bands = list(layer.bands.values())
        return AlignedReader(dataset, bands, grid, crs, convert, resampling)

    def strip(self, window: Window) -> Strip:
        """Read and scale a window of the optical grid; beyond the image it is mirrored."""
        plan = self._plan
        image = Window(0, 0, plan.optical.facts.width, plan.optical.facts.height)
        inside = window.intersection(image)
        stored = read_window(self.optical, list(plan.optical.bands.values()), inside)
        stored_valid = validity(stored, plan.optical.nodata)
        units = plan.optical.units
        optical, optical_valid = self._empty(plan.package.optical_channels, inside)
        for index, channel in enumerate(plan.optical.bands):
            place = plan.package.optical_channels.index(channel)
            scaled = scale_optical(stored[index], units, channel)
            optical[place] = np.where(stored_valid[index], scaled, 0)
            optical_valid[place] = stored_valid[index]
        sar, sar_valid = self._empty(plan.package.sar_channels, inside)
        if self._sar is not None and plan.sar is not None:
            power = self._sar.read(inside)
            for index, channel in enumerate(plan.sar.bands):
                place = plan.package.sar_channels.index(channel)
                valid = np.isfinite(power[index])
                decibel = power_to_decibel(np.where(valid, power[index], 1))
                scaled = scale_sar(decibel, plan.package.sar_clip_db[channel])
                sar[place] = np.where(valid, scaled, 0)
                sar_valid[place] = valid
        mask = None
        if self._mask is not None:
            mask = pad_window(np.nan_to_num(self._mask.read(inside), nan=0.0), window, inside)
        return Strip(
            window,
            inside,
            stored,
            stored_valid,
            pad_window(optical, window, inside),
            pad_window(optical_valid, window, inside),
            pad_window(sar, window, inside),
            pad_window(sar_valid, window, inside),
            mask,
        )

    @staticmethod
    def _empty(channels: Sequence[str], window: Window) -> tuple[np.ndarray, np.ndarray]:
        shape = (len(channels), window.height, window.width)
        return np.zeros(shape, np.float32), np.zeros(shape, np.float32)


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
    """Pad (C, h, w) of ``inside`` to ``window``: mirrored where the image reaches, else edge."""
    for axis, before, after in (
        (1, inside.row - window.row, window.bottom - inside.bottom),
        (2, inside.column - window.column, window.right - inside.right),
    ):
        if before or after:
            room = [(0, 0)] * 3
            room[axis] = (before, after)
            mirrored = max(before, after) < values.shape[axis]
            values = np.pad(values, room, mode="reflect" if mirrored else "edge")
    return values


class _SarValues:
    """Stored radar values to linear power, NaN where they mean nothing."""

    def __init__(self, layer: LayerPlan) -> None:
        self._layer = layer

    def __call__(self, stored: np.ndarray) -> np.ndarray:
        valid = validity(stored, self._layer.nodata)
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
        if nodata is not None:
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
