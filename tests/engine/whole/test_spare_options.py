"""Options left out cost no plan: to every plan there is one without them that is no worse in any stage."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.control.settings import Settings
from placement.engine.cutting.merging import merge_years
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.whole.reduction import reduce_instance
from placement.engine.whole.spare_options import find_spare_options
from placement.instance import Instance, Stage, TermLimit
from truths import is_matched, ranks_of
from variations import VARIATIONS, varied_city

SEEDS = 6
SMALL_ENOUGH = 40_000


def with_twins(city: Instance, rng: np.random.Generator) -> Instance:
    """Add options much like others at their sites: dearer or cheaper, of less use, for fewer years, drawing other amounts."""
    for _ in range(int(rng.integers(1, 4))):
        city = _with_twin(city, int(rng.integers(0, city.n_options)), rng)
    return city


def _with_twin(city: Instance, like: int, rng: np.random.Generator) -> Instance:
    facts, limits, new = city.options, city.limits, city.n_options
    effects = np.flatnonzero(facts.effect_option == like)
    effects = effects[rng.random(len(effects)) < 0.8]
    units = np.maximum(1, facts.effect_units[effects] + rng.integers(-1, 1, len(effects)))
    pays = np.flatnonzero(facts.pay_option == like)
    fen = np.maximum(0, facts.pay_fen[pays] + rng.integers(-1, 2, len(pays)) * 1000)
    years = facts.available[like] & (rng.random(city.n_years) < 0.8)
    options = replace(
        facts,
        ids=(*facts.ids, f"{facts.ids[like]}'{new}"),
        site=np.append(facts.site, facts.site[like]),
        available=np.vstack([facts.available, years]),
        investment_fen=np.append(facts.investment_fen, int(rng.integers(-1, 2)) + 1),
        effect_option=np.append(facts.effect_option, np.full(len(effects), new)),
        effect_circle=np.append(facts.effect_circle, facts.effect_circle[effects]),
        effect_line=np.append(facts.effect_line, facts.effect_line[effects]),
        effect_units=np.append(facts.effect_units, units),
        pay_option=np.append(facts.pay_option, np.full(len(pays), new)),
        pay_budget=np.append(facts.pay_budget, facts.pay_budget[pays]),
        pay_fen=np.append(facts.pay_fen, fen),
    )
    rows = np.flatnonzero(limits.option == like)
    rows = rows[rng.random(len(rows)) < 0.8]
    drawn = np.maximum(0, limits.option_amount[rows] + rng.integers(-1, 2, len(rows)))
    option_row = np.append(limits.option_row, limits.option_row[rows])
    order = np.argsort(option_row, kind="stable")
    limits = replace(
        limits,
        option_row=option_row[order],
        option=np.append(limits.option, np.full(len(rows), new))[order],
        option_first=np.append(limits.option_first, limits.option_first[rows])[order],
        option_last=np.append(limits.option_last, limits.option_last[rows])[order],
        option_amount=np.append(limits.option_amount, drawn)[order],
    )
    return replace(city, options=options, limits=limits)


def drawn(rule: str, seed: int) -> Instance | None:
    """A city with twins, where it is small enough to look at every plan."""
    city = with_twins(varied_city(rule, seed), np.random.default_rng([seed, 13]))
    facts = city.options
    ways = [1 + int(facts.available[facts.site == s].sum()) for s in range(len(facts.site_ids))]
    return city if np.prod(ways) < SMALL_ENOUGH else None


def smaller(city: Instance) -> Instance:
    nothing = Decisions.nothing(city)
    only = Settings().ideas.without("idle_tiers")
    return reduce_instance(city, nothing, replace(Settings(), ideas=only)).instance


@pytest.mark.parametrize("is_merged", [False, True], ids=["years", "merged"])
@pytest.mark.parametrize("rule", VARIATIONS)
def test_to_every_plan_there_is_one_without_spare_options(rule: str, is_merged: bool) -> None:
    left_out = 0
    for seed in range(SEEDS):
        city = drawn(rule, seed)
        if city is None:
            continue
        city = merge_years(city) if is_merged else city
        left = smaller(city)
        left_out += city.n_options - left.n_options
        if left.n_options < city.n_options:
            assert is_matched(ranks_of(city), ranks_of(left)), seed
    assert left_out > 0 or rule in {"money_first", "batches", "whole_batches"}


@pytest.mark.parametrize("rule", VARIATIONS)
def test_what_a_plan_builds_stays_in(rule: str) -> None:
    for seed in range(SEEDS):
        city = with_twins(varied_city(rule, seed), np.random.default_rng([seed, 13]))
        plan = plan_greedily(city)
        if not evaluate(city, plan).feasible:
            continue
        small = reduce_instance(city, plan, Settings())
        before = evaluate(city, plan).rank(city)
        assert evaluate(small.instance, small.start).feasible
        assert all(np.array(evaluate(small.instance, small.start).rank(city)) <= np.array(before))
        back = small.merge(plan, small.start)
        assert np.array_equal(back.start, plan.start)


def twice(city: Instance) -> Instance:
    """Every option again, alike in everything but the investment, which is less by one fen."""
    facts, n = city.options, city.n_options
    return replace(
        city,
        options=replace(
            facts,
            ids=(*facts.ids, *(f"{o}'" for o in facts.ids)),
            site=np.tile(facts.site, 2),
            available=np.tile(facts.available, (2, 1)),
            investment_fen=np.concatenate([facts.investment_fen + 1, facts.investment_fen]),
            effect_option=np.concatenate([facts.effect_option, facts.effect_option + n]),
            effect_circle=np.tile(facts.effect_circle, 2),
            effect_line=np.tile(facts.effect_line, 2),
            effect_units=np.tile(facts.effect_units, 2),
            pay_option=np.concatenate([facts.pay_option, facts.pay_option + n]),
            pay_budget=np.tile(facts.pay_budget, 2),
            pay_fen=np.tile(facts.pay_fen, 2),
        ),
    )


def test_of_two_alike_the_one_with_less_investment_is_kept() -> None:
    for seed in range(20):
        city = varied_city("as_drawn", seed)
        spare = find_spare_options(twice(city))
        assert spare[: city.n_options].all()
        assert np.array_equal(spare[city.n_options :], find_spare_options(city))


def test_nothing_is_left_out_where_options_are_counted_or_locked() -> None:
    city = twice(varied_city("as_drawn", 1))
    most = replace(city, stages=(Stage("conversions", maximise=True),))
    weight = replace(city, stages=(Stage("option_weight", maximise=False),))
    least = replace(city, term_limits=(TermLimit("aid_money", is_most=False, limit=1),))
    money = replace(city, stages=(Stage("aid_money", maximise=True),))
    elastic = replace(city, elastic_budgets=True)
    weighed = replace(city, term_limits=(TermLimit("option_weight", is_most=True, limit=1),))
    for asked in (most, weight, least, money, elastic, weighed):
        assert not find_spare_options(asked).any()
    pairs = {int(s): frozenset({(0, 0)}) for s in np.unique(city.options.site)}
    assert not find_spare_options(replace(city, locked_in=pairs)).any()
