"""What became of a circle's tier, told in the page, the workbook and on the terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from openpyxl import load_workbook

from calls import call
from placement.advice.explain.circle import explain_circle
from placement.advice.explain.circle_text import circle_chapters
from placement.advice.opened import OpenRun, decisions_of, open_run
from placement.audit import audit_plan
from placement.engine.control.watch import Watch
from placement.instance.build import build_instance
from placement.options import build_option_table
from placement.plan import Plan
from placement.report.dossier import Proof
from placement.report.page import write_page
from placement.report.reviews import find_losses, loss_texts
from placement.report.workbook import write_workbook
from test_graded_city import graded_city
from test_reviews import city
from told import tell
from two_districts import HAND_PLAN, certify, city_with_awards, publish


def test_a_tier_lost_at_a_review_is_said(tmp_path: Path) -> None:
    """On the screen, the page, the workbook and by ``explain``: which circle, when, why, and how to ask what it costs."""
    read = city(tmp_path / "city", "{review_years: 2, downgrade: true}")
    run = tmp_path / "run"
    (ended,) = call(["solve", read.path, "--out", run])
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "2024 复评后未达标" in page
    assert "复评后降级或失去等级 1" in page
    notes = load_workbook(run / "plan.xlsx")["说明"]
    cells = {str(row[0].value) for row in notes.iter_rows()}
    for line in (
        "复评失去等级或降级 1 个（政策规定认定后每 2 年复评一次，按当时的条件重新定级）：",
        "2024 年 西区 西二（W2）：基本型 → 未达标，得分 2.5（须 8）、基础类业态种数 0（须 3）",
        "各项任务不靠它们也已完成。能否保住、怎样重新评上，须加哪些项目、多花多少、最早哪年：placement explain 结果目录 --circle W2",
    ):
        # The screen knows the directory; page and workbook are sent about.
        assert "".join(line.replace("结果目录", str(run)).split()) in "".join(ended.out.split())
        assert line in page
        assert line in cells
    found = explain_circle(open_run(run), "W2", Watch())
    held = next(iter(circle_chapters(found))).sentences[0].zh
    assert "2024 年复评失去基本型" in held
    assert "基本型不够：得分" in held


def test_what_is_lost_for_a_while_is_said_so(tmp_path: Path) -> None:
    """A circle that is back later needs nothing more; of many only the first are named."""
    read = city(tmp_path, "{review_years: 2, downgrade: true}")
    statement = audit_plan(read, Plan((), ()))
    (loss,) = find_losses(read, statement)
    assert (loss.circle_id, loss.year, loss.is_back) == ("W2", 2024, 0)
    texts = loss_texts([replace(loss, is_back=2025)], read, missed=0)
    assert texts[1].zh.endswith("；2025 年重新认定")
    assert not any("placement explain" in text.zh for text in texts)
    enough = loss_texts([replace(loss, short=())], read, missed=0)
    assert enough[1].zh.endswith("基本型 → 未达标，评分卡够，但方案没有重新认定")
    assert enough[1].en.endswith(", its card would do, but the plan does not certify it")
    missed = loss_texts([loss] * 10, read, missed=1)
    assert "另有 2 个" in missed[-2].zh
    assert "任务" not in missed[-1].zh
    assert loss_texts([], read, missed=0) == ()


def test_a_tier_that_the_card_does_not_reach_is_said(tmp_path: Path) -> None:
    """Without reviews W2 keeps the tier it came with: it counts, and everybody is told that it may be lost."""
    read = city(tmp_path / "city", "{downgrade: false}")
    (ended,) = call(["solve", read.path, "--out", tmp_path / "run"])
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    notes = load_workbook(tmp_path / "run" / "plan.xlsx")
    cells = {str(cell.value) for sheet in notes for row in sheet.iter_rows() for cell in row}
    short = "得分 2.5（须达到 8）、基础类业态种数 0（须达到 3）"
    head = "按期末的评分卡够不上所持等级 1 个（等级照旧计入，下次复核时可能失去）："
    for line in (head, f"西二（W2） 基本型：{short}"):
        assert "".join(line.split()) in "".join(ended.out.split())
        assert line in page
        assert line in cells
    assert f"规划期前基本型；期末评分卡够不上：{short}" in page
    assert f"规划期前基本型；期末评分卡够不上：{short}" in cells
    assert "；按评分卡够不上所持等级 1" in page


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
        tmp_path, {"outcome": {"status": "optimal", "stages": [{"term": "public_money", "proven": True}]}}, read, table, instance, plan, decisions_of(plan, instance),
        audit_plan(read, plan),
    )  # fmt: skip
    first = next(iter(circle_chapters(explain_circle(run, "E1", Watch()))))
    assert first.sentences[1].zh == why
