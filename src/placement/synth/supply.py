"""Existing outlets: rich centres, poor edges, and kinds that cluster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from placement.synth.calibration import Density
from placement.synth.draws import stream
from placement.synth.places import Neighbourhoods, degrees
from placement.synth.recipe import SynthRecipe


def open_outlets(
    place: Neighbourhoods, densities: Sequence[Density], recipe: SynthRecipe, seed: int
) -> pd.DataFrame:
    """Draw the rows of the table ``outlets`` for one district.

    The number of outlets of a kind around a circle is Poisson with mean
    rate x residents x richness of the circle x variation of the kind there.
    """
    richness = _richness(place, recipe, seed)
    drawn = [_of_kind(density, place, richness, recipe, seed) for density in densities]
    outlets = pd.concat(drawn, ignore_index=True)
    outlets.insert(0, "outlet_id", _ids(place.district.code, len(outlets)))
    return outlets


def _ids(code: str, count: int) -> list[str]:
    return [f"{code}-W{i:04d}" for i in range(1, count + 1)]


def _richness(place: Neighbourhoods, recipe: SynthRecipe, seed: int) -> NDArray[np.float64]:
    rule = recipe.outlets
    rng = stream(seed, "richness", place.district.name)
    gradient = rule.richness_edge + place.centrality * (rule.richness_centre - rule.richness_edge)
    drawn: NDArray[np.float64] = gradient * rng.gamma(
        rule.richness_shape, 1 / rule.richness_shape, len(place)
    )
    return drawn * _recognised(place, recipe)


def _recognised(place: Neighbourhoods, recipe: SynthRecipe) -> NDArray[np.float64]:
    """Factor of each circle: circles recognised already have more outlets, if the recipe says so."""
    rule = recipe.circles.recognised
    factor = np.ones(len(place))
    if rule is not None:
        factor[: place.district.recognised] = rule.richness
    return factor


def _of_kind(
    density: Density,
    place: Neighbourhoods,
    richness: NDArray[np.float64],
    recipe: SynthRecipe,
    seed: int,
) -> pd.DataFrame:
    rule = recipe.outlets
    kinds = "+".join(density.kinds)
    rng = stream(seed, "outlets", place.district.name, kinds)
    variation = rng.gamma(rule.kind_shape, 1 / rule.kind_shape, len(place))
    variation = np.where(_recognised(place, recipe) > 1, np.maximum(variation, 1), variation)
    residents = place.frame["residents"].to_numpy()
    counts = rng.poisson(density.per_resident * residents * richness * variation)
    home = np.repeat(np.arange(len(place)), counts)
    size = len(home)
    lon, lat = degrees(
        place.east_north[home] + rng.normal(0, rule.scatter_m, (size, 2)), place.centre
    )
    area = density.median_m2 * np.exp(rng.normal(0, rule.area_sigma, size))
    short = place.district.short
    return pd.DataFrame(
        {
            "name": [f"示例{short}{density.name}{i}" for i in range(1, size + 1)],
            "kinds": kinds,
            "lon": lon,
            "lat": lat,
            "floor_area_m2": np.maximum(2, np.rint(area)).astype(np.int64),
            "chain": rng.random(size) < density.chain_share * rule.chain_factor,
            "standardised": rng.random(size) < density.standardised_share,
            "open_24h": rng.random(size) < density.open_24h_share,
        }
    )
