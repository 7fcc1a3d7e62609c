"""An invented city with a plan, as the frames a report is made of."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from placement.scenario.names import Names
from test_graded_city import graded_city
from told import Told, quick, solved, with_hostile_names

JINING = {
    "任城区": (15, 10, 15), "兖州区": (6, 5, 4), "济宁高新区": (5, 4, 6), "太白湖新区": (3, 2, 3),
    "济宁经开区": (0, 1, 1), "曲阜市": (2, 2, 1), "泗水县": (1, 2, 1), "邹城市": (2, 2, 3),
    "微山县": (1, 2, 1), "嘉祥县": (1, 2, 1), "鱼台县": (1, 2, 1), "金乡县": (1, 2, 1),
    "汶上县": (1, 2, 1), "梁山县": (1, 2, 1),
}  # fmt: skip
CENTRES = {
    "任城区": (0, 0), "济宁高新区": (11, 3), "太白湖新区": (2, -10), "济宁经开区": (-10, -4),
    "兖州区": (28, 16), "曲阜市": (42, 20), "泗水县": (72, 26), "邹城市": (38, -4), "微山县": (42, -70),
    "嘉祥县": (-24, -2), "鱼台县": (4, -46), "金乡县": (-28, -38), "汶上县": (-10, 36), "梁山县": (-50, 42),
}  # fmt: skip
NAMES = Names(
    tiers={"basic": "基本型", "quality": "高品质"},
    kinds={
        "convenience_store": "便利店",
        "breakfast": "早餐店",
        "wet_market": "菜市场",
        "care": "社区养老",
    },
    budgets={
        "award_pool": "市级奖励资金",
        "renewal": "老旧小区改造配套",
        "district": "县(市、区)专项经费",
    },
    programmes={
        "award": "高品质认定奖励",
        "fitout": "改造装修补助",
        "chain": "连锁化补助",
        "rent": "租金补贴",
    },
    targets={"certified": "认定生活圈数", "quality": "其中高品质"},
)


@dataclass
class City:
    circles_table: pd.DataFrame
    premises_table: pd.DataFrame
    streets: pd.DataFrame
    frames: dict[str, pd.DataFrame]
    years: tuple[int, ...]
    names: Names = NAMES


@pytest.fixture(autouse=True)
def _missing_glyphs_are_errors() -> object:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Glyph")
        yield


@pytest.fixture(scope="session")
def invent() -> Callable[..., City]:
    return build_city


def build_city(
    *,
    n_districts: int = 14,
    years: tuple[int, ...] = (2023, 2024, 2025),
    ratio: float = 2.5,
    seed: int = 3,
) -> City:
    draw = np.random.default_rng(seed)
    quota = {name: JINING[name] for name in list(JINING)[:n_districts]}
    circles = pd.concat(
        [_district(name, counts, ratio, draw) for name, counts in quota.items()], ignore_index=True
    )
    circles.insert(0, "circle_id", [f"C{i:03d}" for i in range(len(circles))])
    premises = _premises(circles, draw)
    plan = _certify(circles, quota, years, draw)
    projects = _projects(premises, plan, years, draw)
    payments = _payments(projects, plan, years)
    frames = {
        "projects": projects,
        "circles": plan,
        "targets": _targets(quota, plan, circles, years),
        "payments": payments,
        "money": _money(payments, years),
    }
    return City(circles, premises, _streets(circles), frames, years)


def _district(
    name: str, counts: tuple[int, ...], ratio: float, draw: np.random.Generator
) -> pd.DataFrame:
    n = max(int(sum(counts) * ratio), 3)
    side = int(np.ceil(np.sqrt(n)))
    grid = np.array([(i % side, i // side) for i in range(n)]) * 1.15 - side * 0.55
    at = grid + draw.uniform(-0.35, 0.35, (n, 2)) + CENTRES[name]
    return pd.DataFrame(
        {
            "name": [f"{name}{i + 1}号生活圈" for i in range(n)],
            "district": name,
            "residents": draw.lognormal(9, 0.45, n).astype(int),
            "lon": 116.58 + at[:, 0] / (111.2 * np.cos(np.radians(35.4))),
            "lat": 35.4 + at[:, 1] / 111.2,
        }
    )


def _premises(circles: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    host = circles.iloc[draw.integers(0, len(circles), 12 * len(circles))]
    lon, lat = (host[c].to_numpy() + draw.normal(0, 0.004, len(host)) for c in ("lon", "lat"))
    ids = [f"P{i:04d}" for i in range(len(host))]
    return pd.DataFrame(
        {
            "premises_id": ids,
            "name": ids,
            "district": host["district"].to_numpy(),
            "lon": lon,
            "lat": lat,
        }
    )


def _certify(
    circles: pd.DataFrame,
    quota: dict[str, tuple[int, ...]],
    years: tuple[int, ...],
    draw: np.random.Generator,
) -> pd.DataFrame:
    rows = []
    for name, counts in quota.items():
        ids = draw.permutation(circles.index[circles["district"] == name])
        given = 0
        for number, circle in enumerate(ids):
            reached, cumulated = None, 0
            for year, count in zip(years, counts, strict=False):
                cumulated += count
                if number < cumulated - (name == "任城区" and year == years[-1]) * 2:
                    reached = year
                    break
            given += reached is not None
            tier = "quality" if given % 5 < 3 else "basic"
            is_old = reached is None and number % 17 == 16
            for year in years:
                holds = is_old or (reached is not None and year >= reached)
                rows.append(
                    (circles.loc[circle, "circle_id"], year, ("basic" if is_old else tier) if holds else "",
                     year == reached, 61.5 + number % 30, (), 15, 11, circles.loc[circle, "residents"])
                )  # fmt: skip
    return pd.DataFrame(
        rows,
        columns=[
            "circle_id",
            "year",
            "tier",
            "newly_certified",
            "score",
            "table_scores",
            "basic_kinds",
            "quality_kinds",
            "residents",
        ],
    )


def _projects(
    premises: pd.DataFrame, plan: pd.DataFrame, years: tuple[int, ...], draw: np.random.Generator
) -> pd.DataFrame:
    n = min(len(premises), max(3 * int(plan["newly_certified"].sum()), 1))
    chosen = premises.iloc[draw.permutation(len(premises))[:n]]
    money = draw.integers(2, 60, n) * 5_000
    kinds = [("convenience_store", "breakfast"), ("wet_market",), ("care",)]
    return pd.DataFrame(
        {
            "option_id": [f"{p}-x" for p in chosen["premises_id"]],
            "site_id": chosen["premises_id"].to_numpy(),
            "site_name": [f"闲置用房{p}" for p in chosen["premises_id"]],
            "district": chosen["district"].to_numpy(),
            "kinds": [kinds[i % 3] for i in range(n)],
            "year": draw.choice(years, n),
            "investment_yuan": money * 2,
            "public_yuan": money,
            "programmes": [("fitout", "chain", "rent")[i % 3 : i % 3 + 1] for i in range(n)],
            "circles_served": [("C000", "C001")[: 1 + i % 2] for i in range(n)],
        }
    )


def _payments(projects: pd.DataFrame, plan: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    rows = [
        (
            p.programmes[0],
            p.option_id,
            "",
            "renewal" if p.programmes[0] == "fitout" else "district",
            p.year,
            p.year,
            p.public_yuan,
        )
        for p in projects.itertuples()
    ]
    rows += [
        ("award", "", c.circle_id, "award_pool", c.year, c.year + 1, 300_000)
        for c in plan.itertuples()
        if c.newly_certified and c.tier == "quality" and c.year == years[0]
    ]
    return pd.DataFrame(
        rows,
        columns=[
            "programme_id",
            "option_id",
            "circle_id",
            "budget_id",
            "year_committed",
            "year_paid",
            "yuan",
        ],
    )


def _money(payments: pd.DataFrame, years: tuple[int, ...]) -> pd.DataFrame:
    rows = []
    for budget in NAMES.budgets:
        for year in years:
            committed = int(
                payments.query("budget_id == @budget and year_committed == @year")["yuan"].sum()
            )
            paid = int(payments.query("budget_id == @budget and year_paid == @year")["yuan"].sum())
            cap = (
                None
                if budget == "award_pool" and year != years[0]
                else -(-committed // 1_000_000) * 1_200_000
            )
            rows.append(
                (budget, year, cap, committed, paid, None if cap is None else cap - committed)
            )
    return pd.DataFrame(
        rows, columns=["budget_id", "year", "cap_yuan", "committed_yuan", "paid_yuan", "left_yuan"]
    ).assign(carried_yuan=0, moved_yuan=0)


def _targets(
    quota: dict[str, tuple[int, ...]],
    plan: pd.DataFrame,
    circles: pd.DataFrame,
    years: tuple[int, ...],
) -> pd.DataFrame:
    where = plan.merge(circles[["circle_id", "district"]], on="circle_id")
    new = where[where["newly_certified"]]
    rows = []
    for name, counts in quota.items():
        mine = new[new["district"] == name]
        for year, required in zip(years, counts, strict=False):
            if required:
                rows.append(
                    (
                        f"certified-{name}-{year}",
                        name,
                        year,
                        required,
                        int((mine["year"] == year).sum()),
                    )
                )
        best = int((mine["tier"] == "quality").sum())
        rows.append(
            (f"quality-{name}-{years[-1]}", name, years[-1], -(-sum(counts) * 3 // 5), best)
        )
    frame = pd.DataFrame(rows, columns=["target_id", "district", "year", "required", "planned"])
    frame["shortfall"] = (frame["required"] - frame["planned"]).clip(lower=0)
    frame["binding"] = frame["required"] >= frame["planned"]
    return frame


def _streets(circles: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for _, part in circles.groupby("district"):
        west, east, south, north = (
            getattr(part[name], end)() for name in ("lon", "lat") for end in ("min", "max")
        )
        rows += [(west, lat, east, lat) for lat in np.arange(south, north, 0.008)]
        rows += [(lon, south, lon, north) for lon in np.arange(west, east, 0.01)]
    rows.append((np.nan,) * 4)
    return pd.DataFrame(rows, columns=["from_lon", "from_lat", "to_lon", "to_lat"])


@pytest.fixture(scope="session")
def told() -> Told:
    return quick()


@pytest.fixture(scope="session")
def hostile(told: Told) -> Told:
    return with_hostile_names(told)


@pytest.fixture(scope="session")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The city under two score tables."""
    return solved(graded_city(tmp_path_factory.mktemp("graded")))
