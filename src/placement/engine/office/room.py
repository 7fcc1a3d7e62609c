"""What is left of budgets, quotas, pools and pots of budget lines while a plan is made step by step.

Only upper limits are looked at. Options that draw on a bundle or batch, which must be full or empty, never
fit: one by one it cannot be told whether it will be filled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from placement.instance import Instance, Int, Limits, OptionFacts

UNLIMITED = np.iinfo(np.int64).max // 4

Draws = dict[int, int]
"""Amount by account. Accounts are budget lines by year, ``b T + t``, and then the rows of limits."""


@dataclass
class Room:
    """What is left of every account.

    Attributes
    ----------
    left
        Money in fen, and amounts of rows of limits, by account.
    is_plain
        Accounts with nothing but a cap.
    """

    options: OptionFacts
    limits: Limits
    n_years: int
    left: list[int]
    is_plain: list[bool]
    _pays: Int
    _limited: tuple[Int, Int]
    _awards: tuple[Draws, ...]
    _known: dict[tuple[int, int], Draws] = field(default_factory=dict)

    @staticmethod
    def open(instance: Instance) -> Room:
        """Start with all accounts in full."""
        limits, caps = instance.limits, instance.budget_cap_fen.ravel()
        left = np.concatenate([caps, limits.cap])
        positions = np.arange(instance.n_options + 1)
        return Room(
            instance.options,
            limits,
            instance.n_years,
            np.where(np.concatenate([caps < 0, limits.cap < 0]), UNLIMITED, left).tolist(),
            [True] * len(caps) + limits.is_plain.tolist(),
            np.searchsorted(instance.options.pay_option, positions),
            _by_target(limits.option, instance.n_options),
            tuple(_award_draws(instance)),
        )

    def draws(self, option: int, year: int) -> Draws:
        """Return what an option started in a year draws."""
        if (option, year) not in self._known:
            self._known[option, year] = self._drawn(option, year)
        return self._known[option, year]

    def _drawn(self, option: int, year: int) -> Draws:
        facts, limits = self.options, self.limits
        paid = slice(self._pays[option], self._pays[option + 1])
        accounts = (facts.pay_budget[paid] * self.n_years + year).tolist()
        draws = add_up(zip(accounts, facts.pay_fen[paid].tolist(), strict=True))
        order, cuts = self._limited
        for row in order[cuts[option] : cuts[option + 1]].tolist():
            account = int(limits.option_row[row]) + len(self.left) - len(limits)
            counts = limits.option_first[row] <= year <= limits.option_last[row]
            if counts and limits.option_amount[row] > 0:
                draws[account] = draws.get(account, 0) + int(limits.option_amount[row])
        return draws

    def draws_of_awards(self, awards: Iterable[int]) -> Draws:
        """Return what awards, by position, draw together."""
        return add_up(item for n in awards for item in self._awards[n].items())

    def fit(self, draws: Draws, drawn: Draws) -> bool:
        """Tell whether all draws are within what is left after what is drawn already, by account."""
        return all(
            self.is_plain[account] and amount <= self.left[account] - drawn.get(account, 0)
            for account, amount in draws.items()
        )

    def take(self, draws: Draws) -> None:
        """Draw."""
        for account, amount in draws.items():
            self.left[account] -= amount


def _award_draws(instance: Instance) -> Iterator[Draws]:
    """Yield what each award draws, of each account once."""
    limits, first = instance.limits, instance.budget_cap_fen.size
    order, cuts = _by_target(limits.award, len(instance.awards))
    for n, award in enumerate(instance.awards):
        found = order[cuts[n] : cuts[n + 1]]
        rows, amounts = limits.award_row[found].tolist(), limits.award_amount[found].tolist()
        yield add_up(
            [
                (award.budget * instance.n_years + award.year, award.fen),
                *((first + row, amount) for row, amount in zip(rows, amounts, strict=True)),
            ]
        )


def add_up(items: Iterable[tuple[int, int]]) -> Draws:
    """Add amounts up by account."""
    total: Draws = {}
    for account, amount in items:
        total[account] = total.get(account, 0) + amount
    return total


def _by_target(target: Int, count: int) -> tuple[Int, Int]:
    """Return positions in order of target, and where each target's begin."""
    order = np.argsort(target, kind="stable")
    return order, np.searchsorted(target[order], np.arange(count + 1))
