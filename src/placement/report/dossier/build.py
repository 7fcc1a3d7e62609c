"""Gather what is told of a plan from the scenario, the decisions and the audited statement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from placement.audit import Statement
from placement.audit.cards import card_rows
from placement.audit.waiting import find_waits
from placement.plain import plain
from placement.plan import Plan
from placement.policy.targets import PinTarget
from placement.report.at_risk import find_risks
from placement.report.dossier.circles import cards_of, circles_of
from placement.report.dossier.model import (
    BudgetFacts,
    CircleFacts,
    Dossier,
    LineFacts,
    PaymentFacts,
)
from placement.report.dossier.projects import projects_of
from placement.report.dossier.proof import Proof
from placement.report.dossier.sharing import share_money
from placement.report.dossier.totals import control_totals, fen_of
from placement.report.names import LEVEL_NAMES
from placement.report.reviews import review_texts
from placement.report.target_tables import TargetKind, target_facts
from placement.report.waiting import wait_texts
from placement.scenario.model import BudgetLine, Scenario, Target
from placement.scenario.names import MEASURES, Names
from placement.scenario.targets import LOCK


def build_dossier(
    scenario: Scenario,
    plan: Plan,
    statement: Statement,
    *,
    names: Names,
    proof: Proof,
    record: Mapping[str, Any],
) -> Dossier:
    """Return everything that workbook, page and plots say.

    Parameters
    ----------
    record
        The part of ``plan.json`` that follows from scenario and decisions.
    """
    projects = projects_of(scenario, plan, statement.projects, names)
    payments = _payments(scenario, statement.payments, names, {p.id: p.site for p in projects})
    waits = find_waits(plan, statement.accounts)
    circles = [
        replace(c, waits=tuple(wait_texts(waits.get(c.id, ()), scenario, names)))
        for c in circles_of(scenario, statement)
    ]
    aid, awards, unshared = share_money(circles, projects, statement.payments)
    return Dossier(
        lang=record["lang"],
        scenario=scenario,
        names=names,
        districts=tuple(map(plain, scenario.districts)),
        years=scenario.years,
        lines=_lines(scenario),
        kind_classes=tuple(
            plain(scenario.policy.rubric.kind_classes[name].name)
            for name in scenario.rubric.kind_classes
        ),
        circles=_with_money(circles, aid, awards),
        cards=cards_of(scenario, statement),
        projects=projects,
        budgets=_budgets(scenario, statement.money, names),
        payments=payments,
        targets=target_facts(statement.targets, names, target_kinds(scenario, statement)),
        terms=statement.terms,
        unshared_fen=unshared,
        proof=proof,
        record=record,
        totals=control_totals(statement.frames()),
        reviews=review_texts(scenario, statement),
        at_risk=find_risks(scenario, statement),
    )


def _with_money(
    circles: Sequence[CircleFacts], aid: Mapping[str, int], awards: Mapping[str, int]
) -> tuple[CircleFacts, ...]:
    return tuple(
        replace(
            circle,
            public_fen=aid.get(circle.id, 0) + awards.get(circle.id, 0),
            award_fen=awards.get(circle.id, 0),
        )
        for circle in circles
    )


def _lines(scenario: Scenario) -> tuple[LineFacts, ...]:
    rules = scenario.policy.rubric
    chapters = {chapter.id: chapter.name for chapter in scenario.rubric.chapters}
    return tuple(
        LineFacts(
            id=line.id,
            name=plain(line.name),
            chapter=plain(chapters.get(line.chapter, line.chapter)),
            kind_class=plain(rules.kind_classes[line.kind_class].name) if line.kind_class else "",
            judged=line.judged,
            is_table=line.table >= 0,
            cap=scenario.rubric.points(line.cap_steps),
        )
        for line in card_rows(scenario.rubric)
    )


def _lines_of_budget(scenario: Scenario) -> dict[str, BudgetLine]:
    """Budget id as published → the line, in the scenario's order."""
    return {line.budget_id: line for line in scenario.budgets}


def _budgets(scenario: Scenario, money: pd.DataFrame, names: Names) -> tuple[BudgetFacts, ...]:
    lines = _lines_of_budget(scenario)
    order = {budget: n for n, budget in enumerate(lines)}
    rows = []
    for row in money.to_dict("records"):
        budget = str(row["budget_id"])
        line = lines.get(budget)
        cap = row["cap_yuan"]
        rows.append(
            BudgetFacts(
                id=budget,
                line=plain(line.name) if line else names.budgets.get(budget, plain(budget)),
                level=LEVEL_NAMES.get(line.level, line.level) if line else "",
                district=plain(line.district or "") if line else "",
                year=int(row["year"]),
                cap_fen=None if pd.isna(cap) else fen_of(cap),
                carried_fen=fen_of(row["carried_yuan"]),
                moved_fen=fen_of(row["moved_yuan"]),
                committed_fen=fen_of(row["committed_yuan"]),
                paid_fen=fen_of(row["paid_yuan"]),
                left_fen=None if pd.isna(row["left_yuan"]) else fen_of(row["left_yuan"]),
            )
        )
    return tuple(sorted(rows, key=lambda b: (order.get(b.id, len(order)), b.id, b.year)))


def _payments(
    scenario: Scenario, payments: pd.DataFrame, names: Names, projects: Mapping[str, str]
) -> tuple[PaymentFacts, ...]:
    lines = _lines_of_budget(scenario)
    circles = scenario.tables.circles.set_index("circle_id")["name"].to_dict()
    rows = []
    for row in payments.to_dict("records"):
        budget, circle = str(row["budget_id"]), str(row["circle_id"] or "")
        line = lines.get(budget)
        rows.append(
            PaymentFacts(
                programme=names.programmes.get(str(row["programme_id"]), str(row["programme_id"])),
                budget_id=budget,
                line=plain(line.name) if line else plain(budget),
                level=LEVEL_NAMES.get(line.level, line.level) if line else "",
                district=plain(line.district or "") if line else "",
                payee=plain(circles.get(circle, circle))
                if circle
                else projects.get(str(row["option_id"]), plain(row["option_id"])),
                is_award=bool(circle),
                year_committed=int(row["year_committed"]),
                year_paid=int(row["year_paid"]),
                fen=fen_of(row["yuan"]),
                kind=str(row["kind"]),
                liable_until=None if pd.isna(row["liable_until"]) else int(row["liable_until"]),
                expected_refund_fen=fen_of(row["expected_refund_yuan"]),
            )
        )
    return tuple(rows)


def target_kinds(scenario: Scenario, statement: Statement) -> dict[str, TargetKind]:
    """Return what each target counts and how, by id."""
    frame = scenario.tables.circles
    twice = set(frame.loc[frame["name"].duplicated(keep=False), "name"])
    called = {
        str(circle): (f"{name}（{circle}）" if name in twice else str(name))
        for circle, name in zip(frame["circle_id"], frame["name"], strict=True)
    }
    return {
        target.id: TargetKind(
            is_cumulative=target.mode == "cumulative",
            unit=MEASURES[target.measure],
            hard=target.id in scenario.hard_targets,
            circles=frozenset(target.circles),
            planned_by=statement.planned_by[target.id],
            stated=target.stated,
            since=target.since,
            too_early=frozenset(plain(called[c]) for c in statement.too_early[target.id]),
            **_of_one_circle(scenario, target, called),
        )
        for target in scenario.targets
    }


def _of_one_circle(scenario: Scenario, target: Target, called: Mapping[str, str]) -> dict[str, str]:
    """Return name and district of the circle that the policy names or the scenario locks, else nothing."""
    rule = scenario.policy.targets.get(target.target_id)
    if target.target_id != LOCK and not isinstance(rule, PinTarget):
        return {}
    name = called[target.circles[0]] if len(target.circles) == 1 else target.scope
    return {"circle": plain(name), "district": plain(target.district or "")}
