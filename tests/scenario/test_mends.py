"""Slips of a planner, each with the one finding they lead to and the mend it names."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import InputError, Problem, Text
from placement.scenario import read_scenario

Findings = Callable[..., list[Problem]]
AMOUNT = "60万元, 2024: 40万元"
YEARS = "first_year: 2023, last_year: 2025"
FUND = "budgets.fund.per_district.2023"


def at_end(text: str) -> tuple[str, str]:
    return "targets: {districts: present}\n", f"targets: {{districts: present}}\n{text}\n"


def locks(text: str) -> tuple[str, str]:
    return at_end(f"locks: {{{text}}}")


@pytest.mark.parametrize(
    ("change", "code", "column", "mend"),
    [
        ((AMOUNT, "16万, 2024: 40万元"), "PL414", FUND, "请写 16万元"),
        ((AMOUNT, "十六万元, 2024: 40万元"), "PL414", FUND, "请写 16万元"),
        ((AMOUNT, "16 万 元, 2024: 40万元"), "PL414", FUND, "请写 16万元"),
        ((AMOUNT, "约16万元, 2024: 40万元"), "PL414", FUND, "请写 16万元"),
        ((AMOUNT, "0.16亿元, 2024: 40万元"), "PL414", FUND, "请写 1600万元"),
        ((AMOUNT, "16, 2024: 40万元"), "PL402", FUND, "请写 16万元 或 16元。"),
        ((AMOUNT, ", 2024: 40万元"), "PL402", FUND, "冒号后面没有写金额：没有资金写 0元。"),
        ((AMOUNT, "-1元, 2024: 40万元"), "PL408", FUND, "请写不小于 0 的金额，如 1元；没有资金写 0元。"),
        (("{2023: 60万元, 2024: 40", "{23: 60万元, 2024: 40"), "PL807", "budgets.fund.per_district", "年份写四位数字：2023"),
        (("{2023: 60万元, 2024: 40", "{二三年: 60万元, 2024: 40"), "PL802", "budgets.fund.per_district.二三年", "请写 2023"),
        (("    rate: 1\n", "    rate: 150%\n"), "PL802", "programmes.preparation.rate",
         "比例写成小数，且不大于 1（即 100 %）：150 % 超出，请核对。"),
        (("    rate: 1\n", "    rate: 1.5\n"), "PL807", "programmes.preparation.rate",
         "比例写成小数，且不大于 1（即 100 %）：1.5 即 150 %，超出，请核对；若指 1.5 %，请写 0.015。"),
        (("    rate: 1\n", "    rate: 60\n"), "PL807", "programmes.preparation.rate", "比例写成小数：60 % 写 0.6。"),
        (at_end("operators.least_aid_share: 30"), "PL807", "operators.least_aid_share", "比例写成小数：30 % 写 0.3。"),
        (("    rate: 1\n", "    rate: 50%\n"), "PL802", "programmes.preparation.rate", "比例写成小数：50 % 写 0.5。"),
        (("budgets:", "budget:"), "PL801", "budget", "您是否想写“budgets”？"),
        (("targets: {districts: present}", "targets: {districts: present, hard: [全市高品质生活圈个数]}"), "PL701",
         "targets.hard.0", "请写编号 city_high（全市高品质生活圈个数）"),
        (("targets: {districts: present}", "targets: {districts: present, drop: [全市高品质圈个数]}"), "PL701",
         "targets.drop.0", "请写编号 city_high（全市高品质生活圈个数）"),
        (("{2023: 60万元, 2024: 40", "{2023年: 60万元, 2024: 40"), "PL802", "budgets.fund.per_district.2023年", "请写 2023"),
        ((YEARS, "first_year: 2023-01-01, last_year: 2025"), "PL802", "horizon.first_year", "这里只写年份：2023"),
        ((YEARS, "first_year: 2023, last_year: 二〇二五"), "PL802", "horizon.last_year", "请写 2025"),
        ((YEARS, "first_year: 2023, last_year: '2025'"), "PL802", "horizon.last_year", "请去掉引号，写 2025"),
        ((YEARS, "first_year: 2025, last_year: 2023"), "PL504", "horizon", "两个年份可能写反了：first_year: 2023, last_year: 2025"),
        ((YEARS, "firstyear: 2023, last_year: 2025"), "PL801", "horizon.firstyear", "您是否想写“first_year”？"),
        (("{" + YEARS + "}", ""), "PL802", "horizon", "冒号后面没有写内容：请填写，或删去这一行。"),
        (("name: 小例", "name: 2023"), "PL802", "name", '请加引号写成文字："2023"'),
        (("id: small", "id: 我的 情景/1"), "PL807", "id", "可写 我的-情景-1"),
        (("{default: WGS-84}", "{default: 高德}"), "PL810", "data.datum.default", "“高德”请写 GCJ-02"),
        (("level: 区", "level: 县"), "PL810", "budgets.fund.level", "请写其中之一：中央、省、市、区、街道"),
        (at_end("data.synthetic: 是"), "PL802", "data.synthetic", "请写 true"),
        (at_end("upgrades: 'false'"), "PL802", "upgrades", "请去掉引号，写 false"),
        (at_end("upgrades: 也许"), "PL802", "upgrades", "请写 true（是）或 false（否）"),
        (at_end("solver.relative_gap: 5%"), "PL807", "solver.relative_gap", "比例写成小数：5 % 写 0.05。"),
        (at_end("solver.time_limit_s: 60秒"), "PL807", "solver.time_limit_s", "请写 60"),
        (at_end("budgets.fund.scale: 80%"), "PL807", "budgets.fund.scale", "请写 0.8"),
        (at_end("budgets.fnd.scale: 0.5"), "PL814", "budgets.fnd",
         "您是否想写“fund”？若指已有的一项，请改编号，已有：fund、award_pool；若是新的一项，请补上 years: {2024: 300万元}"),
        (at_end("objective: min_costs"), "PL810", "objective", "您是否想写“min_cost”？"),
        (at_end("objective: [{term: public_money, sense: less}]"), "PL810", "objective.0.sense", "请写其中之一：min、max"),
        (at_end("objective: [public_money]"), "PL802", "objective.0", "写成这样：{term: public_money, sense: min}"),
        (("targets: {districts: present}", "targets: {hard: district_circles}"), "PL802",
         "targets.hard", "写成这样：hard: [district_circles]"),
        (locks("circles: {C001: {year: 2024, tier: 高品质}}"), "PL701", "locks.circles.C001.tier", "请写编号 high（高品质）"),
        (locks("circles: {C001: {year: 2024, tier: super}}"), "PL701", "locks.circles.C001.tier", "可用：basic 基本型、high 高品质"),
        (locks("circles: {许庄社区: {year: 2024, tier: high}}"), "PL701", "locks.circles.许庄社区", "请写编号 C001（许庄社区）"),
        (locks("premises_out: [P001、P002]"), "PL701", "locks.premises_out.0", "各项之间用半角逗号：[P001, P002]"),
        (locks("premises_in: {P001: {format: 便利店}}"), "PL701", "locks.premises_in.P001.format", "请写编号 conv（便利店）"),
        (("policy: ../models/jining-2023.yaml", "policy: ../models/kinds.yaml"), "PL819", "policy",
         "请给政策文件（在 models 文件夹，例如 models/jining-2023.yaml）；业态词典写在政策文件的 kinds。"),
        (("id: small", "extends: [../models/jining-2023.yaml]\nid: small"), "PL819", "extends",
         "请从 extends 中删去它；政策文件写在情景的 policy。"),
        (("jining-2023.yaml", "nix.yaml"), "PL101", "policy", "请核对路径；那里有：jining-2023.yaml、kinds.yaml。"),
        (("horizon: {first_year: 2023", "horizon: {first_year：2023"), "PL812", "horizon.first_year：2023",
         "请把全角冒号“：”改为“: ”。"),
        (at_end("budgets.fund.years: {2023: 1,600万元}"), "PL405", "budgets.fund.years.2023", "请不写千分位：1600万元"),
        (at_end("data.assumptions: -甲"), "PL802", "data.assumptions", "“-”后面须有一个半角空格，每项一行：“- 甲”。"),
        (at_end("data.tables.x: 1"), "PL813", "data.tables.x", "“data.tables”没有下一级：请直接写 data.tables: …，或核对每一段的名称。"),
    ],
)  # fmt: skip
def test_one_slip_has_one_finding_with_its_mend(
    findings: Findings, change: tuple[str, str], code: str, column: str, mend: str
) -> None:
    found = [(problem.code, problem.column, problem.mend.zh) for problem in findings(change)]
    assert found == [(code, column, mend)]


def all_findings(path: Path) -> list[Problem]:
    try:
        return list(read_scenario(path).warnings)
    except InputError as error:
        return list(error.problems)


def test_a_misspelt_district_is_not_said_to_be_without_money(scenario: Callable[..., Path]) -> None:
    by_district = "districts: {任城区: {2023: 1元, 2024: 1元, 2025: 1元}, 太白湖: {2023: 1元, 2024: 1元, 2025: 1元}}"
    found = all_findings(
        scenario(("per_district: {2023: 60万元, 2024: 40万元, 2025: 60万元}", by_district))
    )
    codes = {p.code for p in found}
    assert "PL701" in codes
    assert not codes & {"PL504", "PL715"}


def test_a_misspelt_section_is_not_missed_elsewhere(scenario: Callable[..., Path]) -> None:
    found = all_findings(scenario(("targets:", "targts:")))
    codes = {p.code for p in found}
    assert "PL801" in codes
    assert "PL712" not in codes


def test_what_is_written_already_is_not_advised(scenario: Callable[..., Path]) -> None:
    short = [p for p in all_findings(scenario()) if p.code == "PL712" and p.value != "present"]
    assert short
    assert all("targets.drop" in p.mend.zh and "present" not in p.mend.zh for p in short)


def test_programmes_of_the_policy_are_found_in_its_file(scenario: Callable[..., Path]) -> None:
    later = ((YEARS, "first_year: 2024, last_year: 2025"), ("{2023: 60万元, 2024: 40", "{2024: 40"), ("{2023: 60万元, 2024: 0", "{2024: 0"))  # fmt: skip
    idle = [p for p in all_findings(scenario(*later)) if p.code == "PL725"]
    assert [(p.file, p.column) for p in idle] == [
        ("models/jining-2023.yaml", "programmes.high_quality_award.amounts")
    ]


def test_a_policy_given_as_a_scenario_is_said_to_be_one(project: Path) -> None:
    (problem,) = all_findings(project / "models" / "jining-2023.yaml")
    assert problem.rule == Text("这是政策文件，不是情景文件", "this is a policy, not a scenario")


def test_values_are_shown_as_they_are_written(findings: Findings) -> None:
    shown = {
        p.value for p in findings(("payers: [{budget: fund}]", "payers: {fund: 1, x: [a, true]}"))
    }
    assert shown == {"{fund: 1, x: [a, true]}"}
