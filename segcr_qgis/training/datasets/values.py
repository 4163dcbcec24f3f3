"""What stored numbers become: reflectance, decibels, class indices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch.nn import functional

from ...core.radar import SAR_CLIP_DB
from ...core.radiometry import Units, optical_units
from .layout import Role
from .rasters import Raster
from .scene import IGNORE

#: B10 sees nothing of the ground: an image this bright at its darkest has the offset of 1000.
OFFSET_IN_B10 = 990


def has_offset(pair: Sequence[tuple[Role, Raster]]) -> bool:
    """Return whether the images of one sample carry the offset of 1000, by their B10.

    Decided once for all of them, by the darkest: high cloud brightens B10, and two decisions could
    set the clear and the clouded image 0.1 of reflectance apart.
    """
    darkest = []
    for role, raster in pair:
        if role.units == "dn10000_b10_offset":
            band = role.bands.index("B10")
            known = ~(raster.missing()[band] | raster.empty())
            if known.any():
                darkest.append(float(np.percentile(raster.values[band][known], 1)))
    return bool(darkest) and min(darkest) >= OFFSET_IN_B10


def units_of(role: Role, offset: bool, keep_offset: bool) -> Units:
    """Return what an optical role's numbers mean; ``offset`` is that of :func:`has_offset`."""
    kind = role.units
    if kind == "dn10000_b10_offset":
        kind = "dn10000_offset1000" if offset else "dn10000"
    if kind == "dn10000_offset1000" and keep_offset:
        kind = "dn10000"
    if kind == "reflectance":
        # The ladder of core would ask the file's facts for scale tags; the layout's word is final.
        return Units(kind, 1.0, 0.0, "as the layout says", False)
    return optical_units(None, {}, kind)  # type: ignore[arg-type]


def reflectance(raster: Raster, role: Role, units: Units, bands: Sequence[str]) -> np.ndarray:
    """Return (C, H, W) float32 reflectance of ``bands``; NaN where a band or a value is missing.

    A value that means nothing costs its band alone; a pixel of zeros is missing in all of them.
    """
    image = np.full((len(bands), *raster.values.shape[1:]), np.nan, np.float32)
    valid = np.isfinite(raster.values) & ~raster.missing() & ~raster.empty()
    for position, band in enumerate(bands):
        if band in role.bands:
            stored = role.bands.index(band)
            values = units.to_reflectance(raster.values[stored], band)
            image[position] = np.where(valid[stored], values, np.nan)
    return image


def decibels(raster: Raster, role: Role, polarisations: Sequence[str]) -> np.ndarray:
    """Return (S, H, W) float32 decibels of ``polarisations``; NaN where missing."""
    sar = np.full((len(polarisations), *raster.values.shape[1:]), np.nan, np.float32)
    # -inf is no backscatter at all, in decibels.
    valid = (np.isfinite(raster.values) | np.isneginf(raster.values)) & ~raster.missing()
    for position, channel in enumerate(polarisations):
        if channel in role.bands:
            stored = role.bands.index(channel)
            values = np.where(valid[stored], raster.values[stored], np.nan).astype(np.float32)
            sar[position] = _decibel(values, role.units, channel)
    return sar


def class_indices(raster: Raster, crosswalk: Mapping[int, int]) -> np.ndarray:
    """Return (h, w) uint8 class indices of the first band's codes, whatever integers these are.

    Codes that are not listed, nodata and NaN become :data:`IGNORE`.
    """
    codes = raster.values[0]
    labels = np.full(codes.shape, IGNORE, np.uint8)
    # Compared, not looked up in a table: codes may be negative, above 255 or decimals.
    for code, index in crosswalk.items():
        labels[codes == code] = index
    labels[raster.missing()[0]] = IGNORE
    return labels


def resize_decibel(sar: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return radar (S, h, w) dB on another grid of the same ground, averaged as linear power."""
    power = torch.from_numpy(np.power(10.0, sar / 10).astype(np.float32))[None]
    known = torch.isfinite(power).float()
    kept = torch.where(known > 0, power, torch.zeros_like(power))

    def finer(image: torch.Tensor) -> torch.Tensor:
        return functional.interpolate(image, size=size, mode="bilinear", align_corners=False)

    weight = finer(known)
    fine = finer(kept) / weight.clamp(min=1e-6)
    decibel = 10 * torch.log10(fine.clamp(min=1e-5))
    return torch.where(weight > 0.5, decibel, torch.nan)[0].numpy()


def _decibel(values: np.ndarray, kind: str, channel: str) -> np.ndarray:
    """Return stored (H, W) radar values as decibels; NaN stays NaN."""
    if kind == "percentile":
        # Units unknown: 1 % and 99 % of the values become the ends of the network's range.
        low, high = SAR_CLIP_DB[channel]
        finite = values[np.isfinite(values)]
        start, end = np.percentile(finite, (1, 99)) if finite.size else (0.0, 1.0)
        share = (values - start) / max(float(end - start), 1e-6)
        return np.asarray(low + share * (high - low), np.float32)
    scale = 1 / 255 if kind == "display8bit" else 1.0
    return Units(kind, scale, 0.0, "", False).to_decibel(values, channel)
