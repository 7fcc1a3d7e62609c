"""Where plans differ, circle by circle and site by site, among the runs that have the same places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from placement.advice.compare.places import Cities, City, Spot
from placement.advice.site_uses import SITE_COLUMNS, site_uses
from placement.advice.telling import Cell
from placement.report.run.published import PublishedRun

CIRCLE_COLUMNS = ("circle_id", "name", "district")
ABSENT, BUILT = "×", "●"
"""Of a place that is not in a run's tables, or is there as an outlet that was premises."""
BY = "@≤"
"""Stands between a tier and the year by which a circle holds it already."""

Told = tuple[Spot, Mapping[str, str], Mapping[str, Cell]]
"""Where it is, what it is called, and what each run that does something there does."""


class Step(NamedTuple):
    """A year in which a circle holds a tier, and whether it is certified anew in it."""

    year: int
    tier: str
    is_new: bool


def circle_differences(cities: Cities) -> pd.DataFrame:
    """List the circles whose certifications differ: ``tier@year`` by run, steps joined by ``→``.

    Of runs that begin in different years only the years they share are compared; what a circle holds when they
    begin is ``tier@≤year``.
    """
    told = [found for city in cities.cities for found in _circles(cities, city)]
    return _differing(cities, told, CIRCLE_COLUMNS)


def site_differences(cities: Cities) -> pd.DataFrame:
    """List the sites used otherwise in some run: kinds, year and aid by run, in words."""
    told = [found for city in cities.cities for found in _sites(cities, city)]
    return _differing(cities, told, SITE_COLUMNS)


def _circles(cities: Cities, city: City) -> Iterator[Told]:
    steps = {label: _steps(run) for label, run in city.runs.items()}
    tiers = next(iter(city.runs.values())).record["names"]["tiers"]
    for circle in dict.fromkeys(circle for found in steps.values() for circle in found):
        entry = next(iter(city.runs.values())).record["names"]["circles"].get(circle, {})
        words = (circle, entry.get("name", ""), entry.get("district", ""))
        spot = city.spot(circle)
        since = _since(cities, spot)
        by_run = {
            label: _path(found[circle], since, tiers)
            for label, found in steps.items()
            if circle in found
        }
        yield spot, dict(zip(CIRCLE_COLUMNS, words, strict=True)), by_run


def _steps(run: PublishedRun) -> dict[str, list[Step]]:
    """Return the years in which each circle holds a tier."""
    rows = run.tables["circles"].query("tier != ''").sort_values("year")
    found: dict[str, list[Step]] = {}
    for circle, *step in rows[["circle_id", "year", "tier", "newly_certified"]].to_numpy().tolist():
        found.setdefault(circle, []).append(Step(*step))
    return found


def _path(steps: Sequence[Step], since: int, tiers: Mapping[str, str]) -> str:
    """Return what a circle holds as a year begins, where it is not certified anew then, and its certifications."""
    return " → ".join(
        f"{tiers.get(step.tier, step.tier)}"
        + (f"@{step.year}" if step.is_new else f"{BY}{step.year - 1}")
        for step in steps
        if step.year >= since and (step.is_new or step.year == since)
    )


def _sites(cities: Cities, city: City) -> Iterator[Told]:
    projects = {label: run.tables["projects"] for label, run in city.runs.items()}
    kinds = {label: run.record["names"]["kinds"] for label, run in city.runs.items()}
    for site in site_uses(projects, kinds):
        spot = city.spot(site.site_id)
        yield spot, site.place, site.uses(city.runs, _since(cities, spot))


def _since(cities: Cities, spot: Spot) -> int:
    """Return the first year that all runs with a place have in common."""
    having = cities.having(spot)
    return max(
        run.years[0]
        for city in cities.cities
        for label, run in city.runs.items()
        if label in having
    )


def _differing(cities: Cities, told: list[Told], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a row for each spot that two runs have and do not treat alike, by id."""
    places: dict[Spot, Mapping[str, str]] = {}
    uses: dict[Spot, dict[str, Cell]] = {}
    for spot, place, by_run in told:
        places.setdefault(spot, place)
        uses.setdefault(spot, {}).update(by_run)
    labels = sorted(label for city in cities.cities for label in city.runs)
    rows = [
        {**place, **_shown(uses[spot], labels, having, cities.having_built(spot))}
        for spot, place in places.items()
        for having in (cities.having(spot),)
        if len({uses[spot].get(label, "") for label in having}) > 1
    ]
    frame = pd.DataFrame(rows, columns=[*columns, *labels])
    return frame.sort_values(columns[0], kind="stable", ignore_index=True)


def _shown(
    by_run: Mapping[str, Cell], labels: list[str], having: frozenset[str], built: frozenset[str]
) -> dict[str, Cell]:
    elsewhere = {label: BUILT if label in built else ABSENT for label in labels}
    return {
        label: by_run.get(label, "") if label in having else elsewhere[label] for label in labels
    }
