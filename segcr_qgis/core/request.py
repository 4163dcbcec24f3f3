"""The one description of a run: made by the plugin or the command line, obeyed by the engine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any, Optional

from .errors import SegcrError
from .rejections import shortened
from .typed_json import Misfit, build

OPTICAL_UNITS = ("auto", "reflectance", "dn10000", "dn10000_offset1000", "display8bit")
SAR_UNITS = ("auto", "db", "power", "amplitude", "db_uint16", "display8bit")
PRECISIONS = ("auto", "float32", "bfloat16", "float16")
AUGMENTATIONS = ("none", "flips", "rotations")
FORMAT_VERSION = 1
#: Longer than any path a system takes.
LONGEST_TEXT = 10_000
MOST_ENTRIES = 1_000
#: Numbers outside of these mean a mistake; what fits the model and the layers is checked later.
_RANGES = {
    "tile_size": (1, 1 << 16),
    "overlap": (0, 1 << 16),
    "batch_size": (1, 1 << 12),
    "threads": (1, 1 << 12),
    "cloud_threshold": (-1e9, 1e9),
}
_MAY_BE_NULL = ("cloud_mask_values", "optical_extra", "sar_extra", "optical_bands", "sar_bands")
_MISFITS = {
    "field_missing": "{field} is missing",
    "field_unknown": "{field} is unknown",
    "field_kind": "{field} is of the wrong kind",
}


@dataclass(frozen=True)
class Outputs:
    """Final paths of the rasters and the report; None where the output is not wanted."""

    classes: Optional[str] = None
    restored: Optional[str] = None
    cloud_impact: Optional[str] = None
    confidence: Optional[str] = None
    report: Optional[str] = None

    def paths(self) -> list[str]:
        """Return the paths that are wanted, rasters first."""
        wanted = (self.classes, self.restored, self.cloud_impact, self.confidence, self.report)
        return [path for path in wanted if path]


@dataclass(frozen=True)
class PredictRequest:
    """Everything one run depends on.

    Attributes
    ----------
    optical : str
        Optical raster; its grid is the grid of every output.
    model : str
        Identifier of an installed model, or a model folder.
    outputs : Outputs
        At least one path.
    sar : str or None
        Radar raster on any grid; None runs without radar.
    cloud_mask : str or None
        Raster that says where clouds are; None leaves it to the network.
    cloud_mask_values : tuple of int
        Values of ``cloud_mask`` that mean cloud; empty: 0/1 or a probability.
    extent : tuple of 4 float or None
        ``(xmin, ymin, xmax, ymax)`` in the optical layer's CRS, snapped outwards to its grid.
    optical_bands, sar_bands : dict
        Channel name to band number (from 1); empty: matched automatically.
    optical_units, sar_units : str
        One of ``OPTICAL_UNITS``, ``SAR_UNITS``.
    tile_size, overlap : int or None
        In pixels; None: what the model card says.
    batch_size : int or None
        Tiles a step; None: chosen from the device.
    device : str
        ``auto``, ``cpu``, ``cuda``, ``cuda:1``, ``mps``.
    precision : str
        One of ``PRECISIONS``.
    cloud_threshold : float or None
        Impact in (0, 1) below which the restored layer equals the input; None: the card's.
    optical_name, sar_name : str
        What the user calls the layers; '' falls back to the file names.
    threads : int or None
        CPU threads; None: one per physical core.
    optical_extra, sar_extra : tuple of str
        Further rasters that supply bands, such as the 20 m bands or VH in a file of its own.
    augment : str
        One of ``AUGMENTATIONS``: how many mirrored and turned copies of every tile are averaged
        (1, 4 or 8).
    language : str
        A locale such as ``fr`` or ``zh_CN``: the language of the report; English where it is not
        spoken.
    """

    optical: str
    model: str
    outputs: Outputs
    sar: Optional[str] = None
    cloud_mask: Optional[str] = None
    cloud_mask_values: tuple[int, ...] = ()
    extent: Optional[tuple[float, float, float, float]] = None
    optical_bands: dict[str, int] = field(default_factory=dict)
    sar_bands: dict[str, int] = field(default_factory=dict)
    optical_units: str = "auto"
    sar_units: str = "auto"
    tile_size: Optional[int] = None
    overlap: Optional[int] = None
    batch_size: Optional[int] = None
    device: str = "auto"
    precision: str = "auto"
    cloud_threshold: Optional[float] = None
    optical_name: str = ""
    sar_name: str = ""
    threads: Optional[int] = None
    optical_extra: tuple[str, ...] = ()
    sar_extra: tuple[str, ...] = ()
    augment: str = "none"
    language: str = "en"

    def inputs(self) -> list[str]:
        """Return the paths of all inputs."""
        paths = [self.optical, *self.optical_extra, self.sar, *self.sar_extra, self.cloud_mask]
        return [path for path in paths if path]

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict that :meth:`from_json` reads back unchanged."""
        return {"format_version": FORMAT_VERSION, **asdict(self)}

    @classmethod
    def from_json(cls, document: Any) -> PredictRequest:
        """Build a request from parsed JSON.

        Raises
        ------
        SegcrError
            ``request_invalid`` where a field is missing, unknown or of the wrong kind.
        """
        if not isinstance(document, dict):
            raise SegcrError("request_invalid", reason="it is not a JSON object")
        values = dict(document)
        version = values.pop("format_version", FORMAT_VERSION)
        if version != FORMAT_VERSION:
            reason = f"its format version is {shortened(repr(version))}"
            raise SegcrError("request_invalid", reason=reason)
        for key in _MAY_BE_NULL:
            # Older writers said so that nothing was chosen.
            if values.get(key, ()) is None:
                del values[key]
        try:
            request = build(cls, values)
        except Misfit as problem:
            reason = _MISFITS[problem.check].format(field=shortened(problem.field))
            raise SegcrError("request_invalid", reason=reason) from problem
        for field_name in _outside(request):
            raise SegcrError("request_invalid", reason=f"{field_name} cannot be that")
        for value, allowed in (
            (request.optical_units, OPTICAL_UNITS),
            (request.sar_units, SAR_UNITS),
            (request.precision, PRECISIONS),
            (request.augment, AUGMENTATIONS),
        ):
            if value not in allowed:
                reason = f"{shortened(value)!r} is none of {allowed}"
                raise SegcrError("request_invalid", reason=reason)
        return request

    @classmethod
    def from_text(cls, text: str) -> PredictRequest:
        """Parse a request file's text; raises :class:`SegcrError` like :meth:`from_json`."""
        try:
            return cls.from_json(json.loads(text))
        except (ValueError, RecursionError) as problem:
            raise SegcrError("request_invalid", reason=str(problem)) from problem


def _outside(request: PredictRequest) -> Iterator[str]:
    """Yield the fields whose values nothing can be done with, whatever the layers are."""
    for name, (low, high) in _RANGES.items():
        number = getattr(request, name)
        if number is not None and not low <= number <= high:
            yield name
    for name in ("optical_bands", "sar_bands"):
        numbers = getattr(request, name)
        if len(numbers) > MOST_ENTRIES or any(n < 1 for n in numbers.values()):
            yield name
    for name in ("optical_extra", "sar_extra", "cloud_mask_values"):
        if len(getattr(request, name)) > MOST_ENTRIES:
            yield name
    if request.extent is not None and len(request.extent) != 4:
        yield "extent"
    texts = {name: (text,) for name, text in vars(request).items() if isinstance(text, str)}
    texts |= {name: getattr(request, name) for name in ("optical_extra", "sar_extra")}
    texts |= {f"outputs.{name}": (path,) for name, path in vars(request.outputs).items() if path}
    texts |= {name: tuple(getattr(request, name)) for name in ("optical_bands", "sar_bands")}
    for name, words in texts.items():
        if not all(_is_text(word) for word in words):
            yield name


def _is_text(word: str) -> bool:
    """Return whether a word may be a name or a path: names of Linux need not be UTF-8."""
    try:
        word.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return len(word) <= LONGEST_TEXT and "\0" not in word
