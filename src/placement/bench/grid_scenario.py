"""A covering instance as a project folder: policy, tables and scenario, for the normal reader."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from placement.bench.grid import Merged
from placement.yamlfile.writing import yaml_text

YUAN_PER_UNIT = 10_000
AREA_PER_UNIT = 100
"""One unit of opening cost is 1 万元: 100 m² at 100 yuan each."""
CENTRE = (116.5, 35.5)
FAR = 0.5
"""Degrees between sites and circles: who reaches whom is what the table of reach says, and nothing else."""
YEAR = 2025
SOURCE = (
    "Cordeau, Furini & Ljubić (2019), EJOR 275: 按公开配方重新生成 · drawn again from the recipe"
)
DISTRICT = "网格"
Table = tuple[str, Sequence[str], Iterable[Sequence[object]]]
"""Name, header and rows."""


def write_grid_project(
    folder: Path, merged: Merged, cost: Sequence[int], *, budget: int, at_least: int = 1
) -> Path:
    """Write the project and return its scenario file.

    Parameters
    ----------
    budget
        Most the open sites may cost together, in units of cost.
    at_least
        How many open sites a client needs.
    """
    tables = folder / "scenarios" / "tables"
    tables.mkdir(parents=True)
    (folder / "models").mkdir()
    policy, scenario = folder / "models" / "grid.yaml", folder / "scenarios" / "grid.yaml"
    policy.write_text(yaml_text(_policy(at_least), SOURCE), encoding="utf-8")
    scenario.write_text(yaml_text(_scenario(budget), SOURCE), encoding="utf-8")
    for name, header, rows in _tables(merged, cost):
        _write_csv(tables / f"{name}.csv", header, rows)
    return scenario


def _tables(merged: Merged, cost: Sequence[int]) -> Iterator[Table]:
    """Yield clients as circles, sites as premises, and who reaches whom; one outlet stands far away."""
    lon, lat = CENTRE
    circles = [f"C{n:05d}" for n in range(1, len(merged.demand) + 1)]
    sites = [f"S{n:03d}" for n in range(1, len(cost) + 1)]
    yield (
        "circles",
        ("circle_id", "name", "district", "residents", "lon", "lat"),
        ((c, c, DISTRICT, d, lon, lat) for c, d in zip(circles, merged.demand, strict=True)),
    )
    yield (
        "premises",
        ("premises_id", "name", "lon", "lat", "floor_area_m2", "district",
         "rent_yuan_per_m2_month", "allowed_kinds"),
        ((s, s, lon + FAR, lat, AREA_PER_UNIT * price, DISTRICT, 0, "service")
         for s, price in zip(sites, cost, strict=True)),
    )  # fmt: skip
    yield (
        "costs",
        ("name", "kinds", "max_floor_area_m2", "fixed_yuan", "yuan_per_m2"),
        [("服务点", "service", 100_000, 0, YUAN_PER_UNIT // AREA_PER_UNIT)],
    )
    yield (
        "outlets",
        ("outlet_id", "name", "kinds", "lon", "lat"),
        [("W1", "占位网点", "other", lon + FAR, lat)],
    )
    yield (
        "reach",
        ("site_id", "circle_id", "minutes"),
        (
            (sites[s], circle, 1)
            for circle, row in zip(circles, merged.covered_by, strict=True)
            for s in row.nonzero()[0]
        ),
    )


def _policy(at_least: int) -> dict[str, object]:
    return {
        "id": "grid",
        "name": "覆盖算例",
        "document": {"title": "Cordeau, Furini & Ljubić (2019)", "note": "公开的覆盖算例"},
        "kinds": {"service": {"name": "网点"}, "other": {"name": "其他"}},
        "limits": {"minutes": 15},
        "rubric": {
            "step": 1,
            "total": at_least,
            "chapters": {"all": {"name": "覆盖", "cap": at_least}},
            "lines": {
                "L1": {
                    "archetype": "count",
                    "name": "覆盖",
                    "chapter": "all",
                    "unit": 1,
                    "cap": at_least,
                    "match": {"kinds": ["service"]},
                }
            },
        },
        "tiers": {"covered": {"name": "已覆盖", "score": {"min": at_least}}},
        "districts": [DISTRICT],
    }


def _scenario(budget: int) -> dict[str, object]:
    opening = {
        "name": "开设费用",
        "archetype": "rate",
        "basis": "investment",
        "rate": 1,
        "payers": [{"budget": "opening"}],
    }
    caps = {YEAR: f"{YUAN_PER_UNIT * budget}元"}
    return {
        "id": "grid",
        "name": "覆盖算例（合成数据）",
        "policy": "../models/grid.yaml",
        "data": {"tables": "tables", "datum": {"default": "WGS-84"}, "synthetic": True},
        "horizon": {"first_year": YEAR, "last_year": YEAR},
        "operators": {"least_aid_share": 1},
        "programmes": {"opening": opening},
        "budgets": {"opening": {"name": "开设预算", "level": "市", "years": caps}},
        "objective": [{"term": "certified_residents", "sense": "max"}],
    }


def _write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
