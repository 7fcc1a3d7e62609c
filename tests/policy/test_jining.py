"""The Jining file says what 附件2 and 附件3 say; the numbers here are typed from the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from decimal import Decimal

import pytest

from placement.policy.lines import CountLine, JudgedLine, line_cap
from placement.policy.obligations import obligations
from placement.policy.programmes import AwardProgramme
from placement.policy.rubric import Rubric
from placement.policy.schema import Policy
from placement.policy.targets import CountTarget, ShareTarget

# 附件3: line -> (points each, cap)
LINES = {
    "B1": ("0.5", 2),
    "B2": ("0.5", 2),
    "B3": (2, 2),
    "B4": (2, 2),
    "B5": ("0.5", 2),
    "B6": ("0.5", 2),
    "B7": ("0.5", "1.5"),
    "B8": ("0.5", "1.5"),
    "B9": ("0.5", 2),
    "B10": (1, 1),
    "B11": (1, 1),
    "B12": (1, 2),
    "B13": (1, 2),
    "B14": (1, 2),
    "B15": (1, 2),
    "B16": (1, 2),
    "B17": (1, 2),
    "B18": (1, 2),
    "B19": (1, 2),
    "B20": (1, 2),
    "B21": (1, 2),
    "B22": (1, 2),
    "B23": (1, 1),
    "B24": (1, 1),
    "B25": ("0.5", 2),
    "Q1": ("0.5", 3),
    "Q2": (1, 1),
    "Q3": ("0.5", 1),
    "Q4": ("0.5", 1),
    "Q5": ("0.5", 1),
    "Q6": ("0.5", 1),
    "Q7": (1, 1),
    "Q8": ("0.5", 2),
    "Q9": ("0.5", 1),
    "Q10": ("0.5", 1),
    "Q11": ("0.5", 1),
    "Q12": (2, 2),
    "Q13": ("0.5", 2),
    "Q14": ("0.5", 2),
    "Q15": ("0.5", 1),
    "Q16": (4, 4),
}
JUDGED = {"L1": 5, "L2": 5, "M1": 3, "M2": 2, "M3": 2, "M4": 1, "M5": 2, "S1": 10}
CHAPTERS = {
    "layout": 10, "basic": 45, "shopping": 12, "dining": 5, "functions": 14, "convenience": 14,
    "quality": 25, "features": 11, "brands": 5, "digital": 9, "management": 10, "satisfaction": 10,
}  # fmt: skip
# 附件2: district -> 2022—2023, 2024, 2025, 合计
TABLE = {
    "任城区": (15, 10, 15, 40), "兖州区": (6, 5, 4, 15), "济宁高新区": (5, 4, 6, 15),
    "太白湖新区": (3, 2, 3, 8), "济宁经开区": (None, 1, 1, 2), "曲阜市": (2, 2, 1, 5),
    "泗水县": (1, 2, 1, 4), "邹城市": (2, 2, 3, 7), "微山县": (1, 2, 1, 4), "嘉祥县": (1, 2, 1, 4),
    "鱼台县": (1, 2, 1, 4), "金乡县": (1, 2, 1, 4), "汶上县": (1, 2, 1, 4), "梁山县": (1, 2, 1, 4),
}  # fmt: skip


def test_every_counted_line_has_its_points_and_cap(jining: Policy) -> None:
    counted = {
        i: (line.unit, line.cap)
        for i, line in jining.rubric.lines.items()
        if isinstance(line, CountLine)
    }
    assert counted == {i: (Decimal(unit), Decimal(cap)) for i, (unit, cap) in LINES.items()}


def test_every_judged_line_has_its_cap(jining: Policy) -> None:
    judged = {
        i: line.cap for i, line in jining.rubric.lines.items() if isinstance(line, JudgedLine)
    }
    assert judged == JUDGED


def test_layout_form_is_five_three_or_two(jining: Policy) -> None:
    line = jining.rubric.lines["L2"]
    assert isinstance(line, JudgedLine)
    assert [level.points for level in line.levels] == [5, 3, 2, 0]


def test_line_caps_add_up_by_class(jining: Policy) -> None:
    by_initial: dict[str, Decimal] = defaultdict(Decimal)
    for line_id, line in jining.rubric.lines.items():
        by_initial[line_id[0]] += line_cap(line)
    assert dict(by_initial) == {"L": 10, "B": 45, "Q": 25, "M": 10, "S": 10}
    assert sum(by_initial.values()) == jining.rubric.total == 100


def test_every_chapter_cap_equals_the_sum_of_its_lines(rubric: Rubric) -> None:
    assert {c.id: c.cap_steps * rubric.step for c in rubric.chapters} == CHAPTERS
    for chapter in rubric.chapters:
        assert chapter.cap_steps == sum(rubric.lines[i].cap_steps for i in chapter.lines)


def test_kinds_are_25_basic_and_16_quality(rubric: Rubric) -> None:
    classes = [line.kind_class for line in rubric.lines]
    assert (classes.count("basic"), classes.count("quality")) == (25, 16)


def test_outlets_that_fill_all_lines(rubric: Rubric) -> None:
    needed = {
        name: sum(-(-x.cap_steps // x.unit_steps) for x in rubric.lines if x.kind_class == name)
        for name in ("basic", "quality")
    }
    assert needed == {"basic": 58, "quality": 38}


def test_every_line_carries_clause_and_wording(jining: Policy) -> None:
    for line in jining.rubric.lines.values():
        assert line.source.clause.startswith("附件3")
        assert line.source.text


def test_district_table(jining: Policy) -> None:
    target = jining.targets["district_circles"]
    assert isinstance(target, CountTarget)
    assert target.counts == {
        d: dict(zip((2023, 2024, 2025), row[:3], strict=True)) for d, row in TABLE.items()
    }
    assert target.totals.rows == {d: row[3] for d, row in TABLE.items()}
    assert target.totals.years == {2023: 40, 2024: 40, 2025: 40}
    assert target.totals.all == 120
    assert list(jining.districts) == list(TABLE)


def test_city_targets_and_shares(jining: Policy) -> None:
    circles, high = jining.targets["city_circles"], jining.targets["city_high"]
    assert isinstance(circles, CountTarget)
    assert isinstance(high, CountTarget)
    assert sum(n or 0 for n in circles.counts["city"].values()) == 120
    assert high.counts == {"city": {2025: 60}}
    shares = {t.group: t.share for t in jining.targets.values() if isinstance(t, ShareTarget)}
    assert shares == {"main_urban": Decimal("0.6"), "counties": Decimal("0.5")}
    assert not any(t.hard for t in jining.targets.values())  # 力争


def test_award_of_2023(jining: Policy) -> None:
    award = jining.programmes["high_quality_award"]
    assert isinstance(award, AwardProgramme)
    assert award.amounts == {"high": {2023: 30_000_000}}  # fen
    assert award.amount_is_ceiling
    assert [(p.budget, p.share) for p in award.payers] == [("award_pool", 1)]
    assert award.id == "high_quality_award"


def test_tiers(rubric: Rubric) -> None:
    basic, high = rubric.tiers
    assert (basic.id, basic.lowest_steps, basic.highest_steps) == ("basic", 120, 159)
    assert (high.id, high.lowest_steps, high.highest_steps) == ("high", 160, None)
    assert basic.kind_gates == {"basic": 8}
    assert high.kind_gates == {"basic": 14, "quality": 10}
    assert rubric.more_is_never_worse


def test_readings_cover_every_listed_ambiguity(jining: Policy) -> None:
    assert {f"T{n}" for n in range(1, 13)} | {"R13", "R14"} <= set(jining.readings)
    assert jining.chosen_readings == {name: r.default for name, r in jining.readings.items()}


@pytest.mark.parametrize(
    ("readings", "floor"),
    [
        ({}, 70),
        ({"R14": "pilot_districts"}, 69),
        ({"R14": "contiguous"}, 69),
        ({"R13": "pooled"}, 48 + 20),
        ({"R13": "pooled", "R14": "pilot_districts"}, 47 + 21),
        ({"R13": "pooled", "R14": "contiguous"}, 39 + 28),
    ],
)
def test_how_many_circles_the_shares_ask_for(
    readings: dict[str, str], floor: int, read_as: Callable[..., Policy]
) -> None:
    """60 % of 80, 78 or 65 circles are 48, 46.8 and 39; 50 % of 40, 42 or 55 are 20, 21 and 27.5."""
    rows = obligations(read_as(**readings))
    assert sum(r.required for r in rows if r.target_id.startswith("share_")) == floor


def test_a_surplus_may_count_for_the_city_and_not_for_its_districts(
    read_as: Callable[..., Policy],
) -> None:
    rows = obligations(read_as(R15="districts_per_year"))
    per_year = {r.target_id: r.per_year for r in rows}
    assert per_year["district_circles"]
    assert not per_year["city_circles"]
