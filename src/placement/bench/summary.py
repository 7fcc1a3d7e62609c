"""What the rows of a results file say together; pure functions of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from placement.bench.metrics import (
    gap_at,
    median,
    performance_profile,
    relative_gap,
    shifted_geometric_mean,
)
from placement.bench.results import Row
from placement.bench.tables import PROVEN, label
from placement.money import FEN_PER_WAN

SHIFT_S = 1.0
"""Shift of geometric means of seconds."""
NOT_RUN = frozenset({"skipped", "done"})
NO_ANSWER = frozenset({"no_plan", "died", "killed_time", "killed_memory", "infeasible", "failed"})
RATIOS = (1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 16, 32)


def measured(rows: Iterable[Row]) -> list[Row]:
    """Rows of contenders that were really to solve something."""
    return [row for row in rows if row["status"] not in NOT_RUN]


def by_label(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by contender, with profile and ideas switched off."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[label(row)].append(row)
    return dict(grouped)


@dataclass(frozen=True)
class Standing:
    """One contender over all its cases.

    Attributes
    ----------
    seconds
        Shifted geometric mean of wall seconds to a proof; the limit where there was none.
    integral_s
        Shifted geometric mean of the primal-dual integral.
    gap
        Median gap at the end.
    """

    name: str
    cases: int
    proven: int
    without_plan: int
    seconds: float
    cpu_s: float
    integral_s: float
    gap: float
    peak_mib: float


def standing(name: str, rows: Sequence[Row]) -> Standing:
    """Sum up one contender's rows."""
    return Standing(
        name=name,
        cases=len(rows),
        proven=sum(row["status"] in PROVEN for row in rows),
        without_plan=sum(row["status"] in NO_ANSWER for row in rows),
        seconds=shifted_geometric_mean([seconds_to_proof(row) for row in rows], SHIFT_S),
        cpu_s=shifted_geometric_mean([row["cpu_s"] for row in rows], SHIFT_S),
        integral_s=shifted_geometric_mean([row["integral_s"] for row in rows], SHIFT_S),
        gap=median([row["gap"] for row in rows]),
        peak_mib=max(row["peak_mib"] for row in rows),
    )


def standings(rows: Iterable[Row]) -> list[Standing]:
    """Return every contender's standing, smallest integral first."""
    found = [standing(name, of) for name, of in by_label(measured(rows)).items()]
    return sorted(found, key=lambda s: (s.integral_s, s.name))


def seconds_to_proof(row: Row) -> float:
    """Wall seconds to a proof, the limit where there was none."""
    limit = float(row["case"]["limit_s"])
    return min(limit, float(row["solve_s"])) if row["status"] in PROVEN else limit


def common_rows(rows: Iterable[Row]) -> list[Row]:
    """Keep the instances every contender was given, so that means compare the same work.

    Contenders that had to skip instances (a licence, a package that is not there) are left out of it.
    """
    given = by_label(row for row in rows if row["status"] != "done")
    of_label = {
        name: of for name, of in given.items() if all(row["status"] != "skipped" for row in of)
    }
    if not of_label:
        return []
    common = set.intersection(*({r["case"]["instance"] for r in of} for of in of_label.values()))
    return [row for of in of_label.values() for row in of if row["case"]["instance"] in common]


def profile_shares(rows: Iterable[Row], ratios: Sequence[float] = RATIOS) -> dict[str, list[float]]:
    """Return performance profiles of the primal-dual integral, seeds of a case averaged."""
    costs = {
        name: {
            instance: shifted_geometric_mean([r["integral_s"] for r in same], SHIFT_S) + SHIFT_S
            for instance, same in _by_instance(of).items()
        }
        for name, of in by_label(measured(rows)).items()
    }
    return performance_profile(costs, ratios)


def mean_gaps(rows: Iterable[Row], times: Sequence[float]) -> dict[str, list[float]]:
    """Return each contender's gap over time, the mean over its cases."""
    return {
        name: [sum(gap_at(r["steps"], t) for r in of) / len(of) for t in times]
        for name, of in by_label(measured(rows)).items()
    }


def _by_instance(rows: Iterable[Row]) -> dict[str, list[Row]]:
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["case"]["instance"]].append(row)
    return dict(grouped)


@dataclass(frozen=True)
class Family:
    """One contender on one family of instances; gaps in per cent.

    Attributes
    ----------
    short, short_bound
        Missing circles of the plans and of their bounds, medians; ``None`` where there is no such stage.
    money_wan, money_gap
        Public money and its gap, medians, of plans that have that stage.
    """

    family: str
    name: str
    cases: int
    proven: int
    short: float | None
    short_bound: float | None
    money_wan: float | None
    money_gap: float | None
    gap: float
    seconds: float


def families(rows: Iterable[Row]) -> list[Family]:
    """Return a line for each family and contender, in order of the rows."""
    grouped: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in measured(rows):
        grouped[row["case"]["family"], label(row)].append(row)
    return [_family(*key, of) for key, of in grouped.items()]


def _family(family: str, name: str, rows: Sequence[Row]) -> Family:
    short = _stages(rows, "target_shortfall")
    money = _stages(rows, "public_money")
    bounds = [s["bound"] for s in short if s["bound"] is not None]
    return Family(
        family=family,
        name=name,
        cases=len(rows),
        proven=sum(row["status"] in PROVEN for row in rows),
        short=median([s["value"] for s in short]) if short else None,
        short_bound=median(bounds) if bounds else None,
        money_wan=median([s["value"] / FEN_PER_WAN for s in money]) if money else None,
        money_gap=median([_stage_gap(s) for s in money]) if money else None,
        gap=median([row["gap"] for row in rows]),
        seconds=shifted_geometric_mean([seconds_to_proof(row) for row in rows], SHIFT_S),
    )


def _stages(rows: Iterable[Row], term: str) -> list[Mapping[str, float]]:
    return [stage for row in rows for stage in row["stages"] if stage["term"] == term]


def _stage_gap(stage: Mapping[str, float]) -> float:
    return 0.0 if stage["proven"] else relative_gap(stage["value"], stage["bound"])


@dataclass(frozen=True)
class Claim:
    """A row against an optimum that is not ours."""

    row: Row
    optimum: int
    verdict: str


def check_optima(rows: Iterable[Row], optima: Mapping[str, int]) -> list[Claim]:
    """Hold rows against proven optima: ``agrees``, ``open`` or ``WRONG`` (a value or bound that cannot be)."""
    return [
        Claim(row, optima[row["case"]["instance"]], _verdict(row, optima[row["case"]["instance"]]))
        for row in measured(rows)
        if row["case"]["instance"] in optima and row["stages"]
    ]


def _verdict(row: Row, optimum: int) -> str:
    stage = row["stages"][0]
    sign = -1 if stage["maximise"] else 1
    beaten = sign * stage["value"] < sign * optimum
    excluded = stage["bound"] is not None and sign * stage["bound"] > sign * optimum
    if beaten or excluded or (stage["proven"] and stage["value"] != optimum):
        return "WRONG"
    return "agrees" if stage["proven"] else "open"


def contradictions(rows: Iterable[Row]) -> list[str]:
    """Name proven values of one instance that differ between contenders, stage by stage."""
    found = []
    for instance, same in _by_instance(measured(rows)).items():
        for n in range(max((len(row["stages"]) for row in same), default=0)):
            proven = {
                row["stages"][n]["value"]
                for row in same
                if all(stage["proven"] for stage in row["stages"][: n + 1])
                and len(row["stages"]) > n
            }
            if len(proven) > 1:
                found.append(f"{instance}: stage {n + 1}: {sorted(proven)}")
    return found
