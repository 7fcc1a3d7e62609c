"""Judged lines of each circle: points today, points within reach, and the price."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

from placement.synth.draws import pick, pick_year, stream
from placement.synth.places import Neighbourhoods
from placement.synth.recipe import Chances, JudgedLine, SynthRecipe


def judge(place: Neighbourhoods, recipe: SynthRecipe, seed: int) -> pd.DataFrame:
    """Draw the rows of the table ``judgements`` for one district, circle by circle."""
    rule = recipe.judgements
    drawn = [_judge_line(line, place, recipe, seed) for line in rule.lines]
    order = {line.id: position for position, line in enumerate(rule.lines)}
    return pd.concat(drawn, ignore_index=True).sort_values(
        ["circle_id", "line_id"],
        key=lambda column: column.map(order) if column.name == "line_id" else column,
        ignore_index=True,
    )


def _judge_line(
    line: JudgedLine, place: Neighbourhoods, recipe: SynthRecipe, seed: int
) -> pd.DataFrame:
    rng = stream(seed, "judgements", place.district.name, line.id)
    current = _points(line.current, len(place), rng)
    gain = _points(line.gain, len(place), rng)
    reachable = [_reachable(line, now, more) for now, more in zip(current, gain, strict=True)]
    years = pick_year(rng, recipe.judgements.earliest_year, len(place))
    gained = [then - now for now, then in zip(current, reachable, strict=True)]
    return pd.DataFrame(
        {
            "circle_id": place.frame["circle_id"],
            "line_id": line.id,
            "current": current,
            "reachable": reachable,
            "cost_yuan": [int(more * line.yuan_per_point) for more in gained],
            "earliest_year": np.where(np.array(gained) > 0, years, 0),
        }
    )


def _reachable(line: JudgedLine, now: Decimal, more: Decimal) -> Decimal:
    most = min(line.maximum, now + more)
    return max([now, *(level for level in line.levels if level <= most)]) if line.levels else most


def _points(chances: Chances, size: int, rng: np.random.Generator) -> list[Decimal]:
    values = [value for value, _ in chances]
    return [values[i] for i in pick(rng, [share for _, share in chances], size)]
