"""Reasons inside sentences: recognised by their wording, so that they can be translated too.

Who decides something (bands, units, a file that cannot be read) says why in English; the reason
travels as a plain value. Here stands how each is worded; where one is shown, it is looked up, its
numbers and names are taken out, and put into the translation.
"""

from __future__ import annotations

import functools
import re
from typing import Callable

from .errors import QT_TRANSLATE_NOOP

#: More telling ones first: the first that fits is taken.
REASONS: tuple[str, ...] = (
    QT_TRANSLATE_NOOP("SegcrMessages", "as chosen"),
    QT_TRANSLATE_NOOP("SegcrMessages", "as {product}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "by its scale and offset tags"),
    QT_TRANSLATE_NOOP("SegcrMessages", "by its metadata"),
    QT_TRANSLATE_NOOP("SegcrMessages", "by their names"),
    QT_TRANSLATE_NOOP("SegcrMessages", "by their wavelengths"),
    QT_TRANSLATE_NOOP("SegcrMessages", "by the file name"),
    QT_TRANSLATE_NOOP("SegcrMessages", "a single 8-bit band"),
    QT_TRANSLATE_NOOP("SegcrMessages", "two bands without names"),
    QT_TRANSLATE_NOOP("SegcrMessages", "three 8-bit bands are red, green, blue"),
    QT_TRANSLATE_NOOP("SegcrMessages", "decimal values of at most 3"),
    QT_TRANSLATE_NOOP("SegcrMessages", "decimal values from {low} to {high}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "decimal values without negatives, median {median}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "amplitude by the names of its bands"),
    QT_TRANSLATE_NOOP("SegcrMessages", "8-bit picture; 255 is reflectance {white}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "8-bit picture of the amplitude; 255 is {peaks}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "the darkest values of B10 are {dark}: an offset of 1000"),
    QT_TRANSLATE_NOOP("SegcrMessages", "the darkest values of B10 are {dark}: no offset"),
    QT_TRANSLATE_NOOP("SegcrMessages", "the darkest values are {dark}: no offset"),
    QT_TRANSLATE_NOOP("SegcrMessages", "no band is darker than {dark}: an offset of 1000"),
    QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "no dark ground to tell an offset by (darkest {dark}): none assumed",
    ),
    QT_TRANSLATE_NOOP("SegcrMessages", "most values are negative, as in a radar image"),
    QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "its values end at {end}, too dark for reflectance x 10000",
    ),
    QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "its values reach {end}, too bright for reflectance x 10000",
    ),
    QT_TRANSLATE_NOOP("SegcrMessages", "it holds no valid pixel"),
    QT_TRANSLATE_NOOP("SegcrMessages", "nothing says whether its one band is VV or VH"),
    QT_TRANSLATE_NOOP("SegcrMessages", "bands {first} and {second} both look like {channel}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it has {found}, the model needs {needed}"),
    QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "names B1 to B{count} can be positions or Sentinel-2 bands",
    ),
    QT_TRANSLATE_NOOP("SegcrMessages", "the names {names} are not known"),
    QT_TRANSLATE_NOOP("SegcrMessages", "the names {names} are those of an optical image"),
    QT_TRANSLATE_NOOP("SegcrMessages", "there is no band {number}, only 1 to {count}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it covers another area"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it is mirrored"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it lies in another coordinate system"),
    QT_TRANSLATE_NOOP("SegcrMessages", "turned grids cannot be put together"),
    QT_TRANSLATE_NOOP("SegcrMessages", "damaged or no raster"),
    QT_TRANSLATE_NOOP("SegcrMessages", "its pixels cannot be read"),
    QT_TRANSLATE_NOOP("SegcrMessages", "its pixels cannot be read at row {row}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "no such file"),
    QT_TRANSLATE_NOOP("SegcrMessages", "no optical layer"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it does not exist"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it is a folder, not a file name"),
    QT_TRANSLATE_NOOP("SegcrMessages", "it is a file, not a folder"),
    QT_TRANSLATE_NOOP("SegcrMessages", "the archive holds no raster"),
    QT_TRANSLATE_NOOP(
        "SegcrMessages",
        "the archive holds {count} rasters: unpack it and choose one of them",
    ),
    QT_TRANSLATE_NOOP("SegcrMessages", "no permission"),
    QT_TRANSLATE_NOOP("SegcrMessages", "no Python was named for it"),
    QT_TRANSLATE_NOOP("SegcrMessages", "'{python}', named by {origin}, does not exist"),
    QT_TRANSLATE_NOOP("SegcrMessages", "'{python}' lacks {libraries}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "'{python}' cannot be started"),
    QT_TRANSLATE_NOOP("SegcrMessages", "its Python lacks {library}"),
    QT_TRANSLATE_NOOP("SegcrMessages", "{count} bands without names in {order} order"),
    QT_TRANSLATE_NOOP("SegcrMessages", "{count} bands without names can be anything"),
)


@functools.lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for template in REASONS:
        parts = re.split(r"\{(\w+)\}", template)
        words = [re.escape(p) if n % 2 == 0 else f"(?P<{p}>.+?)" for n, p in enumerate(parts)]
        found.append((template, re.compile("".join(words), re.DOTALL)))
    return tuple(found)


def translated(reason: str, tr: Callable[[str], str]) -> str:
    """Return a reason in another language; one that is not known stays as it is.

    Parameters
    ----------
    reason : str
    tr : callable
        Translates a wording.
    """
    for template, pattern in _patterns():
        match = pattern.fullmatch(reason)
        if match is not None:
            return tr(template).format_map(match.groupdict())
    return reason
