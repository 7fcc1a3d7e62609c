"""Every rule in use that is not sure is told, on the page and on screen, too; what is sure or not used is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from placement.plain import sentence
from placement.policy.base import Source, decimal_text
from placement.policy.lines import JudgedLine
from placement.policy.reader import read_policy
from placement.report.dossier.doubts import PARTS, doubt_words, doubtful_rules
from placement.report.dossier.words import reading_words
from placement.report.page import write_page
from placement.report.speaker import Speaker
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from told import ROOT, Told


def sources_within(value: Any) -> list[dict[str, Any]]:
    """Every source of a policy written as plain values."""
    if isinstance(value, dict):
        own = [value] if "confidence" in value else []
        return own + [s for inner in value.values() for s in sources_within(inner)]
    return [s for v in value for s in sources_within(v)] if isinstance(value, list | tuple) else []


@pytest.fixture(scope="module")
def mofcom() -> Scenario:
    return read_scenario(ROOT / "scenarios" / "mofcom-2023-2025.yaml")


def test_no_doubtful_source_of_the_policy_is_left_out(mofcom: Scenario) -> None:
    written = [
        source
        for source in sources_within(mofcom.policy.rubric.model_dump())
        if source["unverified"] or source["confidence"] != "stated"
    ]
    found = [d.source.model_dump() for d in doubtful_rules(mofcom)]
    assert len(written) > 5
    assert all(source in found for source in written)


@pytest.mark.parametrize("file", sorted((ROOT / "models").glob("*-20*.yaml")), ids=lambda f: f.stem)
def test_every_part_of_a_policy_that_names_sources_is_looked_at(file: Path) -> None:
    """Readings stand in the parts they change."""
    policy = read_policy(file)
    with_sources = {
        name
        for name in type(policy).model_fields.keys() - {"readings"}
        if sources_within(policy.model_dump(include={name})[name])
    }
    assert {"rubric", "tiers", "targets"} <= with_sources <= PARTS.keys()


def test_words_say_what_is_decided_and_how_it_is_known(mofcom: Scenario) -> None:
    first = doubt_words(mofcom, Speaker("zh"))[0]
    assert (first.name, first.known) == ("必备业态", "推断、未核对原件")
    assert first.clause == "问49；问34；附件1"
    assert first.text.startswith("各地可结合本地实际")
    assert doubt_words(mofcom, Speaker("en"))[0].known == "inferred, original not checked"


def test_programmes_count_as_the_scenario_has_them(mofcom: Scenario) -> None:
    before = doubtful_rules(mofcom)
    unsure = Source(clause="转载", confidence="recalled", unverified=True)
    first, *others = mofcom.programmes
    more = replace(mofcom, programmes=(first.model_copy(update={"source": unsure}), *others))
    assert unsure in [doubt.source for doubt in doubtful_rules(more)]
    assert len(doubtful_rules(replace(mofcom, programmes=()))) <= len(before)
    assert not [d for d in doubtful_rules(replace(mofcom, targets=())) if d.decides.en == "targets"]


def test_page_and_screen_tell_of_them(told: Told, tmp_path: Path) -> None:
    write_page(tmp_path / "report.html", told.dossier)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    words = doubt_words(told.scenario, Speaker("zh"))
    assert words
    listed = page.partition('<details id="doubts">')[2].partition("</details>")[0]
    assert all(word.name in listed and word.text in listed for word in words)
    assert "专款用途：高品质便民生活圈奖励" in page


def test_defaults_of_judged_lines_are_readings_where_the_table_is_silent(told: Told) -> None:
    tables = told.scenario.tables
    silent = replace(tables, judgements=tables.judgements.iloc[:0])
    dossier = replace(told.dossier, scenario=replace(told.scenario, tables=silent))
    lines = told.scenario.policy.rubric.lines.values()
    line = next(rule for rule in lines if isinstance(rule, JudgedLine))
    (found,) = (r for r in reading_words(dossier) if f"“{line.name}”" in r.question)
    assert found.answer == f"{decimal_text(line.default)} 分：{sentence(line.default_reason)}"
    assert not found.written
    assert f"{len(tables.circles)} 个生活圈" in found.question
