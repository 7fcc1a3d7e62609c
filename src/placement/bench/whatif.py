"""The contender ``whatif``: one solve, then ten small changes, each solved from it as ``solve --start`` does."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from placement.bench.clock import timed
from placement.bench.stages import as_row
from placement.bench.trial import Trial
from placement.engine import (
    NEVER,
    Decisions,
    Outcome,
    Settings,
    Watch,
    plan_of,
    records_as_values,
    records_from_json,
    solve_again,
    solve_instance,
    spending,
)
from placement.instance import Instance

CHANGES = 10
CUT, RAISED = 90, 110
"""Per cent of a budget line that are left."""

Draw = np.random.Generator
Changed = tuple[str, Instance]


def run_whatif(trial: Trial) -> dict[str, Any]:
    """Solve once, then after each of ten changes; time is CPU time of all processes and wall time."""
    instance, case = trial.instance, trial.case
    settings = Settings(seed=case["seed"], options=dict(case["options"]), workers=case["threads"])
    first, spent = timed(lambda: solve_instance(instance, Watch(case["limit_s"]), settings))
    plan = plan_of(first.decisions, instance, trial.table)
    records = json.dumps(records_as_values(first.blocks))
    rows: list[dict[str, Any]] = []
    for what, asked in changes(instance, first.decisions, case["seed"]):

        def again(asked: Instance = asked) -> Outcome:
            known = records_from_json(records)
            return solve_again(plan, asked, Watch(case["limit_s"]), settings, known)

        outcome, took = timed(again)
        stages = [as_row(asked, stage) for stage in outcome.stages]
        rows.append({"what": what, "status": outcome.status, **took, "stages": stages})
    return {
        "status": first.status,
        "stages": [as_row(instance, stage) for stage in first.stages],
        "first": spent,
        "changes": rows,
        "share_s": round(statistics.median(row["s"] for row in rows) / spent["s"], 4),
        "share_cpu_s": round(statistics.median(row["cpu_s"] for row in rows) / spent["cpu_s"], 4),
    }


def changes(instance: Instance, plan: Decisions, seed: int) -> list[Changed]:
    """Return ten changed instances: budgets cut and raised, places taken out or locked in."""
    rng = np.random.default_rng(seed)
    kinds: tuple[Callable[[Instance, Decisions, Draw], Changed], ...] = (
        lambda i, p, r: _budget(i, p, r, CUT),
        lambda i, p, r: _budget(i, p, r, RAISED),
        lambda i, p, r: _site_out(i, p, r, used=True),
        lambda i, p, r: _site_out(i, p, r, used=False),
        _site_in,
    )
    return [kinds[n % len(kinds)](instance, plan, rng) for n in range(CHANGES)]


def _budget(instance: Instance, plan: Decisions, rng: Draw, per_cent: int) -> Changed:
    """Change one budget line that the plan spends of, in all years."""
    spent, _ = spending(instance, plan)
    caps = instance.budget_cap_fen
    lines = np.flatnonzero((spent.sum(axis=1) > 0) & (caps > 0).any(axis=1))
    line = int(rng.choice(lines if len(lines) else np.arange(len(caps))))
    changed = caps.copy()
    changed[line] = np.where(caps[line] > 0, caps[line] * per_cent // 100, caps[line])
    what = f"budget {instance.budget_ids[line]} {per_cent} %"
    return what, replace(instance, budget_cap_fen=changed)


def _site_out(instance: Instance, plan: Decisions, rng: Draw, *, used: bool) -> Changed:
    """Take out a place that the plan uses, or one that it does not use."""
    options = instance.options
    free = ~np.isin(options.site, list(instance.locked_in))
    site = int(rng.choice(options.site[free & ((plan.start != NEVER) == used)]))
    available = options.available & (options.site != site)[:, None]
    return f"out {options.site_ids[site]}", replace(
        instance, options=replace(options, available=available)
    )


def _site_in(instance: Instance, plan: Decisions, rng: Draw) -> Changed:
    """Lock in a place that the plan does not use."""
    options = instance.options
    taken = np.isin(options.site, options.site[plan.start != NEVER])
    option = int(rng.choice(np.flatnonzero(~taken & options.available.any(axis=1))))
    site = int(options.site[option])
    pairs = {
        (int(o), int(t))
        for o in np.flatnonzero(options.site == site)
        for t in np.flatnonzero(options.available[o])
    }
    locked = {**instance.locked_in, site: frozenset(pairs)}
    return f"in {options.site_ids[site]}", replace(instance, locked_in=locked)
