from __future__ import annotations

from collections.abc import Callable, Collection

import pytest

from placement.policy.lines import MatchRule
from placement.policy.match import Match, build_match
from placement.policy.rubric import build_rubric
from placement.policy.schema import Policy

ReadAs = Callable[..., Policy]


def accepts(match: Match | None, kinds: Collection[str], **facts: object) -> bool:
    assert match is not None
    known = {"chain": False, "standardised": False, "open_24h": False, "floor_area_dm2": -1}
    return match.accepts(kinds, **{**known, **facts})  # type: ignore[arg-type]


def lines_of(policy: Policy, kinds: Collection[str], **facts: object) -> set[str]:
    return {
        line.id
        for line in build_rubric(policy).lines
        if line.match is not None and accepts(line.match, kinds, **facts)
    }


@pytest.mark.parametrize(
    ("kinds", "facts", "lines"),
    [
        (["convenience_store"], {}, {"B1"}),
        (["convenience_store"], {"chain": True}, {"B1", "Q9"}),
        (["fresh_store"], {"chain": True}, {"B2", "Q10"}),
        (["restaurant"], {"chain": True}, {"B8", "Q11"}),
        (["special_dining"], {}, {"B8", "Q1"}),
        (["wet_market"], {}, set()),
        (["wet_market"], {"standardised": True}, {"B3"}),
        (["standard_market"], {}, {"B3"}),
        (["supermarket"], {}, {"B6"}),
        (["supermarket"], {"chain": True}, {"B6", "Q12"}),
        (["chain_supermarket"], {}, {"Q12"}),
        (["parcel_point", "parcel_locker"], {}, {"B21"}),
        (["clinic"], {}, {"B14"}),
        (["convenience_store", "breakfast", "parcel_point"], {}, {"B1", "B7", "B21"}),
        (["childcare"], {}, {"Q7"}),
        (["gym"], {}, {"B12"}),
        (["new_gym"], {}, {"B12", "Q2"}),
        (["pet"], {}, {"Q8"}),
        (["other_service"], {}, set()),
        ([], {}, set()),
    ],
)
def test_which_lines_an_outlet_counts_on(
    jining: Policy, kinds: list[str], facts: dict[str, object], lines: set[str]
) -> None:
    assert lines_of(jining, kinds, **facts) == lines


@pytest.mark.parametrize(
    ("readings", "kinds", "facts", "lines"),
    [
        ({"T7": "chain_line_only"}, ["convenience_store"], {"chain": True}, {"Q9"}),
        ({"T7": "chain_line_only"}, ["convenience_store"], {}, {"B1"}),
        ({"T7": "chain_line_only"}, ["special_dining"], {}, {"Q1"}),
        ({"T7": "chain_line_only"}, ["new_gym"], {}, {"Q2"}),
        ({"T10": "open"}, ["other_service"], {}, {"B6", "B17", "B25", "Q8"}),
        ({"T10": "open"}, ["bakery"], {}, {"B6", "B9", "Q8"}),
        ({"R17": "ordinary"}, ["gym"], {}, {"B12", "Q2"}),
        ({"R17": "ordinary"}, ["health_massage"], {}, {"B17", "Q4"}),
        ({"T5": "annex4_list"}, ["convenience_store"], {}, {"B1", "NB1"}),
    ],
)
def test_readings_move_outlets(
    read_as: ReadAs,
    readings: dict[str, str],
    kinds: list[str],
    facts: dict[str, object],
    lines: set[str],
) -> None:
    assert lines_of(read_as(**readings), kinds, **facts) == lines


def test_floor_area_is_inclusive_and_unknown_is_too_small(jining: Policy) -> None:
    match = build_match(MatchRule(kinds=("supermarket",), min_floor_area_m2=2000), jining.kinds)
    assert accepts(match, ["supermarket"], floor_area_dm2=200_000)
    assert not accepts(match, ["supermarket"], floor_area_dm2=199_999)
    assert not accepts(match, ["supermarket"], floor_area_dm2=-1)


def test_every_kind_that_is_no_catch_all_counts_somewhere_or_on_purpose(jining: Policy) -> None:
    facts = {"chain": True, "standardised": True, "open_24h": True, "floor_area_dm2": 10_000_000}
    nowhere = {kind for kind in jining.kinds if not lines_of(jining, [kind], **facts)}
    assert nowhere == {"other_service"}


def test_every_counted_line_can_be_fed(jining: Policy) -> None:
    for line in build_rubric(jining).lines:
        assert line.judged or (line.match is not None and line.match.kinds <= set(jining.kinds))
