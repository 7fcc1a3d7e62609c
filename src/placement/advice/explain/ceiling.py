"""How far a circle could come if everything free were done for it alone: what no plan can exceed."""

from __future__ import annotations

import numpy as np

from placement.advice.explain.cards import gates_of
from placement.advice.opened import OpenRun
from placement.engine import cut_out
from placement.report.gates import TierGates


def most_units(run: OpenRun, circle: int) -> list[int]:
    """Return units per line when every free site in reach gives each line the most it can, the rest as planned.

    Sites give one line at a time, so this is at least what any plan reaches.
    """
    part = cut_out(run.instance, run.decisions, np.array([circle]))
    facts, lines = part.instance.options, len(part.instance.lines.ids)
    best = np.zeros((len(facts.site_ids), lines), dtype=np.int64)
    is_offered = set(np.flatnonzero(facts.available.any(axis=1)).tolist())
    kept = {site: {o for o, _ in pairs} for site, pairs in part.instance.locked_in.items()}
    for o, i, added in zip(facts.effect_option, facts.effect_line, facts.effect_units, strict=True):
        site = int(facts.site[o])
        if int(o) in is_offered and (site not in kept or int(o) in kept[site]):
            best[site, i] = max(best[site, i], int(added))
    return [int(n) for n in run.instance.existing[circle] + best.sum(axis=0)]


def most_gates(run: OpenRun, circle: int, tier: int) -> TierGates:
    """Compare what is attainable at most with what a tier asks for."""
    return gates_of(run, circle, tier, most_units(run, circle))
