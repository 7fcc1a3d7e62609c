"""The least change where hard rules conflict: named sums do, and nothing less does."""

from __future__ import annotations

import itertools
import json
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from calls import call
from oracle import best_rank, circle_paths, every_start, option_money, rank_of
from placement.advice.conflict.least_change import least_change
from placement.advice.conflict.naming import named
from placement.advice.conflict.softened import cheapest_locked
from placement.advice.lateness import put_off
from placement.advice.whatif import EARLY, MISSING, OVERRUN
from placement.audit.flow import pay_from
from placement.engine.control.watch import Watch
from placement.engine.plans.evaluation import evaluate
from placement.engine.starts.beginning import find_start
from placement.engine.whole.model import solve_whole
from placement.errors import HardRuleError, Text
from placement.instance import Instance, Stage
from placement.instance.budgets import add_pots, budget_keys, find_pots
from placement.instance.build import build_instance
from placement.instance.limits import LimitRows
from placement.options import build_option_table
from placement.planner import Phases, plan_scenario
from placement.scenario.model import BudgetLine, Scenario
from placement.scenario.reader import read_scenario
from tiny import tiny_city
from two_districts import HARD_PIN, LOCKS, copy_city, read_city

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


def test_a_name_that_holds_the_id_of_another_target_stays_as_it_is() -> None:
    city = read_city()
    one, other = city.targets[:2]
    targets = (
        replace(one, id="高品质"),
        replace(other, id="高品质:2025", name="高品质圈（2025 年）"),
    )
    missed = {"高品质": 1, "高品质:2025": 2}
    error = HardRuleError(
        lambda called: Text("；".join(f"{called(k).zh} 差 {n} 个" for k, n in missed.items()), ""),
        proven=True,
        missed=missed,
    )
    assert error.text.zh == "高品质 差 1 个；高品质:2025 差 2 个"
    said = str(named(error, replace(city, targets=targets)))
    assert f"{one.name} 差 1 个；高品质圈（2025 年） 差 2 个" in said


def test_hard_rules_out_of_reach_say_so_and_those_that_lack_money_how_much(tmp_path: Path) -> None:
    out_of_reach = copy_city(tmp_path / "reach", ("city.yaml", LOCKS, HARD_PIN + LOCKS))
    advice = least_change(read_scenario(out_of_reach), Watch()).text
    assert advice is not None
    assert "即使不限额度" in advice.zh
    poor = read_city()
    poor = replace(
        poor,
        targets=tuple(replace(k, hard=True) for k in poor.targets),
        budgets=tuple(replace(b, cap_fen=0) for b in poor.budgets),
    )
    advice = least_change(poor, Watch()).text
    assert advice is not None
    assert "最少的改变" in advice.zh
    assert "还差" in advice.zh
    ended, english = call(
        ["solve", out_of_reach, "--out", tmp_path / "runs" / "x"],
        ["solve", out_of_reach, "--out", tmp_path / "runs" / "x", "--lang", "en"],
    )
    said = "".join(ended.err.split())
    # By name, once, and no id of the program's own.
    assert "已证明硬性目标做不到：锁定·西二·2023差1个。不限额度也一样" in said
    assert "lock:" not in ended.err + english.err
    assert said.count("西二") == 1
    # What is in the way: with all premises and machines there are W2 comes from 2.5 points to 10.5.
    assert "不限额度也一样；得分到2023年最多只能到10.5，须达到14" in said
    told = " ".join(english.err.split())
    assert (
        "hard targets are proven to be out of reach: locked circle 西二 by 2023 is 1 short; the same holds"
        in told
    )
    assert ended.code == 30
    assert "不限额度也一样" in ended.err


def test_a_plan_that_breaks_a_quota_is_not_kept_as_one_the_named_sums_make_good() -> None:
    """No aid may be paid: more money in the lines that are named does not change that."""
    quota = [{"archetype": "pool", "years": {2023: "0元", 2024: "0元"}}]
    scenario = read_city({"programmes.aid.quotas": quota})
    hard = replace(scenario, targets=tuple(replace(k, hard=True) for k in scenario.targets))
    advice = least_change(hard, Watch())
    assert advice.text is not None
    assert "配额或资金池" in advice.text.zh
    assert advice.begin is None


def test_exclusions_and_late_premises_in_the_way_are_named(tmp_path: Path) -> None:
    """E2 lacks a third basic kind: a laundry, which only P05 and, from 2024 on, P06 can house."""
    locks = "locks: {premises_out: [P05], circles: {E2: {year: 2023, tier: basic, hard: true}}}\n"
    other = (
        "tables/premises.csv",
        "两圈之间,116.610,35.400,120,,东区,,",
        "两圈之间,116.610,35.400,120,,东区,2024,",
    )
    scenario = copy_city(tmp_path, ("city.yaml", LOCKS, locks + LOCKS), other)
    advice = least_change(read_scenario(scenario), Watch()).text
    assert advice is not None
    assert "基础类业态种数到 2023 年最多只能到 2，须达到 3" in advice.zh
    assert "“洗染店”最早 2024 年才能改善" in advice.zh
    assert advice.zh.endswith("放开排除的用房：东二门面（P05），就能做到（资金另算）")
    assert advice.en.endswith("lifting locks.premises_out (东二门面 (P05)) would do (money apart)")


def test_of_a_target_of_many_circles_those_out_of_reach_are_told(tmp_path: Path) -> None:
    """All four are to be high, which W2 cannot be."""
    hard = "targets: {hard: [high]}\n"
    scenario = copy_city(
        tmp_path,
        ("city.yaml", LOCKS, hard + LOCKS),
        ("../models/two-districts.yaml", "city: {2024: 1}", "city: {2024: 4}"),
    )
    advice = least_change(read_scenario(scenario), Watch()).text
    assert advice is not None
    assert re.search(r"4 个生活圈中，单独看够得上的有 1 个；", advice.zh)
    assert re.search(r"西二（W2）：得分到 2024 年最多只能到 [\d.]+，须达到 14", advice.zh)
    assert "东二（E2）：单看每一项都够，但同一处用房只能做一样" in advice.zh


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
    advice = least_change(poor_city({}), Watch()).text
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


def early_by_hand(city: Instance, starts: dict[int, int], *, carries: bool) -> tuple[int, int]:
    """Return money units above the caps, and the same times the years that follow, from payments alone.

    Of a line that carries over what it lacks by a year counts in each year, of all years the most.
    """
    unit, last = city.money_unit_fen, city.n_years - 1
    spent = np.zeros_like(city.budget_cap_fen)
    for (b, t), fen in option_money(city, starts).items():
        spent[b, t] = fen
    caps = city.budget_cap_fen
    if carries:
        spent, caps = spent.cumsum(axis=1), caps.cumsum(axis=1)
    above = np.where(city.budget_cap_fen < 0, 0, np.maximum(0, spent // unit - caps // unit))
    early = int((above * (last - np.arange(city.n_years))).sum())
    return int(above.max(axis=1).sum() if carries else above.sum()), early


@pytest.mark.parametrize("carries", [False, True])
@pytest.mark.parametrize("seed", range(8))
def test_of_plans_that_lack_as_much_the_latest_is_found(seed: int, *, carries: bool) -> None:
    city = tiny_city(seed, awards=(), stages=(MISSING, OVERRUN, EARLY))
    city = replace(city, targets=tuple(replace(k, hard=False, weight=1) for k in city.targets))
    unit = city.money_unit_fen
    caps = np.maximum(0, city.budget_cap_fen // 2 // unit * unit)
    bare = replace(city, budget_cap_fen=caps)
    tight = with_pots(city, {})[0] if carries else bare
    asked = replace(tight, elastic_budgets=True, elastic_pots=True)
    outcome = solve_whole(asked, cheapest_locked(asked), Watch())
    assert outcome.status == "optimal"
    found = evaluate(asked, outcome.decisions).rank(asked)
    best = (10**9, 0, 0)
    for starts in every_start(bare):
        paths = [circle_paths(bare, starts, c) for c in range(bare.n_circles)]
        missing = min(
            rank_of(replace(bare, stages=(MISSING,)), starts, path, {})[0]  # type: ignore[index]
            for path in itertools.product(*paths)
        )
        best = min(best, (missing, *early_by_hand(bare, starts, carries=carries)))
    assert found == best


@pytest.mark.parametrize("carries", [False, True])
def test_what_can_wait_is_put_off_and_nothing_gets_worse(*, carries: bool) -> None:
    """All is due in the last year, so that whatever a plan spends before could be spent then."""
    eased = 0
    for seed in range(20):
        city = tiny_city(seed, stages=(MISSING, OVERRUN))
        city = with_pots(city, {})[0] if carries else city
        targets = tuple(
            replace(k, hard=False, weight=1) for k in city.targets if k.year == city.n_years - 1
        )
        asked = replace(city, targets=targets, elastic_budgets=True, elastic_pots=True)
        plan = solve_whole(asked, cheapest_locked(asked), Watch()).decisions
        asked = replace(asked, stages=(MISSING, OVERRUN, EARLY))
        before, after = evaluate(asked, plan), evaluate(asked, put_off(asked, plan))
        assert after.feasible
        assert after.rank(asked) <= before.rank(asked)
        eased += after.rank(asked) < before.rank(asked)
    assert eased or not carries  # what is spent of a cap that ends with its year cannot wait


def test_what_is_not_proven_to_be_needed_early_says_so() -> None:
    """Half of the money of the first year is gone, and there is no time to look at later years."""
    advice = least_change(poor_city({}), Watch(time_limit_s=0))
    assert advice.text is not None
    assert "2023 年" in advice.text.zh
    assert advice.text.zh.endswith("时限内未证明必须在早年")
    advice = least_change(poor_city({}), Watch())
    assert advice.text is not None
    assert "未证明" not in advice.text.zh


def test_a_plan_of_nothing_is_not_called_the_nearest(tmp_path: Path) -> None:
    scenario = copy_city(tmp_path, ("city.yaml", LOCKS, HARD_PIN + LOCKS))
    advice = least_change(read_scenario(scenario), Watch(time_limit_s=0))
    assert advice.text is not None
    # No solve was made, and yet what W2 can have at most shows that no money would do.
    assert advice.text.zh == "即使不限额度也做不到；得分到 2023 年最多只能到 10.5，须达到 14"
    ended = call(["solve", scenario, "--out", tmp_path / "x", "--time-limit", "0", "--lang", "zh"])[
        0
    ]
    assert ended.code == 30
    assert "最接近" not in ended.err


def test_a_plan_found_while_looking_for_the_least_change_is_published(tmp_path: Path) -> None:
    """Money for no office: two circles must share it, which only a solve for both together finds."""
    hard = "targets: {hard: [circles, high]}\n"
    scenario = copy_city(tmp_path, ("city.yaml", LOCKS, hard + LOCKS))
    scenario.write_text(
        scenario.read_text(encoding="utf-8").replace(
            "    level: 市", "    level: 市\n    scale: 0.4"
        ),
        encoding="utf-8",
    )
    city = build_instance(read_scenario(scenario), build_option_table(read_scenario(scenario)))
    with pytest.raises(HardRuleError, match="时限内未找到"):
        find_start(city, Watch(time_limit_s=0))
    ended = call(["solve", scenario, "--out", tmp_path / "x", "--time-limit", "0"])[0]
    assert ended.code == 10, ended.err
    record = json.loads((tmp_path / "x" / "plan.json").read_text(encoding="utf-8"))
    assert record["outcome"]["plan_from"] == "mip"
    targets = pd.read_csv(tmp_path / "x" / "targets.csv")
    assert not targets["shortfall"].any()
