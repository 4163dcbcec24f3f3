from __future__ import annotations

import shutil

import pytest
from qgis.core import QgsApplication

from segcr_qgis.core.errors import SegcrError
from segcr_qgis.core.places import resources


@pytest.mark.skipif(not shutil.which("lrelease"), reason="lrelease is not installed")
@pytest.mark.parametrize(
    ("locale", "run", "missing"),
    [("fr", "Exécuter", "n'est pas installé"), ("zh_CN", "运行", "尚未安装")],
)
def test_the_language_of_qgis_is_spoken(qgis_app, monkeypatch, locale, run, missing):
    from segcr_qgis.gui.texts import tr
    from segcr_qgis.processing.messages import error_text
    from segcr_qgis.translation import install_translation, remove_translation

    assert (resources() / "i18n" / f"segcr_{locale}.qm").is_file()
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: locale))
    translator = install_translation()
    try:
        assert tr("Run") == run
        assert missing in error_text(SegcrError("engine_missing", reason="x"))
    finally:
        remove_translation(translator)
    assert tr("Run") == "Run"


def test_a_language_we_do_not_speak_is_english(qgis_app, monkeypatch):
    from segcr_qgis.translation import install_translation

    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "eo"))
    assert install_translation() is None
