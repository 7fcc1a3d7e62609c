"""What the tiers of the ladder ask of a score card, and what the card has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from placement.errors import Text
from placement.plain import number, percent, plain
from placement.policy.rubric import Place, kinds_present, points_steps
from placement.scenario.model import Scenario


@dataclass(frozen=True, slots=True)
class Gate:
    """What one tier asks of one thing: a score, kinds of a class, or outlets of a share, all others as they are."""

    what: Text
    required: Decimal
    has: Decimal

    @property
    def is_met(self) -> bool:
        """Whether it is enough."""
        return self.has >= self.required

    @property
    def text(self) -> Text:
        """What there is, and what is asked for."""
        return Text(
            f"{self.what.zh} {number(self.has)}（须达到 {number(self.required)}）",
            f"{self.what.en} {number(self.has)} of {number(self.required)}",
        )


@dataclass(frozen=True, slots=True)
class TierGates:
    """A tier and all it asks for."""

    tier_id: str
    name: str
    gates: tuple[Gate, ...]

    @property
    def is_met(self) -> bool:
        """Whether every gate is met."""
        return all(gate.is_met for gate in self.gates)

    @property
    def short(self) -> tuple[Gate, ...]:
        """The gates that are not met."""
        return tuple(gate for gate in self.gates if not gate.is_met)


@dataclass(frozen=True, slots=True)
class Reached:
    """What a score card comes to.

    Attributes
    ----------
    points
        In steps, by score table.
    kinds
        By class.
    shares
        Of every share that the tier in question asks for: how many outlets count, and the surplus of its
        inequality.
    """

    points: tuple[int, ...]
    kinds: Mapping[str, int]
    shares: tuple[tuple[int, int], ...]


def tier_gates(scenario: Scenario, place: Place, tier: int, units: Sequence[int]) -> TierGates:
    """Compare a circle's units per line with what a tier, by its position, asks for."""
    rubric = scenario.rubric
    tables = range(len(rubric.tables))
    reached = Reached(
        tuple(points_steps(rubric, units, place, table=table) for table in tables),
        kinds_present(rubric, units),
        tuple(
            (int(units[share.counted]), share.reached.surplus(units, place))
            for share in rubric.tiers[tier].shares
        ),
    )
    return gates_met(scenario, tier, place, reached)


def gates_met(scenario: Scenario, tier: int, place: Place, reached: Reached) -> TierGates:
    """Compare what a score card comes to with what a tier, by its position, asks for."""
    rubric, rule = scenario.rubric, scenario.rubric.tiers[tier]
    classes = scenario.policy.rubric.kind_classes

    def of_table(table: int, least_steps: int) -> Gate:
        name = plain(rubric.tables[table].name) if len(rubric.tables) > 1 else ""
        what = Text(f"{name}得分", f"score of {name}" if name else "score")
        has = rubric.points(reached.points[table])
        return Gate(what, rubric.points(least_steps), has)

    gates = [of_table(rule.table, rule.lowest_steps)]
    if rule.confirmed_by is not None:
        gates.append(of_table(*rule.confirmed_by))
    for kind_class, least in rule.kind_gates.items():
        name = plain(classes[kind_class].name)
        what = Text(f"{name}业态种数", f"kinds of {name}")
        gates.append(Gate(what, Decimal(least), Decimal(reached.kinds[kind_class])))
    for share, (counted, surplus) in zip(rule.shares, reached.shares, strict=True):
        asked = f"{plain(share.name)} ≥ {percent(share.least(place.area_class))}"
        what = Text(f"{asked}，计入的网点数", f"{asked}, outlets that count")
        needed = share.needed(counted, surplus, place.area_class)
        gates.append(Gate(what, Decimal(needed), Decimal(counted)))
    return TierGates(rule.id, plain(rule.name), tuple(gates))
