"""Works: what realising a measure costs, and whether an operator would do it.

``investment = fixed + yuan_per_m2 * min(area, max_area)``, rounded half up to whole fen. What a measure
must earn is its burden: the investment, and what nobody else pays of making the premises usable. An
operator comes when the margin after rent earns the burden back in time::

    burden = investment + preparation - preparation paid - aid towards the investment
    12 * payback_years * (margin - rent) * min(area, max_area) >= burden

Works that do not pay back even with aid are still taken on where the aid reaches the scenario's
``least_aid_share`` of the investment: somebody is willing to carry the rest, as with care homes or repair
stalls. Works without a margin earn nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
import numpy.typing as npt

from placement.finance.shares import at_least_share, round_share

Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

DM2_PER_M2 = 100
MONTHS_PER_YEAR = 12
NO_MARGIN = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What works of one format, or the raising of one judged line, are, wherever they are done.

    Attributes
    ----------
    kinds
        Kinds of the bundle, empty for the raising of a judged line.
    measure
        ``convert`` for something new, ``upgrade`` for an existing outlet.
    judged_line
        The judged line that is raised, ``None`` for outlets.
    capacity
        Beds, places or meals of one outlet.
    applicant
        Enterprise that applies, ``""`` where it is not known.
    own_stores
        Stores the enterprise runs already.
    grade_after
        Grade after the works, as the table of costs writes it.
    audited_share
        Share of the planned investment an audit is expected to recognise.
    loan_share, loan_rate
        Share of the investment that is borrowed, and the yearly interest paid for it.
    """

    kinds: tuple[str, ...] = ()
    chain: bool = False
    standardised: bool = False
    open_24h: bool = False
    franchised: bool = False
    measure: Literal["convert", "upgrade"] = "convert"
    judged_line: str | None = None
    capacity: int = 0
    applicant: str = ""
    own_stores: int = 0
    grade_after: str = ""
    audited_share: Fraction = Fraction(1)
    loan_share: Fraction = Fraction(0)
    loan_rate: Fraction = Fraction(1)


@dataclass(frozen=True)
class Works:
    """One outlet of one format at each of ``n`` places, as programmes look at it.

    Attributes
    ----------
    look
        What is done.
    district, source_class, area_class
        One entry per place.
    floor_area_dm2, used_dm2
        The place's area, and what of it is fitted out, shape ``(n,)``.
    rent_fen_per_m2_month, lease_years, aided_year
        Rent, years it is let for, year of the last public aid (0 for none), shape ``(n,)``.
    investment_fen, preparation_fen
        Shape ``(n,)``; preparation is the cost of making premises usable.
    earned_cfen
        What the margin after rent earns within the payback time, hundredths of a fen, shape ``(n,)``.
    """

    look: Look
    district: tuple[str, ...]
    source_class: tuple[str, ...]
    area_class: tuple[str, ...]
    floor_area_dm2: Int
    used_dm2: Int
    rent_fen_per_m2_month: Int
    lease_years: Int
    aided_year: Int
    investment_fen: Int
    preparation_fen: Int
    earned_cfen: Int

    @staticmethod
    def without_premises(
        look: Look,
        district: tuple[str, ...],
        area_class: tuple[str, ...],
        investment_fen: Int,
        source_class: str,
    ) -> Works:
        """Return works that take no premises: no area, rent, preparation or margin."""
        nothing = np.zeros(len(district), dtype=np.int64)
        return Works(
            look=look,
            district=district,
            source_class=(source_class,) * len(district),
            area_class=area_class,
            floor_area_dm2=nothing,
            used_dm2=nothing,
            rent_fen_per_m2_month=nothing,
            lease_years=nothing,
            aided_year=nothing,
            investment_fen=investment_fen,
            preparation_fen=nothing,
            earned_cfen=nothing,
        )

    @property
    def audited_fen(self) -> Int:
        """Investment an audit recognises, fen, shape ``(n,)``."""
        return round_share(self.investment_fen, self.look.audited_share)

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.district)

    def pays_back(self, preparation_paid_fen: Int, aid_fen: Int) -> Bool:
        """Tell where the burden that is left, in fen, is earned back in time, shape ``(n,)``."""
        burden = self.investment_fen + self.preparation_fen - preparation_paid_fen - aid_fen
        back: Bool = self.earned_cfen >= burden * DM2_PER_M2
        return back | (burden <= 0)

    def reaches_share(self, aid_fen: Int, share: Fraction) -> Bool:
        """Tell where aid is at least a share of the investment, shape ``(n,)``; never where there is none."""
        return at_least_share(aid_fen, share, self.investment_fen) & (aid_fen > 0)


def invest(fixed_fen: int, fen_per_m2: int, area_dm2: Int, max_area_dm2: int) -> Int:
    """Return the investment in fen for each floor area, shape ``(n,)``; areas in dm²."""
    fitted = np.minimum(area_dm2, max_area_dm2)
    return fixed_fen + (fen_per_m2 * fitted + DM2_PER_M2 // 2) // DM2_PER_M2


def earn(
    margin_fen_per_m2_month: int, payback_years: int, rent_fen_per_m2_month: Int, used_dm2: Int
) -> Int:
    """Return what an operator earns in the payback time, hundredths of a fen, ``(n,)``; 0 without a margin."""
    if margin_fen_per_m2_month == NO_MARGIN:
        return np.zeros(len(used_dm2), dtype=np.int64)
    months = MONTHS_PER_YEAR * payback_years
    return months * (margin_fen_per_m2_month - rent_fen_per_m2_month) * used_dm2
