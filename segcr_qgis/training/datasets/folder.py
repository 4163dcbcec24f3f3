"""Any folder of rasters, described by a small YAML file; see docs/datasets.md for its keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from ...core.bands import SENTINEL2, canonical_channel
from ...core.classes import CLASSES, DYNAMIC_WORLD, ESRI, WORLDCOVER, LandCoverClass
from ...core.errors import SegcrError
from ...core.radar import SAR_CLIP_DB
from .layout import OPTICAL_UNITS, ROLES, SAR_UNITS, Layout, Role, Splitting

CROSSWALKS = {"worldcover": WORLDCOVER, "esri": ESRI, "dynamic-world": DYNAMIC_WORLD}
#: Classes that ``crosswalk`` leads to, by name; otherwise the file lists its own.
OWN_CLASSES = "segcr"


def read_layout(path: Path) -> Layout:
    """Return the layout a YAML file describes.

    Raises
    ------
    SegcrError
        ``config_invalid`` with the key that is unknown, lacking or wrong.
    """
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as problem:
        reason = f"it cannot be read: {' '.join(str(problem).split())}"
        raise SegcrError("config_invalid", path=path, reason=reason) from problem
    try:
        return _layout(_mapping(document, "the file"))
    except (KeyError, TypeError, ValueError) as problem:
        text = f"'{problem.args[0]}' is lacking" if isinstance(problem, KeyError) else problem
        raise SegcrError("config_invalid", path=path, reason=text) from problem


def _layout(document: dict[str, Any]) -> Layout:
    allowed = {"name", "roles", "place", "classes", "crosswalk", "mask_values", "label_ratio"}
    _refuse_unknown(document, allowed | {"pixel_size", "split", "public_split", "notes"})
    roles = {str(k): _role(str(k), v) for k, v in _mapping(document["roles"], "roles").items()}
    unknown = set(roles) - set(ROLES)
    if unknown or "clear" not in roles:
        named = f"unknown role {', '.join(sorted(unknown))}; " if unknown else ""
        raise ValueError(f"{named}roles are {', '.join(ROLES)}, and clear is a must")
    main = set(roles["clear"].fields())
    for name, role in roles.items():
        if set(role.fields()) - main:
            raise ValueError(f"the pattern of {name} has parts that the pattern of clear lacks")
    classes, crosswalk = _classes(document)
    over, under = document.get("label_ratio", (1, 1))
    return Layout(
        str(document["name"]),
        roles,
        str(document.get("place", "{" + roles["clear"].fields()[0] + "}")),
        classes,
        crosswalk,
        tuple(float(v) for v in document.get("mask_values", ())),
        (int(over), int(under)),
        float(document.get("pixel_size", 10)),
        _splitting(document.get("split", {})),
        _splitting(document.get("public_split", {"by": "random"})),
        str(document.get("notes", "")),
    )


def _role(name: str, value: Any) -> Role:
    entry = _mapping(value, name)
    _refuse_unknown(entry, {f.name for f in fields(Role)})
    bands = tuple(_channel(str(band or "")) for band in entry.get("bands", ()))
    units = str(entry.get("units", ""))
    known = {"clear": OPTICAL_UNITS, "cloudy": OPTICAL_UNITS, "sar": SAR_UNITS}.get(name, ("",))
    if units not in known:
        raise ValueError(f"units '{units}' of {name} are none of {', '.join(known)}")
    if known != ("",) and not any(bands):
        raise ValueError(f"{name} needs the names of its bands")
    _refuse_channels(name, bands)
    if units == "dn10000_b10_offset" and "B10" not in bands:
        raise ValueError(f"units '{units}' of {name} need B10 among its bands")
    shape = entry.get("shape")
    return Role(
        str(entry["pattern"]),
        bands,
        units,
        None if shape is None else (int(shape[0]), int(shape[1])),
        tuple(str(dtype) for dtype in entry.get("dtypes", ())),
        None if entry.get("nodata") is None else float(entry["nodata"]),
    )


def _channel(text: str) -> str:
    """Return the channel a band is; '' for bands to skip."""
    if not text or text == "-":
        return ""
    channel = canonical_channel(text)
    if channel is None:
        raise ValueError(f"band '{text}' is no channel such as B2 or VV; write '-' to skip it")
    return channel


def _refuse_channels(name: str, bands: tuple[str, ...]) -> None:
    """Refuse what no network can be fed: radar in an optical role, HH and HV."""
    known = tuple(SAR_CLIP_DB) if name == "sar" else SENTINEL2
    foreign = [band for band in bands if band and band not in known]
    if foreign and name in ("clear", "cloudy", "sar"):
        raise ValueError(
            f"{', '.join(foreign)} of {name} can be no channel of a network ({', '.join(known)});"
            " write '-' to skip a band"
        )


def _classes(document: Mapping[str, Any]) -> tuple[tuple[LandCoverClass, ...], dict[int, int]]:
    """Return the classes and the crosswalk from file codes to class indices."""
    wanted = document.get("classes", OWN_CLASSES)
    classes = CLASSES if wanted == OWN_CLASSES else tuple(_class(entry) for entry in wanted)
    _refuse_classes(classes)
    position = {c.code: k for k, c in enumerate(classes)}
    told = document.get("crosswalk", {code: code for code in position})
    table = CROSSWALKS[told] if isinstance(told, str) and told in CROSSWALKS else told
    crosswalk = {}
    for code, target in _mapping(table, "crosswalk").items():
        if int(target) == 0:
            continue
        if int(target) not in position:
            raise ValueError(f"the crosswalk leads from {code} to {target}, which is no class")
        crosswalk[int(code)] = position[int(target)]
    return classes, crosswalk


def _class(entry: Any) -> LandCoverClass:
    values = _mapping(entry, "a class")
    return LandCoverClass(int(values["code"]), str(values["name"]), str(values["color"]))


def _refuse_classes(classes: tuple[LandCoverClass, ...]) -> None:
    """Refuse classes that a map of bytes, where 0 is nothing, cannot hold or tell apart."""
    for land_cover in classes:
        if not 1 <= land_cover.code <= 255:
            raise ValueError(
                f"class '{land_cover.name}' has the code {land_cover.code}, which is not 1 to 255;"
                " the crosswalk leads to it from other codes in the files"
            )
        if not re.fullmatch("#[0-9a-fA-F]{6}", land_cover.color):
            raise ValueError(
                f"the color '{land_cover.color}' of class '{land_cover.name}' is not like '#009900'"
            )
    for what, values in (
        ("code", [str(c.code) for c in classes]),
        ("name", [c.name for c in classes]),
    ):
        twice = sorted({value for value in values if values.count(value) > 1})
        if twice:
            raise ValueError(f"two classes have the {what} '{twice[0]}'")


def _splitting(value: Any) -> Splitting:
    entry = _mapping(value, "split")
    _refuse_unknown(entry, {f.name for f in fields(Splitting)})
    by = str(entry.get("by", "place"))
    if by not in ("place", "random", "field"):
        raise ValueError(f"a split is by place, random or field, not by '{by}'")
    train, val, test = entry.get("shares", (0.8, 0.1, 0.1))
    members = {
        str(name): tuple(str(v) for v in values)
        for name, values in _mapping(entry.get("members", {}), "members").items()
    }
    shares = (float(train), float(val), float(test))
    return Splitting(by, shares, int(entry.get("seed", 42)), str(entry.get("field", "")), members)


def _mapping(value: Any, name: str) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must hold 'key: value' pairs")
    return dict(value)


def _refuse_unknown(entry: Mapping[str, Any], allowed: set[str]) -> None:
    unknown = sorted(set(entry) - allowed)
    if unknown:
        raise ValueError(f"unknown key '{unknown[0]}'; keys are {', '.join(sorted(allowed))}")
