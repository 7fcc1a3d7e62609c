"""Tiny cities with one more rule switched on, by name; each keeps everything else of ``tiny_city``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from placement.instance import AwardFacts, Instance, LineFacts, Stage
from placement.instance.needs import build_needs
from tiny import tiny_city

MAX_BENEFIT = (
    Stage("target_shortfall", maximise=False),
    Stage("certified_residents", maximise=True),
    Stage("public_money", maximise=False),
)
SPARING = (
    Stage("aid_money", maximise=False),
    Stage("award_money", maximise=True),
    Stage("conversions", maximise=True),
    Stage("target_shortfall", maximise=False),
)


def as_drawn(city: Instance, _rng: np.random.Generator) -> Instance:
    return city


def max_benefit(city: Instance, _rng: np.random.Generator) -> Instance:
    return replace(city, stages=MAX_BENEFIT)


def money_first(city: Instance, _rng: np.random.Generator) -> Instance:
    return replace(city, stages=SPARING)


def no_interim(city: Instance, _rng: np.random.Generator) -> Instance:
    return replace(city, allow_interim=False)


def hard_targets(city: Instance, rng: np.random.Generator) -> Instance:
    targets = tuple(replace(k, hard=bool(rng.random() < 0.6)) for k in city.targets)
    return replace(city, targets=targets)


def locked(city: Instance, rng: np.random.Generator) -> Instance:
    """Lock one or two sites to some of their options and years; what is left may not fit together."""
    facts = city.options
    locks = {}
    for s in rng.permutation(len(facts.site_ids))[: int(rng.integers(1, 3))].tolist():
        pairs = [
            (int(o), int(t))
            for o in np.flatnonzero(facts.site == s)
            for t in np.flatnonzero(facts.available[o])
        ]
        kept = rng.permutation(len(pairs))[: int(rng.integers(1, len(pairs) + 1))]
        locks[s] = frozenset(pairs[n] for n in kept)
    return replace(city, locked_in=locks)


def locked_and_hard(city: Instance, rng: np.random.Generator) -> Instance:
    return hard_targets(locked(city, rng), rng)


def own_reach(city: Instance, rng: np.random.Generator) -> Instance:
    """Let formats of one site reach different circles, as walking limits of single lines do."""
    facts = city.options
    kept = rng.random(len(facts.effect_option)) < 0.6
    options = replace(
        facts,
        effect_option=facts.effect_option[kept],
        effect_circle=facts.effect_circle[kept],
        effect_line=facts.effect_line[kept],
        effect_units=facts.effect_units[kept],
    )
    return replace(city, options=options)


def nested_chapters(city: Instance, rng: np.random.Generator) -> Instance:
    """Put a tight chapter inside a tight chapter inside a tight total."""
    old = city.lines
    inner, outer = int(rng.integers(2, 5)), int(rng.integers(3, 6))
    chapters = (
        ("all", outer + int(rng.integers(2, 5)), (0, 1, 2, 3)),
        ("shops", outer, (0, 1, 2)),
        ("daily", inner, (0, 1)),
    )
    return with_lines(city, replace(old, chapters=chapters))


def kind_only_line(city: Instance, _rng: np.random.Generator) -> Instance:
    """Let one line of each class count as a kind and give no points."""
    lines = replace(city.lines, unit_steps=np.array([1, 0, 0, 1]), cap_steps=np.array([5, 0, 0, 4]))
    return with_lines(city, lines)


def certified_before(city: Instance, rng: np.random.Generator) -> Instance:
    """Let most circles start at the lower tier, and every target count within its year."""
    current = np.where(rng.random(city.n_circles) < 0.7, 0, -1)
    targets = tuple(replace(k, per_year=True) for k in city.targets)
    return replace(city, current_tier=current, targets=targets)


def dear_awards(city: Instance, _rng: np.random.Generator) -> Instance:
    """Pay an award for every tier in every year out of two lines, so that awards compete with aid."""
    awards = tuple(
        AwardFacts(f"award{b}", c, j, t, b, 1000 + 500 * b + 1000 * j)
        for c in range(city.n_circles)
        for j in range(2)
        for t in range(city.n_years)
        for b in range(2)
    )
    return replace(city, awards=awards, awards_are_minimised=True)


def odd_fen(city: Instance, rng: np.random.Generator) -> Instance:
    """Price options to the odd fen and cap the lines one fen around sums of them."""
    facts = city.options
    fen = np.where(facts.pay_fen > 0, facts.pay_fen + rng.integers(0, 1000, len(facts.pay_fen)), 0)
    caps = city.budget_cap_fen.copy()
    for b, t in np.argwhere(caps >= 0):
        paid = fen[facts.pay_budget == b]
        caps[b, t] = max(0, int(paid[rng.random(len(paid)) < 0.5].sum()) + int(rng.integers(-1, 2)))
    return replace(city, options=replace(facts, pay_fen=fen), budget_cap_fen=caps)


def with_lines(city: Instance, lines: LineFacts) -> Instance:
    needs = build_needs(lines, city.existing, city.tier_points, city.tier_kinds)
    return replace(city, lines=lines, needs=needs)


VARIATIONS: dict[str, Callable[[Instance, np.random.Generator], Instance]] = {
    rule.__name__: rule
    for rule in (
        as_drawn, max_benefit, money_first, no_interim, hard_targets, locked, locked_and_hard,
        own_reach, nested_chapters, kind_only_line, certified_before, dear_awards, odd_fen,
    )
}  # fmt: skip


def varied_city(rule: str, seed: int) -> Instance:
    """Return the tiny city of a seed with a rule switched on."""
    return VARIATIONS[rule](tiny_city(seed), np.random.default_rng([seed, 7]))
