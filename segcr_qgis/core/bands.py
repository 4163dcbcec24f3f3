"""Which band of a layer is which channel of a model: by map, name, wavelength, file name, count."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Optional

from .errors import SegcrError
from .facts import LayerFacts, SampleStatistics
from .sensors import recognise

#: Sentinel-2 channel, centre wavelength and half width of the accepted range in nanometres.
_WAVELENGTHS = {
    "B1": (443, 12),
    "B2": (490, 25),
    "B3": (560, 25),
    "B4": (665, 25),
    "B5": (705, 10),
    "B6": (740, 12),
    "B7": (783, 15),
    "B8": (838, 17),
    "B8A": (865, 10),
    "B9": (945, 15),
    "B10": (1375, 25),
    "B11": (1610, 60),
    "B12": (2195, 105),
}
SENTINEL2 = tuple(_WAVELENGTHS)
#: Wavelength in nanometres from which light is infrared.
_INFRARED = 700
POLARISATIONS = ("VV", "VH", "HH", "HV")

_ALIASES = {
    "B1": "coastal coastalaerosol aerosol",
    "B2": "blue",
    "B3": "green",
    "B4": "red",
    "B5": "rededge1 rededge071 vegetationrededge1",
    "B6": "rededge2 rededge074 vegetationrededge2",
    "B7": "rededge3 rededge078 vegetationrededge3",
    "B8": "nir nearinfrared nir1",
    "B8A": "nir08 narrownir nirnarrow nir2",
    "B9": "nir09 watervapour watervapor",
    "B10": "cirrus",
    "B11": "swir1 swir16 shortwaveinfrared1",
    "B12": "swir2 swir22 shortwaveinfrared2",
}
_LETTERS = {"r": "red", "g": "green", "b": "blue", "n": "nir"}
_BY_ALIAS = {alias: channel for channel, text in _ALIASES.items() for alias in text.split()}

#: Order of bands without names, by how many there are (any 16-bit or float type).
_UNNAMED = {
    4: ("B2", "B3", "B4", "B8"),
    6: ("B2", "B3", "B4", "B8", "B11", "B12"),
    12: tuple(channel for channel in SENTINEL2 if channel != "B10"),
    13: SENTINEL2,
}
_PLATFORM = {4: "PlanetScope", 6: "six-band", 12: "Sentinel-2 L2A", 13: "Sentinel-2 L1C"}


def only_visible(channels: Iterable[str]) -> bool:
    """Return whether all of these are channels of visible light; unknown ones are not."""
    return all(_WAVELENGTHS.get(name, (_INFRARED, 0))[0] < _INFRARED for name in channels)


@dataclass(frozen=True)
class BandMatch:
    """What was decided about the bands of a layer.

    Attributes
    ----------
    bands : dict
        Channel name to band number (from 1), in the layer's band order.
    left_out : tuple of int
        Band numbers no channel of the model stands for.
    missing : tuple of str
        Channels of the model the layer lacks.
    reason : str
        How it was decided, as part of a sentence.
    assumed : bool
        Whether the user should be told, because nothing in the file says so.
    """

    bands: dict[str, int]
    left_out: tuple[int, ...]
    missing: tuple[str, ...]
    reason: str
    assumed: bool


def canonical_channel(text: str) -> Optional[str]:
    """Return the channel that one word stands for (``b02``, ``Blue``, ``vv``), else None."""
    word = re.sub(r"[^0-9a-z]", "", text.lower())
    if word.upper() in POLARISATIONS:
        return word.upper()
    number = re.fullmatch(r"b0*(\d{1,2}a?)", word)
    if number:
        channel = "B" + number.group(1).upper()
        return channel if channel in SENTINEL2 else None
    return _BY_ALIAS.get(word)


def channel_of_name(name: str, free_words: bool = True) -> Optional[str]:
    """Return the channel a band or file name speaks of, else None.

    ``B8A`` is not ``B8``. Landsat's ``SR_B4`` is refused, because its numbers mean other bands.
    A name that speaks of several channels is none.

    Parameters
    ----------
    name : str
    free_words : bool
        Whether a colour may be one word among others; not so in file names (``red_sea.tif``).
    """
    lowered = re.sub(r"(red|narrow|near)[\s_-]+(edge|nir|infrared)", r"\1\2", name.lower())
    if re.search(r"(^|[^a-z])sr_?b\d", lowered):
        return None
    whole = canonical_channel(lowered)
    if whole:
        return whole
    words = [w for w in re.split(r"[^0-9a-z]+", lowered) if len(w) > 1 or w.isdigit()]
    exact = [w for w in words if re.fullmatch(r"b\d+a?", w) or w.upper() in POLARISATIONS]
    found = {canonical_channel(word) for word in exact} - {None}
    if not found and free_words:
        pairs = [first + second for first, second in zip(words, words[1:])]
        found = {canonical_channel(word) for word in [*words, *pairs]} - {None}
    return found.pop() if len(found) == 1 else None


def parse_band_map(text: str, layer_name: str) -> dict[str, int]:
    """Return channel name to band number (from 1) of a text such as ``B2=1,B3=2``; {} if empty.

    Raises
    ------
    SegcrError
        ``band_map_invalid`` where an entry is malformed or given twice.
    """

    def refuse(reason: str) -> SegcrError:
        return SegcrError("band_map_invalid", text=text, layer=layer_name, reason=reason)

    found: dict[str, int] = {}
    for entry in re.split(r"[,;]", text):
        if not entry.strip():
            continue
        parts = re.fullmatch(r"\s*([0-9A-Za-z_ ]+?)\s*[=:]\s*(\d{1,4})\s*", entry)
        if not parts:
            raise refuse(f"'{entry.strip()}' is not a channel and a band number")
        channel = canonical_channel(parts.group(1)) or parts.group(1).strip()
        number = int(parts.group(2))
        if number < 1:
            raise refuse("band numbers start at 1")
        if channel in found:
            raise refuse(f"{channel} is given twice")
        if number in found.values():
            raise refuse(f"band {number} is given twice")
        found[channel] = number
    return found


def identify_optical(facts: LayerFacts) -> tuple[dict[str, int], str, bool]:
    """Return every optical channel found in a layer, whether or not a model knows it.

    Returns
    -------
    bands : dict
        Channel to band number, in band order; empty where nothing could be decided.
    reason : str
    assumed : bool
    """
    profile = recognise(facts, "optical")
    if profile is not None:
        told = profile.channels(facts)
        if any(channel in SENTINEL2 for channel in told):
            named = any(band.name.strip().lower() in profile.names for band in facts.bands)
            return _number(told, facts.name), f"as {profile.title}", not named
    names = _meaningful_names(facts)
    for reason, channels in (
        ("by their names", [channel_of_name(name) for name in names]),
        ("by their wavelengths", [_channel_of_wavelength(b.wavelength_nm) for b in facts.bands]),
    ):
        optical = [c if c in SENTINEL2 else None for c in channels]
        if any(optical):
            return _number(optical, facts.name), reason, False
    if any(names):
        return {}, f"the names {_listed(names)} are not known", False
    if len(facts.bands) == 1:
        channel = channel_of_name(PurePath(facts.path).stem, False)
        if channel in SENTINEL2:
            return {channel: 1}, "by the file name", False
    return _by_count(facts)


def match_optical(
    facts: LayerFacts, model_channels: Sequence[str], band_map: Mapping[str, int]
) -> BandMatch:
    """Decide which band of an optical layer is which channel of the model.

    Parameters
    ----------
    facts : LayerFacts
    model_channels : sequence of str
        What the model knows, such as ``B2``.
    band_map : mapping
        The user's own map; empty: automatic.

    Raises
    ------
    SegcrError
        ``bands_unmatched`` or ``band_map_invalid``.
    """
    if band_map:
        return _by_map(facts, model_channels, band_map, SENTINEL2)
    found, reason, assumed = identify_optical(facts)
    if not found:
        raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    return _match(facts, model_channels, found, reason, assumed)


def match_sar(
    facts: LayerFacts, sar_channels: Sequence[str], band_map: Mapping[str, int]
) -> BandMatch:
    """Decide which band of a radar layer is which polarisation of the model.

    Two unnamed bands are VV and VH, the order every Sentinel-1 product has. One unnamed band is
    refused, since VV and VH differ by several decibels; an 8-bit one is read as VH, because
    single 8-bit radar pictures of the training data are VH.

    Raises
    ------
    SegcrError
        ``bands_unmatched`` or ``band_map_invalid``.
    """
    if band_map:
        return _by_map(facts, sar_channels, band_map, POLARISATIONS)
    names = _meaningful_names(facts)
    channels = [channel_of_name(name) for name in names]
    radar = [c if c in POLARISATIONS else None for c in channels]
    if any(radar):
        return _match(facts, sar_channels, _number(radar, facts.name), "by their names", False)
    if any(channels):
        reason = f"the names {_listed(names)} are those of an optical image"
        raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    count = len(facts.bands)
    if count == 1:
        spoken = channel_of_name(PurePath(facts.path).stem, False)
        if spoken in POLARISATIONS:
            return _match(facts, sar_channels, {spoken: 1}, "by the file name", False)
        if facts.bands[0].dtype == "uint8":
            return _match(facts, sar_channels, {"VH": 1}, "a single 8-bit band", True)
        reason = "nothing says whether its one band is VV or VH"
    elif count == 2 and not any(names):
        bands = {"VV": 1, "VH": 2}
        return _match(facts, sar_channels, bands, "two bands without names", True)
    elif any(names):
        reason = f"the names {_listed(names)} are not known"
    else:
        reason = f"{count} bands without names can be anything"
    raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)


def _meaningful_names(facts: LayerFacts) -> list[str]:
    """Return the band names, all '' where they only count or repeat (``Band 1``, ``bands``)."""
    names = [band.name.strip() for band in facts.bands]
    letters = [name.lower() for name in names]
    if {"r", "g", "b"} <= set(letters) <= set(_LETTERS):
        return [_LETTERS[letter] for letter in letters]
    repeated = len(names) > 1 and len(set(names)) == 1
    counted = all(
        re.fullmatch(rf"(band|layer|channel)?[\s_#-]*0*{number}", name.lower())
        for number, name in enumerate(names, 1)
    )
    # B1..B12 in sequence only counts: Sentinel-2 has B8A between B8 and B9.
    sequence = [f"b{number}" for number in range(1, len(names) + 1)]
    lowered = [re.sub(r"^b0+", "b", name.lower()) for name in names]
    if repeated or counted or (lowered == sequence and len(names) >= 12):
        return [""] * len(names)
    if lowered == sequence and 2 <= len(names) <= 11:
        reason = f"names B1 to B{len(names)} can be positions or Sentinel-2 bands"
        raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    return names


def _channel_of_wavelength(nanometres: Optional[float]) -> Optional[str]:
    if nanometres is None:
        return None
    for channel, (centre, half_width) in _WAVELENGTHS.items():
        if abs(nanometres - centre) <= half_width:
            return channel
    return None


def _number(channels: Sequence[Optional[str]], layer: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, channel in enumerate(channels, 1):
        if channel is None:
            continue
        if channel in found:
            reason = f"bands {found[channel]} and {number} both look like {channel}"
            raise SegcrError("bands_unmatched", layer=layer, reason=reason)
        found[channel] = number
    return found


def _by_count(facts: LayerFacts) -> tuple[dict[str, int], str, bool]:
    count = len(facts.bands)
    if all(band.dtype == "uint8" for band in facts.bands) and count in (3, 4):
        rgb = {"B4": 1, "B3": 2, "B2": 3}
        if count == 3:
            return rgb, "three 8-bit bands are red, green, blue", True
        last = facts.bands[3].statistics
        # Opacity is 255 inside and 0 around; near infrared has values in between.
        if last is not None and _is_opacity(last):
            return rgb, "four 8-bit bands are red, green, blue and opacity", True
        return {**rgb, "B8": 4}, "four 8-bit bands are red, green, blue, near infrared", True
    if count in _UNNAMED and not all(band.dtype == "uint8" for band in facts.bands):
        bands = {channel: number for number, channel in enumerate(_UNNAMED[count], 1)}
        return bands, f"{count} bands without names in {_PLATFORM[count]} order", True
    number = "one band" if count == 1 else f"{count} bands"
    return {}, f"{number} without names can be anything", False


def _is_opacity(band: SampleStatistics) -> bool:
    ends = (band.minimum, band.p01, band.median, band.p99, band.maximum)
    return band.median == 255 or (band.maximum == 255 and set(ends) == {0, 255})


def _by_map(
    facts: LayerFacts,
    model_channels: Sequence[str],
    band_map: Mapping[str, int],
    known: Sequence[str],
) -> BandMatch:
    text = ",".join(f"{channel}={number}" for channel, number in band_map.items())
    for channel, number in band_map.items():
        reason = ""
        if not 1 <= number <= len(facts.bands):
            reason = f"there is no band {number}, only 1 to {len(facts.bands)}"
        elif channel not in model_channels and channel not in known:
            reason = f"{channel} is none of {', '.join(model_channels)}"
        if reason:
            raise SegcrError("band_map_invalid", text=text, layer=facts.name, reason=reason)
    return _match(facts, model_channels, band_map, "as chosen", False)


def _match(
    facts: LayerFacts,
    model_channels: Sequence[str],
    found: Mapping[str, int],
    reason: str,
    assumed: bool,
) -> BandMatch:
    ordered = sorted(found.items(), key=lambda item: item[1])
    bands = {channel: number for channel, number in ordered if channel in model_channels}
    if not bands:
        reason = f"it has {', '.join(found)}, the model needs {', '.join(model_channels)}"
        raise SegcrError("bands_unmatched", layer=facts.name, reason=reason)
    used = set(bands.values())
    left_out = tuple(n for n in range(1, len(facts.bands) + 1) if n not in used)
    missing = tuple(channel for channel in model_channels if channel not in bands)
    return BandMatch(bands, left_out, missing, reason, assumed)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name or "(none)" for name in names[:6]) + (" ..." if len(names) > 6 else "")
