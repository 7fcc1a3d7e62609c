"""No way of paying is missing: what the audit admits is in the option table, or something as good is.

The audit judges every set of programmes at every site, format and year. Whatever it admits must be matched by
an option of that site, format and year which draws no more from any budget line and any quota, and no less
from programmes that ask for a least amount or number.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from placement.audit.choices import audit_choices
from placement.audit.naming import Naming
from placement.audit.registers import Registers, budget_of
from placement.errors import Text
from placement.options import OptionTable, build_option_table
from placement.plan import Choice, Plan
from placement.policy.programme_base import MeasureProgramme
from placement.policy.terms import BatchQuota, BundleQuota
from placement.scenario.model import Scenario
from two_districts import read_city

CHEAP = {
    "archetype": "rate", "basis": "investment", "rate": Decimal("0.31"), "name": "小额补助",
    "need": "if_not_viable", "stacking": "aid", "eligible": {"kinds": ["fresh_store", "laundry"]},
    "payers": [{"budget": "city_fund"}],
}  # fmt: skip
RULES: dict[str, dict[str, Any]] = {
    "as written": {},
    "a cheaper one beside": {"programmes.cheap": CHEAP},
    "a cheaper one on top": {"programmes.cheap": {**CHEAP, "stacking": None}},
    "a bundle": {
        "programmes.cheap": CHEAP,
        "programmes.aid.payers": [{"budget": "city_fund"}],
        "programmes.aid.quotas": [{"archetype": "bundle", "amount": "6万元"}],
    },
    "a batch on top": {
        "programmes.cheap": {
            **CHEAP, "stacking": None, "quotas": [{"archetype": "batch", "outlets": 2}]
        },
    },
    "a pool of the dearer": {
        "programmes.cheap": CHEAP,
        "programmes.aid.quotas": [{"archetype": "pool", "years": {2023: "9万元"}}],
    },
    "everybody who may": {"programmes.cheap": CHEAP, "operators.aid_take_up": "all"},
}  # fmt: skip

Draws = dict[str, int]
Payments = Iterable[tuple[str, str, int]]


def needs_least(programme: MeasureProgramme) -> bool:
    return any(isinstance(quota, BundleQuota | BatchQuota) for quota in programme.quotas)


def admitted(registers: Registers, row: Any, year: int) -> Iterator[Draws]:
    """What each set of programmes that the audit admits draws, by line and by programme."""
    every = [p.id for p in registers.scenario.programmes if isinstance(p, MeasureProgramme)]
    ids = [
        p
        for p in every
        if not any("pays nothing" in w.en for w in audited(registers, row, year, (p,))[1])
    ]
    for size in range(len(ids) + 1):
        for names in itertools.combinations(ids, size):
            payments, wrong = audited(registers, row, year, names)
            if not wrong:
                yield draws_of(payments)


def audited(
    registers: Registers, row: Any, year: int, names: tuple[str, ...]
) -> tuple[Payments, list[Text]]:
    written = row.cost_row if row.units == 1 else f"{row.cost_row}×{row.units}"
    choice = Choice(
        f"{row.site_id}:{row.judged_line or written}", row.site_id, row.cost_row,
        int(row.units), row.circle_id, row.judged_line, names, year,
    )  # fmt: skip
    (item,), wrong = audit_choices(Naming(registers), Plan((choice,), ()))
    return item.payments, wrong


def draws_of(payments: Payments) -> Draws:
    drawn: Counter[str] = Counter()
    for programme, line, fen in payments:
        drawn[line] += fen
        drawn[f"programme {programme}"] += fen
    return dict(drawn)


def offered(scenario: Scenario, table: OptionTable, row: Any, year: int) -> list[Draws]:
    same = (
        (table.rows["site_id"] == row.site_id)
        & (table.rows["cost_row"] == row.cost_row)
        & (table.rows["units"] == row.units)
    )
    found = []
    for n in same.to_numpy().nonzero()[0]:
        if table.available[n, scenario.years.index(year)]:
            paid = table.payments[table.payments["option"] == n]
            found.append(
                draws_of(
                    (p.programme_id, budget_of(scenario, p.budget_id, p.district), int(p.fen))
                    for p in paid.itertuples()
                )
            )
    return found


def is_as_good(scenario: Scenario, option: Draws, way: Draws) -> bool:
    priced = [p for p in scenario.programmes if isinstance(p, MeasureProgramme)]
    counted = {f"programme {p.id}" for p in priced if p.quotas}
    least = {f"programme {p.id}" for p in priced if needs_least(p)}
    kept = {name for name in option if not name.startswith("programme ")} | counted
    no_more = all(option.get(name, 0) <= way.get(name, 0) for name in kept)
    return no_more and all(option.get(name, 0) >= way.get(name, 0) for name in least)


@pytest.mark.parametrize("rule", RULES)
def test_every_admissible_way_of_paying_is_matched(rule: str) -> None:
    scenario = read_city(RULES[rule])
    table, registers = build_option_table(scenario), Registers.open(scenario)
    judged = 0
    for row in table.rows.drop_duplicates(["site_id", "cost_row", "units"]).itertuples():
        for year in scenario.years:
            options = offered(scenario, table, row, year)
            for way in admitted(registers, row, year):
                judged += 1
                assert any(is_as_good(scenario, option, way) for option in options), (
                    row.site_id, row.cost_row, year, way, options,
                )  # fmt: skip
    assert judged > 100
