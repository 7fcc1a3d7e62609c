"""Plans that break one rule, each to be refused by name. The plan without the change is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from placement.audit import audit_plan
from placement.errors import VerificationError
from placement.plan import Certification, Plan
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from two_districts import (
    HAND_PLAN,
    add,
    certify,
    copy_city,
    drop,
    in_circle,
    judged,
    on_premises,
    read_city,
    swap,
)

FUND = "budgets.district_fund.districts"


@dataclass(frozen=True)
class Wrong:
    """A plan, the scenario's changes, and what the refusal must say."""

    plan: Plan
    says: str
    overrides: tuple[tuple[str, Any], ...] = ()


def money(key: str, cap: str, says: str) -> Wrong:
    return Wrong(HAND_PLAN, says, ((key, cap),))


def locked(key: str, value: Any, says: str, plan: Plan = HAND_PLAN) -> Wrong:
    return Wrong(plan, says, ((key, value),))


def quota(programme: str, rule: dict[str, Any], says: str) -> Wrong:
    return Wrong(HAND_PLAN, says, ((f"programmes.{programme}.quotas", [rule]),))


# E2 without fresh store and laundry: child care from between the circles and S1 raised bring 8 points
FEW_KINDS = add(
    drop(HAND_PLAN, "P05", "P06"),
    on_premises("P03", "childcare", 2024, "preparation", "aid"),
    judged("E2", "S1", 2024, "management"),
)
RICH = (
    ("budgets.city_fund.years", {2023: "900万元", 2024: "900万元"}),
    (
        FUND,
        {"东区": {2023: "900万元", 2024: "900万元"}, "西区": {2023: "900万元", 2024: "900万元"}},
    ),
    ("budgets.award_pool.years", {2023: "900万元", 2024: "900万元"}),
)

WRONG = {
    # ── one fen over a budget
    "city fund 2023": money(
        "budgets.city_fund.years.2023", "14999.99元",
        "budget line “市级资金” in 2023: 1.5 (10,000 yuan) committed, the caps cover 1.499999 (10,000 yuan)",
    ),
    "city fund 2024": money(
        "budgets.city_fund.years.2024", "60071.95元",
        "budget line “市级资金” in 2024: 6.007196 (10,000 yuan) committed, the caps cover 6.007195 (10,000 yuan)",
    ),
    "east 2023": money(
        f"{FUND}.东区.2023", "12345.66元",
        "budget line “区级资金·东区” in 2023: 1.234567 (10,000 yuan) committed, the caps cover 1.234566 (10,000 yuan)",
    ),
    "east 2024": money(
        f"{FUND}.东区.2024", "80107.93元",
        "budget line “区级资金·东区” in 2024: 8.010794 (10,000 yuan) committed, the caps cover 8.010793 (10,000 yuan)",
    ),
    "west 2024": money(
        f"{FUND}.西区.2024", "119999.99元",
        "budget line “区级资金·西区” in 2024: 12 (10,000 yuan) committed, the caps cover 11.999999 (10,000 yuan)",
    ),
    "award pool": money(
        "budgets.award_pool.years.2024", "249999.99元",
        "budget line “奖励资金” in 2024: 25 (10,000 yuan) committed, the caps cover 24.999999 (10,000 yuan)",
    ),
    "one award more": Wrong(
        certify(HAND_PLAN, "E1", year=2024), "budget line “奖励资金” in 2024: 30 (10,000 yuan) committed"
    ),
    "bonus in a full year": Wrong(
        swap(HAND_PLAN, "P01", year=2024), "budget line “市级资金” in 2024: 7.507196 (10,000 yuan) committed"
    ),
    # ── a site twice
    "two formats on one site": Wrong(
        add(HAND_PLAN, on_premises("P08", "conv", 2023)), "西一二层 (P08): taken 2 times"
    ),
    "the same choice twice": Wrong(
        add(HAND_PLAN, HAND_PLAN.choices[0]), "东一临街房 (P01), 连锁便利店: named 2 times"
    ),
    "machines twice": Wrong(
        add(HAND_PLAN, in_circle("E2", "vending", 1, 2023, "machines")), "东二 (E2), 自助售卖机: taken 2 times"
    ),
    "a line raised twice": Wrong(
        add(HAND_PLAN, HAND_PLAN.choices[4]), "东一 (E1), 商业规模: taken 2 times"
    ),
    # ── the wrong year
    "before it is free": Wrong(swap(HAND_PLAN, "P06", year=2023), "not free in that year"),
    "before the horizon": Wrong(swap(HAND_PLAN, "P01", year=2022), "2022 is outside the horizon"),
    "after the horizon": Wrong(swap(HAND_PLAN, "P08", year=2025), "2025 is outside the horizon"),
    "line before its year": Wrong(
        swap(HAND_PLAN, "E1@L1", year=2023), "not before its earliest year"
    ),
    "certified after the horizon": Wrong(
        certify(HAND_PLAN, "W1", year=2025), "西一 (W1): “高品质” in 2025 is outside the scenario"
    ),
    "certified before the horizon": Wrong(
        certify(HAND_PLAN, "E1", year=2022), "东一 (E1): “基本型” in 2022 is outside the scenario"
    ),
    "certified before the shops open": Wrong(
        certify(HAND_PLAN, "W1", year=2023), "西一 (W1): holds “高品质” in 2023 without having earned it: score 8.5 of"
    ),
    "shops a year late": Wrong(
        certify(HAND_PLAN, "E2", year=2023), "东二 (E2): holds “基本型” in 2023 without having earned it: score 4.5 of"
    ),
    # ── what the premises allow
    "too small": Wrong(
        add(HAND_PLAN, on_premises("P02", "conv", 2023)), "smaller than the format needs"
    ),
    "too large": Wrong(
        add(HAND_PLAN, on_premises("P04", "conv", 2023, "preparation")),
        "far larger than the format uses",
    ),
    "of another source": Wrong(
        swap(HAND_PLAN, "P08", format_id="pharmacy_state", option_id="P08:pharmacy_state"),
        "source class does not fit",
    ),
    "kind not allowed": Wrong(
        add(drop(HAND_PLAN, "P06"), on_premises("P06", "conv", 2024, "preparation")),
        "kind is not allowed there",
    ),
    "one kind of a bundle not allowed": Wrong(
        add(drop(HAND_PLAN, "P06"), on_premises("P06", "conv_breakfast", 2024, "preparation")),
        "kind is not allowed there",
    ),
    "kind forbidden": Wrong(
        add(drop(HAND_PLAN, "P05"), on_premises("P05", "conv_breakfast", 2024, "preparation")),
        "kind is forbidden there",
    ),
    "two units on premises": Wrong(swap(HAND_PLAN, "P10", units=2), "one unit per premises"),
    "no unit on premises": Wrong(swap(HAND_PLAN, "P10", units=0), "one unit per premises"),
    "less than no unit": Wrong(swap(HAND_PLAN, "P10", units=-1), "one unit per premises"),
    # ── what a circle allows
    "a machine on premises": Wrong(
        add(HAND_PLAN, on_premises("P03", "vending", 2023)), "source class does not fit"
    ),
    "a shop without premises": Wrong(
        add(HAND_PLAN, in_circle("E2", "conv", 1, 2023)), "format needs premises"
    ),
    "three machines": Wrong(
        add(drop(HAND_PLAN, "E2@vending"), in_circle("E2", "vending", 3, 2024, "machines")),
        "more units than allowed",
    ),
    "no machine": Wrong(swap(HAND_PLAN, "E2@vending", units=0), "more units than allowed"),
    "fewer than no machines": Wrong(
        swap(HAND_PLAN, "E2@vending", units=-3), "more units than allowed"
    ),
    "machines booked on another circle": Wrong(
        swap(HAND_PLAN, "E2@vending", circle_id="E1"), "site does not name circle and format"
    ),
    "a line booked on another circle": Wrong(
        swap(HAND_PLAN, "E1@L1", site_id="E2@L1"), "site does not name circle and line"
    ),
    "a line under another name": Wrong(
        swap(HAND_PLAN, "E1@L1", format_id="S1"), "format is not the line"
    ),
    "a line raised by two": Wrong(swap(HAND_PLAN, "E1@L1", units=2), "a line is raised once"),
    # ── ids that say something else
    "id of another site": Wrong(
        swap(HAND_PLAN, "P10", option_id="P11:pharmacy_state"),
        "its id does not name its site and format",
    ),
    "id of another format": Wrong(
        swap(HAND_PLAN, "P01", format_id="conv", programmes=("preparation",)),
        "its id does not name its site and format",
    ),
    "id of aid it does not have": Wrong(
        swap(HAND_PLAN, "P10", option_id="P10:pharmacy_state:aid"),
        "its id does not name its programmes",
    ),
    "id of a year outside": Wrong(
        swap(HAND_PLAN, "P10", option_id="P10:pharmacy_state@2099"),
        "its id does not name its programmes",
    ),
    "id with a tag": Wrong(
        swap(HAND_PLAN, "P10", option_id="P10:pharmacy_state:<script>"),
        "its id does not name its programmes",
    ),
    "id of another number": Wrong(
        swap(HAND_PLAN, "E2@vending", option_id="E2@vending:vending"),
        "its id does not name its site and format",
    ),
    # ── locks
    "locked out premises": locked("locks.premises_out", ["P05"], "东二门面 (P05), 生鲜店: locked out"),
    "locked out circle": locked(
        "locks.circles_out", ["E2"], "东二 (E2): certified although it is locked out"
    ),
    "locked in, not used": locked(
        "locks.premises_in", {"P03": {}}, "两圈之间 (P03): locked in but not used"
    ),
    "locked in for another format": locked(
        "locks.premises_in", {"P08": {"format": "conv"}}, "西一二层 (P08): not used as it is locked"
    ),
    "locked in for another year": locked(
        "locks.premises_in", {"P08": {"year": 2023}}, "西一二层 (P08): not used as it is locked"
    ),
    "no rise within the horizon": locked(
        "upgrades", False, "东一 (E1): rises within the horizon although that is ruled out",
        add(HAND_PLAN, Certification("E1", "high", 2024)),
    ),
    # ── tiers
    "half a point short of basic": Wrong(
        swap(HAND_PLAN, "E2@vending", units=1, option_id="E2@vending:vending"),
        "东二 (E2): holds “基本型” in 2024 without having earned it: score 7.5 of",
    ),
    "half a point short of high": Wrong(
        drop(HAND_PLAN, "P10"), "西一 (W1): holds “高品质” in 2024 without having earned it: score 13.5 of"
    ),
    "a kind short": Wrong(
        FEW_KINDS, "东二 (E2): holds “基本型” in 2024 without having earned it: kinds of 基础类 2 of 3", RICH
    ),
    "out of reach": Wrong(
        add(drop(HAND_PLAN, "P05"), on_premises("P11", "fresh", 2024, "aid")),
        "东二 (E2): holds “基本型” in 2024 without having earned it: score 6.5 of", RICH,
    ),
    "nothing there": Wrong(
        add(HAND_PLAN, Certification("W2", "basic", 2024)), "西二 (W2): holds “基本型” in 2024 without having earned it: score 2.5 of"
    ),
    "a tier too high": Wrong(
        certify(HAND_PLAN, "E2", tier="high"), "东二 (E2): holds “高品质” in 2024 without having earned it: score 8 of"
    ),
    # ── certifications
    "a fall": Wrong(
        add(certify(HAND_PLAN, "W1", year=2023), Certification("W1", "basic", 2024)),
        "西一 (W1): certification in 2024 is no rise",
    ),
    "no rise above what is held": Wrong(
        certify(HAND_PLAN, "W1", tier="basic"), "西一 (W1): certification in 2024 is no rise"
    ),
    "the same tier again": Wrong(
        add(HAND_PLAN, Certification("E1", "basic", 2024)), "东一 (E1): certification in 2024 is no rise"
    ),
    "certified twice in a year": Wrong(
        add(HAND_PLAN, Certification("E1", "basic", 2023)), "东一 (E1): certified twice in 2023"
    ),
    "a tier there is not": Wrong(
        certify(HAND_PLAN, "W1", tier="gold"), "西一 (W1): “gold” in 2024 is outside the scenario"
    ),
    "a circle there is not": Wrong(
        add(HAND_PLAN, Certification("E9", "basic", 2024)), "E9: certified but unknown"
    ),
    # ── programmes
    "no aid where it is needed": Wrong(
        swap(HAND_PLAN, "P05", programmes=("preparation",)),
        "does not pay back and has too little aid",
    ),
    "preparation not taken": Wrong(
        swap(HAND_PLAN, "P05", programmes=("aid",)), "programme “腾退修缮” is owed but not taken"
    ),
    "bonus not taken": Wrong(
        swap(HAND_PLAN, "P01", programmes=("preparation",)),
        "programme “连锁门店奖补” is owed but not taken",
    ),
    "machines not paid": Wrong(
        swap(HAND_PLAN, "E2@vending", programmes=()), "programme “售卖机购置” is owed but not taken"
    ),
    "raising not paid": Wrong(
        swap(HAND_PLAN, "E1@L1", programmes=()), "programme “运营管理提升” is owed but not taken"
    ),
    "aid for a kind it is not for": Wrong(
        swap(HAND_PLAN, "P01", programmes=("preparation", "chain_bonus", "aid")),
        "programme “微利业态补助” pays nothing for it then",
    ),
    "aid for what pays back": Wrong(
        add(HAND_PLAN, on_premises("P09", "conv_breakfast", 2023, "aid")),
        "takes aid although it pays back without", RICH,
    ),
    "a programme that does not run that year": Wrong(
        add(drop(HAND_PLAN, "P08"), on_premises("P08", "childcare", 2023, "care_pilot")),
        "programme “托育试点定额” pays nothing for it then", RICH,
    ),
    "too little aid": Wrong(
        add(drop(HAND_PLAN, "P08"), on_premises("P08", "childcare", 2024, "care_pilot")),
        "does not pay back and has too little aid", RICH,
    ),
    "two of a group": Wrong(
        swap(HAND_PLAN, "P08", programmes=("aid", "care_pilot")),
        "takes several programmes of one group", RICH,
    ),
    "one programme twice": Wrong(
        swap(HAND_PLAN, "P05", programmes=("preparation", "preparation", "aid")),
        "takes a programme twice", RICH,
    ),
    "machines' money for a laundry": Wrong(
        swap(HAND_PLAN, "P06", programmes=("preparation", "aid", "machines")),
        "programme “售卖机购置” pays nothing for it then",
    ),
    "management's money for machines": Wrong(
        swap(HAND_PLAN, "E2@vending", programmes=("machines", "management")),
        "programme “运营管理提升” pays nothing for it then",
    ),
    "a programme there is not": Wrong(
        swap(HAND_PLAN, "P08", programmes=("aid", "gift")), "names an unknown id “gift”"
    ),
    "an award for a shop": Wrong(
        swap(HAND_PLAN, "P08", programmes=("aid", "award")), "names an unknown id “award”"
    ),
    # ── quotas, carry-over, transfers
    "pool one fen short": quota(
        "machines", {"archetype": "pool", "years": {2024: "15999.99元"}},
        "programme “售卖机购置”: 2024: 1.6 (10,000 yuan) paid, at most 1.599999 (10,000 yuan)",
    ),
    "pool of a year that is not listed": quota(
        "machines", {"archetype": "pool", "years": {2023: "9万元"}},
        "programme “售卖机购置”: 2024: 1.6 (10,000 yuan) paid, at most 0 (10,000 yuan)",
    ),
    "third of the first two": quota(
        "aid", {"archetype": "first", "years": {2024: 2}}, "programme “微利业态补助”: 2024: 3 paid, at most 2"
    ),
    "both machines of one": quota(
        "machines", {"archetype": "first", "years": {2024: 1}}, "“售卖机购置”: 2024: 2 paid, at most 1"
    ),
    "district without a number": quota(
        "aid", {"archetype": "district", "districts": {"东区": 2}}, "“微利业态补助”: 西区: 1 paid, at most 0"
    ),
    "district beyond its number": quota(
        "aid", {"archetype": "district", "districts": {"东区": 1, "西区": 1}},
        "“微利业态补助”: 东区: 2 paid, at most 1",
    ),
    "bundle not filled": quota(
        "aid", {"archetype": "bundle", "amount": "50000.01元"},
        "programme “微利业态补助”: 西区: 5 (10,000 yuan) paid in all, at least 5.000001 (10,000 yuan)",
    ),
    "batch not filled": quota(
        "machines", {"archetype": "batch", "outlets": 3},
        "“售卖机购置”: 东二 (E2), 自助售卖机 in 2024: 2 outlets paid, at least 3",
    ),
    "batch begun and not full": quota(
        "machines", {"archetype": "batch", "outlets": 3, "whole": True},
        "“售卖机购置”: 东二 (E2), 自助售卖机 in 2024: 2 outlets paid, not in batches of 3",
    ),
    "enterprise beyond its outlets": quota(
        "machines", {"archetype": "applicant", "outlets": 1}, "2 outlets paid, at most 1"
    ),
    "enterprise beyond its money": quota(
        "machines", {"archetype": "applicant", "amount": "1元"}, "1.6 (10,000 yuan) paid, at most 0.0001 (10,000 yuan)"
    ),
    "pool of awards": Wrong(
        HAND_PLAN, "programme “认定奖励”: 2024: 25 (10,000 yuan) paid, at most 24.999999 (10,000 yuan)",
        (("programmes.award", {
            "archetype": "award", "name": "认定奖励", "payers": [{"budget": "award_pool"}],
            "amounts": {"basic": {2024: "5万元"}, "high": {2024: "20万元"}},
            "quotas": [{"archetype": "pool", "years": {2024: "249999.99元"}}],
        }),),
    ),
    "carried over one fen short": Wrong(
        HAND_PLAN, "budget line “区级资金·东区” in 2024: 8.010794 (10,000 yuan) committed, the caps cover 8.010793 (10,000 yuan)",
        (("budgets.district_fund.carry_over", True), (f"{FUND}.东区.2023", "92453.60元"),
         (f"{FUND}.东区.2024", "0元")),
    ),
    "not carried over": Wrong(
        HAND_PLAN, "budget line “区级资金·东区” in 2024: 8.010794 (10,000 yuan) committed, the caps cover 0 (10,000 yuan)",
        ((f"{FUND}.东区.2023", "92453.61元"), (f"{FUND}.东区.2024", "0元")),
    ),
    "not carried back": Wrong(
        HAND_PLAN, "budget line “区级资金·东区” in 2023: 1.234567 (10,000 yuan) committed, the caps cover 0 (10,000 yuan)",
        (("budgets.district_fund.carry_over", True), (f"{FUND}.东区.2023", "0元"),
         (f"{FUND}.东区.2024", "92453.61元")),
    ),
    "transferred one fen short": Wrong(
        HAND_PLAN, "committed, the caps cover",
        (("budgets.award_pool.transfer_to", ["city_fund"]), ("budgets.city_fund.years.2024", "0元"),
         ("budgets.award_pool.years.2024", "310071.95元")),
    ),
    "transferred the wrong way": Wrong(
        HAND_PLAN, "budget line “市级资金” in 2024: 6.007196 (10,000 yuan) committed, the caps cover 0 (10,000 yuan)",
        (("budgets.city_fund.transfer_to", ["award_pool"]), ("budgets.city_fund.years.2024", "0元"),
         ("budgets.award_pool.years.2024", "310071.96元")),
    ),
    # ── unknown ids
    "premises there are not": Wrong(
        add(HAND_PLAN, on_premises("P99", "conv", 2023)), "names an unknown id “P99”"
    ),
    "a format there is not": Wrong(
        add(HAND_PLAN, on_premises("P03", "bank", 2023)), "names an unknown id “bank”"
    ),
    "machines in no circle": Wrong(
        add(HAND_PLAN, in_circle("E9", "vending", 1, 2024, "machines")), "names an unknown id “E9”"
    ),
    "a line there is not": Wrong(
        add(HAND_PLAN, judged("E2", "Z9", 2024, "management")), "circle “E2” has no judgement of “Z9”"
    ),
    "a line nobody judged": Wrong(
        add(HAND_PLAN, judged("W1", "L1", 2024, "management")), "circle “W1” has no judgement of “L1”"
    ),
    # ── hard targets
    "hard target of a district": locked(
        "targets.hard", ["circles:东区:2024"], "hard target “各区生活圈·东区·2024” is missed by 1",
        replace(HAND_PLAN, certifications=tuple(
            c for c in HAND_PLAN.certifications if c.circle_id != "E2"
        )),
    ),
    "hard target of a tier": locked(
        "targets.hard", ["high"], "hard target “高品质生活圈·全市·2024” is missed by 1",
        replace(HAND_PLAN, certifications=HAND_PLAN.certifications[:2]),
    ),
    "hard pin of a circle": locked(
        "locks.circles", {"W2": {"year": 2024, "tier": "basic", "hard": True}}, "is missed by 1"
    ),
}  # fmt: skip


Read = Callable[[tuple[tuple[str, Any], ...]], Scenario]


@pytest.fixture(scope="module")
def scenario() -> Read:
    """Read the city with some keys changed, each combination once."""
    read: dict[str, Scenario] = {}

    def with_changes(overrides: tuple[tuple[str, Any], ...]) -> Scenario:
        if repr(overrides) not in read:
            read[repr(overrides)] = read_city(dict(overrides))
        return read[repr(overrides)]

    return with_changes


@pytest.mark.parametrize("name", WRONG)
def test_is_refused_and_the_rule_is_named(name: str, scenario: Read) -> None:
    wrong = WRONG[name]
    with pytest.raises(VerificationError) as caught:
        audit_plan(scenario(wrong.overrides), wrong.plan)
    findings = caught.value.findings
    assert any(wrong.says in finding for finding in findings), findings
    for finding in findings:
        zh, en = finding.split("\n")
        assert re.search("[\u4e00-\u9fff]", zh), finding
        assert not re.search("[a-z]{3,} [a-z]{2,} [a-z]{2,}| fen ", zh), finding
        assert en != zh, finding


def test_there_are_enough_of_them() -> None:
    assert len(WRONG) >= 60
    assert len({wrong.says for wrong in WRONG.values()}) >= 50


def test_all_findings_are_told_at_once() -> None:
    plan = drop(swap(HAND_PLAN, "P06", year=2023), "P10")
    plan = add(plan, Certification("E9", "basic", 2024))
    with pytest.raises(VerificationError) as caught:
        audit_plan(read_city(), plan)
    told = " ".join(caught.value.findings)
    assert "not free in that year" in told
    assert "E9: certified but unknown" in told
    assert "西一 (W1): holds “高品质” in 2024" in told


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        # a laundry counts within ten minutes
        ("reach", "P06,E2,10\n", "P06,E2,10.01\n", "东二 (E2): holds “基本型” in 2024 without having earned it: score 7 of"),
        # a supermarket counts from 500 m2; the market needs them, too
        ("premises", "116.661,35.399,700", "116.661,35.399,499.99", "smaller than the format needs"),
        ("premises", "80.55,,东区", "80.54,,东区", None),  # 12 fen less to pay
        ("premises", "80.55,,东区", "80.56,,东区", "budget line “市级资金” in 2024"),
        ("premises", "东区,2024,15", "东区,2025,15", "not free in that year"),
        ("circles", "基本型,2022", "基本型,2021", None),  # the target counts since 2022, but is soft
        ("outlets", "东一药店,pharmacy", "东一药店,childcare",
         "东一 (E1): holds “基本型” in 2023 without having earned it: kinds of 基础类 2 of 3"),
        ("judgements", "E2,S1,2,2.5", "E2,S1,1.5,2.5", "东二 (E2): holds “基本型” in 2024 without having earned it: score 7.5 of"),
        ("costs", "400,45,1,20", "400,17,1,20", "does not pay back and has too little aid"),
    ],
)  # fmt: skip
def test_a_changed_fact_changes_the_verdict(
    tmp_path: Path, name: str, old: str, new: str, says: str | None
) -> None:
    city = read_scenario(copy_city(tmp_path, (f"tables/{name}.csv", old, new)))
    if says is None:
        audit_plan(city, HAND_PLAN)
        return
    with pytest.raises(VerificationError) as caught:
        audit_plan(city, HAND_PLAN)
    assert any(says in finding for finding in caught.value.findings), caught.value.findings


def test_a_circle_that_was_recognised_too_early_to_count_is_named(tmp_path: Path) -> None:
    """The target of the west counts what was recognised since 2022; W1 holds its tier from before."""
    change = ("tables/circles.csv", "基本型,2022", "基本型,2021")
    counted = audit_plan(read_scenario(copy_city(tmp_path / "as it is")), HAND_PLAN)
    assert not any(counted.too_early.values())
    found = audit_plan(read_scenario(copy_city(tmp_path / "early", change)), HAND_PLAN)
    named = {target: circles for target, circles in found.too_early.items() if circles}
    assert named == {"circles:西区:2023": frozenset({"W1"})}
    assert "W1" not in found.counted["circles:西区:2023"]
