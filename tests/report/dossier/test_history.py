"""What became of a circle's tier, told in the page, the workbook and on the terminal."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook

from placement.advice.explain.circle import explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.opened import OpenRun, decisions_of, open_run
from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.report.dossier import Proof
from placement.report.page import write_page
from placement.report.workbook import write_workbook
from test_graded_city import graded_city
from test_reviews import city
from told import tell
from two_districts import HAND_PLAN, certify, city_with_awards, publish


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


def test_why_a_circle_waits_is_said_everywhere(tmp_path: Path) -> None:
    """E1 has earned basic in 2023, when its award cannot be paid, and is certified in 2024."""
    read = city_with_awards(tmp_path, "{basic: {2023: 5万元}}", "{2023: 3万元, 2024: 0元}")
    plan = certify(HAND_PLAN, "E1", year=2024)
    proof = Proof(
        status="limit",
        grade="gap",
        stages=(),
        baseline=None,
        time_limit_s=1,
        relative_gap=0,
        seed=1,
    )
    dossier = tell(read, plan, proof).dossier
    why = "2023 年已达到基本型：2023 年“奖励资金”余额不够，差 2 万元"
    write_workbook(tmp_path / "plan.xlsx", dossier)
    cells = [
        [cell.value for cell in row]
        for row in load_workbook(tmp_path / "plan.xlsx")["评分卡与缺口"].iter_rows()
    ]
    head = next(row for row in cells if "认定经过" in row)
    column = head.index("为何晚于或低于已达到的等级")
    shown = {row[2]: row[column] for row in cells if row[2] in {"东一", "东二"}}
    assert shown == {"东一": why, "东二": "—"}
    write_page(tmp_path / "report.html", dossier)
    assert why in (tmp_path / "report.html").read_text(encoding="utf-8")
    table = build_option_table(read)
    instance = build_instance(read, table)
    run = OpenRun(
        tmp_path, {"outcome": {"status": "optimal"}}, read, table, instance, plan, decisions_of(plan, instance),
        audit_plan(read, plan),
    )  # fmt: skip
    first = next(iter(circle_chapters(explain_circle(run, "E1", Watch()))))
    assert first.sentences[1].zh == why
