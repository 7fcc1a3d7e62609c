"""What each budget of a ladder reaches, as tables: figures of every plan, and which site comes in when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from placement.advice.frontier.ladder import Rung
from placement.advice.site_uses import SITE_COLUMNS, site_uses
from placement.advice.sums import missing_units, total
from placement.engine import StageOutcome
from placement.money import FEN_PER_YUAN
from placement.plain import plain
from placement.planner import MONEY_TERMS, in_audited_unit
from placement.scenario.model import Scenario
from placement.scenario.names import names_of


@dataclass(frozen=True)
class Frontier:
    """A climbed ladder.

    Attributes
    ----------
    free, nested
        Rungs from the smallest budget up; ``nested`` is empty where nesting was not asked for.
    """

    scenario: Scenario
    budget_id: str
    free: tuple[Rung, ...]
    nested: tuple[Rung, ...] = ()

    @property
    def budget_name(self) -> str:
        """Name of the budget line."""
        return next(plain(b.name) for b in self.scenario.budgets if b.id == self.budget_id)


def frontier_table(found: Frontier) -> pd.DataFrame:
    """Return one row for each rung; money in yuan, with the price of nesting where it was asked for.

    The price is empty where one of the two plans is not proven: it might be another. ``missing`` are circles short
    of targets (residents and communities as average circles), ``missing_weighted`` the same by the weights of the
    targets, ``relative_gap`` is of the first stage not proven; ``interrupted`` is a step that an interrupt cut short.
    """
    rows = [rung_row(found, n, rung) for n, rung in enumerate(found.free)]
    for row, free, nested in zip(rows, found.free, found.nested, strict=False):
        row.update(_price_of_nesting(found, free, nested))
        row["nested_interrupted"] = nested.is_interrupted
    return pd.DataFrame(rows, dtype=object).infer_objects()


def steps_of(scenario: Scenario) -> dict[str, int]:
    """Return what one circle counts in each target's measure."""
    return {target.id: target.step for target in scenario.targets}


def rung_row(found: Frontier, step: int, rung: Rung) -> dict[str, Any]:
    """Sum up a rung."""
    caps = [b.cap_fen for b in rung.scenario.budgets if b.id == found.budget_id]
    row: dict[str, Any] = {
        "step": step,
        "share": float(rung.share),
        "cap_yuan": Decimal(sum(caps)) / FEN_PER_YUAN,
        "feasible": rung.statement is not None,
        "impossible": rung.impossible,
        "interrupted": rung.is_interrupted,
    }
    return row | (figures(found, rung) if rung.statement is not None else {})


def figures(found: Frontier, rung: Rung) -> dict[str, Any]:
    """Return what the plan of a rung reaches and costs, as audited."""
    statement = rung.statement
    assert statement is not None  # noqa: S101 - asked of rungs with a plan
    money, circles = statement.money, statement.circles
    own = [b == found.budget_id or b.startswith(f"{found.budget_id}:") for b in money["budget_id"]]
    at_end = circles[circles["year"] == found.scenario.years[-1]]
    certified = at_end[at_end["tier"] != ""]
    open_stage = next((stage for stage in rung.stages if not stage.proven), None)
    return {
        "committed_yuan": total(money["committed_yuan"][own]),
        "missing": missing_units(statement.targets, steps_of(found.scenario)),
        "missing_weighted": statement.terms["target_shortfall"],
        "public_yuan": total(money["committed_yuan"]),
        "certified": len(certified),
        **{
            f"tier_{tier.id}": int((certified["tier"] == tier.id).sum())
            for tier in reversed(found.scenario.rubric.tiers)
        },
        "residents": int(certified["residents"].sum()),
        "projects": len(statement.projects),
        "proven": open_stage is None,
        "open_stage": "" if open_stage is None else open_stage.term,
        "open_value": None if open_stage is None else _shown(rung, open_stage, open_stage.value),
        "open_bound": None if open_stage is None else _shown(rung, open_stage, open_stage.bound),
        "relative_gap": 0.0 if open_stage is None else open_stage.relative_gap,
    }


def _shown(rung: Rung, stage: StageOutcome, value: int | None) -> Decimal | None:
    """Return a stage's value or bound as published: yuan for money, targets by their weights."""
    if value is None:
        return None
    audited = Decimal(in_audited_unit(rung.instance, stage.term, value))
    return audited / FEN_PER_YUAN if stage.term in MONEY_TERMS else audited


def _price_of_nesting(found: Frontier, free: Rung, nested: Rung) -> dict[str, Any]:
    if free.statement is None or nested.statement is None:
        return {}
    one, other = figures(found, free), figures(found, nested)
    known = one["proven"] and other["proven"]
    return {
        "nested_missing": other["missing"],
        "nested_missing_weighted": other["missing_weighted"],
        "nested_public_yuan": other["public_yuan"],
        "nested_residents": other["residents"],
        "nested_proven": other["proven"],
        "price_missing": other["missing"] - one["missing"] if known else None,
        "price_missing_weighted": other["missing_weighted"] - one["missing_weighted"]
        if known
        else None,
        "price_public_yuan": other["public_yuan"] - one["public_yuan"] if known else None,
        "price_residents": one["residents"] - other["residents"] if known else None,
    }


def site_order(found: Frontier) -> pd.DataFrame:
    """List every site that any plan uses: the step it first comes in, and all steps that use it.

    Of nested plans this is an order of priority: what comes in stays.
    """
    rungs: Sequence[Rung] = found.nested or found.free
    plans = {str(n): r.statement.projects for n, r in enumerate(rungs) if r.statement is not None}
    rows = []
    for site in site_uses(plans, dict.fromkeys(plans, names_of(found.scenario).kinds)):
        first = next(iter(site.by_plan))
        rows.append(
            {
                **site.place,
                "kinds": ";".join(k for project in site.by_plan[first] for k in project.kinds),
                "first_step": int(first),
                "first_share": float(rungs[int(first)].share),
                "steps": " ".join(site.by_plan),
            }
        )
    columns = [*SITE_COLUMNS, "kinds", "first_step", "first_share", "steps"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["first_step", "site_id"], ignore_index=True)
