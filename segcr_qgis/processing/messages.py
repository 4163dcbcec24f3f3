"""Sentences in the user's language, for what core says in codes and values."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import QCoreApplication, QLocale

from ..core.errors import FAILURES, SegcrError, sentence
from ..core.notices import NOTICES
from ..core.reasons import translated
from ..core.report import Notice, Progress

#: Tab of the log messages panel.
LOG_TAB = "SegCR"


def tr(text: str) -> str:
    """Return ``text`` in the user's language."""
    return QCoreApplication.translate("SegcrProcessing", text)


def error_text(error: SegcrError) -> str:
    """Return the sentence of a failure in the user's language."""
    template = QCoreApplication.translate("SegcrMessages", FAILURES[error.code])
    return sentence(template, _told(error.values))


def reason_text(reason: str) -> str:
    """Return a reason in the user's language, where its wording is known."""
    return translated(reason, lambda text: QCoreApplication.translate("SegcrMessages", text))


def _told(values: dict[str, str]) -> dict[str, str]:
    """Return values as they are put into a sentence."""
    plain = _plain(values)
    if "reason" in plain:
        plain["reason"] = reason_text(plain["reason"])
    return plain


def _plain(values: dict[str, str]) -> dict[str, str]:
    """Return values that no label or message of QGIS takes for HTML.

    Names come from files of strangers; some of QGIS's own windows show a text as HTML as soon as
    it looks like it, others never do: marks that merely look alike are right in both.
    """
    return {k: v.replace("<", "\u2039").replace(">", "\u203a") for k, v in values.items()}


def notice_text(notice: Notice) -> str:
    """Return the sentence of a notice in the user's language; codes of newer engines as such."""
    if notice.code not in NOTICES:
        return notice.code
    template = QCoreApplication.translate("SegcrMessages", NOTICES[notice.code])
    values = _told(notice.values)
    if "units" in values:
        values["units"] = units_text(values["units"])
    return sentence(template, values)


def progress_text(progress: Progress) -> str:
    """Return the phase of a run and the time it still takes."""
    phases = {
        "loading": tr("Loading the model"),
        "reading": tr("Reading the layers"),
        "predicting": tr("Mapping and removing clouds"),
        "writing": tr("Writing the results"),
    }
    phase = phases.get(progress.phase, progress.phase)
    left = duration_text(progress.seconds_left)
    return tr("{phase}, {left} left").format(phase=phase, left=left) if left else phase


def duration_text(seconds: Optional[float]) -> str:
    """Return a duration as one reads it; '' where it is unknown."""
    if seconds is None or seconds < 0:
        return ""
    if seconds < 59.5:
        return tr("{n} s").format(n=max(1, round(seconds)))
    minutes = round(seconds / 60)
    if minutes < 60:
        return tr("{n} min").format(n=minutes)
    return tr("{h} h {n} min").format(h=minutes // 60, n=minutes % 60)


def units_text(units: str) -> str:
    """Return in words one of the request's units (or ``auto``); others stay as they are."""
    words = {
        "auto": tr("Automatic"),
        "reflectance": tr("Reflectance, 0 to 1"),
        "dn10000": tr("Reflectance \u00d7 10000"),
        "dn10000_offset1000": tr("Reflectance \u00d7 10000 + 1000"),
        "display8bit": tr("8-bit picture"),
        "db": tr("Decibels"),
        "power": tr("Linear power"),
        "amplitude": tr("Amplitude"),
        "db_uint16": tr("Coded decibels, 16 bits"),
    }
    return words.get(units, units)


def units_short(units: str) -> str:
    """Return one of the request's units as an analyst writes it in one line."""
    words = {
        "reflectance": tr("reflectance 0-1"),
        "dn10000": tr("DN/10000"),
        "dn10000_offset1000": tr("DN/10000, offset -1000"),
        "display8bit": tr("8-bit picture"),
        "db": tr("dB"),
        "power": tr("linear power"),
        "amplitude": tr("amplitude"),
        "db_uint16": tr("dB coded in 16 bits"),
    }
    return words.get(units, units)


def number_text(value: float, digits: int = 0) -> str:
    """Return a number as the user's locale writes it."""
    return QLocale().toString(float(value), "f", digits)


def area_text(hectares: float) -> str:
    """Return an area as one reads it."""
    if hectares >= 10_000:
        return tr("{area} km\u00b2").format(area=number_text(hectares / 100))
    if hectares >= 100:
        return tr("{area} km\u00b2").format(area=number_text(hectares / 100, 1))
    return tr("{area} ha").format(area=number_text(hectares, 1))
