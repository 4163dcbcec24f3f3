"""Why a line between plugin and engine is refused: one name and one clause for every check.

The clause completes "The SegCR engine sent something unreadable (...)". The name travels with the
failure as its value ``check``, so that logs and tests can tell which check spoke.
"""

from __future__ import annotations

from typing import Any, Final

from .errors import SegcrError, sentence
from .rejections import shortened

CHECKS: Final[dict[str, str]] = {
    # A line as text.
    "line_long": "a line is longer than {limit} characters",
    "line_foreign": "a line that is no message: {start}",
    "line_cut": "a message ends in the middle",
    "line_joined": "something follows a message on its line",
    "line_garbled": "a message is garbled at character {place}",
    "line_depth": "a message is nested too deep",
    "line_number": "a message holds a number that is none, or too large",
    "line_twice": "a message gives {key} twice",
    # A line as a message.
    "no_object": "a line is no JSON object",
    "type_missing": "a message does not say of which type it is",
    "type_unknown": "messages of type {type} are unknown",
    "field_missing": "a {type} lacks {field}",
    "field_unknown": "a {type} with an unknown {field}",
    "field_kind": "{field} of a {type} is of the wrong kind",
    # A message as part of a conversation.
    "wrong_side": "a {type} was sent the wrong way",
    "out_of_order": "a {type} came out of order",
    "silent": "it does not answer",
}


def line_fault(check: str, detail: str = "", **values: Any) -> SegcrError:
    """Return the ``engine_protocol`` failure of one check.

    Parameters
    ----------
    check : str
        Key of :data:`CHECKS`.
    detail : str
        The line, or its beginning, for the log.
    **values
        What the clause's placeholders stand for; shortened to what fits a sentence.
    """
    short = {key: shortened(str(value)) for key, value in values.items()}
    reason = sentence(CHECKS[check], short)
    return SegcrError("engine_protocol", detail, reason=reason, check=check)
