"""A published run opened for questions: its scenario, decisions and audited statement, none of it changed since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from placement.audit import Statement, audit_plan
from placement.engine import Decisions, plan_of, spending
from placement.errors import VerificationError, listed
from placement.instance import Instance, Int
from placement.instance.build import build_instance
from placement.options import OptionTable, build_option_table
from placement.plan import Plan
from placement.report.run.claims import overrides_of
from placement.report.run.published import read_published
from placement.report.run.record import input_hashes
from placement.scenario.model import BudgetLine, Scenario
from placement.scenario.names import Names, names_of
from placement.scenario.reader import read_scenario


@dataclass(frozen=True)
class OpenRun:
    """A run and the planning problem it answers.

    Attributes
    ----------
    record
        ``plan.json``.
    decisions
        The plan as positions in the instance.
    """

    path: Path
    record: Mapping[str, Any]
    scenario: Scenario
    table: OptionTable
    instance: Instance
    plan: Plan
    decisions: Decisions
    statement: Statement

    @cached_property
    def names(self) -> Names:
        """What ids are called."""
        return names_of(self.scenario)

    @cached_property
    def formats(self) -> Mapping[str, str]:
        """Names of the formats by id."""
        costs = self.scenario.tables.costs
        return {
            str(format_id): str(name) or "+".join(self.names.kinds.get(k, k) for k in kinds)
            for format_id, name, kinds in zip(
                costs["format_id"], costs["name"], costs["kinds"], strict=True
            )
        }

    def audited(self, decisions: Decisions, *, beyond_caps: bool = False) -> Statement:
        """Audit other decisions for this scenario; targets may be missed and locked premises left out.

        Parameters
        ----------
        beyond_caps
            Answer to a question without caps: every cap is raised to what is spent, and quotas are lifted.

        Raises
        ------
        VerificationError
            If the engine's answer is not what the audit computes.
        """
        plan = plan_of(decisions, self.instance, self.table)
        scenario = softened(self.scenario)
        if beyond_caps:
            spent, _ = spending(self.instance, decisions)
            scenario = with_money_for(scenario, self.instance, spent)
        return audit_plan(scenario, plan)


def softened(scenario: Scenario) -> Scenario:
    """Return the scenario with nothing that must be done: no hard targets, no locked premises."""
    soft = tuple(replace(target, hard=False) for target in scenario.targets)
    return replace(scenario, targets=soft, locks=replace(scenario.locks, premises_in={}))


def with_money_for(scenario: Scenario, instance: Instance, spent_fen: Int) -> Scenario:
    """Return the scenario with every cap raised to what is spent, shape ``(B, T)``, and no quotas."""
    row = {name: n for n, name in enumerate(instance.budget_ids)}
    year = {y: t for t, y in enumerate(scenario.years)}

    def raised(line: BudgetLine) -> BudgetLine:
        budget = row[line.budget_id]
        cap = max(line.cap_fen, int(spent_fen[budget, year[line.year]]))
        return replace(line, cap_fen=cap, carry_over=False, transfer_to=())

    lifted = tuple(p.model_copy(update={"quotas": ()}) for p in scenario.programmes)
    return replace(scenario, budgets=tuple(map(raised, scenario.budgets)), programmes=lifted)


def open_run(path: Path) -> OpenRun:
    """Open a run directory.

    Raises
    ------
    FileSystemError
        If it is no published run.
    VerificationError
        If a file of the run or an input has changed since, or the plan does not hold.
    """
    record = read_published(path).record
    scenario = read_scenario((path / record["scenario"]["file"]).resolve(), overrides_of(record))
    now, then = input_hashes(scenario), record["inputs"]
    changed = sorted(name for name in {*now, *then} if now.get(name) != then.get(name))
    if changed:
        names = listed(changed)
        raise VerificationError(
            [
                f"{path}：求解之后输入已改动：{names.zh}；请重新求解\n{path}: inputs changed since: {names.en}"
            ]
        )
    plan = Plan.from_dict(record["plan"])
    statement = audit_plan(scenario, plan)
    table = build_option_table(scenario)
    instance = build_instance(scenario, table)
    decisions = decisions_of(plan, instance)
    return OpenRun(path, record, scenario, table, instance, plan, decisions, statement)


def decisions_of(plan: Plan, instance: Instance) -> Decisions:
    """Return a plan as positions in the instance it was made for.

    Raises
    ------
    VerificationError
        If it names an option or a circle the instance does not have.
    """
    options = {name: o for o, name in enumerate(instance.options.ids)}
    circles = {name: c for c, name in enumerate(instance.circle_ids)}
    tiers = {name: j for j, name in enumerate(instance.tier_ids)}
    year = {y: t for t, y in enumerate(instance.years)}
    nothing = Decisions.nothing(instance)
    start, held = nothing.start, nothing.held
    try:
        for choice in plan.choices:
            start[options[choice.option_id]] = year[choice.year]
        for item in sorted(plan.certifications, key=lambda item: item.year):
            held[circles[item.circle_id], year[item.year] :] = tiers[item.tier]
    except KeyError as missing:
        finding = (
            f"方案写了 {missing}，而情景里没有\nthe plan names {missing}, which the scenario lacks"
        )
        raise VerificationError([finding]) from None
    return Decisions(start, held)
