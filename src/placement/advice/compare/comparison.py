"""Runs side by side: audited figures, where they differ, and which is certainly better.

Figures are those the audit published; nothing is computed anew but sums of them. Objectives are compared
only between runs that count alike: one policy and reading of it, one list of stages, the same targets.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from placement.advice.compare.caps import differing_budgets, moving_otherwise
from placement.advice.site_uses import SITE_COLUMNS, site_uses
from placement.advice.sums import missing_units, total
from placement.report.published import PublishedRun

LEVELS = ("central", "province", "city", "district", "street")
COUNTING = ("rubric", "tiers", "recognition", "walking")
PLACES = ("file", "provenance")
OTHER_RULES = ("premises", "operators")

Verdict = Literal[
    "better", "worse", "better_plan", "worse_plan", "equal", "undecided", "not_comparable"
]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether run ``one`` can reach better values than run ``other``, and the stage that decides.

    Attributes
    ----------
    verdict
        ``better_plan`` and ``worse_plan`` are said of plans of one scenario.
    unlike
        What is counted otherwise, so that the two are not comparable.
    rules
        Programmes by name, and groups of rules, that differ although the two are comparable.
    budgets
        Budget lines by name with other caps, or of one run alone.
    moving
        Budget lines by name that ``carry`` over, or ``help`` others out, in one run only.
    proven
        Of plans of one scenario: that the better of them cannot be beaten where it is better, or that equal
        ones are the best; the proof of either run counts for both.
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
    proven: bool = False


@dataclass(frozen=True)
class Comparison:
    """What is shown of several runs; rows of ``overview`` are runs, in the order they were given.

    Attributes
    ----------
    labels
        A letter for each run: A, B, ….
    overview
        One row per run; money in yuan.
    circles, sites
        One row per circle or site that is not treated alike in all runs, one column per run.
    judgements
        One for every two runs.
    """

    labels: tuple[str, ...]
    names: tuple[str, ...]
    overview: pd.DataFrame
    money: pd.DataFrame
    circles: pd.DataFrame
    sites: pd.DataFrame
    judgements: tuple[Judgement, ...]


def compare_runs(runs: Sequence[PublishedRun]) -> Comparison:
    """Put runs side by side.

    Parameters
    ----------
    runs
        At least two, and no more than there are letters.
    """
    labels = tuple(string.ascii_uppercase[: len(runs)])
    pairs = list(zip(labels, runs, strict=True))
    return Comparison(
        labels,
        tuple(run.name for run in runs),
        pd.DataFrame([overview_row(label, run) for label, run in pairs]),
        pd.concat([money_rows(label, run) for label, run in pairs], ignore_index=True),
        circle_differences(dict(pairs)),
        site_differences(dict(pairs)),
        tuple(
            judge(one, other)
            for position, one in enumerate(pairs)
            for other in pairs[position + 1 :]
        ),
    )


def overview_row(label: str, run: PublishedRun) -> dict[str, Any]:
    """Sum up a run: targets, circles, residents, money in yuan, projects, gap and grade."""
    circles, targets, projects = (run.tables[name] for name in ("circles", "targets", "projects"))
    money, outcome = run.tables["money"], run.record["outcome"]
    at_end = circles[circles["year"] == run.years[-1]]
    certified = at_end[at_end["tier"] != ""]
    capped = money[money["cap_yuan"].notna()]
    return {
        "run": label,
        "name": run.name,
        "directory": str(run.path),
        "policy": run.record["scenario"]["policy"],
        "synthetic": bool(run.record["synthetic"]),
        "targets": len(targets),
        "targets_met": int((targets["shortfall"] == 0).sum()),
        "missing": missing_units(
            targets, {k: int(t["step"]) for k, t in run.record["scenario"]["targets"].items()}
        ),
        "certified": len(certified),
        "by_tier": {tier: int((certified["tier"] == tier).sum()) for tier in tiers_of(run)},
        "residents": int(certified["residents"].sum()),
        "projects": len(projects),
        "subsidised": int((projects["public_yuan"] > 0).sum()),
        "investment_yuan": total(projects["investment_yuan"]),
        "aid_yuan": total(projects["public_yuan"]),
        "committed_yuan": total(money["committed_yuan"]),
        "cap_yuan": total(capped["cap_yuan"]),
        "unspent_yuan": total(capped["cap_yuan"]) - total(capped["committed_yuan"]),
        "relative_gap": outcome["relative_gap"],
        "grade": outcome["grade"],
        "status": outcome["status"],
    }


def tiers_of(run: PublishedRun) -> list[str]:
    """Return the tiers of a run's policy, highest first."""
    return list(reversed(run.record["names"]["tiers"]))


def money_rows(label: str, run: PublishedRun) -> pd.DataFrame:
    """Return committed yuan of a run by level and year."""
    levels = {budget: entry["level"] for budget, entry in run.record["names"]["budgets"].items()}
    money = run.tables["money"]
    frame = pd.DataFrame(
        {
            "run": label,
            "level": [levels[str(budget)] for budget in money["budget_id"]],
            "year": money["year"],
            "committed_yuan": money["committed_yuan"],
        }
    )
    sums = frame.groupby(["run", "level", "year"], as_index=False)["committed_yuan"].agg(total)
    order = sorted(
        sums.index, key=lambda row: (LEVELS.index(sums["level"][row]), int(sums["year"][row]))
    )
    return pd.DataFrame(sums.loc[order]).reset_index(drop=True)


def circle_differences(runs: dict[str, PublishedRun]) -> pd.DataFrame:
    """List the circles whose certifications differ: ``tier@year`` by run, steps joined by ``→``."""
    names: dict[str, dict[str, str]] = {}
    paths: dict[str, dict[str, str]] = {}
    for label, run in runs.items():
        names |= {c: entry for c, entry in run.record["names"]["circles"].items() if c not in names}
        tiers = run.record["names"]["tiers"]
        steps = run.tables["circles"].query("newly_certified")
        for circle, group in steps.sort_values("year").groupby("circle_id"):
            paths.setdefault(str(circle), {})[label] = " → ".join(
                f"{tiers.get(tier, tier)}@{year}"
                for tier, year in zip(group["tier"], group["year"], strict=True)
            )
    rows = [
        {
            "circle_id": circle,
            "name": names.get(circle, {}).get("name", ""),
            "district": names.get(circle, {}).get("district", ""),
            **by_run,
        }
        for circle, found in sorted(paths.items())
        if differ(by_run := {label: found.get(label, "") for label in runs})
    ]
    return pd.DataFrame(rows, columns=["circle_id", "name", "district", *runs])


def site_differences(runs: dict[str, PublishedRun]) -> pd.DataFrame:
    """List the sites used otherwise in some run: ``kinds@year (yuan of aid)`` by run."""
    projects = {label: run.tables["projects"] for label, run in runs.items()}
    kinds = {label: run.record["names"]["kinds"] for label, run in runs.items()}
    rows = [
        {**site.place, **by_run}
        for site in site_uses(projects, kinds)
        if differ(by_run := site.uses(runs))
    ]
    return pd.DataFrame(rows, columns=[*SITE_COLUMNS, *runs])


def differ(by_run: dict[str, str]) -> bool:
    """Tell whether the values are not all the same."""
    return len(set(by_run.values())) > 1


def judge(one: tuple[str, PublishedRun], other: tuple[str, PublishedRun]) -> Judgement:
    """Compare the best two runs can reach, stage by stage, by their intervals [plan, bound].

    The first stage that is not known to be equal decides: where the intervals do not touch one run is
    better; where they overlap nothing can be said at these gaps. A stage is known to be equal only when
    both are proven. Programmes and rules for operators may differ, and then are named: they are what
    scenarios are compared for. Two runs of one scenario can reach the same; there the plans are compared.
    """
    (label, run), (other_label, other_run) = one, other
    stages, other_stages = (r.record["outcome"]["stages"] for r in (run, other_run))
    mine, theirs = yardstick(run), yardstick(other_run)
    if unlike := tuple(name for name in mine if mine[name] != theirs[name]):
        return Judgement(label, other_label, "not_comparable", "", unlike=unlike)
    judged = Judgement(
        label,
        other_label,
        "equal",
        stages[-1]["term"],
        bool(run.record["scenario"]["awards_counted"]),
        rules=differing_rules(run, other_run),
        budgets=differing_budgets(run, other_run),
        moving=moving_otherwise(run, other_run),
    )
    is_one = same_scenario(run, other_run)
    proven = is_one
    for ours, others in zip(stages, other_stages, strict=True):
        verdict = judge_plans(ours, others) if is_one else judge_stage(ours, others)
        proven = proven and best_is_proven(ours, others)
        if verdict != "equal":
            return replace(judged, verdict=verdict, term=ours["term"], proven=proven)
    return replace(judged, proven=proven)


def yardstick(run: PublishedRun) -> dict[str, Any]:
    """Return all by which a run's objectives are counted: policy, rubric, targets and the city's tables.

    Budgets, locks and programmes are not of it: they are what scenarios are compared for.
    """
    scenario = run.record["scenario"]
    tables = {n: h for n, h in run.record["inputs"].items() if not n.endswith((".yaml", ".yml"))}
    return {
        "tables": sorted(tables.values()),
        "policy": scenario["policy"],
        "readings": (scenario["readings"], scenario["awards_counted"]),
        **{name: scenario["rules"][name] for name in COUNTING},
        "targets": scenario["targets"],
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
    sign = -1 if mine["sense"] == "max" else 1
    best = min(sign * mine["value"], sign * theirs["value"])
    bounds = [sign * stage["bound"] for stage in (mine, theirs) if stage["bound"] is not None]
    return any(bound >= best for bound in bounds)


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
