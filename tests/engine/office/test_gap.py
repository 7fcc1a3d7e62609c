"""One circle's card against the arithmetic for all circles, and what the desk remembers against asking anew."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from placement.engine.office.closing import Closing
from placement.engine.office.desk import Desk
from placement.engine.office.gap import KIND_WORTH_STEPS, CircleCard, Rules, worth_of
from placement.engine.office.greedy import plan_greedily
from placement.engine.plans.decisions import attained, units_by_year
from placement.instance import PLAIN_CARD
from plans import any_plan
from variations import VARIATIONS, varied_city


@pytest.mark.parametrize("rule", VARIATIONS)
def test_one_circle_reaches_what_all_circles_are_said_to_reach(rule: str) -> None:
    verdicts = set()
    for seed in range(20):
        city = varied_city(rule, seed)
        rules = Rules.of(city)
        cards = [CircleCard.of(city, rules, c) for c in range(city.n_circles)]
        start = any_plan(city, np.random.default_rng([seed, 5])).start
        for units in units_by_year(city, start):
            said = attained(city, units)
            for (c, j), reached in np.ndenumerate(said):
                assert cards[c].reaches(units[c], j) == reached, (seed, c, j)
                assert cards[c].gap(units[c], j).closed == reached, (seed, c, j)
                verdicts.add(bool(reached))
    assert verdicts == {True, False}


def test_units_of_a_line_are_worth_what_they_close_of_the_gap() -> None:
    found = set()
    for seed in range(20):
        city = replace(varied_city("as_drawn", seed), card=PLAIN_CARD)
        city = replace(city, lines=replace(city.lines, chapters=()))
        rules = Rules.of(city)
        line = np.arange(len(city.lines.ids))
        for c, j in np.ndindex(city.n_circles, len(city.tier_ids)):
            card, units = CircleCard.of(city, rules, c), city.existing[c]
            gap = card.gap(units, j)
            worth = worth_of(gap, units, card.effects(line, np.full_like(line, 2)))
            for i in line:
                then = card.gap(np.where(line == i, units + 2, units), j)
                closed = (gap.points - then.points).sum()
                closed += KIND_WORTH_STEPS * (gap.kinds - then.kinds).sum()
                assert worth[i] == closed, (seed, c, j, i)
                found.add(int(closed))
    assert {0, KIND_WORTH_STEPS} < found


@pytest.mark.parametrize("rule", VARIATIONS)
def test_what_is_remembered_is_what_would_be_found_again(
    rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remembered = [plan_greedily(varied_city(rule, seed)) for seed in range(8)]
    close_gap = Desk.close_gap

    def anew(desk: Desk, circle: int, tier: int) -> Closing:
        for found in desk._found:
            found.clear()
        return close_gap(desk, circle, tier)

    monkeypatch.setattr(Desk, "close_gap", anew)
    for seed, plan in enumerate(remembered):
        again = plan_greedily(varied_city(rule, seed))
        assert (plan.start == again.start).all()
        assert (plan.held == again.held).all()
