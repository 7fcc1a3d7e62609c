"""Where plans differ, circle by circle and site by site, among the runs that have the same places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from placement.advice.compare.places import Cities, City, Spot
from placement.advice.site_uses import SITE_COLUMNS, site_uses
from placement.report.run.published import PublishedRun

CIRCLE_COLUMNS = ("circle_id", "name", "district")
ABSENT = "×"
"""Stands for a run in whose tables a place is not."""

Told = tuple[Spot, dict[str, str], dict[str, str]]
"""Where it is, what it is called, and what each run that does something there does."""


def circle_differences(cities: Cities) -> pd.DataFrame:
    """List the circles whose certifications differ: ``tier@year`` by run, steps joined by ``→``."""
    told = [found for city in cities.cities for found in _circles(city)]
    return _differing(cities, told, CIRCLE_COLUMNS)


def site_differences(cities: Cities) -> pd.DataFrame:
    """List the sites used otherwise in some run: ``kinds@year (万元 of aid)`` by run."""
    told = [found for city in cities.cities for found in _sites(city)]
    return _differing(cities, told, SITE_COLUMNS)


def _circles(city: City) -> Iterator[Told]:
    paths: dict[str, dict[str, str]] = {}
    for label, run in city.runs.items():
        for circle, path in _paths(run).items():
            paths.setdefault(circle, {})[label] = path
    for circle, by_run in paths.items():
        entry = next(iter(city.runs.values())).record["names"]["circles"].get(circle, {})
        words = (circle, entry.get("name", ""), entry.get("district", ""))
        yield city.spot(circle), dict(zip(CIRCLE_COLUMNS, words, strict=True)), by_run


def _paths(run: PublishedRun) -> dict[str, str]:
    tiers = run.record["names"]["tiers"]
    steps = run.tables["circles"].query("newly_certified").sort_values("year")
    return {
        str(circle): " → ".join(
            f"{tiers.get(tier, tier)}@{year}"
            for tier, year in zip(group["tier"], group["year"], strict=True)
        )
        for circle, group in steps.groupby("circle_id")
    }


def _sites(city: City) -> Iterator[Told]:
    projects = {label: run.tables["projects"] for label, run in city.runs.items()}
    kinds = {label: run.record["names"]["kinds"] for label, run in city.runs.items()}
    for site in site_uses(projects, kinds):
        yield city.spot(site.site_id), site.place, site.uses(city.runs)


def _differing(cities: Cities, told: list[Told], columns: tuple[str, ...]) -> pd.DataFrame:
    """Return a row for each spot that two runs have and do not treat alike, by id."""
    places: dict[Spot, dict[str, str]] = {}
    uses: dict[Spot, dict[str, str]] = {}
    for spot, place, by_run in told:
        places.setdefault(spot, place)
        uses.setdefault(spot, {}).update(by_run)
    labels = sorted(label for city in cities.cities for label in city.runs)
    rows = [
        {**place, **_shown(uses[spot], labels, having)}
        for spot, place in places.items()
        for having in (cities.having(spot),)
        if len({uses[spot].get(label, "") for label in having}) > 1
    ]
    frame = pd.DataFrame(rows, columns=[*columns, *labels])
    return frame.sort_values(columns[0], kind="stable", ignore_index=True)


def _shown(by_run: Mapping[str, str], labels: list[str], having: frozenset[str]) -> dict[str, str]:
    return {label: by_run.get(label, "") if label in having else ABSENT for label in labels}
