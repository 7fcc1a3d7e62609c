"""The audited statement of a plan: the tables a reader sees, and the value of every objective term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from placement.audit.cards import exact, scorecards
from placement.audit.certificates import CircleYear, circle_years
from placement.audit.choices import AuditedChoice, audit_choices
from placement.audit.money import BudgetYear, budget_years
from placement.audit.payments import Payment, list_payments, list_payouts
from placement.audit.quotas import audit_quotas
from placement.audit.registers import Registers
from placement.audit.siting import audit_siting
from placement.audit.supply import LineMatcher, Units, add_choice, existing_supply, walks_from
from placement.audit.targets import TargetResult, audit_targets
from placement.audit.today import CardToday, cards_today
from placement.errors import VerificationError
from placement.plan import Plan
from placement.scenario.model import Scenario

FEN_PER_YUAN = 100


@dataclass(frozen=True)
class Statement:
    """What a plan is worth.

    Attributes
    ----------
    projects, circles, scorecards, targets, money, payments
        Frames with the columns of the published tables; yuan and points are exact ``Decimal``.
    terms
        Objective terms: circles, fen, residents and options as whole numbers.
    today
        Score card of every circle before the plan.
    """

    projects: pd.DataFrame
    circles: pd.DataFrame
    scorecards: pd.DataFrame
    targets: pd.DataFrame
    money: pd.DataFrame
    payments: pd.DataFrame
    terms: dict[str, int]
    today: dict[str, CardToday]
    counted: dict[str, frozenset[str]]
    planned_by: dict[str, Mapping[int, int]]

    def frames(self) -> dict[str, pd.DataFrame]:
        """Return the six tables by name."""
        names = ("projects", "circles", "scorecards", "targets", "money", "payments")
        return {name: getattr(self, name) for name in names}


def audit_plan(scenario: Scenario, plan: Plan) -> Statement:
    """Recompute a plan from ids and years and state what it is worth.

    Raises
    ------
    VerificationError
        With every finding, if the plan breaks any rule of the scenario.
    """
    registers = Registers.open(scenario)
    choices, findings = audit_choices(registers, plan)
    findings += audit_siting(registers, choices)
    today, supply, served = _supply_by_year(registers, choices)
    rows, wrong = circle_years(scenario, plan, supply, today)
    findings += wrong
    results, wrong = audit_targets(scenario, rows)
    findings += wrong
    payouts = list_payouts(registers, choices, rows, served)
    findings += audit_quotas(scenario, registers.groups, payouts)
    payments = list_payments(registers, payouts)
    budgets, wrong = budget_years(scenario, payments)
    findings += wrong
    if findings:
        raise VerificationError(findings)
    return Statement(
        projects=_projects(choices, served),
        circles=_circles(scenario, registers, rows),
        scorecards=scorecards(registers, today, rows),
        targets=_targets(scenario, results),
        money=_money(budgets),
        payments=_payments(payments),
        terms=_terms(scenario, registers, choices, rows, results, payments),
        today=cards_today(registers, today),
        counted={r.target.id: r.counted for r in results},
        planned_by={r.target.id: r.planned_by for r in results},
    )


def _supply_by_year(
    registers: Registers, choices: list[AuditedChoice]
) -> tuple[Units, dict[int, Units], dict[str, set[str]]]:
    scenario = registers.scenario
    matcher = LineMatcher(scenario.rubric)
    today = existing_supply(registers, matcher)
    used = {item.choice.site_id for item in choices}
    premises = scenario.tables.premises
    sites = premises[premises["premises_id"].isin(used)].reset_index(drop=True)
    walks = walks_from(scenario, sites, "premises_id") if len(sites) else {}
    outlets = scenario.tables.outlets
    outlets = outlets[outlets["outlet_id"].isin(used)].reset_index(drop=True)
    if len(outlets):
        walks = {**walks, **walks_from(scenario, outlets, "outlet_id")}
    standing = {circle: list(units) for circle, units in today.items()}
    supply: dict[int, Units] = {}
    served: dict[str, set[str]] = {}
    for year in scenario.years:
        for item in choices:
            if item.choice.year == year:
                served[item.choice.option_id] = add_choice(
                    registers, standing, item, matcher, walks
                )
        supply[year] = {circle: list(units) for circle, units in standing.items()}
    return today, supply, served


def yuan(fen: int) -> Decimal:
    """Return yuan exactly: whole, or with two decimals where fen remain."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return Decimal(whole) if rest == 0 else Decimal(fen).scaleb(-2)


def _projects(choices: list[AuditedChoice], served: dict[str, set[str]]) -> pd.DataFrame:
    columns = [
        "option_id", "site_id", "site_name", "district", "kinds", "year", "investment_yuan",
        "public_yuan", "programmes", "circles_served", "stands_alone",
    ]  # fmt: skip
    rows = [
        (
            item.choice.option_id,
            item.choice.site_id,
            item.site_name,
            item.works.district,
            item.works.kinds or (item.choice.judged_line,),
            item.choice.year,
            yuan(item.investment_fen),
            yuan(item.public_fen),
            item.choice.programmes,
            tuple(sorted(served.get(item.choice.option_id, ()))),
            item.stands_alone,
        )
        for item in sorted(choices, key=lambda item: (item.choice.year, item.choice.option_id))
    ]
    return pd.DataFrame(rows, columns=columns)


def _circles(scenario: Scenario, registers: Registers, rows: list[CircleYear]) -> pd.DataFrame:
    rubric = scenario.rubric
    first, second = (*rubric.kind_classes, "", "")[:2]
    columns = [
        "circle_id", "year", "tier", "newly_certified", "score", "table_scores", "basic_kinds",
        "quality_kinds", "residents",
    ]  # fmt: skip
    return pd.DataFrame(
        [
            (
                row.circle_id,
                row.year,
                rubric.tiers[row.held].id if row.held >= 0 else "",
                row.newly,
                exact(rubric.points(row.score_steps)),
                tuple(
                    f"{table.id}={exact(rubric.points(steps)):f}"
                    for table, steps in zip(rubric.tables, row.table_steps, strict=True)
                    if len(rubric.tables) > 1
                ),
                row.kinds.get(first, 0),
                row.kinds.get(second, 0),
                int(registers.circles[row.circle_id]["residents"]),
            )
            for row in rows
        ],
        columns=columns,
    )


def _targets(scenario: Scenario, results: list[TargetResult]) -> pd.DataFrame:
    groups = {name: group.name for name, group in scenario.policy.groups.items()}
    columns = ["target_id", "district", "year", "required", "planned", "shortfall", "binding"]
    return pd.DataFrame(
        [
            (
                r.target.id,
                r.target.district or groups.get(r.target.scope, r.target.scope),
                r.target.year,
                r.required,
                r.planned,
                r.shortfall,
                r.binding,
            )
            for r in results
        ],
        columns=columns,
    )


def _money(rows: list[BudgetYear]) -> pd.DataFrame:
    columns = [
        "budget_id", "year", "cap_yuan", "carried_yuan", "moved_yuan", "committed_yuan", "paid_yuan",
        "left_yuan",
    ]  # fmt: skip
    return pd.DataFrame(
        [
            (
                row.budget_id,
                row.year,
                None if row.cap_fen is None else yuan(row.cap_fen),
                yuan(row.carried_fen),
                yuan(row.moved_fen),
                yuan(row.committed_fen),
                yuan(row.paid_fen),
                None if row.left_fen is None else yuan(row.left_fen),
            )
            for row in rows
        ],
        columns=columns,
    )


def _payments(payments: list[Payment]) -> pd.DataFrame:
    columns = [
        "programme_id", "option_id", "circle_id", "budget_id", "year_committed", "year_paid", "yuan",
        "kind", "liable_until", "expected_refund_yuan",
    ]  # fmt: skip
    return pd.DataFrame(
        [
            (
                p.programme_id, p.option_id, p.circle_id, p.budget_id, p.year_committed,
                p.year_paid, yuan(p.fen), p.kind,
                None if p.liable_until is None else Decimal(p.liable_until),
                yuan(p.expected_refund_fen),
            )
            for p in payments
        ],
        columns=columns,
    )  # fmt: skip


def _terms(
    scenario: Scenario,
    registers: Registers,
    choices: list[AuditedChoice],
    rows: list[CircleYear],
    results: list[TargetResult],
    payments: list[Payment],
) -> dict[str, int]:
    aid = sum(item.public_fen for item in choices)
    awards = sum(p.fen for p in payments if p.circle_id)
    planned = [row for row in rows if row.planned]
    last = scenario.years[-1]
    residents = {c: int(place["residents"]) for c, place in registers.circles.items()}
    return {
        "target_shortfall": sum(r.target.weight * r.units for r in results),
        "aid_money": aid,
        "award_money": awards,
        "public_money": aid + (awards if scenario.awards_counted else 0),
        "certified_residents": sum(residents[r.circle_id] for r in planned if r.year == last),
        "resident_years": sum(residents[r.circle_id] for r in planned),
        "conversions": len(choices),
    }
