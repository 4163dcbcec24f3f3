"""Draws training batches: which sample, which crop, what happens to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np

from ..simulation.clouds import CloudRecipe
from .augment import (
    TURBID,
    Arrays,
    Batch,
    add_sediment,
    collate,
    cut,
    display,
    disturb,
    drop_channels,
    saturate,
)
from .datasets.scene import BrokenSample, Scene

#: Shares of the groups of the open data in the training mix; groups of other names count alike.
MIX = {
    "multiband": 0.18,
    "mapped": 0.07,
    "falsecolor": 0.10,
    "rgb": 0.24,
    "procedural": 0.22,
    "pair": 0.19,
}

#: Share of samples whose values end where an 8-bit display ends; 0.1 for groups not listed.
SATURATED = {"rgb": 0.5}

#: Share of six-band samples shown as 8-bit RGB with VH alone: the tiles that are such have hardly
#: any water, and what is under a cloud at sea is to be learnt too.
DISPLAYED = {"procedural": 0.36, "multiband": 0.25, "mapped": 0.25}

#: Shares of samples under broken cloud, small cumulus in groups, and under thin cloud alone, beside
#: what the simulation draws by itself: both are what stayed behind in real images.
BROKEN, THIN = 0.13, 0.09

#: Share of samples with nothing but translucent shreds of cloud, of that cover and thickness.
SHREDS, SHREDS_COVER, SHREDS_GROWTH = 0.08, (0.05, 0.4), (0.15, 0.8)

#: Shares of samples under closed cloud, and under cloud with few gaps, of that cover: what a region
#: of much rain mostly gets.
CLOSED, NEARLY_CLOSED, NEARLY = 0.08, 0.06, (0.85, 0.98)

#: Share of samples under cloud that is topped by ice, beside what the simulation draws by itself:
#: closed, it looks like snow, and was learnt last.
ICE = 0.16

#: Share of samples under dim cloud, beside what the simulation draws by itself: shreds of it are
#: hardly brighter than ground, and much real cloud is dim without letting any ground show through.
DIM = 0.4

#: Share of samples whose clouds let the ground's light through, mixed, as real ones do. Without, a
#: real cloud over green land looks half transparent to the network, and its grey tints the ground
#: below. Evaluations draw none: their figures stay comparable.
DIFFUSE = 0.45

#: Share of samples whose shadows lie apart from their clouds, as most do at 10 m: more of them, and
#: dark fields are taken for far shadows. Evaluations draw none, as above.
FAR = 0.2

#: Share of samples with infrared whose clouds are tinted: what a top looks like must not colour
#: the fill. Without infrared, white is nearly all that tells a cloud.
TINTED = 0.5

#: Deviation of the radar's common level in dB. Bytes do not say what level a display stretch had:
#: there the pattern of the backscatter must do, not its level.
RADAR_LEVEL_DB = {"rgb": 2.5, "falsecolor": 2.5}

#: Broken samples in a row after which nothing sound can be expected.
PATIENCE = 100


class Source(Protocol):
    """A sample in memory, or one that is yet to be read."""

    @property
    def group(self) -> str:
        """Return the kind of source, by which training mixes."""

    @property
    def pixels(self) -> int:
        """Return the number of pixels."""

    def load(self) -> Scene:
        """Return the sample; raises :class:`BrokenSample`."""


class Sampler:
    """Draws batches; all chance comes from the generator it is given.

    A sample that cannot be read is named in ``broken`` and another is drawn in its place.
    """

    def __init__(self, sources: Sequence[Source], mix: Mapping[str, float] = MIX) -> None:
        self.groups: dict[str, list[Source]] = {}
        for item in sources:
            self.groups.setdefault(item.group, []).append(item)
        known = [name for name in mix if name in self.groups]
        self.names = known + sorted(set(self.groups) - set(known))
        shares = np.array([mix.get(name, 1.0) for name in self.names])
        self.shares = shares / shares.sum()
        self.broken: dict[str, BrokenSample] = {}
        # A large scene is worth more draws than a small one, but not in proportion.
        self.weights = {}
        for name, items in self.groups.items():
            sizes = np.array([float(s.pixels) for s in items]) ** 0.5
            self.weights[name] = sizes / sizes.sum()

    def batch(self, rng: np.random.Generator, size: int, crop: int) -> Batch:
        """Return ``size`` samples of ``crop`` pixels a side."""
        drawn = [self._sample(rng, crop) for _ in range(size)]
        return collate([arrays for _, arrays in drawn], tuple(name for name, _ in drawn))

    def _sample(self, rng: np.random.Generator, crop: int) -> tuple[str, Arrays]:
        item = self._draw(rng)
        displayed = rng.random() < DISPLAYED.get(item.group, 0.0)
        level = RADAR_LEVEL_DB.get("rgb" if displayed else item.group, 1.0)
        pieces = cut(rng, item, crop)
        # Elsewhere the first class need not be water.
        if item.group in MIX and rng.random() < TURBID:
            pieces = add_sediment(rng, pieces, item.bands)
        clouds = _clouds(rng, 0.0 if displayed or item.group == "rgb" else TINTED)
        arrays = disturb(rng, pieces, clouds, level, item.bands, item.polarisations)
        if displayed:
            arrays = display(rng, arrays)
        elif rng.random() < SATURATED.get(item.group, 0.1):
            arrays = saturate(rng, arrays)
        return f"{item.group}/{item.name}", drop_channels(rng, arrays, item.bands)

    def _draw(self, rng: np.random.Generator) -> Scene:
        for _ in range(PATIENCE):
            group = self.names[rng.choice(len(self.names), p=self.shares)]
            items = self.groups[group]
            try:
                return items[rng.choice(len(items), p=self.weights[group])].load()
            except BrokenSample as problem:
                if problem.file not in self.broken:
                    print(f"skipped {problem}", flush=True)
                self.broken[problem.file] = problem
        raise BrokenSample("the dataset", f"{PATIENCE} samples in a row cannot be read")


def _clouds(rng: np.random.Generator, tinted: float) -> CloudRecipe:
    """Draw what kind of cloud a sample gets; mostly the simulation chooses.

    ``tinted`` is the chance that tops are.
    """
    kinds = ("broken", "thin", "shreds", "full", "mixed", None)
    shares = np.array([BROKEN, THIN, SHREDS, CLOSED, NEARLY_CLOSED])
    kind = kinds[rng.choice(len(kinds), p=[*shares, 1 - shares.sum()])]
    cover, growth = None, None
    if kind == "shreds":
        kind, cover, growth = "broken", rng.uniform(*SHREDS_COVER), rng.uniform(*SHREDS_GROWTH)
    elif kind == "mixed":
        cover = rng.uniform(*NEARLY)
    looks = ("ice", "dim", "diffuse", "far", "tinted")
    drawn = (rng.random(5) < (ICE, DIM, DIFFUSE, FAR, tinted)).tolist()
    return CloudRecipe(kind, cover, growth=growth, **dict(zip(looks, drawn)))
