"""The audited statement of a plan: the tables a reader sees, and the value of every objective term."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from placement.audit.accounts import Accounts, terms_of
from placement.audit.cards import scorecards
from placement.audit.certificates import circle_years
from placement.audit.choices import AuditedChoice, audit_choices
from placement.audit.frames import (
    circles_frame,
    money_frame,
    payments_frame,
    projects_frame,
    targets_frame,
)
from placement.audit.grants import list_payouts
from placement.audit.money import budget_years
from placement.audit.naming import Naming
from placement.audit.payments import list_payments
from placement.audit.quotas import audit_quotas
from placement.audit.registers import Registers
from placement.audit.siting import audit_siting
from placement.audit.supply import LineMatcher, Units, add_choice, existing_supply, walks_from
from placement.audit.targets import audit_targets
from placement.audit.today import CardToday, cards_today
from placement.errors import VerificationError
from placement.plan import Plan
from placement.scenario.model import Scenario


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
    counted
        Target id → circles that count for it.
    too_early
        Target id → circles that do not, though they hold its tier, as they were recognised before its first year.
    planned_by
        Target id → year → how many count by its end; see :class:`placement.audit.targets.TargetResult`.
    accounts
        How all this was worked out.
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
    too_early: dict[str, frozenset[str]]
    planned_by: dict[str, Mapping[int, int]]
    accounts: Accounts

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
    naming = Naming(registers)
    choices, findings = audit_choices(naming, plan)
    findings += audit_siting(naming, choices)
    today, supply, served = _supply_by_year(registers, choices)
    rows, wrong = circle_years(naming, plan, supply, today)
    findings += wrong
    results, wrong = audit_targets(scenario, rows)
    findings += wrong
    payouts = list_payouts(registers, choices, rows, served)
    findings += audit_quotas(naming, plan, payouts)
    payments = list_payments(registers, payouts)
    budgets, wrong = budget_years(naming, payments)
    findings += wrong
    if findings:
        raise VerificationError(f"{finding.zh}\n{finding.en}" for finding in findings)
    accounts = Accounts(registers, choices, today, supply, rows, results, payouts)
    return Statement(
        projects=projects_frame(choices, served),
        circles=circles_frame(scenario, registers, rows),
        scorecards=scorecards(registers, today, rows),
        targets=targets_frame(scenario, results),
        money=money_frame(budgets),
        payments=payments_frame(payments),
        terms=terms_of(accounts, payments),
        today=cards_today(registers, today),
        counted={r.target.id: r.counted for r in results},
        too_early={r.target.id: r.too_early for r in results},
        planned_by={r.target.id: r.planned_by for r in results},
        accounts=accounts,
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
