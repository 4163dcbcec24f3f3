"""What the stored numbers mean: reflectance and decibels, decided from facts alone."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Optional

from .bands import identify_optical
from .errors import SegcrError
from .facts import BandFacts, LayerFacts, SampleStatistics
from .request import OPTICAL_UNITS, SAR_UNITS
from .sampling import SAMPLE_SIDE
from .sensors import SensorProfile, recognise

if TYPE_CHECKING:
    # Imported where it is used: QGIS starts faster without it.
    import numpy as np

#: Reflectance of value 255 in an 8-bit picture: the stretch of our training pictures.
DISPLAY_WHITE = {"B2": 0.28, "B3": 0.265, "B4": 0.29}
DISPLAY_WHITE_OTHER = 0.4
#: Decibels of value 255 in an 8-bit radar picture (amplitude stretched to its 99 % quantile).
DISPLAY_PEAK_DB = {"VV": -2.0, "VH": -8.5}
DISPLAY_PEAK_DB_OTHER = -5.0
#: Decibels = 20 log10(DN) - 83 in 16-bit coded radar products.
CODED_DB_OFFSET = 83.0
FLOOR_DB = -50.0
#: Reflectance and decibels below which nothing is a measurement: -9999 that stands for nodata is
#: just above -1 as reflectance x 10000, and interpolated borders lie between it and the ground.
LEAST_REFLECTANCE, LEAST_DB = -0.5, -90.0
#: Sentinel-2 products before this day carry no offset (processing baseline 04.00).
OFFSET_SINCE = "2022-01-25"


@dataclass(frozen=True)
class Units:
    """How stored values become reflectance or decibels, and back.

    Attributes
    ----------
    kind : str
        One of the request's ``OPTICAL_UNITS`` or ``SAR_UNITS``, never ``auto``.
    scale, offset : float
        Physical value = stored * scale + offset, of channels that ``channels`` does not list.
    reason : str
        How it was decided, as part of a sentence.
    assumed : bool
        Whether the user should be told.
    channels : dict
        Channel name to its own ``(scale, offset)``.
    """

    kind: str
    scale: float
    offset: float
    reason: str
    assumed: bool
    channels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def of(self, channel: str) -> tuple[float, float]:
        """Return scale and offset of ``channel``."""
        return self.channels.get(channel, (self.scale, self.offset))

    def least(self, channel: str) -> float:
        """Return the stored value below which none can be a measurement; -inf: all can be.

        Of power and amplitude no negative one is, which :meth:`to_power` knows.
        """
        scale, offset = self.of(channel)
        if scale <= 0 or self.kind in ("display8bit", "power", "amplitude", "db_uint16"):
            return -math.inf
        return ((LEAST_DB if self.kind == "db" else LEAST_REFLECTANCE) - offset) / scale

    def to_reflectance(self, values: Any, channel: str) -> np.ndarray:
        """Return stored ``values`` (any shape and dtype) as reflectance, float32."""
        import numpy as np

        scale, offset = self.of(channel)
        stored = np.asarray(values, np.float32)
        return np.asarray(stored * np.float32(scale) + np.float32(offset))

    def from_reflectance(self, values: Any, channel: str) -> np.ndarray:
        """Return reflectance as stored values, float64, not yet rounded or clipped."""
        import numpy as np

        scale, offset = self.of(channel)
        return np.asarray((np.asarray(values, np.float64) - offset) / scale)

    def to_power(self, values: Any, channel: str) -> np.ndarray:
        """Return stored radar ``values`` as linear power, float32; NaN stays NaN, -inf dB is 0."""
        import numpy as np

        scale, offset = self.of(channel)
        physical = np.asarray(values, np.float32) * np.float32(scale) + np.float32(offset)
        if self.kind == "power":
            return np.asarray(np.maximum(physical, np.float32(0)))
        if self.kind == "db":
            return np.asarray(np.power(np.float32(10), physical / np.float32(10)))
        peak = np.float32(10 ** (self.reference_db(channel) / 10))
        return np.asarray(np.square(np.maximum(physical, np.float32(0))) * peak)

    def to_decibel(self, values: Any, channel: str) -> np.ndarray:
        """Return stored radar ``values`` as decibels of at least -50, float32; NaN stays NaN."""
        return power_to_decibel(self.to_power(values, channel))

    def reference_db(self, channel: str) -> float:
        """Return the decibels of amplitude 1 in these units."""
        if self.kind == "db_uint16":
            return -CODED_DB_OFFSET
        if self.kind == "display8bit":
            return DISPLAY_PEAK_DB.get(channel, DISPLAY_PEAK_DB_OTHER)
        return 0.0


def power_to_decibel(power: Any) -> np.ndarray:
    """Return linear power as decibels of at least -50, float32; NaN stays NaN."""
    import numpy as np

    floor = np.float32(10 ** (FLOOR_DB / 10))
    return np.asarray(np.float32(10) * np.log10(np.maximum(np.asarray(power, np.float32), floor)))


def optical_units(facts: LayerFacts, bands: Mapping[str, int], choice: str) -> Units:
    """Decide what the values of the optical layer mean.

    The ladder: the user's choice, scale and offset tags, product metadata, statistics.

    Parameters
    ----------
    facts : LayerFacts
        With statistics of the matched bands, unless ``choice`` is not ``auto``.
    bands : mapping
        Channel to band number.
    choice : str
        One of ``OPTICAL_UNITS``.

    Raises
    ------
    SegcrError
        ``units_unknown`` where nothing fits, or metadata and statistics disagree;
        ``nothing_valid``.
    """
    if choice not in OPTICAL_UNITS:
        raise SegcrError("request_invalid", reason=f"{choice!r} is none of {OPTICAL_UNITS}")
    if choice not in ("auto", "reflectance"):
        return _optical(choice, "as chosen", False)
    used = {channel: facts.bands[number - 1] for channel, number in bands.items()}
    profile = recognise(facts, "optical")
    scaled = _scaled_optical(profile, used)
    if choice == "reflectance":
        # Whatever the file's own scale is, it leads to reflectance, as with radar.
        channels = {} if scaled is None else {channel: scaled.of(channel) for channel in used}
        return replace(_optical(choice, "as chosen", False), channels=channels)
    if scaled is not None:
        return scaled
    if profile is not None and profile.refuse:
        raise _unknown(facts, profile.refuse)
    if profile is not None and profile.units and _wide_integers(used):
        return _optical(profile.units, f"as {profile.title}", True)
    if all(band.dtype == "uint8" for band in used.values()):
        white = ", ".join(
            f"{channel} {DISPLAY_WHITE.get(channel, DISPLAY_WHITE_OTHER):g}" for channel in bands
        )
        return _optical("display8bit", f"8-bit picture; 255 is reflectance {white}", True)
    return _by_values(facts, used)


def sar_units(facts: LayerFacts, bands: Mapping[str, int], choice: str) -> Units:
    """Decide what the values of the radar layer mean.

    The ladder: the user's choice, 8-bit type, coded-decibel tags, statistics (after scale tags).

    Raises
    ------
    SegcrError
        ``units_unknown`` where nothing fits; ``nothing_valid``.
    """
    if choice not in SAR_UNITS:
        raise SegcrError("request_invalid", reason=f"{choice!r} is none of {SAR_UNITS}")
    used = {channel: facts.bands[number - 1] for channel, number in bands.items()}
    tags = {c: (b.scale, b.offset) for c, b in used.items() if (b.scale, b.offset) != (1.0, 0.0)}
    if choice != "auto":
        return _radar(choice, "as chosen", False, tags)
    if not tags and all(band.dtype == "uint8" for band in used.values()):
        peaks = ", ".join(
            f"{c} {DISPLAY_PEAK_DB.get(c, DISPLAY_PEAK_DB_OTHER):g} dB" for c in bands
        )
        return _radar("display8bit", f"8-bit picture of the amplitude; 255 is {peaks}", True, {})
    statistics = _statistics(facts, used)
    median = statistics[next(iter(statistics))].median
    low = min(s.p01 for s in statistics.values())
    high = max(s.p99 for s in statistics.values())
    profile = recognise(facts, "sar")
    if profile is not None and not tags and _fits(profile.units, low, high, median, used):
        return _radar(profile.units, f"as {profile.title}", profile.units == "db_uint16", {})
    decimal = bool(tags) or all(band.dtype.startswith("float") for band in used.values())
    if decimal and low >= -60 and high <= 25 and low < 0 and median < 0:
        return _radar("db", f"decimal values from {low:.3g} to {high:.3g}", False, tags)
    said = " ".join(band.name for band in used.values()).lower()
    if decimal and low >= 0 and "amplitude" in said and 1e-3 <= median <= 2:
        return _radar("amplitude", "amplitude by the names of its bands", False, tags)
    if decimal and low >= 0 and 1e-4 <= median <= 2:
        return _radar("power", f"decimal values without negatives, median {median:.3g}", True, tags)
    dtype = next(iter(used.values())).dtype
    raise _unknown(facts, f"{dtype} values from {low:.4g} to {high:.4g}, median {median:.4g}")


def _fits(kind: str, low: float, high: float, median: float, used: Mapping[str, BandFacts]) -> bool:
    """Return whether values can be of the units that the file's producer stands for."""
    floating = all(band.dtype.startswith("float") for band in used.values())
    if kind == "db_uint16":
        return all(band.dtype == "uint16" for band in used.values()) and 1000 <= median <= 20000
    if kind == "db":
        return floating and low >= -60 and high <= 25 and median < 0
    return floating and low >= 0 and median <= 2


def parse_mask_values(text: str) -> tuple[int, ...]:
    """Return the whole numbers of a text such as ``3,8,9,10``; () if empty.

    Raises
    ------
    SegcrError
        ``mask_values_invalid``.
    """
    entries = [entry.strip() for entry in re.split(r"[,;]", text) if entry.strip()]
    if not all(re.fullmatch(r"-?\d{1,9}", entry) for entry in entries):
        raise SegcrError("mask_values_invalid", text=text)
    return tuple(dict.fromkeys(int(entry) for entry in entries))


def check_threshold(value: Optional[float]) -> None:
    """Raise ``threshold_invalid`` unless ``value`` is None or inside (0, 1)."""
    if value is not None and not 0.0 < value < 1.0:
        raise SegcrError("threshold_invalid", value=value)


def _optical(kind: str, reason: str, assumed: bool) -> Units:
    if kind == "display8bit":
        channels = {channel: (white / 255, 0.0) for channel, white in DISPLAY_WHITE.items()}
        return Units(kind, DISPLAY_WHITE_OTHER / 255, 0.0, reason, assumed, channels)
    scale, offset = {
        "reflectance": (1.0, 0.0),
        "dn10000": (1e-4, 0.0),
        "dn10000_offset1000": (1e-4, -0.1),
    }[kind]
    return Units(kind, scale, offset, reason, assumed)


def _radar(kind: str, reason: str, assumed: bool, tags: dict[str, tuple[float, float]]) -> Units:
    scale = 1 / 255 if kind == "display8bit" else 1.0
    return Units(kind, scale, 0.0, reason, assumed, {} if kind == "display8bit" else tags)


def _scaled_optical(
    profile: Optional[SensorProfile], used: dict[str, BandFacts]
) -> Optional[Units]:
    """Return units by scale and offset tags, else by a scale that the file's producer documents."""
    tagged = {c: (b.scale, b.offset) for c, b in used.items() if (b.scale, b.offset) != (1.0, 0.0)}
    if tagged:
        return _tagged_optical(tagged, used)
    if profile is None or profile.scale is None or profile.refuse or not _wide_integers(used):
        return None
    offset = profile.offset or 0.0
    return Units("reflectance", profile.scale, offset, f"as {profile.title}", True)


def _wide_integers(used: dict[str, BandFacts]) -> bool:
    return all("int" in band.dtype and band.dtype != "uint8" for band in used.values())


def _by_values(facts: LayerFacts, used: dict[str, BandFacts]) -> Units:
    """Decide from a sample of the values alone."""
    statistics = _statistics(facts, used)
    brightest = max(s.p99 for s in statistics.values())
    if max(s.negative_share for s in statistics.values()) > 0.5:
        raise _unknown(facts, "most values are negative, as in a radar image")
    floating = any(band.dtype.startswith("float") for band in used.values())
    if floating and brightest <= 3.0:
        return _optical("reflectance", "decimal values of at most 3", False)
    # A picture stored wider than it is; open water alone is as dark, but comes with many bands.
    ends = max(s.maximum for s in statistics.values())
    if not floating and ends <= 255 and len(facts.bands) <= 4:
        raise _unknown(facts, f"its values end at {ends:g}, too dark for reflectance x 10000")
    if brightest > 30000:
        raise _unknown(facts, f"its values reach {brightest:g}, too bright for reflectance x 10000")
    return _digital_numbers(facts, statistics)


def _tagged_optical(tagged: dict[str, tuple[float, float]], used: dict[str, BandFacts]) -> Units:
    every = {channel: tagged.get(channel, (1.0, 0.0)) for channel in used}
    scale, offset = next(iter(every.values()))
    same = all(value == (scale, offset) for value in every.values())
    kind = "reflectance"
    if same and math.isclose(scale, 1e-4, rel_tol=1e-3):
        if math.isclose(offset, 0.0, abs_tol=1e-6):
            kind = "dn10000"
        elif math.isclose(offset, -0.1, rel_tol=1e-3):
            kind = "dn10000_offset1000"
    return Units(kind, scale, offset, "by its scale and offset tags", False, every)


def _statistics(facts: LayerFacts, used: dict[str, BandFacts]) -> dict[str, SampleStatistics]:
    """Return the statistics of each channel in physical units of its scale and offset tags."""
    found = {}
    for channel, band in used.items():
        s = band.statistics
        if s is None or s.valid_share == 0:
            continue
        scale, offset = band.scale, band.offset
        found[channel] = SampleStatistics(
            minimum=s.minimum * scale + offset,
            p01=s.p01 * scale + offset,
            median=s.median * scale + offset,
            p99=s.p99 * scale + offset,
            maximum=s.maximum * scale + offset,
            negative_share=s.negative_share,
            valid_share=s.valid_share,
        )
    if not found:
        if max(facts.width, facts.height) <= SAMPLE_SIDE:
            # The sample was all of it: no choice of units would help.
            raise SegcrError("nothing_valid", layer=facts.name)
        raise _unknown(facts, "it holds no valid pixel")
    return found


def _digital_numbers(facts: LayerFacts, statistics: dict[str, SampleStatistics]) -> Units:
    """Decide between reflectance x 10000 with and without Sentinel-2's offset of 1000."""
    by_metadata = _offset_in_metadata(facts)
    by_values, reason, sure = _offset_in_values(facts, statistics)
    kinds = {False: "dn10000", True: "dn10000_offset1000"}
    if by_metadata is not None:
        # Haze lifts the darkest pixels and water darkens them: only clear proof contradicts.
        if sure and by_values is not None and by_values != by_metadata:
            word = "with" if by_metadata else "without"
            raise _unknown(facts, f"its metadata says {word} an offset of 1000, but {reason}")
        return _optical(kinds[by_metadata], "by its metadata", False)
    return _optical(kinds[bool(by_values)], reason, True)


def _offset_in_values(
    facts: LayerFacts, statistics: dict[str, SampleStatistics]
) -> tuple[Optional[bool], str, bool]:
    """Return whether there is an offset (None: cannot tell), why, and whether that is proof."""
    cirrus = identify_optical(facts)[0].get("B10")
    cirrus_statistics = facts.bands[cirrus - 1].statistics if cirrus else None
    if cirrus_statistics is not None and cirrus_statistics.valid_share > 0:
        # Cirrus band B10 sees almost nothing of the ground: its dark end is the offset itself.
        dark = cirrus_statistics.p01
        if 990 <= dark <= 1030:
            return True, f"the darkest values of B10 are {dark:.0f}: an offset of 1000", True
        if dark < 500:
            return False, f"the darkest values of B10 are {dark:.0f}: no offset", True
    darkest = min(s.p01 for s in statistics.values())
    if darkest < 950:
        return False, f"the darkest values are {darkest:.0f}: no offset", darkest < 500
    if darkest <= 1400:
        return True, f"no band is darker than {darkest:.0f}: an offset of 1000", False
    return None, f"no dark ground to tell an offset by (darkest {darkest:.0f}): none assumed", False


def _offset_in_metadata(facts: LayerFacts) -> Optional[bool]:
    for key, value in facts.tags.items():
        if re.search(r"(radio|boa)_?add_?offset", key.lower()):
            number = re.search(r"-?\d+", value)
            if number:
                return int(number.group()) == -1000
    for key, value in facts.tags.items():
        number = re.search(r"\d+\.\d+", value)
        if re.search(r"processing_?baseline", key.lower()) and number:
            return float(number.group()) >= 4.0
    stem = PurePath(facts.path).stem
    baseline = re.search(r"MSIL(?:1C|2A)_\d{8}T\d{6}_N(\d{4})_", stem)
    if baseline:
        return int(baseline.group(1)) >= 400
    if facts.date and facts.date < OFFSET_SINCE and re.search(r"(^|_)S2[AB]_|MSIL", stem):
        return False
    return None


def _unknown(facts: LayerFacts, reason: str) -> SegcrError:
    return SegcrError("units_unknown", layer=facts.name, reason=reason)
