"""Prints of blocks: digests of everything a merged block is made of, item by item.

They tell whether every plan of one block is also one of another, without the other at hand.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

import numpy as np
from pydantic import with_config

from placement.instance import Instance, Int

DIGEST = 8
"""Bytes of each digest."""
APART = frozenset({"options", "budget_cap_fen", "budget_ids", "locked_in", "limits", "awards", "targets", "needs"})  # fmt: skip
"""Parts of an instance that have a place of their own in a print; ``needs`` follows from the others."""


@with_config(strict=True, extra="forbid")
@dataclass(frozen=True, slots=True)
class Print:
    """Everything a merged block is made of.

    Attributes
    ----------
    rules
        Digest of circles, rubric, targets, awards, limits and stages.
    options
        Digests of options with what they do and cost, in base 64, sorted.
    caps
        Budget line → what the block may spend of it, fen; never more than it could.
    locks
        Site → options of which one must be chosen.
    """

    rules: str
    options: str
    caps: dict[str, int]
    locks: dict[str, tuple[str, ...]]

    def restricts(self, other: Print) -> bool:
        """Tell whether every plan of this block is one of the other."""
        return (
            self.rules == other.rules
            and self._digests() <= other._digests()
            and self.caps.keys() <= other.caps.keys()
            and all(cap <= other.caps[budget] for budget, cap in self.caps.items())
            and all(
                site in self.locks and set(self.locks[site]) <= set(options)
                for site, options in other.locks.items()
            )
        )

    def _digests(self) -> frozenset[bytes]:
        held = base64.b64decode(self.options)
        return frozenset(held[k : k + DIGEST] for k in range(0, len(held), DIGEST))


def take_print(instance: Instance) -> Print:
    """Return the print of a block with merged years."""
    options, budgets = instance.options, instance.budget_ids
    spendable = _most_spent(instance)
    caps = instance.budget_cap_fen[:, 0]
    used = np.flatnonzero(spendable)
    return Print(
        _digest(_rules(instance)).hex(),
        base64.b64encode(b"".join(sorted(_option_digests(instance)))).decode(),
        {
            budgets[b]: int(spendable[b] if caps[b] < 0 else min(caps[b], spendable[b]))
            for b in used
        },
        {
            options.site_ids[site]: tuple(sorted(options.ids[o] for o, _ in pairs))
            for site, pairs in sorted(instance.locked_in.items())
        },
    )


def _most_spent(instance: Instance) -> Int:
    """Return what a block could spend of each budget line at most, fen, shape ``(B,)``."""
    facts = instance.options
    most = np.zeros((len(instance.budget_ids), len(facts.site_ids)), dtype=np.int64)
    pays = np.zeros((len(instance.budget_ids), len(facts.ids)), dtype=np.int64)
    np.add.at(pays, (facts.pay_budget, facts.pay_option), facts.pay_fen)
    np.maximum.at(most.T, facts.site, pays.T)
    total: Int = most.sum(axis=1)
    for award in instance.awards:
        total[award.budget] += award.fen
    return total


def _rules(instance: Instance) -> list[object]:
    """Return everything but options, caps and locks, names for positions."""
    budgets, limits = instance.budget_ids, instance.limits
    drawn_on = np.zeros(len(limits), dtype=bool)
    drawn_on[limits.option_row] = drawn_on[limits.award_row] = True
    return [
        {f.name: getattr(instance, f.name) for f in fields(instance) if f.name not in APART},
        instance.money_unit_fen,
        sorted(repr(replace(a, budget=0)) + budgets[a.budget] for a in instance.awards),
        sorted(repr(k) for k in instance.targets),
        [limits.rows(drawn_on), instance.options.ids] if drawn_on.any() else [],
        [instance.budget_cap_fen, budgets] if instance.elastic_budgets else [],
    ]


def _option_digests(instance: Instance) -> list[bytes]:
    """Digest every option that can be started, with what it does and costs; rows are sorted by option."""
    facts = instance.options
    numbers = np.arange(len(facts.ids) + 1)
    effects = np.searchsorted(facts.effect_option, numbers)
    pays = np.searchsorted(facts.pay_option, numbers)
    effect = np.stack([facts.effect_circle, facts.effect_line, facts.effect_units], axis=1)
    found = []
    for o in np.flatnonzero(facts.available[:, 0]).tolist():
        option, paid = facts.ids[o], slice(pays[o], pays[o + 1])
        budgets = ",".join(instance.budget_ids[b] for b in facts.pay_budget[paid])
        weight = 0 if facts.weight is None else int(facts.weight[o])
        text = f"{option}|{facts.site_ids[facts.site[o]]}|{budgets}|{weight}"
        data = effect[effects[o] : effects[o + 1]].astype(np.int64).tobytes()
        held = hashlib.blake2b(text.encode(), digest_size=DIGEST)
        held.update(len(data).to_bytes(8) + data + facts.pay_fen[paid].astype(np.int64).tobytes())
        found.append(held.digest())
    return found


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
