from __future__ import annotations

import base64
import re
import struct
import zlib
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from segcr_qgis.assessment.png import encode_png
from segcr_qgis.assessment.report import render_report
from segcr_qgis.core.report import ClassArea, Notice, PredictReport
from segcr_qgis.core.request import Outputs, PredictRequest

EVIL = "<script>alert('x')</script>&\""


@dataclass(frozen=True)
class Pictures:
    before: np.ndarray
    after: np.ndarray
    classes: np.ndarray


def decoded(png):
    """Return the pixels of a PNG with filter 0 rows."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", png[16:24])
    start = png.index(b"IDAT")
    length = struct.unpack(">I", png[start - 4 : start])[0]
    rows = np.frombuffer(zlib.decompress(png[start + 4 : start + 4 + length]), np.uint8)
    return rows.reshape(height, 1 + 3 * width)[:, 1:].reshape(height, width, 3)


def test_png_round_trip():
    picture = np.random.default_rng(0).integers(0, 256, (7, 5, 3)).astype(np.uint8)
    assert (decoded(encode_png(picture)) == picture).all()


def pictures_of():
    return Pictures(*(np.full((4, 6, 3), v, np.uint8) for v in (10, 20, 30)))


def a_report():
    return PredictReport(
        {"classes": f"/d/{EVIL}.tif"}, "tiny", "1.0", "ab" * 32, 12.34, 100.0,
        (ClassArea(1, EVIL, 5, 50.0, 1234.5, 40.0, 0.75), ClassArea(2, "Trees", 0, 0.0, 0.0)),
        "cpu", "float32", 256, 64, 1, 4, 0.1, {"B2": 1}, {}, "dn10000", "", {"total": 2.0}, 300.0,
        (Notice("bands_missing", {"layer": EVIL, "bands": "B8"}),),
    )  # fmt: skip


def test_a_report_is_whole_and_everything_is_escaped():
    pictures, report = pictures_of(), a_report()
    request = PredictRequest(EVIL, "tiny", Outputs(classes="c.tif"), optical_name=EVIL)
    card = f"# Tiny\n\n{EVIL}\n\n- sees **water**\n  well\n- and no more\n\n"
    card += "| a | b |\n|---|---|\n| 1 | `2` |\n"
    html = render_report(request, report, pictures, card=card)
    assert "<script" not in html
    assert html.count("&lt;script&gt;") >= 5
    assert "<ul><li>sees <b>water</b> well</li><li>and no more</li></ul>" in html
    assert "<td><code>2</code></td>" in html
    # Two fifths of the only class lie under cloud: so much of its bar is hatched.
    assert '<i class="hatch" style="width:40.00%' in html and 'style="width:60.00%' in html
    assert "75 %" in html and "Trees" not in html
    assert "12.3 %" in html and "1,234.5 ha" in html and "ab" * 32 in html
    assert not re.search(r'(src|href)="(?!data:)', html)
    found = re.findall(r'src="data:image/png;base64,([^"]+)"', html)
    assert [decoded(base64.b64decode(text))[0, 0, 0] for text in found] == [10, 20, 30]

    class Balance(HTMLParser):
        depth = 0

        def handle_starttag(self, tag, attributes):
            self.depth += tag not in ("meta", "img")

        def handle_endtag(self, tag):
            self.depth -= 1

    parser = Balance()
    parser.feed(html)
    assert parser.depth == 0


def words_of(html):
    """Return the page's words, without its style, its values in code and our examples' names."""
    plain = re.sub(r"<style>.*?</style>|<code>.*?</code>", " ", html, flags=re.S)
    return re.sub(r"<[^>]+>", " ", plain)


@pytest.mark.parametrize(
    ("locale", "tag", "said", "number", "alike"),
    [
        (
            "fr_CA",
            "fr",
            "de l'image sous un nuage",
            "1\u202f234,5 ha",
            {"radar", "image", "pixels", "Sources", "observations"},
        ),
        ("zh-Hans", "zh-CN", "的影像位于云或云影之下", "1,234.5 ha", set()),
    ],
)
def test_a_report_speaks_the_users_language(locale, tag, said, number, alike):
    request = PredictRequest("o.tif", "tiny", Outputs(classes="c.tif"), language=locale)
    areas = (ClassArea(1, "Water", 5, 50.0, 1234.5, 40.0, 0.75),)
    notices = (Notice("units_assumed", {"layer": "o", "units": "dn10000", "reason": "-"}),)
    report = replace(a_report(), class_areas=areas, notices=notices, optical_date="2026-06-21")
    html = render_report(request, report, pictures_of())
    words = unescape(words_of(html))
    assert f'<html lang="{tag}">' in html
    assert said in words and number in words
    english = words_of(render_report(replace(request, language="en"), report, pictures_of()))
    left = set(re.findall(r"[A-Za-z]{4,}", words)) & set(re.findall(r"[A-Za-z]{4,}", english))
    assert left <= {"SegCR", "QGIS", "tiny", "float"} | alike


@pytest.mark.parametrize("locale", ["eo", "zh_TW", "", "../../etc", "de_DE"])
def test_languages_nobody_has_translated_are_english(locale):
    request = PredictRequest("o.tif", "tiny", Outputs(classes="c.tif"), language=locale)
    assert "How it was made" in render_report(request, a_report(), pictures_of())


def test_warnings_stand_out_and_readings_stand_with_the_sources():
    told = (
        Notice("overcast", {"percent": "85"}),
        Notice("bands_left_out", {"layer": "o", "bands": "9"}),
    )
    request = PredictRequest("/d/o.tif", "tiny", Outputs(classes="c.tif"))
    html = render_report(request, replace(a_report(), notices=told), pictures_of())
    assert html.count('class="note"') == 1 and '<p class="note">85 %' in html
    sources = html[html.index("<h2>Sources") : html.index("<h2>How it was made")]
    assert '<p class="remark">Bands 9 of layer' in sources
    assert "<h1>o</h1>" in html


def test_a_card_is_shown_down_to_its_limits():
    request = PredictRequest("o.tif", "tiny", Outputs(classes="c.tif"))
    card = "# Tiny\n\n## Limits\n\nBlind at night.\n\n## Scores\n\nMany.\n"
    html = render_report(request, a_report(), pictures_of(), card=card)
    assert "Blind at night." in html and "Many." not in html and "detailed scores" in html
    whole = render_report(request, a_report(), pictures_of(), card="# Tiny\n\n## Scores\n\nMany.")
    assert "Many." in whole and "detailed scores" not in whole
