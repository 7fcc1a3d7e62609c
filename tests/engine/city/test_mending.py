"""A plan that has lost something is mended around the loss, never made worse, and legal."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.engine.city.mending import mend
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.recall import recall
from placement.engine.solve import solve_instance
from placement.instance import Instance
from plans import exact_value, plan_in_ids
from variations import varied_city


def after_a_loss(seed: int) -> tuple[Instance, Decisions, np.ndarray]:
    """Take out the first place that the best plan uses; return what is left, and who has lost something."""
    city = varied_city("as_drawn", seed)
    best = solve_instance(city, Watch()).decisions
    built = np.flatnonzero(best.start != NEVER)
    gone = np.isin(city.options.site, city.options.site[built[:1]])
    options = replace(city.options, available=city.options.available & ~gone[:, None])
    asked = replace(city, options=options)
    left = recall(plan_in_ids(city, best), asked)
    lost = (left.held != best.held).any(axis=1)
    lost[options.effect_circle[(left.start != best.start)[options.effect_option]]] = True
    return asked, left, np.flatnonzero(lost)


def test_a_loss_is_mended() -> None:
    better = 0
    for seed in range(40, 56):
        city, left, lost = after_a_loss(seed)
        before = exact_value(city, left)
        if before is None or not len(lost):
            continue
        mended, notes = mend(city, left, lost, Watch(), Settings())
        after = exact_value(city, mended)
        assert notes == ()
        assert after is not None
        assert after <= before
        assert (mended is left) == (after == before)
        better += after < before
    assert better


def test_where_many_have_lost_something_or_time_is_over_nothing_is_tried() -> None:
    city, left, lost = next(found for found in map(after_a_loss, range(40, 56)) if len(found[2]))
    over = Watch(time_limit_s=0)
    assert mend(city, left, lost, over, Settings())[0] is left
    assert mend(city, left, np.repeat(lost, 16), Watch(), Settings())[0] is left
    assert evaluate(city, left).feasible
