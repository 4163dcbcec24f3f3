"""The user's language for what is written without Qt: the pages that the engine makes.

A language's catalogue is a small JSON file, English text to translation. ``make i18n`` writes it
from the same sources as the translations that QGIS loads.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .places import resources

log = logging.getLogger(__name__)

ENGLISH = "en"
#: Languages there is a translation for, by the first part of a locale's name.
_SPOKEN = {"fr": "fr", "zh": "zh_CN"}
#: Scripts and regions that write traditional Chinese, which nobody has translated.
_TRADITIONAL = {"hant", "tw", "hk", "mo"}
#: Decimal mark and separator of thousands, where they are not those of English.
_MARKS = {"fr": (",", "\u202f")}


def spoken(locale: str) -> str:
    """Return the language to speak for a locale such as ``fr_CA`` or ``zh-Hans``; else ``en``."""
    first, *others = re.split(r"[-_.@]", locale.strip().lower())
    if _TRADITIONAL.intersection(others):
        return ENGLISH
    return _SPOKEN.get(first, ENGLISH)


@dataclass(frozen=True)
class Language:
    """Words and numbers of one language.

    Attributes
    ----------
    code : str
        ``en`` or one of the translated languages.
    words : mapping
        English text to translation; what is not in it stays English.
    """

    code: str = ENGLISH
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag(self) -> str:
        """Return the language's name as HTML writes it."""
        return self.code.replace("_", "-")

    def tr(self, text: str) -> str:
        """Return ``text`` in this language."""
        return self.words.get(text, text)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with ``digits`` decimals, thousands apart."""
        decimal, thousands = _MARKS.get(self.code, (".", ","))
        whole, dot, rest = f"{value:,.{digits}f}".partition(".")
        return whole.replace(",", thousands) + (decimal + rest if dot else "")


def language(locale: str) -> Language:
    """Return the language to speak for a locale."""
    code = spoken(locale)
    if code == ENGLISH:
        return Language()
    path = resources() / "i18n" / f"report_{code}.json"
    try:
        return Language(code, json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as problem:
        log.warning("the words of %s cannot be read: %s", code, problem)
        return Language()
