"""Which targets and budgets bind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from placement.advice.asked import circles_called, targets_called
from placement.advice.opened import OpenRun
from placement.advice.pots import pots_of
from placement.audit.registers import records
from placement.engine import NEVER, awards_paid, spending
from placement.instance import Instance, Int
from placement.plain import plain


@dataclass(frozen=True, slots=True)
class TightBudget:
    """A budget line in a year that can pay for nothing more that draws on it; fen.

    Attributes
    ----------
    is_pot
        Lines whose money moves: cap and rest are those of all years up to this one, and of all the lines named.
    """

    budget_id: str
    budget: str
    year: int
    cap_fen: int
    left_fen: int
    least_fen: int
    is_pot: bool = False


@dataclass(frozen=True, slots=True)
class TightTarget:
    """A target with no circle to spare; ``shortfall`` is 0 where it is just met."""

    target_id: str
    name: str
    year: int
    required: int
    planned: int
    shortfall: int


@dataclass(frozen=True, slots=True)
class Overview:
    """What binds in a plan, and what can be asked next.

    Attributes
    ----------
    ask
        Option → id and name of what it may be asked for; a circle left without a tier, or that got one last, first.
    """

    targets: tuple[TightTarget, ...]
    budgets: tuple[TightBudget, ...]
    ask: Mapping[str, tuple[str, str]]


def overview(run: OpenRun) -> Overview:
    """List what binds, targets that are missed first."""
    names = {target.id: plain(target.name) for target in run.scenario.targets}
    targets = [
        TightTarget(
            str(row["target_id"]),
            names[str(row["target_id"])],
            int(row["year"]),
            int(row["required"]),
            int(row["planned"]),
            int(row["shortfall"]),
        )
        for row in records(run.statement.targets)
        if row["binding"]
    ]
    targets.sort(key=lambda target: (-target.shortfall, target.year, target.target_id))
    return Overview(tuple(targets), tight_budgets(run), dict(_questions(run, targets)))


def _questions(
    run: OpenRun, targets: Sequence[TightTarget]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield for each option something worth asking: what binds, the circle that comes last, the dearest site."""
    last = run.decisions.held[:, -1]
    started = (run.decisions.held == NEVER).sum(axis=1)
    circle = run.instance.circle_ids[int(np.lexsort((-started, last))[0])]
    yield "--circle", (circle, circles_called(run)[circle][0])
    projects = records(run.statement.projects)
    if projects:
        site = max(projects, key=lambda row: (row["public_yuan"], str(row["site_id"])))
        yield "--site", (str(site["site_id"]), plain(site["site_name"]))
    called = targets_called(run)
    first = targets[0].target_id if targets else next(iter(called), "")
    if first:
        yield "--target", (first, called[first][0])


def tight_budgets(run: OpenRun) -> tuple[TightBudget, ...]:
    """List the capped lines and years whose rest is less than the smallest payment they could make.

    Pots, whose money moves between lines or years, come after plain lines.
    """
    instance = run.instance
    spent, _ = spending(instance, run.decisions)
    least = smallest_payments(instance)
    found = []
    for b, t in np.argwhere((instance.budget_cap_fen >= 0) & (least > 0)):
        cap, rest = (
            int(instance.budget_cap_fen[b, t]),
            int(instance.budget_cap_fen[b, t] - spent[b, t]),
        )
        if rest < least[b, t]:
            name = instance.budget_ids[b]
            found.append(
                TightBudget(
                    name,
                    plain(run.names.budgets.get(name, name)),
                    instance.years[t],
                    cap,
                    rest,
                    int(least[b, t]),
                )
            )
    return (*found, *tight_pots(run))


def tight_pots(run: OpenRun) -> tuple[TightBudget, ...]:
    """List the pots whose rest is less than the smallest amount that could still draw on them."""
    instance, limits = run.instance, run.instance.limits
    drawn = limits.drawn(run.decisions.start, awards_paid(instance, run.decisions))
    found = []
    for pot in pots_of(instance, run.names):
        amounts = np.concatenate(
            [
                limits.option_amount[limits.option_row == pot.row],
                limits.award_amount[limits.award_row == pot.row],
            ]
        )
        least = int(amounts[amounts > 0].min(initial=np.iinfo(np.int64).max))
        cap = int(limits.cap[pot.row])
        rest = cap - int(drawn[pot.row])
        if (amounts > 0).any() and rest < least:
            found.append(
                TightBudget(pot.budget_id, pot.label, pot.year, cap, rest, least, is_pot=True)
            )
    return tuple(found)


def smallest_payments(instance: Instance) -> Int:
    """Return the least payment any option or award draws on a line in a year, 0 for none, ``(B, T)``."""
    facts = instance.options
    none = np.iinfo(np.int64).max
    least = np.full(instance.budget_cap_fen.shape, none, dtype=np.int64)
    for o, b, fen in zip(facts.pay_option, facts.pay_budget, facts.pay_fen, strict=True):
        if fen > 0:
            can = facts.available[o]
            least[b] = np.where(can, np.minimum(least[b], fen), least[b])
    for award in instance.awards:
        least[award.budget, award.year] = min(int(least[award.budget, award.year]), award.fen)
    return np.where(least == none, 0, least)
