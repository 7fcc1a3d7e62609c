"""What the synthetic city is like today, by the exact arithmetic of the Jining rubric."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from placement.policy.reader import read_policy
from placement.policy.rubric import Rubric, build_rubric, kinds_present, points_steps, tier_of
from placement.synth import build_tables, read_recipe
from placement.tables.walks.walking import walking_seconds

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ROOT / "scenarios" / "recipes"


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return build_rubric(read_policy(ROOT / "models" / "jining-2023.yaml"))


def units_today(tables: dict[str, pd.DataFrame], rubric: Rubric) -> np.ndarray:
    """Units of every line at every circle, shape (circles, lines)."""
    circles, outlets = tables["circles"], tables["outlets"]
    reach = walking_seconds(
        (outlets["lon"].to_numpy(), outlets["lat"].to_numpy()),
        (circles["lon"].to_numpy(), circles["lat"].to_numpy()),
        None,
        limit_minutes=15,
        speed_m_per_h=5000,
        detour=Fraction(13, 10),
    )
    judged = tables["judgements"].pivot_table(
        index="circle_id", columns="line_id", values="current", aggfunc="first"
    )
    units = np.zeros((len(circles), len(rubric.lines)), dtype=np.int64)
    rows = list(outlets.itertuples())
    for position, line in enumerate(rubric.lines):
        if line.match is None:
            points = judged.loc[circles["circle_id"], line.id]
            units[:, position] = [int(Fraction(value) / rubric.step) for value in points]
            continue
        counts = np.array(
            [
                line.match.accepts(
                    row.kinds.split("+"),
                    chain=row.chain,
                    standardised=row.standardised,
                    open_24h=row.open_24h,
                    floor_area_dm2=row.floor_area_m2 * 100,
                )
                for row in rows
            ]
        )
        np.add.at(units[:, position], reach.circle[counts[reach.site]], 1)
    return units


def stated(row: str, recipe: str) -> list[float]:
    """The numbers of a row of docs/synth.md, of the whole city or the quick recipe."""
    page = (ROOT / "docs" / "synth.md").read_text(encoding="utf-8")
    (cells,) = re.findall(rf"^\| {re.escape(row)}.*? \| (.*) \| (.*) \|$", page, re.MULTILINE)
    numbers = [n.replace(",", "") for n in cells[recipe == "quick.yaml"].split(", ")]
    return [float(n.replace("½", "")) + 0.5 * n.endswith("½") for n in numbers]


def nearest_halves(numbers: object, *shares: int) -> list[float]:
    return [math.floor(2 * value + 0.5) / 2 for value in np.percentile(numbers, shares)]


@pytest.mark.parametrize("recipe", ["quick.yaml", "jining.yaml"])
def test_today_leaves_most_circles_something_to_do(recipe: str, rubric: Rubric) -> None:
    tables = build_tables(read_recipe(RECIPES / recipe))
    units = units_today(tables, rubric)
    scores = np.array([points_steps(rubric, row) * float(rubric.step) for row in units])
    tiers = np.array([tier_of(rubric, row) for row in units])
    kinds = [kinds_present(rubric, row) for row in units]
    sizes = [len(tables[name]) for name in ("circles", "outlets", "premises")]
    assert stated("circles, outlets, premises", recipe) == sizes
    assert stated("score today", recipe) == nearest_halves(scores, 5, 25, 50, 75, 95)
    for name in ("basic", "quality"):
        found = nearest_halves([k[name] for k in kinds], 5, 50, 95)
        assert stated(f"kinds today, {name}", recipe) == found
    assert stated("circles that reach", recipe) == [(tiers >= 0).sum(), (tiers >= 1).sum()]
    assert 57 <= np.median(scores) <= 62
    assert np.percentile(scores, 5) >= 42
    assert np.percentile(scores, 95) <= 75
    assert 4 <= np.percentile([k["quality"] for k in kinds], 25) <= 9
    assert np.mean(tiers >= 0) < 0.5
    assert not (tiers == len(rubric.tiers) - 1).any()
