"""The page is one file that asks for nothing, runs nothing but its own scripts, and says what plan.json says."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from placement.errors import Text
from placement.policy.schema import Document
from placement.report.page import render_page
from placement.report.page.data import script_json
from placement.scenario.model import Licence
from told import HOSTILE, Told, words_of

LINKS = {
    "src",
    "href",
    "action",
    "formaction",
    "data",
    "poster",
    "srcset",
    "background",
    "xlink:href",
}
MOST_BYTES = 5_000_000


class Reader(HTMLParser):
    """Collects elements, attributes, texts of scripts and of everything else."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] == "script" and self.cdata_elem == "script":
            self.scripts.append((self.tags[-1][1], data))
        elif self.cdata_elem is None:
            self.texts.append(data)


@pytest.fixture(scope="module")
def page(told: Told) -> str:
    return render_page(told.dossier)


@pytest.fixture(scope="module")
def hostile_page(hostile: Told) -> str:
    return render_page(hostile.dossier)


def test_nothing_is_fetched_and_only_named_scripts_run(page: str) -> None:
    reader = Reader(page)
    assert len(page.encode()) < MOST_BYTES
    for tag, attributes in reader.tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in LINKS:
                assert value is not None
                assert value.startswith("#"), (tag, value)
    policy = next(a["content"] for t, a in reader.tags if t == "meta" and "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe-eval" not in policy
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    run = [text for attributes, text in reader.scripts if "type" not in attributes]
    assert len(run) == len(allowed) == 4
    assert {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in run} == allowed


def test_control_totals_are_those_of_the_record(told: Told, page: str) -> None:
    shown = dict(re.findall(r'<code data-control="\w+">(\w+) = (\d+)</code>', page))
    assert {name: int(value) for name, value in shown.items()} == told.record["control"]
    texts = "".join(Reader(page).texts)
    assert f"{told.record['control']['circles_at_end']:,} / {len(told.dossier.circles):,}" in texts
    assert "✗ 不一致" not in texts


def test_the_data_of_the_script_add_up_to_the_record(told: Told, page: str) -> None:
    data = next(json.loads(t) for a, t in Reader(page).scripts if a.get("id") == "data")
    control = told.record["control"]
    assert sum(project[-1] for project in data["projects"]) == control["public_fen"]
    assert len(data["projects"]) == control["projects"]
    assert sum(len(circle["certified"]) for circle in data["circles"]) == control["certifications"]
    held = [circle for circle in data["circles"] if circle["tiers"][-1] >= 0]
    assert len(held) == control["circles_at_end"]
    assert sum(circle["residents"] for circle in held) == control["residents_at_end"]
    for circle, card in zip(data["circles"], data["cards"], strict=True):
        assert len(card) == len(data["lines"])
        assert circle["scores"][-1] >= circle["today"]


def test_hostile_names_add_no_element(page: str, hostile_page: str) -> None:
    plain, other = Reader(page), Reader(hostile_page)
    assert [tag for tag, _ in other.tags if tag in {"img", "svg", "iframe"}] == []
    assert len(other.scripts) == len(plain.scripts)
    assert sorted({name for _, a in other.tags for name in a}) == sorted(
        {name for _, a in plain.tags for name in a}
    )
    for attributes, text in other.scripts:
        if attributes.get("type") == "application/json":
            assert "<" not in text
            json.loads(text)
    shown = "".join(other.texts)
    assert HOSTILE[6] in shown
    assert HOSTILE[9] in shown
    assert not any(char in hostile_page for char in "\u202e\u200b\u2028\ufeff")


def test_script_json_says_the_same_in_safe_letters() -> None:
    value = {"a": ["</script><!--", "\u2028", "&amp;", 1, None]}
    text = script_json(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028") & set(text)


def test_equal_plans_give_equal_bytes(told: Told, page: str) -> None:
    assert render_page(told.dossier) == page


def test_every_style_falls_back_to_the_letters_inside(page: str) -> None:
    css = page[page.index(":root") : page.index("</style>", page.index(":root"))]
    families = re.findall(r"(?:font-family|--font): ([^;}]+)", css) + re.findall(
        r"font: ([^;}]+)", css
    )
    assert len(families) >= 3
    assert all("PlanCJK" in f or "var(--font)" in f or f == "inherit" for f in families)


def test_long_assumptions_are_told_whole(told: Told) -> None:
    words = "假定" * 200
    scenario = replace(told.scenario, assumptions=(Text(words, words),))
    assert words in render_page(replace(told.dossier, scenario=scenario))


def test_every_chinese_letter_travels_with_the_page(page: str) -> None:
    pytest.importorskip("fontTools")
    from io import BytesIO

    from fontTools.ttLib import TTFont

    packed = re.search(r"data:font/woff;base64,([^)]+)\)", page)
    assert packed is not None
    letters = TTFont(BytesIO(base64.b64decode(packed[1]))).getBestCmap()
    used = {c for text in Reader(page).texts for c in text if "\u4e00" <= c <= "\u9fff"}
    assert len(used) > 300
    assert {ord(c) for c in used} <= set(letters)


def test_the_note_on_grey_years_stands_where_there_are_any(told: Told) -> None:
    """A year that asks something of another place only makes the cells of the first one grey."""
    dossier = told.dossier
    first = next(t for t in dossier.targets if t.kind.is_cumulative)
    elsewhere = replace(first, id="elsewhere", place="别处", year=first.year + 1)
    for targets, has_grey in (((first,), False), ((first, elsewhere), True)):
        page = render_page(replace(dossier, targets=targets))
        assert bool(re.search(r"<td class=\"n[^\"]* past", page)) == has_grey
        assert ("灰色：当年没有新任务" in page) == has_grey


def test_the_english_page_holds_no_chinese_but_what_tables_and_policies_say(told: Told) -> None:
    known = words_of(told)
    page = render_page(replace(told.dossier, lang="en"))
    body = page.split("<body>")[1]
    assert '<html lang="en">' in page
    for script in re.findall(r"<script>(.*?)</script>", body, re.DOTALL):
        body = body.replace(script, "")
    foreign = {run for run in re.findall(r"[\u4e00-\u9fff]+", body) if run not in known}
    assert not foreign
    assert '<html lang="zh-CN">' in render_page(told.dossier)


FAULTS = ("block 7 of 11: OverflowError: cannot convert <infinity>", "block 8 of 11: killed")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "求解过程出过 2 次错，方案已经核对；已证明的步骤不受影响"),
        ("en", "2 errors on the way"),
    ],
)
def test_what_failed_in_the_solve_stands_at_the_head_of_the_page_and_with_its_proof(
    told: Told, page: str, lang: Any, said: str
) -> None:
    proof = replace(told.proof, faults=FAULTS)
    texts = "".join(Reader(render_page(replace(told.dossier, proof=proof, lang=lang))).texts)
    assert texts.count(said) == 2
    assert texts.count(FAULTS[0]) == 2
    assert said not in page


FORBIDDEN = Licence(Text("只供内部试验<b>", "for trials only<b>"), publishable=False)
OPEN = Licence(Text("公开数据，请注明来源", "open data, name the source"), publishable=True)
UNSETTLED = replace(OPEN, unlicensed=("a.csv", "b.csv"))


@pytest.mark.parametrize(
    ("licence", "lang", "said"),
    [
        (FORBIDDEN, "zh", '<p class="stamp"><strong>不得公开：只供内部试验&lt;b&gt;'),
        (FORBIDDEN, "en", '<p class="stamp"><strong>Not for publication: for trials only&lt;b&gt;'),
        (
            UNSETTLED,
            "zh",
            '<p class="stamp"><strong>公开前须核实许可（a.csv、b.csv 没有声明许可）：公开数据',
        ),
        (
            UNSETTLED,
            "en",
            "<strong>Licence to be settled before publication (none is stated for a.csv",
        ),
        (OPEN, "zh", '<p class="muted">数据的使用许可：公开数据，请注明来源'),
        (OPEN, "en", '<p class="muted">Data licence: open data, name the source'),
    ],
)
def test_terms_of_the_data_stand_at_the_head_as_a_ban_where_they_are_one(
    told: Told, licence: Licence, lang: Any, said: str
) -> None:
    scenario = replace(told.dossier.scenario, licence=licence)
    page = render_page(replace(told.dossier, scenario=scenario, lang=lang))
    assert said in page.partition("<nav")[0]


@pytest.mark.parametrize(
    ("lang", "own", "borrowed"),
    [
        (
            "zh",
            "政策依据：某市商务局 某市方案　",
            "政策依据：借用某市商务局 某市方案（用于甲县，不是当地的规定）",
        ),
        (
            "en",
            "Policy: 某市商务局 某市方案　",
            "Policy, borrowed: 某市商务局 某市方案 (used for 甲县",
        ),
    ],
)
def test_a_policy_of_another_place_is_named_as_borrowed(
    told: Told, lang: Any, own: str, borrowed: str
) -> None:
    document = Document(title="某市方案", issuer="某市商务局")
    heads = []
    for place in ("", "甲县"):
        there = document.model_copy(update={"borrowed_for": place})
        policy = told.dossier.scenario.policy.model_copy(update={"document": there})
        scenario = replace(told.dossier.scenario, policy=policy)
        heads.append(render_page(replace(told.dossier, scenario=scenario, lang=lang)))
    assert [said in head for head, said in zip(heads, (own, borrowed), strict=True)] == [True, True]
    assert borrowed not in heads[0]


def test_assumptions_are_told_in_the_language_of_the_reader(told: Told) -> None:
    assumed = replace(told.dossier.scenario, assumptions=(Text("租金按假设", "rents are assumed"),))
    pages = [
        render_page(replace(told.dossier, scenario=assumed, lang=lang)) for lang in ("zh", "en")
    ]
    assert ["租金按假设" in page for page in pages] == [True, False]
    assert ["rents are assumed" in page for page in pages] == [False, True]


def test_whether_data_are_invented_or_partly_assumed_stands_at_the_head(told: Told) -> None:
    real = replace(told.dossier.scenario, synthetic=False)
    assumed = replace(real, assumptions=(Text("租金按假设", "rents"), Text("造价按假设", "costs")))
    heads = [
        render_page(replace(told.dossier, scenario=scenario)).partition("<nav")[0]
        for scenario in (replace(real, synthetic=True), assumed, replace(real, assumptions=()))
    ]
    said = [("合成数据：" in head, "2 项是假设" in head) for head in heads]
    assert said == [(True, True), (False, True), (False, False)]
