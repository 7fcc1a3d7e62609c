"""Whether a choice takes the programmes it may and must take, and what each then pays (A10, A11)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from placement.audit.payouts import is_preparation, pays_fen
from placement.audit.pricing import WorksFacts, applies, has_payers, split_fen, stands
from placement.audit.registers import Registers, budget_of
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice
from placement.policy.programme_base import MeasureProgramme
from placement.scenario.model import Scenario

Fen = Mapping[str, int]
"""Programme → fen for all units of a choice."""


@dataclass(frozen=True, slots=True)
class Funding:
    """How a choice is paid for.

    Attributes
    ----------
    payments
        Programme, budget line and fen.
    stands_alone
        Whether the operator would come with no more than what is owed for the premises.
    wrong
        What is wrong with the programmes taken.
    """

    payments: tuple[tuple[str, str, int], ...]
    stands_alone: bool
    wrong: list[Text]


def audit_funding(registers: Registers, choice: Choice, works: WorksFacts) -> Funding:
    """Recompute what each programme taken pays in fen, and whether it may and must be taken.

    Raises
    ------
    KeyError
        For a programme that is not known.
    """
    scenario = registers.scenario
    choice = replace(choice, units=max(1, choice.units))  # another rule refuses fewer
    priced = {p.id: p for p in scenario.programmes if isinstance(p, MeasureProgramme)}
    alone = {
        p.id: pays_fen(p, works, choice.units, choice.year)
        if _may_apply(registers, p, works, choice.year)
        else 0
        for p in priced.values()
    }
    taken: list[MeasureProgramme] = [p for p in priced.values() if p.id in choice.programmes]
    unknown = [name for name in choice.programmes if name not in priced]
    if unknown:
        raise KeyError(unknown[0])
    fen = paid_together(taken, alone, works, (choice.units, choice.year))
    wrong = [
        Text(
            f"补贴项目“{plain(p.name)}”那时对它不付款",
            f"programme “{plain(p.name)}” pays nothing for it then",
        )
        for p in taken
        if fen[p.id] <= 0
    ]
    wrong += _admissible((scenario, works, choice), taken, fen, alone)
    wrong += _owed_but_not_taken((scenario, works, choice), taken, alone)
    payments = [
        (p.id, budget_of(scenario, line, works.district), part)
        for p in taken
        for line, part in split_fen(p, fen[p.id])
        if part > 0
    ]
    comes = _comes_anyway((scenario, works, choice), alone)
    return Funding(tuple(payments), comes, wrong)


def _may_apply(
    registers: Registers, programme: MeasureProgramme, works: WorksFacts, year: int
) -> bool:
    windows, limit = programme.windows, programme.stacking_limit
    runs = not windows or any(w.first <= year <= w.last for w in windows)
    waiting = limit.none_within_years if limit is not None else None
    rested = waiting is None or works.aided_year == 0 or year >= works.aided_year + waiting
    return (
        runs
        and rested
        and has_payers(registers.scenario, programme, works.district)
        and applies(programme, works, registers.groups)
    )


def is_owed(scenario: Scenario, programme: MeasureProgramme) -> bool:
    """Tell whether everybody a programme is for gets it; with a quota the plan decides who does."""
    return not programme.quotas and (programme.need == "always" or scenario.aid_take_up == "all")


def paid_together(
    taken: Sequence[MeasureProgramme], alone: Fen, works: WorksFacts, when: tuple[int, int]
) -> dict[str, int]:
    """Return what each programme pays when all of them are taken; limited ones see what others pay.

    Parameters
    ----------
    when
        How many units, and the year.
    """
    units, year = when
    fen = {p.id: alone[p.id] for p in taken}
    for p in taken:
        peers = [q for q in taken if q is not p and is_preparation(q) == is_preparation(p)]
        others = sum(fen[q.id] for q in peers)
        amount = fen[p.id]
        if p.matching is not None:
            drawn = [split_fen(q, fen[q.id]) for q in peers]
            base = sum(n for parts in drawn for line, n in parts if line == p.matching.of_budget)
            amount = min(amount, math.floor(Fraction(p.matching.share) * base))
            amount = amount if p.matching.cap is None else min(amount, p.matching.cap)
        limit = p.stacking_limit
        if limit is not None and limit.deduct_other_aid:
            each = math.ceil(Fraction(others, units))
            rest = replace(
                works,
                investment_fen=max(0, works.investment_fen - each),
                preparation_fen=max(0, works.preparation_fen - each),
            )
            amount = min(amount, pays_fen(p, rest, units, year))
        if limit is not None and limit.top_up_only:
            amount = max(0, amount - others)
        if limit is not None and limit.max_share_of_investment is not None:
            basis = works.preparation_fen if is_preparation(p) else works.investment_fen
            most = math.floor(Fraction(limit.max_share_of_investment) * basis * units)
            amount = min(amount, max(0, most - others))
        fen[p.id] = amount
    return fen


Case = tuple[Scenario, WorksFacts, Choice]


def _per_unit(taken: Sequence[MeasureProgramme], fen: Fen, units: int) -> tuple[int, int]:
    """Return what is paid of preparing the premises and towards the investment, for one unit."""
    prepared = sum(fen[p.id] for p in taken if is_preparation(p))
    return prepared // units, (sum(fen[p.id] for p in taken) - prepared) // units


def _due(
    case: Case, alone: Fen, offered: Sequence[MeasureProgramme]
) -> tuple[Sequence[MeasureProgramme], dict[str, int]]:
    """Return the programmes due where some offers are taken, those included, and what each then pays.

    Of a stacking group the dearest is owed, the first of equals, and none where an offer of the group is
    taken. What would pay nothing beside the others falls away.
    """
    scenario, works, choice = case
    measures = [p for p in scenario.programmes if isinstance(p, MeasureProgramme)]
    owed = [p for p in measures if alone.get(p.id, 0) > 0 and is_owed(scenario, p)]
    dearest: dict[str, MeasureProgramme] = {}
    for p in owed:
        if p.stacking is not None:
            best = dearest.setdefault(p.stacking, p)
            if alone[p.id] > alone[best.id]:
                dearest[p.stacking] = p
    filled = {p.stacking for p in offered} - {None}
    kept = [
        p
        for p in measures
        if p in offered
        or (p in owed and p.stacking not in filled and dearest.get(p.stacking or "", p) is p)
    ]
    while True:
        fen = paid_together(kept, alone, works, (choice.units, choice.year))
        if all(fen.values()):
            return kept, fen
        kept = [p for p in kept if fen[p.id] > 0]


def _comes_anyway(case: Case, alone: Fen) -> bool:
    """Tell whether the works pay back with no more than what is owed for their premises."""
    _, works, choice = case
    kept, fen = _due(case, alone, ())
    prepared, _ = _per_unit(kept, fen, choice.units)
    return stands(works, prepared, 0, Fraction(1))


def _admissible(case: Case, taken: list[MeasureProgramme], fen: Fen, alone: Fen) -> list[Text]:
    scenario, works, choice = case
    names = choice.programmes
    groups = Counter(p.stacking for p in taken if p.stacking is not None)
    offered = [p for p in taken if not is_owed(scenario, p)]
    prepared, aid = _per_unit(taken, fen, choice.units)
    comes = _comes_anyway(case, alone)
    rules = {
        Text("同一补贴项目用了两次", "takes a programme twice"): len(set(names)) == len(names),
        Text("同组的补贴项目只能用一个", "takes several programmes of one group"): all(
            n == 1 for n in groups.values()
        ),
        Text("不补也能收回投资，不应补助", "takes aid although it pays back without"): not (
            offered and comes
        ),
        Text("收不回投资，补助又不够", "does not pay back and has too little aid"): comes
        or stands(works, prepared, aid, scenario.least_aid_share),
    }
    return [sentence for sentence, holds in rules.items() if not holds]


def _owed_but_not_taken(case: Case, taken: list[MeasureProgramme], alone: Fen) -> list[Text]:
    scenario, _, _ = case
    due, _ = _due(case, alone, [p for p in taken if not is_owed(scenario, p)])
    return [
        Text(
            f"应享受补贴项目“{plain(p.name)}”而没有用",
            f"programme “{plain(p.name)}” is owed but not taken",
        )
        for p in due
        if p not in taken
    ]
