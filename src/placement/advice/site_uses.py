"""What several plans make of each site, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from placement.advice.telling import Cell, cell_text
from placement.audit.registers import records
from placement.errors import Text, listed
from placement.money import FEN_PER_YUAN, wan
from placement.report.speaker import Speaker

SITE_COLUMNS = ("site_id", "site_name", "district")


@dataclass(frozen=True, slots=True)
class Project:
    """One thing a plan does at a site.

    Attributes
    ----------
    kinds
        Ids of kinds of business.
    use
        In words: kinds by name, year, and aid in 万元.
    """

    kinds: tuple[str, ...]
    year: int
    use: Text


@dataclass(frozen=True)
class SiteUses:
    """A site that at least one plan uses; ``by_plan`` holds those plans only, in the order given."""

    site_id: str
    site_name: str
    district: str
    by_plan: Mapping[str, tuple[Project, ...]]

    @property
    def place(self) -> dict[str, str]:
        """The cells of ``SITE_COLUMNS``."""
        return {"site_id": self.site_id, "site_name": self.site_name, "district": self.district}

    def uses(self, plans: Iterable[str], since: int = 0) -> dict[str, Cell]:
        """Return what each plan makes of the site from a year on, in words; empty where it leaves it alone."""
        found = {
            plan: [p.use for p in self.by_plan.get(plan, ()) if p.year >= since] for plan in plans
        }
        return {plan: listed(told) if told else "" for plan, told in found.items()}


def site_uses(
    plans: Mapping[str, pd.DataFrame], kind_names: Mapping[str, Mapping[str, str]]
) -> list[SiteUses]:
    """List every site that any plan uses, by id.

    Parameters
    ----------
    plans
        Projects of each plan, as published or audited; money in yuan.
    kind_names
        Names of the kinds of business in each plan's policy, by id.
    """
    places: dict[str, tuple[str, str]] = {}
    found: dict[str, dict[str, tuple[Project, ...]]] = {}
    for plan, projects in plans.items():
        for row in records(projects):
            site = str(row["site_id"])
            places.setdefault(site, (str(row["site_name"]), str(row["district"])))
            by_plan = found.setdefault(site, {})
            by_plan[plan] = (*by_plan.get(plan, ()), _project(row, kind_names[plan]))
    return [SiteUses(site, *places[site], found[site]) for site in sorted(found)]


def _project(row: Mapping[str, Any], names: Mapping[str, str]) -> Project:
    kinds = tuple(map(str, row["kinds"]))
    called = "+".join(names.get(kind, kind) for kind in kinds)
    aid, when = wan(int(row["public_yuan"] * FEN_PER_YUAN)), f"{called}@{row['year']}"
    return Project(kinds, int(row["year"]), Text(f"{when} ({aid.zh})", f"{when}: {aid.en}"))


def spoken(sites: pd.DataFrame, say: Speaker) -> pd.DataFrame:
    """Return a table of sites with what plans make of them in the reader's language."""
    return sites.map(lambda cell: cell_text(cell, say))
