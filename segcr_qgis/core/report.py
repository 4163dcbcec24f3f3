"""What comes back from a run: progress, log lines, notices, and one report or one failure."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Optional

from .errors import FAILURES, SegcrError, sentence
from .notices import NOTICES
from .typed_json import build


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    ``fraction`` in [0, 1]; ``seconds_left`` None while unknown; ``phase`` one of ``loading``,
    ``reading``, ``predicting``, ``writing``.
    """

    fraction: float
    phase: str
    seconds_left: Optional[float] = None


@dataclass(frozen=True)
class Log:
    """One line for the log; ``level`` is ``info``, ``warning`` or ``debug``."""

    text: str
    level: str = "info"


@dataclass(frozen=True)
class Notice:
    """Something the user should know; ``code`` is a key of :data:`notices.NOTICES`."""

    code: str
    values: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the English sentence."""
        return sentence(NOTICES[self.code], self.values)


@dataclass(frozen=True)
class Failure:
    """Why a run ended without a result; ``code`` is a key of :data:`errors.FAILURES`."""

    code: str
    values: dict[str, str] = field(default_factory=dict)
    detail: str = ""

    @classmethod
    def of(cls, error: SegcrError) -> Failure:
        """Return the failure that tells of ``error``."""
        return cls(error.code, dict(error.values), error.detail)

    def to_error(self) -> SegcrError:
        """Return the exception this failure stands for."""
        code = self.code if self.code in FAILURES else "unexpected"
        values = {key: v for key, v in self.values.items() if key not in ("code", "detail", "self")}
        return SegcrError(code, self.detail, **values)


@dataclass(frozen=True)
class ClassArea:
    """Ground covered by one class.

    ``percent`` is its share of the valid pixels, ``hectares`` its area on the ground,
    ``clouded_percent`` the share of the class that lies under cloud and is thus estimated,
    ``confidence`` the mean confidence in [0, 1], None where no pixel has the class.
    """

    code: int
    name: str
    pixels: int
    percent: float
    hectares: float
    clouded_percent: float = 0.0
    confidence: Optional[float] = None


@dataclass(frozen=True)
class Alignment:
    """How the radar image fits the optical one.

    ``overlap_percent`` is the share of the mapped pixels that radar covers; ``resolution_ratio``
    the radar's pixel size over the optical one's, on the ground; ``days_apart`` None where a date
    is unknown; ``shift`` (columns right, rows down, in optical pixels) an estimate of how far the
    radar content lies beside the optical one, None where the images do not tell.
    """

    overlap_percent: float
    resolution_ratio: float
    days_apart: Optional[int] = None
    shift: Optional[tuple[float, float]] = None


@dataclass(frozen=True)
class PredictReport:
    """What a finished run did and found.

    ``outputs`` maps ``classes``, ``restored``, ``cloud_impact``, ``confidence``, ``report`` to
    the final paths that were written. ``cloud_percent`` is the share of valid pixels whose cloud
    impact is at or above the threshold; ``valid_percent`` the share of pixels with optical or
    radar data. ``optical_date`` and ``sar_date`` are ISO 8601 days, '' where unknown.
    ``optical_bands`` and ``sar_bands`` map channel names to band numbers (from 1).
    ``seconds`` holds wall time per phase with ``total``; ``peak_memory_mb`` the engine's;
    ``optical_outside_percent`` and ``sar_outside_percent`` are the shares of values far outside
    of what the model was trained on. ``runtime`` is the library that ran the network.
    ``predicted_memory_mb`` what was expected of it before the first tile. Reading, network and
    writing overlap: the phases of ``seconds`` sum to more than ``total``.
    """

    outputs: dict[str, str]
    model: str
    model_version: str
    model_digest: str
    cloud_percent: float
    valid_percent: float
    class_areas: tuple[ClassArea, ...]
    device: str
    precision: str
    tile_size: int
    overlap: int
    batch_size: int
    tiles: int
    cloud_threshold: float
    optical_bands: dict[str, int]
    sar_bands: dict[str, int]
    optical_units: str
    sar_units: str
    seconds: dict[str, float]
    peak_memory_mb: float
    notices: tuple[Notice, ...] = ()
    optical_date: str = ""
    sar_date: str = ""
    predicted_memory_mb: float = 0.0
    optical_outside_percent: float = 0.0
    sar_outside_percent: float = 0.0
    runtime: str = ""
    alignment: Optional[Alignment] = None

    def to_json(self) -> dict[str, Any]:
        """Return a JSON-ready dict that :meth:`from_json` reads back unchanged."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: dict[str, Any]) -> PredictReport:
        """Build a report from :meth:`to_json`'s dict."""
        return build(cls, document)
