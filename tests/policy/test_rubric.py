"""Score cards worked by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from placement.policy.reader import read_policy
from placement.policy.rubric import (
    Rubric,
    build_rubric,
    chapter_points_steps,
    kinds_present,
    line_points_steps,
    points_steps,
    tier_of,
)
from placement.policy.schema import Policy

DATA = Path(__file__).resolve().parent / "data"
Card = Callable[..., tuple[int, ...]]
ReadAs = Callable[..., Policy]
NONE, BASIC, HIGH = -1, 0, 1

# Exactly 60 points:
#   购物 B1 4×0.5=2, B2 4×0.5=2, B3 2, B4 2, B5 4×0.5=2, B6 4×0.5=2            12
#   餐饮 B7 3×0.5=1.5, B8 5×0.5 capped at 1.5                                  3
#   功能 B10 1, B11 1, B12 2, B13 3 outlets capped at 2, B14 2, B16 2          10
#   便民 B18 2, B19 2, B20 2, B21 2, B23 1, B24 1, B25 4×0.5=2                 12   basics 37
#   品质 Q1 2×0.5=1, Q6 2×0.5=1, Q7 1, Q8 4×0.5=2, Q9 2×0.5=1                   6
#   规划 L1 3, L2 3; 管理 M2 1, M3 1, M4 1, M5 1; 满意度 S1 7                   17
# Kinds: basics 6 + 2 + 6 + 7 = 21, quality 5.
SIXTY = {
    "B1": 4,
    "B2": 4,
    "B3": 1,
    "B4": 1,
    "B5": 4,
    "B6": 4,
    "B7": 3,
    "B8": 5,
    "B10": 1,
    "B11": 1,
    "B12": 2,
    "B13": 3,
    "B14": 2,
    "B16": 2,
    "B18": 2,
    "B19": 2,
    "B20": 2,
    "B21": 2,
    "B23": 1,
    "B24": 1,
    "B25": 4,
    "Q1": 2,
    "Q6": 2,
    "Q7": 1,
    "Q8": 4,
    "Q9": 2,
    "L1": 3,
    "L2": 3,
    "M2": 1,
    "M3": 1,
    "M4": 1,
    "M5": 1,
    "S1": 7,
}
# All 58 + 38 outlets and full layout: 45 + 25 + 10 = exactly 80; 25 and 16 kinds.
FULL_BASIC = {
    "B1": 4,
    "B2": 4,
    "B3": 1,
    "B4": 1,
    "B5": 4,
    "B6": 4,
    "B7": 3,
    "B8": 3,
    "B9": 4,
    "B10": 1,
    "B11": 1,
    "B12": 2,
    "B13": 2,
    "B14": 2,
    "B15": 2,
    "B16": 2,
    "B17": 2,
    "B18": 2,
    "B19": 2,
    "B20": 2,
    "B21": 2,
    "B22": 2,
    "B23": 1,
    "B24": 1,
    "B25": 4,
}
FULL_QUALITY = {
    "Q1": 6,
    "Q2": 1,
    "Q3": 2,
    "Q4": 2,
    "Q5": 2,
    "Q6": 2,
    "Q7": 1,
    "Q8": 4,
    "Q9": 2,
    "Q10": 2,
    "Q11": 2,
    "Q12": 1,
    "Q13": 4,
    "Q14": 4,
    "Q15": 2,
    "Q16": 1,
}
LAYOUT = {"L1": 5, "L2": 5}
MANAGEMENT = {"M1": 3, "M2": 2, "M3": 2, "M4": 1, "M5": 2}
EIGHTY = {**FULL_BASIC, **FULL_QUALITY, **LAYOUT}
# 13 basic kinds, each worth 2 points: 6 of 购物, 6 of 功能 and B18 = 26; with quality 25, layout 10,
# management 10 and satisfaction 9: exactly 80 points, one kind short of 高品质.
THIRTEEN_KINDS = {
    "B1": 4, "B2": 4, "B3": 1, "B4": 1, "B5": 4, "B6": 4,
    "B12": 2, "B13": 2, "B14": 2, "B15": 2, "B16": 2, "B17": 2, "B18": 2,
    **FULL_QUALITY, **LAYOUT, **MANAGEMENT, "S1": 9,
}  # fmt: skip
# 7 basic kinds worth 2 points each = 14; 14 + 25 + 10 + 10 + 10 = 69.
SEVEN_KINDS = {
    "B1": 4, "B2": 4, "B3": 1, "B4": 1, "B5": 4, "B6": 4, "B12": 2,
    **FULL_QUALITY, **LAYOUT, **MANAGEMENT, "S1": 10,
}  # fmt: skip
# 45 + 10 + 10 and nine quality kinds: Q1 3, Q8 2, Q12 2, Q13 2, Q14 2, Q16 4, Q2 1, Q3 1, Q6 1 = 18: 83.
NINE_QUALITY = {
    **FULL_BASIC, **LAYOUT, **MANAGEMENT,
    **{i: FULL_QUALITY[i] for i in ("Q1", "Q8", "Q12", "Q13", "Q14", "Q16", "Q2", "Q3", "Q6")},
}  # fmt: skip


@pytest.mark.parametrize(
    ("values", "points", "kinds", "tier"),
    [
        pytest.param({}, 0, (0, 0), NONE, id="nothing"),
        pytest.param(SIXTY, 60, (21, 5), BASIC, id="exactly 60"),
        pytest.param({**SIXTY, "S1": 6.5}, 59.5, (21, 5), NONE, id="half a point below 60"),
        pytest.param(EIGHTY, 80, (25, 16), HIGH, id="exactly 80"),
        pytest.param({**EIGHTY, "B1": 3}, 79.5, (25, 16), BASIC, id="half a point below 80"),
        pytest.param({**EIGHTY, "B1": 40}, 80, (25, 16), HIGH, id="36 stores beyond the cap"),
        pytest.param({**EIGHTY, **MANAGEMENT, "S1": 10}, 100, (25, 16), HIGH, id="everything"),
        pytest.param(THIRTEEN_KINDS, 80, (13, 16), BASIC, id="80 points, 13 kinds: one tier down"),
        pytest.param({**THIRTEEN_KINDS, "B19": 1}, 81, (14, 16), HIGH, id="the fourteenth kind"),
        pytest.param(SEVEN_KINDS, 69, (7, 16), NONE, id="69 points, 7 basic kinds"),
        pytest.param(NINE_QUALITY, 83, (25, 9), BASIC, id="83 points, 9 quality kinds"),
        pytest.param({**NINE_QUALITY, "Q7": 1}, 84, (25, 10), HIGH, id="the tenth quality kind"),
    ],
)
def test_hand_worked_card(
    rubric: Rubric,
    card: Card,
    values: dict[str, float],
    points: float,
    kinds: tuple[int, int],
    tier: int,
) -> None:
    units = card(rubric, **values)
    assert points_steps(rubric, units) == 2 * points
    assert kinds_present(rubric, units) == {"basic": kinds[0], "quality": kinds[1]}
    assert tier_of(rubric, units) == tier


def test_outlets_alone_reach_seventy(rubric: Rubric, card: Card) -> None:
    units = card(rubric, **FULL_BASIC, **FULL_QUALITY)
    assert points_steps(rubric, units) == 2 * 70
    assert tier_of(rubric, units) == BASIC


def test_a_circle_nobody_judged_has_thirteen_points(rubric: Rubric) -> None:
    # L1 2.5, L2 2, M1 0, M2 1, M3 1, M4 0.5, M5 1, S1 5
    assert points_steps(rubric, rubric.default_units()) == 2 * 13


def test_points_by_line_and_chapter(rubric: Rubric, card: Card) -> None:
    units = card(rubric, **SIXTY)
    lines = dict(zip((x.id for x in rubric.lines), line_points_steps(rubric, units), strict=True))
    assert (lines["B8"], lines["B13"], lines["Q1"], lines["L1"]) == (3, 4, 2, 6)
    chapters = {
        c.id: p for c, p in zip(rubric.chapters, chapter_points_steps(rubric, units), strict=True)
    }
    assert chapters == {
        "layout": 12, "basic": 74, "shopping": 24, "dining": 6, "functions": 20, "convenience": 24,
        "quality": 12, "features": 10, "brands": 2, "digital": 0, "management": 8, "satisfaction": 14,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("readings", "values", "tier"),
    [
        ({"T1": "annex3"}, SEVEN_KINDS, BASIC),
        ({"T2": "eighty_lower"}, EIGHTY, BASIC),
        ({"T2": "eighty_lower"}, {**EIGHTY, "S1": 0.5}, HIGH),
        ({"T2": "eighty_lower"}, SIXTY, BASIC),
        ({"T2": "lower"}, EIGHTY, BASIC),
        ({"T2": "lower"}, SIXTY, NONE),
        ({"T2": "lower"}, {**SIXTY, "S1": 7.5}, BASIC),
        ({"T3": "unrated"}, THIRTEEN_KINDS, NONE),
        ({"T3": "unrated"}, {**THIRTEEN_KINDS, "S1": 8.5}, BASIC),
        ({"T4": "by_score"}, SEVEN_KINDS, BASIC),
        ({"T6": "no_digital"}, {**NINE_QUALITY, "Q7": 1}, BASIC),
        ({"T6": "no_others"}, {**NINE_QUALITY, "Q7": 1}, BASIC),
        ({"T6": "no_digital_no_others"}, EIGHTY, HIGH),
        ({"T8": "annex4"}, {**THIRTEEN_KINDS, "B19": 1}, BASIC),
        ({"T8": "annex4"}, NINE_QUALITY, HIGH),
    ],
)
def test_reading_changes_the_tier(
    read_as: ReadAs, card: Card, readings: dict[str, str], values: dict[str, float], tier: int
) -> None:
    rubric = build_rubric(read_as(**readings))
    assert tier_of(rubric, card(rubric, **values)) == tier


def test_falling_out_of_the_ladder_is_announced(read_as: ReadAs) -> None:
    assert not build_rubric(read_as(T3="unrated")).more_is_never_worse


def test_kinds_of_annex_4_count_without_points(read_as: ReadAs, card: Card) -> None:
    rubric = build_rubric(read_as(T5="annex4_list"))
    named = {f"NB{n}": 1 for n in range(1, 13)} | {f"NQ{n}": 3 for n in range(1, 11)}
    units = card(rubric, **EIGHTY)
    assert kinds_present(rubric, units) == {"basic": 0, "quality": 0}
    assert tier_of(rubric, units) == NONE
    with_names = card(rubric, **EIGHTY, **named)
    assert points_steps(rubric, with_names) == points_steps(rubric, units)
    assert kinds_present(rubric, with_names) == {"basic": 12, "quality": 10}
    assert tier_of(rubric, with_names) == HIGH
    line = rubric.lines[rubric.position("NB1")]
    assert (line.unit_steps, line.cap_steps) == (0, 0)


def test_judged_lines_default_to_zero_under_t12(read_as: ReadAs) -> None:
    rubric = build_rubric(read_as(T12="zero"))
    assert points_steps(rubric, rubric.default_units()) == 0


class TestNestedCaps:
    """The small policy: trade ≤ 6 holds A1 ≤ 2, A4 ≤ 3 and food ≤ 3, which holds A2 ≤ 2, A3 ≤ 2."""

    @pytest.mark.parametrize(
        ("values", "points"),
        [
            ({"A2": 1}, 2),
            ({"A2": 1, "A3": 2}, 3),  # 2 + 2, cut at food 3
            ({"A3": 2}, 2),  # 2 × 1.5, cut at the line's 2
            ({"A1": 4, "A4": 3}, 5),  # 2 + 3
            ({"A1": 4, "A4": 3, "A2": 1, "A3": 1}, 6),  # 5 + food 3, cut at trade 6
            ({"A1": 4, "A4": 3, "A2": 1, "A3": 1, "J1": 4}, 10),
        ],
    )
    def test_inner_cap_binds_before_outer(
        self, small: Policy, card: Card, values: dict[str, float], points: float
    ) -> None:
        rubric = build_rubric(small)
        assert points_steps(rubric, card(rubric, **values)) == 2 * points

    def test_chapters_list_the_lines_of_their_sub_chapters(self, small: Policy) -> None:
        rubric = build_rubric(small)
        trade, food, judged = rubric.chapters
        assert (trade.lines, trade.own_lines, trade.parent) == ((0, 1, 2, 3), (0, 3), -1)
        assert (food.lines, food.parent) == ((1, 2), 0)
        assert (judged.lines, judged.parent) == ((4,), -1)

    def test_levels_are_the_values_of_a_judged_line(self, small: Policy) -> None:
        line = build_rubric(small).lines[4]
        assert (line.level_steps, line.default_units) == ((2, 4, 8), 2)

    def test_falls_two_tiers_when_two_gates_fail(self, small: Policy, card: Card) -> None:
        rubric = build_rubric(small)
        # A1 2 + A4 3 + J1 4 = 9: 高 needs 3 basic kinds, 中 needs 2, 低 needs 1; only A1 is there.
        assert tier_of(rubric, card(rubric, A1=4, A4=3, J1=4)) == 0
        # 6 points of trade and 4 judged = 10 with three basic kinds.
        assert tier_of(rubric, card(rubric, A1=4, A4=3, A2=1, A3=1, J1=4)) == 2

    def test_exactly_on_an_inner_bound(self, card: Card) -> None:
        # A1 2 + A4 1 + A2 2 + J1 2 = 7 with two basic kinds.
        tiers = []
        for option in ("upper", "lower"):
            rubric = build_rubric(read_policy(DATA / "small.yaml", {"K1": option}, root=DATA))
            tiers.append(tier_of(rubric, card(rubric, A1=4, A4=1, A2=1, J1=2)))
        assert tiers == [1, 0]


@pytest.mark.parametrize("units", [(0,), (-1, 0, 0, 0, 0)])
def test_wrong_units_are_refused(small: Policy, units: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="units"):
        points_steps(build_rubric(small), units)
