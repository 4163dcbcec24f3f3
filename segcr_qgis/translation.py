"""The user's language: loads the plugin's translation where there is one."""

from __future__ import annotations

from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from .core.language import spoken
from .core.places import resources


def install_translation() -> Optional[QTranslator]:
    """Install the translation for QGIS's language; None where English will do."""
    language = spoken(str(QgsApplication.locale() or ""))
    path = resources() / "i18n" / f"segcr_{language}.qm"
    if path.is_file():
        translator = QTranslator()
        if translator.load(str(path)):
            QCoreApplication.installTranslator(translator)
            return translator
    return None


def remove_translation(translator: Optional[QTranslator]) -> None:
    """Undo :func:`install_translation`."""
    if translator is not None:
        QCoreApplication.removeTranslator(translator)
