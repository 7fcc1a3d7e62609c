"""Plans for hard rules that may be missed, and caps that may be exceeded, at a price."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from placement.advice.lateness import put_off
from placement.advice.whatif import EARLY, MISSING, without_caps
from placement.engine import Decisions, Watch, evaluate, plan_greedily, solve_whole
from placement.instance import Instance, Stage


@dataclass(frozen=True)
class Softened:
    """A plan for softened hard rules.

    Attributes
    ----------
    missed
        The rules it misses, and by how much.
    proven
        That none misses less, or, where nothing is missed, exceeds the caps by less.
    is_late
        That none of those that exceed the caps by no more does so later.
    is_tried
        That it misses less than doing nothing but what is locked in.
    """

    plan: Decisions
    missed: dict[str, int]
    proven: bool
    is_late: bool = False
    is_tried: bool = True


def hard_alone(instance: Instance, *then: Stage) -> Instance:
    """Return the instance in which nothing but its hard targets is asked for, and they may be missed.

    Parameters
    ----------
    then
        Stages after what is missed.
    """
    hard = tuple(replace(k, hard=False, weight=1) for k in instance.targets if k.hard)
    return replace(instance, targets=hard, stages=(MISSING, *then))


def solve_softened(
    asked: Instance, watch: Watch, others: tuple[Decisions, ...] = ()
) -> Softened | None:
    """Return the best plan found from what is locked in, what an office would do, and other plans; None without any.

    Parameters
    ----------
    asked
        Its hard targets are soft; its caps, pools and quotas may give way.
    """
    least = cheapest_locked(asked)
    starts = [plan for plan in (least, *others, *_by_hand(asked, watch)) if _keeps(asked, plan)]
    if not starts:
        return None
    start = min(starts, key=lambda plan: evaluate(asked, plan).rank(asked))
    outcome = solve_whole(asked, start, watch)
    stages = outcome.stages
    found = put_off(asked, outcome.decisions) if EARLY in asked.stages else outcome.decisions
    value = evaluate(asked, found)
    missed = {k: n for k, n in value.shortfall.items() if n}
    return Softened(
        found,
        missed,
        stages[0].proven if missed else all(stage.proven for stage in stages[:2]),
        not value.terms[EARLY.term] or stages[-1].proven,
        sum(missed.values()) < sum(evaluate(asked, least).shortfall.values()),
    )


def _by_hand(asked: Instance, watch: Watch) -> Iterator[Decisions]:
    """Yield what an office would do for these rules alone, within the caps and with money without end."""
    yield plan_greedily(asked, watch=watch)
    yield plan_greedily(without_caps(asked), watch=watch)


def _keeps(asked: Instance, plan: Decisions) -> bool:
    return evaluate(asked, plan).feasible


def cheapest_locked(instance: Instance) -> Decisions:
    """Return the plan that does nothing but use what is locked in, each as cheaply as can be."""
    plan = Decisions.nothing(instance)
    for pairs in instance.locked_in.values():
        option, year = min(
            pairs, key=lambda pair: (int(instance.options.public_fen[pair[0]]), pair)
        )
        plan.start[option] = year
    return plan
