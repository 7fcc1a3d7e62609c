"""plan.json, the CSV tables, the workbook and the page of any plan hold the same control totals."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from python_calamine import CalamineWorkbook

from placement.plan import Plan
from placement.report.csv_tables import read_csv
from placement.report.dossier.totals import control_totals
from placement.report.run.files import write_products
from told import Told, tell

TABLES = ("projects", "circles", "targets", "money", "payments")
FEN_PER_WAN = 1_000_000


def variant(told: Told, name: str) -> Plan:
    """Return the plan itself, parts of it that keep every rule, or the plan to do nothing."""
    plan, draw = told.plan, np.random.default_rng(7)
    match name:
        case "whole":
            return plan
        case "fewer certifications":
            circles = sorted({item.circle_id for item in plan.certifications})
            kept = set(draw.choice(circles, len(circles) // 2, replace=False))
            return Plan(plan.choices, tuple(c for c in plan.certifications if c.circle_id in kept))
        case "works alone":
            keep = draw.random(len(plan.choices)) < 0.4
            return Plan(tuple(c for c, k in zip(plan.choices, keep, strict=True) if k), ())
        case _:
            return Plan((), ())


@pytest.mark.parametrize("name", ["whole", "fewer certifications", "works alone", "nothing"])
def test_control_totals_are_the_same_everywhere(told: Told, tmp_path: Path, name: str) -> None:
    other = tell(told.scenario, variant(told, name), told.proof)
    write_products(
        tmp_path, other.scenario, other.plan, other.statement, (other.proof, other.record)
    )
    control = json.loads(json.dumps(other.record["control"]))
    assert control["projects"] == len(other.plan.choices)
    assert control["certifications"] == len(other.plan.certifications)
    frames = {table: read_csv(tmp_path / f"{table}.csv") for table in TABLES}
    assert control_totals(frames) == control
    rows = (
        CalamineWorkbook.from_path(tmp_path / "plan.xlsx").get_sheet_by_name("核对表").to_python()
    )
    in_book = {row[0]: Decimal(str(row[2])) for row in rows if row[0] in control}
    for key, value in control.items():
        assert in_book[key] * (FEN_PER_WAN if key.endswith("_fen") else 1) == value, key
    assert not any("✗" in str(cell) for row in rows for cell in row)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    on_page = re.findall(r'<code data-control="\w+">(\w+) = (-?\d+)</code>', page)
    assert {key: int(value) for key, value in on_page} == control
    assert "✗" not in page
    assert len(list((tmp_path / "figures").glob("*.png"))) == 5
