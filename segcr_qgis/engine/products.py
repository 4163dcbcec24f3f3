"""Products as they come: Sentinel-2 SAFE folders and zips, Landsat folders, several files."""

from __future__ import annotations

import math
import os
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ..core.errors import SegcrError
from ..core.facts import LayerFacts
from ..core.layers import combine
from .rasters import read_facts

#: Bands of a SAFE product that are read, those of 10 m first: the first gives the grid.
_SAFE_BANDS = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12")
_SAFE_IMAGE = re.compile(r"IMG_DATA/(?:R(\d\d)m/)?[^/]*_(B\d\d|B8A)(?:_\d\dm)?\.jp2$")
_SAFE_METADATA = re.compile(r"(^|/)MTD_MSIL(1C|2A)\.xml$")
#: Channels of the reflective bands, by sensor: OLI of Landsat 8 and 9; TM and ETM+ of 4, 5 and 7.
_OLI = {1: "B1", 2: "B2", 3: "B3", 4: "B4", 5: "B8", 6: "B11", 7: "B12"}
_TM = {1: "B2", 2: "B3", 3: "B4", 4: "B8", 5: "B11", 7: "B12"}
_LANDSAT_BANDS = {"OLI": _OLI, "TM": _TM, "ETM": _TM}
#: No product holds more; a folder that does (somebody's home, say) is none.
MOST_FILES = 5_000
LONGEST_METADATA = 16 << 20
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, KeyError)
_LANDSAT_IMAGE = re.compile(r"_(SR_)?B([1-7])\.tiff?$", re.I)


#: Endings of files in an archive that is no product by which rasters are told from what is beside.
_RASTERS = {".tif", ".tiff", ".jp2", ".img", ".vrt"}


class _Member(NamedTuple):
    """A file of a product: what GDAL opens, and its path inside the product."""

    opens: str
    inside: str


def read_layer(path: str, name: str = "", extra: Sequence[str] = ()) -> LayerFacts:
    """Return the facts of an input, whatever it comes as.

    Parameters
    ----------
    path : str
        A raster, also alone in a zip; a SAFE folder, its zip or its metadata file; a Landsat
        folder or ``_MTL.txt``.
    name : str
        What the user calls it.
    extra : sequence of str
        Further inputs that supply bands.

    Raises
    ------
    SegcrError
        ``layer_unreadable``, ``layer_not_local`` or ``parts_differ``.
    """
    name = name or Path(path).stem
    parts = _parts(path, name)
    for other in extra:
        parts += _parts(other, Path(other).stem)
    return replace(combine(parts), name=name)


def _parts(path: str, name: str) -> list[LayerFacts]:
    members = _members(path)
    texts = [m for m in members if _SAFE_METADATA.search(m.inside)]
    if texts:
        return _safe(path, name, members, texts[0])
    texts = [m for m in members if m.inside.upper().endswith("_MTL.TXT")]
    if texts:
        return _landsat(path, name, members, texts[0])
    if Path(path).is_dir():
        reason = "the folder is neither a Sentinel-2 SAFE nor a Landsat product"
        raise SegcrError("layer_unreadable", layer=name, reason=reason)
    if members:
        return [_only_raster(path, name, members)]
    return [read_facts(path, name)]


def _only_raster(path: str, name: str, members: list[_Member]) -> LayerFacts:
    """Return the facts of the one raster in an archive that is no product."""
    rasters = [m for m in members if PurePosixPath(m.inside).suffix.lower() in _RASTERS]
    if len(rasters) != 1:
        reason = f"the archive holds {len(rasters)} rasters: unpack it and choose one of them"
        if not rasters:
            reason = "the archive holds no raster"
        raise SegcrError("layer_unreadable", layer=name, reason=reason)
    facts = read_facts(rasters[0].opens, name)
    return replace(facts, path=path, document=rasters[0].opens)


def _members(path: str) -> list[_Member]:
    """Return the files of a product; [] where ``path`` is none."""
    place = Path(path)
    if place.name.startswith("MTD_MSIL") or place.name.upper().endswith("_MTL.TXT"):
        place = place.parent
    if place.is_dir():
        files = sorted(islice(_files_in(place), MOST_FILES))
        return [_Member(str(p), p.relative_to(place).as_posix()) for p in files]
    if place.suffix.lower() == ".zip" and zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            names = archive.namelist()[:MOST_FILES]
        return [_Member(f"/vsizip/{place.absolute().as_posix()}/{n}", n) for n in sorted(names)]
    return []


def _files_in(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, whichever of its folders cannot be read left out."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file():
                yield path


def _text(path: str, name: str, member: _Member) -> str:
    """Return a product's metadata, or of something endless in their place the beginning."""
    try:
        if member.opens.startswith("/vsizip/"):
            with zipfile.ZipFile(path) as archive, archive.open(member.inside) as packed:
                content = packed.read(LONGEST_METADATA)
        else:
            with open(member.opens, "rb") as stream:
                content = stream.read(LONGEST_METADATA)
    except (OSError, ValueError, RuntimeError, NotImplementedError, *ZIP_ERRORS) as problem:
        # Encrypted, packed in a way of its own, or damaged.
        reason = f"'{member.inside}' cannot be read: {problem}"
        raise SegcrError("layer_unreadable", repr(problem), layer=name, reason=reason) from problem
    return content.decode("utf-8", "replace")


def _safe(path: str, name: str, members: list[_Member], metadata: _Member) -> list[LayerFacts]:
    """Return one part a band, the finest image of each."""
    images: dict[str, tuple[int, str]] = {}
    for member in members:
        match = _SAFE_IMAGE.search(member.inside)
        if match and match.group(2) in _SAFE_BANDS:
            pixel = int(match.group(1) or 0)
            if pixel < images.get(match.group(2), (99, ""))[0]:
                images[match.group(2)] = (pixel, member.opens)
    if "B02" not in images:
        reason = "the SAFE product holds no band B02: it was not unpacked whole"
        raise SegcrError("layer_unreadable", layer=name, reason=reason)
    text = _text(path, name, metadata)

    def first(pattern: str) -> str:
        match = re.search(pattern, text)
        return match.group(1) if match else ""

    tags = {
        "PROCESSING_BASELINE": first(r"<PROCESSING_BASELINE>([\d.]+)<"),
        "RADIO_ADD_OFFSET": first(r"<(?:RADIO|BOA)_ADD_OFFSET\b[^>]*>(-?\d+)<"),
        "SENSING_TIME": first(r"<PRODUCT_START_TIME>([^<]+)<"),
        "SPACECRAFT": first(r"<SPACECRAFT_NAME>([^<]+)<"),
    }
    tags = {key: value for key, value in tags.items() if value}
    parts = []
    for band in _SAFE_BANDS:
        if band in images:
            facts = read_facts(images[band][1], f"{name} {band}")
            # The product says so in its metadata, the images do not.
            bands = (replace(facts.bands[0], name=band, nodata=0.0),)
            parts.append(replace(facts, bands=bands, tags={}))
    date = tags.get("SENSING_TIME", "")[:10] or parts[0].date
    parts[0] = replace(parts[0], path=path, tags=tags, date=date, document=parts[0].path)
    return parts


def _landsat(path: str, name: str, members: list[_Member], metadata: _Member) -> list[LayerFacts]:
    """Return one part a band, with the scale that the metadata gives."""
    groups = _landsat_groups(_text(path, name, metadata))
    found = {key: value for group in groups.values() for key, value in group.items()}
    level1 = not any("_SR_B" in m.inside.upper() for m in members)
    names = _landsat_bands(found, name)
    parts = []
    for member in members:
        match = _LANDSAT_IMAGE.search(PurePosixPath(member.inside).name)
        if not match or bool(match.group(1)) == level1:
            continue
        number = int(match.group(2))
        if number not in names:
            # Band 6 of the older sensors is thermal.
            continue
        facts = read_facts(member.opens, f"{name} band {number}")
        scale, offset = _landsat_scale(groups, number, level1, name)
        band = replace(facts.bands[0], name=names[number], scale=scale, offset=offset, nodata=0.0)
        parts.append(replace(facts, bands=(band,), tags={}))
    if not parts:
        reason = "the Landsat product holds no images of its reflective bands"
        raise SegcrError("layer_unreadable", layer=name, reason=reason)
    kept = ("SPACECRAFT_ID", "DATE_ACQUIRED", "SUN_ELEVATION")
    tags: dict[str, str] = {key: found[key] for key in kept if key in found}
    date = found.get("DATE_ACQUIRED") or parts[0].date
    parts[0] = replace(parts[0], path=path, tags=tags, date=date, document=parts[0].path)
    return parts


def _landsat_groups(text: str) -> dict[str, dict[str, str]]:
    """Return an ``_MTL.txt`` by its groups.

    A level 2 product tells its scales twice: its own, and those of the level 1 it was made from.
    """
    groups: dict[str, dict[str, str]] = {}
    group = ""
    for key, value in re.findall(r"^\s*(\w+)\s*=\s*\"?([^\"\n]+?)\"?\s*$", text, re.M):
        if key == "GROUP":
            group = value
        elif key != "END_GROUP":
            groups.setdefault(group, {})[key] = value
    return groups


def _landsat_bands(found: dict[str, str], name: str) -> dict[int, str]:
    """Return the channels of the bands of a product's sensor."""
    sensor = found.get("SENSOR_ID", "").partition("_")[0]
    if sensor not in _LANDSAT_BANDS:
        reason = (
            f"its sensor is {sensor!r}: of Landsat, TM, ETM and OLI are read (Landsat 4, 5, 7 to 9)"
        )
        raise SegcrError("layer_unreadable", layer=name, reason=reason)
    return _LANDSAT_BANDS[sensor]


def _landsat_scale(
    groups: dict[str, dict[str, str]], number: int, level1: bool, name: str
) -> tuple[float, float]:
    try:
        if not level1:
            return _rescaling(groups["LEVEL2_SURFACE_REFLECTANCE_PARAMETERS"], number)
        # Collection 1 called it by the shorter name.
        either = ("LEVEL1_RADIOMETRIC_RESCALING", "RADIOMETRIC_RESCALING")
        group = next(groups[key] for key in either if key in groups)
        scale, offset = _rescaling(group, number)
        # Level 1 leaves the height of the sun to the reader.
        attributes = groups["IMAGE_ATTRIBUTES"]
        sun = math.sin(math.radians(float(attributes["SUN_ELEVATION"])))
        return scale / sun, offset / sun
    except (KeyError, StopIteration, ValueError, ZeroDivisionError) as problem:
        reason = f"its _MTL.txt gives no scale of band {number}"
        raise SegcrError("layer_unreadable", repr(problem), layer=name, reason=reason) from problem


def _rescaling(group: dict[str, str], number: int) -> tuple[float, float]:
    """Return scale and offset from stored values to reflectance."""
    scale = float(group[f"REFLECTANCE_MULT_BAND_{number}"])
    return scale, float(group[f"REFLECTANCE_ADD_BAND_{number}"])
