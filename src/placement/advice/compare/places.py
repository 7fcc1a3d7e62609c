"""Which circles and sites of several runs are the same places: those of one id, name and position.

Runs over the same tables share all places. Of other tables positions are looked up in the inputs, as far as these
are still what the runs were planned with.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from pathlib import Path

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from placement.advice.compare.inputs import Inputs
from placement.report.run.published import PublishedRun
from placement.scenario.model import Scenario

AT = "@"
OUTLETS = "outlets"
IDS = {"circles": "circle_id", "premises": "premises_id", OUTLETS: "outlet_id"}
NEEDED = frozenset({"circles", "premises"})
Place = tuple[str, str, float, float]
"""Id, name, longitude and latitude."""
Located = Mapping[str, Mapping[str, Place]]
"""Table → id → place, of the tables that could be looked up."""
Spot = tuple[Hashable, str]
"""A place, and what is done there where one place has several sites: equal for the same spot of all runs."""


@dataclass(frozen=True)
class City:
    """Runs over the same tables, by label; ``group`` is a number shared by cities that have circles in common."""

    runs: Mapping[str, PublishedRun]
    tables: tuple[str, ...]
    located: Located
    group: int

    def spot(self, site: str) -> Spot:
        """Return where a circle or a site is, by id; of its own city alone where that is not known."""
        for places in self.located.values():
            if site in places:
                return places[site], ""
        whole, at, measure = site.rpartition(AT)
        if at and whole in self.located.get("circles", {}):
            return self.located["circles"][whole], measure
        return (self.group if at and self.located else self.tables), site

    @cached_property
    def places(self) -> frozenset[Hashable]:
        """What the spots of its sites can lie at."""
        located = (place for places in self.located.values() for place in places.values())
        return frozenset((*located, self.group, self.tables))

    def has_built(self, spot: Spot) -> bool:
        """Tell whether premises of another city are an outlet here, of the same id at the same position."""
        match spot:
            case ((str(site), str(), float(lon), float(lat)), _):
                outlet = self.located.get(OUTLETS, {}).get(site)
                return outlet is not None and outlet[2:] == (lon, lat)
        return False


@dataclass(frozen=True)
class Cities:
    """The cities of several runs; ``unknown`` are labels of runs whose positions could not be looked up."""

    cities: tuple[City, ...]
    unknown: tuple[str, ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """Labels of the runs that share circles, for each such group."""
        found: dict[int, list[str]] = {}
        for city in self.cities:
            found.setdefault(city.group, []).extend(city.runs)
        return tuple(sorted(tuple(sorted(labels)) for labels in found.values()))

    @property
    def are_apart(self) -> bool:
        """Whether no two runs have a circle in common."""
        return all(len(labels) == 1 for labels in self.groups)

    def having(self, spot: Spot) -> frozenset[str]:
        """Return labels of the runs in whose tables a spot is."""
        return frozenset(label for c in self.cities if spot[0] in c.places for label in c.runs)

    def having_built(self, spot: Spot) -> frozenset[str]:
        """Return labels of the runs in whose tables a spot is, but as an outlet: built before they begin."""
        return frozenset(label for c in self.cities if c.has_built(spot) for label in c.runs)


def find_cities(runs: Mapping[str, PublishedRun], inputs: Inputs) -> Cities:
    """Tell which runs are over the same tables, and what places other tables share.

    Inputs are read only where circles of other tables have ids and names in common.
    """
    by_tables: dict[tuple[str, ...], dict[str, PublishedRun]] = {}
    for label, run in runs.items():
        by_tables.setdefault(run.table_prints, {})[label] = run
    members = list(by_tables.values())
    pairs = list(combinations(range(len(members)), 2))
    alike = {n for pair in pairs if _share_names(*(members[n] for n in pair)) for n in pair}
    located = _located({n: list(members[n].values()) for n in sorted(alike)}, inputs)
    circles = [
        frozenset(located.get(n, {}).get("circles", {}).values()) for n in range(len(members))
    ]
    linked = [pair for pair in pairs if circles[pair[0]] & circles[pair[1]]]
    group = _groups(len(members), linked)
    return Cities(
        tuple(
            City(runs, tables, located.get(n, {}), group[n])
            for n, (tables, runs) in enumerate(by_tables.items())
        ),
        tuple(label for n in sorted(alike) if not circles[n] for label in members[n]),
    )


def _groups(n: int, linked: Sequence[tuple[int, int]]) -> list[int]:
    """Return a number for each of ``n`` cities, the same for those that are linked, directly or through others."""
    ends = np.array(linked, dtype=np.int64).reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    found: list[int] = connected_components(links, directed=False)[1].tolist()
    return found


def _share_names(one: Mapping[str, PublishedRun], other: Mapping[str, PublishedRun]) -> bool:
    """Tell whether any circle of two cities has one id and name."""
    mine, theirs = (
        {(c, e["name"]) for c, e in next(iter(runs.values())).record["names"]["circles"].items()}
        for runs in (one, other)
    )
    return bool(mine & theirs)


def _located(cities: Mapping[int, Sequence[PublishedRun]], inputs: Inputs) -> dict[int, Located]:
    """Return the places of each city; of changed inputs those of files that are the same elsewhere.

    None without both circles and premises: a site that is looked up in neither would seem not to be there.
    """
    found: dict[int, Located] = {}
    known: dict[tuple[str, str], Mapping[str, Place]] = {}
    for n, runs in cities.items():
        read = filter(None, map(inputs.scenario_of, runs))
        scenario = next(read, None)
        found[n] = {} if scenario is None else {t: places_in(scenario, t) for t in IDS}
        files = _files_of(runs[0])
        known |= {(t, files[t]): places for t, places in found[n].items() if t in files}
    for n, runs in cities.items():
        same = {t: known[t, h] for t, h in _files_of(runs[0]).items() if (t, h) in known}
        found[n] = found[n] or (same if same.keys() >= NEEDED else {})
    return found


def _files_of(run: PublishedRun) -> dict[str, str]:
    """Return the prints of the files of tables with places, as far as a table has a file of its name."""
    stems = {Path(name).stem: print_ for name, print_ in run.record["inputs"].items()}
    return {table: stems[table] for table in IDS if table in stems}


def places_in(scenario: Scenario, table: str) -> dict[str, Place]:
    """Return the places of a table by id."""
    frame = getattr(scenario.tables, table)
    columns = (frame[IDS[table]], frame["name"], frame["lon"], frame["lat"])
    return {
        str(place): (str(place), str(name), float(lon), float(lat))
        for place, name, lon, lat in zip(*columns, strict=True)
    }
