"""Amounts that look as if 万元 and 元 had been mixed up are asked about, with both readings."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from placement.errors import InputError, Problem
from placement.scenario.model import Scenario
from placement.scenario.plausible import COLUMNS
from placement.scenario.reader import read_scenario
from told import ROOT
from two_districts import copy_city, read_city


def doubts(scenario: Scenario) -> list[Problem]:
    return [warning for warning in scenario.warnings if warning.code == "PL727"]


@pytest.mark.parametrize(
    ("key", "amount", "meant"),
    [
        ("programmes.aid.cap", "600000万元", "60 万元"),
        ("programmes.aid.cap", "5元", "5 万元"),
        ("programmes.care_pilot.amount", "30000万元", "3 万元"),
        ("budgets.city_fund.years.2023", "100元", "100 万元"),
        ("budgets.city_fund.years.2023", "3000000万元", "300 万元"),
    ],
)
def test_an_amount_out_of_all_proportion(key: str, amount: str, meant: str) -> None:
    (found,) = doubts(read_city({key: amount}))
    assert found.column == key
    assert meant in found.rule.zh


def test_amounts_per_area_and_rent() -> None:
    line: dict[str, Any] = {"name": "试", "payers": [{"budget": "city_fund"}]}
    per = {**line, "archetype": "per_area", "amount_per_m2": "200万元"}
    rent = {
        **line,
        "archetype": "rent",
        "rate": Decimal("0.5"),
        "months": 6,
        "ceilings": {"a": "1万元"},
    }
    columns = [
        w.column for w in doubts(read_city({"programmes.per": per, "programmes.rent": rent}))
    ]
    assert columns == ["programmes.per.amount_per_m2", "programmes.rent.ceilings.a"]


@pytest.mark.parametrize(("cell", "meant"), [("3", "30,000 元"), ("300000000", "30,000 元")])
def test_a_cost_in_the_wrong_unit(tmp_path: Path, cell: str, meant: str) -> None:
    old = "20,120,30000,500"
    path = copy_city(tmp_path, ("tables/costs.csv", old, f"20,120,{cell},500"))
    (found,) = doubts(read_scenario(path))
    assert found.file is not None
    assert found.file.endswith("costs.csv")
    assert found.row == 2
    assert meant in found.rule.zh


def test_usual_amounts_are_not_asked_about() -> None:
    assert doubts(read_city()) == []
    assert doubts(read_city({"programmes.aid.cap": "5000元"})) == []


def dear_premises(folder: Path, *rows: int, cheap: bool = False) -> Path:
    """The city with ten thousand times the preparation cost in some rows of its premises; others 1 元 if cheap."""
    path = copy_city(folder)
    table = path.parent / "tables" / "premises.csv"
    lines = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    column = next(name for name in lines[0] if name.startswith("preparation"))
    for n, line in enumerate(lines):
        if n in rows:
            line[column] = str(Decimal(line[column] or 0) * 10_000 or 99_000_000_000)
        elif cheap:
            line[column] = "1"
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(lines)
    table.write_text(out.getvalue(), encoding="utf-8")
    return path


def test_a_whole_column_in_the_wrong_unit_is_an_error_unless_it_is_right(tmp_path: Path) -> None:
    path = dear_premises(tmp_path, *range(99))
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    (found,) = [p for p in caught.value.problems if p.severity == "error"]
    assert (found.code, Path(found.file).name) == ("PL728", "premises.csv")
    assert "premises.preparation_yuan" in found.mend.zh
    right = {"data.amounts_right": ["premises.preparation_yuan"]}
    assert not doubts(read_scenario(path, right))
    with pytest.raises(InputError) as caught:
        read_scenario(path, {"data.amounts_right": ["premises.preparation"]})
    assert {"PL701", "PL728"} <= {p.code for p in caught.value.problems}


@pytest.mark.parametrize("cheap", [True, False])
def test_a_whole_column_is_shown_by_a_row_like_its_middle(tmp_path: Path, *, cheap: bool) -> None:
    """The first row lies on the other side of what is usual than the middle."""
    rows = [0] if cheap else range(1, 99)
    path = dear_premises(tmp_path, *rows, cheap=True)
    with pytest.raises(InputError) as caught:
        read_scenario(path)
    (found,) = [p for p in caught.value.problems if p.code == "PL728"]
    assert found.row == 3
    assert (found.value == "1") == cheap


@pytest.mark.parametrize(
    ("factor", "is_odd"), [(1, False), (5, False), (1_000, True), (10_000, True)]
)
@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_the_columns_of_a_city_are_doubted_from_three_digits_on(
    name: str, factor: int, is_odd: bool
) -> None:
    """The shipped quick city, its amounts many times too high; too low likewise."""
    tables = read_scenario(ROOT / "scenarios" / "quick.yaml").tables
    for column, _, usual in COLUMNS[name]:
        amounts = [fen for fen in getattr(tables, name)[column].tolist() if fen > 0]
        assert (usual.doubt_of_column([factor * fen for fen in amounts]) is not None) == is_odd
        if factor != 5:
            low = usual.doubt_of_column([max(1, fen // factor) for fen in amounts])
            assert (low is not None) == is_odd


@pytest.mark.parametrize(
    ("unit", "factor", "shown"),
    [("元", 1, "990,000,000 元明显偏高：是否应为 99,000 元"), ("万元", 10_000, "99,000 万元明显偏高：是否应为 9.9 万元")],
)  # fmt: skip
def test_one_odd_amount_is_told_once_in_the_unit_of_its_column(
    tmp_path: Path, unit: str, factor: int, shown: str
) -> None:
    path = copy_city(tmp_path)
    table = path.parent / "tables" / "premises.csv"
    lines = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    column = next(name for name in lines[0] if name.startswith("preparation"))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(f"{name}({unit})" if name == column else name for name in lines[0])
    for n, line in enumerate(lines):
        amount = 990_000_000 if n == 0 else 50_000
        writer.writerow(Decimal(amount) / factor if k == column else v for k, v in line.items())
    table.write_text(out.getvalue(), encoding="utf-8")
    found = [p for p in read_scenario(path).warnings if p.file.endswith("premises.csv")]
    assert [(p.code, p.row) for p in found if p.code in {"PL404", "PL727"}] == [("PL727", 2)]
    assert shown in next(p.rule.zh for p in found if p.code == "PL727")


def test_a_few_odd_rows_are_only_asked_about(tmp_path: Path) -> None:
    (found,) = doubts(read_scenario(dear_premises(tmp_path, 1)))
    assert found.severity == "warning"
