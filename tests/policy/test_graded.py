"""Every line that is not points per outlet, worked by hand on ``data/graded.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from placement.errors import InputError
from placement.policy.reader import read_policy
from placement.policy.rubric import (
    NOWHERE,
    Place,
    Rubric,
    build_rubric,
    chapter_points_steps,
    kinds_present,
    points_steps,
    tier_of,
)

DATA = Path(__file__).resolve().parent / "data"
NONE, LOW, TOP = -1, 0, 1
HAVE, GOOD = 0, 1


@pytest.fixture(scope="module")
def rubric() -> Rubric:
    return build_rubric(read_policy(DATA / "graded.yaml", root=DATA))


def units(rubric: Rubric, **values: int) -> tuple[int, ...]:
    """Units by the id of a counted line, dots written as two underscores; what is not named is 0."""
    named = {key.replace("__", "."): value for key, value in values.items()}
    assert named.keys() <= {line.id for line in rubric.lines}
    return tuple(named.get(line.id, 0) for line in rubric.lines)


def grade(rubric: Rubric, name: str, place: Place = NOWHERE, **values: int) -> int:
    found = next(g for g in rubric.grades if g.id == name)
    return found.score(units(rubric, **values), place)


def test_lines_are_expanded_in_the_order_of_the_document(rubric: Rubric) -> None:
    assert [line.id for line in rubric.lines] == [
        *("G.shop", "G.market", "G.gym", "P.gym", "P.good", "A", "B", "W.1", "services"),
        *("D.1", "care", "R.1", "R.2", "N.1", "E", "tiers.1", "tiers.2"),
    ]
    assert [group.id for group in rubric.groups] == ["G", "P", "W", "D", "R", "N"]


def test_all_or_nothing_looks_at_the_chosen_members_only(rubric: Rubric) -> None:
    assert grade(rubric, "G", G__shop=1, G__market=3) == 100
    assert grade(rubric, "G", G__shop=5, G__gym=1) == 0


def test_members_of_a_set_count_as_kinds(rubric: Rubric) -> None:
    assert kinds_present(rubric, units(rubric, G__shop=2, G__market=1, G__gym=4)) == {"basic": 2}


def test_points_per_kind_are_capped_together(rubric: Rubric) -> None:
    position = [chapter.id for chapter in rubric.chapters].index("P")
    for present, points in (({}, 0), ({"P__gym": 9}, 40), ({"P__gym": 1, "P__good": 1}, 60)):
        assert chapter_points_steps(rubric, units(rubric, **present))[position] == points


@pytest.mark.parametrize(
    ("shops", "services", "points"),
    [(2, 7000, 40), (2, 6999, 20), (1, 7000, 20), (1, 5000, 20), (1, 4999, 0), (0, 9000, 0)],
)
def test_the_best_band_counts(rubric: Rubric, shops: int, services: int, points: int) -> None:
    assert grade(rubric, "W", W__1=shops, services=services) == points


@pytest.mark.parametrize(
    ("gyms", "care", "points"),
    [(1, 3001, 10), (1, 3000, 4), (0, 3001, 0), (0, 0, 0)],
)
def test_deductions_end_at_zero(rubric: Rubric, gyms: int, care: int, points: int) -> None:
    """Start 1, −1 without a large gym, −0.6 unless care is above 3: both missed is 0 and not −0.6."""
    assert grade(rubric, "D", D__1=gyms, care=care) == points


@pytest.mark.parametrize(
    ("area_class", "chains", "outlets", "points"),
    [("", 1, 4, 60), ("", 1, 5, 0), ("一线", 1, 4, 0), ("一线", 3, 10, 60), ("", 0, 0, 0)],
)
def test_the_share_depends_on_the_class_and_counts_every_outlet(
    rubric: Rubric, area_class: str, chains: int, outlets: int, points: int
) -> None:
    assert grade(rubric, "R", Place(area_class), R__1=chains, R__2=outlets) == points


@pytest.mark.parametrize(
    ("area_dm2", "points"),
    [(59_999, 0), (60_000, 20), (90_999, 20), (91_000, 50)],
)
def test_density_per_hundred_households(rubric: Rubric, area_dm2: int, points: int) -> None:
    """2000 households: 30 m² per 100 are 600 m², 45.5 are 910 m²."""
    assert grade(rubric, "N", Place(households=2000), N__1=area_dm2) == points


def test_events_are_points_each_up_to_a_cap(rubric: Rubric) -> None:
    place = Place(households=1000)
    scores = [points_steps(rubric, units(rubric, E=n), place, table=GOOD) for n in (0, 3, 9)]
    assert scores == [0, 30, 40]


def test_of_lines_that_exclude_each_other_the_first_goes_before(rubric: Rubric) -> None:
    first, second = (rubric.lines[rubric.position(name)] for name in "AB")
    assert (first.after, second.after) == ((), (rubric.position("A"),))


# G 10, P 4 + 4 cut at 6: 16 of the first table; W 2 and E 4 of the second: exactly 6.
CARD = {
    "G__shop": 1, "G__market": 1, "P__gym": 1, "P__good": 1, "W__1": 1, "services": 5000, "E": 4,
}  # fmt: skip


def test_a_second_table_confirms_the_tier(rubric: Rubric) -> None:
    card = units(rubric, **CARD, tiers__1=1, tiers__2=2)
    place = Place(households=1000)
    assert [points_steps(rubric, card, place, table=k) for k in (HAVE, GOOD)] == [160, 60]
    assert tier_of(rubric, card, place) == LOW  # 高 needs more than 6 of the second table
    more = units(rubric, **{**CARD, "D__1": 1}, tiers__1=1, tiers__2=2)
    assert tier_of(rubric, more, place) == TOP
    less = units(rubric, **{**CARD, "E": 3}, tiers__1=1, tiers__2=2)
    assert tier_of(rubric, less, place) == NONE


def test_a_share_gate_costs_the_tier(rubric: Rubric) -> None:
    place = Place(households=1000)
    card = {**CARD, "D__1": 1}
    assert tier_of(rubric, units(rubric, **card, tiers__1=1, tiers__2=3), place) == LOW
    assert tier_of(rubric, units(rubric, **card), place) == LOW  # no shop at all is no share


def test_more_can_be_worse_where_a_share_counts(rubric: Rubric) -> None:
    assert rubric.upper_ends_never_matter
    assert not rubric.more_is_never_worse


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("rubric.lines.G.required: 3", "PL836", "rubric.lines.G.required"),
        ("rubric.lines.G.chosen: [shop, bank]", "PL834", "rubric.lines.G.chosen.1"),
        ("rubric.lines.G.chosen: [shop, shop]", "PL836", "rubric.lines.G.required"),
        ("rubric.lines.G.members.gym.kind_class: odd", "PL834", "rubric.lines.G.members.gym.kind_class"),
        ("rubric.lines.P.points_each: 7", "PL836", "rubric.lines.P.cap"),
        ("rubric.lines.E.unit: 0.25", "PL418", "rubric.lines.E.unit"),
        ("rubric.lines.R.numerator.kinds: [bank]", "PL820", "rubric.lines.R.numerator.kinds"),
        ("rubric.chapters.must.table: other", "PL834", "rubric.chapters.must.table"),
        ("rubric.chapters.P: {name: 重名, cap: 0, table: have}", "PL837", "rubric.chapters.P"),
        ("rubric.tables.good.total: 19", "PL420", "rubric.tables.good.total"),
        ("rubric.total: 39", "PL420", "rubric.total"),
        ("rubric.exclusive: [{lines: [A, G]}]", "PL834", "rubric.exclusive.0.lines.1"),
        ("tiers.low.table: null", "PL834", "tiers.low"),
        ("tiers.low.confirmation.table: odd", "PL834", "tiers.low.confirmation.table"),
        ("tiers.low.confirmation.min: 20.5", "PL421", "tiers.low.confirmation.min"),
        ("tiers.top.ratios: [{name: x, numerator: {kinds: [bank]}, at_least: {any: 0.5}}]", "PL820",
         "tiers.top.ratios.0"),
        ("limits.kinds: {gym: 5}\nlimits.kind_classes: {}\nrubric.lines.P.members.gym.match.kinds: [gym, shop]",
         "PL838", "rubric.lines.P"),
    ],
)  # fmt: skip
def test_mistakes_are_found(tmp_path: Path, text: str, code: str, column: str) -> None:
    for name in ("graded.yaml", "kinds.yaml"):
        (tmp_path / name).write_text((DATA / name).read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "changed.yaml"
    path.write_text(f"extends: graded.yaml\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_policy(path, root=tmp_path)
    assert (code, column) in {(p.code, p.column) for p in caught.value.problems}
