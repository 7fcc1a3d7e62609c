"""Whether the chosen options are admissible, and what each costs whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

import numpy as np
import pandas as pd

from placement.finance.payouts import is_priced_per_measure, payout_fen, runs_in, split_among
from placement.finance.works import OperatorAccount, Works, invest
from placement.plan import Choice, Plan
from placement.policy.programmes import Programme
from placement.policy.rubric import steps_of
from placement.scenario.model import Scenario

IN_CIRCLE = "circle"
LARGEST_OVERSIZE = Fraction(8, 5)


@dataclass(frozen=True)
class AuditedChoice:
    """A choice with everything recomputed from the tables.

    Attributes
    ----------
    kinds, chain, standardised, open_24h, floor_area_dm2
        What stands there afterwards; no kinds for a judged line.
    raised_steps
        Steps a judged line is raised by.
    payments
        ``(programme_id, budget_id, fen)``, committed in the year of the choice.
    """

    choice: Choice
    site_name: str
    district: str
    kinds: tuple[str, ...]
    chain: bool
    standardised: bool
    open_24h: bool
    floor_area_dm2: int
    raised_steps: int
    investment_fen: int
    payments: tuple[tuple[str, str, int], ...]

    @property
    def public_fen(self) -> int:
        """Public money of the option, fen."""
        return sum(fen for _, _, fen in self.payments)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as mappings from column to value."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


@dataclass(frozen=True)
class Registers:
    """The tables by id, as the auditor looks things up."""

    scenario: Scenario
    premises: Mapping[str, dict[str, Any]]
    costs: Mapping[str, dict[str, Any]]
    circles: Mapping[str, dict[str, Any]]
    judgements: Mapping[tuple[str, str], dict[str, Any]]
    groups: Mapping[str, frozenset[str]]

    @staticmethod
    def open(scenario: Scenario) -> Registers:
        """Index the tables of a scenario."""
        tables = scenario.tables
        return Registers(
            scenario,
            {row["premises_id"]: row for row in records(tables.premises)},
            {row["format_id"]: row for row in records(tables.costs)},
            {row["circle_id"]: row for row in records(tables.circles)},
            {(row["circle_id"], row["line_id"]): row for row in records(tables.judgements)},
            {
                name: frozenset(scenario.districts if group.districts == "all" else group.districts)
                for name, group in scenario.policy.groups.items()
            },
        )


def audit_choices(registers: Registers, plan: Plan) -> tuple[list[AuditedChoice], list[str]]:
    """Recompute every choice; return them and what is wrong with them."""
    findings = [
        f"{site}: taken {n} times"
        for site, n in Counter(choice.site_id for choice in plan.choices).items()
        if n > 1
    ]
    audited = []
    for choice in plan.choices:
        try:
            item, wrong = _audit_choice(registers, choice)
        except KeyError as missing:
            findings.append(f"{choice.option_id}: names an unknown id {missing}")
            continue
        audited.append(item)
        findings += [f"{choice.option_id}: {sentence}" for sentence in wrong]
    findings += _locks(registers.scenario, plan)
    return audited, findings


def _audit_choice(registers: Registers, choice: Choice) -> tuple[AuditedChoice, list[str]]:
    if choice.judged_line:
        item, works, wrong = _judged(registers, choice)
    elif choice.circle_id:
        item, works, wrong = _in_circle(registers, choice)
    else:
        item, works, wrong = _on_premises(registers, choice)
    if choice.year not in registers.scenario.years:
        wrong.append(f"{choice.year} is outside the horizon")
    payments, unpaid = _payments(registers, choice, works)
    return AuditedChoice(choice, *item, payments=payments), wrong + unpaid


_Item = tuple[str, str, tuple[str, ...], bool, bool, bool, int, int, int]


def _works(
    cost: Mapping[str, Any] | None, line: str | None, place: Mapping[str, Any], **amounts: Any
) -> Works:
    cost = cost or {}
    return Works(
        kinds=tuple(cost.get("kinds", ())),
        chain=bool(cost.get("chain", False)),
        standardised=bool(cost.get("standardised", False)),
        open_24h=bool(cost.get("open_24h", False)),
        judged_line=line,
        district=(place["district"],),
        source_class=(place.get("source_class", IN_CIRCLE),),
        area_class=(place.get("area_class", ""),),
        floor_area_dm2=np.array([amounts.get("area", 0)], dtype=np.int64),
        investment_fen=np.array([amounts["investment"]], dtype=np.int64),
        preparation_fen=np.array([amounts.get("preparation", 0)], dtype=np.int64),
        is_viable=np.array([amounts.get("viable", False)]),
    )


def _on_premises(registers: Registers, choice: Choice) -> tuple[_Item, Works, list[str]]:
    place, cost = registers.premises[choice.site_id], registers.costs[choice.format_id]
    scenario = registers.scenario
    area = int(place["floor_area_dm2"])
    kinds = set(cost["kinds"])
    rules = {
        "smaller than the format needs": area >= cost["min_floor_area_dm2"],
        "far larger than the format uses": area <= cost["max_floor_area_dm2"] * LARGEST_OVERSIZE,
        "source class does not fit": cost["source_class"] in {"", place["source_class"]},
        "kind is not allowed there": not place["allowed_kinds"]
        or kinds <= set(place["allowed_kinds"]),
        "kind is forbidden there": kinds.isdisjoint(place["forbidden_kinds"]),
        "not free in that year": choice.year >= place["first_year"],
        "locked out": choice.site_id not in scenario.locks.premises_out,
        "one unit per premises": choice.units == 1,
    }
    investment = int(
        invest(
            int(cost["fixed_fen"]),
            int(cost["fen_per_m2"]),
            np.array([area]),
            int(cost["max_floor_area_dm2"]),
        )[0]
    )
    account = OperatorAccount(int(cost["margin_fen_per_m2_month"]), scenario.payback_years)
    used = min(area, int(cost["max_floor_area_dm2"]))
    viable = account.is_viable(
        np.array([place["rent_fen_per_m2_month"]]), np.array([used]), np.array([investment])
    )[0]
    works = _works(
        cost, None, {**place, "area_class": ""}, area=area, investment=investment,
        preparation=int(place["preparation_fen"]), viable=bool(viable),
    )  # fmt: skip
    item = (
        place["name"], place["district"], works.kinds, works.chain, works.standardised,
        works.open_24h, area, 0, investment,
    )  # fmt: skip
    return item, works, [text for text, holds in rules.items() if not holds]


def _in_circle(registers: Registers, choice: Choice) -> tuple[_Item, Works, list[str]]:
    place, cost = registers.circles[choice.circle_id], registers.costs[choice.format_id]
    rules = {
        "format needs premises": cost["source_class"] == IN_CIRCLE,
        "more units than allowed": 1 <= choice.units <= cost["max_per_circle"],
        "site does not name circle and format": choice.site_id
        == f"{choice.circle_id}@{choice.format_id}",
    }
    investment = choice.units * int(cost["fixed_fen"])
    place = {**place, "source_class": IN_CIRCLE}
    works = _works(cost, None, place, investment=investment)
    item = (
        f"{place['name']}（圈内设点）", place["district"], works.kinds, works.chain,
        works.standardised, works.open_24h, 0, 0, investment,
    )  # fmt: skip
    return item, works, [text for text, holds in rules.items() if not holds]


def _judged(registers: Registers, choice: Choice) -> tuple[_Item, Works, list[str]]:
    place = registers.circles[choice.circle_id]
    row = registers.judgements[choice.circle_id, choice.judged_line]
    step = registers.scenario.policy.rubric.step
    raised = steps_of(row["reachable"], step) - steps_of(row["current"], step)
    rules = {
        "nothing to raise": raised > 0,
        "not before its earliest year": choice.year >= row["earliest_year"],
        "site does not name circle and line": choice.site_id
        == f"{choice.circle_id}@{choice.judged_line}",
        "a line is raised once": choice.units == 1,
    }
    investment = int(row["cost_fen"])
    works = _works(
        None, choice.judged_line, {**place, "source_class": IN_CIRCLE}, investment=investment
    )
    item = (
        f"{place['name']}（{choice.judged_line}）", place["district"], (), False, False, False,
        0, raised, investment,
    )  # fmt: skip
    return item, works, [text for text, holds in rules.items() if not holds]


def _payments(
    registers: Registers, choice: Choice, works: Works
) -> tuple[tuple[tuple[str, str, int], ...], list[str]]:
    """Price the programmes a choice takes and check that just these may and must be taken."""
    scenario = registers.scenario
    priced = {p.id: p for p in scenario.programmes if is_priced_per_measure(p)}
    paid = {
        name: int(payout_fen(programme, works, registers.groups)[0])
        for name, programme in priced.items()
    }
    taken = [priced[name] for name in choice.programmes]
    wrong = [
        f"programme {p.id} does not run in {choice.year}"
        for p in taken
        if not runs_in(p.windows, choice.year)
    ]
    wrong += [f"programme {p.id} pays nothing for it" for p in taken if paid[p.id] <= 0]
    wrong += _admissible(taken, priced, paid, works, choice.year)
    payments = []
    for programme in taken:
        parts = split_among(programme.payers, np.array([paid[programme.id]]))
        payments += [
            (programme.id, budget_of(scenario, payer.budget, works.district[0]), int(part[0]))
            for payer, part in zip(programme.payers, parts, strict=True)
            if part[0] > 0
        ]
    return tuple(payments), wrong


def _admissible(
    taken: list[Programme],
    priced: Mapping[str, Programme],
    paid: Mapping[str, int],
    works: Works,
    year: int,
) -> list[str]:
    wrong = []
    groups = Counter(p.stacking for p in taken if p.stacking is not None)
    wrong += [f"takes {n} programmes of the group {g}" for g, n in groups.items() if n > 1]
    aid = [p.id for p in taken if p.need == "if_not_viable"]
    unaided = bool(works.is_viable[0]) or works.investment_fen[0] == 0
    if aid and unaided:
        wrong.append(f"takes {aid[0]} although it is viable without aid")
    if len(aid) > 1:
        wrong.append(f"takes {len(aid)} programmes for works that are not viable")
    invested = [p for p in taken if getattr(p, "basis", "investment") != "preparation"]
    if not unaided and not invested:
        wrong.append("is not viable and no programme pays towards it")
    stacked = {p.stacking for p in taken} - {None}
    for programme in priced.values():
        owed = programme.need == "always" and paid[programme.id] > 0
        if not owed or programme in taken or not runs_in(programme.windows, year):
            continue
        better = [p for p in taken if p.stacking == programme.stacking]
        if programme.stacking not in stacked or (
            paid[better[0].id] < paid[programme.id] and better[0].need == "always"
        ):
            wrong.append(f"programme {programme.id} is owed but not taken")
    return wrong


def budget_of(scenario: Scenario, line: str, district: str) -> str:
    """Id of the budget line that pays for a district: ``line:district`` where it has its own cap."""
    own = any(b.id == line and b.district == district for b in scenario.budgets)
    return f"{line}:{district}" if own else line


def _locks(scenario: Scenario, plan: Plan) -> list[str]:
    chosen = {choice.site_id: choice for choice in plan.choices}
    wrong = []
    for premises_id, lock in scenario.locks.premises_in.items():
        choice = chosen.get(premises_id)
        if choice is None:
            wrong.append(f"{premises_id}: locked in but not used")
        elif lock.format not in {None, choice.format_id} or lock.year not in {None, choice.year}:
            wrong.append(f"{premises_id}: not used as it is locked")
    return wrong
