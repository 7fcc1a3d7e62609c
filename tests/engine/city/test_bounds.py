"""Bounds of a city from its blocks: valid for every plan, and stated stage by stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.city.bounds import Bounds
from placement.engine.city.merged import solve_merged
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import cut_block, find_blocks, shared_sites
from placement.engine.cutting.merging import merge_plan, merge_years
from placement.engine.cutting.subproblem import Subproblem
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome, StageOutcome
from placement.engine.whole.model import solve_whole
from placement.instance import Instance, Stage, TermLimit
from variations import torn, varied_city, with_effects

THREE = (
    Stage("target_shortfall", maximise=False),
    Stage("public_money", maximise=False),
    Stage("certified_residents", maximise=True),
)


RULES = ("as_drawn", "certified_before", "max_benefit", "money_first", "odd_fen", "own_reach")


def solved_blocks(city: Instance, plan: Decisions) -> list[tuple[Subproblem, Outcome]]:
    """Every block, and how its solve with merged years ended."""
    found = []
    for circles in find_blocks(city, shared_sites(city)):
        part = cut_block(city, plan, circles)
        merged = merge_years(part.instance)
        outcome = solve_merged(merged, merge_plan(part.start), Watch(), Settings())
        found.append((part, outcome))
    return found


def start_of(city: Instance) -> Decisions | None:
    plans = (plan_greedily(city), Decisions.nothing(city))
    return next((plan for plan in plans if evaluate(city, plan).feasible), None)


@pytest.mark.parametrize("rule", RULES)
def test_no_plan_escapes_a_trade(rule: str) -> None:
    stated = 0
    for seed in range(2):
        city = replace(varied_city(rule, seed), stages=THREE)
        if (start := start_of(city)) is None:
            continue
        for part, outcome in solved_blocks(city, start):
            merged = merge_years(part.instance)
            plans = [outcome.decisions, Decisions.nothing(merged), plan_greedily(merged)]
            for stages in (THREE[::-1], THREE[1:2], THREE[2:]):
                asked = replace(merged, stages=stages)
                if evaluate(asked, outcome.decisions).feasible:
                    plans.append(
                        solve_merged(asked, outcome.decisions, Watch(), Settings()).decisions
                    )
            for plan in plans:
                value = evaluate(merged, plan)
                rank = np.array(value.rank(merged), dtype=float)
                for trade in outcome.trades if value.feasible else ():
                    stated += 1
                    assert min(trade.weights) >= 0
                    assert np.array(trade.weights) @ rank >= trade.least - 1e-6
    assert stated


@pytest.mark.parametrize("rule", RULES)
def test_bounds_given_the_stages_before_hold(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever plan they are asked for, and however little of the blocks is proven."""
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
    monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)
    stated = by_trades = 0
    for seed in range(3):
        city = torn(replace(varied_city(rule, seed), stages=THREE))
        if (start := start_of(city)) is None:
            continue
        solved = solved_blocks(city, start)
        bounds = Bounds(city, [part for part, _ in solved])
        for n, (_, outcome) in enumerate(solved):
            loose = replace(outcome, stages=tuple(_without_bound(s) for s in outcome.stages))
            bounds.learn(n, loose if (seed + n) % 2 else outcome)
        for plan in (start, solve_whole(city, start, Watch()).decisions):
            value = evaluate(city, plan).terms
            for n, stage in enumerate(bounds.outcomes(plan)):
                if stage.bound is None:
                    continue
                limits = [
                    replace(_limit(city, s.term, value[s.term]), is_most=not s.maximise)
                    for s in THREE[:n]
                ]
                asked = replace(city, stages=THREE[n : n + 1], term_limits=tuple(limits))
                best = solve_whole(asked, plan, Watch())
                assert best.status == "optimal"
                sign = -1 if stage.maximise else 1
                assert sign * stage.bound <= sign * best.stages[0].value
                stated += 1
                by_trades += n > 0 and stage.bound not in {0, int(city.residents.sum())}
    assert stated
    assert by_trades


@pytest.mark.parametrize("term", ["aid_money", "public_money", "conversions"])
def test_more_is_possible_where_options_serve_no_circle(term: str) -> None:
    for seed in range(4):
        city = replace(varied_city("as_drawn", seed), stages=(Stage(term, maximise=True),))
        facts = city.options
        city = replace(city, options=with_effects(facts, facts.site[facts.effect_option] != 0))
        if (start := start_of(city)) is None:
            continue
        solved = solved_blocks(city, start)
        bounds = Bounds(city, [part for part, _ in solved])
        for n, (_, outcome) in enumerate(solved):
            bounds.learn(n, outcome)
        best = solve_whole(city, start, Watch())
        assert best.status == "optimal"
        (stage,) = bounds.outcomes(start)
        assert stage.bound is None or stage.bound >= best.stages[0].value


def _limit(city: Instance, term: str, value: int) -> TermLimit:
    unit = city.money_unit_fen if term.endswith("_money") else 1
    return TermLimit(term, is_most=True, limit=value * unit)


def _without_bound(stage: StageOutcome) -> StageOutcome:
    return replace(stage, bound=None, proven=False)


def test_a_city_of_which_nothing_was_shown_has_the_bounds_nobody_doubts() -> None:
    city = replace(varied_city("as_drawn", 1), stages=THREE)
    stages = Bounds(city).outcomes(Decisions.nothing(city))
    assert [stage.bound for stage in stages[:2]] == [0, 0]
    assert stages[2].bound is not None
    assert 0 < stages[2].bound <= city.residents.sum()
