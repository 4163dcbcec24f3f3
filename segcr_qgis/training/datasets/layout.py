"""How a dataset lies on disk: which file plays which role, and what its numbers mean."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass

from ...core.classes import CLASSES, LandCoverClass

#: What a file can be to a sample. ``cloudy`` and ``mask`` may be lacking: clouds are simulated.
ROLES = ("clear", "cloudy", "sar", "label", "mask")
OPTICAL_UNITS = (
    "reflectance",
    "dn10000",
    "dn10000_offset1000",
    "dn10000_b10_offset",
    "display8bit",
)
SAR_UNITS = ("db", "power", "amplitude", "db_uint16", "display8bit", "percentile")


@dataclass(frozen=True)
class Role:
    """The files of one role.

    Attributes
    ----------
    pattern : str
        Path below the dataset's folder with named parts: ``s2/ROIs_{place}_s2_p{patch}.tif``.
        A part matches anything without a slash; twice the same name is twice the same text.
    bands : tuple of str
        Channel of every band of the file, in file order; '' is skipped. Labels and masks have one
        unnamed band more than matter.
    units : str
        One of :data:`OPTICAL_UNITS` or :data:`SAR_UNITS`; of labels and masks ''.
    shape : (int, int) or None
        Height and width that every file has.
    dtypes : tuple of str
        Numpy types a file may have; empty: any.
    nodata : float or None
        Stored value that means nothing, besides what the file itself says; of that band alone.
    """

    pattern: str
    bands: tuple[str, ...] = ()
    units: str = ""
    shape: tuple[int, int] | None = None
    dtypes: tuple[str, ...] = ()
    nodata: float | None = None

    def fields(self) -> tuple[str, ...]:
        """Return the names of the pattern's parts."""
        return tuple(dict.fromkeys(re.findall(r"\{(\w+)\}", self.pattern)))

    def regex(self) -> re.Pattern[str]:
        """Return the pattern as a regular expression over POSIX paths."""
        seen: set[str] = set()
        text = ""
        for piece in re.split(r"(\{\w+\})", self.pattern):
            name = piece[1:-1] if piece.startswith("{") else ""
            if not name:
                text += re.escape(piece)
            elif name in seen:
                text += f"(?P={name})"
            else:
                seen.add(name)
                text += f"(?P<{name}>[^/]+?)"
        return re.compile(text)

    def path(self, fields: Mapping[str, str]) -> str:
        """Return the path of one sample's file below the dataset's folder."""
        return self.pattern.format_map(fields)


@dataclass(frozen=True)
class Splitting:
    """How samples are shared out.

    ``by`` is ``field`` (the value of pattern part ``field`` decides, by ``members``: split to
    values), ``place`` (whole places, by a hash) or ``random`` (single patches, as public loaders
    do: neighbours leak). ``shares`` are those of train, val and test.
    """

    by: str = "place"
    shares: tuple[float, float, float] = (0.8, 0.1, 0.1)
    seed: int = 42
    field: str = ""
    members: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Layout:
    """A dataset's roles, classes and splits.

    Attributes
    ----------
    name : str
        Public name; the group of its samples.
    roles : dict
        Role name to :class:`Role`; ``clear`` is a must.
    place : str
        Pattern over the fields, such as ``{season}_{area}``: what must not be split.
    classes : tuple of LandCoverClass
        In the order of the logits.
    crosswalk : dict
        Code in the label file, any integer, to class index; what is not listed is ignored.
    mask_values : tuple of float
        Values of the mask that mean cloud; empty: above 0.
    label_ratio : (int, int)
        Label pixels for optical pixels along a side.
    pixel_size : float
        Of the optical image, in metres.
    splitting, public_splitting : Splitting
        Ours, which keeps places whole, and that of the public loaders.
    notes : str
        What a reader of a check's output should know.
    """

    name: str
    roles: Mapping[str, Role]
    place: str
    classes: tuple[LandCoverClass, ...] = CLASSES
    crosswalk: Mapping[int, int] = dataclasses.field(default_factory=dict)
    mask_values: tuple[float, ...] = ()
    label_ratio: tuple[int, int] = (1, 1)
    pixel_size: float = 10.0
    splitting: Splitting = Splitting()
    public_splitting: Splitting = Splitting("random")
    notes: str = ""

    @property
    def bands(self) -> tuple[str, ...]:
        """Return the optical channels, in file order."""
        return tuple(band for band in self.roles["clear"].bands if band)

    @property
    def polarisations(self) -> tuple[str, ...]:
        """Return the radar channels, in file order."""
        return tuple(b for b in self.roles["sar"].bands if b) if "sar" in self.roles else ()
