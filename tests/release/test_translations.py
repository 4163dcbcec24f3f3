"""Every string has its French and Chinese translation, with the same placeholders."""

from __future__ import annotations

import re

import pytest

from tools.i18n import LANGUAGES, catalogue, catalogue_file, extract, read, source_file

PLACEHOLDER = re.compile(r"\{[^}]*\}")


@pytest.fixture(scope="module")
def strings():
    return {(context, text) for context, texts in extract().items() for text in texts}


def test_strings_of_every_kind_are_found(strings):
    assert ("SegcrDock", "Run") in strings
    assert ("SegcrPlugin", "Get started") in strings
    assert ("SegcrProcessing", "Water") in strings
    assert ("SegcrProcessing", "Cloud mask") in strings
    assert any(context == "SegcrMessages" and "{layer}" in text for context, text in strings)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_and_nothing_else(language, strings):
    known = read(source_file(language))
    missing = sorted(text for context, text in strings if not known.get((context, text)))
    assert not missing, f"run make i18n and translate: {missing}"
    gone = sorted(text for context, text in set(known) - strings)
    assert not gone, f"run make i18n: {gone}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_engines_words_are_those_of_the_translation(language):
    assert catalogue_file(language).read_text("utf-8") == catalogue(language), "run make i18n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_mnemonics_are_kept(language):
    for (_, text), translated in read(source_file(language)).items():
        if not translated:
            continue
        assert sorted(PLACEHOLDER.findall(text)) == sorted(PLACEHOLDER.findall(translated)), text
        assert text.count("&") == translated.count("&"), text


def test_french_and_chinese_are_what_they_are():
    french = " ".join(read(source_file("fr")).values())
    chinese = " ".join(read(source_file("zh_CN")).values())
    assert "occupation du sol" in french and "é" in french
    assert len(re.findall(r"[\u4e00-\u9fff]", chinese)) > 3000
