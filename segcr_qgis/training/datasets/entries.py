"""Finds the samples of a dataset and reads them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import rasterio
import torch
from rasterio.errors import RasterioError
from torch.nn import functional

from ...core.radar import SAR_CLIP_DB
from ...core.radiometry import Units, optical_units
from .layout import Layout, Role
from .scene import IGNORE, BrokenSample, Scene

#: B10 of an image with the offset of 1000 is this dark at its darkest.
OFFSET_IN_B10 = (990, 1030)
#: Share of cloud from which a cloudy image that equals the clear one cannot be right.
CLOUDED = 0.01


@dataclass(frozen=True)
class Reading:
    """What is wanted of a sample.

    ``bands``, ``polarisations``: channels in the network's order; empty: all of the dataset.
    ``keep_offset``: leave an offset of 1000 in, as public code does. ``simulate``: leave the real
    clouded image out, so that clouds are simulated.
    """

    bands: tuple[str, ...] = ()
    polarisations: tuple[str, ...] = ()
    keep_offset: bool = False
    simulate: bool = False


@dataclass(frozen=True)
class Entry:
    """A sample that is yet to be read: the files of its roles."""

    name: str
    place: str
    files: dict[str, Path]
    layout: Layout
    fields: dict[str, str] = field(default_factory=dict)
    reading: Reading = Reading()
    pixels: int = 65536

    @property
    def group(self) -> str:
        """Return the dataset's name: what training mixes by."""
        return self.layout.name

    @property
    def lacking(self) -> list[str]:
        """Return the roles whose file is not there."""
        return [role for role in self.layout.roles if role not in self.files]

    def load(self) -> Scene:
        """Read the sample; raises :class:`BrokenSample`."""
        layout, reading = self.layout, self.reading
        bands = reading.bands or layout.bands
        polarisations = reading.polarisations or layout.polarisations
        clear = self._optical("clear", bands)
        size = (clear.shape[1], clear.shape[2])
        cloudy = None
        if "cloudy" in self.files and not reading.simulate:
            cloudy = self._optical("cloudy", bands)
            self._same_size(cloudy, size, "cloudy")
        sar = np.full((len(polarisations), *size), np.nan, np.float32)
        if "sar" in self.files:
            sar = self._radar(polarisations, size)
        mask = self._mask(size) if "mask" in self.files and cloudy is not None else None
        clouded = cloudy is not None and mask is not None and mask.mean() > CLOUDED
        if clouded and np.array_equal(cloudy, clear, equal_nan=True):
            raise BrokenSample(self.files["cloudy"], "it equals the clear image")
        return Scene(
            self.name,
            self.group,
            clear,
            sar,
            self._labels(size),
            cloudy,
            bands,
            polarisations,
            mask,
            layout.label_ratio,
            self.place,
        )

    def _optical(self, name: str, bands: tuple[str, ...]) -> np.ndarray:
        role, path = self.layout.roles[name], self.files[name]
        stored, nodata = read(path, role)
        units = _offset_by_b10(role, stored, self.reading.keep_offset)
        image = np.full((len(bands), *stored.shape[1:]), np.nan, np.float32)
        valid = (stored != 0).any(0) & np.isfinite(stored).all(0)
        if nodata is not None:
            valid &= ~(stored == nodata).all(0)
        for index, band in enumerate(bands):
            if band in role.bands:
                values = units.to_reflectance(stored[role.bands.index(band)], band)
                image[index] = np.where(valid, values, np.nan)
        if not np.isfinite(image).any():
            raise BrokenSample(path, "it holds no valid pixel")
        return image

    def _radar(self, polarisations: tuple[str, ...], size: tuple[int, int]) -> np.ndarray:
        role, path = self.layout.roles["sar"], self.files["sar"]
        stored, nodata = read(path, role)
        planes = []
        for channel in polarisations:
            if channel not in role.bands:
                planes.append(np.full(stored.shape[1:], np.nan, np.float32))
                continue
            values = stored[role.bands.index(channel)]
            known = np.isfinite(values) | np.isneginf(values)
            if nodata is not None:
                known &= values != nodata
            planes.append(np.where(known, _decibel(values, role.units, channel), np.nan))
        sar = np.stack(planes).astype(np.float32)
        if not np.isfinite(sar).any():
            raise BrokenSample(path, "it holds no valid pixel")
        return sar if sar.shape[1:] == size else resize_decibel(sar, size)

    def _mask(self, size: tuple[int, int]) -> np.ndarray:
        values = read(self.files["mask"], self.layout.roles["mask"])[0]
        self._same_size(values, size, "mask")
        wanted = self.layout.mask_values
        return np.isin(values[0], wanted) if wanted else np.asarray(values[0] > 0)

    def _labels(self, size: tuple[int, int]) -> np.ndarray:
        over, under = self.layout.label_ratio
        expected = (size[0] * over // under, size[1] * over // under)
        if "label" not in self.files:
            return np.full(expected, IGNORE, np.uint8)
        codes = read(self.files["label"], self.layout.roles["label"])[0]
        self._same_size(codes, expected, "label")
        table = np.full(256, IGNORE, np.uint8)
        for code, index in self.layout.crosswalk.items():
            table[code] = index
        return np.asarray(table[np.clip(codes[0], 0, 255).astype(np.uint8)])

    def _same_size(self, values: np.ndarray, size: tuple[int, int], role: str) -> None:
        if values.shape[1:] != size:
            have = " x ".join(str(n) for n in values.shape[1:])
            reason = f"{have} pixels do not fit the clear image"
            raise BrokenSample(self.files[role], reason)


def index(root: Path, layout: Layout) -> list[Entry]:
    """Return every sample whose clear image is there, by name; complete or not."""
    main = layout.roles["clear"]
    pattern = main.regex()
    entries = []
    for path in sorted(root.rglob("*" + Path(main.pattern).suffix)):
        found = pattern.fullmatch(path.relative_to(root).as_posix())
        if found:
            fields = found.groupdict()
            files = {
                name: root / role.path(fields)
                for name, role in layout.roles.items()
                if (root / role.path(fields)).is_file()
            }
            name = "/".join(dict.fromkeys(fields.values()))
            place = layout.place.format_map(fields)
            height, width = main.shape or (256, 256)
            entries.append(Entry(name, place, files, layout, fields, pixels=height * width))
    return entries


def reading(entries: Sequence[Entry], wanted: Reading) -> list[Entry]:
    """Return the entries as they are to be read; those that lack a file are left out.

    Where clouds are simulated, the clouded image and its mask are not needed.
    """
    spared = {"cloudy", "mask"} if wanted.simulate else set()
    return [replace(e, reading=wanted) for e in entries if not set(e.lacking) - spared]


def loaded(entries: Sequence[Entry], broken: list[BrokenSample]) -> Iterator[Scene]:
    """Read entry by entry; what is broken is collected, not raised."""
    for entry in entries:
        try:
            yield entry.load()
        except BrokenSample as problem:
            broken.append(problem)


def read(path: Path, role: Role) -> tuple[np.ndarray, float | None]:
    """Return a file's bands (C, H, W) and its nodata value; raises :class:`BrokenSample`."""
    nodata = role.nodata
    try:
        if path.suffix == ".npy":
            stored = np.load(path, allow_pickle=False)
            stored = stored[None] if stored.ndim == 2 else stored
        else:
            with rasterio.open(path) as source:
                stored = source.read()
                nodata = source.nodata if nodata is None else nodata
    except (OSError, ValueError, RasterioError) as problem:
        raise BrokenSample(path, f"it cannot be read ({problem})") from problem
    if role.bands and stored.shape[0] != len(role.bands):
        raise BrokenSample(path, f"{stored.shape[0]} bands instead of {len(role.bands)}")
    if role.shape and stored.shape[1:] != role.shape:
        have, wanted = (" x ".join(str(n) for n in s) for s in (stored.shape[1:], role.shape))
        raise BrokenSample(path, f"{have} pixels instead of {wanted}")
    if role.dtypes and stored.dtype.name not in role.dtypes:
        raise BrokenSample(path, f"{stored.dtype} values instead of {' or '.join(role.dtypes)}")
    return stored, nodata


def resize_decibel(sar: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Return radar (S, h, w) dB on another grid of the same ground, averaged as linear power."""
    power = torch.from_numpy(np.power(10.0, sar / 10).astype(np.float32))[None]
    known = torch.isfinite(power).float()
    kept = torch.where(known > 0, power, torch.zeros_like(power))
    options = {"size": size, "mode": "bilinear", "align_corners": False}
    weight = functional.interpolate(known, **options)
    fine = functional.interpolate(kept, **options) / weight.clamp(min=1e-6)
    decibel = 10 * torch.log10(fine.clamp(min=1e-5))
    return torch.where(weight > 0.5, decibel, torch.nan)[0].numpy()


def _offset_by_b10(role: Role, stored: np.ndarray, keep: bool) -> Units:
    kind = role.units
    if kind == "dn10000_b10_offset":
        dark = float(np.percentile(stored[role.bands.index("B10")], 1))
        offset = OFFSET_IN_B10[0] <= dark <= OFFSET_IN_B10[1]
        kind = "dn10000_offset1000" if offset else "dn10000"
    if kind == "dn10000_offset1000" and keep:
        kind = "dn10000"
    # Facts are only asked where the units are to be guessed; here the layout says them.
    return optical_units(None, {}, kind)  # type: ignore[arg-type]


def _decibel(values: np.ndarray, kind: str, channel: str) -> np.ndarray:
    if kind == "percentile":
        # Units unknown: 1 % and 99 % of the values become the ends of the network's range.
        low, high = SAR_CLIP_DB[channel]
        start, end = np.nanpercentile(values, (1, 99))
        share = (values - start) / max(float(end - start), 1e-6)
        return np.asarray(low + share * (high - low), np.float32)
    scale = 1 / 255 if kind == "display8bit" else 1.0
    return Units(kind, scale, 0.0, "", False).to_decibel(values, channel)
