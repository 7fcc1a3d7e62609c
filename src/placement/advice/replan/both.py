"""The projects of both plans, matched by site, row of the table of costs and units."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from placement.advice.replan.prepare import Prepared
from placement.plain import plain
from placement.plan import Choice, Plan
from placement.planner import Solved
from placement.scenario.names import names_of

What = tuple[str, str, int]
"""Site, row of the table of costs and units."""
Projects = Mapping[What, Choice]
NEVER_AGAIN = 9999


@dataclass(frozen=True)
class Both:
    """The projects of both plans from the year on, and all of the old one's.

    Attributes
    ----------
    there
        Ids of what is in the tables now.
    formats
        What is done, by row of the table of costs or judged line.
    """

    plan: Plan
    before: Projects
    after: Projects
    there: Set[str]
    formats: Mapping[str, str]

    @staticmethod
    def of(plan: Plan, prepared: Prepared, solved: Solved) -> Both:
        """Match the old plan, from the first year of the new one on, with the new one."""
        year, tables = prepared.scenario.years[0], prepared.rolled.tables
        named = zip(tables.costs["format_id"], tables.costs["name"], strict=True)
        return Both(
            plan,
            {_what(c): c for c in plan.choices if c.year >= year},
            {_what(c): c for c in solved.plan.choices},
            {
                *tables.premises["premises_id"],
                *tables.outlets["outlet_id"],
                *tables.circles["circle_id"],
            },
            {**names_of(prepared.scenario).kinds, **{row: name for row, name in named if name}},
        )

    def is_there(self, site_id: str) -> bool:
        """Tell whether a site is still in the tables."""
        return site_id.partition("@")[0] in self.there

    def named(self, choice: Choice) -> str:
        """Say what a project does."""
        name = plain(self.formats.get(choice.format_id) or choice.format_id)
        return name if choice.units == 1 else f"{name}×{choice.units}"


def _what(choice: Choice) -> What:
    return choice.site_id, choice.format_id, choice.units


def year_of(projects: Projects, what: What) -> int:
    """Return the year of a project, ``NEVER_AGAIN`` for none."""
    return projects[what].year if what in projects else NEVER_AGAIN
