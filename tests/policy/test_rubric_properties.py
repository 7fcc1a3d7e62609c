"""What holds for every score card."""

from __future__ import annotations

import random
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from placement.policy.card import Chapter, Rubric, RubricLine, Table, Tier
from placement.policy.rubric import (
    chapter_points_steps,
    kinds_present,
    line_points_steps,
    points_steps,
    tier_of,
)

CHECK = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def units_to_cap(line: RubricLine) -> int:
    return -(-line.cap_steps // line.unit_steps) if line.unit_steps else 1


@st.composite
def rubrics(draw: st.DrawFn) -> Rubric:
    """Small rubrics with nested chapters whose caps may or may not bind."""
    n_lines = draw(st.integers(1, 6))
    lines = []
    for i in range(n_lines):
        unit = draw(st.integers(0, 4))
        cap = draw(st.integers(unit, 8)) if unit else 0
        lines.append(
            RubricLine(
                id=f"L{i}", name="", chapter="", unit_steps=unit, cap_steps=cap,
                kind_class=draw(st.sampled_from([None, "basic", "quality"])), judged=False,
                match=None, limit_minutes=15, default_units=0,
            )
        )  # fmt: skip
    cut = draw(st.integers(0, n_lines))
    inner, everything = tuple(range(cut)), tuple(range(n_lines))
    chapters = (
        Chapter("outer", "", draw(st.integers(0, 20)), everything, everything[cut:]),
        Chapter("inner", "", draw(st.integers(0, 20)), inner, inner, parent=0),
    )
    gate = st.integers(0, 2)
    tiers = (
        Tier("low", "", 3, draw(st.booleans()), 8, True, {"basic": draw(gate)}),
        Tier("high", "", 8, draw(st.booleans()), None, False, {"quality": draw(gate)}),
    )
    return Rubric(
        Fraction(1, 2), (Table("", "", 30),), tuple(lines), chapters, ("basic", "quality"), tiers
    )


@st.composite
def cards(draw: st.DrawFn) -> tuple[Rubric, list[int]]:
    rubric = draw(rubrics())
    size = len(rubric.lines)
    return rubric, draw(st.lists(st.integers(0, 9), min_size=size, max_size=size))


@CHECK
@given(cards(), st.integers(0, 5), st.integers(1, 4))
def test_one_more_outlet_never_hurts(card: tuple[Rubric, list[int]], at: int, more: int) -> None:
    rubric, units = card
    richer = list(units)
    richer[at % len(units)] += more
    assert points_steps(rubric, richer) >= points_steps(rubric, units)
    before, after = kinds_present(rubric, units), kinds_present(rubric, richer)
    assert all(after[name] >= n for name, n in before.items())
    assert rubric.more_is_never_worse
    assert tier_of(rubric, richer) >= tier_of(rubric, units)


@CHECK
@given(cards())
def test_nothing_exceeds_its_cap(card: tuple[Rubric, list[int]]) -> None:
    rubric, units = card
    for points, line in zip(line_points_steps(rubric, units), rubric.lines, strict=True):
        assert 0 <= points <= line.cap_steps
    for points, chapter in zip(chapter_points_steps(rubric, units), rubric.chapters, strict=True):
        assert 0 <= points <= chapter.cap_steps
    assert points_steps(rubric, units) <= min(
        rubric.total_steps, sum(line_points_steps(rubric, units))
    )


@CHECK
@given(cards())
def test_units_beyond_the_cap_change_nothing(card: tuple[Rubric, list[int]]) -> None:
    rubric, units = card
    cut = [min(n, units_to_cap(line)) for n, line in zip(units, rubric.lines, strict=True)]
    assert points_steps(rubric, cut) == points_steps(rubric, units)
    assert kinds_present(rubric, cut) == kinds_present(rubric, units)
    assert tier_of(rubric, cut) == tier_of(rubric, units)


@CHECK
@given(cards(), st.randoms(use_true_random=False))
def test_order_of_lines_does_not_matter(card: tuple[Rubric, list[int]], rng: random.Random) -> None:
    rubric, units = card
    order = list(range(len(units)))
    rng.shuffle(order)
    place = {old: new for new, old in enumerate(order)}
    chapters = tuple(
        Chapter(
            c.id, c.name, c.cap_steps, tuple(sorted(place[i] for i in c.lines)),
            tuple(sorted(place[i] for i in c.own_lines)), c.parent,
        )
        for c in rubric.chapters
    )  # fmt: skip
    shuffled = Rubric(
        rubric.step, rubric.tables, tuple(rubric.lines[i] for i in order), chapters,
        rubric.kind_classes, rubric.tiers,
    )  # fmt: skip
    mixed = [units[i] for i in order]
    assert points_steps(shuffled, mixed) == points_steps(rubric, units)
    assert kinds_present(shuffled, mixed) == kinds_present(rubric, units)
    assert tier_of(shuffled, mixed) == tier_of(rubric, units)


@CHECK
@given(cards())
def test_tier_agrees_with_its_definition(card: tuple[Rubric, list[int]]) -> None:
    """Word for word, for ladders that fall to the next lower tier: the best tier whose gates hold."""
    rubric, units = card
    score, present = points_steps(rubric, units), kinds_present(rubric, units)
    fitting = [
        j
        for j, tier in enumerate(rubric.tiers)
        if (
            score > tier.score_min_steps
            or (score == tier.score_min_steps and tier.score_min_inclusive)
        )
        and all(present[name] >= least for name, least in tier.kind_gates.items())
    ]
    assert tier_of(rubric, units) == max(fitting, default=-1)
