"""Which of two runs is certainly better: stages compared by their intervals, or plans of one scenario.

Objectives are compared only between runs that count alike: one policy and reading of it, one list of
stages, the same targets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from placement.advice.compare.caps import differing_budgets, moving_otherwise
from placement.advice.compare.locks import differing_locks
from placement.errors import Text
from placement.report.run.published import PublishedRun
from placement.scenario.targets import LOCK

COUNTING = ("rubric", "tiers", "recognition", "walking")
PLACES = ("file", "provenance")
OTHER_RULES = ("premises", "operators")

Verdict = Literal[
    "better",
    "worse",
    "better_plan",
    "worse_plan",
    "equal",
    "undecided",
    "beaten",
    "not_comparable",
    "contradiction",
]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether run ``one`` can reach better values than run ``other``, and the stage that decides.

    Attributes
    ----------
    verdict
        ``better_plan`` and ``worse_plan`` are said of plans of one scenario, and so is ``contradiction``: what
        one run records as the bound, the other has gone beyond, so one of the records is false. ``beaten``: the
        plan of ``winner`` holds in the scenario of the other, too, and is better there.
    unlike
        What is counted otherwise, so that the two are not comparable.
    rules
        Programmes by name, and groups of rules, that differ although the two are comparable.
    budgets
        Budget lines by name with other caps, or of one run alone.
    locks
        Locks, exclusions and hard targets that one of the two scenarios has alone.
    moving
        Budget lines by name that ``carry`` over, or ``help`` others out, in one run only.
    proven
        Of plans of one scenario: that the better of them cannot be beaten where it is better, or that equal
        ones are the best; the proof of either run counts for both. Of a beaten plan: that the winner's cannot be.
    winner
        Label of the run whose plan holds in the scenario of the other, too, where that tells.
    is_audited
        That the audit of the winner's plan in the scenario of the other has shown it, and not the records alone.
    by, sense
        By how much the beaten plan is worse at the stage that decides, money in yuan, and what is better there.
    """

    one: str
    other: str
    verdict: Verdict
    term: str
    awards_counted: bool = True
    unlike: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    budgets: tuple[str, ...] = ()
    moving: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    locks: tuple[Text, ...] = ()
    proven: bool = False
    winner: str = ""
    is_audited: bool = False
    by: float = 0
    sense: Literal["min", "max"] = "min"

    @property
    def beaten(self) -> str:
        """Label of the run that is not the winner."""
        return self.other if self.winner == self.one else self.one


def judge(one: tuple[str, PublishedRun], other: tuple[str, PublishedRun]) -> Judgement:
    """Compare the best two runs can reach, stage by stage, by their intervals [plan, bound].

    The first stage that is not known to be equal decides: where the intervals do not touch one run is
    better; where they overlap nothing can be said at these gaps. A stage is known to be equal only when
    both are proven. Programmes and rules for operators may differ, and then are named: they are what
    scenarios are compared for. Two runs of one scenario can reach the same; there the plans are compared,
    unless their records contradict each other.
    """
    (label, run), (other_label, other_run) = one, other
    stages, other_stages = (r.record["outcome"]["stages"] for r in (run, other_run))
    mine, theirs = yardstick(run), yardstick(other_run)
    locks = differing_locks(one, other)
    if unlike := tuple(name for name in mine if mine[name] != theirs[name]):
        return Judgement(label, other_label, "not_comparable", "", unlike=unlike, locks=locks)
    judged = Judgement(
        label,
        other_label,
        "equal",
        stages[-1]["term"],
        bool(run.record["scenario"]["awards_counted"]),
        rules=differing_rules(run, other_run),
        budgets=differing_budgets(run, other_run),
        moving=moving_otherwise(run, other_run),
        locks=locks,
    )
    is_one = same_scenario(run, other_run)
    proven = is_one
    for ours, others in zip(stages, other_stages, strict=True):
        if is_one and is_contradiction(ours, others):
            return replace(judged, verdict="contradiction", term=ours["term"])
        verdict = judge_plans(ours, others) if is_one else judge_stage(ours, others)
        proven = proven and best_is_proven(ours, others)
        if verdict != "equal":
            return replace(judged, verdict=verdict, term=ours["term"], proven=proven)
    return replace(judged, proven=proven)


def yardstick(run: PublishedRun) -> dict[str, Any]:
    """Return all by which a run's objectives are counted: policy, rubric, targets and the city's tables.

    Budgets, locks and programmes are not of it, nor which targets are hard: they are what scenarios are
    compared for. No plan misses a hard target, so it weighs nothing.
    """
    scenario = run.record["scenario"]
    return {
        "tables": run.table_prints,
        "policy": scenario["policy"],
        "readings": (scenario["readings"], scenario["awards_counted"]),
        **{name: scenario["rules"][name] for name in COUNTING},
        "targets": {
            target_id: {name: value for name, value in target.items() if name != "hard"}
            for target_id, target in scenario["targets"].items()
            if not (target["hard"] and target_id.startswith(f"{LOCK}:"))
        },
        "stages": [(stage["term"], stage["sense"]) for stage in run.record["outcome"]["stages"]],
    }


def differing_rules(run: PublishedRun, other: PublishedRun) -> tuple[str, ...]:
    """Return what else is ruled otherwise: names of programmes, and ids of other groups of rules."""
    mine, theirs = (r.record["scenario"]["rules"] for r in (run, other))
    names = {**other.record["names"]["programmes"], **run.record["names"]["programmes"]}
    ids = dict.fromkeys((*mine["programmes"], *theirs["programmes"]))
    differing = [k for k in ids if mine["programmes"].get(k) != theirs["programmes"].get(k)]
    return (
        *(names.get(programme, programme) for programme in differing),
        *(name for name in OTHER_RULES if mine[name] != theirs[name]),
    )


def same_scenario(run: PublishedRun, other: PublishedRun) -> bool:
    """Tell whether two runs answer one question: the same files and changes, wherever these and the runs lie."""
    mine, theirs = (
        (sorted(r.record["inputs"].values()), {**r.record["scenario"], **dict.fromkeys(PLACES)})
        for r in (run, other)
    )
    return mine == theirs


def judge_plans(mine: dict[str, Any], theirs: dict[str, Any]) -> Verdict:
    """Compare one stage of two plans of one scenario, whatever is proven of them."""
    sign = -1 if mine["sense"] == "max" else 1
    best, other_best = sign * mine["value"], sign * theirs["value"]
    if best == other_best:
        return "equal"
    return "better_plan" if best < other_best else "worse_plan"


def best_is_proven(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Tell whether the better value of two plans of one scenario meets the bound of either.

    Earlier stages must be proven alike: a bound holds only where these are at the same values.
    """
    best, bounds = _best_and_bounds(mine, theirs)
    return best in bounds


def is_contradiction(mine: dict[str, Any], theirs: dict[str, Any]) -> bool:
    """Tell whether the better value of two plans of one scenario lies beyond a bound of either.

    Earlier stages must be at the same values in both plans.
    """
    best, bounds = _best_and_bounds(mine, theirs)
    return any(bound > best for bound in bounds)


def _best_and_bounds(mine: dict[str, Any], theirs: dict[str, Any]) -> tuple[float, list[float]]:
    """Return the better value and the bounds of one stage, signed so that less is better."""
    sign = -1 if mine["sense"] == "max" else 1
    bounds = [sign * stage["bound"] for stage in (mine, theirs) if stage["bound"] is not None]
    return min(sign * mine["value"], sign * theirs["value"]), bounds


def judge_stage(mine: dict[str, Any], theirs: dict[str, Any]) -> Verdict:
    """Compare one stage of two runs; see :func:`judge`."""
    sign = -1 if mine["sense"] == "max" else 1
    best, other_best = sign * mine["value"], sign * theirs["value"]
    if mine["proven"] and theirs["proven"] and best == other_best:
        return "equal"
    if theirs["bound"] is not None and best < sign * theirs["bound"]:
        return "better"
    if mine["bound"] is not None and other_best < sign * mine["bound"]:
        return "worse"
    return "undecided"
