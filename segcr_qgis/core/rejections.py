"""Why a model package is refused: one name and one clause for every check it must pass.

The clause completes "The model package in '...' cannot be used: ...". The name travels with the
failure as its value ``check``, so that logs and tests can tell which check spoke.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Union

from .errors import SegcrError, sentence

CHECKS: Final[dict[str, str]] = {
    # The folder and its list of digests.
    "file_missing": "{name} is missing",
    "file_kind": "{name} is a link or no ordinary file",
    "file_size": "{name} is larger than {limit} bytes",
    "digests_unreadable": "SHA256SUMS is missing or unreadable",
    "digests_line": "SHA256SUMS has an unusable line",
    "digests_twice": "SHA256SUMS lists {name} twice",
    "digests_lack": "SHA256SUMS does not list {name}",
    # model.json as JSON.
    "json_encoding": "{name} is not UTF-8 text",
    "json_syntax": "{name} is no valid JSON ({problem})",
    "json_depth": "{name} is nested more than {limit} deep",
    "json_twice": "{name} gives {key} twice",
    "json_number": "{name} holds a number that is none or has too many digits",
    # model.json as the description of a model.
    "format_unknown": "its package format is {format}; update the plugin",
    "field_missing": "model.json lacks {field}",
    "field_kind": "{field} in model.json is of the wrong kind",
    "text_unfit": "{field} in model.json is empty, too long or holds invisible characters",
    "id_unfit": "its id is not made of 1 to 64 lower-case letters, digits, '.', '_' and '-'",
    "number_range": "{field} in model.json is {value}, outside {low} to {high}",
    "classes_unfit": "its classes lack a code, a colour or a name of their own",
    "channels_unfit": "its {field} channels are unusable",
    "tiles_unfit": "its tile size, overlap and stride do not fit each other",
    "config_unfit": "the network's settings in model.json are unusable",
    # The weights.
    "weights_header": "the header of {name} is damaged or too large",
    "weights_tensor": "{name} describes a tensor that cannot be",
    "weights_layout": "the tensors of {name} overlap, leave gaps or lie outside the file",
    "weights_count": "{name} holds {found} values, which do not fit the {told} it tells of",
    # A package in a ZIP.
    "zip_unreadable": "it is no ZIP file, or a damaged one",
    "zip_entries": "it holds too many files, or hides them",
    "zip_name": "it holds a file with an unusable name",
    "zip_twice": "it holds {name} twice",
    "zip_kind": "{name} is a link or no ordinary file",
    "zip_method": "{name} is encrypted or packed in an unknown way",
    "zip_bomb": "{name} would unpack to far more than it takes",
    "zip_size": "it would unpack to more than {limit} bytes",
    "zip_overlap": "its files overlap each other",
    "zip_unlisted": "SHA256SUMS does not list {name}, which it holds",
}


def rejection(check: str, place: Union[Path, str], detail: str = "", **values: Any) -> SegcrError:
    """Return the ``model_invalid`` failure of one check.

    Parameters
    ----------
    check : str
        Key of :data:`CHECKS`.
    place : path
        The package's folder or ZIP file.
    detail : str
        Technical detail for the log.
    **values
        What the clause's placeholders stand for; shortened to what fits a sentence.
    """
    short = {key: shortened(str(value)) for key, value in values.items()}
    reason = sentence(CHECKS[check], short)
    return SegcrError("model_invalid", detail, folder=place, reason=reason, check=check)


def shortened(text: str, length: int = 60) -> str:
    """Return ``text`` without what could disturb a line of text, at most ``length`` long."""
    plain = "".join(c if c.isprintable() else "?" for c in text[: length + 1])
    return plain if len(plain) <= length else plain[: length - 1] + "\u2026"
