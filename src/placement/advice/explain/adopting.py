"""How what was found is adopted: locks to write into a scenario; and what its amounts rest on."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from placement.advice.explain.tier_ways import TierWay
from placement.advice.moves import Move
from placement.advice.opened import OpenRun
from placement.errors import Text
from placement.planner import MONEY_TERMS
from placement.report.proof_words import gap_text, is_unknown


@dataclass(frozen=True, slots=True)
class Adoption:
    """What is written under ``locks`` of a scenario; YAML on one line each.

    Attributes
    ----------
    circles
        Pins the circle to the tier.
    premises_in
        Locks the premises that the way uses as well; empty where it adds none.
    """

    circles: str
    premises_in: str


def adoption_of(run: OpenRun, circle_id: str, way: TierWay) -> Adoption | None:
    """Return the locks that ask for a tier by a year; ``None`` where there is no way, or caps forbid it."""
    if not (way.cheapest.is_possible and way.cheapest.is_affordable):
        return None
    pin = f"{{year: {way.by}, tier: {_scalar(way.tier_id)}, hard: true}}"
    premises = set(run.scenario.tables.premises["premises_id"])
    used = [m for m in way.cheapest.moves if m.change != "dropped" and m.site_id in premises]
    return Adoption(f"circles: {{{_scalar(circle_id)}: {pin}}}", _premises(used))


def _premises(moves: Iterable[Move]) -> str:
    years = {move.site_id: move.year for move in moves}
    parts = [f"{_scalar(site)}: {{year: {year}}}" for site, year in sorted(years.items())]
    return f"premises_in: {{{', '.join(parts)}}}" if parts else ""


def _scalar(name: str) -> str:
    """Return an id as YAML reads it as text; quoted where it could be taken for something else."""
    is_word = name[:1].isalpha() and name.replace("-", "").replace("_", "").isalnum()
    has_digit = any(letter.isdigit() for letter in name)
    is_plain = is_word and (has_digit or name.lower() not in WORDS)
    return name if is_plain else json.dumps(name, ensure_ascii=False)


WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
"""What YAML takes for something else than text."""


def adoption_text(adoption: Adoption) -> Text:
    """Say what to write where."""
    pin, premises = adoption.circles, adoption.premises_in
    return Text(
        f"要采用：在情景的 locks 下写 {pin} 再求解"
        + (f"；连用房也照这个做法的，另写 {premises}" if premises else ""),
        f"to adopt it: under locks of the scenario write {pin} and solve again"
        + (f"; to use the same premises as well, {premises}" if premises else ""),
    )


def doubt_of(run: OpenRun) -> Text | None:
    """Say that a run's money is not proven to be the least, so that amounts are those of this plan.

    ``None`` where the stage of money and all before it are proven.
    """
    stages: Sequence[Mapping[str, Any]] = run.record["outcome"]["stages"]
    money = next((n for n, s in enumerate(stages) if s["term"] in MONEY_TERMS), len(stages) - 1)
    weak = next((n for n in (money, *range(money)) if not stages[n]["proven"]), None)
    if weak is None:
        return None
    what = Text("资金一步", "stage of money") if stages[weak]["term"] in MONEY_TERMS else Text(
        f"第 {weak + 1} 步", f"stage {weak + 1}"
    )  # fmt: skip
    gap = stages[weak]["relative_gap"]
    known = Text("差距未知", "its gap is not known")
    if not is_unknown(gap):
        known = Text(f"差距 ≤ {gap_text(gap)}", f"it is within {gap_text(gap)} of the best")
    return Text(
        f"方案的{what.zh}未证明，{known.zh}，因此金额是就这个方案而言的",
        f"the {what.en} of the plan is not proven, {known.en}; so the amounts are those of this plan",
    )
