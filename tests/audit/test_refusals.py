"""The auditor refuses wrong plans of the shipped quick city and names the rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from placement.audit import audit_plan
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.propose import plan_of
from placement.errors import VerificationError
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Certification, Choice, Plan
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """The quick city with money to spare."""
    read = read_scenario(ROOT / "scenarios" / "quick.yaml")
    return replace(read, budgets=tuple(replace(b, cap_fen=10**12) for b in read.budgets))


@pytest.fixture(scope="module")
def plan(scenario: Scenario) -> Plan:
    """The office's plan, and one aided conversion on a site it leaves free."""
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    plan = plan_of(plan_greedily(instance), instance, table)
    taken = {choice.site_id for choice in plan.choices}
    row = next(
        row
        for row in table.rows.to_dict("records")
        if "micro_profit" in row["programmes"] and row["site_id"] not in taken
    )
    aided = Choice(
        row["option_id"], row["site_id"], row["cost_row"], 1, "", "", row["programmes"], 2025
    )
    return replace(plan, choices=(*plan.choices, aided))


def refused(scenario: Scenario, plan: Plan, words: str) -> None:
    with pytest.raises(VerificationError) as caught:
        audit_plan(scenario, plan)
    assert any(words in finding for finding in caught.value.findings), caught.value.findings


def first(plan: Plan, wanted: Callable[[Choice], bool]) -> int:
    return next(n for n, choice in enumerate(plan.choices) if wanted(choice))


def changed(plan: Plan, n: int, **values: object) -> Plan:
    choices = list(plan.choices)
    choices[n] = replace(choices[n], **values)  # type: ignore[arg-type]
    return replace(plan, choices=tuple(choices))


def on_premises(choice: Choice) -> bool:
    return not choice.circle_id


def aided(choice: Choice) -> bool:
    return "micro_profit" in choice.programmes


def test_the_greedy_plan_itself_is_accepted(scenario: Scenario, plan: Plan) -> None:
    statement = audit_plan(scenario, plan)
    assert statement.terms["conversions"] == len(plan.choices) > 20
    paid = statement.payments["yuan"].sum()
    assert paid == statement.money["paid_yuan"].sum()
    assert statement.projects["public_yuan"].sum() * 100 == statement.terms["aid_money"]
    assert paid * 100 == statement.terms["aid_money"] + statement.terms["award_money"]
    awarded = [c for c in plan.certifications if (c.tier, c.year) == ("high", 2023)]
    assert statement.terms["award_money"] == len(awarded) * 300_000 * 100


def test_one_fen_over_a_budget(scenario: Scenario, plan: Plan) -> None:
    spent = audit_plan(scenario, plan).money
    row = spent[spent["committed_yuan"] > 0].iloc[0]
    line, _, district = row["budget_id"].partition(":")
    exact = int(row["committed_yuan"] * 100)

    def capped(cap: int) -> Scenario:
        budgets = tuple(
            replace(b, cap_fen=cap)
            if (b.id, b.district or "", b.year) == (line, district, row["year"])
            else b
            for b in scenario.budgets
        )
        return replace(scenario, budgets=budgets)

    audit_plan(capped(exact), plan)
    refused(capped(exact - 1), plan, f" in {row['year']}: ")


@pytest.mark.parametrize(
    ("wanted", "values", "words"),
    [
        (on_premises, {"year": 2030}, "outside the horizon"),
        (on_premises, {"units": 2}, "one unit per premises"),
        (on_premises, {"format_id": "nowhere"}, "unknown id"),
        (on_premises, {"site_id": "nowhere"}, "unknown id"),
        (on_premises, {"option_id": "something else"}, "does not name its site and format"),
        (aided, {"programmes": ()}, "too little aid"),
        (aided, {"programmes": ("micro_profit", "micro_profit")}, "twice"),
        (aided, {"programmes": ("nonsense",)}, "unknown id"),
        (aided, {"programmes": ("micro_profit", "chain_store")}, "pays nothing"),
        (lambda c: bool(c.judged_line), {"units": 2}, "raised once"),
        (lambda c: bool(c.judged_line), {"site_id": "TB001@XX"}, "circle and line"),
        (lambda c: bool(c.judged_line), {"format_id": "conv"}, "format is not the line"),
        (lambda c: c.circle_id and not c.judged_line, {"units": 99}, "more units"),
    ],
)
def test_a_choice_that_breaks_a_rule(
    scenario: Scenario,
    plan: Plan,
    wanted: Callable[[Choice], bool],
    values: dict[str, object],
    words: str,
) -> None:
    refused(scenario, changed(plan, first(plan, wanted), **values), words)


def test_a_site_taken_twice(scenario: Scenario, plan: Plan) -> None:
    n = first(plan, on_premises)
    twin = replace(plan.choices[n], option_id=plan.choices[n].option_id + "x")
    refused(scenario, replace(plan, choices=(*plan.choices, twin)), "taken 2 times")


def test_aid_that_nobody_needs(scenario: Scenario, plan: Plan) -> None:
    n = first(plan, lambda c: on_premises(c) and not set(c.programmes) - {"preparation"})
    choice = plan.choices[n]
    for programme in ("micro_profit", "chain_store"):
        wrong = changed(plan, n, programmes=(*choice.programmes, programme))
        with pytest.raises(VerificationError):
            audit_plan(scenario, wrong)


def test_an_owed_programme_left_out(scenario: Scenario, plan: Plan) -> None:
    n = first(plan, lambda c: "preparation" in c.programmes)
    rest = tuple(p for p in plan.choices[n].programmes if p != "preparation")
    refused(scenario, changed(plan, n, programmes=rest), "owed but not taken")


@pytest.mark.parametrize(
    "column", ["first_year", "floor_area_dm2", "forbidden_kinds", "allowed_kinds"]
)
def test_premises_that_do_not_fit(scenario: Scenario, plan: Plan, column: str) -> None:
    choice = plan.choices[first(plan, on_premises)]
    premises = scenario.tables.premises.copy()
    row = premises.index[premises["premises_id"] == choice.site_id][0]
    costs = scenario.tables.costs.set_index("format_id")
    kinds = costs.at[choice.format_id, "kinds"]
    values = {
        "first_year": (2031, "not free in that year"),
        "floor_area_dm2": (1, "smaller than the format needs"),
        "forbidden_kinds": (kinds, "forbidden there"),
        "allowed_kinds": (("hotel",), "not allowed there"),
    }
    value, words = values[column]
    premises.at[row, column] = value
    other = replace(scenario, tables=replace(scenario.tables, premises=premises))
    refused(other, plan, words)


def test_an_option_taken_away_costs_a_circle_its_tier(scenario: Scenario, plan: Plan) -> None:
    """Greedy drops what is needless, so of the judged lines it raised some certificate hangs on each."""
    n = first(plan, lambda c: bool(c.judged_line))
    circle = plan.choices[n].circle_id
    rest = replace(plan, choices=plan.choices[:n] + plan.choices[n + 1 :])
    refused(scenario, rest, f"({circle}): holds")


def test_certificates_that_are_not_earned_or_no_rise(scenario: Scenario, plan: Plan) -> None:
    held = {c.circle_id for c in plan.certifications}
    idle = next(c for c in scenario.tables.circles["circle_id"] if c not in held)
    refused(
        scenario,
        replace(plan, certifications=(*plan.certifications, Certification(idle, "high", 2025))),
        f"({idle}): holds “高品质”",
    )
    item = next(c for c in plan.certifications if c.year < 2025)
    for extra, words in (
        (replace(item, tier="high"), "certified twice"),
        (replace(item, year=2025), "no rise"),
        (replace(item, year=2025, tier="gold"), "outside the scenario"),
        (replace(item, circle_id="TB999"), "unknown"),
    ):
        certifications = (*plan.certifications, extra)
        refused(scenario, replace(plan, certifications=certifications), words)


def test_locks_and_hard_targets(scenario: Scenario, plan: Plan) -> None:
    used = plan.choices[first(plan, on_premises)]
    circle = plan.certifications[0].circle_id
    locks = scenario.locks
    out = replace(locks, premises_out=frozenset({used.site_id}))
    refused(replace(scenario, locks=out), plan, "locked out")
    barred = replace(locks, circles_out=frozenset({circle}))
    refused(replace(scenario, locks=barred), plan, "locked out")
    targets = tuple(replace(k, required=99, hard=True) for k in scenario.targets)
    refused(replace(scenario, targets=targets), plan, "hard target")
    still = replace(scenario, allow_upgrades=False)
    raised = [c.circle_id for c in plan.certifications]
    if len(set(raised)) < len(raised):
        refused(still, plan, "rises within the horizon")
