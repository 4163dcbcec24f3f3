"""Finds the samples of a dataset and reads them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from .layout import Layout
from .rasters import Raster, elsewhere, read
from .scene import IGNORE, BrokenSample, Scene
from .values import class_indices, decibels, has_offset, reflectance, resize_decibel, units_of

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
        stored = {"clear": self._read("clear")}
        grid = stored["clear"]
        size = (grid.values.shape[1], grid.values.shape[2])
        if "cloudy" in self.files and not reading.simulate:
            stored["cloudy"] = self._read("cloudy", grid)
            self._same_size(stored["cloudy"].values, size, "cloudy")
        images = self._optical(stored, bands)
        clear, cloudy = images["clear"], images.get("cloudy")
        sar = np.full((len(polarisations), *size), np.nan, np.float32)
        if "sar" in self.files:
            sar = self._radar(polarisations, size, grid)
        mask = self._mask(size, grid) if "mask" in self.files and cloudy is not None else None
        clouded = mask is not None and mask.mean() > CLOUDED
        if cloudy is not None and clouded and np.array_equal(cloudy, clear, equal_nan=True):
            raise BrokenSample(self.files["cloudy"], "it equals the clear image")
        return Scene(
            self.name,
            self.group,
            clear,
            sar,
            self._labels(size, grid),
            cloudy,
            bands,
            polarisations,
            mask,
            layout.label_ratio,
            self.place,
        )

    def _read(self, name: str, clear: Raster | None = None) -> Raster:
        """Return the file of a role, which must lie where the clear image lies."""
        raster = read(self.files[name], self.layout.roles[name])
        if clear is not None and elsewhere(raster, clear):
            raise BrokenSample(self.files[name], "it lies elsewhere than the clear image")
        return raster

    def _optical(self, stored: dict[str, Raster], bands: tuple[str, ...]) -> dict[str, np.ndarray]:
        """Return (C, H, W) reflectance of the optical roles that were read."""
        roles = self.layout.roles
        offset = has_offset([(roles[name], raster) for name, raster in stored.items()])
        images = {}
        for name, raster in stored.items():
            units = units_of(roles[name], offset, self.reading.keep_offset)
            images[name] = reflectance(raster, roles[name], units, bands)
            self._holds_something(images[name], name)
        return images

    def _radar(
        self, polarisations: tuple[str, ...], size: tuple[int, int], clear: Raster
    ) -> np.ndarray:
        sar = decibels(self._read("sar", clear), self.layout.roles["sar"], polarisations)
        self._holds_something(sar, "sar")
        return sar if sar.shape[1:] == size else resize_decibel(sar, size)

    def _mask(self, size: tuple[int, int], clear: Raster) -> np.ndarray:
        values = self._read("mask", clear).values
        self._same_size(values, size, "mask")
        wanted = self.layout.mask_values
        return np.isin(values[0], wanted) if wanted else np.asarray(values[0] > 0)

    def _labels(self, size: tuple[int, int], clear: Raster) -> np.ndarray:
        over, under = self.layout.label_ratio
        expected = (size[0] * over // under, size[1] * over // under)
        if "label" not in self.files:
            return np.full(expected, IGNORE, np.uint8)
        codes = self._read("label", clear)
        self._same_size(codes.values, expected, "label")
        return class_indices(codes, self.layout.crosswalk)

    def _holds_something(self, values: np.ndarray, role: str) -> None:
        if not np.isfinite(values).any():
            raise BrokenSample(self.files[role], "it holds no valid pixel")

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
    for path in sorted(_files(root, Path(main.pattern).suffix)):
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


def _files(root: Path, suffix: str) -> Iterator[Path]:
    """Give every file below a folder whose name ends so; linked folders are gone through as well.

    Datasets are often put together from links to where their parts lie.
    """
    for folder, inner, names in os.walk(root, followlinks=True):
        here = Path(folder)
        # A link to a folder above would be gone through for ever.
        above = {real := here.resolve(), *real.parents}
        inner[:] = [
            n for n in inner if not (here / n).is_symlink() or (here / n).resolve() not in above
        ]
        yield from (here / name for name in names if name.endswith(suffix))
