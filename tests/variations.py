"""Tiny cities with one more rule switched on, by name; each keeps everything else of ``tiny_city``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from placement.instance import (
    ANY,
    NOTHING,
    UNLIMITED,
    AwardFacts,
    CardFacts,
    GradeFacts,
    Instance,
    LineFacts,
    OptionFacts,
    RequirementFacts,
    Stage,
    TargetFacts,
)
from placement.instance.limits import LimitRows
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
    return replace(city, options=with_effects(facts, kept))


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


def quotas(city: Instance, rng: np.random.Generator) -> Instance:
    """Let yearly pools and numbers over all years limit random options, and awards paid in two years."""
    city = dear_awards(city, rng)
    facts, rows = city.options, LimitRows()
    for t in range(city.n_years):
        chosen = np.flatnonzero(rng.random(city.n_options) < 0.7)
        paid = np.isin(facts.pay_option, chosen)
        fen = facts.pay_fen[paid]
        row = rows.add(f"pool {t}", cap=int(rng.integers(0, 9)) * 1000)
        rows.draw_options(row, facts.pay_option[paid], (t, t), fen)
        due = [n for n, a in enumerate(city.awards) if a.year == t and rng.random() < 0.6]
        rows.draw_awards(row, due, [city.awards[n].fen for n in due])
    row = rows.add("number", cap=int(rng.integers(1, 3)))
    rows.draw_options(row, np.arange(city.n_options), (0, city.n_years - 1), 1)
    return replace(city, limits=rows.limits())


def batches(city: Instance, rng: np.random.Generator) -> Instance:
    """Ask for nothing or enough of random options in a year, of options over all years, and of awards."""
    facts, rows = city.options, LimitRows()
    last = city.n_years - 1
    for t in range(city.n_years):
        chosen = np.flatnonzero(rng.random(city.n_options) < 0.6)
        rows.draw_options(rows.add(f"batch {t}", least=2), chosen, (t, t), 1)
    row = rows.add("bundle", least=int(rng.integers(2, 10)) * 1000)
    rows.draw_options(row, facts.pay_option, (0, last), facts.pay_fen)
    due = [n for n, a in enumerate(city.awards) if a.tier == 1]
    rows.draw_awards(rows.add("awards", least=2, cap=3), due, [1] * len(due))
    return replace(city, limits=rows.limits())


def paid_from_a_pool(
    city: Instance, awards: Sequence[AwardFacts], rng: np.random.Generator
) -> Instance:
    """Give awards a pool, count them, and let circles rise."""
    rows = LimitRows()
    row = rows.add("pool", cap=int(rng.integers(2, 10)) * 1000)
    rows.draw_awards(row, range(len(awards)), [a.fen for a in awards])
    return replace(
        city, awards=tuple(awards), limits=rows.limits(), awards_are_minimised=True,
        allow_interim=True,
    )  # fmt: skip


def award_differences(city: Instance, rng: np.random.Generator) -> Instance:
    """Pay rises within the horizon less than first certifications, or nothing."""
    lower = int(rng.integers(0, 3)) * 1000
    awards = [
        AwardFacts("award", c, j, t, j, fen, before)
        for c in range(city.n_circles)
        for t in range(city.n_years)
        for j, before, fen in ((0, NOTHING, 2000), (1, NOTHING, 4000), (1, 0, lower))
        if fen
    ]
    return paid_from_a_pool(city, awards, rng)


def award_densities(city: Instance, rng: np.random.Generator) -> Instance:
    """Pay by how many units of a line a circle has in the year: less below a number, more from it on."""
    line, level = int(rng.integers(0, 3)), int(rng.integers(1, 4))
    awards = [
        AwardFacts("award", c, j, t, b, fen, before, line, *band)
        for c in range(city.n_circles)
        for t in range(city.n_years)
        for j, before in ((0, ANY), (1, NOTHING), (1, 0))
        for b, band, fen in ((0, (1, level), 1000 + 1000 * j), (1, (level, UNLIMITED), 3000))
        if band[0] < band[1]
    ]
    return paid_from_a_pool(city, awards, rng)


def with_lines(city: Instance, lines: LineFacts) -> Instance:
    needs = build_needs(lines, city.card, city.existing, city.tier_points, city.tier_kinds)
    return replace(city, lines=lines, needs=needs)


def graded_lines(city: Instance, rng: np.random.Generator) -> Instance:
    """Add a named set, the best of two bands and deductions, in and out of the chapter."""
    names = [requirement(city, rng, n, presence=n == 0) for n in range(5)]
    bands = sorted(int(n) for n in rng.integers(1, 4, 2))
    offset = int(rng.integers(-1, 3))
    grades = (
        GradeFacts("set", (int(rng.integers(2, 5)),), ((0,),), 4),
        GradeFacts("bands", tuple(bands), ((1,), (1, 2)), bands[1]),
        GradeFacts("less", (2, 1), ((3,), (4,)), 3 - offset, adds=True, offset=offset),
    )
    grades = (replace(grades[0], cap=grades[0].points[0]), *grades[1:])
    chapters = (*city.lines.chapters, ("extra", int(rng.integers(3, 7)), (2, 4, 6)))
    asked = city.tier_points + rng.integers(0, 5, (2, 1))
    return with_card(city, CardFacts(tuple(names), grades), chapters, np.sort(asked, axis=0))


def two_tables(city: Instance, rng: np.random.Generator) -> Instance:
    """Let lines and a set make up a first table, and other lines and bands confirm the tier."""
    names = [requirement(city, rng, n, presence=n == 0) for n in range(3)]
    grades = (
        GradeFacts("set", (3,), ((0,),), 3),
        GradeFacts("bands", (1, 3), ((1,), (2,)), 3),
    )
    asked = np.array([[2, 1], [4, 2]]) + rng.integers(0, 3, (2, 2))
    card = CardFacts(tuple(names), grades, table_of_item=np.array([0, 0, 1, 1, 0, 1]))
    return with_card(city, card, (), np.sort(asked, axis=0))


def gates_of_tiers(city: Instance, rng: np.random.Generator) -> Instance:
    """Let tiers ask for outlets or named kinds of their own."""
    names = [requirement(city, rng, n, presence=n == 0) for n in range(3)]
    card = CardFacts(tuple(names), (), gates=((0,), (1, 2)))
    return with_card(city, card, city.lines.chapters, city.tier_points)


def shares(city: Instance, rng: np.random.Generator) -> Instance:
    """Give points and a gate for a share of outlets, which more outlets can cost."""
    names = [falling(city, rng, n) for n in range(2)]
    names.append(requirement(city, rng, 2, presence=False))
    grades = (GradeFacts("share", (int(rng.integers(1, 4)),), ((0, 2),), 3),)
    grades = (replace(grades[0], cap=grades[0].points[0]),)
    card = CardFacts(tuple(names), grades, gates=((), (1,)) if rng.random() < 0.6 else ())
    return with_card(city, card, city.lines.chapters, city.tier_points)


def shares_no_interim(city: Instance, rng: np.random.Generator) -> Instance:
    return replace(shares(city, rng), allow_interim=False)


def other_targets(city: Instance, rng: np.random.Generator) -> Instance:
    """Ask for residents, exact numbers and first certifications, in years drawn anew."""
    people = [int(n) for n in city.residents]
    everyone = tuple(range(city.n_circles))
    step = -(-sum(people) // len(people))
    targets = []
    for n in range(int(rng.integers(2, 5))):
        j, t = int(rng.integers(0, 2)), int(rng.integers(0, city.n_years))
        plain = TargetFacts(
            f"K{n}", everyone, j, t, int(rng.integers(1, city.n_circles + 1)),
            weight=int(rng.integers(1, 3)), hard=False, per_year=bool(rng.random() < 0.5),
        )  # fmt: skip
        share = int(sum(people) * rng.random())
        targets.append(
            (
                replace(plain, exactly=True),
                replace(plain, first_only=True),
                replace(plain, first_only=True, exactly=True, per_year=True),
                replace(plain, amounts=tuple(people), required=share, step=step, per_year=False),
            )[int(rng.integers(0, 4))]
        )
    return replace(city, targets=tuple(targets), allow_interim=True)


def shares_of_achieved(city: Instance, rng: np.random.Generator) -> Instance:
    """Ask for a share, rounded each way, of the circles that hold the lower tier."""
    everyone = tuple(range(city.n_circles))
    whole = int(rng.integers(2, 4))
    wanted = TargetFacts("want", everyone, 0, city.n_years - 1, city.n_circles, 2, False, False)
    shares = tuple(
        TargetFacts(
            f"S{t}", everyone, 1, t, -int(rng.integers(0, whole)), weight=1,
            hard=False, per_year=False, amounts=(whole,) * len(everyone),
            step=whole, base=everyone, base_tier=0, base_share=int(rng.integers(1, whole + 1)),
        )
        for t in range(city.n_years)
        if rng.random() < 0.7
    )  # fmt: skip
    return replace(city, targets=(wanted, *shares))


def reviews(city: Instance, rng: np.random.Generator) -> Instance:
    """Let some tiers be held from a year of review on only."""
    opens = np.zeros((city.n_circles, 2), dtype=np.int64)
    for c in range(city.n_circles):
        old, year = int(rng.integers(-1, 2)), int(rng.integers(0, city.n_years + 1))
        opens[c, : old + 1] = year
    return replace(city, opens=opens)


def requirement(
    city: Instance, rng: np.random.Generator, n: int, *, presence: bool
) -> RequirementFacts:
    lines = np.sort(rng.choice(4, size=int(rng.integers(1, 4)), replace=False))
    weight = rng.integers(1, 3, (city.n_circles, len(lines)))
    if presence:
        weight = np.ones_like(weight)
    most = len(lines) if presence else 5
    least = rng.integers(1, most + 1, city.n_circles)
    return RequirementFacts(f"R{n}", lines, weight, least, presence)


def falling(city: Instance, rng: np.random.Generator, n: int) -> RequirementFacts:
    """One line at least a half or a third of another."""
    lines = rng.choice(4, size=2, replace=False)
    weight = np.stack([rng.integers(1, 4, city.n_circles), -np.ones(city.n_circles)], axis=1)
    least = rng.integers(-1, 2, city.n_circles)
    return RequirementFacts(f"F{n}", lines, weight.astype(np.int64), least, presence=False)


def whole_batches(city: Instance, rng: np.random.Generator) -> Instance:
    """Ask for even numbers of random options in a year, and for three awards at a time."""
    rows = LimitRows()
    for t in range(city.n_years):
        chosen = np.flatnonzero(rng.random(city.n_options) < 0.7)
        rows.draw_options(rows.add(f"pairs {t}", batch=2), chosen, (t, t), 1)
    due = [n for n, a in enumerate(city.awards) if a.tier == 0]
    rows.draw_awards(rows.add("awards", batch=3), due, [1] * len(due))
    return replace(city, limits=rows.limits())


def with_card(
    city: Instance,
    card: CardFacts,
    chapters: tuple[tuple[str, int, tuple[int, ...]], ...],
    tier_points: np.ndarray,
) -> Instance:
    lines = replace(city.lines, chapters=chapters)
    needs = build_needs(lines, card, city.existing, tier_points, city.tier_kinds)
    return replace(city, lines=lines, card=card, tier_points=tier_points, needs=needs)


VARIATIONS: dict[str, Callable[[Instance, np.random.Generator], Instance]] = {
    rule.__name__: rule
    for rule in (
        as_drawn, max_benefit, money_first, no_interim, hard_targets, locked, locked_and_hard,
        own_reach, nested_chapters, kind_only_line, certified_before, dear_awards, odd_fen,
        graded_lines, two_tables, gates_of_tiers, shares, shares_no_interim, quotas, batches, whole_batches,
        award_differences, award_densities, other_targets, shares_of_achieved, reviews,
    )
}  # fmt: skip


def varied_city(rule: str, seed: int) -> Instance:
    """Return the tiny city of a seed with a rule switched on."""
    return VARIATIONS[rule](tiny_city(seed), np.random.default_rng([seed, 7]))


def torn(city: Instance) -> Instance:
    """Let every site reach one circle only, so that no two circles share one."""
    facts = city.options
    mine = facts.site[facts.effect_option] % city.n_circles == facts.effect_circle
    return replace(city, options=with_effects(facts, mine))


def with_effects(facts: OptionFacts, kept: np.ndarray) -> OptionFacts:
    """Return the options with some of their effects only, a mask over these."""
    return replace(
        facts,
        effect_option=facts.effect_option[kept],
        effect_circle=facts.effect_circle[kept],
        effect_line=facts.effect_line[kept],
        effect_units=facts.effect_units[kept],
    )
