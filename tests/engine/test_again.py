"""A question asked again from the plan there is: as good as asked anew, near to that plan, and told of the plan it gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.again import solve_again
from placement.engine.city.records import BlockRecord
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.solve import solve_instance
from placement.instance import Instance
from plans import plan_in_ids
from variations import varied_city

SEEDS = range(8)


def with_twin(city: Instance, like: int) -> Instance:
    """The city with one more option, last, that does the same for the same money elsewhere."""
    facts, new = city.options, city.n_options
    effects, pays = (np.flatnonzero(of == like) for of in (facts.effect_option, facts.pay_option))
    options = replace(
        facts,
        ids=(*facts.ids, "twin"),
        site_ids=(*facts.site_ids, "elsewhere"),
        site=np.append(facts.site, len(facts.site_ids)),
        available=np.vstack([facts.available, facts.available[like]]),
        investment_fen=np.append(facts.investment_fen, facts.investment_fen[like]),
        effect_option=np.append(facts.effect_option, np.full(len(effects), new)),
        effect_circle=np.append(facts.effect_circle, facts.effect_circle[effects]),
        effect_line=np.append(facts.effect_line, facts.effect_line[effects]),
        effect_units=np.append(facts.effect_units, facts.effect_units[effects]),
        pay_option=np.append(facts.pay_option, np.full(len(pays), new)),
        pay_budget=np.append(facts.pay_budget, facts.pay_budget[pays]),
        pay_fen=np.append(facts.pay_fen, facts.pay_fen[pays]),
    )
    return replace(city, options=options)


def works_of(city: Instance) -> list[int]:
    """Options of a best plan whose sites are not locked."""
    start = solve_instance(city, Watch()).decisions.start
    built = np.flatnonzero(start != NEVER).tolist()
    return [option for option in built if city.options.site[option] not in city.locked_in]


def test_what_a_smaller_budget_moves_no_more_than_it_must() -> None:
    """Of what stays nothing is done in another year if the year it was meant for would do as well."""
    stayed = 0
    for seed in range(12):
        city = varied_city("as_drawn", seed)
        plan = solve_instance(city, Watch()).decisions
        caps = city.budget_cap_fen
        asked = replace(city, budget_cap_fen=np.where(caps < 0, -1, caps // 2))
        found = solve_again(plan_in_ids(city, plan), asked, Watch()).decisions
        rank = evaluate(asked, found).rank(asked)
        both = (plan.start != NEVER) & (found.start != NEVER)
        stayed += int((both & (plan.start == found.start)).sum())
        for option in np.flatnonzero(both & (plan.start != found.start)).tolist():
            back = Decisions(found.start.copy(), found.held)
            back.start[option] = plan.start[option]
            value = evaluate(asked, back)
            assert not (value.feasible and value.rank(asked) == rank), (seed, option)
    assert stayed


@pytest.mark.parametrize("by_blocks", [False, True])
def test_of_two_works_alike_the_one_known_stays_and_all_is_told_of_that_plan(
    by_blocks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if by_blocks:
        monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
        monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)
        monkeypatch.setattr("placement.engine.control.sizes.LARGEST_WHOLE", -1)
    told: list[BlockRecord] = []
    for seed in SEEDS:
        city = varied_city("as_drawn", seed)
        for like in works_of(city)[:1]:
            told += known_stays(with_twin(city, like), like)
    assert any(record.is_whole for record in told) or by_blocks
    assert any(not record.is_whole for record in told) or not by_blocks


def test_another_plan_to_begin_from_is_not_the_one_to_stay_near() -> None:
    told: list[BlockRecord] = []
    for seed in SEEDS:
        city = varied_city("as_drawn", seed)
        for like in works_of(city)[:1]:
            told += known_stays(with_twin(city, like), like, begins_elsewhere=True)
    assert told


def known_stays(
    city: Instance, like: int, *, begins_elsewhere: bool = False
) -> tuple[BlockRecord, ...]:
    """Ask again from a worse plan that has the other one of two works alike; return what was recorded."""
    twin = city.n_options - 1
    best = solve_instance(city, Watch()).decisions
    if (best.start[like] == NEVER) == (best.start[twin] == NEVER):
        return ()
    start = best.start.copy()
    start[[like, twin]] = start[[twin, like]]
    known = Decisions(start, Decisions.nothing(city).held)
    begin = best if begins_elsewhere else None
    outcome = solve_again(plan_in_ids(city, known), city, Watch(), begin=begin)
    plan = outcome.decisions
    assert evaluate(city, plan).rank(city) == evaluate(city, best).rank(city)
    assert (plan.start[[like, twin]] == start[[like, twin]]).all()
    assert outcome.source != "start"
    started = {city.options.ids[o] for o in np.flatnonzero(plan.start != NEVER)}
    for record in outcome.blocks:
        assert set(record.built) <= started
        assert set(record.certified) <= {
            city.circle_ids[c] for c in np.flatnonzero(plan.held[:, -1] != NEVER)
        }
        assert not record.is_whole or set(record.options) == started
    return outcome.blocks
