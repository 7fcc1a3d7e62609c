"""Totals of the targets are of the same places in every year, and the same on page, sheet, picture and screen."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from rich.console import Console

from placement.plan import Plan
from placement.report.cautions import SYNTHETIC
from placement.report.csv_tables import read_csv
from placement.report.dossier import Proof
from placement.report.figures import plot_targets
from placement.report.names import place_head
from placement.report.page.content import page_content
from placement.report.run.files import write_products
from placement.report.screen.tables import targets_table
from placement.report.speaker import Speaker
from placement.report.workbook import write_workbook
from placement.scenario.model import Scenario
from placement.scenario.reader import read_scenario
from told import tell
from two_districts import HAND_PLAN, copy_city

OWN = "      东区: {2023: 1, 2024: 1}\n      西区: {2023: 1}\n"
COUNTS = {
    "one ends early": OWN,
    "one begins late": "      东区: {2024: 2}\n      西区: {2023: 1, 2024: 1}\n",
    "one after the other": "      东区: {2024: 2}\n      西区: {2023: 1}\n",
}
PROOF = {"stages": [], "status": "optimal", "grade": "gap", "baseline": None, "parts": []}
LIMITS = {"time_limit_s": 0, "relative_gap": 0, "seed": 0}

Row = tuple[Decimal, Decimal, Decimal]


@pytest.fixture(params=list(COUNTS))
def scenario(request: pytest.FixtureRequest, tmp_path: Path) -> Scenario:
    path = tmp_path / "city"
    copy_city(path)
    policy = path / "models" / "two-districts.yaml"
    text = policy.read_text(encoding="utf-8")
    assert text.count(OWN) == 1
    policy.write_text(text.replace(OWN, COUNTS[request.param]), encoding="utf-8")
    return read_scenario(path / "scenarios" / "city.yaml")


def recount(folder: Path, scenario: Scenario, year: int) -> Row:
    """Add up ``targets.csv``; what is planned before a district's first target, from ``circles.csv``."""
    targets, circles = read_csv(folder / "targets.csv"), read_csv(folder / "circles.csv")
    of_counts = targets[targets["target_id"].str.startswith("circles:")]
    sums = [Decimal(0)] * 3
    for district in scenario.districts:
        own = of_counts[of_counts["district"] == district].sort_values("year")
        past = own[own["year"] <= year]
        if len(past):
            cells = past.iloc[-1]
            for n, name in enumerate(("required", "planned", "shortfall")):
                sums[n] += Decimal(str(cells[name]))
        else:
            table = scenario.tables.circles
            own_circles = table.loc[table["district"] == district, "circle_id"]
            held = circles[circles["circle_id"].isin(own_circles) & (circles["year"] == year)]
            sums[1] += int((held["tier"] != "").sum())
    return tuple(sums)  # type: ignore[return-value]


def on_page(folder: Path, title: str) -> list[Row]:
    page = (folder / "report.html").read_text(encoding="utf-8")
    table = page.split(f"<h3>{title}（个）</h3>")[1].split("</table>")[0]
    total = next(row for row in table.split("<tr") if "合计" in row)
    found = [Decimal(n) for n in re.findall(r"<td[^>]*>([^<]*)</td>", total)]
    return [tuple(found[i : i + 3]) for i in range(0, len(found), 3)]  # type: ignore[misc]


def in_book(folder: Path, title: str) -> tuple[list[Row], Row]:
    """Return what the sheet adds up to by year, and its last three columns."""
    book = CalamineWorkbook.from_path(folder / "plan.xlsx")
    rows = book.get_sheet_by_name("目标任务完成表").to_python()
    start = next(n for n, row in enumerate(rows) if str(row[0]).startswith(title))
    total = next(row for row in rows[start:] if row[0] == "合计")
    cells = [Decimal(str(cell or 0)) for cell in total[1:]]
    by_year, found, due, done = cells[:-3], [], Decimal(0), Decimal(0)
    for n in range(0, len(by_year), 3):
        due, done = due + by_year[n], done + by_year[n + 1]
        found.append((due, done, by_year[n + 2]))
    return found, tuple(cells[-3:])  # type: ignore[return-value]


def on_screen(text: str) -> list[Row]:
    lines = [line.split() for line in text.splitlines()]
    start = next(n for n, line in enumerate(lines) if line and line[0] == "各区生活圈")
    rows = [lines[start][1:], lines[start + 1]]
    return [tuple(map(Decimal, row[1:4])) for row in rows]  # type: ignore[misc]


@pytest.mark.parametrize("last", [2023, 2024], ids=["half done", "done"])
def test_totals_are_the_same_everywhere(scenario: Scenario, last: int, tmp_path: Path) -> None:
    plan = Plan(HAND_PLAN.choices, tuple(c for c in HAND_PLAN.certifications if c.year <= last))
    told = tell(scenario, plan, Proof.of_record(PROOF, LIMITS))
    write_products(tmp_path, scenario, plan, told.statement, (told.proof, told.record))
    expected = [recount(tmp_path, scenario, year) for year in scenario.years]
    assert expected[-1][0] >= 3
    assert on_page(tmp_path, "各区生活圈") == expected
    by_year, end = in_book(tmp_path, "各区生活圈")
    assert by_year == expected
    assert end == expected[-1]
    out = io.StringIO()
    Console(file=out, width=120).print(targets_table(told.dossier.targets, Speaker("zh")))
    assert on_screen(out.getvalue()) == expected
    drawn = {
        t.get_text()
        for t in plot_targets(told.dossier.targets, cautions=(SYNTHETIC,)).axes[0].texts
    }
    for required, planned, short in expected:
        assert f"{planned} / {required}" + (f"   缺 {short}" if short else "") in drawn


def test_townships_are_not_headed_by_districts(tmp_path: Path) -> None:
    """On the page, in every sheet, and over the targets, the heads say what the lists hold."""
    names = [("东区", "东城街道"), ("西区", "西河镇")]
    path = copy_city(tmp_path)
    for file in sorted(tmp_path.rglob("*.*")):
        if file.suffix in {".yaml", ".csv"}:
            text = file.read_text(encoding="utf-8")
            for old, new in names:
                text = text.replace(old, new)
            file.write_text(text, encoding="utf-8")
    told = tell(read_scenario(path), Plan((), ()), Proof.of_record(PROOF, LIMITS))
    book = tmp_path / "plan.xlsx"
    write_workbook(book, told.dossier)
    page = page_content(told.dossier)
    assert page["place_head"] == "街道（乡镇）"
    assert {table["heads"][0] for table in page["targets"]} == {"街道（乡镇）", "县（市、区）"}
    workbook = CalamineWorkbook.from_path(book)
    heads = {
        str(cell)
        for name in workbook.sheet_names
        for row in workbook.get_sheet_by_name(name).to_python()
        for cell in row
    }
    assert "街道（乡镇）" in heads
    assert "一、各街道（乡镇）生活圈等级（2024 年末）" in heads
    assert place_head(["任城区", "兖州区", "曲阜市"]).en == "district"
