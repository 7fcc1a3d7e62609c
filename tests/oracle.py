"""The exact optimum of a tiny city by enumeration, in plain Python integers.

Written anew from the rules, not from the program: it shares no code with the formulation or the engine.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from placement.instance import Instance

NEVER = -1
Path = tuple[int, ...]
"""Tier newly held in each year, NEVER for none."""


def best_rank(instance: Instance) -> tuple[int, ...] | None:
    """Return the least value by stage over all plans, ``None`` if no plan keeps every rule."""
    return min(every_rank(instance), default=None)


def every_rank(instance: Instance) -> Iterator[tuple[int, ...]]:
    """Yield the value by stage of every plan that keeps every rule."""
    for starts in every_start(instance):
        spent = option_money(instance, starts)
        if over_budget(instance, spent):
            continue
        choices = [circle_paths(instance, starts, c) for c in range(instance.n_circles)]
        for paths in itertools.product(*choices):
            rank = rank_of(instance, starts, paths, spent)
            if rank is not None:
                yield rank


def every_start(instance: Instance) -> Iterator[dict[int, int]]:
    """Yield option → year for every way to use the sites that satisfies the locks."""
    options = instance.options
    per_site: list[list[tuple[int, int] | None]] = []
    for s in range(len(options.site_ids)):
        pairs = [
            (o, t)
            for o in range(instance.n_options)
            for t in range(instance.n_years)
            if options.site[o] == s and options.available[o, t]
        ]
        locked = instance.locked_in.get(s)
        per_site.append([None, *pairs] if locked is None else [p for p in pairs if p in locked])
    for picks in itertools.product(*per_site):
        yield dict(pick for pick in picks if pick is not None)


def option_money(instance: Instance, starts: dict[int, int]) -> dict[tuple[int, int], int]:
    """Fen committed to options by (budget line, year)."""
    spent: dict[tuple[int, int], int] = {}
    facts = instance.options
    for o, b, fen in zip(facts.pay_option, facts.pay_budget, facts.pay_fen, strict=True):
        if int(o) in starts:
            key = (int(b), starts[int(o)])
            spent[key] = spent.get(key, 0) + int(fen)
    return spent


def over_budget(instance: Instance, spent: dict[tuple[int, int], int]) -> bool:
    """Tell whether a cap that must be kept is exceeded; a negative cap is none."""
    return not instance.elastic_budgets and any(
        0 <= int(instance.budget_cap_fen[key]) < fen for key, fen in spent.items()
    )


def overrun(instance: Instance, spent: dict[tuple[int, int], int]) -> int:
    """Money units above the caps of budget lines, year by year; a negative cap is none."""
    unit = instance.money_unit_fen
    caps = {key: int(instance.budget_cap_fen[key]) for key in spent}
    return sum(
        max(0, fen // unit - caps[key] // unit) for key, fen in spent.items() if caps[key] >= 0
    )


def keeps_limits_of_terms(instance: Instance, terms: dict[str, int]) -> bool:
    """Tell whether every term is no more, or no less, than it may be."""
    for rule in instance.term_limits:
        value = terms[rule.term] * (instance.money_unit_fen if rule.term.endswith("_money") else 1)
        if value > rule.limit if rule.is_most else value < rule.limit:
            return False
    return True


def units_of(instance: Instance, starts: dict[int, int], circle: int, year: int) -> list[int]:
    """Units per line of one circle at the end of one year."""
    units = [int(n) for n in instance.existing[circle]]
    facts = instance.options
    for o, c, i, n in zip(
        facts.effect_option, facts.effect_circle, facts.effect_line, facts.effect_units, strict=True
    ):
        if int(c) == circle and starts.get(int(o), instance.n_years) <= year:
            units[int(i)] += int(n)
    return units


def holds(instance: Instance, units: Sequence[int], circle: int, requirement: int) -> bool:
    """Tell whether a requirement holds in a circle."""
    facts = instance.card.requirements[requirement]
    left = 0
    for n, i in enumerate(facts.lines):
        counted = (units[i] > 0) if facts.presence else units[i]
        left += int(facts.weight[circle][n]) * int(counted)
    return left >= int(facts.least[circle])


def grade(instance: Instance, units: Sequence[int], circle: int, g: int) -> int:
    """Points of a graded line: of its best condition, or of all that hold less the offset."""
    facts = instance.card.grades[g]
    points = [
        p
        for p, condition in zip(facts.points, facts.conditions, strict=True)
        if all(holds(instance, units, circle, r) for r in condition)
    ]
    if facts.adds:
        return min(facts.cap, max(0, sum(points) - facts.offset))
    return max([0, *points])


def score(instance: Instance, units: Sequence[int], circle: int, table: int) -> int:
    """Points in steps of a table: items cut at their caps, then chapters at theirs, inner ones first."""
    lines = instance.lines
    points = [
        min(n * int(lines.unit_steps[i]), int(lines.cap_steps[i])) for i, n in enumerate(units)
    ]
    points += [grade(instance, units, circle, g) for g in range(len(instance.card.grades))]
    parts = {frozenset([i]): p for i, p in enumerate(points)}
    for _, cap, members in sorted(lines.chapters, key=lambda chapter: len(chapter[2])):
        inside = [part for part in parts if part <= set(members)]
        total = sum(parts.pop(part) for part in inside)
        parts[frozenset(members)] = min(total, cap)
    tables = instance.card.table_of_item
    return sum(p for part, p in parts.items() if not tables.size or tables[min(part)] == table)


def reaches(instance: Instance, units: Sequence[int], tier: int, circle: int) -> bool:
    """Tell whether units give a circle the points, the kinds and the gates of a tier."""
    lines = instance.lines
    kinds = [
        sum(units[i] >= 1 for i in range(len(units)) if lines.kind_class[i] == k)
        for k in range(len(lines.kind_classes))
    ]
    gates = instance.card.gates[tier] if instance.card.gates else ()
    return (
        all(
            score(instance, units, circle, table) >= int(least)
            for table, least in enumerate(instance.tier_points[tier])
        )
        and all(
            have >= int(least) for have, least in zip(kinds, instance.tier_kinds[tier], strict=True)
        )
        and all(holds(instance, units, circle, r) for r in gates)
    )


def circle_paths(instance: Instance, starts: dict[int, int], circle: int) -> list[Path]:
    """All ways a circle may be certified: never falling, each tier earned in every year it is held."""
    tiers = range(len(instance.tier_ids))
    years = range(instance.n_years)
    held_before = int(instance.current_tier[circle])
    allowed = []
    for t in years:
        units = units_of(instance, starts, circle, t)
        may = [j for j in tiers if j > held_before and reaches(instance, units, j, circle)]
        if instance.opens is not None:
            may = [j for j in may if instance.opens[circle][j] <= t]
        allowed.append(may)
    if instance.blocked_circle[circle]:
        allowed = [[] for _ in years]
    return [
        path
        for path in itertools.product(*([NEVER, *tiers_now] for tiers_now in allowed))
        if all(a <= b for a, b in itertools.pairwise(path))
        and (instance.allow_interim or len({*path} - {NEVER}) <= 1)
    ]


def rank_of(
    instance: Instance,
    starts: dict[int, int],
    paths: Sequence[Path],
    options_spent: dict[tuple[int, int], int],
) -> tuple[int, ...] | None:
    """Value of a plan by stage, ``None`` if awards burst a budget or a hard target is missed."""
    spent = dict(options_spent)
    awards = 0
    paid = [
        earns(award, paths[award.circle]) and dense_enough(instance, award, starts)
        for award in instance.awards
    ]
    drawn = drawn_on(instance, starts, paid)
    if not within_limits(instance, drawn):
        return None
    for award, is_paid in zip(instance.awards, paid, strict=True):
        if is_paid:
            key = (award.budget, award.year)
            spent[key] = spent.get(key, 0) + award.fen
            awards += award.fen
    if awards and over_budget(instance, spent):
        return None
    missing = 0
    for target in instance.targets:
        amounts = target.amounts or [1] * len(target.circles)
        got = sum(
            n for n, c in zip(amounts, target.circles, strict=True) if counts(target, paths[c])
        )
        based = sum(paths[c][target.year] >= target.base_tier for c in target.base)
        short = target.required + target.base_share * based - got
        if short < 0:
            short = -short if target.exactly else 0
        if short and target.hard:
            return None
        missing += target.weight * -(-short // target.step)
    aid = sum(options_spent.values())
    unit = instance.money_unit_fen
    people = [int(n) for n in instance.residents]
    terms = {
        "target_shortfall": missing,
        "aid_money": aid // unit,
        "award_money": awards // unit,
        "public_money": (aid + awards * instance.awards_are_minimised) // unit,
        "certified_residents": sum(n for n, p in zip(people, paths, strict=True) if p[-1] != NEVER),
        "resident_years": sum(
            n * sum(j != NEVER for j in p) for n, p in zip(people, paths, strict=True)
        ),
        "conversions": len(starts),
        "option_weight": sum(
            1 if instance.options.weight is None else int(instance.options.weight[o, t])
            for o, t in starts.items()
        ),
        "overrun_money": overrun(instance, spent),
    }
    if not keeps_limits_of_terms(instance, terms):
        return None
    return tuple(-terms[s.term] if s.maximise else terms[s.term] for s in instance.stages)


def earns(award: object, path: Path) -> bool:
    """Tell whether a path newly holds the award's tier in its year, after the tier the award asks for."""
    if path[award.year] != award.tier:
        return False
    before = path[award.year - 1] if award.year else NEVER
    asked = award.before if award.before >= NEVER else before
    return before not in {award.tier} and before == asked


def dense_enough(instance: Instance, award: object, starts: dict[int, int]) -> bool:
    """Tell whether a circle has as many outlets in the award's year as the award asks for, and no more."""
    if award.line < 0:
        return True
    units = units_of(instance, starts, award.circle, award.year)[award.line]
    return award.from_units <= units < award.below_units


def drawn_on(instance: Instance, starts: dict[int, int], paid: Sequence[bool]) -> list[int]:
    """What is drawn on every quota, pool and pot, counted draw by draw."""
    limits = instance.limits
    drawn = [0] * len(limits.ids)
    for row, o, first, last, amount in zip(
        limits.option_row, limits.option, limits.option_first, limits.option_last,
        limits.option_amount, strict=True,
    ):  # fmt: skip
        if int(o) in starts and first <= starts[int(o)] <= last:
            drawn[int(row)] += int(amount)
    for row, n, amount in zip(limits.award_row, limits.award, limits.award_amount, strict=True):
        if paid[int(n)]:
            drawn[int(row)] += int(amount)
    return drawn


def within_limits(instance: Instance, drawn: Sequence[int]) -> bool:
    """Tell whether every quota and pool is kept."""
    limits = instance.limits
    for r, amount in enumerate(drawn):
        if limits.cap[r] >= 0 and amount > limits.cap[r]:
            return False
        if (amount or limits.outside[r]) and amount < limits.least[r]:
            return False
        if limits.batch[r] and (amount + limits.outside[r]) % limits.batch[r]:
            return False
    return True


def counts(target: object, path: Path) -> bool:
    """Tell whether a circle on a path counts for a target: by its year, or newly within it."""
    holds = path[target.year] >= target.tier
    if target.per_year and target.year > 0:
        floor = 0 if target.first_only else target.tier
        return holds and path[target.year - 1] < floor
    return holds


def value_of(
    instance: Instance, starts: dict[int, int], paths: Sequence[Path]
) -> tuple[int, ...] | None:
    """Value of any plan by stage, legal or not; ``None`` where it breaks a rule."""
    options = instance.options
    sites = [int(options.site[o]) for o in starts]
    if len(set(sites)) < len(sites) or not all(options.available[o, t] for o, t in starts.items()):
        return None
    chosen = set(starts.items())
    if any(chosen.isdisjoint(pairs) for pairs in instance.locked_in.values()):
        return None
    spent = option_money(instance, starts)
    legal = all(paths[c] in circle_paths(instance, starts, c) for c in range(instance.n_circles))
    if not legal or over_budget(instance, spent):
        return None
    return rank_of(instance, starts, paths, spent)
