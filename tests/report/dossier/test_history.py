"""What became of a circle's tier, told in the page, the workbook and on the terminal."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from placement.advice.explain.circle import explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.opened import open_run
from placement.engine.watch import Watch
from test_graded_city import graded_city
from test_reviews import city
from two_districts import publish


def test_a_tier_lost_at_a_review_is_said(tmp_path: Path) -> None:
    read = city(tmp_path / "city", "{review_years: 2, downgrade: true}")
    run = publish(read.path, tmp_path / "run")
    assert "2024 复评后未达标" in (run / "report.html").read_text(encoding="utf-8")
    found = explain_circle(open_run(run), "W2", Watch())
    held = next(iter(circle_chapters(found))).sentences[0].zh
    assert "2024 年复评失去基本型" in held
    assert "基本型不够：得分" in held


def test_every_score_table_has_its_columns(tmp_path: Path) -> None:
    run = publish(graded_city(tmp_path / "city").path, tmp_path / "run")
    sheet = load_workbook(run / "plan.xlsx")["评分卡与缺口"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(cells) if "好不好得分" in row)
    second = cells[head].index("好不好得分")
    assert cells[head + 1][second : second + 2] == ["现状", "期末"]
    found = open_run(run)
    for row in cells[head + 2 :]:
        if isinstance(row[0], int):
            circle = next(
                c
                for c, n in found.scenario.tables.circles.set_index("circle_id")["name"].items()
                if n == row[2]
            )
            score = explain_circle(found, circle, Watch()).scores[1].score
            assert float(row[second + 1]) == float(score)
