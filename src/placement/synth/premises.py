"""Vacant premises: class, floor area, rent, state, and what may not go in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from placement.synth.draws import pick, pick_year, stream
from placement.synth.places import Neighbourhoods, degrees
from placement.synth.recipe import Premises, SynthRecipe

YUAN_STEP = 100
Ints = NDArray[np.int64]


def find_premises(place: Neighbourhoods, recipe: SynthRecipe, seed: int) -> pd.DataFrame:
    """Draw the rows of the table ``premises`` for one district."""
    rule = recipe.premises
    rng = stream(seed, "premises", place.district.name)
    size = round(rule.per_circle * len(place))
    home = rng.integers(0, len(place), size)
    lon, lat = degrees(
        place.east_north[home] + rng.normal(0, rule.scatter_m, (size, 2)), place.centre
    )
    classes = pick(rng, [c.share for c in rule.classes], size)
    area = _areas(rule, classes, rng)
    code, short = place.district.code, place.district.short
    names = [rule.classes[c].name for c in classes]
    allowed, forbidden = _kinds(rule, classes, area, rng.random(size) < rule.no_flue_share)
    return pd.DataFrame(
        {
            "premises_id": [f"{code}-Y{i:04d}" for i in range(1, size + 1)],
            "name": [f"示例{short}{name}{i}" for i, name in enumerate(names, start=1)],
            "lon": lon,
            "lat": lat,
            "floor_area_m2": area,
            "source_class": [rule.classes[c].id for c in classes],
            "district": place.district.name,
            "first_year": pick_year(rng, rule.first_year, size),
            "rent_yuan_per_m2_month": _rents(place, home, classes, recipe, rng),
            "preparation_yuan": _preparation(rule, area, rng),
            "allowed_kinds": allowed,
            "forbidden_kinds": forbidden,
        }
    )


def _areas(rule: Premises, classes: NDArray[np.intp], rng: np.random.Generator) -> Ints:
    """Log-normal floor areas in whole m², by class."""
    median = np.array([c.median_m2 for c in rule.classes])[classes]
    sigma = np.array([c.sigma for c in rule.classes])[classes]
    area = median * np.exp(sigma * rng.normal(0, 1, len(classes)))
    whole: Ints = np.rint(area.clip(*rule.area_m2)).astype(np.int64)
    return whole


def _rents(
    place: Neighbourhoods,
    home: NDArray[np.int64],
    classes: NDArray[np.intp],
    recipe: SynthRecipe,
    rng: np.random.Generator,
) -> Ints:
    """Whole yuan per m² and month: falls from the centre to the edge, and with the class."""
    rule = recipe.premises
    by_place = rule.rent_edge_share + (1 - rule.rent_edge_share) * place.centrality[home]
    by_class = np.array([c.rent for c in rule.classes])[classes]
    spread = np.exp(rng.normal(0, rule.rent_sigma, len(home)))
    rent = place.district.rent_yuan * by_place * by_class * spread
    whole: Ints = np.maximum(1, np.rint(rent)).astype(np.int64)
    return whole


def _preparation(rule: Premises, area: Ints, rng: np.random.Generator) -> Ints:
    """Public cost in yuan of making the place usable, in whole hundreds."""
    states = list(rule.preparation_share)
    state = pick(rng, [rule.preparation_share[s] for s in states], len(area))
    rate = np.array([rule.preparation_yuan_per_m2[s] for s in states])[state]
    whole_hundreds = rate * area // YUAN_STEP * YUAN_STEP
    return np.minimum(rule.preparation_max_yuan, whole_hundreds).astype(np.int64)


def _kinds(
    rule: Premises, classes: NDArray[np.intp], area: Ints, no_flue: NDArray[np.bool_]
) -> tuple[list[str], list[str]]:
    """Return allowed and forbidden kinds of each place; one of the two is empty."""
    allowed: list[str] = []
    forbidden: list[str] = []
    for c, m2, flueless in zip(classes, area, no_flue, strict=True):
        source = rule.classes[c]
        only = source.allowed or (rule.large_kinds if m2 >= rule.large_from_m2 else ())
        never = dict.fromkeys([*source.forbidden, *(rule.dining if flueless else ())])
        allowed.append("+".join(kind for kind in only if kind not in never))
        forbidden.append("" if only else "+".join(never))
    return allowed, forbidden
