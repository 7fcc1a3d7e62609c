from collections.abc import Callable
from pathlib import Path

import pytest

from placement.errors import Problem
from placement.scenario import Pin, PremisesLock, read_scenario

Write = Callable[..., Path]
Findings = Callable[..., list[Problem]]


def locks(text: str) -> tuple[str, str]:
    return ("targets:", f"locks: {text}\ntargets:")


def test_locks_arrive_as_written(scenario: Write) -> None:
    text = """
  premises_in: {P001: {format: conv, year: 2024}, P002: }
  premises_out: [P003]
  circles: {C001: {year: 2024, tier: high, hard: true}}
  circles_out: [C004]
"""
    found = read_scenario(scenario(locks(text))).locks
    assert found.premises_in == {
        "P001": PremisesLock("conv", 2024),
        "P002": PremisesLock(None, None),
    }
    assert found.premises_out == {"P003"}
    assert found.circles == {"C001": Pin(2024, "high", True)}
    assert found.circles_out == {"C004"}


@pytest.mark.parametrize(
    ("text", "code", "column", "value"),
    [
        ("{premises_in: {P01: {}}}", "PL701", "locks.premises_in.P01", "P01"),
        ("{premises_in: {P001: {format: cnv}}}", "PL701", "locks.premises_in.P001.format", "cnv"),
        ("{premises_in: {P001: {year: 2030}}}", "PL504", "locks.premises_in.P001.year", "2030"),
        ("{premises_out: [P9]}", "PL701", "locks.premises_out.0", "P9"),
        ("{circles: {C9: {year: 2024, tier: high}}}", "PL701", "locks.circles.C9", "C9"),
        ("{circles: {C001: {year: 2024, tier: hihg}}}", "PL701", "locks.circles.C001.tier", "hihg"),
        ("{circles: {C001: {year: 2022, tier: high}}}", "PL504", "locks.circles.C001.year", "2022"),
        ("{circles: {C001: {year: 2024}}}", "PL809", "locks.circles.C001.tier", None),
        ("{circles_out: [C9]}", "PL701", "locks.circles_out.0", "C9"),
        ("{premises_in: {P001: {}}, premises_out: [P001]}", "PL702", "locks.premises_in.P001", "P001"),
        ("{circles: {C001: {year: 2024, tier: high}}, circles_out: [C001]}", "PL702", "locks.circles.C001", "C001"),
    ],
)  # fmt: skip
def test_locks_that_cannot_be_are_refused(
    findings: Findings, text: str, code: str, column: str, value: str | None
) -> None:
    (problem,) = findings(locks(text))
    assert (problem.code, problem.column, problem.value, problem.row) == (code, column, value, 22)


def test_locked_premises_that_cost_more_than_the_year_has_are_refused(
    scenario: Write, findings: Findings
) -> None:
    both = locks("{premises_in: {P001: {year: 2024}, P002: {year: 2024}}}")
    enough = ("2024: 40万元", "2024: 8万元")
    assert read_scenario(scenario(both, enough)).locks.premises_in
    (problem,) = findings(both, ("2024: 40万元", "2024: 7.5万元"))
    assert problem.code == "PL702"
    for part in (
        "许庄原居委会（P001） 5 万元",
        "需 8 万元",
        "7.5 万元",
        "差 0.5 万元",
        "“区级经费”（太白湖新区）",
    ):
        assert part in problem.rule.zh
    assert "(太白湖新区)" in problem.rule.en
    assert not set("（），；：、") & set(problem.rule.en)


def test_ids_that_look_like_numbers_are_ids(findings: Findings) -> None:
    found = findings(locks("{premises_out: [1001, 00123]}"))
    assert [problem.value for problem in found] == ["1001", "00123"]


def test_both_places_of_a_contradiction_are_named(findings: Findings) -> None:
    text = "\n  premises_in: {P001: {}}\n  premises_out:\n    - P002\n    - P001\n"
    (problem,) = findings(locks(text))
    assert problem.row is not None
    assert f"第 {problem.row + 3} 行" in problem.rule.zh
    assert f"line {problem.row + 3}" in problem.rule.en
