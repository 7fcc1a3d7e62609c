"""The Qingdao file says what 青商字〔2022〕9号 says; the numbers here are typed from the document."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest

from placement.policy.lines import CountLine
from placement.policy.obligations import obligations
from placement.policy.programmes import AwardProgramme, RateProgramme
from placement.policy.reader import read_policy
from placement.policy.rubric import NONE, Rubric, build_rubric, points_steps, tier_of
from placement.policy.schema import Policy

Card = Callable[..., tuple[int, ...]]
MODEL = Path(__file__).resolve().parents[2] / "models" / "qingdao-2022.yaml"


@pytest.fixture(scope="module")
def qingdao() -> Policy:
    return read_policy(MODEL)


@pytest.fixture(scope="module")
def rubric(qingdao: Policy) -> Rubric:
    return build_rubric(qingdao)


def test_the_year_ends_ask_for_15_35_65_115_and_175_circles(qingdao: Policy) -> None:
    rows = {row.year: row.required for row in obligations(qingdao)}
    assert rows == {2021: 15, 2022: 35, 2023: 65, 2024: 115, 2025: 175}


def test_each_year_alone_when_read_so() -> None:
    rows = obligations(read_policy(MODEL, {"Q2": "per_year"}))
    assert {r.year: (r.required, r.per_year) for r in rows} == {
        2021: (15, True), 2022: (20, True), 2023: (30, True), 2024: (50, True), 2025: (60, True),
    }  # fmt: skip


def test_no_split_by_district_unless_read_so(qingdao: Policy) -> None:
    assert {row.scope for row in obligations(qingdao)} == {"city"}
    rows = obligations(read_policy(MODEL, {"Q3": "every_district"}))
    assert {r.scope for r in rows if r.target_id == "district_floor"} == set(qingdao.districts)
    assert len(qingdao.districts) == 7


def test_a_circle_with_the_six_indispensable_kinds_is_accepted(rubric: Rubric, card: Card) -> None:
    """By hand: six kinds of one point each, two outlets of one kind still one: 6 + 1 = 7 points."""
    six = card(rubric, E1=1, E2=1, E3=2, E4=1, E5=1, E6=1, X1=1)
    assert points_steps(rubric, six) * rubric.step == Fraction(7)
    assert tier_of(rubric, six) == 0
    no_recycling = card(rubric, E1=1, E2=1, E3=4, E4=1, E5=1, F2=1, F3=1, P1=1, Q1=1)
    assert tier_of(rubric, no_recycling) == NONE


@pytest.mark.parametrize(
    ("option", "basic", "public", "accepted"),
    [
        ("all_basic", 7, 3, False), ("all_basic", 8, 0, True),
        ("basic_and_public", 8, 2, False), ("basic_and_public", 8, 3, True),
        ("essential_and_some", 4, 3, False), ("essential_and_some", 5, 0, True),
    ],
)  # fmt: skip
def test_stricter_readings_of_acceptance(
    option: str, basic: int, public: int, accepted: bool, card: Card
) -> None:
    rubric = build_rubric(read_policy(MODEL, {"Q1": option}))
    lines = [*(f"E{n}" for n in range(1, 7)), *(f"F{n}" for n in range(1, basic + 1))]
    lines += [f"P{n}" for n in range(1, public + 1)]
    assert (tier_of(rubric, card(rubric, **dict.fromkeys(lines, 1))) == 0) is accepted


def test_kinds_named_in_the_document(qingdao: Policy) -> None:
    names = {line.name for line in qingdao.rubric.lines.values() if isinstance(line, CountLine)}
    assert {"菜市场", "超市", "便利店", "药店", "大众餐饮店", "再生资源回收"} <= names
    classes = [getattr(line, "kind_class", None) for line in qingdao.rubric.lines.values()]
    assert [classes.count(c) for c in ("essential", "basic", "public", "quality")] == [6, 8, 3, 5]


def test_the_two_clauses_without_an_amount(qingdao: Policy) -> None:
    award, aid = qingdao.programmes["district_award"], qingdao.programmes["idle_premises"]
    assert isinstance(award, AwardProgramme)
    assert isinstance(aid, RateProgramme)
    assert award.recipient == "district"
    assert award.amount_unstated
    assert aid.amount_unstated
    assert set(award.amounts["accepted"].values()) == {0}
    assert set(aid.eligible.source_classes) == set(qingdao.premises.source_classes)
