"""Limits on what many options and awards draw together: quotas, pools, carry-over, transfers, batches.

Every row ``r`` adds up amounts of options started in some years and of awards paid, and asks::

    drawn[r] <= cap[r]                       where cap[r] >= 0
    drawn[r] = 0  or  drawn[r] >= least[r]   where least[r] > 0
    drawn[r] in {0, batch[r], 2 batch[r], ...}   where batch[r] > 0

Amounts are never negative. What they count (fen, outlets, circles) is the row's own affair. Plain yearly
caps of budget lines are no rows of this kind: they are ``Instance.budget_cap_fen``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

NO_CAP = -1
NO_POT = -1
POT = "budget "
PLACES = ("oversupply:", "spacing:")
"""How the names of rows begin that are about money that moves, and about where kinds may stand."""


def _none() -> Int:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Limits:
    """Rows of limits, with what draws on them in coordinate form sorted by row.

    Attributes
    ----------
    ids
        What each row is, for messages.
    cap, least, batch
        Shape ``(R,)``; see the module docstring. ``cap`` and ``least`` are what is left for this instance.
    outside
        What is drawn already by all that is not in this instance, shape ``(R,)``.
    option_row, option, option_first, option_last, option_amount
        An option started in years ``option_first`` to ``option_last`` draws the amount.
    pot
        The group of budget lines whose money a row is about, by number, shape ``(R,)``; -1 for other rows.
    award_row, award, award_amount
        An award (position in ``Instance.awards``) that is paid draws the amount.
    """

    ids: tuple[str, ...] = ()
    cap: Int = field(default_factory=_none)
    least: Int = field(default_factory=_none)
    batch: Int = field(default_factory=_none)
    pot: Int = field(default_factory=_none)
    outside: Int = field(default_factory=_none)
    option_row: Int = field(default_factory=_none)
    option: Int = field(default_factory=_none)
    option_first: Int = field(default_factory=_none)
    option_last: Int = field(default_factory=_none)
    option_amount: Int = field(default_factory=_none)
    award_row: Int = field(default_factory=_none)
    award: Int = field(default_factory=_none)
    award_amount: Int = field(default_factory=_none)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.ids)

    @property
    def begun(self) -> Bool:
        """Rows on which something outside draws, so that ``least`` must be reached, shape ``(R,)``."""
        return self.outside > 0

    @property
    def is_plain(self) -> Bool:
        """Rows with nothing but a cap, shape ``(R,)``."""
        plain: Bool = (self.least == 0) & (self.batch == 0)
        return plain

    def drawn(self, start: Int, is_paid: Bool) -> Int:
        """Return what is drawn on each row, shape ``(R,)``.

        Parameters
        ----------
        start
            Year position each option is started in, negative if not, shape ``(O,)``.
        is_paid
            Which awards are paid, shape ``(A,)``.
        """
        total = np.zeros(len(self), dtype=np.int64)
        year = start[self.option]
        built = (year >= self.option_first) & (year <= self.option_last) & (year >= 0)
        np.add.at(total, self.option_row[built], self.option_amount[built])
        paid = is_paid[self.award]
        np.add.at(total, self.award_row[paid], self.award_amount[paid])
        return total

    def last_year(self, award_years: Int) -> Int:
        """Return the last year position in which anything draws on each row, -1 where nothing can, shape ``(R,)``.

        Parameters
        ----------
        award_years
            Year position of every award, shape ``(A,)``.
        """
        last = np.full(len(self), -1, dtype=np.int64)
        np.maximum.at(last, self.option_row, self.option_last)
        np.maximum.at(last, self.award_row, award_years[self.award])
        return last

    def rows(self, keep: Bool) -> Limits:
        """Return some of the rows, by a mask."""
        position = np.cumsum(keep) - 1
        options, awards = keep[self.option_row], keep[self.award_row]
        return Limits(
            ids=tuple(name for name, kept in zip(self.ids, keep, strict=True) if kept),
            cap=self.cap[keep],
            least=self.least[keep],
            batch=self.batch[keep],
            pot=self.pot[keep],
            outside=self.outside[keep],
            option_row=position[self.option_row[options]],
            option=self.option[options],
            option_first=self.option_first[options],
            option_last=self.option_last[options],
            option_amount=self.option_amount[options],
            award_row=position[self.award_row[awards]],
            award=self.award[awards],
            award_amount=self.award_amount[awards],
        )

    def named(self, *beginnings: str) -> Bool:
        """Return the rows whose names begin so, shape ``(R,)``."""
        found: Bool = np.array([name.startswith(beginnings) for name in self.ids], dtype=bool)
        return found

    def caps_only(self) -> Limits:
        """Return the rows without what must be reached: a relaxation."""
        return self.caps_only_where(np.ones(len(self), dtype=bool))

    def part(self, outside: Int, new_option: Int, new_award: Int) -> Limits:
        """Return the limits as a part of the plan sees them.

        Parameters
        ----------
        outside
            What is drawn by all that the part does not decide, shape ``(R,)``.
        new_option, new_award
            Positions in the part, negative for what is not in it.
        """
        options, awards = new_option[self.option] >= 0, new_award[self.award] >= 0
        return replace(
            self,
            cap=np.where(self.cap < 0, self.cap, self.cap - outside),
            least=np.maximum(0, self.least - outside),
            outside=self.outside + outside,
            option_row=self.option_row[options],
            option=new_option[self.option[options]],
            option_first=self.option_first[options],
            option_last=self.option_last[options],
            option_amount=self.option_amount[options],
            award_row=self.award_row[awards],
            award=new_award[self.award[awards]],
            award_amount=self.award_amount[awards],
        )

    def without_awards(self) -> Limits:
        """Return the rows with no award drawing on them: a relaxation of the caps."""
        return replace(self, award_row=_none(), award=_none(), award_amount=_none())

    def years_merged(self, last: int) -> Limits:
        """Return the caps over the whole horizon, for one year that stands for all: a relaxation.

        Parameters
        ----------
        last
            Position of the last year.
        """
        whole = self.cap >= 0
        whole[self.option_row[(self.option_first > 0) | (self.option_last < last)]] = False
        kept = self.caps_only_where(whole).without_awards()
        return replace(kept, option_last=np.zeros_like(kept.option_last))

    def caps_only_where(self, keep: Bool) -> Limits:
        """Return the caps of some rows, by a mask."""
        nothing = np.zeros_like(self.least)
        return replace(self, least=nothing, batch=nothing).rows(keep & (self.cap >= 0))


@dataclass
class LimitRows:
    """Rows of limits while they are gathered."""

    ids: list[str] = field(default_factory=list)
    caps: list[int] = field(default_factory=list)
    leasts: list[int] = field(default_factory=list)
    batches: list[int] = field(default_factory=list)
    pots: list[int] = field(default_factory=list)
    options: list[tuple[Int, Int, Int, Int, Int]] = field(default_factory=list)
    awards: list[tuple[Int, Int, Int]] = field(default_factory=list)

    def add(
        self, name: str, *, cap: int = NO_CAP, least: int = 0, batch: int = 0, pot: int = NO_POT
    ) -> int:
        """Open a row; return its position."""
        self.ids.append(name)
        self.caps.append(cap)
        self.leasts.append(least)
        self.batches.append(batch)
        self.pots.append(pot)
        return len(self.ids) - 1

    def draw_options(
        self, row: int, options: Int, years: tuple[int, int], amount: Int | int
    ) -> None:
        """Let options started in years first to last draw on a row."""
        n = len(options)
        first, last = years
        amounts = np.broadcast_to(np.asarray(amount, dtype=np.int64), (n,))
        self.options.append(
            (
                np.full(n, row),
                options.astype(np.int64),
                np.full(n, first),
                np.full(n, last),
                amounts,
            )
        )

    def draw_awards(self, row: int, awards: Sequence[int], amounts: Sequence[int]) -> None:
        """Let awards draw on a row."""
        self.awards.append(
            (
                np.full(len(awards), row, dtype=np.int64),
                np.array(awards, dtype=np.int64),
                np.array(amounts, dtype=np.int64),
            )
        )

    def limits(self) -> Limits:
        """Return the rows gathered."""
        empty = (_none(),)
        option = [np.concatenate(c) for c in zip(*self.options, strict=True)] or [*empty * 5]
        award = [np.concatenate(c) for c in zip(*self.awards, strict=True)] or [*empty * 3]
        return Limits(
            tuple(self.ids),
            np.array(self.caps, dtype=np.int64),
            np.array(self.leasts, dtype=np.int64),
            np.array(self.batches, dtype=np.int64),
            np.array(self.pots, dtype=np.int64),
            np.zeros(len(self.ids), dtype=np.int64),
            *option,
            *award,
        )
