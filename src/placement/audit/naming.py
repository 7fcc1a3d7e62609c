"""What the ids of a plan are called in a finding: the name, and the id by which its row is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from placement.audit.registers import Registers
from placement.errors import Text
from placement.plain import plain
from placement.plan import Choice
from placement.scenario.model import Scenario
from placement.scenario.names import Names, names_of, with_id


@dataclass(frozen=True)
class Naming:
    """Looks names up in the tables, the policy and the scenario; an id without a name is shown as it is."""

    registers: Registers

    @cached_property
    def names(self) -> Names:
        """Names of tiers, kinds, budget lines and programmes."""
        return names_of(self.registers.scenario)

    def circle(self, circle_id: str) -> Text:
        """Return the name of a circle with its id."""
        return with_id(circle_id, self.registers.circles.get(circle_id, {}).get("name", ""))

    def site(self, site_id: str) -> Text:
        """Return the name of premises, of an outlet, or of what is placed in a circle or district, with its id."""
        registers = self.registers
        for table in (registers.premises, registers.outlets):
            if site_id in table:
                return with_id(site_id, table[site_id]["name"])
        place, _, what = site_id.rpartition("@")
        if place not in registers.circles and place not in registers.scenario.districts:
            return Text(site_id, site_id)
        return _joined(self.circle(place), self.format(what))

    def choice(self, choice: Choice) -> Text:
        """Return the site of a choice and what is done there."""
        if "@" in choice.site_id:
            return self.site(choice.site_id)
        return _joined(self.site(choice.site_id), self.format(choice.format_id))

    def format(self, format_id: str) -> str:
        """Return the name of a row of the cost table or of a judged line."""
        cost = self.registers.costs.get(format_id)
        if cost is None:
            return self.names.kinds.get(format_id, format_id)
        return plain(cost["name"]) or self.kinds(cost["kinds"])

    def kinds(self, kinds: tuple[str, ...]) -> str:
        """Return the names of kinds that stand together."""
        return "+".join(self.names.kinds.get(kind, kind) for kind in kinds)

    def applicant(self, name: str, options: Mapping[str, Choice]) -> Text:
        """Return an enterprise, or the choice that is one of its own."""
        return self.choice(options[name]) if name in options else Text(name, name)


def naming_of(scenario: Scenario) -> Naming:
    """Return the naming of a scenario's ids."""
    return Naming(Registers.open(scenario))


def _joined(where: Text, what: str) -> Text:
    return Text(f"{where.zh}·{what}", f"{where.en}, {what}") if what else where
