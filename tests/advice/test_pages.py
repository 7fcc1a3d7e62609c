"""Pages of advice show hostile names as texts, ask for nothing, and say what has to be known of the data."""

import html
import re
import unicodedata
from pathlib import Path

import pytest

from placement.advice.pages import write_page
from placement.advice.telling import Chapter, same
from placement.errors import Text
from placement.plain import sentence
from placement.report.cautions import SYNTHETIC
from placement.report.speaker import Speaker
from told import HOSTILE

TITLE = Text("比较方案", "Alternatives")


def page_of(path: Path, name: str, lang: str = "zh") -> str:
    chapter = Chapter(same(name), (same(name),), (same(name), same(name)), ((name, same(name)),))
    say = Speaker(lang)
    write_page(path, same(name), [chapter], say, picture=b"\x89PNG", cautions=(SYNTHETIC,))
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*HOSTILE, "很长" * 3000, "🏪👨‍👩‍👧", "שלום"])
def test_hostile_names_stay_texts(name: str, tmp_path: Path) -> None:
    plain, hostile = page_of(tmp_path / "a.html", "名"), page_of(tmp_path / "b.html", name)
    assert re.findall(r"<[a-z][a-z0-9]*", hostile) == re.findall(r"<[a-z][a-z0-9]*", plain)
    assert html.unescape(hostile).count(sentence(name)) >= 6
    acting = [c for c in name if unicodedata.category(c) in {"Cc", "Cf", "Zl", "Zp"} and c != "\n"]
    assert not [c for c in acting if c in hostile]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_asks_for_nothing_and_says_what_has_to_be_known(lang: str, tmp_path: Path) -> None:
    page = page_of(tmp_path / "a.html", "名", lang)
    assert not re.search(r"(src|href)=\"(?!data:)", page)
    assert "default-src 'none'" in page
    assert Speaker(lang).text(SYNTHETIC.sentence) in page
    (alternative,) = re.findall(r'<img alt="([^"]+)"', page)
    assert alternative.startswith("名")
