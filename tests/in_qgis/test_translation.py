from __future__ import annotations

import shutil

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.places import resources
from segcr_qgis.core.report import Notice
from tools.i18n import LANGUAGES, read, source_file


@pytest.mark.skipif(not shutil.which("lrelease"), reason="lrelease is not installed")
@pytest.mark.parametrize(
    ("locale", "run", "missing"),
    [
        ("fr", "Exécuter", "n'est pas installé"),
        ("fr_CA", "Exécuter", "n'est pas installé"),
        ("zh_CN", "运行", "尚未安装"),
        # What QGIS itself calls simplified Chinese.
        ("zh-Hans", "运行", "尚未安装"),
    ],
)
def test_the_language_of_qgis_is_spoken(qgis_app, monkeypatch, locale, run, missing):
    from segcr_qgis.gui.texts import tr
    from segcr_qgis.processing.messages import error_text, notice_text
    from segcr_qgis.translation import install_translation, remove_translation

    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: locale))
    translator = install_translation()
    try:
        assert tr("Run") == run
        notice = Notice("units_assumed", {"layer": "x", "units": "db", "reason": "as chosen"})
        assert "as chosen" not in notice_text(notice)
        assert missing in error_text(SegcrError("engine_missing", reason="x"))
    finally:
        remove_translation(translator)
    assert tr("Run") == "Run"


@pytest.mark.skipif(not shutil.which("lrelease"), reason="lrelease is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_loaded_is_what_the_translators_wrote(qgis_app, language):
    written = read(source_file(language))
    assert len(written) > 400
    translator = QTranslator()
    assert translator.load(str(resources() / "i18n" / f"segcr_{language}.qm"))
    QCoreApplication.installTranslator(translator)
    try:
        loaded = {key: QCoreApplication.translate(*key) for key in written}
    finally:
        QCoreApplication.removeTranslator(translator)
    assert loaded == written


@pytest.mark.parametrize("locale", ["eo", "zh_TW", "zh-Hant"])
def test_a_language_we_do_not_speak_is_english(qgis_app, monkeypatch, locale):
    from segcr_qgis.translation import install_translation

    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: locale))
    assert install_translation() is None
