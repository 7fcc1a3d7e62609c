"""Random plans of tiny cities, legal or not."""

from __future__ import annotations

import numpy as np

from oracle import NEVER, circle_paths, value_of
from placement.engine.plans.decisions import Decisions
from placement.instance import Instance
from placement.plan import Certification, Choice, Plan

TRIES = 30


def legal_plan(city: Instance, rng: np.random.Generator) -> Decisions | None:
    """A random plan that keeps every rule, ``None`` if none turned up."""
    for _ in range(TRIES):
        starts = random_starts(city, rng, locked=True)
        paths = []
        for c in range(city.n_circles):
            possible = circle_paths(city, starts, c)
            paths.append(possible[rng.integers(len(possible))])
        if value_of(city, starts, paths) is not None:
            return decisions(city, starts, paths)
    return None


def any_plan(city: Instance, rng: np.random.Generator) -> Decisions:
    """A random plan that often breaks a rule: sites used twice, tiers not earned, falls."""
    starts = random_starts(city, rng, locked=bool(rng.random() < 0.8))
    if rng.random() < 0.2:
        starts[int(rng.integers(city.n_options))] = int(rng.integers(city.n_years))
    tiers = len(city.tier_ids)
    paths = []
    for c in range(city.n_circles):
        possible = circle_paths(city, starts, c)
        path = possible[rng.integers(len(possible))]
        if rng.random() < 0.15:
            path = tuple(int(j) for j in rng.integers(NEVER, tiers, city.n_years))
        paths.append(path)
    return decisions(city, starts, paths)


def random_starts(city: Instance, rng: np.random.Generator, *, locked: bool) -> dict[int, int]:
    starts = {}
    facts = city.options
    for s in range(len(facts.site_ids)):
        pairs = [
            (int(o), int(t))
            for o in np.flatnonzero(facts.site == s)
            for t in np.flatnonzero(facts.available[o])
        ]
        must = locked and s in city.locked_in
        if must:
            pairs = [pair for pair in pairs if pair in city.locked_in[s]]
        if pairs and (must or rng.random() < 0.7):
            option, year = pairs[rng.integers(len(pairs))]
            starts[option] = year
    return starts


def decisions(city: Instance, starts: dict[int, int], paths: list[tuple[int, ...]]) -> Decisions:
    plan = Decisions.nothing(city)
    for option, year in starts.items():
        plan.start[option] = year
    plan.held[:] = np.array(paths).reshape(city.n_circles, city.n_years)
    return plan


def exact_value(city: Instance, plan: Decisions) -> tuple[int, ...] | None:
    """What the oracle says of decisions of the engine."""
    starts = {int(o): int(plan.start[o]) for o in np.flatnonzero(plan.start != NEVER)}
    return value_of(city, starts, [tuple(int(j) for j in row) for row in plan.held])


def plan_in_ids(city: Instance, decisions: Decisions) -> Plan:
    """State decisions by ids, as a former run has them."""
    choices = tuple(
        Choice(
            option_id=city.options.ids[o],
            site_id=city.options.site_ids[city.options.site[o]],
            format_id="", units=1, circle_id="", judged_line="", programmes=(),
            year=city.years[decisions.start[o]],
        )
        for o in np.flatnonzero(decisions.start != NEVER)
    )  # fmt: skip
    certifications = tuple(
        Certification(city.circle_ids[c], city.tier_ids[j], city.years[t])
        for c, path in enumerate(decisions.held.tolist())
        for t, j in enumerate(path)
        if j not in (NEVER, path[t - 1] if t else NEVER)
    )
    return Plan(choices, certifications)
