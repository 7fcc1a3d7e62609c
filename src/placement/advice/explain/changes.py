"""What one number changed would change: solved anew from the plan, or what the plan as it is gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from placement.advice.opened import OpenRun
from placement.advice.whatif import aid_of, awards_of
from placement.engine import Decisions, Watch, evaluate, solve_instance
from placement.errors import HardRuleError, Text, listed
from placement.instance import Instance
from placement.money import FEN_PER_WAN
from placement.planner import settings_of


@dataclass(frozen=True, slots=True)
class MoreMoney:
    """More money in a budget line and year."""

    budget: str
    year: int
    fen: int

    @property
    def text(self) -> Text:
        """Return the question."""
        return more_text(self.budget, self.year, [self.fen])


def more_text(budget: str, year: int, fens: Sequence[int]) -> Text:
    """Return questions that differ in the amount alone."""
    amounts = listed(f"{fen // FEN_PER_WAN}" for fen in fens)
    return Text(
        f"{year} 年{budget}多 {amounts.zh} 万元",
        f"{budget} in {year}: {amounts.en} (10,000 yuan) more",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """What changing one number changes at best, solved anew from the plan; money in fen.

    Attributes
    ----------
    what
        The number that is changed.
    is_possible
        False where hard rules cannot be met then, or no plan that meets them was found.
    missing
        Weighted circles short of all targets, more than in the plan.
    aid_fen, award_fen, residents
        More than in the plan.
    proven
        That there is no better plan for the changed number; otherwise the best found in time.
    is_new
        That the answer differs from the plan in any stage; where it does not and is not proven, all that is
        known is that the plan as it is does as well.
    more
        Of what more money is asked for, and how much: that which differs in the amount alone is told in one.
    is_needless
        That no more money can lessen what targets miss, which is nothing; so it was not solved.
    """

    what: Text
    is_possible: bool
    missing: int
    aid_fen: int
    award_fen: int
    residents: int
    proven: bool
    is_new: bool
    is_needless: bool = False
    more: MoreMoney | None = None


def not_asked(what: Text) -> Change:
    """Return the answer to a question that needs no solve, the differences all nothing."""
    return Change(
        what, is_possible=True, missing=0, aid_fen=0, award_fen=0, residents=0, proven=False, is_new=False
    )  # fmt: skip


def change_of(run: OpenRun, what: Text, asked: Instance, watch: Watch) -> Change:
    """Solve a changed question from the plan and compare; the answer is audited.

    The plan, where it fits, is better than the office's own rule, which is not tried again for every question.
    """
    settings, start = settings_of(run.scenario), _start(asked, run.decisions)
    if start is not None:
        settings = replace(settings, ideas=settings.ideas.without("greedy_start"))
    try:
        outcome = solve_instance(asked, watch, settings, earlier=start)
    except HardRuleError as error:
        return _no_plan(what, proven=error.proven)
    run.audited(outcome.decisions, beyond_caps=True)
    proven = all(stage.proven for stage in outcome.stages)
    return _compared(run, what, asked, outcome.decisions, proven=proven)


def unchanged(run: OpenRun, what: Text, asked: Instance) -> Change:
    """Return what the plan as it is gives for a changed number: at least that can be done."""
    plan = _start(asked, run.decisions)
    if plan is None:
        return _no_plan(what, proven=False)
    return _compared(run, what, asked, plan, proven=False)


def _no_plan(what: Text, *, proven: bool) -> Change:
    return Change(
        what, is_possible=False, missing=0, aid_fen=0, award_fen=0, residents=0, proven=proven,
        is_new=False,
    )  # fmt: skip


def _compared(
    run: OpenRun, what: Text, asked: Instance, after: Decisions, *, proven: bool
) -> Change:
    """Compare a plan for a changed number with the run's."""
    before = run.decisions
    now, then = evaluate(asked, after).terms, evaluate(run.instance, before).terms
    instance = run.instance
    return Change(
        what,
        is_possible=True,
        missing=now["target_shortfall"] - then["target_shortfall"],
        aid_fen=aid_of(instance, after) - aid_of(instance, before),
        award_fen=awards_of(instance, after) - awards_of(instance, before),
        residents=now["certified_residents"] - then["certified_residents"],
        is_new=any(now[s.term] != then[s.term] for s in asked.stages),
        proven=proven,
    )


def _start(asked: Instance, plan: Decisions) -> Decisions | None:
    return plan if evaluate(asked, plan).feasible else None
