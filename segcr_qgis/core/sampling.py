"""How facts are taken from a file, whichever library opens it: samples, dates, wavelengths."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import PurePath
from typing import Any, Optional

from .facts import SampleStatistics
from .tiling import Window

#: A small layer is sampled by nearest neighbour into at most this many pixels a side.
SAMPLE_SIDE = 512
#: Of a larger one, some patches are read as they are: thinning it out would unpack all of it.
WHOLE_PIXELS = 2048 * 2048
PATCH_SIDE, PATCHES_A_SIDE = 64, 8
_DATE_TAGS = (
    "datetime",
    "acquisition_date",
    "acquisitiondatetime",
    "sensing_time",
    "product_start_time",
    "date_acquired",
    "tifftag_datetime",
)
#: Metres or degrees beyond which a coordinate is nonsense.
LARGEST_COORDINATE = 1e8
#: Stored values from here down stand for nodata where they are all one and the same: no product
#: has them, be they reflectance, digital numbers or decibels.
FILL_FROM = -9999.0
_EQUATOR_M, _FLATTENING = 6378137.0, 1 / 298.257223563


def sample_windows(
    width: int, height: int, overviews: bool = False
) -> list[tuple[Window, tuple[int, int]]]:
    """Return the windows to read for the sample of a layer, each with the (rows, columns) to get.

    The windows are alike in size, so that their samples stack. ``overviews`` says that the file
    has some, which makes thinning it out cheap.
    """
    if overviews or width * height <= WHOLE_PIXELS:
        size = min(height, SAMPLE_SIDE), min(width, SAMPLE_SIDE)
        return [(Window(0, 0, width, height), size)]
    columns, across = _patches(width)
    rows, down = _patches(height)
    return [(Window(c, r, across, down), (down, across)) for r in rows for c in columns]


def holds_nothing(sample: Any, nodata: Sequence[Optional[float]]) -> bool:
    """Return whether a sample (bands, rows, columns) met no value at all, only nodata or zeros.

    A mosaic of few scenes has its values between all patches: thinned out it shows them.
    """
    import numpy as np

    empty = [band == (0 if value is None else value) for band, value in zip(sample, nodata)]
    return all(bool((plain | ~np.isfinite(band)).all()) for plain, band in zip(empty, sample))


def _patches(length: int) -> tuple[list[int], int]:
    """Return the starts and the length of patches spread evenly over ``length`` pixels."""
    # A long thin layer gives fewer, longer patches along its short side.
    side = min(length, PATCH_SIDE)
    count = min(PATCHES_A_SIDE, length // side)
    starts = [round((i + 0.5) * length / count - side / 2) for i in range(count)]
    return [min(max(0, start), length - side) for start in starts], side


def sample_statistics(values: Any, nodata: Optional[float]) -> SampleStatistics:
    """Return the statistics of a band's sample; NaN where no value is valid.

    Parameters
    ----------
    values : array
        Stored values of the sample, any shape and dtype.
    nodata : float or None
        None: zeros do not count. They are the border around the scene, and as its darkest values
        they would hide an offset, or make decibels look like something else. Nor does an
        undeclared fill value such as -9999.
    """
    # Imported where it is used: QGIS starts faster without it.
    import numpy as np

    sample = np.asarray(values)
    valid = np.isfinite(sample)
    if nodata is None or not math.isnan(nodata):
        valid &= sample != (0 if nodata is None else nodata)
    kept = sample[valid].astype(np.float64)
    fill = _fill(kept)
    share = int(valid.sum()) / max(1, valid.size)
    if fill is not None:
        share *= float((kept != fill).mean())
        kept = kept[kept != fill]
    if kept.size == 0:
        return SampleStatistics(*(math.nan,) * 5, 0.0, 0.0, fill)
    p01, median, p99 = (float(v) for v in np.percentile(kept, (1, 50, 99)))
    return SampleStatistics(
        minimum=float(kept.min()),
        p01=p01,
        median=median,
        p99=p99,
        maximum=float(kept.max()),
        negative_share=float((kept < 0).mean()),
        valid_share=share,
        fill=fill,
    )


def _fill(kept: Any) -> Optional[float]:
    """Return the one value from :data:`FILL_FROM` down, None where there is none or are several."""
    low = kept[kept <= FILL_FROM]
    if low.size == 0 or (low != low[0]).any():
        # Several are measurements in a unit of their own, such as thousandths of a decibel.
        return None
    return float(low[0])


def find_date(tags: Mapping[str, str], path: str) -> Optional[str]:
    """Return the acquisition day (ISO 8601) from dataset tags, else from the file name."""
    lowered = {key.lower(): value for key, value in tags.items()}
    *acquired, written = _DATE_TAGS
    texts = [lowered.get(key, "") for key in acquired]
    # TIFFTAG_DATETIME often is the day the file was written: the name knows better.
    for text in (*texts, PurePath(path).stem, lowered.get(written, "")):
        for match in re.finditer(r"(?<!\d)((?:19|20)\d\d)[-_:]?(\d\d)[-_:]?(\d\d)(?!\d)", text):
            try:
                return date(*(int(part) for part in match.groups())).isoformat()
            except ValueError:
                continue
        compact = re.search(r"(?<!\d)(20\d\d)(\d\d)(\d\d)T\d{6}", text)
        if compact:
            try:
                return date(*(int(part) for part in compact.groups())).isoformat()
            except ValueError:
                continue
    return None


def find_wavelength(tags: Mapping[str, str]) -> Optional[float]:
    """Return a band's central wavelength in nanometres from its tags, else None."""
    for key, value in tags.items():
        if "wavelength" not in key.lower() or "unit" in key.lower():
            continue
        match = re.search(r"\d+(\.\d+)?", value)
        if match:
            number = float(match.group())
            # Micrometres below 100, else nanometres.
            return number * 1000 if number < 100 else number
    return None


def plausible_grid(transform: Sequence[float], width: int, height: int) -> bool:
    """Return whether a GDAL geotransform has area and lies near Earth.

    PROJ takes for ever over coordinates of 1e300.
    """
    x0, dx, rx, y0, ry, dy = transform
    corners = [
        v
        for c in (0, width)
        for r in (0, height)
        for v in (x0 + c * dx + r * rx, y0 + c * ry + r * dy)
    ]
    area = dx * dy - rx * ry
    near = all(abs(v) <= LARGEST_COORDINATE for v in corners)
    return near and 1e-20 < abs(area) <= LARGEST_COORDINATE**2


def ground_distance(first: tuple[float, float], second: tuple[float, float]) -> float:
    """Return metres between two near points given as (longitude, latitude) in degrees, WGS 84.

    0 where a point has no place on Earth.
    """
    if not all(math.isfinite(v) for v in (*first, *second)):
        return 0.0
    middle = math.radians((first[1] + second[1]) / 2)
    squared = _FLATTENING * (2 - _FLATTENING)
    root = math.sqrt(1 - squared * math.sin(middle) ** 2)
    across = _EQUATOR_M / root * math.cos(middle)
    along = _EQUATOR_M * (1 - squared) / root**3
    turn = (second[0] - first[0] + 180) % 360 - 180
    return math.hypot(math.radians(turn) * across, math.radians(second[1] - first[1]) * along)
