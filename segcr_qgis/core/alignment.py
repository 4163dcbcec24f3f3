"""What can be said of layers, grids and output names before a pixel is read."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Callable, Optional

from .errors import SegcrError
from .facts import LayerFacts
from .longitudes import turns
from .model_package import ModelPackage
from .request import Outputs
from .sampling import plausible_grid

Bounds = tuple[float, float, float, float]
_NO_TRANSFORM = ((0.0,) * 6, (0.0, 1.0, 0.0, 0.0, 0.0, 1.0), (0.0, 1.0, 0.0, 0.0, 0.0, -1.0))
GEOTIFF = (".tif", ".tiff")
#: How many times longer than wide pixels may be as they are; degrees are so at 60 degrees north.
NOT_SQUARE = 2.0


def bounds(facts: LayerFacts) -> Bounds:
    """Return ``(xmin, ymin, xmax, ymax)`` of the layer in its own CRS."""
    x0, dx, rx, y0, ry, dy = facts.transform
    corners = [(c, r) for c in (0, facts.width) for r in (0, facts.height)]
    xs = [x0 + c * dx + r * rx for c, r in corners]
    ys = [y0 + c * ry + r * dy for c, r in corners]
    return min(xs), min(ys), max(xs), max(ys)


def check_georeferenced(facts: LayerFacts) -> None:
    """Raise ``no_crs`` or ``no_transform`` where the layer does not say where it lies."""
    transform = tuple(float(v) for v in facts.transform)
    sound = plausible_grid(transform, facts.width, facts.height)
    if transform in _NO_TRANSFORM or not sound:
        raise SegcrError("no_transform", layer=facts.name)
    if not facts.crs:
        raise SegcrError("no_crs", layer=facts.name)


def same_file(first: str, second: str) -> bool:
    """Return whether two paths name one file, through links and letter case where it matters."""
    try:
        if os.path.samefile(first, second):
            return True
    except OSError:
        # One of them does not exist (yet): the names decide.
        return _comparable(first) == _comparable(second)
    return _comparable(first) == _comparable(second)


def check_different(optical: LayerFacts, sar: LayerFacts) -> None:
    """Raise ``same_layer`` where both layers are one file, or have one in common."""
    for first in optical.parts or (optical,):
        for second in sar.parts or (sar,):
            if same_file(first.path, second.path):
                raise SegcrError("same_layer", layer=second.name)


def check_mask(mask: LayerFacts, image: LayerFacts, bands: Mapping[str, int]) -> None:
    """Raise ``mask_is_layer`` where the mask, which is band 1 of its file, is one of ``bands``."""
    masking = (mask.parts or (mask,))[0]
    first = 1
    for part in image.parts or (image,):
        if first in bands.values() and _same_raster(masking, part):
            raise SegcrError("mask_is_layer", layer=image.name if first == 1 else part.name)
        first += len(part.bands)


def _same_raster(first: LayerFacts, second: LayerFacts) -> bool:
    """Return whether two layers are one file, or one image inside a product."""
    return same_file(first.path, second.path) or same_file(first.source, second.source)


def overlaps(first: Bounds, second: Bounds) -> bool:
    """Return whether two boxes in one CRS share some area."""
    return min(first[2], second[2]) > max(first[0], second[0]) and min(first[3], second[3]) > max(
        first[1], second[1]
    )


def overlap_share(first: Bounds, second: Bounds, crs: str = "") -> float:
    """Return how much of box ``first`` lies inside ``second``, in [0, 1]; both in one CRS.

    Where ``crs`` (WKT) is geographic, longitudes a turn apart are one.
    """
    return min(1.0, sum(_share(first, box) for box in turns(second, crs)))


def _share(first: Bounds, second: Bounds) -> float:
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    area = (first[2] - first[0]) * (first[3] - first[1])
    return max(width, 0.0) * max(height, 0.0) / area if area > 0 else 0.0


def check_overlap(
    optical: LayerFacts,
    other: LayerFacts,
    to_optical: Callable[[Bounds], Optional[Bounds]],
    extent: Optional[Bounds] = None,
) -> None:
    """Raise ``no_overlap`` where ``other`` shares no ground with the optical layer.

    ``no_place`` where one of them has none.

    Parameters
    ----------
    optical, other : LayerFacts
    to_optical : callable
        Transforms bounds from the CRS of ``other`` to that of ``optical``; None where it cannot.
    extent : bounds, optional
        Part of the optical layer to be mapped, in its CRS; may reach beyond it.
    """
    transformed = to_optical(bounds(other))
    for layer in (optical, other) if transformed is None else ():
        if not any(layer.ground_pixel_size):
            raise SegcrError("no_place", layer=layer.name)
    areas = [bounds(optical)]
    if extent is not None:
        parts = [_common(areas[0], box) for box in turns(extent, optical.crs)]
        areas = [part for part in parts if part[0] < part[2] and part[1] < part[3]] or [extent]
    boxes = [] if transformed is None else turns(transformed, optical.crs)
    if not any(overlaps(box, area) for box in boxes for area in areas):
        raise SegcrError("no_overlap", layer=optical.name, other=other.name)


def _common(first: Bounds, second: Bounds) -> Bounds:
    """Return the common part of two boxes; the corners of the second may be in any order."""
    (west, east), (south, north) = sorted(second[::2]), sorted(second[1::2])
    return (
        max(first[0], west),
        max(first[1], south),
        min(first[2], east),
        min(first[3], north),
    )


def check_resolution(facts: LayerFacts, package: ModelPackage) -> bool:
    """Return whether pixels differ from the model's by more than a quarter, or are not square.

    Such a layer is resampled for the model, and its results back.

    Raises
    ------
    SegcrError
        ``no_place`` where the ground is unknown, as in a local system;
        ``resolution_unsuitable`` outside the range the model accepts. Of pixels up to twice as
        long as wide, as degrees have them at 60 degrees north, the mean of both sides counts;
        beyond, each side has to lie within what such pixels can have.
    """
    short, long = sorted(facts.ground_pixel_size)
    if not short > 0:
        raise SegcrError("no_place", layer=facts.name)
    pixel = (short * long) ** 0.5
    low, high = package.accepted_pixels
    inside = low * 0.999 <= pixel <= high * 1.001
    if not inside or short < low * 0.999 / 2**0.5 or long > high * 1.001 * 2**0.5:
        raise SegcrError(
            "resolution_unsuitable",
            layer=facts.name,
            pixel=pixel_in_words(facts),
            model=package.name,
            minimum=f"{low:g}",
            maximum=f"{high:g}",
        )
    return long > short * NOT_SQUARE or not 0.75 <= pixel / package.resolution <= 1.25


def pixel_in_words(facts: LayerFacts) -> str:
    """Return the metres of a pixel's side on the ground, of both where they clearly differ."""
    width, height = facts.ground_pixel_size
    told = [f"{side:.3g}" if side < 1000 else f"{side:.0f}" for side in (width, height)]
    if max(width, height) > min(width, height) * NOT_SQUARE:
        return " x ".join(told)
    mean = (width + height) / 2
    return f"{mean:.3g}" if mean < 1000 else f"{mean:.0f}"


def check_outputs(outputs: Outputs, inputs: Sequence[str]) -> None:
    """Check the names of all outputs against each other, the inputs and the disk.

    Raises
    ------
    SegcrError
        ``no_output``, ``output_type``, ``output_is_input``, ``outputs_collide``,
        ``output_folder``.
    """
    if not (outputs.classes or outputs.restored):
        raise SegcrError("no_output")
    rasters = (outputs.classes, outputs.restored, outputs.cloud_impact, outputs.confidence)
    _check_files([raster for raster in rasters if raster], outputs.paths(), inputs, False)


def check_rasters(paths: Sequence[str], inputs: Sequence[str]) -> None:
    """Check the names of rasters for which folders are made, as :func:`check_outputs` does.

    Raises
    ------
    SegcrError
        ``output_type``, ``output_is_input``, ``outputs_collide``, ``output_folder``.
    """
    _check_files(paths, paths, inputs, True)


def _check_files(
    rasters: Sequence[str], paths: Sequence[str], inputs: Sequence[str], make_folders: bool
) -> None:
    for raster in rasters:
        if Path(raster).suffix.lower() not in GEOTIFF:
            raise SegcrError("output_type", path=raster)
    seen: list[str] = []
    for path in paths:
        if any(same_file(path, source) for source in inputs):
            raise SegcrError("output_is_input", path=path)
        if any(same_file(path, other) for other in seen):
            raise SegcrError("outputs_collide", path=path)
        seen.append(path)
        check_place(Path(path), make_folders)


def check_place(path: Path, make_folders: bool = False) -> None:
    """Raise ``output_folder`` where no file ``path`` can be written."""
    folder = path.absolute().parent
    while make_folders and not os.path.lexists(folder):
        # The first one that is there decides whether the others can be made.
        folder = folder.parent
    if folder.exists() and not folder.is_dir():
        raise SegcrError("output_folder", folder=folder, reason="it is a file, not a folder")
    if not folder.is_dir():
        raise SegcrError("output_folder", folder=folder, reason="it does not exist")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise SegcrError("output_folder", folder=folder, reason="no permission")
    if path.is_dir():
        raise SegcrError("output_folder", folder=path, reason="it is a folder, not a file name")


def _comparable(path: str) -> str:
    return os.path.normcase(os.path.realpath(path))
