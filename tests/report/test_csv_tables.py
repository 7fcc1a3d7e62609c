"""CSV files open in Excel without formulas and come back exactly."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from placement.errors import FileSystemError
from placement.report.columns import OUTPUT_COLUMNS, column_ids
from placement.report.csv_tables import read_csv, write_csv

PRODUCT_COLUMNS = {
    "projects": "option_id, site_id, site_name, district, kinds, year, investment_yuan, public_yuan, "
    "programmes, circles_served, stands_alone",
    "circles": "circle_id, year, tier, newly_certified, score, table_scores, basic_kinds, quality_kinds, residents",
    "scorecards": "circle_id, year, line_id, existing_count, added_count, points, cap",
    "targets": "target_id, district, year, required, planned, shortfall, binding",
    "money": "budget_id, year, cap_yuan, carried_yuan, moved_yuan, committed_yuan, paid_yuan, left_yuan",
    "payments": "programme_id, option_id, circle_id, budget_id, year_committed, year_paid, yuan, "
    "kind, liable_until, expected_refund_yuan",
}


@pytest.mark.parametrize("table", PRODUCT_COLUMNS)
def test_columns_are_those_promised(table: str) -> None:
    assert ", ".join(column_ids(table)) == PRODUCT_COLUMNS[table]
    assert all(any("一" <= c <= "鿿" for c in column.title.zh) for column in OUTPUT_COLUMNS[table])


def test_the_bytes_are_those_excel_wants(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"name": ['老"王"', "a,b", "两\n行", ""], "n": [1, -2, 3, 4]},
    )
    write_csv(frame, tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == (
        '\ufeffname,n\r\n"老""王""",1\r\n"a,b",-2\r\n"两\n行",3\r\n,4\r\n'.encode()
    )


@pytest.mark.parametrize(
    "text",
    [
        '=HYPERLINK("http://x")',
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\0=1",
        "'=1",
        "''@",
    ],
)
def test_no_text_begins_like_a_formula_and_all_come_back(tmp_path: Path, text: str) -> None:
    write_csv(
        pd.DataFrame({"site_name": [text], "kinds": [(text, "b")]}), tmp_path / "projects.csv"
    )
    with (tmp_path / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        _, cells = list(csv.reader(file))
    assert cells == [f"'{text}", f"'{text};b"]
    back = read_csv(tmp_path / "projects.csv")
    assert back["site_name"].tolist() == [text]
    assert back["kinds"].tolist() == [(text, "b")]


def test_a_plain_quote_is_left_alone(tmp_path: Path) -> None:
    write_csv(pd.DataFrame({"a": ["'tis", "O'=x"]}), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == "\ufeffa\r\n'tis\r\nO'=x\r\n".encode()


def test_numbers_are_not_escaped_and_stay_exact(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "budget_id": ["-5", "b", "c", "d"],
            "year": np.array([2023, 2024, 2025, 2026]),
            "cap_yuan": [None, Decimal("-1.50"), Fraction(1, 2), 12345678901234567890],
            "committed_yuan": ["-12.30", "7", 0.1, np.float64(1e-7)],
            "left_yuan": [float("nan"), pd.NA, 100.0, np.int64(-3)],
        }
    )
    write_csv(frame, tmp_path / "money.csv")
    assert (tmp_path / "money.csv").read_text("utf-8-sig").splitlines()[1:] == [
        "'-5,2023,,-12.30,",
        "b,2024,-1.5,7,",
        "c,2025,0.5,0.1,100",
        "d,2026,12345678901234567890,0.0000001,-3",
    ]
    back = read_csv(tmp_path / "money.csv")
    assert back["budget_id"].tolist() == ["-5", "b", "c", "d"]
    assert back["cap_yuan"].tolist() == [
        None,
        Decimal("-1.5"),
        Decimal("0.5"),
        Decimal(12345678901234567890),
    ]
    assert back["year"].dtype == np.int64


@pytest.mark.parametrize("value", [float("inf"), Fraction(1, 3), Decimal("NaN")])
def test_numbers_without_exact_text_are_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(ValueError, match="finite"):
        write_csv(pd.DataFrame({"a": [value]}, dtype=object), tmp_path / "t.csv")


def test_a_separator_inside_a_list_item_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="contains"):
        write_csv(pd.DataFrame({"kinds": [("a;b",)]}), tmp_path / "projects.csv")


def test_booleans_lists_and_empty_tables(tmp_path: Path) -> None:
    frame = pd.DataFrame({"circle_id": ["c"], "newly_certified": [True], "tier": [""]})
    write_csv(frame, tmp_path / "circles.csv")
    assert read_csv(tmp_path / "circles.csv").to_dict("records") == frame.to_dict("records")
    for table in OUTPUT_COLUMNS:
        empty = pd.DataFrame(columns=list(column_ids(table)))
        write_csv(empty, tmp_path / f"{table}.csv")
        back = read_csv(tmp_path / f"{table}.csv")
        assert tuple(back.columns) == column_ids(table)
        assert len(back) == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"year\r\nx\r\n",
        b"year\r\n1.5\r\n",
        b"year,tier\r\n1\r\n",
        b"tier\r\n\xff\r\n",
        b'tier\r\n"x\r\n',
        b"newly_certified\r\nyes\r\n",
        b"score\r\nnan\r\n",
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "circles.csv").write_bytes(content)
    with pytest.raises(FileSystemError, match="circles"):
        read_csv(tmp_path / "circles.csv")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileSystemError):
        read_csv(tmp_path / "circles.csv")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=5))
def test_any_text_comes_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "t.csv"
    write_csv(pd.DataFrame({"a": texts, "b": texts}), path)
    assert read_csv(path)["b"].tolist() == texts
