"""Tables and plots of a results file, on rows small enough to work by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread

from placement.bench import summary
from placement.bench.plots import spread
from placement.bench.report import number, percent, render, table, write_report


def row(contender: str, instance: str, **changes: Any) -> dict[str, Any]:
    """Return a row of a proven case of 100 circles' worth; ``changes`` replaces figures."""
    case = {
        "instance": instance, "family": instance.split(".", maxsplit=1)[0], "contender": contender, "seed": 1, "limit_s": 10.0,
        "profile": "default", "without": [],
    }  # fmt: skip
    case |= changes.pop("case", {})
    stage = {"term": "target_shortfall", "maximise": False, "value": 3, "bound": 3, "proven": True}
    money = {
        "term": "public_money",
        "maximise": False,
        "value": 5_000_000,
        "bound": 4_000_000,
        "proven": False,
    }
    base = {
        "case": case, "status": "optimal", "reason": "", "stages": [stage, money], "gap": 0.0, "solve_s": 3.0,
        "cpu_s": 4.0, "integral_s": 1.0, "peak_mib": 200.0, "steps": [[1.0, 0.5], [3.0, 0.0]],
        "versions": {"highspy": "1.15.1"}, "commit": "abc", "started": "2026-11-21T00:00:00+00:00", "load_before": 0.5,
        "machine": {"processor": "P", "cores": 2, "memory_mib": 1000, "system": "S"},
    }  # fmt: skip
    return {**base, **changes}


def two_contenders() -> list[dict[str, Any]]:
    return [
        row("a", "x.1"),
        row("a", "x.2", status="limit", gap=0.2, integral_s=7.0, steps=[[2.0, 0.2]]),
        row("b", "x.1", status="no_plan", stages=[], gap=1.0, integral_s=10.0, steps=[]),
        row("b", "x.2", integral_s=0.0, solve_s=0.0, steps=[[0.0, 0.0]]),
        row("b", "y"),
        row("c", "x.1", status="skipped", reason="no licence", stages=[], integral_s=10.0, steps=[]),
        row("d", "y", status="done", gap=None, integral_s=None, stages=[], read_s=1.0, compile_s=2.0,
            size={"circles": 5, "options": 70}),
    ]  # fmt: skip


def test_standings_by_hand() -> None:
    b, a = summary.standings(summary.common_rows(two_contenders()))
    assert (a.name, a.cases, a.proven, a.without_plan) == ("a", 2, 1, 0)
    # integrals 1 and 7: root of 2 · 8, minus 1; seconds 3 and the limit 10: root of 4 · 11, minus 1
    assert a.integral_s == pytest.approx(3.0)
    assert a.seconds == pytest.approx(44**0.5 - 1)
    assert a.gap == pytest.approx(0.1)
    # y is not common; integrals 10 and 0: root of 11 · 1, minus 1
    assert (b.name, b.cases, b.without_plan) == ("b", 2, 1)
    assert b.integral_s == pytest.approx(11**0.5 - 1)


def test_gap_over_time_is_the_mean_over_cases() -> None:
    gaps = summary.mean_gaps(summary.common_rows(two_contenders()), [0.5, 1.0, 2.5, 9.0])
    assert gaps["a"] == pytest.approx([1.0, 0.75, 0.35, 0.1])
    assert gaps["b"] == pytest.approx([0.5, 0.5, 0.5, 0.5])


def test_profiles_compare_shifted_integrals() -> None:
    shares = summary.profile_shares(summary.common_rows(two_contenders()), [1, 5, 8])
    # x.1: a 2, b 11; x.2: a 8, b 1
    assert shares == {"a": [0.5, 0.5, 1.0], "b": [0.5, 0.5, 1.0]}


def test_families_show_circles_and_money() -> None:
    (family, *_) = summary.families(two_contenders())
    assert (family.family, family.name, family.cases, family.proven) == ("x", "a", 2, 1)
    assert (family.short, family.short_bound) == (3, 3)
    assert family.money_wan == pytest.approx(5.0)
    assert family.money_gap == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("stage", "verdict"),
    [
        ({"value": 100, "bound": 100, "proven": True}, "agrees"),
        ({"value": 90, "bound": 120, "proven": False}, "open"),
        ({"value": 90, "bound": None, "proven": False}, "open"),
        ({"value": 90, "bound": 90, "proven": True}, "WRONG"),
        ({"value": 101, "bound": 120, "proven": False}, "WRONG"),
        ({"value": 90, "bound": 99, "proven": False}, "WRONG"),
    ],
)
def test_known_optima_are_held_against_values_and_bounds(
    stage: dict[str, Any], verdict: str
) -> None:
    stages = [{"term": "certified_residents", "maximise": True, **stage}]
    (claim,) = summary.check_optima([row("a", "x", stages=stages)], {"x": 100, "z": 1})
    assert claim.verdict == verdict


def test_proofs_that_contradict_each_other_are_named() -> None:
    other = row("b", "x.1")
    other["stages"] = [{**other["stages"][0], "value": 2, "bound": 2}]
    assert summary.contradictions([row("a", "x.1"), other]) == ["x.1: stage 1: [2, 3]"]
    assert summary.contradictions(two_contenders()) == []


def test_the_page_says_what_was_measured_and_what_was_not(tmp_path: Path) -> None:
    rows = two_contenders()
    page = render(rows, {"x.1": 3})
    assert "| a | 2 | 1 | 0 |" in page
    assert "highspy 1.15.1" in page
    assert "提交 commit: abc" in page
    assert "| c | skipped | no licence | 1 |" in page
    assert "| y | 5 | 70 | 1.0 | 2.0 | 200 |" in page
    assert "一致 agrees" in page
    files = write_report(rows, tmp_path / "report", {})
    assert [file.name for file in files] == [
        "report.md",
        "gap-over-time.png",
        "performance-profile.png",
    ]
    for file in files[1:]:
        picture = imread(file)
        assert picture.shape[0] > 400
        assert len(np.unique(picture[..., :3].reshape(-1, 3), axis=0)) > 50


def test_a_page_of_nothing_is_no_crash(tmp_path: Path) -> None:
    assert "no rows" in render([], {})
    assert [file.name for file in write_report([], tmp_path, {})] == ["report.md"]


def test_cells() -> None:
    assert table(("a", "b"), [("x|y", "1")]) == "| a | b |\n| --- | ---: |\n| x\\|y | 1 |\n"
    assert [number(v) for v in (1234.56, None, float("nan"))] == ["1,234.6", "—", "—"]
    assert [percent(v) for v in (0.0, 0.1234, 1.0, None)] == ["0", "12.34 %", "—", "—"]


def test_names_at_the_edge_are_moved_apart() -> None:
    assert spread([0.0, 0.0, 0.5], 0.1) == pytest.approx([0.0, 0.1, 0.5])
    assert spread([1.0, 1.0, 0.98], 0.1) == pytest.approx([0.9, 1.0, 0.8])
