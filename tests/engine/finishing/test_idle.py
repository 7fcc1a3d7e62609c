"""No option of a polished plan can be left out; leaving out costs no stage anything."""

from __future__ import annotations

import numpy as np
import pytest

from placement.engine.finishing.idle import drop_idle
from placement.engine.plans.decisions import NEVER, Decisions
from plans import exact_value, legal_plan
from variations import VARIATIONS, varied_city


@pytest.mark.parametrize("rule", VARIATIONS)
def test_nothing_is_left_that_could_be_left_out(rule: str) -> None:
    dropped = 0
    for seed in range(20):
        city = varied_city(rule, seed)
        plan = legal_plan(city, np.random.default_rng([seed, 43]))
        if plan is None:
            continue
        thin = drop_idle(city, plan)
        before, after = exact_value(city, plan), exact_value(city, thin)
        assert before is not None
        assert after is not None, seed
        assert after <= before
        assert (thin.held == plan.held).all()
        assert ((thin.start == plan.start) | (thin.start == NEVER)).all()
        dropped += int((thin.start != plan.start).sum())
        if any(s.term == "conversions" and s.maximise for s in city.stages):
            assert thin is plan
            continue
        for option in np.flatnonzero(thin.start != NEVER):
            without = Decisions(thin.start.copy(), thin.held)
            without.start[option] = NEVER
            value = exact_value(city, without)
            assert value is None or value > after, (seed, option)
    if rule != "money_first":
        assert dropped
