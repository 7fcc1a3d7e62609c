"""Whether every plan of one scenario is a plan of another: the same rules, with more demanded or less money.

Judged by what the two runs recorded; :mod:`placement.advice.compare.elsewhere` then asks the audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from placement.advice.compare.caps import caps_of
from placement.advice.compare.judging import differing_rules, yardstick
from placement.report.run.published import PublishedRun
from placement.scenario.targets import LOCK

Record = Mapping[str, Any]
FREE_KEYS = ("id", "name", "note", "extends", "locks", "budgets", "targets.hard", "solver")
"""Keys of a scenario that may be written in one of the two alone: they are no rules, or are compared by value."""


def demands_no_less(run: PublishedRun, other: PublishedRun) -> bool:
    """Tell whether a run demands all that another does, and has no more money to do it with."""
    return (
        run.years == other.years
        and yardstick(run) == yardstick(other)
        and not differing_rules(run, other)
        and _has_no_more_money(run, other)
        and _locks_no_less(run, other)
        and _hard(other) <= _hard(run)
    )


def differs_by_its_own_file(run: PublishedRun, other: PublishedRun) -> bool:
    """Tell whether two runs read the same files but for their scenarios, and these say the same things.

    Only then what was recorded of the two suffices where the files are no longer at hand.
    """
    mine, theirs = ({*_prints_beside(r)} for r in (run, other))
    return mine == theirs and {*_bound_keys(run)} == {*_bound_keys(other)}


def _prints_beside(run: PublishedRun) -> Iterable[str]:
    """Yield the prints of all files but the scenario's own."""
    own = (run.path / run.record["scenario"]["file"]).resolve().as_posix()
    return (h for name, h in run.record["inputs"].items() if not own.endswith(f"/{name}"))


def _bound_keys(run: PublishedRun) -> Iterable[str]:
    free = tuple(f"{key}." for key in FREE_KEYS)
    return (k for k in run.record["scenario"]["provenance"] if not f"{k}.".startswith(free))


def _has_no_more_money(run: PublishedRun, other: PublishedRun) -> bool:
    mine, theirs = (r.record["scenario"]["rules"]["budgets"] for r in (run, other))
    caps, wider = caps_of(run), caps_of(other)
    return (
        mine.keys() == theirs.keys()
        and all(theirs[k]["carries_over"] or not mine[k]["carries_over"] for k in mine)
        and all({*mine[k]["helps"]} <= {*theirs[k]["helps"]} for k in mine)
        and caps.keys() >= wider.keys()
        and all(caps[k] <= cap for k, cap in wider.items())
    )


def _locks_no_less(run: PublishedRun, other: PublishedRun) -> bool:
    mine, theirs = (r.record["scenario"]["rules"]["locks"] for r in (run, other))
    tiers = list(run.record["names"]["tiers"])
    pins = {c: pin for c, pin in theirs["circles"].items() if pin["hard"]}
    return (
        all({*theirs[out]} <= {*mine[out]} for out in ("premises_out", "circles_out"))
        and all(
            _uses_no_less(mine["premises_in"].get(p), r) for p, r in theirs["premises_in"].items()
        )
        and all(_pins_no_less(mine["circles"].get(c), pin, tiers) for c, pin in pins.items())
    )


def _uses_no_less(mine: Record | None, theirs: Record) -> bool:
    """Tell whether premises must be used in at least the way the other asks for."""
    if mine is None:
        return False
    return all(theirs[part] in (None, mine[part]) for part in ("format", "year"))


def _pins_no_less(mine: Record | None, theirs: Record, tiers: list[str]) -> bool:
    """Tell whether a circle must reach at least the tier the other asks for, and no later."""
    if mine is None or not mine["hard"]:
        return False
    return mine["year"] <= theirs["year"] and tiers.index(mine["tier"]) >= tiers.index(
        theirs["tier"]
    )


def _hard(run: PublishedRun) -> set[str]:
    """Return the targets that must be met, but for locked circles."""
    targets = run.record["scenario"]["targets"].items()
    return {k for k, target in targets if target["hard"] and not k.startswith(f"{LOCK}:")}
