"""Records of blocks: taken over only where no plan can be new, and what is taken over holds."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from placement.engine.city.blockwise import solve_blocks
from placement.engine.city.bounds import Bounds
from placement.engine.city.recalling import recall_blocks
from placement.engine.city.records import records_of
from placement.engine.city.records_json import records_as_values, records_from_json
from placement.engine.city.worker import Result, Task, solve_task
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.blocks import cut_block, find_blocks, shared_sites
from placement.engine.cutting.merging import merge_years
from placement.engine.cutting.prints import take_print
from placement.engine.plans.decisions import NEVER, Decisions, spending
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.solve import solve_instance
from placement.engine.whole.model import solve_whole
from placement.instance import Instance
from variations import torn, varied_city

RULES = ("as_drawn", "odd_fen", "certified_before", "max_benefit")


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Solve tiny cities by blocks, as large ones are."""
    monkeypatch.setattr("placement.engine.cutting.blocks.FEW_CIRCLES", 0)
    monkeypatch.setattr("placement.engine.control.sizes.FEW_USES", -1)
    monkeypatch.setattr("placement.engine.control.sizes.LARGEST_WHOLE", -1)


def changed(city: Instance, seed: int) -> Instance:
    """Change one thing, as an office asks what if: a cap less or more, a place out or in, a price."""
    rng = np.random.default_rng(seed)
    options, caps = city.options, city.budget_cap_fen.copy()
    line, year = rng.integers(caps.shape[0]), rng.integers(caps.shape[1])
    option = int(rng.integers(city.n_options))
    match seed % 4:
        case 0 | 1:
            caps[line, year] = np.where(caps[line, year] < 0, -1, caps[line, year] * (seed % 2) * 2)
            return replace(city, budget_cap_fen=caps)
        case 2:
            available = options.available & (options.site != options.site[option])[:, None]
            return replace(city, options=replace(options, available=available))
        case _:
            dearer = np.where(options.pay_option == option, 2, 1) * options.pay_fen
            return replace(city, options=replace(options, pay_fen=dearer))


def solve(city: Instance, former: Outcome | None = None) -> Outcome:
    if former is None:
        return solve_instance(city, Watch())
    plan = former.decisions
    kept = plan if evaluate(city, plan).feasible else None
    records = records_from_json(json.dumps(records_as_values(former.blocks)))
    assert records == former.blocks
    return solve_instance(city, Watch(), earlier=kept, records=records)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("rule", RULES)
def test_an_answer_from_records_is_that_of_a_solve_from_nothing(
    rule: str, is_large: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a large block has lost its plan, the answer may be worse, but no bound is wrong."""
    if is_large:
        monkeypatch.setattr("placement.engine.control.sizes.TOO_LARGE_TO_REPEAT", -1)
    for seed in range(4):
        city = torn(varied_city(rule, seed))
        asked = changed(city, seed)
        found = solve(asked, solve(city))
        best = solve_whole(asked, Decisions.nothing(asked), Watch())
        assert best.status == "optimal"
        value = evaluate(asked, found.decisions)
        assert value.feasible
        for mine, exact in zip(found.stages, best.stages, strict=True):
            sign = -1 if mine.maximise else 1
            if mine.bound is not None:
                assert sign * mine.bound <= sign * exact.value, (seed, mine.term)
            if mine.value != exact.value:
                break


def test_what_has_not_changed_is_not_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    city = torn(varied_city("as_drawn", 0))
    former = solve(city)
    solved: list[int] = []

    def solve_and_count(task: Task, watch: Watch) -> Result:
        solved.append(task.number)
        return solve_task(task, watch)

    monkeypatch.setattr("placement.engine.city.blockwise.solve_task", solve_and_count)
    again = solve(city, former)
    assert not solved or former.status != "optimal"
    assert again.stages == former.stages
    assert again.blocks == former.blocks
    dearer = replace(city.options, pay_fen=city.options.pay_fen * 2)
    solve(replace(city, options=dearer), former)
    assert solved


def test_what_a_change_left_undone_is_open_when_the_solve_goes_on() -> None:
    """What is recorded of a looser block may be proven and yet not reached by the plan of the tighter one."""
    seen = set()
    for seed in range(8):
        city = torn(varied_city("max_benefit", seed))
        former = solve(city)
        asked = replace(city, budget_cap_fen=np.zeros_like(city.budget_cap_fen))
        nothing = Decisions.nothing(asked)
        blocks = find_blocks(asked, shared_sites(asked))
        bounds = Bounds(asked, [cut_block(asked, nothing, block) for block in blocks])
        merged = bounds.parts
        starts = [Decisions.nothing(part) for part in merged]
        found, goes_on = recall_blocks(bounds, starts, former.blocks)
        assert goes_on == all(recalled.is_same for recalled in found.values())
        for n, recalled in found.items():
            bounds.learn(n, recalled.outcome)
        again, goes_on = recall_blocks(bounds, starts, records_of(bounds, nothing))
        assert goes_on
        for n, recalled in again.items():
            terms = evaluate(merged[n], recalled.outcome.decisions).terms
            done = all(s.proven and s.value == terms[s.term] for s in recalled.outcome.stages)
            assert recalled.is_open(goes_on) == (not done)
            seen.add((done, all(s.proven for s in recalled.outcome.stages)))
    assert seen >= {(True, True), (False, True)}


def test_a_block_that_may_do_less_restricts_one_that_may_do_more() -> None:
    city = merge_years(torn(varied_city("as_drawn", 0)))
    print_ = take_print(city)
    assert take_print(replace(city)) == print_
    assert print_.restricts(print_)
    caps = np.where(city.budget_cap_fen > 0, city.budget_cap_fen // 2, city.budget_cap_fen)
    poorer = take_print(replace(city, budget_cap_fen=caps))
    assert poorer.restricts(print_)
    assert not print_.restricts(poorer)
    generous = np.full_like(city.budget_cap_fen, -1)
    free = take_print(replace(city, budget_cap_fen=generous))
    vast = take_print(replace(city, budget_cap_fen=np.full_like(caps, 10**15)))
    assert free == vast, "caps that cannot bind are none"
    options = city.options
    locked = {int(options.site[0]): frozenset({(0, 0)})}
    bound = take_print(replace(city, locked_in=locked))
    assert bound.restricts(print_)
    assert not print_.restricts(bound)
    gone = take_print(replace(city, options=replace(options, available=options.available & False)))
    assert gone.restricts(print_), "what cannot be started is not there"
    assert not print_.restricts(gone)
    for other in (
        replace(city, residents=city.residents + 1),
        replace(city, existing=city.existing + 1),
        replace(city, stages=city.stages[:1]),
        replace(city, targets=tuple(replace(k, required=k.required + 1) for k in city.targets)),
        replace(city, options=replace(options, pay_fen=options.pay_fen + 1)),
        replace(city, options=replace(options, effect_units=options.effect_units + 1)),
    ):
        assert not take_print(other).restricts(print_)
        assert not print_.restricts(take_print(other))


@pytest.mark.parametrize(
    "text",
    ["", "{}", '{"format": 1, "blocks": []}', '{"format": 4, "blocks": [{}]}', "[1]", "\x00"],
)
def test_what_cannot_be_read_is_no_record(text: str) -> None:
    assert records_from_json(text) == ()


def test_a_number_that_is_none_makes_no_record() -> None:
    former = solve(torn(varied_city("as_drawn", 0)))
    values = records_as_values(former.blocks)
    assert records_from_json(json.dumps(values)) == former.blocks
    trades = [t for block in values["blocks"] for t in block["trades"]]
    for trade in trades:
        trade["least"] = float("nan")
    kept = [block for block in values["blocks"] if not block["trades"]]
    assert len(records_from_json(json.dumps(values))) == len(kept) < len(former.blocks)
    assert NEVER not in [tier for block in former.blocks for tier in block.held.values()]


def test_where_nothing_was_lost_nothing_is_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    city = torn(varied_city("as_drawn", 0))
    former = solve(city)
    spent, _ = spending(city, former.decisions)
    caps = np.where(city.budget_cap_fen < 0, -1, spent)
    assert (caps < city.budget_cap_fen).any()
    tighter = replace(city, budget_cap_fen=caps)
    monkeypatch.setattr("placement.engine.city.blockwise.solve_task", _must_not_solve)
    monkeypatch.setattr("placement.engine.city.city_plan.spread", _must_not_solve)
    blocks = find_blocks(tighter, shared_sites(tighter))
    again = solve_blocks(tighter, former.decisions, blocks, Watch(), Settings(), former.blocks)
    assert again.plan is former.decisions
    assert not again.touched.any()
    assert all(stage.bound is not None for stage in again.bounds.outcomes(again.plan))


def _must_not_solve(*_: object) -> Result:
    raise AssertionError


def test_only_circles_that_lost_something_or_may_do_better_get_another_look() -> None:
    looked_at = set()
    for seed in range(12):
        city = torn(varied_city("as_drawn", seed))
        former = solve(city)
        built = np.flatnonzero(former.decisions.start != NEVER)
        if not len(built):
            continue
        gone = city.options.site == city.options.site[built[0]]
        asked = replace(
            city,
            options=replace(city.options, available=city.options.available & ~gone[:, None]),
        )
        kept = Decisions(np.where(gone, NEVER, former.decisions.start), former.decisions.held)
        if not evaluate(asked, kept).feasible:
            kept = Decisions.nothing(asked)
        blocks = find_blocks(asked, shared_sites(asked))
        solved = solve_blocks(asked, kept, blocks, Watch(), Settings(), former.blocks)
        for block in blocks:
            part = cut_block(asked, solved.plan, block)
            best = solve_whole(part.instance, part.start, Watch())
            may_do_better = evaluate(part.instance, best.decisions).rank(part.instance) < evaluate(
                part.instance, part.start
            ).rank(part.instance)
            looked_at.add((bool(solved.touched[block].any()), may_do_better))
    assert (False, False) in looked_at
    assert (False, True) not in looked_at
