"""Prints of instances: digests of everything that a block, or a whole instance, is made of, item by item.

They tell whether every plan of one instance is also one of another, and no better there, without the other at hand.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from pydantic import with_config

from placement.instance import Bool, Instance, Int, TargetFacts

DIGEST = 8
"""Bytes of each digest."""
APART = frozenset({
    "options", "budget_cap_fen", "budget_ids", "locked_in", "limits", "awards", "targets", "blocked_circle", "needs",
})  # fmt: skip
"""Parts of an instance that have a place of their own in a print; ``needs`` follows from the others."""


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class Print:
    """Everything an instance is made of.

    Attributes
    ----------
    rules
        Digest of circles, rubric, awards, stages and what limits ask for.
    options
        Digests of options by year in which they can be started, with what they do, cost and draw on; in base 64,
        sorted.
    targets, hard
        Digests of all targets, whether hard or not, and of the hard ones.
    blocked
        Ids of circles that may hold nothing.
    caps
        Budget line and year, or row of limits → what may be spent or drawn, never more than could be.
    locks
        Site → options with years of which one must be chosen.
    """

    rules: str
    options: str
    targets: tuple[str, ...]
    hard: tuple[str, ...]
    blocked: tuple[str, ...]
    caps: dict[str, int]
    locks: dict[str, tuple[str, ...]]

    def restricts(self, other: Print) -> bool:
        """Tell whether every plan of this instance is one of the other, where its terms are no worse.

        They are the same, but for targets that only this instance has: what those miss is added to the shortfall.
        """
        return (
            self.rules == other.rules
            and self._digests() <= other._digests()
            and Counter(other.targets) <= Counter(self.targets)
            and Counter(other.hard) <= Counter(self.hard)
            and set(other.blocked) <= set(self.blocked)
            and self.caps.keys() <= other.caps.keys()
            and all(cap <= other.caps[name] for name, cap in self.caps.items())
            and all(
                site in self.locks and set(self.locks[site]) <= set(options)
                for site, options in other.locks.items()
            )
        )

    def _digests(self) -> frozenset[bytes]:
        held = base64.b64decode(self.options)
        return frozenset(held[k : k + DIGEST] for k in range(0, len(held), DIGEST))


def take_print(instance: Instance) -> Print:
    """Return the print of an instance."""
    options, rows = instance.options, _rows_that_count(instance)
    return Print(
        _digest(_rules(instance, rows)).hex(),
        base64.b64encode(b"".join(sorted(_option_digests(instance, rows)))).decode(),
        _target_digests(instance.targets),
        _target_digests(k for k in instance.targets if k.hard),
        tuple(sorted(instance.circle_ids[c] for c in np.flatnonzero(instance.blocked_circle))),
        _budget_caps(instance) | _row_caps(instance, rows),
        {
            options.site_ids[site]: tuple(sorted(f"{options.ids[o]} {t}" for o, t in pairs))
            for site, pairs in sorted(instance.locked_in.items())
        },
    )


def _target_digests(targets: Iterable[TargetFacts]) -> tuple[str, ...]:
    return tuple(sorted(_digest(repr(replace(k, hard=False))).hex() for k in targets))


def _budget_caps(instance: Instance) -> dict[str, int]:
    """Return what may be spent of each budget line and year, fen; lines that nothing is spent of are left out."""
    caps, most = instance.budget_cap_fen, _most_spent(instance)
    return {
        f"{instance.budget_ids[b]} {t}": _least(caps[b, t], most[b, t])
        for b, t in np.argwhere(most > 0).tolist()
    }


def _row_caps(instance: Instance, rows: Int) -> dict[str, int]:
    limits, most = instance.limits, _most_drawn(instance)
    return {f"limit {n}": _least(limits.cap[row], most[row]) for n, row in enumerate(rows)}


def _least(cap: int, most: int) -> int:
    return int(most if cap < 0 else min(cap, most))


def _most_spent(instance: Instance) -> Int:
    """Return what could be spent of each budget line and year at most, fen, shape ``(B, T)``."""
    facts, n_sites = instance.options, len(instance.options.site_ids)
    payer, row = np.unique(
        facts.pay_budget * len(facts.ids) + facts.pay_option, return_inverse=True
    )
    paid = np.zeros(len(payer), dtype=np.int64)
    np.add.at(paid, row, facts.pay_fen)
    budget, option = np.divmod(payer, max(1, len(facts.ids)))
    place, row = np.unique(budget * n_sites + facts.site[option], return_inverse=True)
    most = np.zeros(len(place), dtype=np.int64)
    np.maximum.at(most, row, paid)
    of_all = np.zeros(len(instance.budget_ids), dtype=np.int64)
    np.add.at(of_all, place // max(1, n_sites), most)
    total: Int = np.repeat(of_all[:, None], instance.n_years, axis=1)
    for award in instance.awards:
        total[award.budget, award.year] += award.fen
    return total


def _most_drawn(instance: Instance) -> Int:
    """Return an amount that cannot be exceeded on each row of limits, shape ``(R,)``."""
    limits = instance.limits
    most = np.zeros(len(limits), dtype=np.int64)
    np.add.at(most, limits.option_row, limits.option_amount)
    np.add.at(most, limits.award_row, limits.award_amount)
    return most


def _rows_that_count(instance: Instance) -> Int:
    """Return the rows of limits that are drawn on, or ask for more than a cap."""
    limits = instance.limits
    counts: Bool = ~limits.is_plain
    counts[limits.option_row] = counts[limits.award_row] = True
    return np.flatnonzero(counts)


def _rules(instance: Instance, rows: Int) -> list[object]:
    """Return everything that must be the same, names for positions.

    The unit of money is where caps may be exceeded: what is above them is counted in whole units.
    """
    budgets, limits = instance.budget_ids, instance.limits
    awards = [repr(replace(a, budget=0)) + budgets[a.budget] for a in instance.awards]
    position = np.searchsorted(rows, limits.award_row)
    drawn = zip(position, limits.award, limits.award_amount, strict=True)
    return [
        {f.name: getattr(instance, f.name) for f in fields(instance) if f.name not in APART},
        instance.money_unit_fen if instance.elastic_budgets or instance.elastic_pots else 0,
        sorted(awards),
        [limits.ids[row] for row in rows],
        [limits.least[rows], limits.batch[rows], limits.pot[rows], limits.outside[rows]],
        sorted((int(n), awards[award], int(amount)) for n, award, amount in drawn),
        _target_digests(instance.targets) if _missing_is_wanted(instance) else [],
        [instance.budget_cap_fen, limits.cap, budgets] if instance.elastic_budgets else [],
    ]


def _missing_is_wanted(instance: Instance) -> bool:
    """Tell whether a plan may be the better for missing targets: then one target more is another question."""
    return any(s.maximise and s.term == "target_shortfall" for s in instance.stages) or any(
        not rule.is_most and rule.term == "target_shortfall" for rule in instance.term_limits
    )


def _option_digests(instance: Instance, rows: Int) -> list[bytes]:
    """Digest every option by year, with what it does, costs and draws on; what it does is sorted by option."""
    facts = instance.options
    numbers = np.arange(len(facts.ids) + 1)
    effects = np.searchsorted(facts.effect_option, numbers)
    pays = np.searchsorted(facts.pay_option, numbers)
    effect = np.stack([facts.effect_circle, facts.effect_line, facts.effect_units], axis=1)
    draws, years = _draws(instance, rows), facts.available
    found = []
    for o in np.flatnonzero(years.any(axis=1)).tolist():
        option, paid = facts.ids[o], slice(pays[o], pays[o + 1])
        budgets = ",".join(instance.budget_ids[b] for b in facts.pay_budget[paid])
        weight = 0 if facts.weight is None else facts.weight[o].tolist()
        text = f"{option}|{facts.site_ids[facts.site[o]]}|{budgets}|{weight}|{draws.get(o, [])}"
        data = effect[effects[o] : effects[o + 1]].astype(np.int64).tobytes()
        held = hashlib.blake2b(text.encode(), digest_size=DIGEST)
        held.update(len(data).to_bytes(8) + data + facts.pay_fen[paid].astype(np.int64).tobytes())
        for t in np.flatnonzero(years[o]).tolist():
            of_year = held.copy()
            of_year.update(b"|%d" % t)
            found.append(of_year.digest())
    return found


def _draws(instance: Instance, rows: Int) -> dict[int, list[tuple[int, ...]]]:
    """Return what each option draws on: position among the rows that count, first and last year, amount."""
    limits, draws = instance.limits, defaultdict(list)
    position = np.searchsorted(rows, limits.option_row)
    each = (position, limits.option_first, limits.option_last, limits.option_amount)
    for option, *draw in zip(limits.option.tolist(), *(x.tolist() for x in each), strict=True):
        draws[option].append(tuple(draw))
    return {option: sorted(drawn) for option, drawn in draws.items()}


def _digest(value: object) -> bytes:
    """Digest plain values, arrays and dataclasses, whatever they hold; type and shape count."""
    held = hashlib.blake2b(digest_size=2 * DIGEST)
    _feed(held, value)
    return held.digest()


def _feed(held: Any, value: object) -> None:
    held.update(type(value).__name__.encode() + b":")
    if isinstance(value, np.ndarray):
        held.update(f"{value.dtype}{value.shape}".encode() + np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            _feed(held, getattr(value, f.name))
    elif isinstance(value, Mapping):
        for key in sorted(value, key=repr):
            _feed(held, [key, value[key]])
    elif isinstance(value, list | tuple):
        held.update(str(len(value)).encode())
        for item in value:
            _feed(held, item)
    else:
        held.update(repr(value).encode() + b";")
