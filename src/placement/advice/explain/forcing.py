"""What using a site that the plan leaves alone would change at best."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from placement.advice.pots import excess_of
from placement.advice.whatif import AID, FEWEST, OVERRUN, Answer, must_hold, overrun_of
from placement.engine import Decisions, Settings, Watch, cut_out, evaluate, solve_whole
from placement.instance import Instance

Pairs = frozenset[tuple[int, int]]


def ask_to_use(instance: Instance, plan: Decisions, site: int, watch: Watch) -> Answer | None:
    """Ask for the best plan that uses a site: what is certified stays, the circles in its reach are free.

    Returns
    -------
    Answer or None
        Caps may be exceeded, by as little as possible. ``None`` where the plan as it stands can take none of
        the site's options in any year: rules on distance and number, quotas, or pots forbid it. Its
        ``aid_fen`` and ``award_fen`` are not stated.
    """
    facts = instance.options
    own = np.flatnonzero(facts.site == site)
    circles = np.unique(facts.effect_circle[np.isin(facts.effect_option, own)])
    pairs = frozenset((int(o), int(t)) for o in own for t in np.flatnonzero(facts.available[o]))
    hard = tuple(
        target for c in circles for target in must_hold(instance, int(c), plan.held[c], "now")
    )
    asked = replace(
        instance,
        targets=hard,
        stages=(OVERRUN, AID, FEWEST),
        elastic_budgets=True,
        locked_in={**instance.locked_in, site: pairs},
    )
    start = _with_any(asked, plan, pairs)
    if start is None:
        return None
    found, proven = start, True
    if len(circles):
        part = cut_out(asked, start, circles)
        outcome = solve_whole(part.instance, part.start, watch, Settings())
        found, proven = part.merge(start, outcome.decisions), all(s.proven for s in outcome.stages)
    over, excess = overrun_of(instance, found), excess_of(instance, found)
    return Answer(found, 0, over, 0, 0, proven, excess)


def _with_any(asked: Instance, plan: Decisions, pairs: Pairs) -> Decisions | None:
    """Return the plan with the cheapest of some options and years that it can take, if any."""
    public = asked.options.public_fen
    for option, year in sorted(pairs, key=lambda pair: (int(public[pair[0]]), pair)):
        started = plan.start.copy()
        started[option] = year
        found = Decisions(started, plan.held)
        if evaluate(asked, found).feasible:
            return found
    return None
