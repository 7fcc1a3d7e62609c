"""Several programmes for one measure: limits, matching and the ways of paying, by hand and at random."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from one_place import WAN, YUAN, Facts, programme
from placement.audit.funding import audit_funding
from placement.audit.funding import paid_together as audited_together
from placement.finance.archetypes import archetype_fen
from placement.finance.together import paid_together
from placement.finance.works import Look
from placement.funding import Mode, Purse, funding_modes
from placement.measures import Measures
from placement.plan import Choice
from placement.policy.programmes import Programme

INVEST = Facts(invest="1000000", area="100")
LINES = ("city", "district")


def rules(**given: dict[str, Any]) -> list[Programme]:
    return [programme(**rule).model_copy(update={"id": name}) for name, rule in given.items()]


def together(facts: Facts, units: int = 1, **given: dict[str, Any]) -> dict[str, int]:
    """What each pays; planner and auditor must agree."""
    taken, works = rules(**given), facts.works()
    alone = {p.id: archetype_fen(p, works, units) for p in taken}
    fen = {n: int(a[0]) for n, a in paid_together(taken, alone, works, units).items()}
    single = {n: int(a[0]) for n, a in alone.items()}
    assert fen == audited_together(taken, single, facts.audited(), (units, 2024))
    return fen


def rate(share: str, **more: Any) -> dict[str, Any]:
    return {"archetype": "rate", "basis": "investment", "rate": share, **more}


def test_38_all_aid_within_the_investment() -> None:
    """A star grade worth 60 on top of 50 %: all aid together at most the investment of 100."""
    star = {
        "archetype": "unit",
        "amount": "60万元",
        "stacking_limit": {"max_share_of_investment": "1"},
    }
    assert together(INVEST, half=rate("0.5"), star=star) == {"half": 50 * WAN, "star": 50 * WAN}


def test_38_basis_is_what_other_aid_leaves() -> None:
    """Half of (100 - 30)."""
    rest = rate("0.5", stacking_limit={"deduct_other_aid": True})
    kit = {"archetype": "unit", "amount": "30万元"}
    assert together(INVEST, kit=kit, rest=rest) == {"kit": 30 * WAN, "rest": 35 * WAN}


def test_39_only_the_difference_to_the_higher_aid() -> None:
    """50 for the higher grade where 20 were paid for the lower."""
    high = {"archetype": "unit", "amount": "50万元", "stacking_limit": {"top_up_only": True}}
    low = {"archetype": "unit", "amount": "20万元"}
    assert together(INVEST, low=low, high=high) == {"low": 20 * WAN, "high": 30 * WAN}


def test_49_matched_one_to_one_and_all_public_at_most_75_percent() -> None:
    """45 % of 100 wished; the district pays 20, matched 1:1; 20 + 20 are within 75."""
    district = rate("0.2", payers=({"budget": "district"},))
    top = rate("0.45", matching={"of_budget": "district", "share": Decimal(1)})
    assert together(INVEST, district=district, top=top) == {"district": 20 * WAN, "top": 20 * WAN}
    large = rate("0.4", payers=({"budget": "district"},))
    capped = {**top, "stacking_limit": {"max_share_of_investment": "0.75"}}
    assert together(INVEST, large=large, capped=capped) == {"large": 40 * WAN, "capped": 35 * WAN}


def test_37_city_refunds_half_of_what_the_district_pays_up_to_5() -> None:
    district = rate("0.08", payers=({"budget": "district"},))
    city = rate("1", matching={"of_budget": "district", "share": Decimal("0.5"), "cap": "5万元"})
    assert together(INVEST, district=district, city=city)["city"] == 4 * WAN
    twice = rate("0.2", payers=({"budget": "district"},))
    assert together(INVEST, twice=twice, city=city)["city"] == 5 * WAN


def test_aid_for_preparing_premises_counts_apart() -> None:
    facts = replace(INVEST, preparation="300000")
    prepare = {"archetype": "rate", "basis": "preparation", "rate": "1"}
    half = rate("0.5", stacking_limit={"max_share_of_investment": "0.5", "deduct_other_aid": True})
    assert together(facts, prepare=prepare, half=half) == {"prepare": 30 * WAN, "half": 50 * WAN}


# ── ways of paying


def purse(
    programmes: list[Programme], take_up: str = "needed", years: tuple[int, ...] = (2024,)
) -> Purse:
    budgets = tuple(SimpleNamespace(id=line, district=None) for line in LINES)
    scenario = SimpleNamespace(
        years=years, least_aid_share=Fraction(3, 10), aid_take_up=take_up,
        programmes=tuple(programmes), budgets=budgets,
    )  # fmt: skip
    lines = frozenset((line, None) for line in LINES)
    return Purse(scenario, tuple(programmes), {}, lines)  # type: ignore[arg-type]


def ways(facts: Facts, open_purse: Purse, units: int = 1) -> list[Mode]:
    nothing = np.array([0])
    measures = Measures(
        "f", "f", "premises", facts.works(), units, ("P",), ("p",), ("",), nothing, nothing
    )
    return list(funding_modes(measures, open_purse))


def taken(modes: list[Mode]) -> set[tuple[str, ...]]:
    return {
        tuple(p.id for p, fen in zip(m.programmes, m.paid_fen, strict=True) if fen[0])
        for m in modes
    }


NEED = {"need": "if_not_viable"}


def test_two_programmes_that_only_together_make_it_stand() -> None:
    small = {"archetype": "unit", "amount": "16万元", **NEED}
    also = {"archetype": "unit", "amount": "15万元", "payers": ({"budget": "district"},), **NEED}
    assert taken(ways(INVEST, purse(rules(small=small, also=also)))) == {("small", "also")}


def test_mixes_of_payers_are_kept_and_dearer_ones_dropped() -> None:
    city, dear = rate("0.3", **NEED), rate("0.4", **NEED)
    district = rate("0.35", payers=({"budget": "district"},), **NEED)
    modes = ways(INVEST, purse(rules(city=city, district=district, dear=dear)))
    assert taken(modes) == {("city",), ("district",)}
    assert {m.suffix for m in modes} == {":city", ":district"}


def test_a_quota_makes_a_programme_an_offer() -> None:
    first = {"archetype": "first", "years": {2024: 20}}
    bonus = {"archetype": "unit", "amount": "40万元", "quotas": (first,)}
    assert taken(ways(INVEST, purse(rules(bonus=bonus)))) == {("bonus",)}
    assert taken(ways(replace(INVEST, earned=100 * WAN), purse(rules(bonus=bonus)))) == {()}


def test_whoever_may_applies_where_the_scenario_says_so() -> None:
    viable = replace(INVEST, earned=100 * WAN)
    half = rules(half=rate("0.5", **NEED))
    assert taken(ways(viable, purse(half))) == {()}
    assert taken(ways(viable, purse(half, take_up="all"))) == {("half",)}


def test_5_no_aid_within_three_years() -> None:
    half = rate("0.5", stacking_limit={"none_within_years": 3}, **NEED)
    open_purse = purse(rules(half=half), years=(2023, 2024, 2025))
    assert [m.years for m in ways(replace(INVEST, aided=2021), open_purse)] == [{2024, 2025}]
    assert [m.years for m in ways(INVEST, open_purse)] == [{2023, 2024, 2025}]


def random_rule(rng: np.random.Generator) -> dict[str, Any]:
    rule: dict[str, Any] = {
        0: rate(str(rng.choice(["0.3", "0.333", "0.5"]))),
        1: {"archetype": "unit", "amount": f"{rng.integers(1, 60)}万元"},
        2: {"archetype": "rate", "basis": "preparation", "rate": "1"},
    }[int(rng.integers(0, 3))]
    rule = {**rule, "payers": ({"budget": str(rng.choice(LINES))},)}
    if rng.random() < 0.3:
        half = Decimal("0.5")
        rule["payers"] = ({"budget": "city", "share": half}, {"budget": "district", "share": half})
    if rng.random() < 0.6:
        rule["need"] = "if_not_viable"
    if rng.random() < 0.3:
        rule["stacking"] = str(rng.choice(["a", "b"]))
    if rng.random() < 0.4:
        limit = rng.choice(["share", "deduct", "top"])
        rule["stacking_limit"] = {
            "share": {"max_share_of_investment": "0.6"},
            "deduct": {"deduct_other_aid": True},
            "top": {"top_up_only": True},
        }[str(limit)]
    if rng.random() < 0.2:
        rule["matching"] = {"of_budget": "district", "share": Decimal(2)}
    if rng.random() < 0.2:
        rule["quotas"] = ({"archetype": "first", "years": {2024: 3}},)
    return rule


def drawn(seed: int) -> tuple[dict[str, Any], Purse, Facts, int]:
    """Rules, who offers them, works and the number of units, at random."""
    rng = np.random.default_rng(seed)
    given = rules(**{f"p{n}": random_rule(rng) for n in range(int(rng.integers(1, 5)))})
    open_purse = purse(given, take_up=str(rng.choice(["needed", "all"])))
    facts = Facts(
        Look(kinds=("shop",)), invest=str(rng.integers(1, 100) * 10_000 + 0.37), area="80",
        preparation=str(rng.integers(0, 3) * 1000), earned=int(rng.integers(0, 60)) * WAN,
    )  # fmt: skip
    return given, open_purse, facts, int(rng.integers(1, 3))


SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_way_of_paying_passes_the_audit(seed: int) -> None:
    given, open_purse, facts, units = drawn(seed)
    registers = SimpleNamespace(scenario=open_purse.scenario, groups={})
    for mode in ways(facts, open_purse, units):
        names = tuple(p.id for p, fen in zip(mode.programmes, mode.paid_fen, strict=True) if fen[0])
        choice = Choice("P:f", "P", "f", units, "", "", names, 2024)
        found = audit_funding(registers, choice, facts.audited())  # type: ignore[arg-type]
        assert not found.wrong, (found.wrong, names, given)
        assert sum(fen for _, _, fen in found.payments) == sum(int(f[0]) for f in mode.paid_fen)


def test_most_random_rules_give_a_way_of_paying() -> None:
    found = [list(ways(facts, offered, n)) for _, offered, facts, n in map(drawn, SEEDS)]
    assert sum(any(mode.programmes for mode in modes) for modes in found) > len(SEEDS) // 3


def test_everything_is_in_whole_fen() -> None:
    fen = together(Facts(invest="99999.99"), third=rate("0.3333"), star={
        "archetype": "unit", "amount": "9万元", "stacking_limit": {"max_share_of_investment": "0.9"},
    })  # fmt: skip
    # 33,329.996667 → 33,330.00; 90 % of 99,999.99 is 89,999.991 → 89,999.99 in all
    assert fen == {"third": 33_330 * YUAN, "star": 5_666_999}
