"""Generated cities as project folders: a recipe, its tables, and a scenario with stated budgets."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from placement.bench.registry import SynthEntry
from placement.synth import read_recipe, synthesize
from placement.yamlfile import inherit, project_root, read_yaml
from placement.yamlfile.writing import yaml_text

COPIED = ("models", "scenarios/base", "scenarios/recipes")
"""Folders of the project that generated scenarios build on."""
DEGREES_BETWEEN_COPIES = 1.5
COPIES_IN_A_ROW = 10
CODES_BETWEEN_COPIES = 61
MARGIN_DEGREES = 0.5
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COMMENT = "程序生成的测试算例，不代表任何真实社区 · generated for benchmarks, nothing in it is real"
LARGE = {"data.limits.rows": 2_000_000}

Data = dict[str, Any]


def write_city_project(folder: Path, root: Path, entry: SynthEntry, seed: int) -> Path:
    """Generate the tables and write the scenario; return its file.

    Raises
    ------
    InputError
        If the recipe or one of its changes is wrong.
    """
    for name in COPIED:
        shutil.copytree(root / name, folder / name)
    recipe = _write_recipe(folder, entry)
    synthesize(recipe, folder / "scenarios" / "tables", seed)
    policy = _policy_of(folder, entry)
    counts = _data(folder / policy)["targets"]["district_circles"]["counts"]
    areas = _data(recipe)["urban_areas"]
    districts = [d["name"] for area in areas for d in area["districts"]]
    content = _scenario(entry, {name: counts[name] for name in districts}, policy)
    scenario = folder / "scenarios" / "bench.yaml"
    changed = {**content, **LARGE, "data.box": _box(areas), **entry.changes}
    scenario.write_text(yaml_text(changed, COMMENT), encoding="utf-8")
    return scenario


def _write_recipe(folder: Path, entry: SynthEntry) -> Path:
    base = folder / entry.recipe
    areas = _chosen(_data(base)["urban_areas"], entry.districts)
    content = {
        "extends": [base.name],
        "urban_areas": _copies(areas, entry.copies),
        **entry.recipe_changes,
    }
    path = base.with_name("bench.yaml")
    path.write_text(yaml_text(content, COMMENT), encoding="utf-8")
    read_recipe(path)
    return path


def _chosen(areas: list[Data], districts: tuple[str, ...]) -> list[Data]:
    """Keep some districts; the first that is left of an area is its core."""
    if not districts:
        return areas
    chosen = []
    for area in areas:
        kept = [dict(d) for d in area["districts"] if d["name"] in districts]
        if kept and all("bearing" in d for d in kept):
            del kept[0]["bearing"]
        if kept:
            chosen.append({**area, "districts": kept})
    return chosen


def _copies(areas: list[Data], copies: int) -> list[Data]:
    """Return the areas as they are, and so many times in all, each time elsewhere with names and codes of its own."""
    codes = {d["code"] for area in areas for d in area["districts"]}
    repeated = list(areas)
    for n in range(1, copies):
        for area in areas:
            districts = []
            for d in area["districts"]:
                code = _free_code(d["code"], n, codes)
                codes.add(code)
                districts.append({**d, "name": copied(d["name"], n), "code": code})
            repeated.append({"centre": _moved(area["centre"], n), "districts": districts})
    return repeated


def _moved(centre: list[Any], n: int) -> list[float]:
    """Return where the n-th copy lies: east of the one before, and after some a row further north."""
    row, place = divmod(n, COPIES_IN_A_ROW)
    lon, lat = (float(v) for v in centre)
    return [lon + place * DEGREES_BETWEEN_COPIES, lat + row * DEGREES_BETWEEN_COPIES]


def _box(areas: list[Data]) -> list[float]:
    """Where the city lies: west, south, east, north."""
    lon, lat = zip(*(area["centre"] for area in areas), strict=True)
    margin = Decimal(str(MARGIN_DEGREES))
    return [
        float(v)
        for v in (min(lon) - margin, min(lat) - margin, max(lon) + margin, max(lat) + margin)
    ]


def copied(name: str, n: int) -> str:
    """Return the name a district has in the n-th copy of a city."""
    return name if n == 0 else f"{name}{n + 1}"


def _free_code(code: str, n: int, taken: set[str]) -> str:
    """Return a code not taken: the pair of letters read as a number and moved on, further while it is taken."""
    size = len(LETTERS)
    value = LETTERS.index(code[0]) * size + LETTERS.index(code[1]) + n * CODES_BETWEEN_COPIES
    while (free := LETTERS[value // size % size] + LETTERS[value % size]) in taken:
        value += 1
    return free


def _policy_of(folder: Path, entry: SynthEntry) -> str:
    """Return the policy's path in the project; of a repeated city one with all its districts."""
    base = folder / entry.base
    name: str = _data(base)["policy"]
    policy: Path = (base.parent / name).resolve().relative_to(folder.resolve())
    if entry.copies == 1:
        return policy.as_posix()
    repeated = repeat_policy(_data(folder / policy), entry.copies)
    path = folder / policy.with_name("bench.yaml")
    path.write_text(yaml_text({"extends": [policy.name], **repeated}, COMMENT), encoding="utf-8")
    return path.relative_to(folder).as_posix()


def repeat_policy(policy: Mapping[str, Any], copies: int) -> Data:
    """Return what a policy says of districts and counts for a city repeated so many times."""
    names = list(policy["districts"])

    def all_of(some: list[str]) -> list[str]:
        return [copied(name, n) for n in range(copies) for name in some]

    groups = {
        key: {**group, "districts": all_of(group["districts"])}
        for key, group in policy["groups"].items()
        if group["districts"] != "all"
    }
    targets: dict[str, Data] = {}
    for key, target in policy["targets"].items():
        if target["archetype"] != "count":
            continue
        by_district = set(target["counts"]) <= set(names)
        targets[key] = {"counts": _repeated(target["counts"], copies, by_district)}
        if "totals" in target:
            targets[key]["totals"] = {
                part: _repeated(value, copies, part == "rows")
                for part, value in target["totals"].items()
            }
    return {"districts": all_of(names), "groups": groups, "targets": targets}


def _repeated(value: Any, copies: int, by_district: bool) -> Any:
    """Repeat rows of districts, multiply numbers of the whole city."""
    if by_district:
        return {copied(name, n): row for n in range(copies) for name, row in value.items()}
    if isinstance(value, Mapping):
        return {key: _repeated(inner, copies, False) for key, inner in value.items()}
    return None if value is None else value * copies


def _scenario(entry: SynthEntry, counts: dict[str, dict[int, int | None]], policy: str) -> Data:
    """Return the scenario: money per circle of each year's target, carried where the horizon begins later."""
    first, last = entry.years
    due = {district: _due(years, first, last) for district, years in counts.items()}
    award = entry.award_yuan_per_circle * sum(years[first] for years in due.values())
    return {
        "extends": ["../" + entry.base],
        "id": "bench",
        "name": "测试算例（合成数据）",
        "policy": "../" + policy,
        "data": {"tables": "tables", "datum": {"default": "WGS-84"}, "synthetic": True},
        "horizon": {"first_year": first, "last_year": last},
        "budgets": {
            "district_fund": {
                "name": "区级专项经费",
                "level": "区",
                "districts": {
                    district: {year: f"{entry.yuan_per_circle * n}元" for year, n in years.items()}
                    for district, years in due.items()
                },
            },
            "award_pool": {
                "years": {
                    year: f"{award if year == first else 0}元" for year in range(first, last + 1)
                }
            },
        },
        "targets": {"districts": "present"},
    }


def _due(years: dict[int, int | None], first: int, last: int) -> dict[int, int]:
    """Circles due in each year of the horizon; what was due before it is due in its first year."""
    due = dict.fromkeys(range(first, last + 1), 0)
    for year, count in years.items():
        if year <= last:
            due[max(year, first)] += count or 0
    return due


def _data(path: Path) -> Data:
    data: Data = inherit(read_yaml(path, root=project_root(path))).data  # type: ignore[assignment]
    return data
