"""Names of strangers in our sentences are never markup."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.report import Notice
from segcr_qgis.processing.messages import error_text, notice_text

EVIL = '<img src="file:///etc/passwd"><script>alert(1)</script>'


def test_no_sentence_looks_like_html(qgis_app):
    error = SegcrError("model_missing", model=EVIL, available=EVIL)
    notice = Notice("units_assumed", {"layer": EVIL, "units": "db", "reason": EVIL})
    for text in (error_text(error), notice_text(notice)):
        assert "script" in text and "<" not in text
        assert not Qt.mightBeRichText(text)
