"""The planning problem as frozen integer arrays: what the formulation, the engine and the heuristics read.

Positions (``c`` circle, ``j`` tier, ``i`` line, ``o`` option, ``s`` site, ``b`` budget, ``t`` year) are
used only here, in the formulation and in the engine; everywhere else things go by their ids.

Units: money in fen, points in steps of the rubric, years as positions in ``years``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from placement.instance.card import Bool, CardFacts, Int
from placement.instance.limits import Limits
from placement.instance.targets import TargetFacts

PLAIN_CARD = CardFacts()
"""Counted lines in one table and nothing else."""

NOTHING = -1
ANY = -2
UNLIMITED = 1 << 40
"""Tiers held before an award: none within the horizon, or whatever."""


@dataclass(frozen=True, slots=True)
class TierNeeds:
    """What a circle still lacks for a tier today.

    Attributes
    ----------
    points
        Missing points in steps by score table, shape ``(C, J, P)``.
    kinds
        Missing kinds by class, shape ``(C, J, K)``.
    residual_steps
        Points each line, then each grade can still gain before its cap, shape ``(C, I)``.
    chapter_residual_steps
        Points each chapter can still gain before its cap, shape ``(C, H)``.
    is_new_kind
        True where the line counts as a kind and the circle has none of it, shape ``(C, L)``.
    lack
        How much each requirement is short today, zero or less where it holds, shape ``(C, R)``.
    """

    points: Int
    kinds: Int
    residual_steps: Int
    chapter_residual_steps: Int
    is_new_kind: Bool
    lack: Int


@dataclass(frozen=True, slots=True)
class LineFacts:
    """The rubric's lines as arrays of length ``L``, and its chapters.

    Attributes
    ----------
    unit_steps, cap_steps
        Points of one unit and of the whole line, in steps.
    kind_class
        Index of the kind class a line counts for, -1 for none.
    chapters
        For each chapter with a cap that its lines and grades together can exceed: cap in steps and positions
        of items, lines first and then grades.
    """

    ids: tuple[str, ...]
    unit_steps: Int
    cap_steps: Int
    kind_class: Int
    kind_classes: tuple[str, ...]
    chapters: tuple[tuple[str, int, tuple[int, ...]], ...]


@dataclass(frozen=True)
class OptionFacts:
    """The option table as arrays of length ``O``, with effects and payments in coordinate form.

    Attributes
    ----------
    site
        Site each option occupies; a site takes at most one option.
    available
        Years in which the option can be started, shape ``(O, T)``.
    effect_option, effect_circle, effect_line, effect_units
        Units added to a line of a circle by an option, sorted by option.
    pay_option, pay_budget, pay_fen
        Amount committed to a budget line in the year the option is started, sorted by option.
    weight
        Whole numbers by the year an option is started in, which the term ``option_weight`` adds up, shape
        ``(O, T)``; ``None`` where nobody asks for it.
    """

    ids: tuple[str, ...]
    site_ids: tuple[str, ...]
    site: Int
    available: Bool
    investment_fen: Int
    effect_option: Int
    effect_circle: Int
    effect_line: Int
    effect_units: Int
    pay_option: Int
    pay_budget: Int
    pay_fen: Int
    weight: Int | None = None

    @cached_property
    def public_fen(self) -> Int:
        """Public money of each option over all budget lines, fen, shape ``(O,)``."""
        total = np.zeros(len(self.ids), dtype=np.int64)
        np.add.at(total, self.pay_option, self.pay_fen)
        return total


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """An award paid when a circle is newly certified at a tier in a year, from one budget line.

    Attributes
    ----------
    before
        Tier the circle must have held within the horizon the year before, ``NOTHING`` for none;
        ``ANY`` where that makes no difference.
    line, from_units, below_units
        It is paid where the circle has so many units of a line in the year; ``line`` is ``NOTHING`` where
        that makes no difference.
    """

    programme_id: str
    circle: int
    tier: int
    year: int
    budget: int
    fen: int
    before: int = ANY
    line: int = NOTHING
    from_units: int = 0
    below_units: int = UNLIMITED

    @property
    def is_plain(self) -> bool:
        """Whether it hangs on nothing but tier and year."""
        return self.before == ANY and self.line == NOTHING

    def is_due(self, held: Int, units: Int | None = None) -> bool:
        """Tell whether it is paid for a circle.

        Parameters
        ----------
        held
            Tiers newly held within the horizon, shape ``(T,)``.
        units
            Units per year and line, shape ``(T, L)``; needed where ``line`` is set, else not looked at.
        """
        earlier = int(held[self.year - 1]) if self.year > 0 else NOTHING
        newly = int(held[self.year]) == self.tier and earlier != self.tier
        due = newly and self.before in {ANY, earlier}
        if not due or self.line == NOTHING or units is None:
            return due
        return self.from_units <= int(units[self.year, self.line]) < self.below_units


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the lexicographic objective: a named term and the sense wished."""

    term: str
    maximise: bool

    @property
    def sign(self) -> int:
        """What values of the term are multiplied by to be minimised, and again to be the term's own."""
        return -1 if self.maximise else 1


@dataclass(frozen=True, slots=True)
class TermLimit:
    """What a term may not exceed, or fall below; money in fen."""

    term: str
    is_most: bool
    limit: int


@dataclass(frozen=True)
class Instance:
    """Sets and parameters of the planning problem.

    Attributes
    ----------
    existing
        Units each circle has today on each line, shape ``(C, L)``.
    current_tier
        Tier held before the horizon and not lost by a review, -1 for none, shape ``(C,)``; only higher tiers
        are planned.
    opens
        First year in which a tier may be held, shape ``(C, J)``; ``None`` where any year will do.
    budget_cap_fen
        Cap of each budget line and year, shape ``(B, T)``; -1 means no cap is set here: none at all, or rows
        of ``limits`` because the line carries over or takes part in transfers.
    tier_points, tier_kinds
        Lowest points in steps by score table, 0 where a table does not matter, shape ``(J, P)``, and kinds by
        class, shape ``(J, K)``, a tier asks for.
    card
        Grades, requirements and tables beyond counted lines.
    locked_in
        ``site -> allowed (option, year) pairs``; one of them must be chosen.
    elastic_budgets
        Caps may be exceeded; the term ``overrun_money`` says by how much, ``overrun_years`` how early.
    elastic_pots
        Where budgets are elastic, so are lines whose money moves. What a pot lacks is the most that one of its
        rows lacks: commitments that cannot be paid out of caps are a largest deficiency (Hall), and whatever
        is given where they lie mends them all.
    term_limits
        What terms must keep to, whatever the stages ask for.
    limits
        What many options and awards draw on together beyond the yearly caps of budget lines.
    """

    years: tuple[int, ...]
    circle_ids: tuple[str, ...]
    residents: Int
    current_tier: Int
    blocked_circle: Bool
    tier_ids: tuple[str, ...]
    tier_points: Int
    tier_kinds: Int
    lines: LineFacts
    existing: Int
    needs: TierNeeds
    options: OptionFacts
    budget_ids: tuple[str, ...]
    budget_cap_fen: Int
    awards: tuple[AwardFacts, ...]
    targets: tuple[TargetFacts, ...]
    locked_in: dict[int, frozenset[tuple[int, int]]]
    allow_interim: bool
    awards_are_minimised: bool
    stages: tuple[Stage, ...]
    elastic_budgets: bool = False
    elastic_pots: bool = False
    term_limits: tuple[TermLimit, ...] = ()
    card: CardFacts = PLAIN_CARD
    opens: Int | None = None
    limits: Limits = field(default_factory=Limits)

    def may_hold(self, year: int) -> Bool:
        """Return which circles may hold which tiers in a year, shape ``(C, J)``; supply is another matter."""
        tiers = np.arange(len(self.tier_ids))[None, :]
        may = (tiers > self.current_tier[:, None]) & ~self.blocked_circle[:, None]
        return may if self.opens is None else may & (self.opens <= year)

    @property
    def years_after(self) -> Int:
        """Years of the horizon that come after the last in which each row of limits is drawn on, shape ``(R,)``."""
        award_years = np.array([award.year for award in self.awards], dtype=np.int64)
        return self.n_years - 1 - self.limits.last_year(award_years)

    @property
    def n_circles(self) -> int:
        """Number of circles C."""
        return len(self.circle_ids)

    @property
    def n_years(self) -> int:
        """Number of years T."""
        return len(self.years)

    @property
    def n_options(self) -> int:
        """Number of options O."""
        return len(self.options.ids)

    @cached_property
    def money_unit_fen(self) -> int:
        """Greatest common divisor of all payments and awards, fen: the model's exact unit of money.

        Caps are divided by it rounding down, which loses nothing because every payment is a multiple.
        """
        amounts = [*np.unique(self.options.pay_fen).tolist(), *(a.fen for a in self.awards)]
        return int(np.gcd.reduce(amounts)) if amounts and any(amounts) else 1
