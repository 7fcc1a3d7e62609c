"""The least change where hard rules conflict: named sums do, and nothing less does."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from calls import call
from oracle import best_rank, circle_paths, every_start, option_money, rank_of
from placement.advice.conflict import Answer, cheapest_locked, least_change, with_late_money
from placement.advice.pots import Pot, excess_of, lacking_before, pots_of, worst_pots
from placement.audit.flow import pay_from
from placement.engine.decisions import evaluate
from placement.engine.watch import Watch
from placement.engine.whole import solve_whole
from placement.errors import HardRuleError
from placement.instance import Instance, Stage
from placement.instance.budgets import add_pots, budget_keys, find_pots
from placement.instance.limits import LimitRows
from placement.planner import Phases, plan_scenario
from placement.scenario.model import BudgetLine, Scenario
from placement.scenario.reader import read_scenario
from tiny import tiny_city
from two_districts import HARD_PIN, LOCKS, copy_city, read_city

MISSING = Stage("target_shortfall", maximise=False)
OVERRUN = Stage("overrun_money", maximise=False)
FEN_PER_WAN = 1_000_000
LENT = {"county": ("city",)}


@pytest.mark.parametrize("seed", range(8))
def test_the_least_extra_money_makes_hard_targets_possible(seed: int) -> None:
    city = tiny_city(seed, stages=(Stage("target_shortfall", maximise=False),))
    hard = tuple(replace(k, hard=False, weight=1) for k in city.targets)
    asked = replace(
        city, targets=hard, elastic_budgets=True,
        stages=(Stage("target_shortfall", maximise=False), Stage("overrun_money", maximise=False)),
    )  # fmt: skip
    outcome = solve_whole(asked, cheapest_locked(asked), Watch())
    value = evaluate(asked, outcome.decisions)
    free = replace(city, targets=hard, budget_cap_fen=np.full_like(city.budget_cap_fen, -1))
    assert best_rank(free) == (value.terms["target_shortfall"],)
    if value.terms["overrun_money"]:
        assert best_rank(replace(city, targets=hard)) > (value.terms["target_shortfall"],)  # type: ignore[operator]


def with_pots(
    city: Instance, transfers: dict[str, tuple[str, ...]]
) -> tuple[Instance, list[BudgetLine]]:
    """Let both lines carry over, and the one lend to the other; caps are whole units, 0 where there were none."""
    unit = city.money_unit_fen
    caps = np.maximum(0, city.budget_cap_fen // 2 // unit * unit)
    budgets = [
        BudgetLine(
            name, name, "city", None, None, year, int(caps[b, t]), True, transfers.get(name, ())
        )
        for b, name in enumerate(city.budget_ids)
        for t, year in enumerate(city.years)
    ]
    scenario = SimpleNamespace(budgets=budgets, years=city.years)
    rows = LimitRows()
    pots = find_pots(scenario, budget_keys(scenario))  # type: ignore[arg-type]
    add_pots(rows, pots, city.options, (), (caps, city.budget_ids, city.years))
    free = np.full_like(caps, -1)
    return replace(city, budget_cap_fen=free, limits=rows.limits()), budgets


def least_by_hand(city: Instance, budgets: list[BudgetLine]) -> tuple[int, int]:
    """Return the fewest missing and the least that flows of money lack for it, over all plans."""
    bare = replace(city, limits=type(city.limits)(), stages=(MISSING,))
    caps = {(b.id, b.year): b.cap_fen for b in budgets}
    lent = {name: [b.id for b in budgets if name in b.transfer_to] for name in city.budget_ids}
    best = (10**9, 0)
    for starts in every_start(bare):
        choices = [circle_paths(bare, starts, c) for c in range(bare.n_circles)]
        missing = min(
            rank_of(bare, starts, paths, {})[0]  # type: ignore[index]
            for paths in itertools.product(*choices)
        )
        due = {
            (city.budget_ids[b], city.years[t]): fen
            for (b, t), fen in option_money(bare, starts).items()
        }
        ways = {
            (name, year): [(n, y) for n in (name, *lent[name]) for y in city.years if y <= year]
            for name, year in due
        }
        _, unpaid = pay_from(caps, due, ways)
        best = min(best, (missing, sum(unpaid.values())))
    return best


@pytest.mark.parametrize("transfers", [{}, LENT], ids=["carried over", "and lent"])
@pytest.mark.parametrize("seed", range(12))
def test_what_pots_lack_is_the_least_any_plan_lacks(
    seed: int, transfers: dict[str, tuple[str, ...]]
) -> None:
    city, budgets = with_pots(tiny_city(seed, awards=(), stages=(MISSING,)), transfers)
    city = replace(city, targets=tuple(replace(k, hard=False, weight=1) for k in city.targets))
    asked = replace(city, elastic_budgets=True, elastic_pots=True, stages=(MISSING, OVERRUN))
    outcome = solve_whole(asked, cheapest_locked(asked), Watch())
    terms = evaluate(asked, outcome.decisions).terms
    found = terms["target_shortfall"], terms["overrun_money"] * city.money_unit_fen
    assert outcome.status == "optimal"
    assert found == least_by_hand(city, budgets)


def test_hard_rules_out_of_reach_say_so_and_those_that_lack_money_how_much(tmp_path: Path) -> None:
    out_of_reach = copy_city(tmp_path / "reach", ("city.yaml", LOCKS, HARD_PIN + LOCKS))
    advice = least_change(read_scenario(out_of_reach), Watch())
    assert advice is not None
    assert "即使不限额度" in advice.zh
    poor = read_city()
    poor = replace(
        poor,
        targets=tuple(replace(k, hard=True) for k in poor.targets),
        budgets=tuple(replace(b, cap_fen=0) for b in poor.budgets),
    )
    advice = least_change(poor, Watch())
    assert advice is not None
    assert "最少的改变" in advice.zh
    assert "还差" in advice.zh
    ended = call(["solve", out_of_reach, "--out", tmp_path / "runs" / "x"])[0]
    assert ended.code == 30
    assert "即使不限额度" in ended.err


NAMES = {
    "区级资金·东区": ("district_fund", "东区"),
    "区级资金·西区": ("district_fund", "西区"),
    "市级资金": ("city_fund", None),
    "奖励资金": ("award_pool", None),
}


def poor_city(given: dict[tuple[str, int], int]) -> Scenario:
    """The city with hard targets and no money but what is given to a line in a year, all of it carried over."""
    city = read_city()
    fen = {(*NAMES[name], year): amount for (name, year), amount in given.items()}
    return replace(
        city,
        targets=tuple(replace(k, hard=True) for k in city.targets),
        budgets=tuple(
            replace(b, cap_fen=fen.get((b.id, b.district, b.year), 0), carry_over=True)
            for b in city.budgets
        ),
    )


def test_the_sums_named_for_money_carried_over_do_and_nothing_less() -> None:
    advice = least_change(poor_city({}), Watch())
    assert advice is not None
    assert advice.zh.startswith("最少的改变：")
    assert " in all by 20" in advice.en
    parts = re.findall(r"至 (\d+) 年([^\s；]+?)累计还差 ([\d.,]+) 万元(?:；|$)", advice.zh)
    assert len(parts) == advice.zh.count("还差") > 1
    lacking = {
        (name, int(year)): int(Decimal(wan.replace(",", "")) * FEN_PER_WAN)
        for year, name, wan in parts
    }
    assert plan_scenario(poor_city(lacking), Watch(), Phases()).plan.certifications
    for key, fen in lacking.items():
        with pytest.raises(HardRuleError):
            plan_scenario(poor_city(lacking | {key: fen - 100}), Watch(), Phases())


def test_money_needed_earlier_is_named_with_the_sum_by_the_last_year(tmp_path: Path) -> None:
    """The awards of 2023 and 2024 come out of one pot; without it nothing can be certified."""
    award = "amounts: {basic: {2024: 5万元}, high: {2024: 20万元}}"
    more = "amounts: {basic: {2023: 5万元, 2024: 5万元}, high: {2023: 20万元, 2024: 20万元}}"
    scenario = copy_city(
        tmp_path / "city",
        ("../models/two-districts.yaml", award, more),
        ("city.yaml", "    years: {2023: 0元, 2024: 25万元}", "    carry_over: true\n    years: {2023: 1万元, 2024: 1万元}"),
        ("city.yaml", LOCKS, "targets: {hard: [circles, high]}\n" + LOCKS),
    )  # fmt: skip
    ended = call(["solve", scenario, "--out", tmp_path / "runs" / "x"])[0]
    assert ended.code == 30
    said = "".join(ended.err.split())
    assert re.search(
        r"最少的改变：.*至2024年奖励资金累计还差\d+万元（这一办法在2023年底前就差4万元）", said
    ), ended.err


def early_money(city: Instance, pots: tuple[Pot, ...], answer: Answer) -> int:
    excess = excess_of(city, answer.plan)
    worst = worst_pots(pots, excess)
    return sum(fen for pot, _ in worst for _, fen in lacking_before(pots, pot, excess))


def test_money_is_not_asked_for_early_where_later_money_does() -> None:
    """All is due in the last year, so that whatever a plan spends before could be spent then."""
    eased = 0
    for seed in range(20):
        city, _ = with_pots(tiny_city(seed, stages=(MISSING,)), {})
        targets = tuple(
            replace(k, hard=False, weight=1) for k in city.targets if k.year == city.n_years - 1
        )
        asked = replace(
            city,
            targets=targets,
            stages=(MISSING, OVERRUN),
            elastic_budgets=True,
            elastic_pots=True,
        )
        pots = pots_of(asked, SimpleNamespace(budgets={}))  # type: ignore[arg-type]
        plan = solve_whole(asked, cheapest_locked(asked), Watch()).decisions
        value = evaluate(asked, plan)
        if value.terms["target_shortfall"]:
            continue
        found = Answer(plan, {}, proven=True)
        late = with_late_money(asked, pots, found, Watch())
        told = evaluate(asked, late.plan)
        assert told.feasible
        for term in ("target_shortfall", "overrun_money"):
            assert told.terms[term] == value.terms[term]
        assert early_money(asked, pots, late) <= early_money(asked, pots, found)
        eased += early_money(asked, pots, late) < early_money(asked, pots, found)
    assert eased
