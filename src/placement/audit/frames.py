"""The published tables as frames; yuan and points are exact ``Decimal``."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from placement.audit.certificates import CircleYear
from placement.audit.choices import AuditedChoice
from placement.audit.money import BudgetYear
from placement.audit.payments import Payment
from placement.audit.registers import Registers
from placement.audit.targets import TargetResult
from placement.money import FEN_PER_YUAN
from placement.scenario.model import Scenario


def yuan(fen: int) -> Decimal:
    """Return yuan exactly: whole, or with two decimals where fen remain."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return Decimal(whole) if rest == 0 else Decimal(fen).scaleb(-2)


def projects_frame(choices: list[AuditedChoice], served: dict[str, set[str]]) -> pd.DataFrame:
    """Return one row for each project, by year and option."""
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


def circles_frame(scenario: Scenario, registers: Registers, rows: list[CircleYear]) -> pd.DataFrame:
    """Return one row for each circle and year, as it stands at the end of the year."""
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
                rubric.points(row.score_steps),
                tuple(
                    f"{table.id}={rubric.points(steps):f}"
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


def targets_frame(scenario: Scenario, results: list[TargetResult]) -> pd.DataFrame:
    """Return one row for each target, district and year."""
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


def money_frame(rows: list[BudgetYear]) -> pd.DataFrame:
    """Return one row for each budget line and year."""
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


def payments_frame(payments: list[Payment]) -> pd.DataFrame:
    """Return one row for each instalment."""
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
