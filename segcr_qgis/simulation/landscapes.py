"""Procedural landscapes: fields, forest, water, settlements with joint optical and radar texture.

Surfaces come from the table of materials (:mod:`.materials`); everything else is invented. What
this module makes is synthetic and called so wherever it appears.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from .materials import DECIBEL_UNIT, materials
from .noise import Image, fractal

WATER, TREES, FLOODED, CROPS, BUILT, BARE, SNOW, RANGELAND = range(1, 9)
CODES = (WATER, TREES, FLOODED, CROPS, BUILT, BARE, SNOW, RANGELAND)

#: How parcels are laid out. ``pivots`` (round irrigated fields) is kept out of all training:
#: the demo and the synthetic evaluation scenes are made of it.
TRAINING_LAYOUTS = ("parcels", "strips")
HELD_OUT_LAYOUT = "pivots"

#: Log weights of the classes a parcel may take, by biome, in the order of ``CODES``.
BIOMES: dict[str, tuple[float, ...]] = {
    "temperate": (-4, -0.3, -4, 1.6, -3.5, -2, -9, 0.4),
    "arid": (-5, -2.5, -6, -0.5, -3.5, 1.4, -9, 1.3),
    "wet": (-1.5, 0.6, 0.6, 0.6, -4, -3, -9, 0.4),
    "snow": (-3, 0, -7, -4, -5, -1, 1.8, -0.5),
    "urban": (-5, -0.8, -6, -0.5, 0.8, -1.5, -9, 0),
    "coast": (-2, 0, -1.5, 0.8, -2, -0.5, -9, 0.5),
}
#: Texture by class, in the order of ``CODES``: log-normal optical and decibel radar deviation.
OPTICAL_TEXTURE = np.array([0, 0.03, 0.13, 0.10, 0.05, 0.24, 0.07, 0.06, 0.10], np.float32)
RADAR_TEXTURE = np.array([0, 0.5, 0.9, 1.2, 0.8, 3.0, 0.9, 1.0, 1.0], np.float32)


@dataclass(frozen=True)
class Landscape:
    """A synthetic scene.

    Attributes
    ----------
    reflectance : (6, H, W) float32
        Surface reflectance of B2 B3 B4 B8 B11 B12.
    backscatter : (2, H, W) float32
        VV, VH in decibels, with speckle.
    classes : (H, W) uint8
        Codes of :mod:`segcr_qgis.core.classes`.
    """

    reflectance: Image
    backscatter: Image
    classes: NDArray[np.uint8]


def landscape(
    rng: np.random.Generator,
    shape: tuple[int, int],
    layout: str | None = None,
    biome: str | None = None,
) -> Landscape:
    """Make a landscape of ``shape``; layout and biome are drawn where not given."""
    layout = layout or str(rng.choice(TRAINING_LAYOUTS))
    biome = biome or str(rng.choice(sorted(BIOMES)))
    parcels = _LAYOUTS[layout](rng, shape)
    codes = _parcel_classes(rng, parcels, shape, biome)
    # Every parcel is one material patch; overlays below get patches of their own.
    patches = parcels.astype(np.int64)
    classes = codes[parcels]
    classes, patches = _overlay_nature(rng, classes, patches, biome)
    classes, patches = _overlay_settlements(rng, classes, patches, biome)
    features = _surface(rng, classes, patches)
    return _render(rng, classes, features)


# --- parcels -----------------------------------------------------------------------------------


def _warped_grid(rng: np.random.Generator, shape: tuple[int, int], strength: float) -> Image:
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    return np.stack(
        [
            rows + strength * fractal(rng, shape, 3.4, 128),
            columns + strength * fractal(rng, shape, 3.4, 128),
        ]
    )


def _parcels(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Warped Voronoi cells, 7 to 32 pixels wide."""
    width = rng.uniform(7, 32)
    count = max(4, int(shape[0] * shape[1] / width**2))
    seeds = rng.uniform(-0.05, 1.05, (count, 2)) * shape
    grid = _warped_grid(rng, shape, rng.uniform(0, 4))
    nearest = cKDTree(seeds).query(grid.reshape(2, -1).T)[1]
    # Seeds outside the image own no pixel: number only those that do.
    _, parcels = np.unique(nearest, return_inverse=True)
    return np.asarray(parcels).reshape(shape)


def _strips(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Rotated strips of fields, each strip cut at its own places."""
    angle, width, aspect = rng.uniform(0, np.pi), rng.uniform(7, 32), rng.uniform(1, 3.5)
    rows, columns = _warped_grid(rng, shape, rng.uniform(0, 3))
    along = rows * np.cos(angle) + columns * np.sin(angle)
    across = columns * np.cos(angle) - rows * np.sin(angle)
    strip = np.floor(across / width).astype(np.int64)
    shift = rng.uniform(0, 1, 4096)[strip % 4096]
    block = np.floor(along / (width * aspect) + shift * 7).astype(np.int64)
    _, parcels = np.unique(strip * 100_003 + block, return_inverse=True)
    return np.asarray(parcels).reshape(shape)


def _pivots(rng: np.random.Generator, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Round fields on a square grid, some cut into sectors, with corners of their own."""
    pitch, angle = rng.uniform(36, 48), rng.uniform(-0.2, 0.2)
    rows, columns = _warped_grid(rng, shape, 0.8)
    u = (rows * np.cos(angle) + columns * np.sin(angle)) / pitch
    v = (columns * np.cos(angle) - rows * np.sin(angle)) / pitch
    cell_u, cell_v = np.floor(u).astype(np.int64), np.floor(v).astype(np.int64)
    du, dv = u - cell_u - 0.5, v - cell_v - 0.5
    cell = (cell_u - cell_u.min()) * 997 + (cell_v - cell_v.min())
    radius = rng.uniform(0.4, 0.48, 4096)[cell % 4096]
    sectors = rng.integers(1, 4, 4096)[cell % 4096]
    turn = rng.uniform(0, 2 * np.pi, 4096)[cell % 4096]
    sector = np.floor(((np.arctan2(du, dv) + turn) / (2 * np.pi) % 1) * sectors)
    inside = du * du + dv * dv < radius * radius
    piece = np.where(inside, 1 + sector, 0).astype(np.int64)
    corner = (np.floor(u + 0.5) - np.floor(u).min()) * 499 + np.floor(v + 0.5)
    identity = np.where(inside, cell * 8 + piece, -1 - corner.astype(np.int64))
    _, parcels = np.unique(identity, return_inverse=True)
    return np.asarray(parcels).reshape(shape)


_LAYOUTS = {"parcels": _parcels, "strips": _strips, "pivots": _pivots}


def _parcel_classes(
    rng: np.random.Generator, parcels: NDArray[np.int64], shape: tuple[int, int], biome: str
) -> NDArray[np.uint8]:
    """Draw a class for every parcel: biome weights, smooth preference over space, and chance."""
    count = int(parcels.max()) + 1
    index = np.arange(count)
    centres = np.asarray(ndimage.center_of_mass(np.ones(shape), parcels, index))
    rows = np.clip(np.nan_to_num(centres[:, 0]), 0, shape[0] - 1).astype(int)
    columns = np.clip(np.nan_to_num(centres[:, 1]), 0, shape[1] - 1).astype(int)
    score = np.array(BIOMES[biome])[None] + rng.gumbel(0, 0.7, (count, len(CODES)))
    for k in range(len(CODES)):
        score[:, k] += 0.9 * fractal(rng, shape, 3.5, 192)[rows, columns]
    return (np.argmax(score, 1) + 1).astype(np.uint8)


# --- overlays ----------------------------------------------------------------------------------


def _overlay_nature(
    rng: np.random.Generator,
    classes: NDArray[np.uint8],
    patches: NDArray[np.int64],
    biome: str,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Lay forest, rangeland, lakes, a river and a coast over the parcels."""
    shape = (classes.shape[0], classes.shape[1])
    classes, patches = classes.copy(), patches.copy()
    for code, chance, largest in ((TREES, 0.6, 0.45), (RANGELAND, 0.4, 0.4), (BARE, 0.15, 0.25)):
        if rng.random() < chance:
            noise = fractal(rng, shape, rng.uniform(2.4, 3.6), 160)
            share = rng.uniform(0.04, largest)
            classes[noise > np.quantile(noise, 1 - share)] = code
    wet = {"wet": 0.9, "coast": 0.4, "arid": 0.15}.get(biome, 0.5)
    water = np.zeros(shape, bool)
    if rng.random() < wet:
        noise = fractal(rng, shape, 3.4, 128)
        water |= noise > np.quantile(noise, 1 - rng.uniform(0.01, 0.18))
    if rng.random() < wet:
        course = fractal(rng, shape, 3.8, max(shape) * 1.5)
        slope = np.hypot(*np.gradient(course)) + 1e-6
        water |= np.abs(course) / slope < rng.uniform(1, 6)
    if biome == "coast":
        angle = rng.uniform(0, 2 * np.pi)
        rows, columns = np.mgrid[: shape[0], : shape[1]]
        ramp = (rows * np.sin(angle) + columns * np.cos(angle)) / (0.35 * max(shape))
        ramp = ramp - ramp.mean() + 0.35 * fractal(rng, shape, 3)
        water |= ramp > np.quantile(ramp, rng.uniform(0.35, 0.8))
    if biome == "wet" and rng.random() < 0.7:
        reach = ndimage.distance_transform_edt(~water) if water.any() else np.full(shape, 99.0)
        classes[(reach < rng.uniform(3, 14)) & (fractal(rng, shape, 2.6) > -0.3)] = FLOODED
    classes[water] = WATER
    natural = np.isin(classes, (WATER, TREES, FLOODED, SNOW))
    # Natural cover does not follow parcels: its material varies in wide, soft patches.
    patches[natural] = -classes[natural].astype(np.int64)
    return classes, patches


def _overlay_settlements(
    rng: np.random.Generator,
    classes: NDArray[np.uint8],
    patches: NDArray[np.int64],
    biome: str,
) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Lay roads and towns over the land: rotated blocks with streets, roofs, gardens and trees."""
    shape = (classes.shape[0], classes.shape[1])
    share = {"urban": rng.uniform(0.3, 0.9), "coast": rng.uniform(0, 0.4), "snow": 0.0}.get(
        biome, max(0.0, rng.uniform(-0.1, 0.18))
    )
    land = classes != WATER
    next_patch = int(patches.max()) + 1
    if rng.random() < 0.7:
        road = np.zeros(shape, bool)
        rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
        bend = 6 * fractal(rng, shape, 4, 256)
        for _ in range(rng.integers(1, 4)):
            angle, through = rng.uniform(0, np.pi), rng.uniform(0.1, 0.9, 2) * shape
            distance = (rows - through[0]) * np.cos(angle) - (columns - through[1]) * np.sin(angle)
            road |= np.abs(distance + bend) < rng.uniform(0.7, 1.4)
        road &= land
        classes[road], patches[road] = BUILT, next_patch
        next_patch += 1
    if share > 0.01:
        field = fractal(rng, shape, 3.2, 200)
        town = (field > np.quantile(field, 1 - share)) & land
        angle, block = rng.uniform(0, np.pi / 2), rng.uniform(3, 8)
        rows, columns = _warped_grid(rng, shape, 0.5)
        u = (rows * np.cos(angle) + columns * np.sin(angle)) / block
        v = (columns * np.cos(angle) - rows * np.sin(angle)) / (block * rng.uniform(1, 1.8))
        cell = (np.floor(u) * 8191 + np.floor(v)).astype(np.int64)
        _, cell = np.unique(cell, return_inverse=True)
        cell = cell.reshape(shape)
        green = rng.random(int(cell.max()) + 1)[cell] < rng.uniform(0.03, 0.2)
        kind = np.where(green, np.where(cell % 2 == 0, TREES, RANGELAND), BUILT)
        classes[town] = kind[town]
        patches[town] = next_patch + cell[town]
    return classes, patches


# --- surfaces ----------------------------------------------------------------------------------


def _surface(
    rng: np.random.Generator, classes: NDArray[np.uint8], patches: NDArray[np.int64]
) -> Image:
    """Return features (8, H, W): square-root reflectance and scaled backscatter, no texture."""
    shape = (classes.shape[0], classes.shape[1])
    features = np.empty((*shape, 8), np.float32)
    for code in np.unique(classes):
        mixture = materials()[int(code)]
        # One scene shows few of the materials a class can have: that makes the colours under a
        # cloud predictable from the clear ground around it.
        palette_size = 8 if code == BUILT else int(rng.integers(1, 5))
        palette = rng.choice(
            len(mixture.weights), palette_size, p=mixture.weights / mixture.weights.sum()
        )
        where = classes == code
        identity, inverse = np.unique(patches[where], return_inverse=True)
        drawn = mixture.draw(rng, palette[rng.integers(0, palette_size, len(identity))], 0.8)
        values = drawn[inverse.ravel()]
        soft = identity[inverse.ravel()] < 0
        if soft.any():
            # Two materials, mixed smoothly over space.
            pair = mixture.draw(rng, palette[rng.integers(0, palette_size, 2)], 0.5)
            share = 1 / (1 + np.exp(-2 * fractal(rng, shape, rng.uniform(2.2, 3.4), 96)))
            mixed = share[where][:, None]
            values = np.where(soft[:, None], pair[0] * mixed + pair[1] * (1 - mixed), values)
        if code == BUILT:
            # The pixel series hold few city centres; corner reflections are stronger there.
            boost = rng.uniform(0, 8) * rng.uniform(0.3, 1.3, len(identity))[inverse.ravel()]
            values[:, 6:] += boost[:, None] * np.array([1.0, 0.8]) / DECIBEL_UNIT
        if code == FLOODED:
            values[:, 6] += rng.uniform(0, 4) / DECIBEL_UNIT
        features[where] = values
    return np.moveaxis(features, -1, 0)


def _render(rng: np.random.Generator, classes: NDArray[np.uint8], features: Image) -> Landscape:
    """Add texture, relief, the sensors' blur and speckle."""
    shape = (classes.shape[0], classes.shape[1])
    texture = fractal(rng, shape, rng.uniform(0.6, 1.8))
    deviation = OPTICAL_TEXTURE[classes] * rng.uniform(0.6, 1.4)
    relief = fractal(rng, shape, 3.4, 160) * (rng.random() < 0.5) * rng.uniform(1, 8)
    slope = np.gradient(ndimage.gaussian_filter(relief, 1.0), axis=1)
    land = (classes != WATER).astype(np.float32)
    reflectance = np.clip(features[:6], 0.03, 1.25) ** 2
    light = np.clip(1 + 0.6 * slope * land, 0.4, 1.6)
    reflectance = reflectance * np.exp(deviation * texture)[None] * light[None]
    for band in range(6):
        fine = 0.02 * rng.standard_normal(shape, dtype=np.float32)
        blur = 0.9 if band >= 4 else 0.55
        reflectance[band] = ndimage.gaussian_filter(reflectance[band] * (1 + fine), blur)
    decibel = features[6:] * DECIBEL_UNIT
    rough = RADAR_TEXTURE[classes] * fractal(rng, shape, rng.uniform(0.6, 1.6))
    decibel = decibel + (0.7 * rough - 4 * slope * land)[None]
    power = 10 ** (decibel / 10)
    looks = rng.uniform(3.2, 20)
    grain = rng.uniform(0.35, 0.8)
    speckle = rng.gamma(looks, 1 / looks, (2, *shape)).astype(np.float32)
    for channel in range(2):
        power[channel] = ndimage.gaussian_filter(power[channel], 0.6)
        power[channel] *= ndimage.gaussian_filter(speckle[channel], grain)
    backscatter = 10 * np.log10(np.maximum(power, 1e-5))
    return Landscape(
        np.clip(reflectance, 0.001, 1.4).astype(np.float32),
        backscatter.astype(np.float32),
        classes.astype(np.uint8),
    )
