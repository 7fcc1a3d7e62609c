"""Tables written and read again are the same."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from placement.scenario.reader import read_scenario
from placement.tables.dictionary.columns import TABLES
from placement.tables.model import TableSettings
from placement.tables.reader import read_tables
from placement.tables.writing import write_table_files
from two_districts import read_city

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("name", ["city", "quick"])
def test_what_is_written_is_what_is_read(name: str, tmp_path: Path) -> None:
    scenario = read_city() if name == "city" else read_scenario(ROOT / "scenarios" / "quick.yaml")
    write_table_files(scenario.tables, tmp_path)
    settings = TableSettings(
        datum=dict.fromkeys(("circles", "outlets", "premises", "streets"), "WGS-84")
    )
    again = read_tables(tmp_path, settings=settings, policy=scenario.policy)
    for table in TABLES:
        pd.testing.assert_frame_equal(getattr(again, table), getattr(scenario.tables, table))
