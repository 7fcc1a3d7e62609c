"""What a solve has shown of the whole is taken over where no plan can be new, and nowhere else."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from placement.engine.city.recalling import recall_whole
from placement.engine.city.records_json import records_as_values, records_from_json
from placement.engine.control import sizes
from placement.engine.control.settings import Settings
from placement.engine.control.watch import Watch
from placement.engine.cutting.subproblem import Subproblem, keep_options
from placement.engine.plans.decisions import NEVER, Decisions
from placement.engine.plans.evaluation import evaluate
from placement.engine.plans.outcome import Outcome
from placement.engine.solve import solve_instance
from placement.engine.starts.beginning import find_start
from placement.engine.starts.reaching import reach
from placement.engine.whole.model import WholeModel
from placement.errors import HardRuleError
from placement.instance import Instance, Stage, TargetFacts
from truths import falsehoods, ranks_of
from variations import varied_city

RULES = (
    "as_drawn", "max_benefit", "money_first", "odd_fen", "quotas", "batches", "shares", "certified_before", "reviews",
    "other_targets", "shares_of_achieved", "award_densities",
)  # fmt: skip
SEEDS = 4
Change = Callable[[Instance, Decisions, np.random.Generator], Instance]


def pinned(city: Instance, plan: Decisions, rng: np.random.Generator) -> Instance:
    """Ask for what one circle holds in the plan, without fail."""
    held = np.argwhere(plan.held != NEVER)
    c, t = held[rng.integers(len(held))] if len(held) else (0, 0)
    tier = max(0, int(plan.held[c, t]))
    pin = TargetFacts("lock:pin", (int(c),), tier, int(t), 1, 1, hard=True, per_year=False)
    return replace(city, targets=(*city.targets, pin))


def wished(city: Instance, plan: Decisions, rng: np.random.Generator) -> Instance:
    asked = pinned(city, plan, rng)
    return replace(asked, targets=(*city.targets, replace(asked.targets[-1], hard=False)))


def insisted_on(city: Instance, plan: Decisions, _rng: np.random.Generator) -> Instance:
    """Make hard what the plan meets anyway."""
    return replace(
        city, targets=tuple(replace(k, hard=not k.missing(plan.held)) for k in city.targets)
    )


def locked(city: Instance, plan: Decisions, rng: np.random.Generator) -> Instance:
    """Lock one option in, one of the plan where there is one."""
    facts, built = city.options, np.flatnonzero(plan.start != NEVER)
    option = int(rng.choice(built)) if len(built) else int(rng.integers(city.n_options))
    if int(facts.site[option]) in city.locked_in or not facts.available[option].any():
        return city
    years = np.flatnonzero(facts.available[option]).tolist()
    pairs = frozenset((option, t) for t in years)
    return replace(city, locked_in={**city.locked_in, int(facts.site[option]): pairs})


def poorer(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    caps = city.budget_cap_fen.copy()
    line, year = rng.integers(caps.shape[0]), rng.integers(caps.shape[1])
    caps[line, year] = rng.integers(0, caps[line, year] + 1) if caps[line, year] > 0 else 0
    return replace(city, budget_cap_fen=caps)


def stricter(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    cap = city.limits.cap
    less = np.where(cap > 0, cap - rng.integers(0, 2, len(cap)), cap)
    return replace(city, limits=replace(city.limits, cap=less))


def closed(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    facts = city.options
    out = (facts.site == rng.integers(len(facts.site_ids)))[:, None]
    years = rng.random(city.n_years) < 0.7
    if any(out[o, 0] for pairs in city.locked_in.values() for o, _ in pairs):
        return city
    return replace(city, options=replace(facts, available=facts.available & ~(out & years)))


def blocked(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    out = city.blocked_circle.copy()
    out[rng.integers(city.n_circles)] = True
    return replace(city, blocked_circle=out)


TIGHTER: tuple[Change, ...] = (
    pinned, wished, insisted_on, locked, poorer, stricter, closed, blocked
)  # fmt: skip


def richer(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    caps = city.budget_cap_fen.copy()
    caps[rng.integers(caps.shape[0])] *= 2
    return replace(city, budget_cap_fen=caps)


def cheaper(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    fen = city.options.pay_fen.copy()
    fen[rng.integers(len(fen))] //= 2
    return replace(city, options=replace(city.options, pay_fen=fen))


def without_a_target(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    n = int(rng.integers(max(1, len(city.targets))))
    return replace(city, targets=(*city.targets[:n], *city.targets[n + 1 :]))


def otherwise_asked(city: Instance, _plan: Decisions, rng: np.random.Generator) -> Instance:
    less = int(rng.integers(2))
    return replace(
        city, targets=tuple(replace(k, required=max(0, k.required - less)) for k in city.targets)
    )


def more_supply(city: Instance, _plan: Decisions, _rng: np.random.Generator) -> Instance:
    return replace(city, options=replace(city.options, effect_units=city.options.effect_units + 1))


def sooner(city: Instance, _plan: Decisions, _rng: np.random.Generator) -> Instance:
    everywhen = np.ones_like(city.options.available)
    return replace(city, options=replace(city.options, available=everywhen))


def looser_rows(city: Instance, _plan: Decisions, _rng: np.random.Generator) -> Instance:
    limits = city.limits
    return replace(city, limits=replace(limits, cap=np.where(limits.cap < 0, -1, limits.cap + 1)))


def other_goals(city: Instance, _plan: Decisions, _rng: np.random.Generator) -> Instance:
    return replace(city, stages=(Stage("public_money", maximise=False), *city.stages[:1]))


LOOSER: tuple[Change, ...] = (
    richer, cheaper, without_a_target, otherwise_asked, more_supply, sooner, looser_rows, other_goals,
)  # fmt: skip


def solved(city: Instance, former: Outcome | None = None) -> Outcome | None:
    """Solve from nothing, or as ``--start`` does; ``None`` where a hard rule cannot be met."""
    earlier, records = None, ()
    if former is not None:
        records = records_from_json(json.dumps(records_as_values(former.blocks)))
        assert records == former.blocks
        if evaluate(city, former.decisions).feasible:
            earlier = former.decisions
    try:
        return solve_instance(city, Watch(), earlier=earlier, records=records)
    except HardRuleError:
        return None


@cache
def known(rule: str, seed: int) -> tuple[Instance, Outcome | None]:
    """Return a city and its solve from nothing, which many changes begin from."""
    city = varied_city(rule, seed)
    return city, solved(city)


def judge(city: Instance, outcome: Outcome | None, ranks: np.ndarray) -> None:
    """Compare what is said with the values of all plans."""
    if outcome is None:
        assert not len(ranks)
        return
    rank = evaluate(city, outcome.decisions).rank(city)
    assert not falsehoods(outcome, rank, ranks)
    assert outcome.status == "optimal"


@pytest.mark.parametrize("n", range(len((*TIGHTER, *LOOSER))))
def test_an_answer_from_a_record_is_that_of_a_solve_from_nothing(n: int) -> None:
    change = (*TIGHTER, *LOOSER)[n]
    for seed, rule in enumerate(RULES):
        if (seed + n) % 4:
            continue
        rng = np.random.default_rng([seed, 5])
        city, former = known(rule, seed)
        if former is not None:
            asked = change(city, former.decisions, rng)
            judge(asked, solved(asked, former), ranks_of(asked))


@pytest.mark.parametrize("change", TIGHTER)
def test_what_is_asked_for_besides_takes_the_record_over_and_is_proven_on(change: Change) -> None:
    """Twice in a row: what was taken over is handed on, and still is of the first question."""
    taken = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, 6])
        city, former = known("quotas" if change is stricter else "as_drawn", seed)
        if former is None or not former.blocks:  # proven by what is sure of any plan
            continue
        asked = change(city, former.decisions, rng)
        assert recall_whole(asked, former.blocks) == former.stages
        again = solved(asked, former)
        judge(asked, again, ranks_of(asked))
        if again is not None:
            taken += 1
            assert again.blocks
            tighter = poorer(asked, again.decisions, rng)
            assert recall_whole(tighter, again.blocks) == again.stages
            judge(tighter, solved(tighter, again), ranks_of(tighter))
    assert taken


def test_where_circles_one_by_one_reach_what_is_known_no_block_is_solved(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sizes, "SMALLEST_MERGED", -1)
    ended = 0
    for seed in range(8):
        city = varied_city("as_drawn", seed)
        former = solved(city)
        assert former is not None
        begun = find_start(city, Watch())[0]
        found = reach(city, begun, Watch(), Settings())[0]
        is_best = evaluate(city, found).rank(city) == evaluate(city, former.decisions).rank(city)
        phases: set[str] = set()
        watch = Watch(report=lambda progress, phases=phases: phases.add(progress.phase))
        again = solve_instance(city, watch, records=[r for r in former.blocks if r.is_whole])
        judge(city, again, ranks_of(city))
        if is_best and former.blocks and found is not begun:
            ended += 1
            assert "blocks" not in phases
    assert ended


@pytest.mark.parametrize("change", LOOSER)
def test_another_question_does_not_take_the_record_over(change: Change) -> None:
    refused = 0
    for seed in range(SEEDS):
        rng = np.random.default_rng([seed, 7])
        city, former = known("quotas" if change is looser_rows else "as_drawn", seed)
        if former is None:
            continue
        asked = change(city, former.decisions, rng)
        same = np.array_equal(ranks_of(asked), ranks_of(city))
        found = recall_whole(asked, former.blocks)
        assert same or found == ()
        refused += found == ()
    assert refused


@pytest.mark.parametrize("change", TIGHTER)
def test_what_was_asked_for_besides_and_is_no_more_does_not(change: Change) -> None:
    refused = 0
    for seed in range(4, 4 + SEEDS):
        rng = np.random.default_rng([seed, 8])
        city, first = known("quotas" if change is stricter else "as_drawn", seed)
        tighter = city if first is None else change(city, first.decisions, rng)
        former = solved(tighter)
        if former is None:
            continue
        found, ranks = recall_whole(city, former.blocks), ranks_of(city)
        refused += found == ()
        if found:
            assert np.array_equal(ranks_of(tighter), ranks)
            judge(city, solved(city, former), ranks)
    assert refused


def without(city: Instance, option: int) -> Instance:
    """Leave an option out for good, as a scenario does that locks its site out."""
    everywhere = np.arange(city.n_circles), np.arange(city.n_options)
    whole = Subproblem(city, *everywhere, Decisions.nothing(city))
    return keep_options(whole, np.arange(city.n_options) != option).instance


def odd_one(city: Instance, option: int) -> Instance:
    """Double all amounts and add a fen to what one option costs, so that it alone decides the unit of money."""
    facts = city.options
    fen = 2 * facts.pay_fen
    fen[facts.pay_option == option] += 1
    caps = np.where(city.budget_cap_fen < 0, -1, 2 * city.budget_cap_fen)
    return replace(
        city,
        options=replace(facts, pay_fen=fen),
        budget_cap_fen=caps,
        awards=tuple(replace(a, fen=2 * a.fen) for a in city.awards),
    )


@pytest.mark.parametrize("by_blocks", [False, True])
@pytest.mark.parametrize("is_in_plan", [False, True])
def test_a_record_holds_when_money_is_counted_in_larger_units(
    is_in_plan: bool, by_blocks: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cities = [known(rule, seed) for rule in ("as_drawn", "max_benefit") for seed in range(4)]
    if by_blocks:
        monkeypatch.setattr("placement.engine.control.sizes.SMALLEST_MERGED", -1)
    taken = 0
    for base, first in cities:
        assert first is not None
        facts, start = base.options, first.decisions.start
        paid = np.unique(facts.pay_option[facts.pay_fen > 0]).tolist()
        option = next((o for o in paid if (start[o] != NEVER) == is_in_plan), None)
        if option is None:
            continue
        city = odd_one(base, option)
        asked, former = without(city, option), solved(city)
        assert former is not None
        times = asked.money_unit_fen // city.money_unit_fen
        if times == 1 or not former.blocks:
            continue
        taken += any(not record.is_whole for record in former.blocks) == by_blocks
        for now, was in zip(recall_whole(asked, former.blocks), former.stages, strict=False):
            unit = times if now.term.endswith("_money") else 1
            assert now.sign * now.value * unit <= was.sign * was.value
            if was.bound is not None and now.bound is not None:
                assert now.sign * now.bound * unit >= was.sign * was.bound
        left = Decisions(np.delete(former.decisions.start, option), former.decisions.held)
        judge(asked, solved(asked, replace(former, decisions=left)), ranks_of(asked))
    assert taken


def test_a_lock_that_the_plan_keeps_anyway_is_proven_without_a_solve(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = []
    for seed in range(8):
        city, former = known("as_drawn", seed)
        assert former is not None
        if (former.decisions.held != NEVER).any():
            found.append((city, former))
    assert len(found) > 3
    monkeypatch.setattr(WholeModel, "build", _must_not_solve)
    for seed, (city, former) in enumerate(found):
        asked = pinned(city, former.decisions, np.random.default_rng(seed))
        again = solved(asked, former)
        assert again is not None
        assert again.status == "optimal"
        assert again.stages == former.stages


def _must_not_solve(*_: object) -> WholeModel:
    raise AssertionError
