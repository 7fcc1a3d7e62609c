"""Circles that end with a tier their score card does not reach: it counts until they are rated again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from placement.audit import Statement
from placement.audit.certificates import place_of
from placement.audit.gates import tier_gates
from placement.errors import Text, listed
from placement.plain import plain
from placement.scenario.model import Scenario
from placement.scenario.names import with_id

MOST_NAMED = 8


@dataclass(frozen=True, slots=True)
class Risk:
    """A circle whose score card at the end of the horizon does not reach the tier it holds.

    Attributes
    ----------
    tier
        Name of the tier.
    short
        What the tier asks for and the circle does not have.
    """

    circle_id: str
    name: str
    tier: str
    short: Text


def find_risks(scenario: Scenario, statement: Statement) -> tuple[Risk, ...]:
    """Return such circles, in the order of the audit."""
    return tuple(_risks(scenario, statement))


def _risks(scenario: Scenario, statement: Statement) -> Iterator[Risk]:
    circles, last = statement.accounts.registers.circles, scenario.years[-1]
    for row in statement.accounts.rows:
        if row.year == last and row.held > row.reached:
            circle = circles[row.circle_id]
            gates = tier_gates(scenario, place_of(circle), row.held, row.units)
            yield Risk(
                row.circle_id,
                plain(circle["name"]),
                gates.name,
                listed(gate.text for gate in gates.short),
            )


def risk_texts(risks: Sequence[Risk]) -> tuple[Text, ...]:
    """Say how many they are, which, and what each lacks; nothing without any."""
    if not risks:
        return ()
    rest = len(risks) - MOST_NAMED
    more = Text(f"另有 {rest} 个，见“生活圈一览”", f"{rest} more, see the list of circles")
    return (
        Text(
            f"按期末的评分卡够不上所持等级 {len(risks)} 个（等级照旧计入，下次复核时可能失去）：",
            ("1 circle holds" if len(risks) == 1 else f"{len(risks)} circles hold")
            + " a tier beyond the score card at the end (it counts until the next rating):",
        ),
        *(_named(risk) for risk in risks[:MOST_NAMED]),
        *([more] if rest > 0 else []),
    )


def _named(risk: Risk) -> Text:
    who = with_id(risk.circle_id, risk.name)
    return Text(f"{who.zh} {risk.tier}：{risk.short.zh}", f"{who.en} {risk.tier}: {risk.short.en}")
