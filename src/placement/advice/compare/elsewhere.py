"""Plans that hold in the scenario of another run as well, and are better there than its own.

A run that demands more, or has less money, has no plan that the other could not have: where its plan is the better
one, the other run is beaten, whatever the gaps. The audit of the plan in the other's scenario tells; where the
inputs were changed since, or many large cities would have to be audited, only what the runs recorded does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from placement.advice.compare.demands import demands_no_less, differs_by_its_own_file
from placement.advice.compare.inputs import Inputs
from placement.advice.compare.judging import Judgement, best_is_proven, is_contradiction
from placement.audit import audit_plan
from placement.errors import VerificationError
from placement.plan import Plan
from placement.report.run.published import PublishedRun
from placement.report.run.record import shown
from placement.scenario.model import Scenario

Stages = Sequence[dict[str, Any]]
MOST_CIRCLES = 600
"""Circles of all audits of one comparison together: two whole cities, which take seconds."""


@dataclass(frozen=True)
class Rival:
    """A run whose plan is better than that of another, ``beaten``, and whose scenario demands no less; by label."""

    label: str
    beaten: str
    rank: tuple[float, ...]

    @property
    def pair(self) -> frozenset[str]:
        """Both labels."""
        return frozenset((self.label, self.beaten))


def judge_elsewhere(
    judgements: Sequence[Judgement], runs: Mapping[str, PublishedRun], inputs: Inputs
) -> tuple[Judgement, ...]:
    """Return the judgements with what is known of plans that hold in the other scenario of a pair as well."""
    rivals = {rival.pair: rival for j in judgements for rival in _rivals(j, runs)}
    audited = _audited(list(rivals.values()), runs, inputs)
    return tuple(
        _judged(judgement, rivals[pair], runs, audited) if pair in rivals else judgement
        for judgement in judgements
        for pair in (frozenset((judgement.one, judgement.other)),)
    )


def _rivals(judgement: Judgement, runs: Mapping[str, PublishedRun]) -> list[Rival]:
    """Return the better of two comparable runs where it demands no less, as a list of one or none."""
    if judgement.verdict not in {"better", "worse", "undecided"}:
        return []
    one, other = (
        (label, _rank(stages_of(runs[label]))) for label in (judgement.one, judgement.other)
    )
    (better, rank), (beaten, worse) = sorted((one, other), key=lambda run: run[1])
    if rank == worse or not demands_no_less(runs[better], runs[beaten]):
        return []
    return [Rival(better, beaten, rank)]


def stages_of(run: PublishedRun) -> list[dict[str, Any]]:
    """Return the stages of a run."""
    return list(run.record["outcome"]["stages"])


def _rank(stages: Stages) -> tuple[float, ...]:
    """Return the values of stages, signed so that less is better."""
    return tuple(-s["value"] if s["sense"] == "max" else s["value"] for s in stages)


def _audited(
    rivals: Sequence[Rival], runs: Mapping[str, PublishedRun], inputs: Inputs
) -> dict[frozenset[str], Stages | None]:
    """Return the stages of rivals' plans in the other scenario, ``None`` where a plan does not hold there.

    Of each beaten run the best rival is asked first; pairs that are not asked, or whose inputs are lost, are left out.
    """
    found: dict[frozenset[str], Stages | None] = {}
    best = {r.beaten: r for r in sorted(rivals, key=lambda r: r.rank, reverse=True)}
    left = MOST_CIRCLES
    for rival in dict.fromkeys((*best.values(), *rivals)):
        beaten = runs[rival.beaten]
        scenario = inputs.scenario_of(beaten) if left > 0 else None
        if scenario is not None:
            found[rival.pair] = _stages_in(scenario, runs[rival.label], stages_of(beaten))
            left -= len(beaten.record["names"]["circles"])
    return found


def _stages_in(scenario: Scenario, run: PublishedRun, stages: Stages) -> Stages | None:
    """Return stages with a plan's values in another scenario, and no bounds; ``None`` where it does not hold there."""
    try:
        terms = audit_plan(scenario, Plan.from_dict(run.record["plan"])).terms
    except VerificationError:
        return None
    return [{**s, "value": shown(s["term"], terms[s["term"]]), "bound": None} for s in stages]


def _judged(
    judgement: Judgement,
    rival: Rival,
    runs: Mapping[str, PublishedRun],
    audited: Mapping[frozenset[str], Stages | None],
) -> Judgement:
    """Return what the audit has shown of a rival; where it was not asked, what follows from the records."""
    run, beaten = runs[rival.label], runs[rival.beaten]
    is_audited = rival.pair in audited
    stages = audited[rival.pair] if is_audited else _recorded(run, beaten, judgement)
    proven = True
    for better, worse in zip(stages or (), stages_of(beaten), strict=False):
        found = replace(judgement, term=worse["term"], winner=rival.label, is_audited=is_audited)
        if is_audited and is_contradiction(better, worse):
            return replace(found, verdict="contradiction")
        proven = proven and best_is_proven(better, worse)
        if better["value"] != worse["value"]:
            gained = abs(better["value"] - worse["value"])
            return replace(found, verdict="beaten", by=gained, sense=worse["sense"], proven=proven)
    return judgement


def _recorded(run: PublishedRun, beaten: PublishedRun, judgement: Judgement) -> Stages | None:
    """Return the stages of a run without bounds where they are its stages in the other scenario, too, by the records."""
    if judgement.verdict != "undecided" or not differs_by_its_own_file(run, beaten):
        return None
    return [{**stage, "bound": None} for stage in stages_of(run)]
