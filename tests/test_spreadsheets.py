"""No text of a table that is written is run by a spreadsheet, and all are read back as they were."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from placement.spreadsheets import guarded_frame
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import TableSettings
from placement.tables.reader import read_tables
from placement.tables.writing import write_table_files
from two_districts import read_city

STARTS = ("=HYPERLINK(1)", "+86 店", "-甲", "@乙", "'=丙", "''-丁")


def dangerous(path: Path) -> list[str]:
    """Return the cells of a CSV file that a spreadsheet would run."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    return [
        c for c in cells if c[:1] in {"=", "+", "-", "@"} and not c[1:].replace(".", "").isdigit()
    ]


def test_hostile_names_and_ids_of_tables_come_back(tmp_path: Path) -> None:
    scenario = read_city()
    tables = scenario.tables
    named = {
        table: frame.assign(name=[f"{STARTS[n % len(STARTS)]}{n}" for n in range(len(frame))])
        for table in ("circles", "outlets", "premises")
        for frame in (getattr(tables, table),)
    }
    named["outlets"] = named["outlets"].assign(
        outlet_id=sorted(f"{STARTS[n % len(STARTS)]}{n:03}" for n in range(len(tables.outlets)))
    )
    hostile = replace(tables, **named)
    write_table_files(hostile, tmp_path)
    assert [cell for path in tmp_path.iterdir() for cell in dangerous(path)] == []
    settings = TableSettings(
        datum=dict.fromkeys(("circles", "outlets", "premises", "streets"), "WGS-84")
    )
    again = read_tables(tmp_path, settings=settings, policy=scenario.policy)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(hostile, table))


@pytest.mark.parametrize("number", ["-1", "+2", "-3.50"])
def test_numbers_written_as_texts_stay_numbers(number: str) -> None:
    frame = guarded_frame(pd.DataFrame({"a": [number, "=1"], "b": [1, -2]}))
    assert frame.to_dict("list") == {"a": [number, "'=1"], "b": [1, -2]}
