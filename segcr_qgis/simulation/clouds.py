"""Simulated clouds: fractal thickness, per-band transmission, bright tops, shifted shadows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .noise import Image, fractal

#: Centre wavelengths of the Sentinel-2 bands in micrometres.
WAVELENGTH_UM = {
    "B1": 0.443,
    "B2": 0.49,
    "B3": 0.56,
    "B4": 0.665,
    "B5": 0.705,
    "B6": 0.74,
    "B7": 0.783,
    "B8": 0.842,
    "B8A": 0.865,
    "B9": 0.945,
    "B10": 1.375,
    "B11": 1.61,
    "B12": 2.19,
}
#: Share of clouds that are grey: water droplets are larger than any of the waves, and thin cloud
#: adds as much to B11 as to B8. In the others long waves pass more easily, as in haze and cirrus.
GREY_CLOUDS, STEEPEST_FALLOFF = 0.5, 1.3
#: Brightness of cloud tops in red, and in B11 against B8, at these quantiles: ice absorbs, water
#: hardly does. In 49 opaque dates of two WorldCereal sites B8A is 0.66 to 1.08, B11 / B8A 0.22,
#: 0.58, 0.67, 0.78 and 0.86 (5, 25, 50, 75, 95 %) and B12 / B11 0.68 to 1.08.
TOPS = (0.3, 1.25)
#: The same of dim clouds: on the overcast date of Boadella red is 0.48 in the median.
DIM_TOPS = (0.3, 0.65)
SWIR_QUANTILES, SWIR_BRIGHTNESS = (0.0, 0.1, 0.3, 1.0), (0.17, 0.4, 0.65, 1.0)
B12_BRIGHTNESS = (0.68, 1.05)
#: The share of clouds that ice tops.
ICE_QUANTILE = 0.15
#: Mean and deviation of what tops gain over red in blue and in near infrared. An overcast date of
#: Boadella has 1.10 to 1.16 times the red in B2 and 1.03 to 1.05 in B3, openEO's pairs have 0.94 to
#: 1.04 times the red in B2.
BLUE_GAIN, INFRARED_GAIN = (0.05, 0.06), (0.04, 0.05)
#: What of the gain in blue there is by band.
BLUE_SHARE = {"B1": 1.2, "B2": 1.0, "B3": 0.35}
INFRARED = ("B6", "B7", "B8", "B8A", "B9")
#: How much of the light a full shadow takes, by band: blue sky light fills the blue in. Others 1.
SHADOW_DEPTH = {
    "B1": 0.68,
    "B2": 0.72,
    "B3": 0.82,
    "B4": 0.9,
    "B5": 0.93,
    "B6": 0.97,
    "B11": 1.02,
    "B12": 1.02,
}
#: Scattering of clean air above the ground (reflectance), for a top-of-atmosphere look.
PATH_RADIANCE = {
    "B1": 0.075,
    "B2": 0.055,
    "B3": 0.03,
    "B4": 0.017,
    "B5": 0.013,
    "B6": 0.01,
    "B7": 0.008,
    "B8": 0.006,
    "B8A": 0.005,
    "B9": 0.003,
    "B10": 0.001,
    "B11": 0.002,
    "B12": 0.001,
}
#: Brightness of a cloud's top against its visible bands: water vapour above it takes the rest.
VAPOUR_TINT = {"B9": 0.75, "B10": 0.15}

KINDS = ("clear", "thick", "thin", "mixed", "full", "shade", "broken")
#: Opacity from which a pixel counts as cloud, and from which as thick: the ground shows no more.
CLOUD_OPACITY, THICK_OPACITY = 0.1, 0.6
#: Shading from which a pixel counts as shadow.
SHADOW_SHADE = 0.08
#: Largest structures of broken cloud (fair-weather cumulus), in pixels, and how thick they grow:
#: from shreds that the ground shows through to opaque ones.
BROKEN_PIXELS, BROKEN_THICKNESS = (10, 40), (0.3, 8.0)
#: How far from its cloud a shadow lies, in pixels; low clouds under a high sun, and the others: a
#: base at 1 to 2 km under a sun at 45 degrees casts 100 to 200 pixels of 10 m away.
NEAR_SHADOW, FAR_SHADOW = (3, 40), (40, 200)
#: Deviation of the logarithm of a band's brightness in tinted tops, and the greatest of its spots.
#: No real cloud is so gaudy: it is to teach that the colour of a top says nothing of the ground.
TINT, TINT_OF_SPOTS = 0.1, 0.15
#: Side of the ground, in pixels, whose light a cloud mixes on its way up.
MIXED_PIXELS = (9, 61)


@dataclass(frozen=True)
class CloudyScene:
    """A clear image with simulated clouds.

    Attributes
    ----------
    reflectance : (C, H, W) float32
        The cloudy image.
    opacity : (H, W) float32 in [0, 1]
        Share of the blue light that comes from the cloud.
    shade : (H, W) float32 in [0, 1]
        Share of the near-infrared light that shadow takes away.
    thickness : (H, W) float32, at least 0
        Optical thickness in the blue.
    """

    reflectance: Image
    opacity: Image
    shade: Image
    thickness: Image

    def mask(self) -> np.ndarray:
        """Return (H, W) uint8: 0 clear, 1 cloud, 2 shadow; cloud wins where both are."""
        mask = np.zeros(self.opacity.shape, np.uint8)
        mask[self.shade >= SHADOW_SHADE] = 2
        mask[self.opacity >= CLOUD_OPACITY] = 1
        return mask

    def thick(self) -> np.ndarray:
        """Return (H, W) bool: where the ground no longer shows through the cloud."""
        return np.asarray(self.opacity >= THICK_OPACITY)


@dataclass(frozen=True)
class CloudRecipe:
    """What kind of clouds to make; None leaves the choice to the generator.

    ``cover`` is the target share of the image in [0, 1]; ``longest`` the largest structure in
    pixels; ``shapes`` (H, W) bool the outline that the cloud takes instead of an invented one;
    ``ice`` whether its tops are of ice, which is dark in the short-wave infrared; ``dim`` whether
    they are no brighter than :data:`DIM_TOPS`; ``growth`` how thick broken cloud grows, instead
    of something within :data:`BROKEN_THICKNESS`; ``diffuse`` whether the ground's light also
    comes through thick cloud, mixed on its way up; ``far`` whether shadows lie apart from their
    clouds (:data:`FAR_SHADOW`); ``tinted`` whether tops are of any colour, in spots.
    """

    kind: str | None = None
    cover: float | None = None
    longest: float | None = None
    shapes: np.ndarray | None = None
    growth: float | None = None
    ice: bool = False
    dim: bool = False
    diffuse: bool = False
    far: bool = False
    tinted: bool = False


_SHARES = {
    "clear": 0.18,
    "thick": 0.35,
    "thin": 0.12,
    "mixed": 0.25,
    "full": 0.04,
    "shade": 0.06,
    "broken": 0.0,
}


def add_clouds(
    reflectance: Image,
    bands: tuple[str, ...],
    rng: np.random.Generator,
    recipe: CloudRecipe | None = None,
    air: np.ndarray | float = 0.0,
) -> CloudyScene:
    """Put simulated clouds and their shadows over a clear image.

    Parameters
    ----------
    reflectance : (C, H, W) float32
        Clear surface; may hold NaN, which stays.
    bands : tuple of str
        Band names of the C planes, keys of :data:`WAVELENGTH_UM`.
    rng : numpy Generator
    recipe : CloudRecipe, optional
    air : (C, 1, 1) array, optional
        What the air scatters in ``reflectance``, as in top-of-atmosphere products: light that did
        not come from the ground, and that no shadow takes away.

    Returns
    -------
    CloudyScene
    """
    recipe = recipe or CloudRecipe()
    kind = recipe.kind or str(rng.choice(KINDS, p=[_SHARES[k] for k in KINDS]))
    shape = (reflectance.shape[1], reflectance.shape[2])
    if recipe.shapes is None:
        thickness = _thickness(rng, shape, kind, recipe)
    else:
        thickness = shaped_thickness(rng, recipe.shapes, kind)
    opacity = np.asarray(1 - np.exp(-thickness), np.float32)
    shade = _shade(rng, opacity, kind, FAR_SHADOW if recipe.far else NEAR_SHADOW)
    wavelengths = np.array([WAVELENGTH_UM[b] for b in bands], np.float32)
    # A thick cloud is opaque in every band, whatever a thin one lets through.
    steepness = max(0.0, rng.random() - GREY_CLOUDS) / (1 - GREY_CLOUDS) * STEEPEST_FALLOFF
    falloff = (wavelengths / 0.49) ** -steepness
    effective = thickness[None] * (falloff[:, None, None] * (1 - opacity[None]) + opacity[None])
    alpha = 1 - np.exp(-effective)
    depth = np.array([SHADOW_DEPTH.get(b, 1.0) for b in bands], np.float32)
    lit = np.clip(1 - shade[None] * depth[:, None, None], 0.03, 1)
    surface = (reflectance - air) * lit + air
    tops = _tops(rng, shape, bands, opacity, recipe)
    if recipe.tinted:
        tops = tops * _tint(rng, tops.shape)
    if recipe.diffuse:
        tops = tops + _diffuse(rng, reflectance, tops)
    cloudy = surface * (1 - alpha) + tops * alpha
    return CloudyScene(cloudy.astype(np.float32), opacity, shade, thickness)


def _thickness(
    rng: np.random.Generator, shape: tuple[int, int], kind: str, recipe: CloudRecipe
) -> Image:
    """Return optical thickness in the blue, (H, W), 0 where clear."""
    if kind == "clear" or kind == "shade":
        return np.zeros(shape, np.float32)
    if kind == "broken":
        # Small clouds that stand in groups, as cumulus does.
        small = fractal(rng, shape, rng.uniform(2.6, 3.4), rng.uniform(*BROKEN_PIXELS))
        noise = small + rng.uniform(0.7, 1.4) * fractal(rng, shape, 3.6, recipe.longest)
    else:
        noise = fractal(rng, shape, rng.uniform(2.8, 4.3), recipe.longest)
    if kind == "full":
        return np.asarray(rng.uniform(1.2, 6) * np.exp(0.25 * noise), np.float32)
    cover = rng.uniform(0.1, 0.85) if recipe.cover is None else recipe.cover
    above = noise - np.quantile(noise, 1 - cover)
    if recipe.growth is not None:
        growth = recipe.growth
    elif kind == "broken":
        growth = np.exp(rng.uniform(*np.log(BROKEN_THICKNESS)))
    else:
        growth = rng.uniform(1.5, 8)
    thick = np.clip(above, 0, 3) * growth
    veil = fractal(rng, shape, rng.uniform(3, 4.3), recipe.longest)
    # Never over a whole scene: haze everywhere cannot be told from a top-of-atmosphere product.
    veiled = rng.uniform(0.1, 0.5)
    if recipe.cover is not None:
        # Whoever asks for a cover means all the cloud there is, not only the thick part.
        veiled *= recipe.cover
    thin = np.clip(veil - np.quantile(veil, 1 - veiled), 0, 1.5)
    thin = thin * rng.uniform(0.15, 0.9)
    if kind == "thin":
        thickness = thin
    elif kind in ("thick", "broken"):
        thickness = thick
    else:
        thickness = thick + thin
    if kind != "thin" and rng.random() < 0.65:
        # Hazy skirt: cloud edges fade instead of ending.
        skirt = ndimage.gaussian_filter(np.minimum(thickness, 2), rng.uniform(2, 8))
        thickness = np.maximum(thickness, rng.uniform(0.1, 0.5) * skirt)
    if rng.random() < 0.6:
        thickness = ndimage.gaussian_filter(thickness, rng.uniform(0.4, 2.5))
    # What nobody could see is clear: keeps the masks free of far-away traces.
    return np.asarray(np.where(thickness < 0.02, 0, thickness), np.float32)


def shaped_thickness(rng: np.random.Generator, shapes: np.ndarray, kind: str = "thick") -> Image:
    """Return optical thickness of clouds with given outlines, (H, W), 0 where clear.

    Parameters
    ----------
    rng : numpy Generator
    shapes : (H, W) bool
        Where cloud is, such as a real cloud mask.
    kind : str
        ``thin`` stays translucent; anything else is opaque in the middle.
    """
    inside = np.asarray(shapes, bool)
    depth = ndimage.distance_transform_edt(np.pad(inside, 1, mode="edge"))[1:-1, 1:-1]
    relief = np.exp(0.4 * fractal(rng, (inside.shape[0], inside.shape[1]), rng.uniform(2.8, 4)))
    # Clouds are thin at their rims and thicken over some pixels.
    thickness = relief * (1 - np.exp(-depth / rng.uniform(2, 8)))
    thickness = thickness * (rng.uniform(0.3, 0.8) if kind == "thin" else rng.uniform(2, 6))
    thickness = ndimage.gaussian_filter(thickness, rng.uniform(0.4, 1.5))
    return np.asarray(np.where(thickness < 0.02, 0, thickness), np.float32)


def _shade(
    rng: np.random.Generator, opacity: Image, kind: str, distances: tuple[int, int]
) -> Image:
    """Return how dark the clouds' shadows are, (H, W) in [0, 1].

    Beyond the image's edge its clouds are mirrored: some shadow there always is.
    """
    strength = rng.uniform(0.35, 0.92)
    if kind == "shade":
        # Shadow of a cloud that stands outside the image.
        noise = fractal(rng, (opacity.shape[0], opacity.shape[1]), rng.uniform(3.2, 4.3))
        cast = np.clip(2 * (noise - np.quantile(noise, rng.uniform(0.2, 0.8))), 0, 1)
        return np.asarray(strength * ndimage.gaussian_filter(cast, 1.5), np.float32)
    angle, distance = rng.uniform(0, 2 * np.pi), rng.uniform(*distances)
    moved = ndimage.shift(
        opacity, (distance * np.sin(angle), distance * np.cos(angle)), order=1, mode="reflect"
    )
    moved = ndimage.gaussian_filter(moved, rng.uniform(0.7, 3))
    return np.asarray(strength * np.clip(moved, 0, 1) * (moved > 0.02), np.float32)


def _tops(
    rng: np.random.Generator,
    shape: tuple[int, int],
    bands: tuple[str, ...],
    opacity: Image,
    recipe: CloudRecipe,
) -> Image:
    """Return the brightness of the cloud itself, (C, H, W)."""
    base = rng.uniform(*(DIM_TOPS if recipe.dim else TOPS))
    texture = 1 + rng.uniform(0.02, 0.15) * fractal(rng, shape, rng.uniform(2, 3.5), 64)
    blue, infrared = rng.normal(*BLUE_GAIN), rng.normal(*INFRARED_GAIN)
    darkness = rng.random() * (ICE_QUANTILE if recipe.ice else 1)
    swir = float(np.interp(darkness, SWIR_QUANTILES, SWIR_BRIGHTNESS)) * (1 + infrared)
    by_band = {band: 1 + blue * share for band, share in BLUE_SHARE.items()}
    by_band |= {band: (1 + infrared) * VAPOUR_TINT.get(band, 1.0) for band in INFRARED}
    by_band |= {"B10": VAPOUR_TINT["B10"], "B11": swir, "B12": swir * rng.uniform(*B12_BRIGHTNESS)}
    tint = np.array([by_band.get(b, 1.0) * rng.normal(1, 0.015) for b in bands], np.float32)
    relief = np.clip(texture * (0.85 + 0.15 * opacity), 0.4, 1.6)
    return np.asarray(base * tint[:, None, None] * relief[None], np.float32)


def _tint(rng: np.random.Generator, shape: tuple[int, ...]) -> Image:
    """Return what tops of shape (C, H, W) are multiplied by to be of another colour everywhere."""
    bands, height, width = shape
    constant = rng.normal(0, TINT, (bands, 1, 1))
    slope, longest = rng.uniform(2, 3.5), rng.uniform(16, 128)
    spots = np.stack([fractal(rng, (height, width), slope, longest) for _ in range(bands)])
    return np.asarray(np.exp(constant + rng.uniform(0, TINT_OF_SPOTS) * spots), np.float32)


def _diffuse(rng: np.random.Generator, surface: Image, tops: Image) -> Image:
    """Return what light from the ground adds to cloud tops, (C, H, W) in reflectance.

    ``surface`` (may hold NaN) and ``tops`` are of that shape and in reflectance, too.

    A cloud that absorbs nothing lets through, both ways, what it does not reflect: (1 - R)^2 a,
    and again what bounces between it and the ground. Over vegetation a cloud is brighter in B8
    than in B4, the more so the darker it is: by 0.07 to 0.05 on the overcast date of Boadella,
    at R of 0.36 to 0.72, where the clear ground differs by 0.14 to 0.2.
    """
    side = int(rng.integers(*MIXED_PIXELS))
    known = np.isfinite(surface).astype(np.float32)
    size = (0, side, side)
    ground = ndimage.uniform_filter(np.nan_to_num(surface), size) / np.maximum(
        ndimage.uniform_filter(known, size), 1e-3
    )
    cloud, ground = np.clip(tops, 0, 1), np.clip(ground, 0, 0.9)
    return np.asarray((1 - cloud) ** 2 * ground / (1 - cloud * ground), np.float32)
